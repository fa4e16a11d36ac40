"""Growth of which only the change and the base are printed: 比上年500万元增加60万元，增长12%."""

from __future__ import annotations

from extractor.claims.ends import group_start
from extractor.claims.foreign import of_another
from extractor.claims.operands import rate_relation
from extractor.decide import HELD, HUNDRED
from extractor.mentions import BASE, CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import printed, with_unit

_LEAST = HUNDRED / 2  # percent: a change that is more than half of its base is seldom what a slip makes


def change_over_base(plain: str, passage: Passage, index: int) -> Relation | None:
    """Return a rate as change ÷ base, where both stand beside it and no level does."""
    made = passage.mentions
    rate, first = made[index], made[group_start(made, index)]
    behind = made[index + 1] if index + 1 < len(made) else None
    change = first if first.role == CHANGE else behind
    if change is None or change.role != CHANGE or change.sentence != rate.sentence or not change.direction:
        return None
    base = _base(passage, index, change)
    if base is None or not addable(base, change):
        return None
    near = passage.order.earlier(rate)
    if any(m.role in (LEVEL, BASE) and m is not base and addable(m, change) for m in near):
        return None
    found = _relation(passage, rate, change, base)
    fails = found.verdict not in HELD
    far = found.computed is None or not 0 < found.computed < _LEAST
    return None if fails and (far or of_another(plain, passage, first, [base])) else found


def _base(passage: Passage, index: int, change: Mention) -> Mention | None:
    """Return the base right before a change, or behind change and rate: 增加8%，即增加10万元，上年125万元."""
    made = passage.mentions
    place = passage.order.place(change)
    before = made[place - 1] if place else None
    if before is not None and before.role == BASE and before.sentence == change.sentence:
        return before
    last = max(place, index) + 1
    behind = made[last] if last < len(made) else None
    near = behind is not None and behind.sentence == change.sentence and behind.boundary <= 2
    return behind if near and behind is not None and behind.role == BASE and behind.has_past else None


def _relation(passage: Passage, rate: Mention, change: Mention, base: Mention) -> Relation:
    way = change.direction * (rate.direction or change.direction)
    shown = f"{with_unit(change.figure)} ÷ {with_unit(base.figure)} = {printed(rate.figure)}%"
    operands = [change, base]
    return rate_relation(
        "growth", passage, rate, operands, lambda v: way * v[0] / v[1] * HUNDRED, lambda v: v[1], shown
    )
