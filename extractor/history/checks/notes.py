"""What a check over several years finds, and the places in the reports that it rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.model import Rule


@dataclass(frozen=True, slots=True)
class Source:
    """Where one of the values stands: the report, its year, and the words."""

    year: int
    document_id: str
    file: str
    figure_id: str = ""
    page: int | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """One finding. `key` names what it is about within unit and year, so that its id survives a re-run."""

    rule: Rule
    unit_id: str
    unit_name: str
    year: int
    key: str
    message: str
    sources: tuple[Source, ...]
    stated: Decimal | None = None
    expected: Decimal | None = None
    suggestion: str = ""
    severity: str = ""  # that of the rule where empty

    @property
    def finding_id(self) -> str:
        """The first 16 hex digits of a hash over rule, unit, year and key (DESIGN of the dataset, findings)."""
        words = "\x1f".join([self.rule.id, self.unit_id, str(self.year), self.key])
        return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]

    @property
    def difference(self) -> Decimal | None:
        """Stated minus expected."""
        return None if self.stated is None or self.expected is None else self.stated - self.expected


def in_order(notes: Sequence[Note]) -> list[Note]:
    """Return notes by severity, unit, year and what they are about; one of each id."""
    rank = {"error": 0, "warning": 1, "info": 2}
    once = {note.finding_id: note for note in notes}
    return sorted(
        once.values(),
        key=lambda n: (rank[n.severity or n.rule.severity], n.unit_name, n.year, n.rule.id, n.key),
    )
