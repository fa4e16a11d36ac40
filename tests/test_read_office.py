"""Reads old and foreign Word formats with the real soffice, and with stand-ins for a soffice that fails."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast

import office_parts as parts
import pytest
from documents import abstract_list, docx_from_body, docx_from_lines, item, level, word_list
from process_ends import gone

from extractor.document import Document
from extractor.errors import ReadError
from extractor.read import offer, ole, read, read_bytes, readers
from extractor.read.conversions import Conversions, Converter
from extractor.read.limits import Limits
from extractor.read.office import convert, program, recognise
from extractor.read.office.profile import write_profile

LINES = ["青河县水利局2023年度绩效自评报告", "全年总支出102.18万元，其中基本支出93.18万元，项目支出9万元。"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="module")
def saved(folder: Path) -> dict[str, Path]:
    """The report as Word file (with and without lists) and in each format; `line` is a short one."""
    whole = parts.report(folder / "whole.docx")
    bare = parts.report(folder / "bare.docx", lists=False)
    line = docx_from_lines(LINES, folder / "line.docx")
    dated = docx_from_body(
        parts.paragraph(parts.run("日期"), parts.field('DATE \\@ "yyyy年M月d日"', "旧")) + "<w:p/>",
        folder / "dated.docx",
    )
    tens = abstract_list(100, level(0, "decimal", "%1、", start=10)) + word_list(200, 100)
    counted = docx_from_body(item("甲", 200, 0) + "<w:p/>", folder / "counted.docx", tens)
    levels = level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", start=10)
    items = item("甲", 200, 0) + item("乙", 200, 1) + "<w:p/>"
    legal = docx_from_body(items, folder / "legal.docx", abstract_list(100, *levels) + word_list(200, 100))
    found = {"whole.docx": whole, "bare.docx": bare, "line.docx": line}
    for form, more in (("doc", [counted, legal]), ("rtf", []), ("odt", [])):
        for path in parts.saved_as(form, [whole, bare, line, dated, *more], folder / form):
            found[path.name] = path
    return found


def told(document: Document) -> list[tuple[str, str, tuple[int | None, ...]]]:
    """Return the text of each block, with its place in a table."""
    return [
        (
            block.kind,
            block.span.of(document.text),
            (a.table, a.row, a.column, a.row_span, a.column_span),
        )
        for block in document.blocks
        for a in (block.anchor,)
    ]


RTF = r"""{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}
{\*\listtable{\list\listtemplateid1
{\listlevel\levelnfc39\levelfollow2\levelstartat1{\leveltext\'02\'00\'a1\'a2;}{\levelnumbers\'01;}}
{\listlevel\levelnfc37\levelfollow2\levelstartat1{\leveltext\'03\u-248\'3f\'01\u-247\'3f;}{\levelnumbers\'02;}}
{\listlevel\levelnfc0\levelnfcn0\levelfollow2\levelstartat1\levellegal1{\leveltext\'03\'00.\'02;}{\levelnumbers\'01\'03;}}
{\listlevel\levelnfc27\levelnfcn27\levelfollow2\levelstartat1{\leveltext\'01\'03;}{\levelnumbers\'01;}}
{\listname ;}\listid100}}{\*\listoverridetable{\listoverride\listid100\listoverridecount0\ls1}}
{\listtext\'d2\'bb\'a1\'a2}\pard\ls1\ilvl0 \'d7\'dc\'d6\'a7\'b3\'f6102.18\u19975?\u20803?\par
\pard\ls1\ilvl1 \'b8\'c5\'bf\'f6\par
\pard\ls1\ilvl2 \'b8\'c5\'bf\'f6\par
\pard\ls1\ilvl3 \'b8\'c5\'bf\'f6\par
\pard\ls1\ilvl0 \'b9\'dc\'c0\'ed\par
\pard {\field{\*\fldinst {\rtlch DATE \\@ "yyyy"}}{\fldrslt 1999}}{\field{\*\fldinst REF none}{\fldrslt \'b1\'ed1}}\par
}"""


def dated(saved: dict[str, Path]) -> dict[str, bytes]:
    """Return documents whose field for the date of today shows an old one, as its author saw it."""
    today, then = time.strftime("%Y年"), "1999年"
    word, odt = saved["dated.doc"], saved["dated.odt"]
    data = word.read_bytes()
    assert data.count(today.encode("utf-16-le")) == 1
    old = parts.with_content(odt, odt.with_name("old.odt"), today, then)
    return {
        "dated.doc": data.replace(today.encode("utf-16-le"), then.encode("utf-16-le")),
        "dated.odt": old.read_bytes(),
        "word.rtf": RTF.encode("ascii"),
    }


# LibreOffice writes the signs of Chinese labels into RTF as question marks, so those are tested with RTF of Word's kind.
NAMES = [
    ("whole.doc", "a.doc", "doc"),
    ("whole.doc", "a.wps", "wps"),
    ("whole.doc", "a", "doc"),
    ("whole.doc", "a.docx", "doc"),
    ("whole.odt", "a.odt", "odt"),
    ("whole.odt", "a.doc", "odt"),
    ("bare.rtf", "a.rtf", "rtf"),
    ("bare.rtf", "a.doc", "rtf"),
    ("bare.rtf", "a.wps", "rtf"),
    ("whole.docx", "a.doc", "docx"),
    ("whole.docx", "a.wps", "docx"),
]
CUT = [("doc", 0.9), ("rtf", 0.9), ("odt", 0.3), ("odt", 0.9)]


@pytest.fixture(scope="module")
def answers(saved: dict[str, Path]) -> dict[str, Document | ReadError]:
    """What reading says of each file, all of them prepared at once as in a run."""
    files = {f"{source}/{name}": saved[source].read_bytes() for source, name, _ in NAMES} | dated(saved)
    files |= {f"cut{keep}/a.{form}": cut(saved[f"line.{form}"], keep) for form, keep in CUT}
    files["own.wps"] = parts.compound({"KSO_WPS_SELF": b"old"})
    found: dict[str, Document | ReadError] = {}
    with Conversions(Limits()) as conversions:
        for name, data in files.items():
            offer(data, name, conversions)
        conversions.run()
        for name, data in files.items():
            try:
                found[name] = read_bytes(data, name, conversions=conversions)
            except ReadError as error:
                found[name] = error
    return found


def cut(path: Path, keep: float) -> bytes:
    data = path.read_bytes()
    return data[: int(len(data) * keep)]


@pytest.mark.parametrize(("source", "name", "form"), NAMES)
def test_a_format_reads_as_the_word_file_it_was_made_of(
    saved: dict[str, Path], answers: dict[str, Document | ReadError], source: str, name: str, form: str
) -> None:
    document = answers[f"{source}/{name}"]
    assert isinstance(document, Document)
    assert document.format == form
    assert document.notes == ()
    assert told(document) == told(read(saved[f"{Path(source).stem}.docx"]))


@pytest.mark.parametrize(
    "words",
    [
        *("一、概况", "（二）机构", "2.支出", "①要点", "二、管理", "（一）制度"),
        *("总支出102.18万元。", "含上年结转9万元。", "框内9万元", "甲\t1.5\t2,940.05\t/"),
    ],
)
def test_labels_cells_changes_notes_and_boxes_are_there(
    answers: dict[str, Document | ReadError], words: str
) -> None:
    document = answers["whole.doc/a.doc"]
    assert isinstance(document, Document)
    assert words in document.text


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("word.rtf", ["一、总支出102.18万元", "（一）概况", "1.1 概况", "⑴概况", "二、管理", "1999表1"]),
        ("dated.doc", [time.strftime("日期1999年%-m月%-d日")]),
        ("dated.odt", [time.strftime("日期1999年%-m月%-d日")]),
    ],
)
def test_fields_keep_what_the_author_saw(
    answers: dict[str, Document | ReadError], name: str, lines: list[str]
) -> None:
    document = answers[name]
    assert isinstance(document, Document)
    assert document.text.split("\n") == lines


@pytest.mark.parametrize(("form", "keep"), CUT)
def test_truncated_files_are_corrupt(
    answers: dict[str, Document | ReadError], form: str, keep: float
) -> None:
    error = answers[f"cut{keep}/a.{form}"]
    assert isinstance(error, ReadError)
    assert error.code == "corrupt"
    assert str(error).endswith("。")


def test_wps_of_its_own_kind_is_tried_and_named(answers: dict[str, Document | ReadError]) -> None:
    error = answers["own.wps"]
    assert isinstance(error, ReadError)
    assert error.code == "unsupported"
    assert "WPS" in str(error)


# What LibreOffice makes of the number formats of Word ([MS-OSHARED] 2.2.1.3, MSONFC): the tenth number of a list.
NUMBERS = [
    (0, "10、"),
    (1, "X、"),
    (4, "j、"),
    (11, "十、"),
    (14, "１０、"),
    (18, "⑩、"),
    (22, "10、"),
    (28, "⑩、"),
    (30, "癸、"),
    (33, "十、"),
    (34, "壹拾、"),
    (35, "十、"),
    (37, "十、"),
    (38, "壹拾、"),
    (39, "十、"),
    # LibreOffice knows no such signs; they are carried past it.
    (26, "⒑、"),
    (27, "⑽、"),
]


@pytest.fixture(scope="module")
def counted(folder: Path, saved: dict[str, Path]) -> dict[int, str]:
    """The label of each number format, all converted with one start."""
    data = saved["counted.doc"].read_bytes()
    # [MS-DOC] 2.9.150, LVLF: iStartAt, then nfc; here the only list that begins with ten.
    table = ole.head(data, "1Table", len(data))
    assert table.count(b"\x0a\0\0\0\0\0") == 1
    at = table.index(b"\x0a\0\0\0\0\0") + 4
    files = {folder / f"counted{nfc}.doc": nfc for nfc, _ in NUMBERS}
    for file, nfc in files.items():
        file.write_bytes(parts.changed(data, "1Table", at, nfc))
    made = convert(dict.fromkeys(files, "doc"), Limits())
    return {
        nfc: read(path).text
        for path, nfc in zip(made.values(), files.values(), strict=True)
        if isinstance(path, Path)
    }


@pytest.mark.parametrize(("nfc", "label"), NUMBERS)
def test_number_formats(counted: dict[int, str], nfc: int, label: str) -> None:
    assert counted[nfc] == f"{label}甲"


def test_legal_numbering(saved: dict[str, Path], tmp_path: Path) -> None:
    data = saved["legal.doc"].read_bytes()
    table = ole.head(data, "1Table", len(data))
    assert table.count(b"\x0a\0\0\0\0\0") == 1
    # [MS-DOC] 2.9.150, LVLF: fLegal
    path = tmp_path / "a.doc"
    path.write_bytes(parts.changed(data, "1Table", table.index(b"\x0a\0\0\0\0\0") + 5, 0x04))
    assert ["".join(line.split()) for line in read(path).text.split("\n")] == ["第一章甲", "1.10乙"]


def test_a_batch_with_a_truncated_file(saved: dict[str, Path], tmp_path: Path) -> None:
    whole = saved["line.doc"].read_bytes()
    files = {tmp_path / f"{n}.doc": whole for n in range(12)}
    bad = tmp_path / "5.doc"
    files[bad] = whole[: len(whole) * 8 // 10]
    for path, data in files.items():
        path.write_bytes(data)
    found = convert(dict.fromkeys(files, "doc"), Limits())
    assert {path: code(made) for path, made in found.items()} == dict.fromkeys(files, "") | {bad: "corrupt"}


def code(made: Path | ReadError) -> str:
    return made.code if isinstance(made, ReadError) else ""


@pytest.fixture
def standing_in(saved: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(program.VARIABLE, str(parts.stand_in(tmp_path, saved["line.docx"])))
    return tmp_path


# Each mark with the code of its file, and how many files each start of the program was given.
FAILURES = [
    ("", "", [12]),
    ("HANG", "timeout", [12, *[1] * 7]),
    ("DIE", "crashed", [12, *[1] * 7]),
    ("HALF", "crashed", [12, *[1] * 7]),
    ("FAIL", "corrupt", [12, *[1] * 7]),
    ("REFUSE", "corrupt", [12, 1]),
]


@pytest.mark.parametrize(("mark", "expected", "starts"), FAILURES)
def test_one_bad_file_costs_only_itself(
    standing_in: Path, mark: str, expected: str, starts: list[int]
) -> None:
    paths = [standing_in / f"{n}.rtf" for n in range(12)]
    for number, path in enumerate(paths):
        path.write_text("{\\rtf1 " + (mark if number == 5 else "") + str(number) + "}", "ascii")
    found = convert(dict.fromkeys(paths, "rtf"), Limits(seconds=0.5))
    assert [code(found[path]) for path in paths] == ["", "", "", "", "", expected, *[""] * 6]
    assert [int(n) for n in (standing_in / "starts").read_text("ascii").split()] == starts


def test_what_hangs_is_ended_with_all_it_started(standing_in: Path) -> None:
    path = standing_in / "a.rtf"
    path.write_text("{\\rtf1 HANG}", "ascii")
    with pytest.raises(ReadError) as caught:
        read(path, limits=Limits(seconds=0.5))
    assert caught.value.code == "timeout"
    assert gone(int((standing_in / "child").read_text("ascii")))


def test_a_batch_that_goes_on_is_given_time(standing_in: Path) -> None:
    slow = standing_in / "slow"
    slow.write_text(
        "#!/bin/sh\nwhile [ $# -gt 0 ]; do case $1 in --outdir) out=$2;; *.rtf) sleep 0.4; "
        f'cp "{standing_in / "line.docx"}" "$out/$(basename "$1" .rtf).docx";; esac; shift; done\n',
        "utf-8",
    )
    slow.chmod(0o755)
    docx_from_lines(LINES, standing_in / "line.docx")
    os.environ[program.VARIABLE] = str(slow)  # put back by the fixture
    paths = [standing_in / f"{n}.rtf" for n in range(5)]
    for path in paths:
        path.write_text("{\\rtf1 }", "ascii")
    assert [code(made) for made in convert(dict.fromkeys(paths, "rtf"), Limits(seconds=1)).values()] == [
        ""
    ] * 5


def test_a_missing_program_is_said_with_what_to_install(
    saved: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(program.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(program, "_usual_places", lambda: iter(()))
    with pytest.raises(ReadError) as caught:
        read(saved["line.doc"])
    assert caught.value.code == "missing_tool"
    assert "libreoffice-writer-nogui" in str(caught.value)


@pytest.mark.parametrize("content", [None, "no program"])
def test_a_wrong_variable_is_said(
    saved: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    named = tmp_path / "soffice"
    if content:
        named.write_text(content, "ascii")
        named.chmod(0o755)
    monkeypatch.setenv(program.VARIABLE, str(named))
    with pytest.raises(ReadError) as caught:
        read(saved["line.doc"])
    assert caught.value.code == "missing_tool"


def encrypted_doc(saved: dict[str, Path]) -> bytes:
    data = saved["line.doc"].read_bytes()
    return parts.changed(data, "WordDocument", 11, ole.head(data, "WordDocument", 12)[11] | 1)


def encrypted_odt(saved: dict[str, Path]) -> bytes:
    manifest = b'<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    names = {"mimetype": b"application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": manifest}
    return parts.write_zip(saved["line.odt"].parent / "locked.odt", names).read_bytes()


@pytest.mark.parametrize(
    ("name", "build"),
    [
        ("a.doc", encrypted_doc),
        ("a.wps", encrypted_doc),
        ("a.docx", encrypted_doc),
        ("a.odt", encrypted_odt),
        ("a.docx", lambda _: parts.compound({"EncryptedPackage": b"", "EncryptionInfo": b""})),
        ("a.doc", lambda _: parts.compound({"EncryptedPackage": b"", "EncryptionInfo": b""})),
    ],
)
def test_encrypted_files_need_no_program(
    saved: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    build: Callable[[dict[str, Path]], bytes],
) -> None:
    monkeypatch.setenv(program.VARIABLE, str(tmp_path / "none"))
    path = tmp_path / name
    path.write_bytes(build(saved))
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.code == "encrypted"


@pytest.mark.parametrize(
    ("data", "suffix", "form"),
    [
        (parts.compound({"WordDocument": b""}), ".doc", "doc"),
        (parts.compound({"WordDocument": b""}), ".wps", "wps"),
        (parts.compound({"WordDocument": b""}), "", "doc"),
        (parts.compound({"Workbook": b""}), ".doc", ""),
        (parts.compound({"Workbook": b""}), ".wps", ""),
        (parts.compound({"PowerPoint Document": b""}), ".wps", ""),
        (parts.compound({"MatOST": b"", "CONTENTS": b""}), ".wps", "wps"),
        (parts.compound({"Contents": b""}), ".doc", ""),
        (ole.MAGIC, ".doc", "doc"),
        (ole.MAGIC, ".xls", ""),
        (b"\xef\xbb\xbf\r\n{\\rtf1 }", ".txt", "rtf"),
        (b"{\\rt", ".rtf", ""),
        (b"", ".doc", ""),
        ("纯文本".encode(), ".doc", ""),
        (b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text", "", "odt"),
        (b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", ".odt", ""),
    ],
)
def test_bytes_before_suffixes(data: bytes, suffix: str, form: str) -> None:
    assert recognise(data, suffix) == form


def test_nothing_is_fetched_or_followed(saved: dict[str, Path], tmp_path: Path) -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, format: str, *args: object) -> None:
            return

    secret = tmp_path / "secret.txt"
    secret.write_text("不该读到", "utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        link = f"http://127.0.0.1:{server.server_port}/a.png"
        image = f'<draw:image xlink:href="{link}" xlink:type="simple" xlink:actuate="onLoad"/>'
        more = (
            f'<text:p><draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm">{image}</draw:frame></text:p>'
            f'<text:section text:name="s"><text:section-source xlink:href="{secret.as_uri()}" text:filter-name="Text"/>'
            "<text:p>留存</text:p></text:section></office:text>"
        )
        path = parts.with_content(saved["line.odt"], tmp_path / "a.odt", "</office:text>", more)
        text = read(path).text
        server.shutdown()
    assert asked == []
    assert text.split("\n") == [*LINES, "留存"]


def test_the_profile_forbids_macros_and_links(tmp_path: Path) -> None:
    argument = write_profile(tmp_path / "档案 1")
    settings = (tmp_path / "档案 1" / "user" / "registrymodifications.xcu").read_text("utf-8")
    assert argument.startswith("-env:UserInstallation=file:///")
    assert argument.isascii()
    for name, value in (("MacroSecurityLevel", "3"), ("DisableMacrosExecution", "true"), ("Link", "0")):
        assert f'oor:name="{name}" oor:op="fuse"><value>{value}</value>' in settings


def test_two_conversions_at_once(saved: dict[str, Path], tmp_path: Path) -> None:
    def one(number: int) -> list[str]:
        path = tmp_path / f"{number}.doc"
        path.write_bytes(saved["line.doc"].read_bytes() + bytes(number))
        return read(path).text.split("\n")

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(one, range(2))) == [LINES, LINES]


def test_nothing_is_left_behind(
    saved: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    read(saved["line.rtf"])
    assert list(tmp_path.iterdir()) == []


def test_conversions_are_kept_until_all_have_taken_them(standing_in: Path) -> None:
    office = cast("Converter", next(reader for reader in readers() if "doc" in reader.FORMATS))
    good, bad = b"{\\rtf1 a}", b"{\\rtf1 REFUSE}"
    with Conversions(Limits()) as conversions:
        for data in (good, good, bad):
            conversions.add(data, office, "rtf")
        conversions.run()
        first = conversions.take(good, office, "rtf")
        assert conversions.take(good, office, "rtf") == first
        assert (standing_in / "starts").read_text("ascii").split() == ["2", "1"]
        with pytest.raises(ReadError):
            conversions.take(bad, office, "rtf")
        # Nobody was left to ask for it: it is made again.
        assert conversions.take(good, office, "rtf") == first
        assert (standing_in / "starts").read_text("ascii").split() == ["2", "1", "1"]


class Broken:
    """A converter with an error in it."""

    def convert(self, files: Mapping[Path, str], limits: Limits) -> Mapping[Path, Path | ReadError]:
        raise ValueError


def test_an_error_in_a_converter_costs_its_files_only() -> None:
    with Conversions(Limits()) as conversions:
        conversions.add(b"a", Broken(), "doc")
        conversions.run()
        with pytest.raises(ReadError) as caught:
            conversions.take(b"a", Broken(), "doc")
        assert caught.value.code == "crashed"
