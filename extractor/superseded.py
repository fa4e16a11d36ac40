"""Formulas that a report states with more members than the pattern has: what it states counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractor.decide import HELD, OFF, SUSPECT, UNDETERMINED
from extractor.model import Relation

_ADDED = ("sum", "table_sum", "balance", "difference")


def outdone(demanded: Iterable[Relation], said: Iterable[Relation]) -> Iterator[Relation]:
    """Yield what formulas demand, less those that fail where the report's own sum of the figure holds with more members.

    年末结转 = 年初结转 + 收入 - 支出 fails by what went back to the treasury; the table that says so adds up. What is
    known to make another total (基本支出 and 项目支出 of some projects) need not make this one.
    """
    held: dict[str, list[frozenset[str]]] = {}
    wholes: dict[frozenset[str], str] = {}
    for made in said:
        if made.kind in _ADDED and made.verdict in HELD and made.computed:
            held.setdefault(made.figure_ids[0], []).append(frozenset(made.figure_ids[1:]))
            wholes[frozenset(made.figure_ids[1:])] = made.figure_ids[0]
    for found in demanded:
        first, members = found.figure_ids[0], frozenset(found.figure_ids[1:])
        fails = found.kind in _ADDED and found.verdict not in HELD
        if fails and any(members < more for more in held.get(first, ())):
            continue
        others = fails and found.verdict in (OFF, SUSPECT) and wholes.get(members, first) != first
        yield replace(found, verdict=UNDETERMINED, reason="ambiguous") if others else found
