"""Sums and subsets: the lists of a passage decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from extractor.claims.operands import amount_of, context
from extractor.decide import (
    EXACT,
    HELD,
    HUNDRED,
    UNDETERMINED,
    Decision,
    decide_at_most,
    decide_hundred,
    decide_sum,
    undetermined,
)
from extractor.mentions import CHANGE, Mention
from extractor.model import Figure, Relation
from extractor.parts import PartList, signs
from extractor.passages import Passage
from extractor.relations import printed, relation, sum_text, unit_note


def list_relations(passage: Passage, shares: Mapping[int, Mention]) -> Iterator[Relation]:
    """Yield a sum or a subset for each list, and the total of its shares; `shares` by id of their part."""
    for found in passage.lists:
        head, parts = found.head, found.parts
        finest = context(passage, [head, *parts])
        figures = [head.figure, *(p.figure for p in parts)]
        if found.overlapping:
            # Of the rest nothing says that they are qualities of the same persons; 其中 stands before the first.
            named = [
                p for p in parts if found.each or p.has("attribute") or (p is parts[0] and p.cues("part"))
            ]
            yield from (_subset_of_one(found, part, finest) for part in named)
            continue
        rates = [shares[id(p)] for p in parts if id(p) in shares]
        if not found.is_whole and not _all_shared(found, rates):
            yield _subset(found, finest, figures)
            continue
        complete = found.closed or (len(rates) == len(parts) and near_hundred(rates))
        amounts = [amount_of(p) for p in parts]
        decision = decide_sum(amount_of(head), amounts, finest, signs(head, parts), complete)
        if head.role == CHANGE and not found.closed:
            decision = _change(decision, signs(head, parts))
            if decision.verdict == UNDETERMINED and set(signs(head, parts)) == {1}:
                yield _subset(found, finest, figures)
                continue
        yield relation("sum", "sum", "sentence", sum_text(figures, signs(head, parts)), decision, figures)
        without = [p for p in parts if id(p) not in shares]
        of_one_whole = len({r.of for r in rates}) <= 1
        if len(rates) >= 2 and of_one_whole and all(amount_of(p).value == 0 for p in without):
            yield share_total(rates)


def _all_shared(found: PartList, rates: Sequence[Mention]) -> bool:
    """Tell whether the parts of an open list (主要用于) are all there is: their shares total 100."""
    shared = len(rates) == len(found.parts) > 1 and not found.overlapping
    return shared and decide_hundred([amount_of(r) for r in rates]).verdict in HELD


def _change(decision: Decision, way: Sequence[int]) -> Decision:
    """Decide the parts of a change: reports name only some of them, so falling short says nothing."""
    if decision.verdict in HELD or decision.difference is None:
        return decision
    if len(set(way)) > 1 or decision.difference > 0:
        return undetermined("incomplete", decision.stated, decision.computed)
    return decision


def _subset_of_one(found: PartList, part: Mention, finest: Decimal | None) -> Relation:
    single = PartList(found.head, found.how, found.depth, open=True, parts=[part])
    return _subset(single, finest, [found.head.figure, part.figure])


def _subset(found: PartList, finest: Decimal | None, figures: Sequence[Figure]) -> Relation:
    whole, parts = amount_of(found.head), [amount_of(p) for p in found.parts]
    if len(parts) == 1:
        decision = decide_at_most(parts[0], whole, finest)
    else:
        decision = decide_sum(whole, parts, finest, signs(found.head, found.parts))
        if decision.difference is not None and decision.difference >= 0:
            decision = Decision(EXACT, decision.stated, decision.computed, decision.slack, decision.own_slack)
    text = " + ".join(printed(f) for f in figures[1:])
    expression = f"{text} ≤ {printed(figures[0])}{unit_note(figures)}"
    return relation("subset", "subset", "sentence", expression, decision, figures)


def share_total(rates: Sequence[Mention]) -> Relation:
    """Return whether shares total 100%."""
    figures = [r.figure for r in rates]
    expression = " + ".join(f"{printed(f)}%" for f in figures) + " = 100%"
    decision = decide_hundred([amount_of(r) for r in rates])
    return relation("share_total", "share-total", "sentence", expression, decision, figures)


def near_hundred(rates: Sequence[Mention]) -> bool:
    """Tell whether shares come near 100, so that their list is meant to be complete."""
    return abs(sum((amount_of(r).value for r in rates), Decimal(0)) - HUNDRED) <= 5
