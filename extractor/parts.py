"""A whole and its parts, and which figures can be added at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from extractor.amount import HALF
from extractor.mentions import CHANGE, Mention
from extractor.patterns import Patterns

_RAISED = ("up", "down", "neutral", "attribute")
_NAME = 3  # characters beside such words that make a name
_PER = re.compile(r"(?:每[一-鿿]{1,4}|[人户村校班]均|平均[一-鿿]{0,3}|各)[有设配为约聘]{0,2}$")
_ALSO = re.compile(
    r"\s*[，,、]?\s*(?:共|共计|计|合计)?(?:资金|金额|投资|投入|价值|价款|补助|总额|支出|支付|开支|花费|费用|经费)?(?:为|共|共计|计|了)?\s*"
)
_SAME_COUNTED = {"名": "人", "位": "人", "场次": "场", "批次": "批", "期次": "期"}


@dataclass(slots=True)
class PartList:
    """A whole and its parts while a paragraph is read. `how`: cue, bracket, colon, made_of or total.

    `open`: the list leaves something out; `closed`: it is complete; `inline`: 其中 without a colon;
    `overlapping`: the parts are qualities of the same persons, each at most the whole; `loose`: a change stands
    between whole and parts, which may be its parts; `axis`: 按…分 splits all there is; `each`: every part is held
    against the whole alone; `until`: where the words end that the list stands in.
    """

    head: Mention
    how: str
    depth: int
    open: bool = False
    closed: bool = False
    inline: bool = False
    overlapping: bool = False
    loose: bool = False
    axis: bool = False
    each: bool = False
    until: int = 0
    parts: list[Mention] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Tell whether two or more parts are meant to make up the head (DESIGN, section 3)."""
        return len(self.parts) >= 2 and not self.open and not self.overlapping


def addable(first: Mention, second: Mention) -> bool:
    """Tell whether two figures count the same thing: money with money, persons with persons."""
    a, b = first.figure, second.figure
    if a.kind != b.kind or a.amount is None or b.amount is None:
        return False
    if a.kind == "money":
        return True
    one, other = a.amount.unit, b.amount.unit
    return a.kind in ("count", "score") and (one == other or unit_group(one) == unit_group(other))


def in_ten_thousands(whole: Mention, part: Mention) -> bool:
    """Tell whether one figure counts by ten thousands or more what another counts one by one: 万起 and 起."""
    a, b = whole.figure.amount, part.figure.amount
    if a is None or b is None or not whole.figure.kind == part.figure.kind == "count":
        return False
    return a.unit != b.unit and a.unit.lstrip("百千万亿") == b.unit


def beside(plain: str, count: Mention, amount: Mention) -> bool:
    """Tell whether an amount without a name stands right behind the count of the same item: 电脑12台，5万元."""
    words = _ALSO.fullmatch(plain[count.figure.span.end : amount.figure.span.start])
    return bool(words) and count.figure.kind == "count" and amount.figure.kind == "money" and count.labelled


def named(mention: Mention) -> bool:
    """Tell whether a figure has a name; of a change also one in front of its verb: 工程监理增加9万元."""
    if mention.labelled or mention.role != CHANGE:
        return mention.labelled
    moves = [p.start for p in mention.phrases if p.kind == "cue" and p.value in ("up", "down")]
    if not moves:
        return False
    before = [p for p in mention.phrases if p.start >= mention.chunk.start and p.end <= moves[-1]]
    cues = [p for p in before if p.kind == "cue"]
    own = moves[-1] - mention.chunk.start - sum(p.end - p.start for p in cues)
    # 提高公积金缴存比例增加9万元: what was raised names the change.
    raised = all(p.kind == "indicator" or (p.kind == "cue" and p.value in _RAISED) for p in before)
    return raised and own >= _NAME if before else own > 1


def per_thing(plain: str, earlier: Mention, parts: Sequence[Mention]) -> bool:
    """Tell whether a figure is told per thing and is not the whole of the parts behind it: 每村1名，其中脱贫户18名."""
    if not _PER.search(earlier.chunk.of(plain)):
        return False
    whole, amounts = earlier.figure.amount, [m.figure.amount for m in parts]
    first = amounts[0] if amounts else None
    if whole is None or first is None or earlier.figure.kind == "money":
        return whole is not None and first is not None and first.base > whole.base
    same = [a.base for a, m in zip(amounts, parts, strict=True) if a is not None and addable(earlier, m)]
    return first.base >= whole.base or sum(same) != whole.base


def unit_group(unit: str) -> str:
    """Return what a counting unit counts; 人, 名 and 位 count persons, 场 and 场次 the same events."""
    return _SAME_COUNTED.get(unit, unit)


def repeats(head: Mention, mention: Mention) -> bool:
    """Tell whether a figure states the head once more; 总收入9万元，其中…，本年收入8万元 states a part of it."""
    if mention.indicator == "" or mention.indicator != head.indicator or mention.stated("scope"):
        return False
    first, second = head.figure.amount, mention.figure.amount
    smaller = first is not None and second is not None and abs(second.base) < abs(first.base)
    return not (smaller and mention.label != head.label and mention.boundary <= 2)


def same_stage(first: Mention, second: Mention) -> bool:
    """Tell whether two figures can be of one stage: 预算 alone means any budget, no word means any stage."""
    if first.state and second.state and first.state != second.state:
        return False
    return same_budget(first, second)


def same_budget(first: Mention, second: Mention) -> bool:
    """Tell whether two figures can be of one stage, whatever else they are of."""
    a, b = first.stated("stage"), second.stated("stage")
    if a is None or b is None or a.value == b.value:
        return True
    return "预算" in (a.value, b.value) and "决算" not in (a.value, b.value)


def signs(head: Mention, parts: Sequence[Mention]) -> list[int]:
    """Return for each part of a change whether it goes the way of the whole (1) or against it (-1)."""
    way = head.direction or 1
    return [-1 if part.direction * way < 0 else 1 for part in parts]


def total_of(head: Mention, parts: Sequence[Mention]) -> Decimal:
    """Return the sum of the parts in base units, the parts of a change with their direction."""
    amounts = zip(signs(head, parts), parts, strict=True)
    return sum((sign * p.figure.amount.base for sign, p in amounts if p.figure.amount), Decimal(0))


def holds(head: Mention, parts: Sequence[Mention]) -> bool:
    """Tell whether the parts make up the head within the allowance of the finest precision."""
    return Addends(parts).make(head)


class Addends:
    """Parts that are added up once and held against several wholes, or against one as they grow."""

    def __init__(self, parts: Sequence[Mention]) -> None:
        self._size = 0
        self._finest: Decimal | None = None
        self._totals = {0: Decimal(0), 1: Decimal(0), -1: Decimal(0)}  # by direction of the parts
        for part in parts:
            self.add(part)

    def add(self, part: Mention) -> None:
        """Take one more part."""
        self._size += 1
        amount = part.figure.amount
        if amount is not None:
            self._totals[part.direction] += amount.base
            self._finest = _finer(self._finest, amount.step)

    def make(self, head: Mention) -> bool:
        """Tell whether the parts make up a whole within the allowance of the finest precision."""
        amount = head.figure.amount
        assert amount is not None
        against = self._totals[-(head.direction or 1)]
        total = sum(self._totals.values(), -2 * against)
        finest = _finer(self._finest, amount.step) or Decimal(0)
        return abs(amount.base - total) <= finest * (self._size + 1) * HALF


def _finer(step: Decimal | None, other: Decimal) -> Decimal | None:
    return step if other <= 0 or (step is not None and step <= other) else other


@lru_cache
def parts_of(indicator: str, patterns: Patterns) -> frozenset[str]:
    """Return the indicators that a partition makes parts of this one."""
    return patterns.parts_of(indicator)


@lru_cache
def are_siblings(first: str, second: str, patterns: Patterns) -> bool:
    """Tell whether two indicators are parts of the same whole."""
    return patterns.are_siblings(first, second)
