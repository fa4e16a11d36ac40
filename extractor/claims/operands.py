"""What all claims share: the amount of a mention, the precision of its context, a rate of two amounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from extractor.amount import ZERO
from extractor.decide import HUNDRED, decide_rate, finest_step, undetermined
from extractor.mentions import CHANGE, GROWTH, Mention
from extractor.model import Amount, Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import printed, relation, with_unit

Formula = Callable[[Sequence[Decimal]], Decimal]


_INSIDE = 8  # figures in brackets that are looked at


def amount_of(mention: Mention) -> Amount:
    """Return the amount of a mention; mentions always have one."""
    amount = mention.figure.amount
    assert amount is not None
    return amount


def enclosed(passage: Passage, owner: Mention) -> Sequence[Mention]:
    """Return what stands in brackets right behind a figure: 执行率80%（预算10万元，执行8万元）."""
    found: list[Mention] = []
    place = passage.order.place(owner) + 1
    for mention in passage.mentions[place : place + _INSIDE]:
        if mention.sentence != owner.sentence or mention.depth <= owner.depth:
            break
        if not found and mention.gap.start != owner.figure.span.end:
            break
        found.append(mention)
    return found if found and found[0].opens and found[0].chunk.start - found[0].gap.start <= 2 else ()


def context(passage: Passage, operands: Sequence[Mention]) -> Decimal | None:
    """Return the finest last digit in the sentences of the operands, among figures of their kind and unit."""
    if any(passage.order.place(m) < 0 for m in operands):
        return None
    units = {amount_of(m).scale for m in operands if amount_of(m).value != 0}
    if len(units) > 1:
        return None
    own = finest_step([amount_of(m) for m in operands])
    kind = operands[0].figure.kind
    near = (passage.order.finest(n, kind, unit) for n in {m.sentence for m in operands} for unit in units)
    return min((step for step in (*near, own) if step), default=ZERO)


def rate_relation(
    kind: str,
    passage: Passage,
    rate: Mention,
    operands: Sequence[Mention],
    formula: Formula,
    base_of: Formula,
    expression: str,
) -> Relation:
    """Return the decision whether a printed rate is what the formula makes of the operands."""
    amounts = [amount_of(m) for m in operands]
    decision = decide_rate(amount_of(rate), amounts, formula, base_of, context(passage, operands))
    figures = [rate.figure, *(m.figure for m in operands)]
    return relation(kind, kind, "sentence", expression, decision, figures)


def quotient(kind: str, passage: Passage, rate: Mention, part: Mention, whole: Mention) -> Relation:
    """Return the relation part ÷ whole = rate, in percent."""
    text = f"{with_unit(part.figure)} ÷ {with_unit(whole.figure)} = {printed(rate.figure)}%"
    operands = [part, whole]
    return rate_relation(kind, passage, rate, operands, lambda v: v[0] / v[1] * HUNDRED, lambda v: v[1], text)


def nearest(made: Sequence[Relation]) -> Relation:
    """Return the reading that comes nearest to what is stated."""
    return min(made, key=lambda r: abs(r.difference) if r.difference is not None else Decimal("Infinity"))


def cannot(kind: str, mention: Mention, reason: str) -> Relation:
    """Return the relation a rate would state if its operands were there."""
    decision = undetermined(reason, amount_of(mention).value)
    return relation(kind, kind, "sentence", mention.figure.raw, decision, [mention.figure])


def wholes(passage: Passage, level: Mention, other: Mention) -> list[Mention]:
    """Return the wholes of the lists a level ends, if no earlier part has a change of its own and nothing is named."""
    if other.indicator or other.depth:
        return []
    return [
        found.head
        for found in passage.lists_of(level)
        if len(found.parts) > 1
        and found.parts[-1] is level
        and addable(found.head, other)
        and not _has_change(passage, found.parts)
    ]


def _has_change(passage: Passage, parts: Sequence[Mention]) -> bool:
    """Tell whether a change stands between the parts of a list."""
    first, last = parts[0].figure.span.start, parts[-1].figure.span.start
    between = passage.mentions[passage.order.place(parts[0]) : passage.order.place(parts[-1])]
    return any(m.role in (CHANGE, GROWTH) and first < m.figure.span.start < last for m in between)
