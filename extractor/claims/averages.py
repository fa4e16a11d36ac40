"""Averages per head: 补助资金36万元，受益群众1200人，人均300元; 惠及120户，户均3000元.

What is paid per head by a standard (每人500元, 人均标准) is no average. Of several totals or counts the reading that
holds is taken; one that fails is suspect at most, and only where the sentence leaves no choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.claims.operands import amount_of
from extractor.decide import HELD, Decision, capped, decide_rate
from extractor.document import Document
from extractor.mentions import BASE, LEVEL, Mention
from extractor.model import Amount, Relation
from extractor.passages import Passage
from extractor.relations import relation, with_unit

_AVERAGE = re.compile(
    r"(?:人|户|亩|次|批|车|批次|人次|户次|辆|台|村|校|场|期|件|单车)均|平均每?(?:个|辆|台)?(人次|人|户|亩|次|辆|台|村|校|场|期|件)?"
)
_REACH = 12  # figures before an average that it may be of
_STANDARD = re.compile(
    "标准|定额|限额|不超|以内|[低高多少小大]于|未达|[省市县国]定|规定|核定|控制|超[过出]|每[年月天日季]|[年月日]均|上年|目标"
)
_LIMIT = re.compile(
    r"的?(?:控制|最高|最低|补助|投资|建设|规定|考核)*(?:标准|限额|上限|下限|控制线|控制数|红线|要求|规定)|[以之]内"
)
_OF = {"批": ("批次", "批"), "车": ("辆", "台"), "单车": ("辆",), "人": ("人", "名", "位", "人次")}


def average_relations(document: Document, passage: Passage) -> Iterator[Relation]:
    """Yield total ÷ count = average for each amount that its words call an average."""
    for mention in passage.mentions:
        words = mention.chunk.of(document.plain)
        if mention.figure.kind != "money" or "均" not in words:
            continue
        named = _AVERAGE.search(words)
        if named is None or _STANDARD.search(words):
            continue
        if _LIMIT.match(document.plain, mention.figure.span.end):
            continue
        unit = named[1] or named[0].removesuffix("均").removeprefix("平均").removeprefix("每")
        near = passage.order.earlier(mention)[-_REACH:]
        found = _decided(passage, mention, near, unit) if unit else None
        if found is not None:
            yield found


def _decided(passage: Passage, average: Mention, near: Sequence[Mention], unit: str) -> Relation | None:
    totals = [m for m in near if m.figure.kind == "money" and m.role == LEVEL]
    counts = [m for m in near if m.role in (LEVEL, BASE) and _is_of(m, unit)]
    made = [
        _average(passage, average, total, count)
        for count in reversed(counts)
        for total in reversed(totals)
        if amount_of(count).value != 0
    ]
    good = [r for r in made if r.verdict in HELD]
    if good:
        return good[0]
    alone = len(made) == 1 and made[0].computed is not None
    return replace(made[0], verdict=capped(made[0].verdict)) if alone else None


def _is_of(count: Mention, unit: str) -> bool:
    """Tell whether a count is of what the average is of; persons are counted by several words."""
    own = amount_of(count).unit
    return count.figure.kind == "count" and (own == unit or own in _OF.get(unit, ()))


def _average(passage: Passage, average: Mention, total: Mention, count: Mention) -> Relation:
    operands = [total, count]
    # As a rate in the average's own unit: people truncate, and an average is printed coarser than its total.
    stated, scale = amount_of(average), amount_of(average).scale
    amounts = [_in(amount_of(total), scale), amount_of(count)]
    decision = decide_rate(
        replace(stated, scale=Decimal(1), step=stated.step / scale),
        amounts,
        lambda v: v[0] / v[1],
        lambda v: v[1],
        None,
    )
    text = f"{with_unit(total.figure)} ÷ {with_unit(count.figure)} = {with_unit(average.figure)}"
    figures = [average.figure, *(m.figure for m in operands)]
    return relation("rate", "average", "sentence", text, _in_yuan(decision, scale), figures)


def _in(amount: Amount, scale: Decimal) -> Amount:
    return replace(amount, scale=amount.scale / scale, step=amount.step / scale)


def _in_yuan(decision: Decision, scale: Decimal) -> Decision:
    stated, computed, slack, own = (
        None if v is None else v * scale
        for v in (decision.stated, decision.computed, decision.slack, decision.own_slack)
    )
    return replace(decision, stated=stated, computed=computed, slack=slack, own_slack=own)
