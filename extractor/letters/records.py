"""What a letter says; plain words and numbers, wherever they come from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from extractor.file_names import safe


class Piece(NamedTuple):
    """A stretch of a quotation, marked where a figure stands."""

    text: str
    mark: bool


def file_name(unit: str) -> str:
    """Return the name of a letter to a unit, safe on every system."""
    return safe(f"{unit}整改通知.docx")


def quotation(quote: str, numbers: Iterable[str]) -> tuple[Piece, ...]:
    """Mark these numbers, as they are printed, wherever they stand in a quotation as whole numbers."""
    known = sorted({re.escape(number) for number in numbers if number}, key=len, reverse=True)
    if not known:
        return (Piece(quote, False),)
    cut = re.split(rf"(?<![\d.,])({'|'.join(known)})(?!\d)", quote)
    return tuple(Piece(words, place % 2 == 1) for place, words in enumerate(cut) if words)


@dataclass(frozen=True, slots=True)
class Item:
    """One finding as a letter tells it.

    `report` is the file it is in, `place` section and page, `expected` what the figure should be, `proof` the
    arithmetic, `note` what a reviewer adds. What is not known is empty.
    """

    severity: str  # error | warning
    message: str
    report: str = ""
    place: str = ""
    quote: tuple[Piece, ...] = ()
    expected: str = ""
    proof: str = ""
    cause: str = ""
    advice: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes, and when; what is left empty is a blank to fill in by hand."""

    bureau: str = ""
    date: str = ""
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one unit: the titles of its reports and what was found in them."""

    unit: str
    items: tuple[Item, ...]
    reports: tuple[str, ...] = ()
    year: int | None = None
    sender: Sender = Sender()

    def of(self, severity: str) -> tuple[Item, ...]:
        """Return the findings of one severity, in order."""
        return tuple(item for item in self.items if item.severity == severity)
