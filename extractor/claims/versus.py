"""Differences that words name: 项目区比非项目区多100元, 与承诺数相差584万元; 两项共压减10万元 of changes printed before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.claims.operands import amount_of, context
from extractor.decide import HELD, decide_sum
from extractor.list_totals import how_many
from extractor.mentions import ASIDE, BASE, CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import relation, sum_text, with_unit

_THAN = re.compile(
    r"(?P<one>[^，,；;。:：、()\d]{0,14}?)(?:要)?(?:比|较)(?P<other>[^，,；;。:：、()\d]{1,14}?)"
    r"(?:分别|平均|每[一-鿿]|均|整整|约)*(?:(?P<up>[高多快长贵])|[低少慢短])(?:出|了|收|收入|增收|支出)?(?:约)?\s*"
)
_TAIL = re.compile(r"(?:的|数额|金额|人数|数|额|值|水平|得分|收益|收入|支出)+$")
_TOGETHER = re.compile(
    r"(?:以上|上述|这)?(?P<count>[两二三四五六七八九十]|\d)(?:项|者|个项目|类|笔|块)(?:费用|支出|经费)?(?:合计|共计?|累计|总共|一?共)"
)
_CAME = re.compile(r"(?:由|从)[^，。；\d]{0,6}$")
_NOW = re.compile(r"\s*(?:实际|决算|最终)(?:支出|执行|完成|投入|使用|列支|数|为)")
_REACH = 8  # figures before such words that may be meant
_MOST = 6


def versus_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the differences whose two figures are called by name, and the changes that add up to one."""
    for gap in passage.mentions:
        if gap.figure.kind not in ("money", "count", "score"):
            continue
        words = plain[gap.chunk.start : gap.figure.span.start]
        found = _THAN.fullmatch(words.strip()) if "比" in words or "较" in words else None
        pair = _called(plain, passage, gap, found) if found else None
        if pair is not None:
            yield _difference(passage, gap, *pair)
        elif gap.role == CHANGE and gap.direction:
            yield from _of_changes(plain, passage, gap)
            behind = _behind(plain, passage, gap)
            if behind is not None:
                yield _difference(passage, gap, *behind)


def _behind(plain: str, passage: Passage, gap: Mention) -> tuple[Mention, Mention] | None:
    """Return the larger and the smaller end of 较预算12万元节约2万元，实际支出10万元 and of 减少3人，由56人减至53人."""
    place = passage.order.place(gap)
    before, after = passage.mentions[max(0, place - 1) : place], passage.mentions[place + 1 : place + 3]
    near = [m for m in after if m.sentence == gap.sentence and addable(m, gap) and m.boundary <= 2]
    pair = None
    if (
        len(near) == 2
        and (near[0].role, near[1].role) == (BASE, LEVEL)
        and _CAME.search(near[0].chunk.of(plain))
    ):
        pair = near[1], near[0]
    elif (
        before
        and before[0].role == BASE
        and addable(before[0], gap)
        and near
        and _NOW.match(plain, near[0].chunk.start)
    ):
        levels = [m for m in passage.order.earlier(gap) if m.role == LEVEL and addable(m, gap)]
        pair = (near[0], before[0]) if not levels and near[0].role == LEVEL and not gap.boundary else None
    if pair is None:
        return None
    return pair if gap.direction > 0 else (pair[1], pair[0])


def _called(
    plain: str, passage: Passage, gap: Mention, found: re.Match[str]
) -> tuple[Mention, Mention] | None:
    """Return the larger and the smaller of the two figures that a comparison calls by name."""
    near = [
        m for m in passage.order.earlier(gap)[-_REACH:] if m.role in (LEVEL, ASIDE, BASE) and addable(m, gap)
    ]
    if len(near) < 2:
        return None
    if (found["one"], found["other"]) in (("前者", "后者"), ("后者", "前者")):
        pair = tuple(near[-2:]) if found["one"] == "前者" else tuple(near[:-3:-1])
    else:
        names = [m.chunk.of(plain).strip() for m in near]
        places = [_place(names, _TAIL.sub("", found[key]) or found[key]) for key in ("one", "other")]
        if not found["one"]:  # 评审组评91分，较自评低5分
            places[0] = len(near) - 1
        if -1 in places or places[0] == places[1]:
            return None
        pair = (near[places[0]], near[places[1]])
    if amount_of(pair[0]).unit != amount_of(pair[1]).unit and gap.figure.kind != "money":
        return None
    return (pair[0], pair[1]) if found["up"] else (pair[1], pair[0])


def _place(names: Sequence[str], name: str) -> int:
    """Return the only one of some names that begins with a name, else the only one that holds it; -1 where none is."""
    if not name:
        return -1
    begun = [n for n, own in enumerate(names) if own.startswith(name)]
    holding = [n for n, own in enumerate(names) if name in own]
    return begun[0] if len(begun) == 1 else holding[0] if len(holding) == 1 else -1


def _difference(passage: Passage, gap: Mention, large: Mention, small: Mention) -> Relation:
    operands = [gap, large, small]
    amounts = [amount_of(m) for m in operands]
    decision = decide_sum(amounts[0], amounts[1:], context(passage, operands), [1, -1])
    text = f"{with_unit(large.figure)} - {with_unit(small.figure)} = {with_unit(gap.figure)}"
    return relation("difference", "difference", "sentence", text, decision, [m.figure for m in operands])


def _of_changes(plain: str, passage: Passage, total: Mention) -> Iterator[Relation]:
    """Yield 邮电费由52万元压至49万元，租赁费由54万元压至47万元，两项共压减10万元: as many pairs as it says."""
    words = plain[max(total.gap.start, total.chunk.start - 8) : total.figure.span.start]
    found = _TOGETHER.search(words)
    count = passage.order.earlier(total)[-1:]
    number = how_many(found["count"]) if found else _counted(plain, count, total)
    if not 1 < number <= _MOST:
        return
    near = [m for m in passage.order.earlier(total) if addable(m, total)]
    pairs = near[-2 * number :]
    roles = [m.role for m in pairs]
    if roles != [BASE, LEVEL] * number:
        return
    bases, levels = pairs[::2], pairs[1::2]
    larger = (*bases, *levels) if total.direction < 0 else (*levels, *bases)
    signs = [*(1 for _ in bases), *(-1 for _ in bases)]
    operands = [total, *larger]
    amounts = [amount_of(m) for m in operands]
    decision = decide_sum(amounts[0], amounts[1:], context(passage, operands), signs)
    figures = [m.figure for m in operands]
    if decision.verdict in HELD or len(near) == 2 * number:
        yield relation("difference", "difference", "sentence", sum_text(figures, signs), decision, figures)


def _counted(plain: str, before: Sequence[Mention], total: Mention) -> int:
    """Return the number of 两项 right before 共压减, where it is a figure of its own; 0 where there is none."""
    if not before or before[0].figure.kind != "count":
        return 0
    words = plain[before[0].figure.span.end : total.figure.span.start]
    together = re.match(r"(?:费用|支出|经费)?(?:合计|共计?|累计|总共|一?共)", words)
    return int(amount_of(before[0]).value) if together else 0
