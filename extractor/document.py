"""A file as read: one flat text, and blocks that own a range of it and know where they stand.

All offsets are half-open code points into `Document.text`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from extractor.records import flat


class Span(NamedTuple):
    """A half-open range of code points in `Document.text`; a tuple, since tens of thousands are made."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words this span covers."""
        return text[self.start : self.end]

    def holds(self, other: Span) -> bool:
        """Tell whether `other` lies inside."""
        return self.start <= other.start and other.end <= self.end


@flat
@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a block stands in the file a person opens. Numbers count from 1; the box is x0, top, x1, bottom in points."""

    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    row_span: int = 1
    column_span: int = 1


@flat
@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a table cell: a range of the text and its place.

    `level` is the outline level a Word style gives (1 to 9), `size` the font size in points where known.
    `via` says how it was read where that can err: ocr (a picture), ofd (an experimental reader); else empty.
    """

    kind: str  # paragraph | cell
    span: Span
    anchor: Anchor
    level: int | None = None
    size: float | None = None
    bold: bool = False
    via: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One file as read, equal only to itself. `plain` is `text` with full-width digits and signs made half-width.

    `notes` are Chinese sentences on what could not be read (the document is then only partly read), `remarks`
    on what was left out on purpose, `margins` the words of headers and footers, kept apart from the text.
    """

    document_id: str
    file: str
    format: str
    text: str
    plain: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    notes: tuple[str, ...] = ()
    margins: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def via(self) -> str:
        """How blocks were read that may be wrong (ocr, ofd), joined by +; empty for an exact reading."""
        return "+".join(sorted({block.via for block in self.blocks} - {""}))

    def block_at(self, offset: int) -> Block | None:
        """Return the block that holds the character at `offset`."""
        index = bisect_right(self.blocks, offset, key=lambda block: block.span.start) - 1
        return self.blocks[index] if index >= 0 else None
