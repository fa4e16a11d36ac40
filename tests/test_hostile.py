from __future__ import annotations

import codecs
import csv
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import hostile_parts as make
import pytest
from _pytest.mark import ParameterSet
from documents import docx_from_lines, pdf_from_lines
from hostile_parts import FLATE, MEGABYTE, TEXT, WORDS
from reading_apart import MEMORY, Apart, load_source, read_as_nobody, read_path, read_source

from extractor.read.limits import Limits
from extractor.sources import gather
from extractor.write.labels import ERROR_CODES

LIMITS = Limits.within(MEMORY, ocr=False)
SECONDS, MEGABYTES = 8.0, 1100.0  # generous: a bomb takes minutes and gigabytes
PATIENCE = 60.0  # by the clock of the wall, which runs on while others use the machine


@dataclass(frozen=True, slots=True)
class Attack:
    """A file, what its reading may end in (a code, or document), and what it may take: processor seconds, megabytes."""

    name: str
    file: str
    build: Callable[[], bytes]
    codes: str
    seconds: float = SECONDS
    megabytes: float = MEGABYTES


def truth(name: str, data: bytes = TEXT.encode()) -> make.Entry:
    return make.true(name, data)


W = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'
DOCX = W % make.paragraph("TEXT")
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = make.sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>TEXT</t></is></c></row>').decode()
STRINGS = f'<sst xmlns="{S}"><si><t>TEXT</t></si></sst>'
OFD = make.ofd_page('<ofd:TextCode X="0" Y="5">TEXT</ofd:TextCode>').decode()

ARCHIVES = [
    Attack("three deep", "a.zip", lambda: make.nested(make.packed({"a.txt": b"x"}), 3), "unsupported"),
    Attack(
        "42", "a.zip", lambda: make.nested(make.crafted([make.bomb("0.dll", 4096)]), 2, 16), "unsupported"
    ),
    Attack(
        "one member ten times over",
        "a.zip",
        lambda: make.crafted(
            [
                make.bomb("0.txt", 400),
                *(replace(make.bomb(f"{n}.txt", 400), same_place=True) for n in range(1, 10)),
            ]
        ),
        "corrupt",
    ),
    Attack(
        "members over each other in a document",
        "a.docx",
        lambda: make.crafted(
            [truth("[Content_Types].xml"), replace(make.bomb("word/document.xml", 10), same_place=True)]
        ),
        "corrupt",
    ),
    Attack(
        "a gigabyte that claims a kilobyte",
        "a.zip",
        lambda: make.crafted([make.bomb("a.txt", 1024, 1024)]),
        "corrupt",
        megabytes=400,
    ),
    Attack(
        "a part that lies",
        "a.docx",
        lambda: _exchanged(make.docx(make.paragraph("102")), make.bomb("word/document.xml", 1024, 999)),
        "corrupt",
        megabytes=400,
    ),
    Attack(
        "a sheet that lies",
        "a.xlsx",
        lambda: _exchanged(make.xlsx(), make.bomb("xl/worksheets/sheet1.xml", 1024, 999)),
        "corrupt",
        megabytes=400,
    ),
    Attack(
        "strings that lie",
        "a.xlsx",
        lambda: _exchanged(make.xlsx(), make.bomb("xl/sharedStrings.xml", 1024, 999)),
        "corrupt",
        megabytes=400,
    ),
    Attack(
        "a page that lies",
        "a.ofd",
        lambda: _exchanged(make.ofd(), make.bomb("Doc_0/Pages/Page_0/Content.xml", 1024, 999)),
        "corrupt",
        megabytes=400,
    ),
    Attack(
        "bzip2",
        "a.zip",
        lambda: make.crafted([make.packed_otherwise("a.txt", zipfile.ZIP_BZIP2, 40, 99)]),
        "unsupported",
        megabytes=400,
    ),
    Attack(
        "lzma",
        "a.zip",
        lambda: make.crafted([make.packed_otherwise("a.txt", zipfile.ZIP_LZMA, 40, 99)]),
        "unsupported",
        megabytes=400,
    ),
    Attack(
        "ten gigabytes", "a.zip", lambda: make.crafted([make.bomb("a.txt", 4095)] * 3), "too_large corrupt"
    ),
    Attack(
        "ten gigabytes, honestly",
        "a.zip",
        lambda: make.crafted(replace(make.bomb("a.txt", 900), name=b"%d.txt" % n) for n in range(12)),
        "too_large",
    ),
    Attack(
        "a gigabyte of document",
        "a.docx",
        lambda: _exchanged(make.docx(), make.bomb("word/document.xml", 1024)),
        "too_large",
    ),
    Attack(
        "a picture of a gigabyte",
        "a.docx",
        lambda: _exchanged(make.docx(make.paragraph("1")), make.bomb("word/media/1.png", 1024)),
        "too_large",
    ),
    Attack(
        "a hundred thousand members",
        "a.zip",
        lambda: make.crafted(truth(f"{n}.txt", b"") for n in range(100_000)),
        "too_large",
    ),
    Attack(
        "a hundred thousand parts",
        "a.docx",
        lambda: _exchanged(make.docx(), *(truth(f"word/{n}.xml", b"") for n in range(100_000))),
        "too_large",
    ),
    Attack(
        "a list without end",
        "a.zip",
        lambda: make.crafted(truth("x" * 60_000 + f"{n}.txt", b"") for n in range(300)),
        "too_large",
    ),
    Attack(
        "one name for all",
        "a.zip",
        lambda: make.crafted([truth("a.txt", b"1")] * 9_000),
        "document unsupported",
    ),
    Attack(
        "a link",
        "a.zip",
        lambda: make.crafted([make.true("a.txt", b"/etc/passwd", mode=0o120777)]),
        "unsupported",
    ),
    Attack("a password", "a.zip", lambda: make.crafted([make.true("a.txt", b"12345", flags=1)]), "encrypted"),
    Attack(
        "a method of its own",
        "a.zip",
        lambda: make.crafted([replace(truth("a.txt"), method=77)]),
        "unsupported",
    ),
    Attack(
        "a member past the end",
        "a.zip",
        lambda: make.crafted([truth("a.txt")]).replace(TEXT.encode(), b""),
        "corrupt",
    ),
    Attack(
        "a name that is no text",
        "a.zip",
        lambda: make.crafted([make.Entry(b"\xff\xfe.txt", b"", 0, flags=1 << 11)]),
        "corrupt",
    ),
]


def _exchanged(data: bytes, *entries: make.Entry) -> bytes:
    """Return a container with members put in the place of those of the same name, or added."""
    import io

    with zipfile.ZipFile(io.BytesIO(data)) as container:
        names = {entry.name for entry in entries}
        kept = [make.true(n, container.read(n)) for n in container.namelist() if n.encode() not in names]
    return make.crafted([*kept, *entries])


def _endless_types(build: Callable[[], bytes]) -> bytes:
    return _exchanged(build(), truth("[Content_Types].xml", b"<Override " * 1_000_000))


# What holds XML: the file, and how one of its parts takes an element.
HOLDERS: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "word": ("a.docx", lambda part: make.docx(main=part), DOCX),
    "sheet": ("a.xlsx", lambda part: make.xlsx(sheet=part), SHEET),
    "strings": ("a.xlsx", lambda part: make.xlsx(strings=part), STRINGS),
    "ofd": ("a.ofd", make.ofd, OFD),
    "html": ("a.html", lambda part: part, "<html><body><p>TEXT</p></body></html>"),
}
XML: dict[str, tuple[Callable[[str], bytes], str]] = {
    "laughs": (make.laughs, "corrupt"),
    "laughs in an attribute": (make.laughs_in_an_attribute, "corrupt"),
    "a file": (lambda element: make.outside(element, "file:///etc/hostname"), "corrupt"),
    "a machine": (lambda element: make.outside(element, "http://127.0.0.1:9/x"), "corrupt"),
    "parameters": (lambda element: make.parameters(element, "file:///etc/hostname"), "corrupt"),
    "many attributes": (
        lambda element: element.replace(
            "TEXT", "<b " + " ".join(f'a{n}=""' for n in range(200_000)) + "/>1"
        ).encode(),
        "too_large document empty",
    ),
    "deep": (
        lambda element: element.replace("TEXT", "<x>" * 100_000 + "1" + "</x>" * 100_000).encode(),
        "corrupt",
    ),
    "a million tags": (
        lambda element: element.replace("TEXT", "<x/>" * 1_000_000 + "1").encode(),
        "too_large document empty",
    ),
    "twelve million tags": (
        lambda element: element.replace("TEXT", "<x/>" * 12_000_000 + "1").encode(),
        "too_large memory",
    ),
    "cut off": (lambda element: element[: len(element) // 2].encode(), "corrupt"),
    "another encoding": (
        lambda element: f'<?xml version="1.0" encoding="utf-7"?>{element}'.encode("utf-16"),
        "corrupt document unsupported",
    ),
    "NUL": (
        lambda element: element.replace("TEXT", "1\0\0" * 99).encode(),
        "corrupt unsupported",
    ),
}


def _xml() -> Iterator[Attack]:
    for holder, (file, hold, element) in HOLDERS.items():
        for name, (build, codes) in XML.items():
            # A page is read however broken it is; a browser knows no entities of its own.
            allowed = codes.replace("corrupt", "corrupt document") if holder == "html" else codes
            yield Attack(f"{name} in {holder}", file, _in(hold, build, element), allowed)


def _in(hold: Callable[[bytes], bytes], build: Callable[[str], bytes], element: str) -> Callable[[], bytes]:
    return lambda: hold(build(element))


def _word_cells(rows: int, columns: int) -> str:
    cell = f"<w:tc>{make.paragraph('1')}</w:tc>"
    return "<w:tbl>" + f"<w:tr>{cell * columns}</w:tr>" * rows + "</w:tbl>"


def _sheet_cells(rows: int, columns: int) -> str:
    return f"<row>{'<c><v>1</v></c>' * columns}</row>" * rows


FULL = "document too_large memory"
LARGE = [
    Attack("a million cells", "a.docx", lambda: make.docx(_word_cells(10_000, 100)), "too_large"),
    Attack("a million columns", "a.docx", lambda: make.docx(_word_cells(1, 1_000_000)), "too_large"),
    Attack(
        "a million cells",
        "a.xlsx",
        lambda: make.xlsx(make.sheet_xml(_sheet_cells(10_000, 100))),
        "too_large",
    ),
    Attack(
        "two cells far apart",
        "a.xlsx",
        lambda: make.xlsx(
            make.sheet_xml(
                '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
            )
        ),
        "document too_large",
    ),
    Attack(
        "all cells merged",
        "a.xlsx",
        lambda: make.xlsx(
            make.sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>').replace(
                b"</worksheet>", b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
            )
        ),
        "document too_large",
    ),
    Attack(
        "one string for all",
        "a.xlsx",
        lambda: make.xlsx(
            make.sheet_xml('<row><c t="s"><v>0</v></c></row>' * 100_000),
            STRINGS.replace("TEXT", "1" * MEGABYTE).encode(),
        ),
        "too_large memory",
    ),
    Attack(
        "a million cells",
        "a.html",
        lambda: b"<html><table>" + (b"<tr>" + b"<td>1" * 100) * 10_000 + b"</table>",
        "too_large",
    ),
    Attack(
        "a cell over a million",
        "a.html",
        lambda: (
            b'<html><table><tr><td rowspan="65534" colspan="1000">1'
            + b'<td colspan="9999999999">2' * 50
            + b"</table>"
        ),
        "document too_large",
    ),
    Attack("a million cells", "a.csv", lambda: (b"1," * 100 + b"\n") * 10_000, "too_large"),
    Attack("a million quotes", "a.csv", lambda: b'"' * 1_000_001, FULL + " empty corrupt"),
    Attack(
        "a long cell",
        "a.docx",
        lambda: make.docx(f"<w:tbl><w:tr><w:tc>{make.paragraph('1' * MEGABYTE)}</w:tc></w:tr></w:tbl>"),
        "document",
    ),
    Attack(
        "a long cell",
        "a.xlsx",
        lambda: make.xlsx(strings=STRINGS.replace("TEXT", "1" * MEGABYTE).encode()),
        "document",
    ),
    Attack(
        "a long cell", "a.html", lambda: b"<html><table><tr><td>" + b"1" * MEGABYTE + b"</table>", "document"
    ),
    Attack("a long cell", "a.csv", lambda: b"1" * MEGABYTE + b",2\n", "document"),
    Attack(
        "tables in tables",
        "a.html",
        lambda: b"<html>" + b"<table><tr><td>" * 20_000 + b"1",
        "document corrupt too_large empty",
    ),
    Attack(
        "a list in a list",
        "a.html",
        lambda: b"<html>" + b"<ul><li>" * 100_000 + b"1",
        "document corrupt too_large empty",
    ),
    Attack(
        "a million entities", "a.html", lambda: b"<html><p>" + b"&amp;&#x4e00;&bogus" * 300_000, "document"
    ),
    Attack("quotes in quotes", "a.md", lambda: b"> " * 100_000 + b"1", "document corrupt too_large"),
    Attack("brackets", "a.md", lambda: b"[" * 30_000, "document"),
    Attack("brackets and parentheses", "a.md", lambda: b"[a](" * 30_000, "document"),
    Attack("emphasis", "a.md", lambda: b"*a **b _c " * 15_000, "document"),
    Attack(
        "a table of bars",
        "a.md",
        lambda: b"|a" * 20_000 + b"\n" + b"|-" * 20_000 + b"\n" + b"|1" * 20_000,
        FULL,
    ),
    Attack(
        "a table made of headings",
        "a.md",
        lambda: b"|a" * 1_000 + b"\n" + b"|-" * 1_000 + b"\n|\n" * 5_000,
        FULL,
    ),
    Attack("a long line", "a.txt", lambda: b"1" * (12 * MEGABYTE), FULL),
    Attack("many lines", "a.txt", lambda: "全年总支出1元\n".encode() * 60_000, FULL),
    Attack("blanks", "a.txt", lambda: b"1" + b" " * (12 * MEGABYTE) + b"1", FULL),
    Attack("marks on one letter", "a.txt", lambda: ("a" + "\u0301" * 300_000).encode(), "document"),
]

FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
PAGES = b"<< /Type /Pages /Kids [%b] /Count %d /Parent 2 0 R >>"
CMAP = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange <0000> <FFFF> "
    b"endcodespacerange %b endcmap end end"
)
FONT0 = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
PDFS = [
    Attack("pages", "a.pdf", lambda: make.many_pages(100_000), "too_large"),
    Attack(
        "pages that claim to be",
        "a.pdf",
        lambda: make.page().replace(b"/Count 1", b"/Count 99999999"),
        "document corrupt too_large",
    ),
    Attack(
        "a negative count",
        "a.pdf",
        lambda: make.page().replace(b"/Count 1", b"/Count -5"),
        "document corrupt",
    ),
    Attack(
        "a tree that is a ring",
        "a.pdf",
        lambda: make.pdf(
            [b"<< /Type /Catalog /Pages 2 0 R >>", PAGES % (b"3 0 R", 2), PAGES % (b"2 0 R", 2)]
        ),
        "corrupt empty",
    ),
    Attack(
        "a tree of itself",
        "a.pdf",
        lambda: make.pdf([b"<< /Type /Catalog /Pages 2 0 R >>", PAGES % (b"2 0 R " * 50, 2)]),
        "corrupt empty",
    ),
    Attack(
        "a deep tree",
        "a.pdf",
        lambda: make.pdf(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                *(PAGES % (b"%d 0 R" % n, 1) for n in range(3, 30_000)),
                b"<< /Type /Page >>",
            ]
        ),
        "corrupt empty",
    ),
    Attack("arrays in arrays", "a.pdf", lambda: make.page(more=[b"[" * 200_000]), "document corrupt"),
    Attack(
        "states saved", "a.pdf", lambda: make.page(make.stream(b"q " * 2_000_000 + WORDS)), "document corrupt"
    ),
    Attack(
        "content packed five times",
        "a.pdf",
        lambda: _packed_often(),
        "document corrupt too_large memory empty",
    ),
    Attack(
        "a gigabyte of picture",
        "a.pdf",
        lambda: make.picture(32768, 32768, make.zlib_zeros(1024), FLATE),
        "empty too_large memory missing_tool",
    ),
    Attack(
        "JBIG2",
        "a.pdf",
        lambda: make.picture(
            100_000,
            100_000,
            b"\0\0\0\0\x30\0\1\0\0\0\x13\0\1\x86\xa0\0\1\x86\xa0" + bytes(9),
            b"/Filter /JBIG2Decode",
        ),
        "empty too_large memory missing_tool",
    ),
    Attack(
        "JPX",
        "a.pdf",
        lambda: make.picture(100_000, 100_000, _jpx(100_000), b"/Filter /JPXDecode"),
        "empty too_large memory missing_tool",
    ),
    Attack(
        "a page as large as a town",
        "a.pdf",
        lambda: make.picture(9, 9, bytes(81), b"").replace(b"[0 0 595 842]", b"[0 0 99999999 99999999]"),
        "empty too_large memory missing_tool corrupt",
    ),
    Attack(
        "a font that means too much",
        "a.pdf",
        lambda: make.page(
            font=FONT0,
            more=[
                make.stream(CMAP % (b"100 beginbfrange " + b"<0000> <FFFF> <4E00> " * 100 + b"endbfrange "))
            ],
        ),
        "document",
    ),
    Attack(
        "a letter of many letters",
        "a.pdf",
        lambda: make.page(
            font=FONT0,
            more=[make.stream(CMAP % (b"1 beginbfchar <0054> <" + b"4E00" * 200_000 + b"> endbfchar "))],
        ),
        "document",
    ),
    Attack(
        "a swelling font",
        "a.pdf",
        lambda: make.page(font=FONT0, more=[make.stream(make.zlib_zeros(512), FLATE)]),
        "document corrupt memory too_large",
    ),
    Attack(
        "many strings",
        "a.pdf",
        lambda: make.page(make.stream(b"BT /F1 12 Tf 72 700 Td " + b"(1) Tj " * 200_000 + b"ET")),
        "document corrupt too_large timeout",
    ),
    Attack(
        "many lines drawn",
        "a.pdf",
        lambda: make.page(make.stream(WORDS + b"0 0 m 9 9 l S " * 400_000)),
        "document corrupt too_large timeout",
    ),
    Attack(
        "a grid of a million cells",
        "a.pdf",
        lambda: make.page(
            make.stream(
                WORDS
                + b"".join(
                    b"%.2f 0 m %.2f 842 l S 0 %.2f m 595 %.2f l S " % (n / 2, n / 2, n / 2, n / 2)
                    for n in range(1, 1100)
                )
            )
        ),
        "document corrupt too_large timeout",
    ),
    Attack(
        "an xref in a ring",
        "a.pdf",
        lambda: make.pdf([b"<< /Type /Catalog >>"], trailer=b"/Prev 40").replace(b"/Prev 40", b"/Prev 58"),
        "corrupt",
    ),
    Attack(
        "a length that is itself",
        "a.pdf",
        lambda: make.page(b"<< /Length 4 0 R >>\nstream\nBT ET\nendstream"),
        "corrupt empty",
    ),
    Attack(
        "huge numbers",
        "a.pdf",
        lambda: make.page(
            make.stream(
                b"BT /F1 1e38 Tf 9e99 -9e99 9e99 9e99 9e99 9e99 cm 99999999999999999999 TL (1) Tj T* (2) ' ET "
                + WORDS
            )
        ),
        "document corrupt empty",
    ),
    Attack(
        "a password",
        "a.pdf",
        lambda: make.pdf(
            [b"<< /Type /Catalog >>"],
            trailer=b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%b> /U <%b> >> /ID [<00> <00>]"
            % (b"ab" * 32, b"cd" * 32),
        ),
        "encrypted corrupt",
    ),
]

# pdfium ends the process that asks it for these: only a process of their own keeps them from the others.
ABORTING = [
    Attack(
        "a form in itself",
        "a.pdf",
        lambda: make.page(
            make.stream(b"/X Do " + WORDS),
            b"/XObject << /X 6 0 R >>",
            [
                make.stream(
                    b"/X Do /X Do " + WORDS,
                    b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>",
                )
            ],
        ),
        "died document corrupt",
    ),
    Attack("forms in forms", "a.pdf", lambda: _forms(24), "died document corrupt too_large timeout"),
    Attack(
        "a gigabyte of content",
        "a.pdf",
        lambda: make.page(make.stream(make.zlib_zeros(1024), FLATE)),
        "died document corrupt too_large memory empty",
    ),
]


def _forms(depth: int) -> bytes:
    """Return forms each of which draws the next twice: sixteen million words in all."""
    entries = FORM + b"/Resources << /XObject << /X %d 0 R >> /Font << /F1 5 0 R >> >>"
    forms = [make.stream(b"/X Do /X Do", entries % (7 + n)) for n in range(depth)]
    return make.page(
        make.stream(b"/X Do"), b"/XObject << /X 6 0 R >>", [*forms, make.stream(WORDS, entries % 5)]
    )


def _packed_often() -> bytes:
    import zlib

    data = make.zlib_zeros(512)
    for _ in range(2):
        data = zlib.compress(data, 9)
    return make.page(make.stream(data, b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"))


def _jpx(size: int) -> bytes:
    """Return the head of a JPEG 2000 codestream that claims to be so large (ISO 15444-1, A.5)."""
    import struct

    sizes = struct.pack(">HHHIIIIIIIIH", 0xFF51, 41, 0, size, size, 0, 0, size, size, 0, 0, 1) + b"\7\1\1"
    return (
        b"\xff\x4f"
        + sizes
        + b"\xff\x52\0\x0c\0\0\0\1\0\1\4\4\0\1"
        + b"\xff\x90\0\x0a\0\0\0\0\0\0\0\1\xff\x93\xff\xd9"
    )


PICTURES = [
    Attack(
        "a PNG of 100k x 100k",
        "a.png",
        lambda: make.png(100_000, 100_000, b""),
        "too_large missing_tool unsupported",
    ),
    Attack(
        "a PNG of a gigabyte", "a.png", lambda: make.png(32_767, 32_768), "too_large missing_tool unsupported"
    ),
    Attack(
        "a BMP of 100k x 100k",
        "a.bmp",
        lambda: make.bitmap(100_000, 100_000),
        "too_large missing_tool unsupported corrupt",
    ),
    Attack(
        "a BMP of a negative size",
        "a.bmp",
        lambda: make.bitmap(-5, -2147483648),
        "corrupt too_large missing_tool unsupported",
    ),
    Attack(
        "a TIFF in a ring",
        "a.tif",
        lambda: make.tiff(100_000, 100_000),
        "corrupt too_large missing_tool unsupported",
    ),
    Attack(
        "a JPEG cut off",
        "a.jpg",
        lambda: b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\xff" * 1000,
        "corrupt missing_tool unsupported",
    ),
    Attack(
        "a GIF without frames",
        "a.gif",
        lambda: b"GIF89a\xff\xff\xff\xff\0\0\0;",
        "corrupt too_large missing_tool unsupported empty",
    ),
]


def _compound(stream: str, table: list[int] | None = None, length: int = 1 << 20) -> bytes:
    return make.compound((stream,), table)[:length]


COMPOUNDS = [
    Attack(f"{name} {file}", file, build, codes)
    for file, stream in (
        ("a.doc", "WordDocument"),
        ("a.xls", "Workbook"),
        ("a.wps", "WordDocument"),
        ("a.et", "Workbook"),
    )
    for name, build, codes in (
        ("empty", partial(_compound, stream), "corrupt empty missing_tool unsupported"),
        (
            "ring",
            partial(_compound, stream, [0xFFFFFFFD, 1, 2, 2]),
            "corrupt empty missing_tool unsupported",
        ),
        (
            "two in a ring",
            partial(_compound, stream, [0xFFFFFFFD, 3, 2, 1]),
            "corrupt empty missing_tool unsupported",
        ),
        (
            "table past the end",
            partial(_compound, stream, [0x00FFFFFF] * 128),
            "corrupt empty missing_tool unsupported",
        ),
        (
            "head only",
            partial(_compound, stream, None, 512),
            "corrupt empty missing_tool unsupported mislabelled",
        ),
        ("a password", lambda: make.compound(("EncryptionInfo", "EncryptedPackage")), "encrypted"),
    )
]
COMPOUNDS += [
    Attack(
        f"a password {file}", file, lambda: make.compound(("EncryptionInfo", "EncryptedPackage")), "encrypted"
    )
    for file in ("a.docx", "a.xlsx", "a.pptx")
]

NOTHING = [
    Attack(f"{name} {file}", file, partial(bytes, data), codes)
    for file in (
        "a.docx",
        "a.pdf",
        "a.xlsx",
        "a.doc",
        "a.xls",
        "a.ofd",
        "a.html",
        "a.txt",
        "a.md",
        "a.csv",
        "a.png",
        "a.rtf",
        "a.zip",
    )
    for name, data, codes in (
        ("no bytes", b"", "empty"),
        ("UTF-8 BOM", codecs.BOM_UTF8, "empty mislabelled unsupported corrupt"),
        ("UTF-16 BOM", codecs.BOM_UTF16_LE, "empty mislabelled unsupported corrupt"),
        ("NUL", bytes(5000), "empty"),
        ("one byte", b"\x01", "corrupt empty mislabelled unsupported document"),
        ("signature", b"PK\x03\x04", "corrupt mislabelled unsupported"),
        ("PDF signature", b"%PDF-1.7", "corrupt mislabelled"),
    )
]


RECOGNISED = [
    Attack(f"{name} {file}", file, partial(bytes, data), "document empty corrupt mislabelled unsupported", 5)
    for file in ("a.docx", "a.xls", "a.txt", "a")
    for name, data in (
        ("comments before nothing", b"<!---->" * 500 + b"x"),
        ("instructions before nothing", b"<?xml?>" * 500 + b"x"),
        ("blanks before nothing", b"1" + b" \n" * 2000 + b"x"),
        ("heads of mail", b"a: b\n" * 800),
        ("tags never closed", b"<" * 4000),
    )
]
TYPES = [
    Attack(
        "types never closed",
        file,
        partial(_endless_types, build),
        "document empty corrupt mislabelled unsupported",
    )
    for file, build in (("a.docx", lambda: make.docx(make.paragraph("1"))), ("a.xlsx", make.xlsx))
]


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart(patience=PATIENCE) as process:
        yield process


def _attacks() -> list[ParameterSet]:
    groups = (ARCHIVES, list(_xml()), LARGE, PDFS, PICTURES, COMPOUNDS, NOTHING, RECOGNISED, TYPES)
    return [pytest.param(a, id=f"{a.name}: {a.file}") for group in groups for a in group]


@pytest.mark.parametrize("attack", _attacks())
def test_an_attack_costs_only_its_file(tmp_path: Path, apart: Apart, attack: Attack) -> None:
    path = tmp_path / attack.file
    path.write_bytes(attack.build())
    outcome = apart.do(read_source, path, LIMITS)
    assert outcome.faults == []
    assert (outcome.code or outcome.kind) in attack.codes.split(), outcome
    assert outcome.seconds < attack.seconds
    assert outcome.peak < attack.megabytes


@pytest.mark.parametrize("attack", [pytest.param(a, id=a.name) for a in ABORTING])
def test_what_aborts_pdfium_ends_only_the_process_that_reads_it(tmp_path: Path, attack: Attack) -> None:
    bad, good = tmp_path / attack.file, tmp_path / "good.pdf"
    bad.write_bytes(attack.build())
    pdf_from_lines(TEXT.strip().split("\n"), good)
    with Apart(600 * MEGABYTE, PATIENCE) as process:
        outcome = process.do(read_source, bad, LIMITS)
        assert (outcome.code or outcome.kind) in attack.codes.split(), outcome
        assert outcome.faults == [] or outcome.kind == "died"
        assert process.do(read_source, good, LIMITS).kind == "document"


NAMES = (
    "../../up.txt",
    "../" * 20 + "tmp/up.txt",
    "/abs.txt",
    "C:\\drive.txt",
    "\\\\server\\share\\up.txt",
    "sub/../../up.txt",
    "x\0y.txt",
    "con.txt",
    "a" * 5000 + ".txt",
    "\u202etxt.exe.txt",
    "=cmd|'x'!A1.txt",
    "<b>.txt",
)


def _files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*")}


def test_names_of_members_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    path = tmp_path / "in" / "deep" / "a.zip"
    path.write_bytes(make.crafted(truth(name) for name in NAMES))
    before = _files(tmp_path)
    status = _gouji(path, tmp_path / "out")
    assert status.returncode in (0, 3), status.stdout
    assert {name for name in _files(tmp_path) - before if not name.startswith("out")} == set()
    written = {path for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert all(path.resolve().is_relative_to(tmp_path / "out") for path in written)
    shown = [source.file.partition("!/")[2] for source in gather([path]).sources]
    assert len(shown) == len(NAMES)
    assert [name for name in shown if name.startswith("/") or ".." in name.split("/") or "\0" in name] == []


@dataclass(frozen=True, slots=True)
class Place:
    """What stands where a file should be, and the code it gets."""

    name: str
    make: Callable[[Path], object]
    code: str


def _ring(path: Path) -> None:
    path.symlink_to(path.name)


PLACES = [
    Place("a folder", lambda path: path.mkdir(), "empty"),
    Place("a pipe", lambda path: os.mkfifo(path), "unsupported"),
    Place("a device", lambda path: path.symlink_to("/dev/zero"), "unsupported"),
    Place("a link to itself", _ring, "not_found"),
    Place("a link to nothing", lambda path: path.symlink_to("nowhere"), "not_found"),
    Place("a file of the kernel", lambda path: path.symlink_to("/proc/self/mem"), "empty not_found"),
    Place("a name too long", lambda path: None, "not_found"),
]


@pytest.mark.parametrize("reading", [read_source, read_path])
@pytest.mark.parametrize("place", PLACES, ids=[place.name for place in PLACES])
def test_what_is_no_file_is_refused_at_once(
    tmp_path: Path, apart: Apart, place: Place, reading: Callable[[Path, Limits], object]
) -> None:
    path = tmp_path / ("x" * 300 + ".docx" if place.name == "a name too long" else "a.docx")
    place.make(path)
    outcome = apart.do(reading, path, LIMITS)
    assert outcome.faults == []
    assert outcome.code in place.code.split() or (reading is read_path and outcome.code == "not_found"), (
        outcome
    )
    assert outcome.seconds < SECONDS


def test_a_file_closed_to_the_user_is_refused(tmp_path: Path, apart: Apart) -> None:
    path = docx_from_lines(TEXT.split("\n"), tmp_path / "a.docx")
    outcome = apart.do(read_as_nobody, path, LIMITS)
    assert (outcome.faults, outcome.code) == ([], "not_found")


def _vanish(path: Path) -> None:
    path.unlink()


def _shrink(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:40])


def _exchange(path: Path) -> None:
    path.write_bytes(make.packed({"other.txt": b"1"}))


def _blank(path: Path) -> None:
    path.write_bytes(b"")


def _grow(path: Path) -> None:
    os.truncate(path, LIMITS.file + 1)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (_vanish, "not_found"),
        (_shrink, "corrupt"),
        (_exchange, "corrupt"),
        (_blank, "corrupt"),
        (_grow, "too_large"),
    ],
)
def test_an_archive_that_changes_between_listing_and_reading(
    tmp_path: Path, apart: Apart, change: Callable[[Path], None], codes: str
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(make.packed({"a.txt": TEXT.encode(), "b.txt": TEXT.encode()}))
    last = gather([path]).sources[-1]
    change(path)
    outcome = apart.do(load_source, last, LIMITS)
    assert (outcome.faults, outcome.code) == ([], codes), outcome


def _gouji(path: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "extractor",
        "audit",
        str(path),
        "-o",
        str(out),
        "--memory",
        "1500",
        "--no-ocr",
    ]
    # No conversions by an outside program: what it refuses is tried in tests of its own.
    return subprocess.run(
        [*command, *more],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"GOUJI_SOFFICE": "/nowhere/soffice"},
    )


# One of each kind that is refused at once; the slow ones are tried one by one above.
TOGETHER = (
    *(
        "42",
        "one member",
        "claims a kilobyte",
        "lies",
        "hundred thousand parts",
        "laughs",
        "a file in",
        "deep in",
    ),
    *(
        "a million columns",
        "all cells merged",
        "a tree",
        "an xref",
        "huge numbers",
        "JBIG2",
        "JPX",
        "100k",
        "ring",
    ),
    *("a password", "UTF-8 BOM", "NUL", "signature"),
)


def test_a_folder_of_attacks_costs_only_their_files(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, param in enumerate(_attacks()):
        attack = param.values[0]
        assert isinstance(attack, Attack)
        if any(word in attack.name for word in TOGETHER):
            (folder / f"{number:03} {attack.file}").write_bytes(attack.build())
    bad = len(list(folder.iterdir()))
    os.mkfifo(folder / "pipe.docx")
    (folder / "ring.docx").symlink_to("ring.docx")
    (folder / "good.txt").write_text(TEXT, "utf-8")
    docx_from_lines(TEXT.split("\n"), folder / "good.docx")
    pdf_from_lines(TEXT.strip().split("\n"), folder / "good.pdf")
    done = _gouji(folder, tmp_path / "out", "--format", "json")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    with (tmp_path / "out" / "data" / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    status = {Path(row["file"]).name: row["status"] for row in rows}
    assert [status.get(name) for name in ("good.txt", "good.docx", "good.pdf")] == ["ok"] * 3
    assert len({row["file"].partition("!/")[0] for row in rows}) == bad + 5
    refused = [row for row in rows if row["status"] == "failed"]
    assert len(refused) > bad * 0.7
    assert [row["file"] for row in refused if row["error_code"] not in ERROR_CODES] == []
    assert [row["error"] for row in refused if not row["error"].endswith("。")] == []
    assert [row["file"] for row in refused if row["error_code"] == "crashed"] == []
