"""Every rule that a finding may name, wherever it is decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from extractor.model import Rule

if TYPE_CHECKING:
    from extractor.patterns import Patterns


def rulebook(patterns: Patterns) -> Mapping[str, Rule]:
    """Return the rules by id: those of one report, of checks.toml, and of several reports beside each other."""
    from extractor.checks import rules
    from extractor.history.checks import rules as of_history
    from extractor.ledger.check import RULES as of_ledger
    from extractor.submissions import RULES as of_run

    return {**rules(patterns), **{rule.id: rule for rule in (*of_run, *of_ledger, *of_history())}}
