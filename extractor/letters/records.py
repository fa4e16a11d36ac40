"""What a letter says; plain words and numbers, wherever they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of a quotation, marked where a figure stands."""

    text: str
    mark: bool


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
