"""Vehicles that come from nowhere: more than in the year before, and none bought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from extractor.history.checks.notes import Note
from extractor.history.checks.values import Value, reported_years, values
from extractor.model import Rule

if TYPE_CHECKING:
    from extractor.history.store import Store

VEHICLES = Rule("history-vehicles", "车辆增加而没有购置", "history", "info")
RULES = (VEHICLES,)
_COST, _BOUGHT = "vehicle_purchase", "vehicles_bought"
_HAD = ("vehicles_owned", "vehicle_count")
Found = dict[str, Value]  # by indicator


def check(store: Store) -> Iterator[Note]:
    """Compare what was counted at the end of a year with the year before and with what is said to have changed."""
    before: Mapping[str, Found] = {}
    for year in reported_years(store):
        now: dict[str, Found] = {}
        for value in values(store, [year]):
            if value.year == year and not value.scope and value.stage in ("", "决算"):
                now.setdefault(value.unit_id, {}).setdefault(value.indicator, value)
        for unit, found in now.items():
            if unit in before:
                yield from _vehicles(found, before[unit])
        before = now


def _vehicles(now: Found, before: Found) -> Iterator[Note]:
    had = next((name for name in _HAD if name in now and name in before), None)
    cost = now.get(_COST)
    if had is None or cost is None or cost.amount or (_BOUGHT in now and now[_BOUGHT].amount):
        return
    if now[had].amount > before[had].amount:
        yield Note(
            VEHICLES,
            cost.unit_id,
            cost.unit_name,
            cost.reported,
            had,
            f"请说明：{now[had].name}由上年的{before[had].printed}增加到{now[had].printed}，"
            f"而{cost.title}为{cost.printed}，车辆从何而来。",
            (now[had].source, before[had].source, cost.source),
            now[had].amount,
            before[had].amount,
            "划转、捐赠等来源请在报告中写明。",
        )
