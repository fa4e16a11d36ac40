"""What the newest reports of a unit say of its indicators, year by year, and the curve of one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, select

from extractor.history.names import normal_name
from extractor.web import derived
from extractor.web.derived import Derived
from extractor.web.evidence import decimal
from extractor.web.schema import DOCUMENTS
from extractor.web.settings import Settings
from extractor.write.display import WAN, plain_number

_YEARS = 30  # reports that are looked at
_FIRST = ("expenditure_total", "three_public_total", "income_total")
_OUTTURN = "决算"  # the stage of what was really spent
_SHARE = Decimal("0.01")
WIDTH, HEIGHT, _SIDE, _TOP, _FOOT = 640, 220, 56, 28, 32


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator: values by fiscal year in `unit`; None where a report gives several."""

    id: str
    name: str
    unit: str
    values: Mapping[int, Decimal | None]


@dataclass(frozen=True, slots=True)
class Point:
    """A value of the curve, at its place in the drawing."""

    year: int
    value: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Past:
    """All series of a unit and the reports they come from, by year."""

    series: Sequence[Series]
    reports: Mapping[int, int]

    def chosen(self, id: str) -> Series | None:
        """Return a series by its id, else the one that says most."""
        return next((each for each in self.series if each.id == id), self.series[0] if self.series else None)


def past(settings: Settings, connection: Connection, row: Row[Any]) -> Past:
    """Return the past of the unit of a report: of its own kind of report, for a year the report itself if it is of it."""
    reports = _reports(connection, row)
    found: dict[str, dict[int, set[Decimal]]] = {}
    names: dict[str, tuple[str, str]] = {}
    for year, report in sorted(reports.items()):
        held = derived.load(settings, report.added, (report.document_id, report.file))
        for id, name, unit, value in _stated(held, year, report.unit_name):
            found.setdefault(id, {}).setdefault(year, set()).add(value)
            names[id] = name, unit
    series = [
        Series(id, *names[id], {year: None if len(held) > 1 else min(held) for year, held in years.items()})
        for id, years in found.items()
    ]
    return Past(sorted(series, key=_order), {year: report.id for year, report in reports.items()})


def points(series: Series) -> list[Point]:
    """Return the values of a series where they stand in a drawing of WIDTH by HEIGHT."""
    known = {year: value for year, value in sorted(series.values.items()) if value is not None}
    if not known:
        return []
    low, high = min(Decimal(0), *known.values()), max(Decimal(0), *known.values())
    first, last = min(known), max(known)
    span, years = (high - low) or Decimal(1), (last - first) or 1
    made = []
    for year, value in known.items():
        x = WIDTH / 2 if first == last else _SIDE + (WIDTH - 2 * _SIDE) * (year - first) / years
        y = _TOP + float((high - value) / span) * (HEIGHT - _TOP - _FOOT)
        made.append(Point(year, plain_number(value), round(x, 1), round(y, 1)))
    return made


def _reports(connection: Connection, row: Row[Any]) -> dict[int, Row[Any]]:
    if not row.unit_id or row.fiscal_year is None:
        return {row.fiscal_year: row} if row.fiscal_year else {}
    columns = DOCUMENTS.c
    same = (columns.unit_id == row.unit_id) & (columns.report_type == row.report_type) & columns.is_newest
    chosen = select(DOCUMENTS).where(same, columns.fiscal_year.is_not(None), columns.status != "failed")
    ordered = chosen.order_by(columns.fiscal_year.desc(), columns.relations, columns.id).limit(_YEARS)
    return {each.fiscal_year: each for each in connection.execute(ordered)} | {row.fiscal_year: row}


def _stated(held: Derived, year: int, unit_name: str) -> list[tuple[str, str, str, Decimal]]:
    """Return what a report says of its own unit and year: id and name of the series, unit, value."""
    figures = {figure["figure_id"]: figure for figure in held.figures}
    own, made = {"", normal_name(unit_name)}, []
    for fact in held.facts:
        figure, amount = figures.get(fact["figure_id"]), decimal(fact["amount"])
        if fact["year"] != year or figure is None or amount is None:
            continue
        if normal_name(str(fact["entity"] or "")) not in own:
            continue
        kind = str(figure["kind"])
        where = [str(fact[name]) for name in ("scope", "stage") if fact[name]]
        id = ".".join([str(fact["indicator"]), *(str(fact[name] or "") for name in ("scope", "stage")), kind])
        name = str(fact["indicator_name"] or fact["indicator"]) + (f"（{'，'.join(where)}）" if where else "")
        made.append((id, name, *_shown(kind, str(figure["unit"] or ""), amount)))
    return made


def _shown(kind: str, unit: str, amount: Decimal) -> tuple[str, Decimal]:
    if kind == "money":
        return "万元", amount / WAN
    return ("%", amount / _SHARE) if kind == "percent" else (unit, amount)


def _order(series: Series) -> tuple[object, ...]:
    """Order by how many years a series has, then by importance, outturns first, and name."""
    indicator = series.id.partition(".")[0]
    is_other = f".{_OUTTURN}." not in series.id
    rank = _FIRST.index(indicator) if indicator in _FIRST else len(_FIRST)
    known = sum(value is not None for value in series.values.values())
    return -known, rank, is_other, series.name, series.id
