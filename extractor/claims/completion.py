"""Completion and execution rates: the outturn over the budget the rate is of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.claims.operands import cannot, quotient
from extractor.mentions import BASE, COMPLETION, LEVEL, Mention
from extractor.model import Relation
from extractor.passages import Passage
from extractor.patterns.words import STAGES

_REVISED = ("全年预算", "调整预算")


def completion_relations(passage: Passage) -> Iterator[Relation]:
    """Yield a relation for every completion rate; without one budget and one outturn it cannot be decided."""
    for index, rate in enumerate(passage.mentions):
        if rate.role != COMPLETION:
            continue
        near = [m for m in passage.mentions[:index] if m.sentence == rate.sentence]
        levels = [m for m in near if m.role == LEVEL and m.figure.kind == "money"]
        budgets = _budgets(near, levels, rate)
        done = [m for m in levels if m not in budgets and not _is_budget(m)]
        if not budgets or not done:
            yield cannot("completion", rate, "missing_operand")
        elif len(budgets) > 1 or (done[-1] is not levels[-1] and levels[-1] not in budgets):
            yield cannot("completion", rate, "ambiguous")
        else:
            yield quotient("completion", passage, rate, done[-1], budgets[0])


def _is_budget(mention: Mention) -> bool:
    stage = mention.stated("stage")
    return stage is not None and stage.value != "决算"


def _budgets(near: Sequence[Mention], levels: Sequence[Mention], rate: Mention) -> list[Mention]:
    """Return the budget a rate is of: the figure behind 完成, the one it names, else the latest one stated."""
    if near and near[-1].role == BASE and near[-1].has("completion"):
        return [near[-1]]
    found = [m for m in levels if _is_budget(m) and _is_named(rate, m)]
    revised = [m for m in found if (s := m.stated("stage")) and s.value in _REVISED]
    return revised if len(revised) == 1 and rate.of in ("", "预算") else found


def _is_named(rate: Mention, budget: Mention) -> bool:
    """Tell whether the budget is the one the rate speaks of; 预算 alone means any."""
    stage = budget.stated("stage")
    return rate.of in ("", "预算") or rate.of not in STAGES or (stage is not None and rate.of == stage.value)
