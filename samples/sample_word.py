"""Word files of the samples: numbered paragraphs, tables, revisions, notes, text boxes, content controls."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from documents import abstract_list, docx_from_body, item, level, word_list
from word_parts import Word, word_file

LIST = 100
DATE = (2024, 1, 1, 0, 0, 0)
CORE = "docProps/core.xml"
MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
BORDER = '<w:{0} w:val="single" w:sz="4"/>'
FORMS = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
MARK = re.compile(r"\{([+\-~^\[])(.*?)[+\-~^\]]\}")
AUTHOR = 'w:author="张三" w:date="2024-01-02T03:04:05Z"'
FONT = '<w:rFonts w:ascii="Noto Serif CJK SC" w:hAnsi="Noto Serif CJK SC" w:eastAsia="Noto Serif CJK SC"/>'
DEFAULTS = (
    f'<w:docDefaults><w:rPrDefault><w:rPr>{FONT}<w:sz w:val="24"/></w:rPr></w:rPrDefault></w:docDefaults>'
)
SMALL = '<w:sz w:val="18"/>'
PAGE = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:bottom="1440" w:left="1440" w:right="1440"/>'


def write_docx(lines: Sequence[str], path: Path) -> None:
    """Write paragraphs, numbered paragraphs and tables."""
    levels = [level(number, form, text) for number, (form, text) in enumerate(FORMS)]
    numbering = abstract_list(LIST, *levels) + word_list(LIST, LIST)
    docx_from_body("".join(_body(lines)), path, numbering)
    settle(path)


def write_word(lines: Sequence[str], path: Path, numbering: str, header: str, footer: str) -> None:
    """Write a package with all of Word's ways; see `make` for the marks.

    `numbering` is "direct" where paragraphs name their list, "styles" where styles inherit it.
    """
    notes: list[str] = []
    body = "".join(
        _word_table(_cells(group), grid=True)
        if is_table
        else "".join(_rich(x, numbering, notes) for x in group)
        for is_table, group in parts(lines)
    )
    margins = {"rId90": ("header", _margin(header)), "rId91": ("footer", _margin(footer))}
    margins = {key: value for key, value in margins.items() if value[1]}
    section = "".join(
        f'<w:{kind}Reference w:type="default" r:id="{key}"/>' for key, (kind, _) in margins.items()
    )
    lists, styles = _lists(numbering)
    footnotes = "".join(
        f'<w:footnote w:id="{n}">{_plain(x)}</w:footnote>' for n, x in enumerate(notes, start=1)
    )
    body += f"<w:sectPr>{section}{PAGE}</w:sectPr>"
    word_file(Word(body, DEFAULTS + styles, lists, footnotes, margins=margins), path)
    settle(path)


def _lists(numbering: str) -> tuple[str, str]:
    """Return the list, and the styles: those a report uses are based on those that the list names."""
    tied = numbering == "styles"
    levels = (
        level(n, form, text, more=f'<w:pStyle w:val="base{n + 1}"/>' if tied else "")
        for n, (form, text) in enumerate(FORMS)
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="base{n}"><w:name w:val="标题基础{n}"/>'
        f'<w:pPr><w:numPr><w:ilvl w:val="{n - 1}"/><w:numId w:val="{LIST}"/></w:numPr></w:pPr></w:style>'
        f'<w:style w:type="paragraph" w:styleId="head{n}"><w:name w:val="报告标题{n}"/>'
        f'<w:basedOn w:val="base{n}"/><w:rPr><w:b/></w:rPr></w:style>'
        for n in (1, 2, 3)
    )
    return abstract_list(LIST, *levels) + word_list(LIST, LIST), styles if tied else ""


def _plain(text: str) -> str:
    return f"<w:p>{_run(text)}</w:p>" if text else ""


def _margin(text: str) -> str:
    return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{_run(text, SMALL)}</w:p>' if text else ""


def _rich(line: str, numbering: str, notes: list[str]) -> str:
    if line.startswith("@box "):
        return f"<w:p>{_box(_plain(line[5:]))}</w:p>"
    if line.startswith("@control "):
        inside = _rich(line[9:], numbering, notes)
        return f'<w:sdt><w:sdtPr><w:alias w:val="填报内容"/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>'
    properties, text = "", line
    if line[:1] == "#" and line[1:2].isdigit():
        deep, text = int(line[1]), line[2:].strip()
        direct = f'<w:numPr><w:ilvl w:val="{deep - 1}"/><w:numId w:val="{LIST}"/></w:numPr>'
        properties = f'<w:pStyle w:val="head{deep}"/>' if numbering == "styles" else direct
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(_runs(text, notes))}</w:p>"


def _runs(text: str, notes: list[str]) -> Iterator[str]:
    end = 0
    for found in MARK.finditer(text):
        yield _run(text[end : found.start()])
        yield _marked(found[1], found[2], notes)
        end = found.end()
    yield _run(text[end:])


def _marked(mark: str, words: str, notes: list[str]) -> str:
    match mark:
        case "+":
            return f'<w:ins w:id="901" {AUTHOR}>{_run(words)}</w:ins>'
        case "-":
            return f'<w:del w:id="902" {AUTHOR}>{_run(words).replace("w:t", "w:delText")}</w:del>'
        case "~":
            return _run(words, "<w:vanish/>")
        case "^":
            notes.append(words)
            return f'<w:r><w:footnoteReference w:id="{len(notes)}"/></w:r>'
        case _:
            return f'<w:sdt><w:sdtPr><w:alias w:val="数字"/></w:sdtPr><w:sdtContent>{_run(words)}</w:sdtContent></w:sdt>'


def _run(text: str, properties: str = "") -> str:
    if not text:
        return ""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _box(content: str) -> str:
    """Return a text box as Word 2010 writes it: as a shape, and once more for older programs."""
    inside = f"<w:txbxContent>{content}</w:txbxContent>"
    shape = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    box = f'<wps:cNvSpPr txBox="1"/><wps:spPr>{shape}</wps:spPr><wps:txbx>{inside}</wps:txbx><wps:bodyPr/>'
    uri = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    graphic = f'<a:graphic><a:graphicData uri="{uri}"><wps:wsp>{box}</wps:wsp></a:graphicData></a:graphic>'
    place = '<wp:extent cx="5200000" cy="900000"/><wp:docPr id="7" name="文本框"/>'
    choice = f'<mc:Choice Requires="wps"><w:drawing><wp:inline>{place}{graphic}</wp:inline></w:drawing></mc:Choice>'
    old = (
        f'<w:pict><v:shape style="width:400pt;height:70pt"><v:textbox>{inside}</v:textbox></v:shape></w:pict>'
    )
    return f"<w:r><mc:AlternateContent>{choice}<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"


def _body(lines: Sequence[str]) -> Iterator[str]:
    for is_table, group in parts(lines):
        yield _word_table(_cells(group)) if is_table else "".join(map(_paragraph, group))


def parts(lines: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """Yield the runs of table rows and of other lines."""
    for is_table, group in groupby(lines, lambda line: line.startswith("|")):
        yield is_table, list(group)


def _paragraph(line: str) -> str:
    if line[:1] == "#" and line[1:2].isdigit():
        return item(escape(line[2:].strip()), LIST, int(line[1]) - 1)
    return item(escape(line))


def _cells(lines: Sequence[str]) -> list[list[str]]:
    return [line[1:].split("|") for line in lines]


def _word_table(rows: Sequence[Sequence[str]], grid: bool = False) -> str:
    borders = "".join(
        BORDER.format(side) for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    body = "".join(f"<w:tr>{''.join(_word_cells(rows, number))}</w:tr>" for number in range(len(rows)))
    width = 9000 // len(rows[0])
    columns = f'<w:gridCol w:w="{width}"/>' * len(rows[0])
    columns = f"<w:tblGrid>{columns}</w:tblGrid>" if grid else ""
    return f"<w:tbl><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr>{columns}{body}</w:tbl>"


def _word_cells(rows: Sequence[Sequence[str]], number: int) -> Iterator[str]:
    row = rows[number]
    below = rows[number + 1] if number + 1 < len(rows) else [""] * len(row)
    for column, text in enumerate(row):
        if text == "<":
            continue
        width = 1
        while column + width < len(row) and row[column + width] == "<":
            width += 1
        merge = '<w:vMerge w:val="restart"/>' if below[column] == "^" else ""
        merge = "<w:vMerge/>" if text == "^" else merge
        words = "" if text == "^" else text
        yield f'<w:tc><w:tcPr><w:gridSpan w:val="{width}"/>{merge}</w:tcPr>{item(escape(words))}</w:tc>'


def settle(path: Path, written_now: bool = False) -> None:
    """Write the archive again without the time of day; `written_now` tells that its properties name it too."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in sorted(archive.namelist())}
    if CORE in parts and written_now:
        parts[CORE] = MOMENT.sub(rb"\g<1>2024-01-01T00:00:00Z", parts[CORE])
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, DATE), data, zipfile.ZIP_DEFLATED)
