"""Marks and the total behind them: 决策（15分）得14分；过程（25分）得22分。综合得分36分; 产出48分，效益28分，总得分76分."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.claims.operands import amount_of
from extractor.decide import HELD, capped, decide_sum
from extractor.mentions import LEVEL, Mention
from extractor.model import Relation
from extractor.passages import Passage
from extractor.relations import relation, sum_text

_TOTAL = re.compile(
    "总得分|总分|总成绩|综合(?:得分|评分|成绩)?|合计|共计|总计|最终|总评|累计|自评得分|评价得分|加总|汇总"
)
_ALL = re.compile("总得分|总分|总成绩|综合得分|合计得?分?|共计|总计|总评")
_FEWEST, _MOST = 3, 40  # marks without full marks that a total may be of
_LEAST, _UTMOST = Decimal("0.7"), Decimal("1.3")  # times the marks: farther off it is an average


def mark_totals(plain: str, passage: Passage, marks: Sequence[Mention]) -> Iterator[Relation]:
    """Yield that the marks of criteria make the total behind them; `marks` are those with a full mark."""
    known = {id(m) for found in passage.lists for m in (found.head, *found.parts)}
    scores = [m for m in passage.mentions if m.figure.kind == "score" and m.role == LEVEL]
    own = {id(m) for m in marks}
    for place, total in enumerate(scores):
        if id(total) in known or id(total) in own or total.state not in ("mark", ""):
            continue
        if not _TOTAL.search(total.chunk.of(plain)):
            continue
        before = scores[max(0, place - 2 * _MOST) : place]
        with_full = [m for m in before if id(m) in own and total.sentence - m.sentence <= 1]
        parts = with_full or _bare(plain, before, total)
        if len(parts) > 1:
            yield from _sum(plain, parts, total)


def _bare(plain: str, before: Sequence[Mention], total: Mention) -> Sequence[Mention]:
    """Return the marks of a sentence that stand alone before its total, each under a name of its own."""
    near = [m for m in before if m.sentence == total.sentence]
    plainly = all(m.state in ("mark", "") and m.depth == total.depth for m in near)
    named = all(m.chunk.of(plain).strip() and not _TOTAL.search(m.chunk.of(plain)) for m in near[1:])
    return near if _FEWEST <= len(near) <= _MOST and plainly and named else ()


def _sum(plain: str, parts: Sequence[Mention], total: Mention) -> Iterator[Relation]:
    decision = decide_sum(amount_of(total), [amount_of(m) for m in parts], None)
    figures = [total.figure, *(m.figure for m in parts)]
    made = relation("sum", "sum", "sentence", sum_text(figures), decision, figures)
    if decision.verdict in HELD:
        yield made
    elif len(parts) >= _FEWEST and _ALL.search(total.chunk.of(plain)) and _is_near(parts, total):
        yield replace(made, verdict=capped(made.verdict))


def _is_near(parts: Sequence[Mention], total: Mention) -> bool:
    made_of = sum((amount_of(m).base for m in parts), Decimal(0))
    return _LEAST * made_of <= amount_of(total).base <= _UTMOST * made_of
