"""Comparisons in words: 决算数大于预算数 against the two figures."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from extractor.claims.operands import amount_of, context
from extractor.decide import Decision, settle
from extractor.document import Document, Span
from extractor.mentions import LEVEL, STOP, Mention
from extractor.model import Relation
from extractor.order import REACH
from extractor.passages import Passage
from extractor.patterns import Patterns
from extractor.patterns.phrases import Phrase
from extractor.relations import relation, with_unit

_SIGNS = {"more": ">", "less": "<", "same": "="}
_REACH = 4  # characters between the words of one comparison


def order_relations(document: Document, passage: Passage, patterns: Patterns) -> Iterator[Relation]:
    """Yield a relation for each comparison of outturn and budget that stands in the sentence of both figures."""
    starts = [m.figure.span.start for m in passage.mentions]
    for sentence in _sentences(document, passage):
        within = passage.mentions[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        inside = [m for m in within if sentence.holds(m.figure.span) and m.role == LEVEL]
        if len(inside) < 2:
            continue
        phrases = patterns.phrases.find(document.plain, sentence.start, sentence.end)
        for outturn, sign, budget in _comparisons(phrases):
            end = bisect_right(inside, outturn.start, key=lambda m: m.figure.span.end)
            before = inside[max(0, end - REACH) : end]
            pair = _operands(before, budget.value)
            if pair is not None:
                yield _relation(passage, sign.value, *pair)


def _sentences(document: Document, passage: Passage) -> Iterator[Span]:
    start = passage.block.span.start
    for match in STOP.finditer(document.plain, start, passage.block.span.end):
        yield Span(start, match.end())
        start = match.end()
    yield Span(start, passage.block.span.end)


def _comparisons(phrases: Sequence[Phrase]) -> Iterator[tuple[Phrase, Phrase, Phrase]]:
    """Yield 决算数 + 大于 + 预算数, one right behind the other."""
    stages = [p for p in phrases if p.kind == "stage"]
    starts, ends = [p.start for p in stages], [p.end for p in stages]
    for sign in (p for p in phrases if p.kind == "cue" and p.value in ("more", "less")):
        left = stages[bisect_left(ends, sign.start - _REACH) : bisect_right(ends, sign.start)]
        right = stages[bisect_left(starts, sign.end) : bisect_right(starts, sign.end + _REACH)]
        if left and right and left[-1].value == "决算" and right[0].value != "决算":
            yield left[-1], sign, right[0]


def _operands(before: Sequence[Mention], stage: str) -> tuple[Mention, Mention] | None:
    outturns = [m for m in before if (s := m.stated("stage")) and s.value == "决算"]
    budgets = [
        m for m in before if (s := m.stated("stage")) and s.value != "决算" and stage in ("预算", s.value)
    ]
    if not outturns or len(budgets) != 1:
        return None
    same = [m for m in outturns if m.indicator == budgets[0].indicator]
    return (same[-1], budgets[0]) if same else None


def _relation(passage: Passage, sign: str, outturn: Mention, budget: Mention) -> Relation:
    first, second = amount_of(outturn), amount_of(budget)
    gap = first.base - second.base if sign == "more" else second.base - first.base
    finest = context(passage, [outturn, budget])
    own = (first.step + second.step) / 2
    slack = own if finest is None else min(own, finest)
    verdict = settle(gap > 0, None if finest is None else -gap < slack, -gap < own)
    decision = Decision(verdict, first.base, second.base, slack, own)
    expression = f"{with_unit(outturn.figure)} {_SIGNS[sign]} {with_unit(budget.figure)}"
    return relation("order", "order", "sentence", expression, decision, [outturn.figure, budget.figure])
