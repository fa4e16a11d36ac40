"""The figures of a store for the checks: one value for each key and year of report, with its interval and place."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.history.checks.notes import Source
from extractor.history.frames import facts
from extractor.history.layout import NO_YEAR
from extractor.history.names import normal_name
from extractor.messages import grouped

if TYPE_CHECKING:
    from extractor.history.store import Store

_COLUMNS = (
    *(
        "unit_id",
        "unit_name",
        "fiscal_year",
        "entity",
        "indicator",
        "indicator_name",
        "year",
        "stage",
        "scope",
    ),
    *(
        "value",
        "unit",
        "amount",
        "status",
        "figure_id",
        "document_id",
        "file",
        "page",
        "quote",
        "low",
        "high",
    ),
)
_HALF = Decimal("0.5")
Key = tuple[str, str, str]  # indicator, stage, scope


@dataclass(frozen=True, slots=True)
class Value:
    """One reported figure of a unit. `reported` is the year of the report, `year` that of the figure; base units."""

    unit_id: str
    unit_name: str
    indicator: str
    name: str
    stage: str
    scope: str
    reported: int
    year: int
    value: Decimal
    unit: str
    amount: Decimal
    low: Decimal
    high: Decimal
    source: Source

    @property
    def key(self) -> Key:
        """What values of different years must share to be compared."""
        return self.indicator, self.stage, self.scope

    @property
    def printed(self) -> str:
        """The number with its unit, as in messages."""
        places = max(0, -int(self.value.normalize().as_tuple().exponent))
        return f"{grouped(self.value, places)}{self.unit}"

    @property
    def half(self) -> Decimal:
        """Half of what the printed number stands for."""
        return (self.high - self.low) * _HALF

    @property
    def title(self) -> str:
        """Name, scope and stage as people say them."""
        scope = f"（{self.scope}）" if self.scope else ""
        return f"{self.name}{scope}{self.stage}"


def agrees(first: Value, second: Value) -> bool:
    """Tell whether two reports can mean the same, each number at its own precision."""
    return abs(first.amount - second.amount) <= first.half + second.half


def values(store: Store, years: Collection[int]) -> Iterator[Value]:
    """Yield the values of the units themselves that a report of these years states once, or twice and alike."""
    found = facts(store, _COLUMNS, years)
    kept = found[found["status"].ne("conflict") & found["year"].notna() & found["amount"].notna()]
    seen: set[tuple[str, Key, int, int, str]] = set()
    for row in kept.to_dict("records"):
        value = _value(row)
        if value is None:
            continue
        place = (value.unit_id, value.key, value.reported, value.year, value.source.document_id)
        if place not in seen:
            seen.add(place)
            yield value


def _value(row: Mapping[Hashable, object]) -> Value | None:
    unit_id, unit_name, entity = (_text(row[name]) for name in ("unit_id", "unit_name", "entity"))
    reported, year = _whole(row["fiscal_year"]), _whole(row["year"])
    if not unit_id or not reported or not year or (entity and normal_name(entity) != normal_name(unit_name)):
        return None
    amount, value, low, high = (_decimal(row[name]) for name in ("amount", "value", "low", "high"))
    if amount is None or value is None:
        return None
    return Value(
        unit_id=unit_id,
        unit_name=unit_name,
        indicator=_text(row["indicator"]),
        name=_text(row["indicator_name"]),
        stage=_text(row["stage"]),
        scope=_text(row["scope"]),
        reported=reported,
        year=year,
        value=value,
        unit=_text(row["unit"]),
        amount=amount,
        low=amount if low is None else low,
        high=amount if high is None else high,
        source=_source(row, reported),
    )


def _source(row: Mapping[Hashable, object], reported: int) -> Source:
    return Source(
        year=reported,
        document_id=_text(row["document_id"]),
        file=_text(row["file"]),
        figure_id=_text(row["figure_id"]),
        page=_whole(row["page"]) or None,
        quote=_text(row["quote"]),
    )


def reported_years(store: Store) -> list[int]:
    """Return the fiscal years that have reports, in order."""
    return [year for year in store.years() if year != NO_YEAR]


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _whole(cell: object) -> int:
    return cell if isinstance(cell, int) else 0


def _decimal(cell: object) -> Decimal | None:
    return cell if isinstance(cell, Decimal) else None
