"""Completion and execution rates: the outturn over the budget the rate is of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from extractor.claims.operands import amount_of, cannot, enclosed, nearest, quotient
from extractor.claims.work_done import work_done
from extractor.decide import HELD, OFF, UNDETERMINED, Decision
from extractor.mentions import BASE, COMPLETION, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.patterns.words import STAGES
from extractor.relations import printed, relation, with_unit

_REVISED = ("全年预算", "调整预算")


def completion_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield a relation for every completion rate; without one budget and one outturn it cannot be decided."""
    of_first: dict[int, Mapping[Mention, Relation]] = {}
    for rate in passage.mentions:
        if rate.role != COMPLETION:
            continue
        work = work_done(plain, passage, rate)
        if work is not None and work.verdict in HELD:
            yield work
            continue
        found = _decided(passage, rate, passage.order.earlier(rate))
        if work is not None:
            yield found if found.verdict in HELD else work
            continue
        if found.verdict not in HELD:
            found = _otherwise(passage, rate) or found
        if found.verdict == UNDETERMINED:
            if rate.sentence not in of_first:
                of_first[rate.sentence] = _of_first(passage, passage.order.sentence(rate.sentence))
            found = of_first[rate.sentence].get(rate, found)
        yield found


def _otherwise(passage: Passage, rate: Mention) -> Relation | None:
    """Return a reading that the words allow besides: operands in brackets behind the rate, or another whole.

    支出进度 may be of 可用资金 as well as of 当年预算; a rate that names its base (完成年初预算的) may not.
    """
    inside = enclosed(passage, rate)
    if inside:
        found = _decided(passage, rate, inside)
        return found if found.verdict != UNDETERMINED else None
    if rate.of not in ("", "预算"):
        return None
    near = passage.order.earlier(rate)
    levels = [m for m in near if m.role == LEVEL and m.figure.kind == "money" and not m.depth]
    done = levels[-1:] if levels and levels[-1] is near[-1] else []
    beside = {id(m) for p in done for found in passage.lists_of(p) for m in found.parts}
    wholes = [m for m in levels[-2::-1] if id(m) not in beside]  # no part of one whole is that of another
    made = (quotient("completion", passage, rate, p, whole) for p in done for whole in wholes)
    return next((r for r in made if r.verdict in HELD), None)


def _of_first(passage: Passage, sentence: Sequence[Mention]) -> Mapping[Mention, Relation]:
    """Return the rates of the first amount of a sentence, if that is what the rates of the sentence are of.

    资金总额200万元，6月底支出60万元，进度30%；9月底支出120万元，进度60%: no word says so, but one of them holds.
    """
    levels = _levels(sentence)
    if len(levels) < 2 or levels[0].depth:
        return {}
    behind, made = frozenset(levels[1:]), {}
    for part, rate in pairwise(sentence):
        # The amount right before a rate, in its own part of the sentence.
        if rate.role == COMPLETION and part in behind and rate.boundary <= 2:
            made[rate] = quotient("completion", passage, rate, part, levels[0])
    return made if any(r.verdict in HELD for r in made.values()) else {}


def _decided(passage: Passage, rate: Mention, sentence: Sequence[Mention]) -> Relation:
    near = _segment(sentence)
    levels = _levels(near)
    if len(near) < len(sentence) and not any(_is_budget(m) for m in levels):
        # 中央资金8万元，支出7万元，执行率87.5%: the first amount of an item may be its budget.
        return _of_item(passage, rate, levels)
    budgets = _budgets(near, levels, rate)
    done = _outturns(passage, [m for m in levels if m not in budgets])
    if not budgets or not done:
        return cannot("completion", rate, "missing_operand")
    if len(budgets) > 1:
        return cannot("completion", rate, "ambiguous")
    made = [quotient("completion", passage, rate, m, budgets[0]) for m in reversed(done)]
    good = [r for r in made if r.verdict in HELD]
    if amount_of(budgets[0]).value == 0:
        return _of_another(passage, rate, done, budgets[0], levels) or made[0]
    if not good and budgets[0].role == BASE and len(near) > 1 and near[-2] in levels:
        # 甲30万元，完成预算35万元的86%: a part of a list may have a rate of its own.
        made.append(quotient("completion", passage, rate, near[-2], budgets[0]))
        good = [nearest(made)]
    if not good and rate.of == "":
        good = _of_any(passage, levels, rate, done[-1])
    if good or len(made) == 1:
        return (good or made)[0]
    # Several amounts could be what was spent, and the rate is wrong with every one of them.
    named = [r for r, m in zip(made, reversed(done), strict=True) if m.stated("stage")]
    return nearest(named or made)


def _of_item(passage: Passage, rate: Mention, levels: Sequence[Mention]) -> Relation:
    """Return a rate as that of the last amount of an item and its first, unless both are parts of one whole."""
    first = quotient("completion", passage, rate, levels[-1], levels[0])
    of_one = any(levels[0] in p.parts for p in passage.lists_of(levels[-1]))
    return first if first.verdict in HELD and not of_one else cannot("completion", rate, "ambiguous")


def _of_another(
    passage: Passage, rate: Mention, done: Sequence[Mention], named: Mention, levels: Sequence[Mention]
) -> Relation | None:
    """Return what is wrong with a rate of a budget of nothing, if it is exactly that of another budget printed."""
    others = [m for m in levels if _is_budget(m) and amount_of(m).value != 0 and m.stated("stage")]
    made = [(m, b) for m in done for b in others if _is_rate_of(passage, rate, m, b)]
    if len(made) != 1 or amount_of(rate).value == 0:
        return None
    part, other = made[0]
    text = f"{with_unit(part.figure)} ÷ {with_unit(named.figure)} = {printed(rate.figure)}%"
    decision = Decision(OFF, amount_of(rate).value)
    figures = [m.figure for m in (rate, part, named, other)]
    return relation("completion", "completion", "sentence", text, decision, figures)


def _is_rate_of(passage: Passage, rate: Mention, part: Mention, budget: Mention) -> bool:
    return quotient("completion", passage, rate, part, budget).verdict in HELD


def _of_any(passage: Passage, levels: Sequence[Mention], rate: Mention, done: Mention) -> list[Relation]:
    """Return the rate as one of another amount, where that holds: 预算9万元，可用资金12万元，支出6万元，进度50%."""
    others = [m for m in levels if m.figure.span < done.figure.span and addable(m, done)]
    made = [quotient("completion", passage, rate, done, m) for m in reversed(others)]
    return [r for r in made if r.verdict in HELD]


def _segment(near: Sequence[Mention]) -> Sequence[Mention]:
    """Return what stands behind the last ； or 其中 if it holds two amounts of its own, else the sentence."""
    start = next((i for i in range(len(near) - 1, 0, -1) if _begins_item(near[i])), 0)
    own = _levels(near[start:])
    return near[start:] if len(own) > 1 else near


def _begins_item(mention: Mention) -> bool:
    return mention.boundary >= 3 or bool(mention.cues("part"))


def _levels(near: Sequence[Mention]) -> list[Mention]:
    """Return the amounts of money; where the rate names its base (完成任务35公里的114%), what is counted like that."""
    base = near[-1] if near and near[-1].role == BASE else None
    if base is not None and base.figure.kind == "count":
        return [m for m in near if m.role == LEVEL and addable(m, base)]
    return [m for m in near if m.role == LEVEL and m.figure.kind == "money"]


def _outturns(passage: Passage, levels: Sequence[Mention]) -> list[Mention]:
    """Return the amounts that can be what was spent: no budget, no part of a list, no remainder."""
    open_ = [
        m
        for m in levels
        if not _is_budget(m)
        and not m.has("apart")
        and not (m.has("rest") or m.has("left"))
        and not _is_remainder(m)
    ]
    return [m for m in open_ if not passage.lists_of(m)] or open_


def _is_remainder(mention: Mention) -> bool:
    return mention.indicator.startswith("carry_over") or mention.indicator == "budget_addition"


def _is_budget(mention: Mention) -> bool:
    stage = mention.stated("stage")
    return stage is not None and stage.value != "决算"


def _budgets(near: Sequence[Mention], levels: Sequence[Mention], rate: Mention) -> list[Mention]:
    """Return the budget a rate is of: the figure behind 完成, the one it names, else the latest one stated."""
    if near and near[-1].role == BASE and (near[-1].has("completion") or not rate.cues("completion")):
        return [near[-1]]
    found = [m for m in levels if _is_budget(m) and _is_named(rate, m)]
    if not found and not any(_is_budget(m) for m in levels):
        found = [m for m in levels if m.has("apart") and rate.of == ""]  # 到位100万元，支出92万元，使用率92%
    revised = [m for m in found if (s := m.stated("stage")) and s.value in _REVISED]
    return revised if len(revised) == 1 and rate.of in ("", "预算") else found


def _is_named(rate: Mention, budget: Mention) -> bool:
    """Tell whether the budget is the one the rate speaks of; 预算 alone means any."""
    stage = budget.stated("stage")
    return rate.of in ("", "预算") or rate.of not in STAGES or (stage is not None and rate.of == stage.value)
