"""What a reader hands over: pieces of text in document order, joined here into one flat text with blocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extractor.document import Anchor, Block, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph or table cell with its place; white space around the text is dropped."""

    text: str
    anchor: Anchor
    kind: str = "paragraph"  # paragraph | cell
    level: int | None = None
    size: float | None = None
    bold: bool = False
    via: str = ""  # ocr | ofd: read in a way that can err


@dataclass(frozen=True, slots=True)
class Content:
    """Everything read from one file.

    `notes` are Chinese sentences on what could not be read; `margins` the words of headers and footers, each
    once, which are kept apart from the text; `remarks` Chinese sentences on what was left out on purpose
    (hidden sheets), which does not make the document partly read.
    """

    pieces: tuple[Piece, ...]
    pages: int | None = None
    notes: tuple[str, ...] = ()
    margins: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def flatten(pieces: Iterable[Piece]) -> tuple[str, tuple[Block, ...]]:
    """Join the pieces into one text: a tab between the cells of a table row, a line break elsewhere."""
    parts: list[str] = []
    blocks: list[Block] = []
    offset = 0
    row: tuple[int | None, int | None] | None = None
    for piece in pieces:
        text = piece.text.strip()
        if not text:
            continue
        here = (piece.anchor.table, piece.anchor.row) if piece.kind == "cell" else None
        if blocks:
            parts.append("\t" if here is not None and here == row else "\n")
            offset += 1
        row = here
        parts.append(text)
        span = Span(offset, offset + len(text))
        blocks.append(Block(piece.kind, span, piece.anchor, piece.level, piece.size, piece.bold, piece.via))
        offset = span.end
    return "".join(parts), tuple(blocks)
