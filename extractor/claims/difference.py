"""Differences: 2.05万元，较上年2.08万元减少0.03万元, with or without a rate behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.claims.operands import amount_of, context, nearest, wholes
from extractor.decide import decide_sum
from extractor.mentions import BASE, CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import relation, with_unit


def difference_relations(passage: Passage) -> Iterator[Relation]:
    """Yield a relation for every change printed together with both figures it lies between."""
    for change in passage.mentions:
        if change.role == CHANGE and change.direction:
            found = _ends(passage.order.earlier(change), change)
            if found is not None:
                level, base = found
                made = [_difference(passage, change, m, base) for m in (level, *wholes(passage, level, base))]
                good = [r for r in made if r.verdict in ("exact", "rounded")]
                yield (good[0] if good else nearest(made))


def _ends(earlier: Sequence[Mention], change: Mention) -> tuple[Mention, Mention] | None:
    """Return the level and the base right before a change, in either order, in its sentence."""
    near = [m for m in earlier if m.depth <= change.depth]
    if len(near) < 2 or not (addable(near[-1], change) and addable(near[-2], change)):
        return None
    roles = (near[-2].role, near[-1].role)
    if roles == (LEVEL, BASE):
        return near[-2], near[-1]
    return (near[-1], near[-2]) if roles == (BASE, LEVEL) and not change.has("compare") else None


def _difference(passage: Passage, change: Mention, level: Mention, base: Mention) -> Relation:
    operands = [change, level, base]
    amounts = [amount_of(m) for m in operands]
    signs = [change.direction, -change.direction]
    decision = decide_sum(amounts[0], amounts[1:], context(passage, operands), signs)
    first, second = (level, base) if change.direction > 0 else (base, level)
    expression = f"{with_unit(first.figure)} - {with_unit(second.figure)} = {with_unit(change.figure)}"
    figures = [m.figure for m in operands]
    return relation("difference", "difference", "sentence", expression, decision, figures)
