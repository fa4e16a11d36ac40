"""勾稽 gouji: reads budget performance self-evaluation reports and checks that their figures tie.

Four verbs and a loader: `read` a file, `extract` its figures, `audit` them, `write` and `load` results.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

# Bound here and not on demand: importing a subpackage of the same name would otherwise take the verb's place.
from extractor.read import read
from extractor.write import write

if TYPE_CHECKING:
    from extractor.checks import audit
    from extractor.document import Document
    from extractor.errors import GoujiError, PatternError, ReadError, WriteError
    from extractor.history.loading import load
    from extractor.model import Extract, Fact, Figure, Finding, Relation, Result
    from extractor.patterns import load_patterns
    from extractor.pipeline import extract

__all__ = [
    "Document",
    "Extract",
    "Fact",
    "Figure",
    "Finding",
    "GoujiError",
    "PatternError",
    "ReadError",
    "Relation",
    "Result",
    "WriteError",
    "audit",
    "extract",
    "load",
    "load_patterns",
    "read",
    "write",
]

# Everything else is imported when first used, so that the command starts at once.
_HOMES = {
    "audit": "checks",
    "extract": "pipeline",
    "load": "history.loading",
    "load_patterns": "patterns",
    **dict.fromkeys(("GoujiError", "PatternError", "ReadError", "WriteError"), "errors"),
    "Document": "document",
    **dict.fromkeys(("Extract", "Fact", "Figure", "Finding", "Relation", "Result"), "model"),
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
