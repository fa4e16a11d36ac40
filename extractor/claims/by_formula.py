"""Rates that the patterns know a formula of, with operands named beside them: 年初预算10万元，追加4万元，预算控制率40%.

A term of the formula is the one amount beside the rate that its indicator names, or, for the whole of the unit's
income or expenditure, the one amount that a stage alone names (年初预算1922.76万元).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.claims.operands import nearest, rate_relation
from extractor.decide import HELD, HUNDRED, capped
from extractor.mentions import BASE, COMPLETION, LEVEL, RATE, Mention
from extractor.model import Relation
from extractor.passages import Passage
from extractor.patterns.formulas import Formula, Term
from extractor.relations import printed, with_unit

_WHOLES = ("expenditure_total", "income_total")
_REACH = 20  # figures before a rate that its formula may be about
_UNCONFIRMED = "；公式未经官方文本核实，各地口径可能不同"


def formula_rates(passage: Passage, formulas: Sequence[Formula]) -> Iterator[Relation]:
    """Yield a relation for each rate whose formula finds all its operands before it, in its sentence or paragraph."""
    if not passage.roles & {RATE, COMPLETION}:
        return
    by_name = {f.left.indicator: f for f in formulas if f.base}
    for index, rate in enumerate(passage.mentions):
        formula = by_name.get(rate.indicator)
        if formula is None or rate.role not in (RATE, COMPLETION) or rate.stated("year") is not None:
            continue
        earlier = [m for m in passage.mentions[max(0, index - _REACH) : index] if m.role in (LEVEL, BASE)]
        same = [m for m in earlier if m.sentence == rate.sentence]
        found = _decided(passage, rate, formula, same) or _decided(passage, rate, formula, earlier)
        if found is not None:
            yield found


def _decided(passage: Passage, rate: Mention, formula: Formula, near: Sequence[Mention]) -> Relation | None:
    """Return the reading that holds, else the nearest of those that can disprove the rate."""
    told, proofs = (
        [r for each in group if (r := _reading(passage, rate, each, near)) is not None]
        for group in ((formula, *formula.others), formula.proofs)
    )
    good = [r for r in (*told, *proofs) if r.verdict in HELD]
    if good:
        return min(
            good, key=lambda r: len(r.figure_ids)
        )  # what was added, if printed, not what it follows from
    failed = [r for r in told if r.difference is not None]
    if not failed:
        return None
    found = nearest(failed)
    if formula.check.confirmed and formula.check.severity != "info":
        return found
    reason = found.reason + ("" if formula.check.confirmed else _UNCONFIRMED)
    return replace(found, verdict=capped(found.verdict), reason=reason)


def _reading(passage: Passage, rate: Mention, formula: Formula, near: Sequence[Mention]) -> Relation | None:
    terms = (*formula.right, *formula.base)
    bound = [_bind(term, near) for term in terms]
    operands = [m for m in bound if m is not None]
    # 全年支出10万元，执行率97%: a figure without a stage is not the budget and what was spent of it at once.
    meant = {(t.indicator, t.stage, t.years_back) for t in terms}
    if len(operands) != len(terms) or len({id(m) for m in operands}) < len(meant):
        return None
    above, signs = len(formula.right), [term.sign for term in terms]

    def total(values: Sequence[Decimal], part: slice) -> Decimal:
        return sum((s * v for s, v in zip(signs[part], values[part], strict=True)), Decimal(0))

    top, base = slice(above), slice(above, None)
    text = f"{_shown(signs[top], operands[top])} ÷ {_shown(signs[base], operands[base])} = {printed(rate.figure)}%"
    made = rate_relation(
        "rate",
        passage,
        rate,
        operands,
        lambda v: total(v, top) / total(v, base) * HUNDRED,
        lambda v: total(v, base),
        text,
    )
    return replace(made, rule=formula.check.id)


def _shown(signs: Sequence[int], operands: Sequence[Mention]) -> str:
    words = "".join(
        (" + " if sign > 0 else " - ") + with_unit(m.figure) for sign, m in zip(signs, operands, strict=True)
    ).removeprefix(" + ")
    return words if len(operands) == 1 else f"({words})"


def _bind(term: Term, near: Sequence[Mention]) -> Mention | None:
    """Return the one mention that a term means, None where none or several could be meant."""
    found = [m for m in near if _fits(term, m)]
    return found[0] if len(found) == 1 else None


def _fits(term: Term, mention: Mention) -> bool:
    year, stage = mention.stated("year"), mention.stated("stage")
    if (year is not None and year.value == "-1") != bool(term.years_back):
        return False
    if mention.indicator == term.indicator:
        return stage is None or term.stage in ("", stage.value)
    whole = term.indicator in _WHOLES and not mention.indicator and mention.figure.kind == "money"
    return whole and stage is not None and bool(term.stage) and stage.value == term.stage
