"""Checks over the reports of several years: rows of a store in, findings out.

A new check is one new module here with RULES and `check`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from extractor.model import Rule

if TYPE_CHECKING:
    from extractor.history.checks.notes import Note
    from extractor.history.store import Store


class CheckModule(Protocol):
    """What a check module offers."""

    RULES: tuple[Rule, ...]

    def check(self, store: Store) -> Iterator[Note]:
        """Yield what was found, in any order."""


@cache
def modules() -> tuple[CheckModule, ...]:
    """Return the check modules of this package in order of name."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    found = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return tuple(cast(CheckModule, module) for module in found if hasattr(module, "RULES"))


def rules() -> tuple[Rule, ...]:
    """Return every rule of history."""
    return tuple(rule for module in modules() for rule in module.RULES)
