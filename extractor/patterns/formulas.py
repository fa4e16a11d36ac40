"""Formulas of patterns/checks.toml: 三公经费 = 因公出国境费 + 公务接待费?, read once and checked against the indicators."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import PatternError
from extractor.patterns.loader import entries, expect_tables
from extractor.patterns.words import STAGES, RelationExample, Words

_TERM = re.compile(r"([+-]?)\s*([^\s+\-=<>\[\]?]+)(?:\[([^\]]+)\])?(\??)\s*")
_SIDES = re.compile(r"^(.*?)(<=|=)(.*)$")
SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Check:
    """An entry of checks.toml as written."""

    id: str
    name: str
    formula: str
    severity: str
    partition: bool = False
    question: bool = False
    basis: str = ""
    examples: tuple[RelationExample, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One operand: an indicator id, its sign, a stage where the formula fixes one, and whether it may be absent."""

    indicator: str
    sign: int
    stage: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Formula:
    """A check with its two sides resolved to indicator ids; the left side is one term."""

    check: Check
    left: Term
    operator: str
    right: tuple[Term, ...]

    @property
    def kind(self) -> str:
        """The kind of relation this formula makes."""
        if self.operator == "<=":
            return "limit"
        adds = len(self.right) > 1 and all(term.sign > 0 for term in self.right)
        return "sum" if adds else "balance"


def load_formulas(folder: Path, words: Words) -> tuple[Formula, ...]:
    """Read checks.toml; raise PatternError for unknown names, stages and severities."""
    path = folder / "checks.toml"
    checks = entries(path, "check", Check)
    expect_tables(path, ("check",))
    return tuple(_parse(check, words) for check in checks)


def _parse(check: Check, words: Words) -> Formula:
    where = f"checks.toml {check.id}"
    if check.severity not in SEVERITIES:
        raise PatternError(
            f"{where}：severity「{check.severity}」不在可用值之内（{'、'.join(SEVERITIES)}）。"
        )
    sides = _SIDES.match(check.formula)
    if sides is None:
        raise PatternError(f"{where}：公式里应有 = 或 <=，现为「{check.formula}」。")
    left, right = (_terms(side, words, where) for side in (sides[1], sides[3]))
    if len(left) != 1 or not right:
        raise PatternError(f"{where}：公式左边应只有一项，右边至少一项。")
    kinds = {words.by_id[term.indicator].kind for term in (*left, *right)}
    if len(kinds) > 1:
        raise PatternError(f"{where}：公式里混用了{'、'.join(sorted(kinds))}，只能用同一类。")
    return Formula(check, left[0], sides[2], tuple(right))


def _terms(side: str, words: Words, where: str) -> list[Term]:
    ids = {indicator.name: indicator.id for indicator in words.indicators}
    found, position = [], 0
    side = side.strip()
    while position < len(side):
        match = _TERM.match(side, position)
        if match is None or match.end() == position:
            raise PatternError(f"{where}：公式「{side}」看不懂，请检查符号。")
        sign, name, stage, optional = match.groups()
        if name not in ids:
            raise PatternError(f"{where}：公式里的「{name}」不在 indicators.toml 的名称之内。")
        if stage and stage not in STAGES:
            raise PatternError(f"{where}：公式里的阶段「{stage}」不在可用值之内（{'、'.join(STAGES)}）。")
        found.append(Term(ids[name], -1 if sign == "-" else 1, stage or "", bool(optional)))
        position = match.end()
    return found
