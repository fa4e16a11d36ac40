"""Words of a way beside the figures they speak of: 由5万元增至6万元, 比上年的5万元有所增加, 增加1万元，从5万元变为6万元."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.claims.operands import amount_of, context
from extractor.decide import HELD, decide_sum
from extractor.mentions import BASE, CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import relation, with_unit

_UP = "增加|增长|增多|增|上升|提高|提升|攀升|上涨|扩大|壮大|升高|升|涨"
_DOWN = "减少|下降|降低|缩减|压缩|压减|缩小|回落|下滑|减|降"
_HOW = "(?:均|都|已|也|逐步|大幅度?|小幅度?|明显|显著|稳步|持续|进一步|有所|略有|稍有|略|稍)*"
_TO = re.compile(
    rf"\s*[，,]?\s*{_HOW}(?:(?P<up>{_UP})|(?:{_DOWN}))了?[到至为](?:(?:19|20)\d\d年度?|[本今当]年度?)?的?\s*"
)
_FROM = re.compile(rf"\s*{_HOW}(?:(?P<up>{_UP})|(?:{_DOWN}))了?(?=\s*[，,。；;)\n]|$)")
_TURNED = re.compile(r"[由从自][^，,。；;\d]{0,8}$")
_HIGHER = re.compile(
    r"(?:(?P<up>[高多超])|[低少])(?:于|出|过)(?P<object>[^，,。；;、\d]{2,8}?)(?:了|约)?\s*$"
)


def moved_to(gap: str) -> int:
    """Return the way of the words between two figures: 1 of 增至, -1 of 降为, 0 of all others."""
    found = _TO.fullmatch(gap)
    return 0 if found is None else 1 if found["up"] else -1


def moved_from(plain: str, end: int) -> int:
    """Return the way of the words right behind what is compared with: 比上年的5万元有所增加, and no amount."""
    found = _FROM.match(plain, end)
    return 0 if found is None else 1 if found["up"] else -1


def against(way: int, first: Mention, second: Mention) -> bool:
    """Tell whether the figures go another way than the words between them."""
    return way * (amount_of(second).base - amount_of(first).base) < 0


def direction_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the changes that have the right amount and the wrong way: 增加1万元，从6万元变为5万元; 高于预算1万元."""
    made = passage.mentions
    for place, gap in enumerate(made):
        pair = None
        if gap.role == CHANGE and gap.direction and place + 2 < len(made):
            base, level = made[place + 1 : place + 3]
            turned = _TURNED.search(base.gap.of(plain)) is not None and level.sentence == gap.sentence
            pair = (level, base, gap.direction) if turned and _are_ends(gap, level, base) else None
        elif gap.role in (LEVEL, BASE, CHANGE):
            pair = _named(plain, passage, gap)
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
