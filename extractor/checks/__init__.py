"""Checks: an `Extract` in, findings out. A new check is one new module here with RULES and `check`."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Protocol, cast

from extractor.model import Extract, Fact, Figure, Finding, Rule
from extractor.patterns import Patterns

_ORDER = {"error": 0, "warning": 1, "info": 2}
_DOUBT = "文字由识别得来，可能有误，请先对照原件。"
_LABEL = re.compile(r"[\s“”\"'‘’()（）：:]+")


class CheckModule(Protocol):
    """What a check module offers."""

    RULES: tuple[Rule, ...]

    def check(self, extract: Extract, patterns: Patterns) -> Iterator[Finding]:
        """Yield findings without ids."""


@cache
def modules() -> tuple[CheckModule, ...]:
    """Return the check modules of this package in order of name."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    found = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return tuple(cast(CheckModule, module) for module in found if hasattr(module, "RULES"))


def rules(patterns: Patterns) -> Mapping[str, Rule]:
    """Return every rule a finding may name: those of the code and those of checks.toml."""
    known = {rule.id: rule for module in modules() for rule in module.RULES}
    for formula in patterns.formulas:
        check = formula.check
        known[check.id] = Rule(check.id, check.name, "arithmetic", check.severity, check.basis)
    return known


def audit(extract: Extract, patterns: Patterns) -> tuple[Finding, ...]:
    """Return the findings of one report, errors first, then in order of place."""
    figures = {figure.figure_id: figure for figure in extract.figures}
    via = {id for id, figure in figures.items() if figure.via}
    found = [_capped(extract, f, via) for module in modules() for f in module.check(extract, patterns)]
    found.sort(key=lambda f: (f.span, f.rule, f.message))
    named = _with_ids(extract, found, figures)
    return tuple(sorted(named, key=lambda f: (_ORDER[f.severity], f.span, f.rule)))


def _capped(extract: Extract, finding: Finding, misread: Collection[str]) -> Finding:
    """Return a finding; an error on words that may have been misread is a warning that says so."""
    if finding.severity != "error":
        return finding
    block = extract.document.block_at(finding.span.start)
    via = (block.via if block else "") or any(id in misread for id in finding.figure_ids)
    if not via:
        return finding
    return replace(finding, severity="warning", suggestion=finding.suggestion + _DOUBT)


def _with_ids(extract: Extract, found: list[Finding], figures: Mapping[str, Figure]) -> Iterator[Finding]:
    """Give each finding an id that survives a re-run: rule, unit, year, operands, ordinal among equals."""
    facts = {fact.figure.figure_id: fact for fact in extract.facts}
    paths = {section.section_id: section.path for section in extract.sections}
    seen: Counter[str] = Counter()
    about = extract.profile
    for finding in found:
        operands = sorted(_operand(figures[id], facts.get(id), paths) for id in finding.figure_ids)
        where = operands or [finding.section, _LABEL.sub("", finding.quote)]
        name = "\x1f".join([finding.rule, about.unit_name, str(about.fiscal_year or ""), *where])
        ordinal = seen[name]
        seen[name] += 1
        digest = hashlib.sha256(f"{name}\x1f{ordinal}".encode()).hexdigest()
        yield replace(finding, finding_id=digest[:16])


def _operand(figure: Figure, fact: Fact | None, paths: Mapping[str, str]) -> str:
    if fact is not None:
        key = fact.key
        return "|".join((key.indicator, str(key.year or ""), key.stage, key.scope))
    return "|".join((figure.kind, _LABEL.sub("", figure.label), paths.get(figure.section_id, "")))
