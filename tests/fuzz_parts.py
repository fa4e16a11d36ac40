"""Valid small documents of every format, and what damage does to them: the same for the same number.

Damage knows what it damages: parts and elements of zipped XML, objects of a PDF, sectors of a compound file,
tags and lines of text; or, whatever it is, single bytes.
"""

from __future__ import annotations

import copy
import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from documents import pdf_from_table
from hostile_parts import OLE, crafted, packed, true
from lxml import etree
from ofd_parts import path_object, single, text_object
from office_parts import compound
from PIL import Image
from reportlab import rl_config
from sheet_parts import NATIONAL, Form, csv_from, xlsx_from
from word_parts import Word, word_file

from extractor.read import Reader, readers

LINES = (
    "青河县水利局2023年度绩效自评报告",
    "一、收支情况",
    "全年总支出102.18万元，其中：基本支出60.18万元，占58.90%；项目支出42万元，占41.10%。",
)
_ROWS = (("指标", "预算数", "执行数"), ("合计", "102.18", "99.5"), ("基本支出", "60.18", "60"))
_NUMBERS = ("", "-1", "0", "99999999999", "1e308", "NaN", "０", "1" * 400, "x", "\u0301", "true", " 1 ", "%s")
_DEPTH = 300


def word(path: Path) -> bytes:
    """Return a Word file with a list, a table with merged cells, notes, deletions, a text box and a header."""
    row = "".join(
        f"<w:tc><w:tcPr><w:gridSpan w:val='{n}'/><w:vMerge/></w:tcPr>{_p('1')}</w:tc>" for n in (1, 2)
    )
    body = (
        "".join(_p(line) for line in LINES)
        + _p(
            "二级",
            '<w:pPr><w:pStyle w:val="S"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="7"/></w:numPr></w:pPr>',
        )
        + f"<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr>{row}</w:tr><w:tr>{row}</w:tr></w:tbl>"
        + '<w:p><w:r><w:t>注</w:t><w:footnoteReference w:id="2"/></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del>'
        + "<w:ins><w:r><w:t>增</w:t></w:r></w:ins><w:sdt><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>"
        + "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>SEQ A</w:instrText><w:fldChar w:fldCharType='separate'/>"
        + "<w:t>1</w:t><w:fldChar w:fldCharType='end'/><w:sym w:font='Wingdings' w:char='F0FE'/><w:tab/><w:br/></w:r></w:p>"
        + "<w:sectPr><w:headerReference w:type='default' r:id='h1'/></w:sectPr>"
    )
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%{n + 1}、"/></w:lvl>'
        for n in range(2)
    )
    made = Word(
        body,
        styles='<w:style w:type="paragraph" w:styleId="S"><w:name w:val="heading 2"/><w:basedOn w:val="T"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="t"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>',
        numbering=f'<w:abstractNum w:abstractNumId="3">{levels}</w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num>',
        footnotes=f'<w:footnote w:id="2">{_p("脚注9万元")}</w:footnote>',
        margins={"h1": ("header", _p("页眉"))},
    )
    return word_file(made, path).read_bytes()


def _p(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>"


def _pdf(path: Path) -> bytes:
    usual = rl_config.pageCompression
    rl_config.pageCompression = 0  # so that damage reaches the operators
    try:
        return pdf_from_table(_ROWS, path, merges=[(0, 1, 0, 2)], around=(LINES[0], LINES[2])).read_bytes()
    finally:
        rl_config.pageCompression = usual


def _workbook(path: Path) -> bytes:
    return xlsx_from(path, NATIONAL, Form("二", (("全年支出", 102.18),))).read_bytes()


def _ofd(path: Path) -> bytes:
    objects = "".join(text_object(line, 20, 30 + 10 * n) for n, line in enumerate(LINES))
    rules = "".join(path_object(f"M 20 {y} L 120 {y}") for y in (80, 90, 100))
    rules += "".join(path_object(f"M {x} 80 L {x} 100") for x in (20, 70, 120))
    return single(
        objects + rules + text_object("合计", 25, 87) + text_object("102.18", 75, 87), path
    ).read_bytes()


def _odt(path: Path) -> bytes:
    spaces = "urn:oasis:names:tc:opendocument:xmlns:"
    text = f'<o:document-content xmlns:o="{spaces}office:1.0" xmlns:t="{spaces}text:1.0"><o:body><o:text><t:p>102.18</t:p>'
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{spaces}manifest:1.0"/>'.encode(),
        "content.xml": f"{text}</o:text></o:body></o:document-content>".encode(),
    }
    return crafted(true(name, data) for name, data in parts.items())


def _excel2003(path: Path) -> bytes:
    rows = "".join(
        "<s:Row>"
        + "".join(f'<s:Cell><s:Data s:Type="String">{cell}</s:Data></s:Cell>' for cell in row)
        + "</s:Row>"
        for row in _ROWS
    )
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<s:Workbook xmlns:s="urn:schemas-microsoft-com:office:spreadsheet"><s:Worksheet s:Name="表"><s:Table>'
        f"{rows}</s:Table></s:Worksheet></s:Workbook>"
    ).encode()


def _excel97(path: Path) -> bytes:
    """Return records of [MS-XLS]: a workbook of one sheet with a string, a number and merged cells."""
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 6))
    sheet += _record(0x200, struct.pack("<IIHHH", 0, 2, 0, 2, 0)) + _record(
        0xFD, struct.pack("<HHHI", 0, 0, 15, 0)
    )
    sheet += _record(0x203, struct.pack("<HHHd", 0, 1, 15, 102.18)) + _record(
        0x27E, struct.pack("<HHHI", 1, 0, 15, 0x66)
    )
    sheet += _record(0xE5, struct.pack("<HHHHH", 1, 1, 1, 0, 1)) + _record(0x0A, b"")
    words = "全年支出".encode("utf-16-le")
    strings = struct.pack("<IIHB", 1, 1, 4, 1) + words
    name = "表".encode("utf-16-le")
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 1997, 0, 6)) + _record(0x42, b"\xb0\4")
    head += b"".join(_record(0xE0, struct.pack("<HHH", 0, 0, 0) + bytes(14)) for _ in range(16))
    tail = _record(0xFC, strings) + _record(0x0A, b"")
    place = len(head) + 4 + 8 + len(name) + len(tail)
    return compound(
        {"Workbook": head + _record(0x85, struct.pack("<IBBBB", place, 0, 0, 1, 1) + name) + tail + sheet}
    )


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _page(path: Path) -> bytes:
    rows = "".join("<tr>" + "".join(f"<td colspan=1>{cell}</td>" for cell in row) + "</tr>" for row in _ROWS)
    words = "".join(f"<p style='mso-list:none'>{line}<br>&nbsp;</p>" for line in LINES)
    hidden = "<div style='display:none'>隐</div><!--[if gte mso 9]>x<![endif]--><script>1</script>"
    head = "<!DOCTYPE html><html><head><meta charset=utf-8></head>"
    return f"{head}<body>{words}{hidden}<table>{rows}</table></body></html>".encode()


def _archived(path: Path) -> bytes:
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    kind = b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: a.htm\r\n\r\n"
    return head + kind + _page(path) + b"\r\n--x--\r\n"


def _markdown(path: Path) -> bytes:
    table = "\n".join(
        "|" + "|".join(row) + "|" + ("\n|-|-|-|" if not n else "") for n, row in enumerate(_ROWS)
    )
    return (
        "# " + "\n\n".join(LINES) + f"\n\n- 甲\n  1. 乙\n\n> 引 **粗** [链](x) `码`\n\n{table}\n"
    ).encode()


def _picture(form: str) -> Callable[[Path], bytes]:
    def build(path: Path) -> bytes:
        target = io.BytesIO()
        Image.new("RGB", (60, 40), "white").save(
            target, {"jpg": "JPEG", "tif": "TIFF"}.get(form, form.upper())
        )
        return target.getvalue()

    return build


def _as(
    build: Callable[[Path], bytes], old: bytes, new: bytes, more: Mapping[str, bytes] | None = None
) -> Callable[[Path], bytes]:
    def other(path: Path) -> bytes:
        parts = _parts(build(path))
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old, new)
        return packed(parts | dict(more or {}))

    return other


_MACRO = b"vnd.ms-word.document.macroEnabled.main+xml"
_DOCUMENT = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SHEET = b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SEEDS: Mapping[str, Callable[[Path], bytes]] = {
    "docx": word,
    "docm": _as(word, _DOCUMENT, _MACRO),
    "dotx": _as(word, _DOCUMENT, _DOCUMENT.replace(b"document.main", b"template.main")),
    "pdf": _pdf,
    "xlsx": _workbook,
    "xlsm": _as(_workbook, _SHEET, b"vnd.ms-excel.sheet.macroEnabled.main+xml", {"xl/vbaProject.bin": OLE}),
    "xls": _excel97,
    "et": _excel97,
    "xml": _excel2003,
    "csv": lambda path: csv_from(path, NATIONAL).read_bytes(),
    "ofd": _ofd,
    "doc": lambda path: compound({"WordDocument": b"\xec\xa5\xc1\0" + bytes(900), "1Table": bytes(99)}),
    "wps": lambda path: compound(
        {"WordDocument": b"\xec\xa5\xc1\0" + bytes(900), "WpsCustomData": bytes(99)}
    ),
    "rtf": lambda path: rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 SimSun;}}\f0 \u20840?102.18\par}",
    "odt": _odt,
    "html": _page,
    "mht": _archived,
    "md": _markdown,
    "txt": lambda path: "\r\n".join(LINES).encode("gb18030"),
    **{form: _picture(form) for form in ("png", "jpg", "tif", "bmp", "gif", "webp")},
}


def formats_of(reader: Reader) -> tuple[str, ...]:
    """Return the formats of a reader for which there is a document."""
    return tuple(form for form in reader.FORMATS if form in SEEDS)


def name_of(reader: Reader) -> str:
    """Return the name of a reader's module."""
    return getattr(reader, "__name__", "").rpartition(".")[2]


def reader_named(name: str) -> Reader:
    """Return a reader by the name of its module."""
    return next(reader for reader in readers() if name_of(reader) == name)


@cache
def seed(form: str) -> bytes:
    """Return the valid document of a format."""
    with TemporaryDirectory() as folder:
        return SEEDS[form](Path(folder, f"seed.{form}"))


def case(reader: Reader, number: int) -> tuple[str, bytes]:
    """Return the file name and the bytes of one case."""
    forms = formats_of(reader)
    form = forms[number % len(forms)]
    chance = random.Random(f"{name_of(reader)} {number}")
    data = seed(form)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        data = damaged(data, chance)
    return f"{number}.{chance.choice(('bin', *[form] * 9))}", data


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return the data with one thing wrong."""
    if chance.random() < 0.15:
        return _bytes(data, chance)
    if data.startswith(b"PK"):
        return _container(data, chance)
    if data.startswith(b"%PDF"):
        return _portable(data, chance)
    if data.startswith(OLE):
        return _sectors(data, chance)
    text = data[:4096].count(b"\0") == 0 and not data.startswith(
        (b"\x89PNG", b"\xff\xd8", b"II", b"GIF", b"BM", b"RIFF")
    )
    return _text(data, chance) if text else _bytes(data, chance)


def _bytes(data: bytes, chance: random.Random) -> bytes:
    at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    to = min(to, at + chance.choice((1, 4, 64, 4096)))
    number = chance.choice((0, 1, 0x7F, 0xFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000, chance.getrandbits(32)))
    return chance.choice(
        (
            lambda: data[:at],
            lambda: data[:at] + data[to:],
            lambda: data[:to] + data[at:to] * chance.choice((1, 50)) + data[to:],
            lambda: data[:at] + chance.randbytes(to - at) + data[to:],
            lambda: data[:at] + number.to_bytes(4, chance.choice(("little", "big"))) + data[at + 4 :],
            lambda: (
                data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
                if at < len(data)
                else data
            ),
        )
    )()


# Containers of XML


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def _container(data: bytes, chance: random.Random) -> bytes:
    try:
        parts = _parts(data)
    except Exception:  # broken by earlier damage
        return _bytes(data, chance)
    if not parts:
        return _bytes(data, chance)
    weights = [1 + len(part) ** 0.5 for part in parts.values()]
    name, other = chance.choices(list(parts), weights, k=2)
    kind = chance.random()
    if kind < 0.05:
        del parts[name]
    elif kind < 0.1:
        parts[name], parts[other] = parts[other], parts[name]
    elif kind < 0.13:
        parts[chance.choice((name.upper(), f"/{name}", name.replace("/", "\\"), "../../x"))] = parts.pop(name)
    elif kind < 0.25:
        parts[name] = _bytes(parts[name], chance) if parts[name] else b"\0"
    else:
        parts[name] = _xml(parts[name], chance)
    return (
        packed(parts) if chance.random() < 0.5 else crafted(true(name, part) for name, part in parts.items())
    )


def _xml(data: bytes, chance: random.Random) -> bytes:
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return _bytes(data, chance) if data else b"<"
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    element, other = chance.choice(elements), chance.choice(elements)
    chance.choice((_attribute, _attribute, _attribute, _words, _remove, _repeat, _rename, _move, _nest))(
        element, other, chance
    )
    return etree.tostring(root)


def _attribute(element: etree._Element, other: etree._Element, chance: random.Random) -> None:
    names = list(element.attrib) or list(other.attrib)
    if not names:
        return _words(element, other, chance)
    name = chance.choice(names)
    if chance.random() < 0.15:
        element.attrib.pop(name, "")
    else:
        element.set(name, chance.choice((*_NUMBERS, *other.attrib.values())))
    return None


def _words(element: etree._Element, other: etree._Element, chance: random.Random) -> None:
    element.text = chance.choice((*_NUMBERS, other.text, None, "字" * 5000, " " * 5000))


def _remove(element: etree._Element, other: etree._Element, chance: random.Random) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _repeat(element: etree._Element, other: etree._Element, chance: random.Random) -> None:
    parent = element.getparent()
    if parent is not None:
        for _ in range(chance.choice((1, 2, 30))):
            parent.append(copy.deepcopy(element))


def _rename(element: etree._Element, other: etree._Element, chance: random.Random) -> None:
    element.tag = chance.choice((other.tag, "x", "{urn:x}" + etree.QName(element).localname))


def _move(element: etree._Element, other: etree._Element, chance: random.Random) -> None:
    if element not in other.iterancestors() and element is not other and element.getparent() is not None:
        other.insert(0, element)


def _nest(element: etree._Element, other: etree._Element, chance: random.Random) -> None:
    inner = element
    for _ in range(chance.choice((3, 40, _DEPTH))):
        inner = etree.SubElement(inner, element.tag, {str(name): str(text) for name, text in element.items()})
    inner.append(copy.deepcopy(other) if other not in element.iter() else etree.Element("x"))


# PDF


_TOKEN = re.compile(
    rb"\d+ 0 R|/[A-Za-z0-9]+|-?\d+\.?\d*|\bTj\b|\bTJ\b|\bre\b|\bcm\b|\bTm\b|\bT[df*]\b|\bBT\b|\bET\b|\bq\b|\bQ\b|\bS\b"
)
_OBJECT = re.compile(rb"\d+ 0 obj.*?endobj\s*", re.DOTALL)
_PDF_NUMBERS = (
    b"0",
    b"-1",
    b"1e9",
    b"99999999999",
    b"0.0000001",
    b"-0",
    b".",
    b"null",
    b"[",
    b"<<",
    b"()",
    b"NaN",
)


def _portable(data: bytes, chance: random.Random) -> bytes:
    kind = chance.random()
    found = list((_OBJECT if kind < 0.2 else _TOKEN).finditer(data))
    if not found:
        return _bytes(data, chance)
    one, other = chance.choice(found), chance.choice(found)
    if kind < 0.1:
        put = chance.choice((b"", one.group() * 2, other.group()))
    elif one.group()[:1].isdigit() or one.group()[:1] == b"-":
        put = chance.choice((*_PDF_NUMBERS, b"%d 0 R" % chance.randrange(20), other.group()))
    else:
        put = chance.choice((b"", other.group(), one.group() + b" " + one.group()))
    return data[: one.start()] + put + data[one.end() :]


# Compound files


def _sectors(data: bytes, chance: random.Random) -> bytes:
    kind, count = chance.random(), max(1, len(data) // 512)
    at, other = (512 * chance.randrange(count) for _ in range(2))
    if kind < 0.3:
        return data[:at] + data[other : other + 512] + data[at + 512 :]
    place = at + 4 * chance.randrange(128) if kind < 0.8 else 4 * chance.randrange(20)
    number = chance.choice(
        (0, 1, 2, count, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0x7FFFFFFF, chance.randrange(64))
    )
    return data[:place] + struct.pack("<I", number) + data[place + 4 :]


# Text with marks


_MARK = re.compile(rb"<[^<>]*>|\{|\}|\\[a-z]+\d*|[|>#*`\[\]\",;]|\d+\.?\d*|\r?\n")
_PUT = (
    b"",
    b"\n",
    b"\0",
    b'"',
    b"<table>",
    b"</table>",
    b"<td colspan=99999999 rowspan=-3>",
    b"&#x110000;",
    b"\xff\xfe",
    b"| " * 99,
    b"{" * 99,
)


def _text(data: bytes, chance: random.Random) -> bytes:
    found = list(_MARK.finditer(data))
    if not found:
        return _bytes(data, chance)
    one, other = chance.choice(found), chance.choice(found)
    kind = chance.random()
    if kind < 0.1:
        return data[: one.end()] + one.group() * chance.choice((2, 20, _DEPTH)) + data[one.end() :]
    if kind < 0.2:
        encoding = chance.choice(("utf-16", "gb18030", "big5", "utf-8"))
        return data.decode("utf-8", "replace").encode(encoding, "replace")
    return data[: one.start()] + chance.choice((*_PUT, other.group())) + data[one.end() :]
