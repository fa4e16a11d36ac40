"""Builders for tests of old and foreign Word formats: what soffice makes of a .docx, compound files, stand-ins."""

from __future__ import annotations

import struct
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from documents import abstract_list, docx_from_body, item, level, word_list
from docx import Document as open_document
from docx.oxml.parser import parse_xml

from extractor.read import ole

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD

LISTS = abstract_list(
    100,
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircleChinese", "%4"),
) + word_list(200, 100)


def saved_as(form: str, files: Sequence[Path], folder: Path) -> list[Path]:
    """Have soffice write Word files in another format."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", form]
    subprocess.run([*command, "--outdir", str(folder), *map(str, files)], capture_output=True, check=True)
    return [folder / f"{path.stem}.{form}" for path in files]


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def field(instruction: str, result: str) -> str:
    """A field as Word writes it, with the result its author saw."""
    begin, middle, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    words = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return begin + words + middle + run(result) + end


TRACKED = paragraph(
    run("总支出"),
    f'<w:ins w:id="1" w:author="张三" w:date="2024-01-02T03:04:05Z">{run("102.18")}</w:ins>',
    '<w:del w:id="2" w:author="张三" w:date="2024-01-02T03:04:05Z"><w:r><w:delText>99.99</w:delText></w:r></w:del>',
    run("万元。"),
)
NOTED = paragraph(run("见注"), '<w:r><w:footnoteReference w:id="2"/></w:r>', run("。"))
SPECIAL = paragraph(
    run("甲"),
    "<w:r><w:tab/></w:r>",
    run("乙"),
    "<w:r><w:br/></w:r>",
    run("丙√□①㎡—“”𠮷\u3000丁"),
    run("看不见", "<w:vanish/>"),
    run("看得见"),
)
ROWS = (
    ("项目", "预算", "", "得分"),
    ("", "年初", "调整", "10"),
    ("甲", "1.5", "2,940.05", "/"),
    ("合计", "", "", "4"),
)
MERGES = ((0, 0, 1, 0), (0, 1, 0, 2), (3, 0, 3, 2))
ITEMS = "".join(
    item(words, 200, deep) for words, deep in (("概况", 0), ("职能", 1), ("机构", 1), ("收入", 2))
)
ITEMS += item("支出", 200, 2) + item("要点", 200, 3) + item("管理", 200, 0) + item("制度", 200, 1)


def report(path: Path, lists: bool = True) -> Path:
    """Write a report with all that a plain text would lose."""
    body = paragraph(run("青河县水利局2023年度绩效自评报告")) + (ITEMS if lists else "")
    docx_from_body(body + TRACKED + NOTED + SPECIAL, path, LISTS)
    document = open_document(str(path))
    table = document.add_table(len(ROWS), len(ROWS[0]))
    for row, values in zip(table.rows, ROWS, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    for top, left, bottom, right in MERGES:
        words = table.cell(top, left).text
        table.cell(top, left).merge(table.cell(bottom, right)).text = words
    document.add_paragraph("表后文字。")
    document.element.body.insert(2, parse_xml(_text_box("框内9万元")))
    document.sections[0].header.paragraphs[0].text = "青河县财政局编"
    document.save(str(path))
    _add_footnote(path, "含上年结转9万元。")
    return path


def _text_box(words: str) -> str:
    shape = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    spaces = {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": f"{drawing}/wordprocessingDrawing",
        "a": f"{drawing}/main",
        "wps": shape,
    }
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in spaces.items())
    place = (
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>500000</wp:posOffset>'
        '</wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>200000</wp:posOffset></wp:positionV>'
        '<wp:extent cx="2000000" cy="900000"/><wp:wrapSquare wrapText="bothSides"/><wp:docPr id="7" name="b"/>'
    )
    look = (
        '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="900000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
    )
    inside = f"<wps:txbx><w:txbxContent>{paragraph(run(words))}</w:txbxContent></wps:txbx>"
    box = f'<wps:wsp><wps:cNvSpPr txBox="1"/>{look}{inside}<wps:bodyPr/></wps:wsp>'
    graphic = f'<a:graphic><a:graphicData uri="{shape}">{box}</a:graphicData></a:graphic>'
    anchor = (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" '
        f'locked="0" layoutInCell="1" allowOverlap="1">{place}{graphic}</wp:anchor>'
    )
    choice = f'<mc:Choice Requires="wps"><w:drawing>{anchor}</w:drawing></mc:Choice>'
    content = f"<w:r><mc:AlternateContent>{choice}<mc:Fallback/></mc:AlternateContent></w:r>"
    return f"<w:p {names}>{run('框旁')}{content}</w:p>"


def _add_footnote(path: Path, words: str) -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    relation = f'<Relationship Id="rId99" Type="{office}" Target="footnotes.xml"/></Relationships>'
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    links = "word/_rels/document.xml.rels"
    parts[links] = parts[links].replace(b"</Relationships>", relation.encode())
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    note = f'<w:footnote w:id="2">{paragraph("<w:r><w:footnoteRef/></w:r>", run(words))}</w:footnote>'
    parts["word/footnotes.xml"] = f'<w:footnotes xmlns:w="{space}">{note}</w:footnotes>'.encode()
    write_zip(path, parts)


def write_zip(path: Path, parts: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return path


def with_content(odt: Path, target: Path, old: str, new: str) -> Path:
    """Copy an ODT with words of its content replaced."""
    with zipfile.ZipFile(odt) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    assert old.encode() in parts["content.xml"]
    parts["content.xml"] = parts["content.xml"].replace(old.encode(), new.encode())
    return write_zip(target, parts)


def changed(data: bytes, stream: str, offset: int, value: int) -> bytes:
    """Return a compound file with one byte of a stream set."""
    places = ole.places(data, stream, offset + 1)
    start = places[-1][0] + offset % (places[0][1] - places[0][0])
    return data[:start] + bytes([value]) + data[start + 1 :]


def compound(streams: Mapping[str, bytes]) -> bytes:
    """Write a compound file of version 3 ([MS-CFB]) with these streams at its top, each padded beyond the mini stream."""
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    padded = {name: data + b"\0" * (-len(data) % _SECTOR) for name, data in padded.items()}
    entries = [_entry("Root Entry", 5, _END, 0, child=1 if padded else _FREE)]
    table: list[int] = [_FAT]
    room = -(-(len(padded) + 1) // 4)
    table += _chain(1, room)
    body = b""
    for number, (name, data) in enumerate(padded.items(), start=1):
        right = number + 1 if number < len(padded) else _FREE
        entries.append(_entry(name, 2, len(table), len(data), right=right))
        table += _chain(len(table), len(data) // _SECTOR)
        body += data
    assert len(table) <= _SECTOR // 4
    table += [_FREE] * (_SECTOR // 4 - len(table))
    directory = b"".join(entries).ljust(room * _SECTOR, b"\0")
    return _header() + struct.pack("<128I", *table) + directory + body


def _chain(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), _END]


def _entry(name: str, kind: int, start: int, size: int, right: int = _FREE, child: int = _FREE) -> bytes:
    words = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<BB3I", kind, 1, _FREE, right, child)
    return (
        words.ljust(64, b"\0")
        + struct.pack("<H", len(words))
        + links
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )


def _header() -> bytes:
    head = ole.MAGIC + b"\0" * 16 + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    return head + struct.pack("<109I", 0, *[_FREE] * 108)


def stand_in(folder: Path, result: Path) -> Path:
    """Write a program that acts like soffice, with `result` for every file; marks in the files make it fail.

    HANG: it waits, as does a process of its own, whose id it leaves in the file `child`. DIE: it ends as after a
    crash. FAIL: it ends with status 1. REFUSE: it makes nothing of this file. HALF: it writes half a file and dies.
    """
    program = folder / "soffice-stand-in"
    program.write_text(_STAND_IN.format(python=sys.executable, result=result, folder=folder), "utf-8")
    program.chmod(0o755)
    return program


_STAND_IN = """#!{python}
import os, pathlib, subprocess, sys, time
whole = pathlib.Path("{result}").read_bytes()
folder = pathlib.Path("{folder}")
arguments = sys.argv[1:]
at = arguments.index("--outdir")
made = pathlib.Path(arguments[at + 1])
with open(folder / "starts", "a") as starts:
    starts.write(str(len(arguments) - at - 2) + "\\n")
for source in map(pathlib.Path, arguments[at + 2 :]):
    data = source.read_bytes()
    target = made / (source.stem + ".docx")
    if b"HANG" in data:
        child = subprocess.Popen(["sleep", "600"])
        (folder / "child").write_text(str(child.pid))
        time.sleep(600)
    if b"HALF" in data:
        target.write_bytes(whole[: len(whole) // 2])
    if b"DIE" in data or b"HALF" in data:
        os.abort()
    if b"FAIL" in data:
        sys.exit(1)
    if b"REFUSE" not in data:
        target.write_bytes(whole)
"""
