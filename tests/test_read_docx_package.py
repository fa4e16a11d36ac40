"""Packages: where the parts lie, strict files, templates, headers and footers; and what is hostile or broken."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from documents import abstract_list, docx_from_lines, level, style, word_list
from word_parts import MAIN, MAIN_TYPE, SPACES, WORD, Word, content_types, part, relationships, word_file

from extractor.errors import ReadError
from extractor.read import read
from extractor.read.docx import recognise
from extractor.read.limits import Limits


def p(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
LISTS = abstract_list(0, level(0, "chineseCounting", "%1、")) + word_list(1, 0)
STYLES = style("Ghost", "<w:rPr><w:vanish/></w:rPr>", "character")
BODY = p("概况", NUMBERED) + p("密", "", '<w:rStyle w:val="Ghost"/>') + p("支出9万元") + "<w:sectPr/>"
USUAL = Word(BODY, STYLES, LISTS)
TEXT = "一、概况\n支出9万元"


def wide(data: bytes) -> bytes:
    return data.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")


def document(body: str) -> bytes:
    return f"<w:document {SPACES}><w:body>{body}</w:body></w:document>".encode()


LINK = f"{'/'.join(('http://schemas.openxmlformats.org', 'officeDocument', '2006', 'relationships'))}/officeDocument"
STRICT_LINK = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
PACKAGES: list[tuple[str, Word]] = [
    ("the usual", USUAL),
    ("strict", replace(USUAL, strict=True)),
    ("elsewhere", replace(USUAL, folder="content/inner", main="report.xml")),
    ("in the root", replace(USUAL, folder="", main="main.xml")),
    ("absolute targets", replace(USUAL, absolute=True)),
    ("strict and elsewhere", replace(USUAL, strict=True, folder="x", main="y.xml", absolute=True)),
    ("no relationships of the package", replace(USUAL, raw={"_rels/.rels": None})),
    ("found by its content type", replace(USUAL, folder="odd", main="odd.xml", raw={"_rels/.rels": None})),
    ("no content types", replace(USUAL, raw={"[Content_Types].xml": None})),
    (
        "a wrong content type",
        replace(USUAL, raw={"[Content_Types].xml": content_types({"word/document.xml": "application/xml"})}),
    ),
    (
        "names in other case",
        replace(USUAL, raw={"_rels/.rels": relationships({"rId1": (LINK, "WORD/Document.XML")})}),
    ),
    (
        "a way around",
        replace(
            USUAL, raw={"_rels/.rels": relationships({"rId1": (STRICT_LINK, "x/../word/./document.xml")})}
        ),
    ),
    (
        "a glossary beside",
        replace(
            USUAL,
            raw={
                "word/glossary/document.xml": document(p("构建基块")),
                "[Content_Types].xml": content_types(
                    {
                        "word/glossary/document.xml": f"{WORD}.document.glossary+xml",
                        "word/document.xml": MAIN_TYPE,
                    }
                ),
            },
        ),
    ),
    (
        "UTF-16",
        replace(
            USUAL, raw={"word/document.xml": wide(b'<?xml version="1.0" encoding="UTF-8"?>' + document(BODY))}
        ),
    ),
    ("UTF-16 styles", replace(USUAL, raw={"word/styles.xml": wide(part("styles", STYLES))})),
    (
        "a prefix of its own",
        replace(
            USUAL,
            raw={
                "word/document.xml": document(BODY)
                .replace(b"<w:", b"<q:")
                .replace(b"</w:", b"</q:")
                .replace(b" w:", b" q:")
                .replace(b"xmlns:w=", b"xmlns:q=")
            },
        ),
    ),
]


@pytest.mark.parametrize("word", [case[1] for case in PACKAGES], ids=[case[0] for case in PACKAGES])
def test_parts_are_found(tmp_path: Path, word: Word) -> None:
    document = read(word_file(word, tmp_path / "a.docx"))
    assert (document.format, document.text, document.notes) == ("docx", TEXT, ())


def test_names_with_backslashes(tmp_path: Path) -> None:
    path = word_file(USUAL, tmp_path / "a.docx")
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.filename = name.replace("/", "\\")
            new.writestr(entry, data)
    assert read(path).text == TEXT


@pytest.mark.parametrize("missing", ["word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels"])
def test_a_missing_part_costs_what_it_says(tmp_path: Path, missing: str) -> None:
    document = read(word_file(replace(USUAL, raw={missing: None}), tmp_path / "a.docx"))
    assert "支出9万元" in document.text


@pytest.mark.parametrize(
    ("main_type", "form"),
    [
        (MAIN_TYPE, "docx"),
        (f"{WORD}.template.main+xml", "dotx"),
        ("application/vnd.ms-word.document.macroEnabled.main+xml", "docm"),
        ("application/vnd.ms-word.template.macroEnabledTemplate.main+xml", "dotx"),
        ("APPLICATION/VND.MS-WORD.DOCUMENT.MACROENABLED.MAIN+XML", "docm"),
        ("application/octet-stream", "docx"),
    ],
)
def test_variants_are_told_by_their_content_type(tmp_path: Path, main_type: str, form: str) -> None:
    path = word_file(replace(USUAL, main_type=main_type), tmp_path / "a.bin")
    assert recognise(path.read_bytes(), ".bin") == form
    assert (read(path).format, read(path).text) == (form, TEXT)


def test_other_containers_are_not_taken(tmp_path: Path) -> None:
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    inner = word_file(USUAL, tmp_path / "inner.docx").read_bytes()
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", content_types({"xl/workbook.xml": sheet}))
        archive.writestr("xl/embeddings/a.docx", inner)
    assert recognise(path.read_bytes(), ".xlsx") == ""
    assert recognise(b"PK\x03\x04 broken", ".docm") == "docm"
    assert recognise(b"PK\x03\x04 broken", ".zip") == ""
    assert recognise(b"%PDF-1.7", ".docx") == ""


# headers and footers (17.10)

PAGE = '<w:fldSimple w:instr=" PAGE  \\* MERGEFORMAT "><w:r><w:t>7</w:t></w:r></w:fldSimple>'
COMPLEX = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> NUMPAGES </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>57</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
BOXED = "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"


def words(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def line(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def section(*references: str, more: str = "") -> str:
    return f"<w:sectPr>{''.join(references)}{more}</w:sectPr>"


def uses(kind: str, key: str, when: str = "default") -> str:
    return f'<w:{kind}Reference w:type="{when}" r:id="{key}"/>'


HEAD = line(words("青河县水利局"), words("2023年度自评报告"))
MARGINS: list[tuple[str, str, dict[str, tuple[str, str]], str, tuple[str, ...]]] = [
    (
        "a header",
        section(uses("header", "h1")),
        {"h1": ("header", HEAD)},
        "",
        ("青河县水利局2023年度自评报告",),
    ),
    (
        "page numbers are no words",
        section(uses("footer", "f1"), uses("header", "h1")),
        {
            "f1": (
                "footer",
                line(words("第"), PAGE, words("页 共"), COMPLEX, words("页"))
                + line(words("- "), PAGE, words(" -")),
            ),
            "h1": ("header", line(words("内部资料"), PAGE)),
        },
        "",
        ("内部资料",),
    ),
    (
        "the same words once",
        line() + p("甲", section(uses("header", "h1"))) + section(uses("header", "h2"), uses("footer", "h3")),
        {"h1": ("header", HEAD), "h2": ("header", HEAD), "h3": ("footer", HEAD + line(words("附注")))},
        "",
        ("青河县水利局2023年度自评报告", "附注"),
    ),
    (
        "a first page's header shows on demand",
        section(uses("header", "h1", "first"), uses("header", "h2")),
        {"h1": ("header", line(words("首页"))), "h2": ("header", line(words("正文页")))},
        "",
        ("正文页",),
    ),
    (
        "a first page's header",
        section(uses("header", "h1", "first"), uses("header", "h2"), more="<w:titlePg/>"),
        {"h1": ("header", line(words("首页"))), "h2": ("header", line(words("正文页")))},
        "",
        ("正文页", "首页"),
    ),
    (
        "even pages on demand",
        section(uses("header", "h1", "even"), uses("header", "h2")),
        {"h1": ("header", line(words("双页"))), "h2": ("header", line(words("单页")))},
        "<w:evenAndOddHeaders/>",
        ("单页", "双页"),
    ),
    (
        "tables and boxes",
        section(uses("header", "h1")),
        {
            "h1": (
                "header",
                f"<w:tbl><w:tr><w:tc>{line(words('编号'))}</w:tc></w:tr></w:tbl>"
                + BOXED.format(line(words("框"))),
            )
        },
        "",
        ("编号", "框"),
    ),
    (
        "a section as it was",
        section(more=f"<w:sectPrChange>{section(uses('header', 'h1'))}</w:sectPrChange>"),
        {"h1": ("header", HEAD)},
        "",
        (),
    ),
    ("a reference to nothing", section(uses("header", "none")), {}, "", ()),
]


@pytest.mark.parametrize(
    ("sections", "parts", "settings", "expected"),
    [case[1:] for case in MARGINS],
    ids=[case[0] for case in MARGINS],
)
@pytest.mark.parametrize("strict", [False, True])
def test_margins(
    tmp_path: Path,
    sections: str,
    parts: dict[str, tuple[str, str]],
    settings: str,
    expected: tuple[str, ...],
    strict: bool,
) -> None:
    word = Word(p("正文9万元") + sections, settings=settings, margins=parts, strict=strict)
    document = read(word_file(word, tmp_path / "a.docx"))
    assert document.margins == expected
    assert document.text.splitlines()[0] == "正文9万元"
    assert not set(expected) & set(document.text.splitlines())


# hostile and broken

DEEP = 3000
ENTITY = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def nested(depth: int, before: str, after: str) -> str:
    return before * depth + p("甲") + after * depth


BROKEN: list[tuple[str, Word, str]] = [
    (
        "an entity of its own",
        replace(USUAL, raw={"word/document.xml": ENTITY + document(p("&b;"))}),
        "corrupt",
    ),
    (
        "an entity in the styles",
        replace(USUAL, raw={"word/styles.xml": ENTITY + part("styles", "")[56:]}),
        "corrupt",
    ),
    (
        "no body",
        replace(USUAL, raw={"word/document.xml": f'<w:document xmlns:w="{MAIN}"/>'.encode()}),
        "corrupt",
    ),
    (
        "another root",
        replace(USUAL, raw={"word/document.xml": b"<html><body><p>x</p></body></html>"}),
        "corrupt",
    ),
    ("no XML", replace(USUAL, raw={"word/document.xml": b"GIF89a"}), "corrupt"),
    ("nothing", replace(USUAL, raw={"word/document.xml": b""}), "corrupt"),
    ("no main part", replace(USUAL, raw={"word/document.xml": None}), "corrupt"),
    ("a torn style part", replace(USUAL, raw={"word/styles.xml": b"<w:styles"}), "corrupt"),
    ("only white space", Word(p(" \u3000 ") + p("")), "empty"),
    (
        "deeply nested elements",
        Word(nested(DEEP, "<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>")),
        "corrupt",
    ),
    (
        "deeply nested tables",
        Word(nested(600, "<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>")),
        "corrupt",
    ),
]


@pytest.mark.parametrize(("word", "code"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_broken_files_get_a_reason(tmp_path: Path, word: Word, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(word_file(word, tmp_path / "a.docx"))
    assert caught.value.code == code
    assert str(caught.value).endswith("。")


LOOPS: list[tuple[str, Word, str]] = [
    (
        "relationships in a circle",
        replace(
            USUAL, raw={"word/_rels/document.xml.rels": relationships({"rId1": ("styles", "document.xml")})}
        ),
        "支出9万元",
    ),
    (
        "styles based on each other",
        replace(
            USUAL,
            styles="".join(style(f"S{n}", f'<w:basedOn w:val="S{(n + 1) % 2000}"/>') for n in range(2000)),
            body=p("甲", '<w:pStyle w:val="S7"/>'),
        ),
        "甲",
    ),
    (
        "numbers beyond all bounds",
        Word(
            p("甲", NUMBERED),
            numbering=abstract_list(0, level(0, "upperRoman", "%1" * 9000, 2**31 - 1)) + word_list(1, 0),
        ),
        "甲",
    ),
    (
        "wrong types",
        Word(
            p(
                "甲",
                '<w:outlineLvl w:val="x"/><w:numPr><w:ilvl w:val="-1"/><w:numId w:val="q"/></w:numPr>',
                '<w:sz w:val="?"/>',
            )
        ),
        "甲",
    ),
    (
        "targets outside",
        replace(
            USUAL,
            raw={"word/_rels/document.xml.rels": relationships({"rId1": ("styles", "../../../etc/passwd")})},
        ),
        "支出9万元",
    ),
    ("one long paragraph", Word(f"<w:p>{words('支出9万元，') * 40_000}</w:p>"), "支出9万元"),
]


@pytest.mark.parametrize(("word", "expected"), [case[1:] for case in LOOPS], ids=[case[0] for case in LOOPS])
def test_odd_files_are_read_all_the_same(tmp_path: Path, word: Word, expected: str) -> None:
    document = read(word_file(word, tmp_path / "a.docx"))
    assert expected in document.text
    assert len(document.text) < 250_000


@pytest.mark.parametrize(
    ("limits", "what"),
    [(Limits(part=1000), "part"), (Limits(unpacked=1000), "all parts"), (Limits(parts=3), "count of parts")],
)
def test_sizes_are_limited(tmp_path: Path, limits: Limits, what: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(word_file(USUAL, tmp_path / "a.docx"), limits=limits)
    assert caught.value.code == "too_large", what


def test_a_million_cells_are_refused(tmp_path: Path) -> None:
    row = f"<w:tr>{'<w:tc><w:p/></w:tc>' * 1000}</w:tr>"
    path = word_file(Word(f"<w:tbl>{row * 1000}</w:tbl>"), tmp_path / "a.docx")
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.code == "too_large"


def test_files_of_python_docx_still_read(tmp_path: Path) -> None:
    assert read(docx_from_lines(["总支出9万元。"], tmp_path / "a.docx")).text == "总支出9万元。"
