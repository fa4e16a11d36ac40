"""What was recognised on pages that follow each other, among pages that were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from extractor.read.content import Piece

if TYPE_CHECKING:
    from extractor.read.ocr.page import Reading


def pieces_of(readings: Sequence[Reading], tables: int) -> list[Piece]:
    """Return what was recognised on pages that follow each other; their tables are counted on from `tables`."""
    from extractor.read.ocr.page import together

    counted = []
    for reading in readings:
        pieces = tuple(_numbered(piece, tables) for piece in reading.pieces)
        tables = max([tables, *(piece.anchor.table or 0 for piece in pieces)])
        counted.append(replace(reading, pieces=pieces))
    return together(counted)


def _numbered(piece: Piece, tables: int) -> Piece:
    anchor = piece.anchor
    return replace(piece, anchor=replace(anchor, table=anchor.table + tables)) if anchor.table else piece
