"""Where lists end and how they nest: structure first, and where it leaves a choice, the reading that adds up."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from extractor.list_implied import implied
from extractor.list_names import is_apart, leaves_out
from extractor.list_nesting import settle_nesting
from extractor.list_over import over_sentences
from extractor.list_picked import end_at_other_stage, is_flow, is_selection, joined_by, settle_overlapping
from extractor.list_rival import settle_rivals
from extractor.list_totals import in_order, totals
from extractor.list_twins import twins
from extractor.list_wholes import end_at_next_wholes
from extractor.mentions import LEVEL, RATE, Mention
from extractor.order import REACH, Order
from extractor.parts import Addends, PartList, addable, holds, parts_of, total_of
from extractor.patterns import Patterns

_FULL = 100  # 分 that all criteria are worth together
_BESIDE = 12  # characters between an amount and its rate
_HANDED_IN = ("上缴", "缴入", "解缴", "实缴")
_TREE = re.compile(r"[一二三四五]级")
_CROSSED = re.compile(
    r"[^。；\d\n]{0,12}?(?:有|存在|部分|相互|互相)(?:交叉|重叠|重复|重合)|[^。；\d\n]{0,12}?(?:交叉|重复|重叠)(?:统计|计算|计数)"
)
_AND_SO_ON = re.compile(r"[^，。；、;()]{0,6}等")


def settle(plain: str, order: Order, found: list[PartList], patterns: Patterns) -> list[PartList]:
    """Return the lists with their ends, nesting and completeness settled, and those only their totals show."""
    found += [marks for part_list in found if (marks := _marks(order, part_list))]
    found = [p for p in found if p.parts and not any(joined_by(plain, m) < 0 for m in p.parts[1:])]
    found = [p for p in found if not is_flow(plain, p)]
    end_at_next_wholes(plain, found, patterns)
    rates = [m.figure.span.start for m in order.made if m.role == RATE]
    for part_list in found:
        _end_at_rate(rates, part_list)
        _end_at_stronger_mark(part_list)
        end_at_other_stage(plain, part_list)
        _end_where_it_adds_up(plain, order, part_list)
        _take_fitting_head(order, part_list)
    settle_nesting(found, patterns)
    for part_list in found:
        _mark_ends(plain, part_list, patterns)
    kept = [p for p in found if p.how not in ("bracket", "colon") or len(p.parts) >= 2 or p.open]
    kept += totals(plain, order, kept, patterns)
    kept += in_order(plain, order.made, kept)
    kept += implied(plain, order, kept)
    kept = settle_rivals(plain, order, kept)
    kept += over_sentences(plain, order, kept)
    return kept + twins(plain, order, kept)


def _end_at_rate(rates: Sequence[int], part_list: PartList) -> None:
    """End a list that fails at a rate of something else: 其中：定期1000万元，年利率2.1%，利息21万元."""
    parts = part_list.parts
    if len(parts) < 2 or not rates or holds(part_list.head, parts):
        return
    place = bisect_right(rates, parts[-1].figure.span.start)
    if place < len(rates) and rates[place] - parts[-1].figure.span.end < _BESIDE:
        return  # 中央9万元，到位率100%；省级6万元，到位率80%
    for n in range(1, len(parts)):
        start, end = parts[n - 1].figure.span.start, parts[n].figure.span.start
        if bisect_right(rates, start) < bisect_left(rates, end):
            part_list.parts = parts[:n]
            return


def _end_where_it_adds_up(plain: str, order: Order, part_list: PartList) -> None:
    """End a list that fails where its first parts add up, else before the first figure that is no part.

    总支出13万元，其中基本支出9万元，项目支出4万元，年末结转2万元: what follows is another matter.
    """
    parts = part_list.parts
    if len(parts) < 2 or part_list.how == "bracket" or holds(part_list.head, parts):
        return
    if part_list.inline and not part_list.overlapping and len(parts) > 2 and holds(part_list.head, parts[1:]):
        part_list.parts = parts[:1]  # 商户120家，其中超市30家，达标112家，未达标8家
        return
    first_ones = Addends(parts[:2])
    for keep in range(2, len(parts)):
        if first_ones.make(part_list.head) and _far(order, parts[keep - 1], parts[keep]):
            part_list.parts = parts[:keep]
            return
        first_ones.add(parts[keep])
    # 在职61人、退休22人 are two parts; 中央资金9万元，已到位8万元 is a part and its state.
    first = 1 if part_list.head.figure.kind == "money" else 2
    apart = next((i for i in range(first, len(parts)) if _is_apart(plain, parts[i])), 0)
    if apart and not _is_apart(plain, parts[0]):
        part_list.parts = parts[:apart]


def _far(order: Order, one: Mention, other: Mention) -> bool:
    """Tell whether a comma or more stands between two parts, other figures between them or not."""
    between = order.made[order.place(one) + 1 : order.place(other) + 1]
    return any(m.boundary >= 2 for m in between)


def _is_apart(plain: str, mention: Mention) -> bool:
    return (
        is_apart(plain, mention)
        or mention.has("apart")
        or mention.chunk.of(plain).strip().startswith(_HANDED_IN)
        or mention.has("rest")
        or mention.has("left")
        or mention.has("spent")
    )


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


def _end_at_stronger_mark(part_list: PartList) -> None:
    """End a list joined by 、 and ， at the first ；, unless only the longer reading adds up."""
    parts = part_list.parts
    cut = next((i for i in range(1 if part_list.inline else 2, len(parts)) if parts[i].boundary >= 3), 0)
    if cut and all(p.boundary < 3 for p in parts[1:cut]) and not holds(part_list.head, parts):
        part_list.parts = parts[:cut]


def _mark_ends(plain: str, part_list: PartList, patterns: Patterns) -> None:
    """Note what says that the list is complete (a partition, shares near 100) or is not (等)."""
    last = part_list.parts[-1].figure
    if _AND_SO_ON.match(plain, last.span.end) or (not part_list.closed and leaves_out(plain, last.span.end)):
        part_list.open = True
    if part_list.how == "cue" and _CROSSED.match(plain, last.span.end):
        part_list.overlapping = part_list.each = True
    # 一是…；二是… tells what matters, not all there is; 在职87人，比年初增加3人，其中调入5人: parts of the change.
    some = part_list.how == "items" or part_list.loose or is_selection(part_list)
    if some and total_of(part_list.head, part_list.parts) < _amount(part_list.head):
        part_list.open = True
    if part_list.head.figure.kind == "count" and _is_level(part_list) and not _are_kinds(part_list, patterns):
        part_list.overlapping = True
    _settle_qualities(part_list)
    settle_overlapping(plain, part_list, _are_kinds(part_list, patterns))
    known = parts_of(part_list.head.indicator, patterns)
    stated = {p.indicator for p in part_list.parts}
    required = _required(patterns, part_list.head.indicator)
    if stated < required and "" not in stated and not holds(part_list.head, part_list.parts):
        part_list.open = True  # what is missing is known
    respectively = any(p.cues("respectively") for p in part_list.parts)
    if respectively or part_list.how == "made_of" or (known and stated >= required):
        part_list.closed = True
    if part_list.open and len(part_list.parts) > 1 and holds(part_list.head, part_list.parts):
        part_list.open = False  # 主要用于 and all there is


def _settle_qualities(part_list: PartList) -> None:
    """Read 男党员40名、女党员20名 and grades of one title as kinds, though they are qualities of persons."""
    names = [p.label for p in part_list.parts]
    if not part_list.overlapping or part_list.each or len(names) < 2 or _is_level(part_list):
        return
    if len(names) == 2 and {n[0] for n in names} == {"男", "女"}:
        part_list.overlapping, part_list.closed = False, True
    elif len({n[-2:] for n in names}) == 1 and not any("以上" in n for n in names):
        part_list.overlapping = False  # not everyone has a title
        part_list.open = total_of(part_list.head, part_list.parts) < _amount(part_list.head)


def _is_level(part_list: PartList) -> bool:
    """Tell whether one part is as much as the whole and others are not nothing: levels of a hierarchy, no parts."""
    whole = _amount(part_list.head)
    amounts = [_amount(part) for part in part_list.parts]
    return len(amounts) > 1 and whole in amounts and sum(amounts) > whole


def _are_kinds(part_list: PartList, patterns: Patterns) -> bool:
    """Tell whether the parts exclude each other by their names: 行政编制、事业编制, or kinds 按…分 makes."""
    names, known = [p.label for p in part_list.parts], [p.indicator for p in part_list.parts]
    ending = names[0][-2:]
    siblings = known[0] != "" and all(patterns.are_siblings(known[0], other) for other in known[1:])
    # 一级指标4个、三级指标25个 are levels of one tree.
    alike = all(n.endswith(ending) and n != ending for n in names) and not any(_TREE.match(n) for n in names)
    return part_list.axis or siblings or alike


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
