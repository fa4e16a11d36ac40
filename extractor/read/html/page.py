"""The pages of a file to pieces: paragraphs and tables numbered through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extractor.document import Anchor
from extractor.errors import ReadError
from extractor.read.content import Content, Piece
from extractor.read.html.flow import Paragraph
from extractor.read.html.site_lines import divided
from extractor.read.html.source import sources
from extractor.read.html.tables import Cell, Item, Table
from extractor.read.html.walk import Walker
from extractor.read.limits import Limits


def content(data: bytes, form: str, limits: Limits) -> Content:
    """Read a page, or the first of a web archive that holds text and those that follow it.

    Raises ReadError: corrupt, too_large, empty.
    """
    numbers = _Numbers()
    pieces: list[Piece] = []
    margins: dict[str, None] = {}
    notes: dict[str, None] = {}
    framed = False
    for source in sources(data, form, limits):
        walker = Walker(source.root, limits)
        items, site = divided(walker.items())
        pieces += numbers.pieces(items)
        margins |= dict.fromkeys((*walker.margins, *site))
        notes |= dict.fromkeys([source.note] if source.note else [])
        framed = framed or source.root.find(".//frameset") is not None
    if not pieces and framed:
        raise ReadError("empty", "网页只有框架，正文在另外的文件里，请打开正文后另存为 Word 文件再提交。")
    return Content(tuple(pieces), notes=tuple(notes), margins=tuple(margins))


class _Numbers:
    """Counts paragraphs and tables through all pages of a file."""

    def __init__(self) -> None:
        self._paragraphs = 0
        self._tables = 0

    def pieces(self, items: Iterable[Item]) -> Iterator[Piece]:
        """Yield the pieces of a page; a table inside a cell follows the row."""
        for item in items:
            if isinstance(item, Table):
                yield from self._table(item)
            else:
                self._paragraphs += 1
                yield Piece(
                    item.text,
                    Anchor(paragraph=self._paragraphs),
                    "paragraph",
                    item.level,
                    item.size,
                    item.bold,
                )

    def _table(self, table: Table) -> Iterator[Piece]:
        self._tables += 1
        number, row = self._tables, 0
        inside: list[Table] = []
        for cell in table.cells:
            if cell.row != row:
                yield from self._inside(inside)
                row = cell.row
            yield _cell(cell, number)
            inside += cell.tables
        yield from self._inside(inside)

    def _inside(self, tables: list[Table]) -> Iterator[Piece]:
        while tables:
            yield from self._table(tables.pop(0))


def _cell(cell: Cell, table: int) -> Piece:
    anchor = Anchor(
        table=table, row=cell.row, column=cell.column, row_span=cell.row_span, column_span=cell.column_span
    )
    words = [item for item in cell.items if isinstance(item, Paragraph)]
    text = "\n".join(item.text for item in words)
    size = words[0].size if words else None
    return Piece(text, anchor, "cell", None, size, bool(words) and all(item.bold for item in words))
