"""The programs that are compared, each used as its own documentation shows; run one on one file:

    python benchmarks/reader_programs.py PROGRAM FILE RUNS RESULT

A program reads in a process of its own, so that its memory and the time of its first reading are its own.
The result is JSON: the seconds of the imports, of the first reading with them, of each later one by the clock and of
the processors, the peak memory in bytes, and what was read.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from reader_truth import Reading, Rows

if TYPE_CHECKING:
    from kreuzberg import ExtractedTable

Read = Callable[[Path], Reading]
_RULE = re.compile(r"\|?[\s:|-]+\|?")
_PIPE = re.compile(r"(?<!\\)\|")


def gouji() -> Read:
    from extractor.read import read

    def work(path: Path) -> Reading:
        document = read(path)
        reading = Reading([])
        tables: dict[int, Rows] = {}
        for block in document.blocks:
            at, text = block.anchor, block.span.of(document.text)
            if block.kind != "cell":
                reading.lines.append(text)
                continue
            rows = tables.setdefault(at.table or 0, [])
            row, column = at.row or 1, at.column or 1
            rows.extend([] for _ in range(row - len(rows)))
            rows[row - 1].extend("" for _ in range(column - len(rows[row - 1])))
            rows[row - 1][column - 1] = text
        reading.tables = list(tables.values())
        return reading

    return work


def python_docx() -> Read:
    from docx import Document

    def work(path: Path) -> Reading:
        document = Document(str(path))
        tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
        return Reading([p.text for p in document.paragraphs], tables)

    return work


def docx2python() -> Read:
    from docx2python import docx2python as open_docx

    def work(path: Path) -> Reading:
        reading = Reading([])
        with open_docx(path) as document:
            for table in document.body:
                rows = [["\n".join(map(_plain, cell)) for cell in row] for row in table]
                reading.lines += [line for row in rows for cell in row for line in cell.split("\n")]
                if len(rows) > 1 or len(rows[0]) > 1:
                    reading.tables.append(rows)
            notes = (*document.footnotes, *document.endnotes)
            reading.lines += [
                _plain(line) for table in notes for row in table for cell in row for line in cell
            ]
        return reading

    return work


def _plain(line: str) -> str:
    line = re.sub(r"----(?:foot|end)note\d+----|----Image alt text---->.*?<", "", line)
    return re.sub(r"</?a\b[^>]*>", "", line)


def markitdown() -> Read:
    from markitdown import MarkItDown

    program = MarkItDown(enable_plugins=False)
    return lambda path: _markdown(program.convert(str(path)).text_content)


def _markdown(text: str) -> Reading:
    """Take tables and lines out of Markdown, without its marks."""
    reading, open_table = Reading([]), False
    for line in text.splitlines():
        if line.startswith("|"):
            if not open_table:
                reading.tables.append([])
            open_table = True
            if not _RULE.fullmatch(line) or "-" not in line:
                reading.tables[-1].append([_bare(cell) for cell in _PIPE.split(line.strip())[1:-1]])
        else:
            open_table = False
            reading.lines.append(_bare(line))
    return reading


def _bare(line: str) -> str:
    line = re.sub(r"\[\[[^\]]+\]\]\(#[^)]*\)|\[\^[^\]]+\]|!\[[^\]]*\]\([^)]*\)|↑|<br\s*/?>", "", line)
    line = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)
    line = re.sub(r"^\s*(?:#{1,6}\s|[-*+]\s|>\s)+", "", line)
    return re.sub(r"\\([^\w\s])", r"\1", line.replace("**", ""))


def kreuzberg() -> Read:
    from kreuzberg import ExtractionConfig, extract_file_sync

    settings = ExtractionConfig(use_cache=False)

    def work(path: Path) -> Reading:
        result = extract_file_sync(path, config=settings)
        reading = _markdown(result.content)
        return Reading(reading.lines, _cells(result.tables) or reading.tables)

    return work


def _cells(tables: Iterable[ExtractedTable]) -> list[Rows]:
    return [[[_bare(cell) for cell in row] for row in table.cells] for table in tables]


def pdfplumber() -> Read:
    import pdfplumber as program

    def work(path: Path) -> Reading:
        reading = Reading([])
        with program.open(path) as pdf:
            for page in pdf.pages:
                reading.lines += page.extract_text().splitlines()
                reading.tables += [_filled(table) for table in page.extract_tables()]
        return reading

    return work


def pypdf() -> Read:
    from pypdf import PdfReader

    return lambda path: Reading(
        [line for page in PdfReader(path).pages for line in page.extract_text().splitlines()]
    )


def openpyxl() -> Read:
    from openpyxl import load_workbook

    def work(path: Path) -> Reading:
        book = load_workbook(path, data_only=True)
        return Reading([], [_filled(sheet.iter_rows(values_only=True)) for sheet in book.worksheets])

    return work


def calamine() -> Read:
    from python_calamine import CalamineWorkbook

    def work(path: Path) -> Reading:
        book = CalamineWorkbook.from_path(path)
        sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
        return Reading([], [_filled(sheet.to_python(skip_empty_area=False)) for sheet in sheets])

    return work


def _filled(rows: Iterable[Iterable[object]]) -> Rows:
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


PROGRAMS: dict[str, tuple[Callable[[], Read], tuple[str, ...]]] = {
    "gouji": (gouji, ("docx", "pdf", "xlsx", "html")),
    "python-docx": (python_docx, ("docx",)),
    "docx2python": (docx2python, ("docx",)),
    "pdfplumber": (pdfplumber, ("pdf",)),
    "pypdf": (pypdf, ("pdf",)),
    "openpyxl": (openpyxl, ("xlsx",)),
    "python-calamine": (calamine, ("xlsx",)),
    "markitdown": (markitdown, ("docx", "pdf", "xlsx", "html")),
    "kreuzberg": (kreuzberg, ("docx", "pdf", "xlsx", "html")),
}


def main(name: str, file: str, runs: str, result: str) -> None:
    """Read a file several times and write down what it took and what was read."""
    path = Path(file)
    begin = time.perf_counter()
    read = PROGRAMS[name][0]()
    imports = time.perf_counter() - begin
    reading = read(path)
    first = time.perf_counter() - begin
    warm = list(_timed(read, path, int(runs)))
    figures = {
        "imports": imports,
        "first": first,
        "warm": [w for w, _ in warm],
        "processor": [p for _, p in warm],
        "peak": _peak(),
        "reading": asdict(reading),
    }
    Path(result).write_text(json.dumps(figures, ensure_ascii=False), encoding="utf-8")


def _timed(read: Read, path: Path, runs: int) -> Iterator[tuple[float, float]]:
    """Yield the seconds that passed and those of all processors together."""
    for _ in range(runs):
        begin, busy = time.perf_counter(), time.process_time()
        read(path)
        yield time.perf_counter() - begin, time.process_time() - busy


def _peak() -> int:
    """Return the most memory this process held. ru_maxrss would count the parent's too, kept over exec on Linux."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return 1024 * int(status.partition("VmHWM:")[2].split()[0])
    except (OSError, IndexError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else 1024 * most


if __name__ == "__main__":
    main(*sys.argv[1:])
