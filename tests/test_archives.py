from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from documents import docx_from_lines
from hostile_parts import crafted, true

from extractor.archives import is_archive, members, unpack
from extractor.batch import process, run
from extractor.errors import ReadError
from extractor.patterns import load_patterns
from extractor.read.limits import Limits
from extractor.sources import Gathered, gather

PATTERNS = load_patterns()
LIMITS = Limits()
TEXT = "青河县水利局2023年度绩效自评报告\n全年总支出102.18万元。\n".encode()


def packed(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def named(raw: bytes, data: bytes = TEXT, flags: int = 0, extra: bytes = b"") -> bytes:
    """Return a zip of one stored member, its name in any bytes, as other systems write it."""
    crc = zlib.crc32(data)
    head = struct.pack("<HHHHHIIIHH", 20, flags, 0, 0, 33, crc, len(data), len(data), len(raw), len(extra))
    local = b"PK\x03\x04" + head + raw + extra + data
    entry = b"PK\x01\x02\x14\x00" + head + struct.pack("<HHHII", 0, 0, 0, 0, 0) + raw + extra
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(entry), len(local), 0)
    return local + entry + end


def unicode_path(name: str, raw: bytes) -> bytes:
    field = b"\x01" + struct.pack("<I", zlib.crc32(raw)) + name.encode()
    return struct.pack("<HH", 0x7075, len(field)) + field


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (named("报告/水利局.txt".encode("gbk")), "报告/水利局.txt"),
        (named("报告/水利局.txt".encode()), "报告/水利局.txt"),
        (named("报告.txt".encode(), flags=1 << 11), "报告.txt"),
        (named("㐂㐃.txt".encode("gb18030")), "㐂㐃.txt"),
        (named(b"??.txt", extra=unicode_path("报告.txt", b"??.txt")), "报告.txt"),
        (named(b"new.txt", extra=unicode_path("旧名.txt", b"old.txt")), "new.txt"),
        (named(b"../../etc/passwd.txt"), "etc/passwd.txt"),
        (named(b"/abs/a.txt"), "abs/a.txt"),
        (named(b"C:\\dir\\a.txt"), "dir/a.txt"),
        (named(b"a\nb.txt"), "a_b.txt"),
        (named(b"../.."), "_"),
    ],
)
def test_a_name_is_read_as_it_was_meant_and_leads_nowhere(data: bytes, name: str) -> None:
    (member,) = members(data, LIMITS)
    assert member.name == name
    assert unpack(data, member.index, LIMITS) == TEXT


def test_equal_names_are_told_apart() -> None:
    names = ("a.txt", "a.txt", "a.txt", "a.b/c", "a.b/c", "a#2.txt")
    found = members(crafted(true(name, TEXT) for name in names), LIMITS)
    assert [m.name for m in found] == ["a.txt", "a#2.txt", "a#3.txt", "a.b/c", "a.b/c#2", "a#2#2.txt"]


def test_files_of_equal_names_are_all_read(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(crafted(true("甲.txt", TEXT) for _ in range(3)))
    done = run(gather([tmp_path]).sources, PATTERNS)
    assert [(r.file.rpartition("/")[2], r.status) for r in done] == [
        ("甲#2.txt", "ok"),
        ("甲#3.txt", "ok"),
        ("甲.txt", "ok"),
    ]


def test_documents_that_are_containers_are_no_archives(tmp_path: Path) -> None:
    word = docx_from_lines(["甲"], tmp_path / "a.docx").read_bytes()
    assert not is_archive(word, ".docx")
    assert not is_archive(b"PK\x03\x04 and no more", ".docx")
    assert is_archive(packed({"a.docx": word}), ".docx")


def files(found: Gathered, root: Path) -> list[str]:
    return [source.file.removeprefix(root.as_posix() + "/") for source in found.sources]


def gathered(tmp_path: Path, content: Mapping[str, bytes]) -> Gathered:
    (tmp_path / "包.zip").write_bytes(packed(content))
    return gather([tmp_path])


INNER = packed({"丙.txt": TEXT, "深.zip": packed({"丁.txt": TEXT})})


@pytest.mark.parametrize(
    ("content", "expected", "passed_over"),
    [
        ({"甲.txt": TEXT, "子/乙.txt": TEXT}, ["包.zip!/子/乙.txt", "包.zip!/甲.txt"], []),
        (
            {"甲.txt": TEXT, "__MACOSX/._甲.txt": b"x", ".DS_Store": b"x", "~$甲.docx": b"x"},
            ["包.zip!/甲.txt"],
            [],
        ),
        ({"甲.txt": TEXT, "说明.exe": b"MZ"}, ["包.zip!/甲.txt"], ["包.zip!/说明.exe"]),
        ({"内.zip": INNER}, ["包.zip!/内.zip!/丙.txt", "包.zip!/内.zip!/深.zip"], []),
        ({"只有.exe": b"MZ"}, ["包.zip"], ["包.zip!/只有.exe"]),
    ],
)
def test_an_archive_is_searched_like_a_folder(
    tmp_path: Path, content: Mapping[str, bytes], expected: list[str], passed_over: list[str]
) -> None:
    found = gathered(tmp_path, content)
    assert files(found, tmp_path) == expected
    assert [name.removeprefix(tmp_path.as_posix() + "/") for name in found.passed_over] == passed_over


def test_members_are_read_and_what_cannot_be_says_why(tmp_path: Path) -> None:
    bad = bytearray(packed({"坏.txt": TEXT * 50}))
    bad[60:80] = b"\xff" * 20
    content = {"甲.txt": TEXT, "内.zip": INNER, "坏.zip": bytes(bad), "锁.txt": TEXT}
    (tmp_path / "锁.zip").write_bytes(named(b"a.txt", flags=1))
    results = {
        r.file.removeprefix(tmp_path.as_posix() + "/"): r
        for r in run(gathered(tmp_path, content).sources, PATTERNS)
    }
    assert {name: (r.status, r.error_code) for name, r in results.items()} == {
        "包.zip!/内.zip!/丙.txt": ("ok", ""),
        "包.zip!/内.zip!/深.zip": ("failed", "unsupported"),
        "包.zip!/坏.zip!/坏.txt": ("failed", "corrupt"),
        "包.zip!/甲.txt": ("ok", ""),
        "包.zip!/锁.txt": ("ok", ""),
        "锁.zip!/a.txt": ("failed", "encrypted"),
    }


def _read_all(data: bytes, limits: Limits) -> None:
    for member in members(data, limits):
        unpack(data, member.index, limits)


@pytest.mark.parametrize(
    ("limits", "code"),
    [(Limits(parts=1), "too_large"), (Limits(unpacked=1), "too_large"), (Limits(file=10), "too_large")],
)
def test_an_archive_that_is_too_large_is_refused_before_it_is_unpacked(limits: Limits, code: str) -> None:
    data = packed({"a.txt": TEXT, "b.txt": TEXT * 10})
    with pytest.raises(ReadError) as caught:
        _read_all(data, limits)
    assert caught.value.code == code


def test_an_archive_named_as_a_report_is_opened(tmp_path: Path) -> None:
    (tmp_path / "报告.docx").write_bytes(packed({"甲.txt": TEXT}))
    assert files(gather([tmp_path / "报告.docx"]), tmp_path) == ["报告.docx!/甲.txt"]


def test_a_broken_archive_is_one_failed_row(tmp_path: Path) -> None:
    (tmp_path / "半.zip").write_bytes(packed({"甲.txt": TEXT})[:-30])
    (source,) = gather([tmp_path]).sources
    done = process(source, PATTERNS)
    assert (done.status, done.error_code) == ("failed", "corrupt")
