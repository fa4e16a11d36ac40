"""Formulas of patterns/checks.toml over facts that share entity, year, stage and scope."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.amount import ZERO
from extractor.claims.operands import nearest
from extractor.decide import (
    HELD,
    HUNDRED,
    OFF,
    SUSPECT,
    UNDETERMINED,
    Decision,
    capped,
    decide_at_most,
    decide_rate,
    decide_sum,
    finest_step,
    undetermined,
)
from extractor.facts import NARROW, OUTTURN
from extractor.model import Fact, Figure, Key, Relation
from extractor.patterns.formulas import Check, Formula, Term
from extractor.relations import printed, relation, sum_text, unit_note, with_unit
from extractor.stated import Stated, amount_of

_NEAR = ("clause", "list", "sentence", "header", "table")
_UNCONFIRMED = "；公式未经官方文本核实，各地口径可能不同"
_RATES = ("completion", "rate")
# In a limit, what was used of a carry-over stands for the carry-over; in a balance it must not.
_IN_LIMITS = {"carry_over_opening": "carry_over_used"}


def equations(
    facts: Sequence[Fact], formulas: Sequence[Formula], explained: Collection[str] = ()
) -> Iterator[Relation]:
    """Yield the relation of each formula for each key its left side is stated with.

    `explained` are figures that follow from others beside them: such a rate is of these, not of the formula's.
    """
    known = Stated(facts)
    for formula in formulas:
        for left in known.first_of_each_key(formula.left):
            beside = known.beside(left) if formula.check.together else known
            if any(_bind(term, left, known) for term in formula.unless):
                continue
            if not formula.base:
                found = _evaluate(formula, left, beside)
            elif left.figure.figure_id not in explained:
                found = _rate(formula, left, beside)
            else:
                continue
            yield from (_weighed(r, formula.check) for r in found)


def explained(relations: Iterable[Relation]) -> frozenset[str]:
    """Return the rates that a sentence or a table decides by the figures beside them."""
    return frozenset(r.figure_ids[0] for r in relations if r.kind in _RATES and r.verdict != UNDETERMINED)


def proven(relations: Iterable[Relation]) -> frozenset[str]:
    """Return the rates that hold by the figures beside them."""
    return frozenset(r.figure_ids[0] for r in relations if r.kind in _RATES and r.verdict in HELD)


def _weighed(found: Relation, check: Check) -> Relation:
    """Return what a failure says: nothing where the check only asks, a doubt where its severity or source is weak."""
    if found.verdict not in (OFF, SUSPECT):
        return found
    if check.question:
        return replace(found, verdict=UNDETERMINED, reason="")
    if check.confirmed and check.severity != "info":
        return found
    reason = found.reason + ("" if check.confirmed else _UNCONFIRMED)
    return replace(found, verdict=capped(found.verdict), reason=reason)


def _rate(formula: Formula, left: Fact, facts: Stated) -> Iterator[Relation]:
    """Yield a rate by the first of its formulas that holds, else by the one that comes nearest."""
    made, proofs = (
        [r for each in group if (r := _quotient(each, left, facts)) is not None]
        for group in ((formula, *formula.others), formula.proofs)
    )
    good = [r for r in (*made, *proofs) if r.verdict in HELD]
    told = [r for r in made if r.difference is not None]
    open_ = [r for r in (*made, *proofs) if r.difference is None]
    if good or told:
        yield good[0] if good else nearest(told)
    elif open_:
        yield open_[0]


def _quotient(formula: Formula, left: Fact, facts: Stated) -> Relation | None:
    terms = (*formula.right, *formula.base)
    bound = [_bind(term, left, facts) for term in terms]
    if not any(bound):
        return None
    operands = [left, *(group[0] for group in bound if group)]
    figures = [f.figure for f in operands]
    above = len(formula.right)
    if not all(bound):
        decision = undetermined("missing_operand", _printed_value(left))
        return relation("rate", formula.check.id, "pattern", with_unit(figures[0]), decision, figures)
    signs = [term.sign for term in terms]
    groups = [list(zip(signs, figures[1:], strict=True))[part] for part in (slice(above), slice(above, None))]
    expression = f"{_bracketed(groups[0])} ÷ {_bracketed(groups[1])} = {printed(figures[0])}%"
    if any(f.status == "conflict" for f in operands):
        decision = undetermined("conflict", _printed_value(left))
    else:
        amounts = [amount_of(f) for f in operands[1:]]
        decision = decide_rate(
            amount_of(left),
            amounts,
            lambda v: _total(signs[:above], v[:above]) / _total(signs[above:], v[above:]) * HUNDRED,
            lambda v: _total(signs[above:], v[above:]),
            finest_step(amounts) if _together(operands) else None,
        )
    return relation("rate", formula.check.id, "pattern", expression, decision, figures)


def _total(signs: Sequence[int], values: Sequence[Decimal]) -> Decimal:
    return sum((sign * value for sign, value in zip(signs, values, strict=True)), ZERO)


def _bracketed(terms: Sequence[tuple[int, Figure]]) -> str:
    words = "".join((" + " if sign > 0 else " - ") + with_unit(figure) for sign, figure in terms)
    return words.removeprefix(" + ") if len(terms) == 1 else f"({words.removeprefix(' + ')})"


def _printed_value(fact: Fact) -> Decimal:
    return amount_of(fact).value


def _evaluate(formula: Formula, left: Fact, facts: Stated) -> Iterator[Relation]:
    bound = [_bind(term, left, facts) for term in formula.right]
    if formula.operator == "<=":
        bound = [group or _bind(_used(t), left, facts) for t, group in zip(formula.right, bound, strict=True)]
    present = [f for group in bound for f in group[:1]]
    if not present:
        return
    missing = [t for t, group in zip(formula.right, bound, strict=True) if not group and not t.optional]
    operands = [left, *present]
    figures = [f.figure for f in operands]
    signs = [t.sign for t, group in zip(formula.right, bound, strict=True) if group]
    if missing:
        decision = undetermined("missing_operand", amount_of(left).base)
    elif left.status == "conflict" or any(f.status == "conflict" for f in present):
        decision = undetermined("conflict", amount_of(left).base)
    else:
        decision = _decide(formula, operands, signs, bound)
        if decision.verdict not in HELD and (_of_other_stages(operands) or _of_parts(operands)):
            decision = undetermined("ambiguous", decision.stated, decision.computed)
    if formula.check.open and _says_nothing(decision, len(present) == len(bound)):
        return
    expression = sum_text(figures, signs)
    if formula.operator == "<=":
        right = " + ".join(printed(f) for f in figures[1:])
        expression = f"{printed(figures[0])} ≤ {right}{unit_note(figures)}"
    yield relation(formula.kind, formula.check.id, "pattern", expression, decision, figures)


def _used(term: Term) -> Term:
    return replace(term, indicator=_IN_LIMITS.get(term.indicator, term.indicator))


def _decide(
    formula: Formula, operands: Sequence[Fact], signs: Sequence[int], bound: Sequence[Sequence[Fact]]
) -> Decision:
    left, *right = (amount_of(f) for f in operands)
    finest = finest_step([left, *right]) if _together(operands) else None
    if formula.operator == "=":
        return decide_sum(left, right, finest, signs)
    if len(right) == 1:
        decision = decide_at_most(left, right[0], finest)
    else:
        together = decide_sum(left, right, finest, signs)
        below = together.difference is not None and together.difference <= 0
        verdict = "exact" if below else together.verdict
        decision = Decision(verdict, together.stated, together.computed, together.slack, together.own_slack)
    absent = any(t.optional and not group for t, group in zip(formula.right, bound, strict=True))
    if decision.verdict in ("off", "suspect") and absent:
        return undetermined("missing_operand", decision.stated, decision.computed)
    return decision


def _of_other_stages(operands: Sequence[Fact]) -> bool:
    """Tell whether cells of one table may be of different stages: a header names that of some, and of others nothing."""
    if operands[0].figure.table is None or not _together(operands):
        return False
    return len({f.how("stage") == "table" for f in operands}) > 1


def _of_parts(operands: Sequence[Fact]) -> bool:
    """Tell whether one operand may be of a part of the unit only (the total of some projects), told elsewhere."""
    if len({(f.figure.table, f.figure.section_id) for f in operands}) == 1:
        return False
    return any(f.how(NARROW) for f in operands)


def _says_nothing(decision: Decision, whole: bool) -> bool:
    """Tell whether a list that may be longer leaves it open: what it falls short by may be what nobody stated."""
    gap = decision.difference
    short = decision.verdict in (OFF, SUSPECT) and gap is not None and gap > 0
    return decision.verdict == UNDETERMINED or (short and not whole)


def _together(operands: Sequence[Fact]) -> bool:
    """Tell whether all operands stand in the text or all in one table; mixed, only own precision counts."""
    return len({f.figure.table for f in operands}) == 1


def _bind(term: Term, left: Fact, facts: Stated) -> Sequence[Fact]:
    """Return the facts a term can stand for: the left side's key, or in its section one without a stated scope."""
    key = left.key
    counted = left.figure.kind == "percent" and not term.stage  # numbers of persons have no stage
    stage = "" if counted else term.stage or key.stage
    year = key.year - term.years_back if key.year is not None else None
    if term.years_back and year is None:
        return []
    same = facts.alike(Key(key.entity, term.indicator, year, stage, key.scope))
    if not same:
        return []
    if stage != OUTTURN and left.figure.kind != "percent":
        # A heading's 预算 is too weak to stand beside one written at the figure.
        same = [f for f in same if (f.how("stage") in _NEAR) == (left.how("stage") in _NEAR)]
    exact = [f for f in same if f.key.scope == key.scope]
    if exact:
        return exact
    if key.scope and facts.has(replace(key, scope="")):
        return []  # that is the whole which the parts without a scope belong to
    unstated = [f for f in same if not f.key.scope]
    return [f for f in unstated if f.figure.section_id == left.figure.section_id]
