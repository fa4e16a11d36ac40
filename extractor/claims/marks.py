"""Scores in sentences: 满分20分，得18分; 决策（15分）得14分; 扣2分; 得分率90%; 分值10分，执行率92.5%，得9.25分."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.claims.mark_totals import mark_totals
from extractor.claims.operands import amount_of, quotient
from extractor.decide import HELD, decide_at_most, decide_sum
from extractor.document import Document
from extractor.mentions import COMPLETION, LEVEL, RATE, Mention
from extractor.model import Relation
from extractor.order import Order
from extractor.passages import Passage
from extractor.relations import printed, relation, score_of_rate, sum_text
from extractor.states import is_bare_mark

_BARE = re.compile(
    r"[\s,，(]*(?:其中)?(?:该项|本项|此项|该部分|本指标|该指标|指标)?(?:按照?|根据|依据)?(?:比例|公式|标准|评分标准|规则|权重|办法)?"
    r"(?:折算|换算|计算|测算|据此|相应|对应)?后?(?:实际|自评|评价|绩效|最终|本次|考核)?"
    r"(?:得分|得|评分|实得分|实得|得了|计得|计|折合)(?:为|是|:)?\s*"
)
_COUNTED = re.compile("(?:按|根据|依据|折算|换算|计算|测算)[^得扣]{0,6}$")  # 按比例计8.57分 is a mark too
_BY_RATE = re.compile("率|进度|完成情况|乘")  # 按执行率乘以权重计9分
_MOST_SCORES = 40  # of one sentence
_MOST_NEAR = 5  # figures of a sentence that speaks of one criterion: budget, outturn, rate, full mark, mark
_RATE = re.compile(
    r"得分率(?:为|是|达|达到|:)*\s*$|占[^，,。；;]{0,8}(?:满分|分值|权重|总分)的?(?:比重|比例)?(?:为|是|达)*\s*$"
)
_NAMED = re.compile("(?:执行|完成|支付|支出|到位|使用)(?:率|进度)")


@dataclass(frozen=True, slots=True)
class _Item:
    """A criterion: what it is worth at most, and what it was awarded."""

    full: Mention
    mark: Mention


def mark_relations(document: Document, passage: Passage) -> Iterator[Relation]:
    """Yield that no mark is above its full mark, what was taken off, rates of scores and the total of the marks."""
    if "score" not in passage.kinds:
        return
    told: list[Mention] = []
    for sentence in dict.fromkeys(m.sentence for m in passage.mentions):
        near = passage.order.sentence(sentence)
        scores = [m for m in near if m.figure.kind == "score" and m.role == LEVEL]
        items = list(_items(document.plain, passage.order, scores)) if len(scores) <= _MOST_SCORES else []
        for item in items:
            yield _limit(item)
            yield from _lost(item, scores)
            yield from _rate(document.plain, passage, item, near)
            yield from _product(document.plain, item, near)
        yield from _full_total(passage, items)
        told += [item.mark for item in items]
    yield from mark_totals(document.plain, passage, told)


def _items(plain: str, order: Order, scores: Sequence[Mention]) -> Iterator[_Item]:
    """Yield the pairs of full mark and mark, in either order; 15分 before a bare 得13分 is a full mark."""
    used: set[int] = set()
    for n, mark in enumerate(scores):
        counted = not mark.state and _COUNTED.search(mark.chunk.of(plain)) is not None
        if mark.state not in ("mark", "") or n in used:
            continue
        before = scores[n - 1] if n and n - 1 not in used else None
        if before is not None and before.state == "lost" and n > 1:
            before = scores[n - 2]
        behind = scores[n + 1] if n + 1 < len(scores) else None
        if before is not None and (mark.state or counted) and _is_full(plain, order, before, mark):
            used |= {n, n - 1}
            yield _Item(before, mark)
        elif behind is not None and behind.state == "full_mark" and _is_aside(plain, behind):
            used |= {n, n + 1}
            yield _Item(behind, mark)


def _is_full(plain: str, order: Order, full: Mention, mark: Mention) -> bool:
    if full.state not in ("full_mark", "") or mark.boundary > 2:
        return False
    between = order.made[order.place(full) + 1 : order.place(mark)]
    if not full.state and sum(m.figure.kind == "percent" for m in between) > 1:
        return False  # 自评90分、复核85分，按40%、60%的权重折算，最终得87分
    words = mark.chunk.of(plain).lstrip(")） ")
    return bool(_BARE.fullmatch(words)) or (_BY_RATE.search(words) is not None and is_bare_mark(words))


def _is_aside(plain: str, full: Mention) -> bool:
    """Tell whether a full mark follows its mark without a name of its own: 得分18分（满分20分）."""
    words = full.gap.of(plain)
    return full.boundary <= 2 and bool(
        re.fullmatch(r"[\s(,，]*(?:该项|指标)?(?:总|标准)?(?:满分|分值)(?:为|是|:)?\s*", words)
    )


def _limit(item: _Item) -> Relation:
    mark, full = item.mark.figure, item.full.figure
    decision = decide_at_most(amount_of(item.mark), amount_of(item.full), None)
    text = f"{printed(mark)} ≤ {printed(full)}（分）"
    return relation("score", "score-limit", "sentence", text, decision, [mark, full])


def _lost(item: _Item, scores: Sequence[Mention]) -> Iterator[Relation]:
    """Yield full − lost = mark where all three stand beside each other, if only one thing was taken off."""
    places = sorted(scores.index(m) for m in (item.full, item.mark))
    around = scores[max(0, places[0] - 1) : places[1] + 3]
    lost = [m for m in around if m.state == "lost"]
    if len(lost) != 1 or abs(scores.index(lost[0]) - places[1]) > 2:
        return
    figures = [item.mark.figure, item.full.figure, lost[0].figure]
    signs = [1, -1]
    decision = decide_sum(amount_of(item.mark), [amount_of(item.full), amount_of(lost[0])], None, signs)
    if decision.verdict == "exact" or len(scores) == 3:
        yield relation("balance", "score-lost", "sentence", sum_text(figures, signs), decision, figures)


def _rate(plain: str, passage: Passage, item: _Item, near: Sequence[Mention]) -> Iterator[Relation]:
    """Yield mark ÷ full = 得分率 for the rate beside the two."""
    first, last = sorted(near.index(m) for m in (item.full, item.mark))
    # 得分率为92%（满分25分，得分23分）
    start = first - 1 if first and near[first].opens and near[first].boundary <= 1 else first
    for rate in near[start : last + 2]:
        if rate.figure.kind == "percent" and _RATE.search(rate.chunk.of(plain)):
            yield quotient("rate", passage, rate, item.mark, item.full)


def _product(plain: str, item: _Item, near: Sequence[Mention]) -> Iterator[Relation]:
    """Yield full mark × execution rate = mark, where the sentence speaks of nothing else.

    A mark that is another one may follow a scale nobody wrote down: only a full rate without the full mark is odd.
    """
    rates = [m for m in near if m.figure.kind == "percent"]
    if len(rates) != 1 or rates[0].role not in (COMPLETION, RATE):
        return
    places = sorted(near.index(m) for m in (item.full, item.mark, rates[0]))
    if len(near) > _MOST_NEAR and places[2] - places[0] > 2:
        return
    made = score_of_rate(item.mark.figure, item.full.figure, rates[0].figure, "sentence", stated_rule=False)
    told = rates[0].role == COMPLETION or (
        _NAMED.search(rates[0].chunk.of(plain)) is not None and item.mark.state == "mark"
    )
    if made is not None and (told or made.verdict in HELD):
        yield made


def _full_total(passage: Passage, items: Sequence[_Item]) -> Iterator[Relation]:
    """Yield that full marks make the full mark of the whole, where the marks make its mark."""
    by_mark = {item.mark: item for item in items}
    for found in passage.lists if len(items) > 2 else ():
        whole, parts = by_mark.get(found.head), [by_mark.get(p) for p in found.parts]
        inside = [item for item in parts if item is not None]
        if whole is None or len(inside) < 2 or len(inside) < len(parts):
            continue
        if sum(amount_of(i.mark).base for i in inside) != amount_of(whole.mark).base:
            continue  # a list that leaves something out says nothing of the full marks
        figures = [whole.full.figure, *(i.full.figure for i in inside)]
        decision = decide_sum(amount_of(whole.full), [amount_of(i.full) for i in inside], None)
        yield relation("sum", "sum", "sentence", sum_text(figures), decision, figures)
