"""Formulas that a report states with more members than the pattern has: what it states counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extractor.decide import HELD
from extractor.model import Relation

_ADDED = ("sum", "table_sum", "balance", "difference")


def outdone(demanded: Iterable[Relation], said: Iterable[Relation]) -> Iterator[Relation]:
    """Yield what formulas demand, less those that fail where the report's own sum of the figure holds with more members.

    年末结转 = 年初结转 + 收入 - 支出 fails by what went back to the treasury; the table that says so adds up.
    """
    held: dict[str, list[frozenset[str]]] = {}
    for made in said:
        if made.kind in _ADDED and made.verdict in HELD and made.computed:
            held.setdefault(made.figure_ids[0], []).append(frozenset(made.figure_ids[1:]))
    for found in demanded:
        members = frozenset(found.figure_ids[1:])
        fails = found.kind in _ADDED and found.verdict not in HELD
        if not (fails and any(members < more for more in held.get(found.figure_ids[0], ()))):
            yield found
