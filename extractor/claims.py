"""Relations the report itself states in its sentences: sums, subsets, shares, growth and completion rates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.decide import (
    HUNDRED,
    Decision,
    decide_at_most,
    decide_hundred,
    decide_rate,
    decide_sum,
    finest_step,
    undetermined,
)
from extractor.lists import PartList, addable
from extractor.mentions import BASE, CHANGE, COMPLETION, GROWTH, LEVEL, SHARE, Mention
from extractor.model import Amount, Figure, Relation
from extractor.passages import Passage
from extractor.patterns import Patterns
from extractor.patterns.words import STAGES
from extractor.relations import printed, relation, unit_note, with_unit


def claims(passages: Sequence[Passage], patterns: Patterns) -> Iterator[Relation]:
    """Yield the relations stated in sentences."""
    for passage in passages:
        shares = dict(_shares_of(passage))
        for found in passage.lists:
            yield from _list_relation(passage, found, shares)
        yield from _share_relations(passage, shares)
        yield from _growth_relations(passage)
        yield from _completion_relations(passage)


def amount_of(mention: Mention) -> Amount:
    """Return the amount of a mention; mentions always have one."""
    amount = mention.figure.amount
    assert amount is not None
    return amount


def context(passage: Passage, operands: Sequence[Mention]) -> Decimal | None:
    """Return the finest last digit in the sentences of the operands, among figures of their kind and unit."""
    sentences = {m.sentence for m in operands}
    kind = operands[0].figure.kind
    units = {amount_of(m).scale for m in operands if amount_of(m).value != 0}
    if len(units) > 1:
        return None
    near = [
        amount_of(m)
        for m in passage.mentions
        if m.sentence in sentences and m.figure.kind == kind and amount_of(m).scale in units
    ]
    return finest_step([*near, *(amount_of(m) for m in operands)])


# Sums and subsets -----------------------------------------------------------------------------------------


def _list_relation(passage: Passage, found: PartList, shares: dict[int, Mention]) -> Iterator[Relation]:
    head, parts = found.head, found.parts
    finest = context(passage, [head, *parts])
    amounts = [amount_of(p) for p in parts]
    figures = [head.figure, *(p.figure for p in parts)]
    if not found.is_whole:
        yield _subset(found, finest, figures)
        return
    rates = [shares[id(p)] for p in parts if id(p) in shares]
    complete = found.closed or _shares_near_hundred(parts, rates)
    decision = decide_sum(amount_of(head), amounts, finest, complete=complete)
    yield relation("sum", "sum", "sentence", sum_text(figures), decision, figures)
    without = [p for p in parts if id(p) not in shares]
    if len(rates) >= 2 and all(amount_of(p).value == 0 for p in without) and not _has_own_whole(rates):
        yield _share_total(rates)


def _subset(found: PartList, finest: Decimal | None, figures: Sequence[Figure]) -> Relation:
    whole, parts = amount_of(found.head), [amount_of(p) for p in found.parts]
    if len(parts) == 1:
        decision = decide_at_most(parts[0], whole, finest)
    else:
        together = decide_sum(whole, parts, finest)
        short = together.difference is not None and together.difference >= 0
        kept = ("exact" if short else together.verdict, together.stated, together.computed, together.slack)
        decision = Decision(*kept, together.own_slack, together.reason)
    text = " + ".join(printed(f) for f in figures[1:])
    expression = f"{text} ≤ {printed(figures[0])}{unit_note(figures)}"
    return relation("subset", "subset", "sentence", expression, decision, figures)


def _shares_near_hundred(parts: Sequence[Mention], rates: Sequence[Mention]) -> bool:
    """Tell whether every part has a share and the shares come near 100, so that the list is meant to be complete."""
    total = sum((amount_of(r).value for r in rates), Decimal(0))
    return len(rates) == len(parts) and abs(total - HUNDRED) <= 5


def _share_total(rates: Sequence[Mention]) -> Relation:
    figures = [r.figure for r in rates]
    expression = " + ".join(f"{printed(f)}%" for f in figures) + " = 100%"
    return relation(
        "share_total",
        "share-total",
        "sentence",
        expression,
        decide_hundred([amount_of(r) for r in rates]),
        figures,
    )


def _has_own_whole(rates: Sequence[Mention]) -> bool:
    return len({r.of for r in rates}) > 1


def sum_text(figures: Sequence[Figure], signs: Sequence[int] | None = None) -> str:
    """Print a sum: 85.27 + 23.91 = 109.18（万元）; units stay with the numbers where they differ."""
    note = unit_note(figures)
    show = printed if note else with_unit
    words = ""
    for sign, figure in zip(signs or [1] * (len(figures) - 1), figures[1:], strict=True):
        words += (" + " if sign > 0 else " - ") + show(figure)
    return f"{words.removeprefix(' + ')} = {show(figures[0])}{note}"


# Shares ---------------------------------------------------------------------------------------------------


def _shares_of(passage: Passage) -> Iterator[tuple[int, Mention]]:
    """Yield (id of a part, its share): the share that follows a figure in the same sentence."""
    for mention in passage.mentions:
        if mention.role == SHARE:
            part = _part_of(passage, mention)
            if part is not None:
                yield id(part), mention


def _part_of(passage: Passage, share: Mention) -> Mention | None:
    for earlier in reversed(_before(passage, share)):
        if earlier.sentence != share.sentence:
            return None
        if earlier.role == LEVEL and earlier.figure.kind in ("money", "count"):
            fits = not share.indicator or share.indicator == earlier.indicator
            return earlier if fits else None
    return None


def _before(passage: Passage, mention: Mention) -> Sequence[Mention]:
    return passage.mentions[: passage.mentions.index(mention)]


def _share_relations(passage: Passage, shares: dict[int, Mention]) -> Iterator[Relation]:
    owner = {id(share): part for part, share in shares.items()}
    by_id = {id(m): m for m in passage.mentions}
    for share in passage.mentions:
        if share.role != SHARE:
            continue
        part = by_id.get(owner.get(id(share), 0))
        whole = _whole_of(passage, share, part)
        if part is None or whole is None:
            yield _cannot("share", "share", share, "missing")
            continue
        yield _rate("share", "share", passage, share, [part, whole], lambda v: v[0] / v[1] * HUNDRED, 1)


def _whole_of(passage: Passage, share: Mention, part: Mention | None) -> Mention | None:
    """Return the whole of a share: the figure or indicator behind 占, else the head of the list."""
    if part is None:
        return None
    before = _before(passage, share)
    if before and before[-1].role == BASE and before[-1].cues("share") and before[-1] is not part:
        return before[-1]
    heads = [found.head for found in passage.lists if part in found.parts and addable(found.head, part)]
    if share.of and share.of not in STAGES:
        named = [m for m in before if m.indicator == share.of and m.role == LEVEL and addable(m, part)]
        heads_named = [h for h in heads if h.indicator == share.of]
        return next(reversed(heads_named or named), None)
    return heads[0] if heads else None


def _rate(
    kind: str,
    rule: str,
    passage: Passage,
    rate: Mention,
    operands: Sequence[Mention],
    formula: object,
    base: int,
    text: str = "",
) -> Relation:
    assert callable(formula)
    amounts = [amount_of(m) for m in operands]
    finest = context(passage, operands)
    decision = decide_rate(amount_of(rate), amounts, formula, lambda v: v[base], finest)
    figures = [rate.figure, *(m.figure for m in operands)]
    a, b = (with_unit(m.figure) for m in operands[:2])
    expression = text or f"{a} ÷ {b} = {printed(rate.figure)}%"
    return relation(kind, rule, "sentence", expression, decision, figures)


def _cannot(kind: str, rule: str, mention: Mention, reason: str) -> Relation:
    decision = undetermined(reason, amount_of(mention).value)
    expression = f"{mention.chunk.of('')}{mention.figure.raw}"
    return relation(kind, rule, "sentence", expression, decision, [mention.figure])


# Growth ---------------------------------------------------------------------------------------------------


def _growth_relations(passage: Passage) -> Iterator[Relation]:
    for index, rate in enumerate(passage.mentions):
        if rate.role != GROWTH:
            continue
        found = _growth_operands(passage.mentions[:index], rate)
        if found is None:
            yield _cannot("growth", "growth", rate, "missing_base")
            continue
        level, other = found
        yield _growth(passage, rate, level, other)


def _growth_operands(before: Sequence[Mention], rate: Mention) -> tuple[Mention, Mention] | None:
    """Return the level and its change or base, both in the sentence of the rate and of one comparison."""
    other = next(
        (m for m in reversed(before) if m.sentence == rate.sentence and m.role in (CHANGE, BASE)), None
    )
    if (
        other is None
        or (rate.has("compare") and other is not before[-1])
        or before[-1].role not in (CHANGE, BASE, LEVEL)
    ):
        return None
    if before[-1] is not other and before[-1].role == LEVEL and other.role != BASE:
        return None
    levels = [m for m in before if m.sentence == rate.sentence and m.role == LEVEL and addable(m, other)]
    behind = [m for m in levels if before.index(m) > before.index(other)]
    ahead = [m for m in levels if before.index(m) < before.index(other)]
    if other.role == BASE and behind:
        return behind[-1], other
    if not ahead or rate.direction == 0 or _in_row(ahead):
        return None
    return ahead[-1], other


def _in_row(levels: Sequence[Mention]) -> bool:
    """Tell whether several subjects share the comparison (收入、支出各增加…); it cannot be told apart then."""
    return len(levels) > 1 and bool(levels[-1].cues("respectively") or levels[-2].cues("respectively"))


def _growth(passage: Passage, rate: Mention, level: Mention, other: Mention) -> Relation:
    sign = rate.direction
    a, b = with_unit(level.figure), with_unit(other.figure)
    if other.role == BASE:
        text = f"({a} - {b}) ÷ {b} = {'-' if sign < 0 else ''}{printed(rate.figure)}%"
        operands = [level, other]
        return _rate(
            "growth",
            "growth",
            passage,
            rate,
            operands,
            lambda v: sign * (v[0] - v[1]) / v[1] * HUNDRED,
            1,
            text,
        )
    mark = "-" if sign > 0 else "+"
    text = f"{b} ÷ ({a} {mark} {b}) = {printed(rate.figure)}%"
    amounts = [amount_of(level), amount_of(other)]
    decision = decide_rate(
        amount_of(rate),
        amounts,
        lambda v: v[1] / (v[0] - sign * v[1]) * HUNDRED,
        lambda v: v[0] - sign * v[1],
        context(passage, [level, other]),
    )
    figures = [rate.figure, level.figure, other.figure]
    return relation("growth", "growth", "sentence", text, decision, figures)


# Completion -----------------------------------------------------------------------------------------------


def _completion_relations(passage: Passage) -> Iterator[Relation]:
    for index, rate in enumerate(passage.mentions):
        if rate.role != COMPLETION:
            continue
        levels = [
            m
            for m in passage.mentions[:index]
            if m.role == LEVEL and m.figure.kind == "money" and _near(m, rate)
        ]
        budgets = [
            m for m in levels if (s := m.stated("stage")) and s.value != "决算" and _names(rate, s.value)
        ]
        done = [
            m for m in levels if m not in budgets and not ((s := m.stated("stage")) and s.value != "决算")
        ]
        if len(budgets) != 1 or not done or done[-1] is not levels[-1]:
            yield _cannot("completion", "completion", rate, "missing_operand" if not budgets else "ambiguous")
            continue
        operands = [done[-1], budgets[0]]
        yield _rate("completion", "completion", passage, rate, operands, lambda v: v[0] / v[1] * HUNDRED, 1)


def _near(mention: Mention, rate: Mention) -> bool:
    return mention.sentence == rate.sentence


def _names(rate: Mention, stage: str) -> bool:
    """Tell whether the budget is the one the rate speaks of; 预算 alone means any."""
    return rate.of in ("", "预算", stage) or rate.of not in STAGES
