"""Formulas of patterns/checks.toml, read once and checked against the indicators.

Sums and limits (三公经费 = 因公出国境费 + 公务接待费?) and rates (三公经费变动率 = (三公经费[预算] - 三公经费[上年预算])
/ 三公经费[上年预算]), the latter with `or` formulas where forms differ in what they divide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from extractor.errors import PatternError
from extractor.patterns.loader import entries, expect_tables
from extractor.patterns.words import STAGES, RelationExample, Words

_TERM = re.compile(r"([+-]?)\s*([^\s+\-=<>\[\]?()/]+)(?:\[([^\]]+)\])?(\??)\s*")
_SIDES = re.compile(r"^(.*?)(<=|=)(.*)$")
_PAST = "上年"
SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Check:
    """An entry of checks.toml as written.

    `open`: there may be addends nobody stated, so the sum must not exceed the left side. `unless` names what makes
    another check the better one. `together`: all operands stand in one section of the text or in one table. Not
    `confirmed`: no primary source is known, so what fails is suspect at most. A `question` asks with `ask` and
    suggests `advice`. Of a rate, `alternatives` are formulas that can prove and disprove it as the first one can,
    `also` those that can only prove it.
    """

    id: str
    name: str
    formula: str
    severity: str
    partition: bool = False
    question: bool = False
    open: bool = False
    unless: str = ""
    together: bool = False
    confirmed: bool = True
    ask: str = ""
    advice: str = ""
    basis: str = ""
    alternatives: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    examples: tuple[RelationExample, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One operand: an indicator id, its sign, a stage where the formula fixes one, and whether it may be absent.

    `years_back` is 1 for last year's figure.
    """

    indicator: str
    sign: int
    stage: str
    optional: bool
    years_back: int = 0


@dataclass(frozen=True, slots=True)
class Formula:
    """A check with its two sides resolved to indicator ids; the left side is one term.

    Rates have a `base`, by which the sum on the `right` is divided, and may have `others` in their place, and `proofs`
    that count only where they hold.
    """

    check: Check
    left: Term
    operator: str
    right: tuple[Term, ...]
    base: tuple[Term, ...] = ()
    others: tuple[Formula, ...] = ()
    proofs: tuple[Formula, ...] = ()
    unless: tuple[Term, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of relation this formula makes."""
        if self.base:
            return "rate"
        if self.operator == "<=":
            return "limit"
        adds = len(self.right) > 1 and all(term.sign > 0 for term in self.right)
        return "sum" if adds else "balance"


def load_formulas(folder: Path, words: Words) -> tuple[Formula, ...]:
    """Read checks.toml; raise PatternError for unknown names, stages and severities."""
    path = folder / "checks.toml"
    checks = entries(path, "check", Check)
    expect_tables(path, ("check",))
    return tuple(_with_others(check, words) for check in checks)


def _with_others(check: Check, words: Words) -> Formula:
    others, proofs = (
        tuple(_parse(replace(check, formula=formula), words) for formula in formulas)
        for formulas in (check.alternatives, check.also)
    )
    return replace(_parse(check, words), others=others, proofs=proofs)


def _parse(check: Check, words: Words) -> Formula:
    where = f"checks.toml {check.id}"
    if check.severity not in SEVERITIES:
        raise PatternError(
            f"{where}：severity「{check.severity}」不在可用值之内（{'、'.join(SEVERITIES)}）。"
        )
    if check.question != bool(check.ask and check.advice):
        raise PatternError(f"{where}：question = true 时要写 ask 和 advice，其他时候不写。")
    sides = _SIDES.match(check.formula)
    if sides is None:
        raise PatternError(f"{where}：公式里应有 = 或 <=，现为「{check.formula}」。")
    above, _, below = sides[3].partition("/")
    left, right, base = (_terms(side, words, where) for side in (sides[1], above, below))
    if len(left) != 1 or not right or (not base and below):
        raise PatternError(f"{where}：公式左边应只有一项，右边至少一项。")
    kinds = {words.by_id[term.indicator].kind for term in (*([] if base else left), *right, *base)}
    if len(kinds) > 1:
        raise PatternError(f"{where}：公式里混用了{'、'.join(sorted(kinds))}，只能用同一类。")
    if base and words.by_id[left[0].indicator].kind != "percent":
        raise PatternError(f"{where}：相除得到的是比率，公式左边应是百分比类的指标。")
    unless = tuple(_terms(check.unless, words, where))
    return Formula(check, left[0], sides[2], tuple(right), tuple(base), unless=unless)


def _terms(side: str, words: Words, where: str) -> list[Term]:
    ids = {indicator.name: indicator.id for indicator in words.indicators}
    found, position = [], 0
    side = side.strip().removeprefix("(").removesuffix(")").strip()
    while position < len(side):
        match = _TERM.match(side, position)
        if match is None or match.end() == position:
            raise PatternError(f"{where}：公式「{side}」看不懂，请检查符号。")
        sign, name, stage, optional = match.groups()
        if name not in ids:
            raise PatternError(f"{where}：公式里的「{name}」不在 indicators.toml 的名称之内。")
        past = bool(stage) and stage.startswith(_PAST)
        stage = stage.removeprefix(_PAST) if stage else ""
        if stage and stage not in STAGES:
            raise PatternError(f"{where}：公式里的阶段「{stage}」不在可用值之内（{'、'.join(STAGES)}）。")
        found.append(Term(ids[name], -1 if sign == "-" else 1, stage, bool(optional), int(past)))
        position = match.end()
    return found
