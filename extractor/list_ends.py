"""Where lists end and how they nest: structure first, and where it leaves a choice, the reading that adds up."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from extractor.list_nesting import settle_nesting
from extractor.mentions import LEVEL, RATE, Mention
from extractor.order import REACH, Order
from extractor.parts import Addends, PartList, addable, holds, parts_of, same_stage, total_of
from extractor.patterns import Patterns
from extractor.subjects import run_from

_FULL = 100  # 分 that all criteria are worth together
_AND_SO_ON = re.compile(r"[^，。；、;()]{0,6}等")


def settle(plain: str, order: Order, found: list[PartList], patterns: Patterns) -> list[PartList]:
    """Return the lists with their ends, nesting and completeness settled, and those only their totals show."""
    found += [marks for part_list in found if (marks := _marks(order, part_list))]
    found = [part_list for part_list in found if part_list.parts]
    rates = [m.figure.span.start for m in order.made if m.role == RATE]
    for part_list in found:
        _end_at_rate(rates, part_list)
        _end_at_stronger_mark(part_list)
        _end_where_it_adds_up(part_list)
        _take_fitting_head(order, part_list)
    settle_nesting(found, patterns)
    for part_list in found:
        _mark_ends(plain, part_list, patterns)
    kept = [p for p in found if p.how not in ("bracket", "colon") or len(p.parts) >= 2 or p.open]
    kept += [twin for p in kept for twin in _twins(order, p)]
    kept += _totals(plain, order, kept, patterns)
    return kept + _in_order(plain, order.made)


def _end_at_rate(rates: Sequence[int], part_list: PartList) -> None:
    """End a list that fails at a rate of something else: 其中：定期1000万元，年利率2.1%，利息21万元."""
    parts = part_list.parts
    if len(parts) < 2 or not rates or holds(part_list.head, parts):
        return
    for n in range(1, len(parts)):
        start, end = parts[n - 1].figure.span.start, parts[n].figure.span.start
        if bisect_right(rates, start) < bisect_left(rates, end):
            part_list.parts = parts[:n]
            return


def _end_where_it_adds_up(part_list: PartList) -> None:
    """End a list that fails where its first parts add up, else before the first figure that is no part.

    总支出13万元，其中基本支出9万元，项目支出4万元，年末结转2万元: what follows is another matter.
    """
    parts = part_list.parts
    if len(parts) < 2 or part_list.how == "bracket" or holds(part_list.head, parts):
        return
    first_ones = Addends(parts[:2])
    for keep in range(2, len(parts)):
        if parts[keep].boundary >= 2 and first_ones.make(part_list.head):
            part_list.parts = parts[:keep]
            return
        first_ones.add(parts[keep])
    # 在职61人、退休22人 are two parts; 中央资金9万元，已到位8万元 is a part and its state.
    first = 1 if part_list.head.figure.kind == "money" else 2
    apart = next((i for i in range(first, len(parts)) if _is_apart(parts[i])), 0)
    if apart and not _is_apart(parts[0]):
        part_list.parts = parts[:apart]


def _is_apart(mention: Mention) -> bool:
    return mention.has("apart") or mention.has("rest") or mention.has("spent")


def _take_fitting_head(order: Order, part_list: PartList) -> None:
    """Take another amount of the head's sentence for the whole where only that one is the sum of the parts.

    项目预算8万元，累计支出6万元，其中：中央资金5万元，省级资金3万元: the parts are those of the budget.
    """
    head, parts = part_list.head, part_list.parts
    addends = Addends(parts)
    if len(parts) < 2 or part_list.open or addends.make(head):
        return
    end = order.place(parts[0])
    others = [
        m
        for m in order.made[max(order.since(head.sentence), end - REACH) : end]
        if m.sentence == head.sentence and m.role == LEVEL and m is not head
        if m.depth <= part_list.depth and addable(m, head) and addends.make(m)
    ]
    if len(others) == 1:
        part_list.head = others[0]


def _marks(order: Order, part_list: PartList) -> PartList | None:
    """Return the list of the marks behind a list of full marks: 得分95分，其中：投入20分，得19分；过程80分，得76分.

    A list whose head is itself a mark is left with nothing: full marks are no parts of it.
    """
    head, parts = part_list.head, part_list.parts
    if not parts or any(p.state != "full_mark" for p in parts):
        return None
    made = order.made
    behind = [made[i + 1] for p in parts if (i := order.place(p)) + 1 < len(made)]
    marks = [m for m in behind if m.state == "mark" and m.labelled]
    heads = [m for m in made[order.since(head.sentence) : order.place(parts[0])] if m.state == "mark"]
    if head.state == "mark":
        part_list.parts = []
    if len(marks) != len(parts) or not heads:
        return None
    whole = sum(p.figure.amount.value for p in parts if p.figure.amount) == _FULL
    return PartList(heads[-1], part_list.how, heads[-1].depth, part_list.open, whole, parts=marks)


def _twins(order: Order, part_list: PartList) -> list[PartList]:
    """Return the list of the other stage: of 预算5万元，决算4万元 for the whole and each part, two sums are stated."""
    head, own = _twin(order, part_list.head), part_list.head.stated("stage")
    if head is None or own is None:
        return []
    twins = [twin for part in part_list.parts if (twin := _twin(order, part)) is not None]
    if len(twins) < 2 or len(twins) != len(part_list.parts):
        return []
    kept = (part_list.how, part_list.depth, part_list.open, part_list.closed, part_list.inline)
    return [PartList(head, *kept, parts=twins)]


def _twin(order: Order, mention: Mention) -> Mention | None:
    """Return the next figure if it measures the same thing at another stage."""
    index = order.place(mention) + 1
    following = order.made[index] if index < len(order.made) else None
    if following is None or following.role != LEVEL or not addable(mention, following):
        return None
    first, second = mention.stated("stage"), following.stated("stage")
    other = first is not None and second is not None and first.value != second.value
    return following if other and following.label == mention.label else None


def _end_at_stronger_mark(part_list: PartList) -> None:
    """End a list joined by 、 and ， at the first ；, unless only the longer reading adds up."""
    parts = part_list.parts
    cut = next((i for i in range(1 if part_list.inline else 2, len(parts)) if parts[i].boundary >= 3), 0)
    if cut and all(p.boundary < 3 for p in parts[1:cut]) and not holds(part_list.head, parts):
        part_list.parts = parts[:cut]


def _mark_ends(plain: str, part_list: PartList, patterns: Patterns) -> None:
    """Note what says that the list is complete (a partition, shares near 100) or is not (等)."""
    last = part_list.parts[-1].figure
    if _AND_SO_ON.match(plain, last.span.end):
        part_list.open = True
    if part_list.how == "items" and total_of(part_list.head, part_list.parts) < _amount(part_list.head):
        part_list.open = True  # 一是…；二是… tells what matters, not all there is
    if part_list.loose and total_of(part_list.head, part_list.parts) < _amount(part_list.head):
        part_list.open = True  # 在职87人，比年初增加3人，其中调入5人: parts of the change
    if part_list.head.figure.kind == "count" and _is_level(part_list):
        part_list.overlapping = True
    known = parts_of(part_list.head.indicator, patterns)
    stated = {p.indicator for p in part_list.parts}
    required = _required(patterns, part_list.head.indicator)
    if stated < required and "" not in stated and not holds(part_list.head, part_list.parts):
        part_list.open = True  # what is missing is known
    if part_list.how == "made_of" or (known and stated >= required):
        part_list.closed = True
    if any(p.cues("respectively") for p in part_list.parts):
        part_list.closed = True


def _is_level(part_list: PartList) -> bool:
    """Tell whether one part is as much as the whole and others are not nothing: levels of a hierarchy, no parts."""
    whole = _amount(part_list.head)
    amounts = [_amount(part) for part in part_list.parts]
    return len(amounts) > 1 and whole in amounts and sum(amounts) > whole


def _amount(mention: Mention) -> Decimal:
    return mention.figure.amount.base if mention.figure.amount else Decimal(0)


@lru_cache
def _required(patterns: Patterns, indicator: str) -> frozenset[str]:
    return frozenset(
        term.indicator
        for formula in patterns.formulas
        if formula.check.partition and formula.left.indicator == indicator
        for term in formula.right
        if not term.optional
    )


def _in_order(plain: str, made: Sequence[Mention]) -> list[PartList]:
    """Return the lists of figures without names: 共计150万元，分别为50万元、60万元、40万元."""
    lists = []
    for index, mention in enumerate(made):
        if not mention.cues("respectively") or index == 0:
            continue
        if mention.labelled:
            lists += _named_in_order(plain, made, index)
            continue
        if not mention.has("respectively"):
            continue
        head, parts = made[index - 1], [made[i] for i in run_from(plain, made, index)]
        fits = head.role == LEVEL and head.sentence == mention.sentence and len(parts) >= 2
        fits = fits and not any(m.cues("respectively") for m in made[max(0, index - len(parts)) : index])
        if fits and all(p.role == LEVEL and addable(head, p) for p in parts):
            lists.append(PartList(head, "total", mention.depth, closed=True, parts=parts))
    return lists


def _named_in_order(plain: str, made: Sequence[Mention], index: int) -> list[PartList]:
    """Return the list of 共计263万元，分别为甲148万元、乙84万元、丙31万元: the names stand behind 分别为."""
    head, first = made[index - 1], made[index]
    behind = plain[first.cues("respectively")[-1].end : first.figure.span.start]
    if len(behind.strip()) < 2 or head.role != LEVEL or head.sentence != first.sentence or first.boundary > 2:
        return []
    parts = [first]
    for mention in made[index + 1 :]:
        if mention.boundary > 2 or mention.sentence != first.sentence or mention.has("total"):
            break
        if mention.role == LEVEL and mention.labelled and addable(head, mention):
            parts.append(mention)
    closed = _sums_up(plain, head) or "共" in head.chunk.of(plain)
    fits = len(parts) > 1 and addable(head, first) and first.role == LEVEL
    return [PartList(head, "total", first.depth, closed=closed, parts=parts)] if fits else []


def _sums_up(plain: str, mention: Mention) -> bool:
    """Tell whether a figure is called the sum of what stands before: 合计, 本年收入合计, a bare 共."""
    if mention.has("total") or mention.label.endswith(("合计", "总计", "共计")):
        return True
    return mention.chunk.of(plain).strip() == "共" and mention.boundary == 2


def _crosses(total: str, part: str, patterns: Patterns) -> bool:
    """Tell whether income stands before a total of expenditure or the other way round: no part of it."""
    if not total or not part:
        return False
    names = patterns.words.by_id[total].name, patterns.words.by_id[part].name
    return any("收入" in a and "支出" in b for a, b in (names, names[::-1]))


def _totals(plain: str, order: Order, found: Sequence[PartList], patterns: Patterns) -> list[PartList]:
    """Return the lists whose total comes last: A 1万元，B 2万元，合计3万元."""
    taken = {id(m) for p in found for m in (p.head, *p.parts)}
    totals = []
    for mention in order.made:
        if mention.role != LEVEL or id(mention) in taken or not _sums_up(plain, mention):
            continue
        before = [
            m
            for m in order.earlier(mention)
            if m.depth == mention.depth and m.role == LEVEL and addable(m, mention) and same_stage(m, mention)
        ]
        if any(_crosses(mention.indicator, m.indicator, patterns) for m in before):
            continue
        if len(before) >= 2 and all(m.labelled and id(m) not in taken for m in before):
            # 编制8人，在编5人，编外2人，合计7人: the total is that of the last figures where only they add up.
            before = _longest_fitting(mention, before)
            totals.append(PartList(mention, "total", mention.depth, closed=True, parts=before))
    return totals


def _longest_fitting(total: Mention, before: list[Mention]) -> list[Mention]:
    """Return the most figures right before a total that add up to it, at least two; all where none do."""
    addends, fitting = Addends(before[-1:]), before
    for start in range(len(before) - 2, -1, -1):
        addends.add(before[start])
        if addends.make(total):
            fitting = before[start:]
    return fitting
