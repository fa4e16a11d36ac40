"""What a report says of the year before, against the report of that year; balances carried over; growth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from extractor.history.checks.notes import Note
from extractor.history.checks.values import Value, agrees, reported_years, values
from extractor.model import Rule

if TYPE_CHECKING:
    from extractor.history.store import Store

PRIOR = Rule("history-prior-year", "上年数与上年报告不一致", "history", "warning")
CARRIED = Rule("history-carry-over", "年初结转与上年年末结转不一致", "history", "error")
RULES = (PRIOR, CARRIED)
# Opening balances and the closing ones of the year before that they are.
_CARRIED: Mapping[str, str] = {
    "carry_over_opening": "carry_over_closing",
    "carry_over_opening_basic": "carry_over_closing_basic",
    "carry_over_opening_project": "carry_over_closing_project",
}
_STATED = frozenset({"决算", ""})
Place = tuple[str, int, tuple[str, str, str]]  # unit, year of the figure, key


def check(store: Store) -> Iterator[Note]:
    """Compare each report with the one of the year before."""
    before: Mapping[Place, list[Value]] = {}
    for year in reported_years(store):
        now = list(values(store, [year]))
        yield from _prior(now, before)
        yield from _carried(now, before)
        before = _own_year(now)


def _own_year(found: Iterable[Value]) -> Mapping[Place, list[Value]]:
    """Return what reports say of their own year, where a unit's reports do not contradict each other."""
    kept: dict[Place, list[Value]] = {}
    for value in found:
        if value.year == value.reported:
            kept.setdefault((value.unit_id, value.year, value.key), []).append(value)
    return {place: held for place, held in kept.items() if all(agrees(held[0], other) for other in held)}


def _prior(now: Iterable[Value], before: Mapping[Place, list[Value]]) -> Iterator[Note]:
    for value in now:
        if value.year != value.reported - 1 or value.stage not in _STATED:
            continue
        held = before.get((value.unit_id, value.year, value.key))
        if held and _comparable(value, held[0]) and not agrees(value, held[0]):
            yield _note(PRIOR, value, held[0], f"{value.year}年{value.title}")


def _comparable(first: Value, second: Value) -> bool:
    return first.unit == second.unit or (first.unit.endswith("元") and second.unit.endswith("元"))


def _carried(now: Iterable[Value], before: Mapping[Place, list[Value]]) -> Iterator[Note]:
    for value in now:
        closing = _CARRIED.get(value.indicator)
        if closing is None or value.year != value.reported or value.stage not in _STATED:
            continue
        place = (value.unit_id, value.year - 1, (closing, value.stage, value.scope))
        held = before.get(place)
        if held and not agrees(value, held[0]):
            yield _note(CARRIED, value, held[0], f"{value.title}应等于上年的{held[0].title}，")


def _note(rule: Rule, value: Value, held: Value, what: str) -> Note:
    said = f"{value.reported}年度报告写{value.printed}，{held.reported}年度报告写{held.printed}"
    return Note(
        rule,
        value.unit_id,
        value.unit_name,
        value.reported,
        "|".join((*value.key, str(value.year))),
        f"{what}{said}，{_gap(value, held)}。",
        (value.source, held.source),
        value.amount,
        held.amount,
        "请核对两份报告；如上年数经过调整，请在报告中说明。",
    )


def _gap(value: Value, held: Value) -> str:
    gap = abs(value.amount - held.amount)
    if value.unit == held.unit and value.value:
        scale = value.amount / value.value
        shown = (gap / scale).normalize()
        return f"相差{shown:,f}{value.unit}"
    return f"相差{gap.normalize():,f}元"
