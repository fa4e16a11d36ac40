"""Differences: 2.05万元，较上年2.08万元减少0.03万元, with or without a rate behind."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.claims.ends import ends
from extractor.claims.operands import amount_of, context, nearest, wholes
from extractor.decide import HELD, decide_sum
from extractor.document import Document
from extractor.mentions import BASE, CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import relation, with_unit


def difference_relations(document: Document, passage: Passage) -> Iterator[Relation]:
    """Yield a relation for every change printed together with both figures it lies between."""
    for change in passage.mentions:
        if change.role != CHANGE:
            continue
        if not change.direction:
            yield from _gap(passage, change)
        elif (found := ends(document.plain, passage.order, change)) is not None:
            made = [
                _difference(passage, change, m, found.base)
                for m in (found.level, *wholes(passage, found.level, found.base))
            ]
            good = [r for r in made if r.verdict in HELD]
            if good or found.sure:
                yield (good[0] if good else nearest(made))


def _gap(passage: Passage, gap: Mention) -> Iterator[Relation]:
    """Yield the difference of the two figures before 相差 or 差额, whichever is more."""
    near = [m for m in passage.order.earlier(gap) if m.depth <= gap.depth]
    pair = near[-2:]
    if not gap.has("gap") or len(pair) < 2 or not all(_is_end(m, gap) for m in pair):
        return
    large, small = sorted(pair, key=lambda m: amount_of(m).base, reverse=True)
    found = _difference(passage, gap, large, small)
    if found.verdict in HELD or len([m for m in near if _is_end(m, gap)]) == 2:
        yield found


def _is_end(mention: Mention, gap: Mention) -> bool:
    return mention.role in (LEVEL, BASE) and addable(mention, gap)


def _difference(passage: Passage, change: Mention, level: Mention, base: Mention) -> Relation:
    operands = [change, level, base]
    amounts = [amount_of(m) for m in operands]
    way = change.direction or 1
    signs = [way, -way]
    decision = decide_sum(amounts[0], amounts[1:], context(passage, operands), signs)
    first, second = (level, base) if way > 0 else (base, level)
    expression = f"{with_unit(first.figure)} - {with_unit(second.figure)} = {with_unit(change.figure)}"
    figures = [m.figure for m in operands]
    return relation("difference", "difference", "sentence", expression, decision, figures)
