"""Changes of the right amount that go the wrong way: 增加1万元，从6万元变为5万元; 控制在预算5万元以内，高于预算1万元."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.claims.operands import amount_of, context
from extractor.claims.order import compared
from extractor.decide import HELD, decide_sum
from extractor.mentions import BASE, CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import relation, with_unit

_TURNED = re.compile(r"[由从自][^，,。；;\d]{0,8}$")
_HIGHER = re.compile(
    r"(?:(?P<up>[高多超])|[低少])(?:于|出|过)(?P<object>[^，,。；;、\d]{2,8}?)(?:了|约)?\s*$"
)


def direction_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the changes that have the right amount and the wrong way: 增加1万元，从6万元变为5万元; 高于预算1万元."""
    made = passage.mentions
    for place, gap in enumerate(made):
        pair = None
        if gap.role == CHANGE and gap.direction and place + 2 < len(made):
            base, level = made[place + 1 : place + 3]
            turned = _TURNED.search(base.gap.of(plain)) is not None and level.sentence == gap.sentence
            pair = (level, base, gap.direction) if turned and _are_ends(gap, level, base) else None
        elif gap.role in (LEVEL, BASE, CHANGE) and (told := _named(plain, passage, gap)) is not None:
            level, base, way = told
            if _turned(passage, gap, *told) is not None:
                yield compared(passage, "more" if way > 0 else "less", level, base)
        found = _turned(passage, gap, *pair) if pair is not None else None
        if found is not None:
            yield found


def _are_ends(gap: Mention, level: Mention, base: Mention) -> bool:
    fits = level.role == LEVEL and base.role in (BASE, LEVEL)
    return fits and level.boundary <= 1 and addable(gap, level) and addable(level, base)


def _named(plain: str, passage: Passage, gap: Mention) -> tuple[Mention, Mention, int] | None:
    """Return both figures of 支出4万元，控制在预算5万元以内，高于预算1万元: the one that is named, and the one before it."""
    words = _HIGHER.search(gap.chunk.of(plain))
    if words is None:
        return None
    near = [m for m in passage.order.earlier(gap)[-2:] if addable(m, gap)]
    if len(near) < 2:
        return None
    called = [words["object"] in m.chunk.of(plain) for m in near]
    if called[0] == called[1]:
        return None
    level, base = near if called[1] else near[::-1]
    return level, base, 1 if words["up"] else -1


def _turned(passage: Passage, gap: Mention, level: Mention, base: Mention, way: int) -> Relation | None:
    """Return the difference with the way of the words where only the opposite way holds."""
    operands = [gap, level, base]
    amounts, step = [amount_of(m) for m in operands], context(passage, operands)
    wrong = decide_sum(amounts[0], amounts[1:], step, [way, -way])
    right = decide_sum(amounts[0], amounts[1:], step, [-way, way])
    if wrong.verdict in HELD or right.verdict not in HELD:
        return None
    first, second = (level, base) if way > 0 else (base, level)
    text = f"{with_unit(first.figure)} - {with_unit(second.figure)} = {with_unit(gap.figure)}"
    return relation("difference", "difference", "sentence", text, wrong, [m.figure for m in operands])
