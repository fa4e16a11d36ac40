"""Documents and extracts made from text, one paragraph per line, for tests that need no file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from extractor.document import Anchor, Block, Document, Span
from extractor.model import Extract
from extractor.outline import outline
from extractor.patterns import Patterns, load_patterns
from extractor.plain import plain
from extractor.profile import profile

SEED = sorted((Path(__file__).parents[2] / "shared" / "seed").glob("*.txt"))


@cache
def patterns() -> Patterns:
    """Return the shipped patterns."""
    return load_patterns()


def document(text: str, levels: Sequence[int | None] = ()) -> Document:
    """Return the text as a document; `levels` are the Word heading levels of its first lines.

    A line that begins with | is a table row, its cells divided by |.
    """
    blocks: list[Block] = []
    offset = row = 0
    for number, line in enumerate(text.split("\n")):
        if line.startswith("|"):
            row += 1
            blocks.extend(_cells(line, offset, row))
        elif line.strip():
            start = offset + len(line) - len(line.lstrip())
            level = levels[number] if number < len(levels) else None
            span = Span(start, offset + len(line.rstrip()))
            blocks.append(Block("paragraph", span, Anchor(paragraph=number + 1), level))
        offset += len(line) + 1
    return Document("0" * 64, "report.txt", "txt", text, plain(text), tuple(blocks))


def _cells(line: str, offset: int, row: int) -> list[Block]:
    found: list[Block] = []
    for column, cell in enumerate(line[1:].split("|"), start=1):
        start = offset + 1 + sum(len(c) + 1 for c in line[1:].split("|")[: column - 1])
        if cell.strip():
            anchor = Anchor(table=1, row=row, column=column)
            found.append(Block("cell", Span(start, start + len(cell)), anchor))
    return found


def extract(text: str) -> Extract:
    """Return the text with its profile and sections; figures and facts are left out."""
    made = document(text)
    sections = outline(made, patterns())
    return Extract(made, profile(made, sections, patterns()), sections)
