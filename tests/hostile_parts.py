"""Files made to do harm: archives and documents that lie, swell, loop or nest without end. All are small on disk."""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MEGABYTE = 2**20
SECRET = "机密文件的内容"
TEXT = "青河县水利局2023年度绩效自评报告\n全年总支出102.18万元。\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_O = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "application/vnd.openxmlformats-officedocument"


# Archives


def packed(parts: Mapping[str, bytes], level: int = 6) -> bytes:
    """Return an honest zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class Entry:
    """A member as a zip describes it, true or not. `body` is what lies in the file; `size` what it claims to become."""

    name: bytes
    body: bytes
    size: int
    crc: int = 0
    method: int = zipfile.ZIP_DEFLATED
    flags: int = 0
    mode: int = 0
    same_place: bool = False  # as the entry before


def crafted(entries: Iterable[Entry]) -> bytes:
    """Return a zip that says of its members what it is told to say (APPNOTE.TXT 4.3)."""
    local, listed, offset, count = bytearray(), bytearray(), 0, 0
    for entry in entries:
        sizes = struct.pack("<III", entry.crc, len(entry.body), entry.size & 0xFFFFFFFF)
        head = struct.pack("<HHHHH", 20, entry.flags, entry.method, 0, 33) + sizes
        head += struct.pack("<HH", len(entry.name), 0)
        if not entry.same_place:
            offset = len(local)
            local += b"PK\x03\x04" + head + entry.name + entry.body
        more = struct.pack("<HHHII", 0, 0, 0, entry.mode << 16, offset)
        listed += b"PK\x01\x02\x14\x03" + head + more + entry.name
        count = min(count + 1, 0xFFFF)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(listed), len(local), 0)
    return bytes(local + listed + end)


def zeros(megabytes: int) -> bytes:
    """Return so many megabytes of zeros, deflated without a head: about a thousandth."""
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = press.compress(bytes(MEGABYTE)) + press.flush(zlib.Z_FULL_FLUSH)
    return block * megabytes + b"\x03\x00"


def zlib_zeros(megabytes: int) -> bytes:
    """Return so many megabytes of zeros as a zlib stream."""
    check = (megabytes * MEGABYTE % 65521) << 16 | 1
    return b"\x78\xda" + zeros(megabytes) + struct.pack(">I", check)


def true(name: str, data: bytes, flags: int = 0, mode: int = 0) -> Entry:
    """Return an entry that tells the truth."""
    return Entry(name.encode(), data, len(data), zlib.crc32(data), zipfile.ZIP_STORED, flags, mode)


def bomb(name: str, megabytes: int, claimed: int | None = None) -> Entry:
    """Return an entry that becomes so many megabytes, whatever it claims."""
    return Entry(name.encode(), zeros(megabytes), megabytes * MEGABYTE if claimed is None else claimed)


def packed_otherwise(name: str, method: int, megabytes: int, claimed: int) -> Entry:
    """Return an entry in a method of packing whose ratio has no bound."""
    if method == zipfile.ZIP_BZIP2:
        return Entry(name.encode(), bz2.compress(bytes(megabytes * MEGABYTE), 9), claimed, method=method)
    # 5.8.8: version, length of the properties, properties (lc lp pb, then the size of the dictionary).
    filters = [{"id": lzma.FILTER_LZMA1, "preset": 0, "dict_size": 1 << 20}]
    body = lzma.compress(bytes(megabytes * MEGABYTE), lzma.FORMAT_RAW, filters=filters)
    return Entry(name.encode(), struct.pack("<BBHBI", 9, 4, 5, 93, 1 << 20) + body, claimed, method=method)


def nested(data: bytes, depth: int, width: int = 1) -> bytes:
    """Return zips in zips, `width` of them in each."""
    for _ in range(depth):
        data = packed({f"{n}.zip": data for n in range(width)})
    return data


# Documents that are zips of XML


def docx(body: str = "", main: bytes = b"", more: Mapping[str, bytes] | None = None) -> bytes:
    """Return a Word file with this body, or with this main part as it is."""
    return packed(docx_parts(body, main) | dict(more or {}), 1)


def docx_parts(body: str = "", main: bytes = b"") -> dict[str, bytes]:
    """Return the parts of a Word file."""
    kind = f"{_OFFICE}.wordprocessingml.document.main+xml"
    return {
        "[Content_Types].xml": _types({"/word/document.xml": kind}),
        "_rels/.rels": _relations({f"{_R}/officeDocument": "word/document.xml"}),
        "word/document.xml": main or f"<w:document {_W}><w:body>{body}</w:body></w:document>".encode(),
    }


def xlsx(sheet: bytes = b"", strings: bytes = b"") -> bytes:
    """Return a workbook of one sheet."""
    kind = f"{_OFFICE}.spreadsheetml"
    sheet = sheet or sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    book = (
        f'<workbook {_S} xmlns:r="{_R}"><sheets><sheet name="表" sheetId="1" r:id="r0"/></sheets></workbook>'
    )
    parts = {
        "[Content_Types].xml": _types(
            {
                "/xl/workbook.xml": f"{kind}.sheet.main+xml",
                "/xl/worksheets/sheet1.xml": f"{kind}.worksheet+xml",
                "/xl/sharedStrings.xml": f"{kind}.sharedStrings+xml",
            }
        ),
        "_rels/.rels": _relations({f"{_R}/officeDocument": "xl/workbook.xml"}),
        "xl/workbook.xml": book.encode(),
        "xl/_rels/workbook.xml.rels": _relations(
            {f"{_R}/worksheet": "worksheets/sheet1.xml", f"{_R}/sharedStrings": "sharedStrings.xml"}
        ),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": strings or f"<sst {_S}><si><t>全年支出102.18万元</t></si></sst>".encode(),
    }
    return packed(parts, 1)


def sheet_xml(rows: str) -> bytes:
    """Return the part of a sheet."""
    return f"<worksheet {_S}><sheetData>{rows}</sheetData></worksheet>".encode()


def ofd(page: bytes = b"") -> bytes:
    """Return a page of GB/T 33190."""
    page = page or ofd_page('<ofd:TextCode X="0" Y="5" DeltaX="g 10 5">全年支出102.18万元</ofd:TextCode>')
    root = (
        f'<ofd:OFD {_O} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )
    document = (
        f"<ofd:Document {_O}><ofd:CommonData><ofd:MaxUnitID>9</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        "</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
        '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>'
    )
    return packed(
        {
            "OFD.xml": root.encode(),
            "Doc_0/Document.xml": document.encode(),
            "Doc_0/Pages/Page_0/Content.xml": page,
        },
        1,
    )


def ofd_page(codes: str) -> bytes:
    """Return the content of a page with one object of text."""
    return (
        f'<ofd:Page {_O}><ofd:Content><ofd:Layer ID="2"><ofd:TextObject ID="3" Boundary="10 10 100 10" Font="1" Size="5">'
        f"{codes}</ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>"
    ).encode()


def paragraph(text: str) -> str:
    """Return a paragraph of Word."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _types(overrides: Mapping[str, str]) -> bytes:
    names = "".join(f'<Override PartName="{n}" ContentType="{kind}"/>' for n, kind in overrides.items())
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    usual = f'<Default Extension="rels" ContentType="{rels}"/><Default Extension="xml" ContentType="application/xml"/>'
    return f'<Types xmlns="{_TYPES}">{usual}{names}</Types>'.encode()


def _relations(targets: Mapping[str, str]) -> bytes:
    rows = (
        f'<Relationship Id="r{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_RELS}">{"".join(rows)}</Relationships>'.encode()


# XML

_LAUGHS = '<!ENTITY l0 "lol">' + "".join(
    f'<!ENTITY l{n} "{ten}">' for n in range(1, 10) for ten in [f"&l{n - 1};" * 10]
)


def laughs(element: str) -> bytes:
    """Return an element whose text becomes three gigabytes where entities are replaced."""
    return _with_doctype(_LAUGHS, element, "&l9;")


def laughs_in_an_attribute(element: str) -> bytes:
    """Return the same in an attribute, where parsers replace entities even when told not to."""
    return _with_doctype(_LAUGHS, element.replace(">", ' a="&l9;">', 1), "102.18")


def outside(element: str, address: str) -> bytes:
    """Return an element whose text is to come from another file or machine."""
    return _with_doctype(f'<!ENTITY x SYSTEM "{address}">', element, "&x;")


def parameters(element: str, address: str) -> bytes:
    """Return an element before which entities are defined by a file elsewhere and by each other."""
    swelling = "".join(f'<!ENTITY % p{n} "{ten}">' for n in range(1, 10) for ten in [f"&#37;p{n - 1};" * 10])
    return _with_doctype(
        f'<!ENTITY % p0 "x">{swelling}<!ENTITY % far SYSTEM "{address}"> %far; %p9;', element, "102.18"
    )


def _with_doctype(declared: str, element: str, text: str) -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE d [{declared}]>{element.replace("TEXT", text)}'.encode()


# PDF


def pdf(objects: Sequence[bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, numbered from 1 (ISO 32000-1, 7.5)."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root %d 0 R %b >>\n" % (len(objects) + 1, root, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), entries, data)


FLATE = b"/Filter /FlateDecode"
WORDS = b"BT /F1 12 Tf 72 700 Td (Total 102.18) Tj ET\n"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def page(
    content: bytes = b"", resources: bytes = b"", more: Sequence[bytes] = (), font: bytes = _FONT
) -> bytes:
    """Return a PDF of one page: objects 1 to 5 are catalog, pages, page, content and font; `more` follow."""
    used = b"<< /Font << /F1 5 0 R >> %b >>" % resources
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %b >>" % used,
            content or stream(WORDS),
            font,
            *more,
        ]
    )


def many_pages(count: int) -> bytes:
    """Return a PDF of so many pages, or so it says: one page, named again and again."""
    kids = b"3 0 R " * count
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            stream(WORDS),
        ]
    )


def picture(width: int, height: int, data: bytes, coding: bytes, more: bytes = b"") -> bytes:
    """Return a PDF of one page that is nothing but a picture."""
    entries = (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace /DeviceGray %b %b"
        % (width, height, coding, more)
    )
    return page(stream(b"q 595 0 0 842 0 0 cm /I Do Q"), b"/XObject << /I 6 0 R >>", [stream(data, entries)])


# Pictures


def png(width: int, height: int, data: bytes | None = None) -> bytes:
    """Return a PNG that claims to be so large; its lines are zeros unless given."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib_zeros(max(1, (width + 1) * height // MEGABYTE)) if data is None else data
    chunks = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(d)) + kind + d + struct.pack(">I", zlib.crc32(kind + d)) for kind, d in chunks
    )


def bitmap(width: int, height: int) -> bytes:
    """Return the head of a BMP that claims to be so large."""
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + info + bytes(100)


def tiff(width: int, height: int) -> bytes:
    """Return a TIFF that claims to be so large and whose directory follows itself."""
    fields = (
        (256, 4, width),
        (257, 4, height),
        (258, 3, 8),
        (259, 3, 1),
        (262, 3, 1),
        (273, 4, 8),
        (279, 4, 100),
    )
    rows = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in fields)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(fields)) + rows + struct.pack("<I", 8)


# Compound files


def compound(
    names: Sequence[str] = ("WordDocument",), fat: Sequence[int] | None = None, sectors: int = 4
) -> bytes:
    """Return a compound file ([MS-CFB]) with empty streams of these names: table, directory, then empty sectors.

    `fat` gives the successor of each sector.
    """
    table = list(fat) if fat is not None else [0xFFFFFFFD, 0xFFFFFFFE] + [0xFFFFFFFE] * sectors
    table += [0xFFFFFFFF] * (128 - len(table))
    head = bytearray(512)
    head[:8] = OLE
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 44, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    struct.pack_into("<108I", head, 80, *([0xFFFFFFFF] * 108))
    listed = b"".join(
        _directory_entry(n, name, 5 if not n else 2, n + 1 if n else 0xFFFFFFFF, len(names))
        for n, name in enumerate(("Root Entry", *names))
    )
    return (
        bytes(head)
        + struct.pack("<128I", *table[:128])
        + listed.ljust(512, b"\0")[:512]
        + bytes(512 * sectors)
    )


def _directory_entry(number: int, name: str, kind: int, right: int, last: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    links = (0xFFFFFFFF, right if number < last else 0xFFFFFFFF, 1 if kind == 5 else 0xFFFFFFFF)
    entry = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1) + struct.pack("<III", *links)
    return entry + bytes(36) + struct.pack("<IQ", 2 if kind == 2 else 0xFFFFFFFE, 512 if kind == 2 else 0)
