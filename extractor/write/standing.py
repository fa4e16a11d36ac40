"""How units and years stand: what all their reports add up to, for the ranking and the charts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.model import Result

SHARES = (0.0, 0.1, 0.25, 0.5)  # upper ends of the bands in which shares are counted; one more is above


@dataclass(slots=True)
class Tally:
    """Counts of the reports of one unit, or of one fiscal year."""

    name: str
    reports: int = 0
    failed: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    relations: int = 0
    undetermined: int = 0

    def add(self, result: Result) -> None:
        """Count one report."""
        self.reports += 1
        self.failed += result.status == "failed"
        self.errors += result.count("error")
        self.warnings += result.count("warning")
        self.infos += result.count("info")
        if result.extract:
            self.relations += len(result.extract.relations)
            self.undetermined += _undetermined(result)


class Ranked(NamedTuple):
    """A unit with its place; those with equal counts share one, those of which nothing was read have none."""

    rank: int | None
    key: str
    tally: Tally


@dataclass(slots=True)
class Standing:
    """Reports added up by unit and by fiscal year, and counted by how many errors and gaps they have."""

    units: dict[str, Tally] = field(default_factory=dict)
    years: dict[int, Tally] = field(default_factory=dict)
    categories: Counter[tuple[str, str]] = field(default_factory=Counter)
    errors: Counter[int] = field(default_factory=Counter)  # reports by their number of errors
    shares: Counter[int] = field(default_factory=Counter)  # reports by band of `SHARES`

    def add(self, result: Result) -> None:
        """Count one report."""
        self.categories.update((f.category, f.severity) for f in result.findings)
        key = unit_key(result)
        self.units.setdefault(key, Tally(key if named(key) else "")).add(result)
        if result.extract is None:
            return
        self.errors[result.count("error")] += 1
        if relations := len(result.extract.relations):
            share = _undetermined(result) / relations
            self.shares[sum(share > limit for limit in SHARES)] += 1
        if year := result.extract.profile.fiscal_year:
            self.years.setdefault(year, Tally(str(year))).add(result)

    def ranked(self) -> list[Ranked]:
        """Return the units, most certain errors first, then most warnings, then as they came."""
        ranked: list[Ranked] = []
        place, last = 0, (-1, -1)
        for key, tally in sorted(self.units.items(), key=lambda u: (-u[1].errors, -u[1].warnings)):
            counts = (tally.errors, tally.warnings)
            read = tally.failed < tally.reports
            if read and counts != last:
                place, last = sum(r.rank is not None for r in ranked) + 1, counts
            ranked.append(Ranked(place if read else None, key, tally))
        return ranked


def unit_key(result: Result) -> str:
    """Return the name of the unit that wrote a report; a report that names none stands for itself."""
    name = result.extract.profile.unit_name if result.extract else ""
    return name or f"\0{result.file}"


def named(key: str) -> bool:
    """Tell whether a key is the name of a unit."""
    return not key.startswith("\0")


def _undetermined(result: Result) -> int:
    return sum(r.verdict == "undetermined" for r in result.extract.relations) if result.extract else 0
