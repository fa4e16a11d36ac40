"""Writes samples/*/report.* from samples/*/source.toml, the same bytes every time.

In a source, a line is a paragraph. A line that begins with | is a table row; the cell < belongs to the one on
its left, ^ to the one above. In Word, a line that begins with #1 to #3 is numbered by Word (一、 （一） 1.).
"""

from __future__ import annotations

import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from documents import Layout, abstract_list, docx_from_body, item, level, pdf_from_lines, word_list
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

SAMPLES = Path(__file__).parent
FONT = "STSong-Light"
LIST = 100
DATE = (2024, 1, 1, 0, 0, 0)
BORDER = '<w:{0} w:val="single" w:sz="4"/>'


@dataclass(frozen=True)
class Source:
    """One source file: what to write and its words."""

    form: str
    text: str
    layout: Layout

    @property
    def lines(self) -> list[str]:
        return self.text.strip("\n").split("\n")


def load(path: Path) -> Source:
    """Read a source file."""
    values = tomllib.loads(path.read_text("utf-8"))
    known = {field.name for field in fields(Layout)}
    if unknown := set(values) - known - {"form", "text"}:
        raise SystemExit(f"{path}: unknown {', '.join(sorted(unknown))}")
    layout = Layout(**{name: value for name, value in values.items() if name in known})
    return Source(values["form"], values["text"], layout)


def make(source: Source, folder: Path) -> Path:
    """Write one report into a folder and return its path."""
    path = folder / f"report.{source.form}"
    if source.form == "txt":
        path.write_text("\n".join(source.lines) + "\n", "utf-8")
    elif source.form == "docx":
        write_docx(source.lines, path)
    elif any(line.startswith("|") for line in source.lines):
        write_pdf(source.lines, path)
    else:
        pdf_from_lines(source.lines, path, source.layout)
    return path


def write_docx(lines: Sequence[str], path: Path) -> None:
    """Write paragraphs, numbered paragraphs and tables."""
    forms = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    levels = [level(number, form, text) for number, (form, text) in enumerate(forms)]
    numbering = abstract_list(LIST, *levels) + word_list(LIST, LIST)
    docx_from_body("".join(_body(lines)), path, numbering)
    _settle(path)


def _body(lines: Sequence[str]) -> Iterator[str]:
    for is_table, group in _parts(lines):
        yield _word_table(_cells(group)) if is_table else "".join(map(_paragraph, group))


def _parts(lines: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    for is_table, group in groupby(lines, lambda line: line.startswith("|")):
        yield is_table, list(group)


def _paragraph(line: str) -> str:
    if line[:1] == "#" and line[1:2].isdigit():
        return item(escape(line[2:].strip()), LIST, int(line[1]) - 1)
    return item(escape(line))


def _cells(lines: Sequence[str]) -> list[list[str]]:
    return [line[1:].split("|") for line in lines]


def _word_table(rows: Sequence[Sequence[str]]) -> str:
    borders = "".join(
        BORDER.format(side) for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    body = "".join(f"<w:tr>{''.join(_word_cells(rows, number))}</w:tr>" for number in range(len(rows)))
    return f"<w:tbl><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr>{body}</w:tbl>"


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


def _settle(path: Path) -> None:
    """Write the archive again without the time of day."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in sorted(archive.namelist())}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, DATE), data, zipfile.ZIP_DEFLATED)


def write_pdf(lines: Sequence[str], path: Path) -> None:
    """Write paragraphs and ruled tables; a table runs over as many pages as it needs."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    story: list[Flowable] = []
    for is_table, group in _parts(lines):
        story += [_pdf_table(_cells(group))] if is_table else map(_pdf_paragraph, group)
    title = lines[0]
    SimpleDocTemplate(str(path), pagesize=A4, invariant=True, title=title, author="").build(story)


def _pdf_paragraph(line: str) -> Flowable:
    style = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
    return Paragraph(escape(line), style)


def _pdf_table(rows: Sequence[Sequence[str]]) -> Flowable:
    style = [("FONT", (0, 0), (-1, -1), FONT, 10), ("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    widths = [max(_width(row[column]) for row in rows) + 16 for column in range(len(rows[0]))]
    return Table([list(row) for row in rows], colWidths=widths, repeatRows=1, style=TableStyle(style))


def _width(text: str) -> float:
    return float(pdfmetrics.stringWidth(text, FONT, 10))


def main() -> None:
    """Write every report anew."""
    for path in sorted(SAMPLES.glob("*/source.toml")):
        print(make(load(path), path.parent).relative_to(SAMPLES.parent))


if __name__ == "__main__":
    main()
