"""Figures that leap: against the unit's own past and against its peers, by median and MAD.

A change is a difference of logarithms. The modified z-score 0.6745 (x - median) / MAD and its bound of 3.5 are those
of Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING

from extractor.history.checks.notes import Note
from extractor.history.checks.values import Key, Value, reported_years, values
from extractor.model import Rule

if TYPE_CHECKING:
    from extractor.history.store import Store

JUMP = Rule("history-jump", "比往年和同类单位变动异常", "history", "info")
RULES = (JUMP,)
_STAGE = "决算"
_PAST, _PEERS = 3, 8  # changes of one's own and of others without which nothing is said
_BOUND, _FACTOR = 3.5, 0.6745
_LEAST = 0.05  # of a MAD: figures that hardly ever change would leap at every move
_RATIO = math.log(1.5)
_YUAN = 10_000  # what is smaller is nobody's concern
Series = dict[int, Value]


def check(store: Store) -> Iterator[Note]:
    """Ask about every change that is like neither the unit's others nor those of other units in that year."""
    series: dict[Key, dict[str, Series]] = {}
    for year in reported_years(store):
        for value in values(store, [year]):
            if (
                value.year == year
                and value.stage == _STAGE
                and value.unit.endswith("元")
                and value.amount > 0
            ):
                series.setdefault(value.key, {}).setdefault(value.unit_id, {})[year] = value
    for of_key in series.values():
        yield from _jumps(of_key)


def _jumps(of_key: Mapping[str, Series]) -> Iterator[Note]:
    changes = {unit: _changes(held) for unit, held in of_key.items()}
    for unit, own in changes.items():
        for year, change in own.items():
            past = [c for y, c in own.items() if y < year]
            peers = [other[year] for u, other in changes.items() if u != unit and year in other]
            if (
                len(past) < _PAST
                or len(peers) < _PEERS
                or not _leaps(change, past)
                or not _leaps(change, peers)
            ):
                continue
            now, before = of_key[unit][year], of_key[unit][year - 1]
            if abs(change) >= _RATIO and abs(now.amount - before.amount) >= _YUAN:
                yield _note(now, before, change, median(past), median(peers))


def _changes(held: Series) -> dict[int, float]:
    """Return the change of each year whose year before is known."""
    return {
        year: math.log(float(value.amount) / float(held[year - 1].amount))
        for year, value in sorted(held.items())
        if year - 1 in held
    }


def _leaps(change: float, others: Sequence[float]) -> bool:
    middle = median(others)
    spread = max(_LEAST, median(abs(other - middle) for other in others))
    return _FACTOR * abs(change - middle) / spread > _BOUND


def _note(now: Value, before: Value, change: float, past: float, peers: float) -> Note:
    return Note(
        JUMP,
        now.unit_id,
        now.unit_name,
        now.reported,
        "|".join(now.key),
        f"请说明：{now.title}由{before.printed}变为{now.printed}（{_percent(change)}），"
        f"往年一般{_percent(past)}，同类单位当年一般{_percent(peers)}。",
        (now.source, before.source),
        now.amount,
        before.amount,
        "请核对数字和单位；确属实际变动的，请在报告中写明原因。",
    )


def _percent(change: float) -> str:
    rate = 100 * (math.exp(change) - 1)
    return f"增长{rate:.1f}%" if rate >= 0 else f"下降{-rate:.1f}%"
