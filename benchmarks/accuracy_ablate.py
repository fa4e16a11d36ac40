"""The engine without one of its parts, switched off from outside: the engine itself has no switches.

Each way replaces a name in a module of the engine while it lasts: the language part answers nothing, the tables
have no cells (their numbers stay figures), a decision hears only one of its two readings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from unittest.mock import patch

from extractor import decide, pipeline
from extractor.claims import order, written
from extractor.words import Namer


@contextmanager
def _whole() -> Iterator[None]:
    yield


@contextmanager
def _without_language() -> Iterator[None]:
    """No spaCy matcher, and no grammar over jieba's tags: labels come from the patterns alone."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(Namer, "indicator", lambda *_: ("", 0, 0)))
        stack.enter_context(patch.object(Namer, "checked", lambda self, clause, kind, known: known))
        stack.enter_context(patch.object(Namer, "label", lambda *_: ""))
        yield


@contextmanager
def _without_tables() -> Iterator[None]:
    with patch.object(pipeline, "table_cells", lambda *_: iter(())):
        yield


@contextmanager
def _finest_only() -> Iterator[None]:
    with _settling(_by_finest):
        yield


@contextmanager
def _own_only() -> Iterator[None]:
    with _settling(_by_own):
        yield


@contextmanager
def _settling(settle: Callable[[bool, bool | None, bool], str]) -> Iterator[None]:
    with ExitStack() as stack:
        for module in (decide, order, written):
            stack.enter_context(patch.object(module, "settle", settle))
        yield


def _by_finest(exact: bool, finest_holds: bool | None, own_holds: bool) -> str:
    holds = own_holds if finest_holds is None else finest_holds
    return decide.EXACT if exact else decide.ROUNDED if holds else decide.OFF


def _by_own(exact: bool, finest_holds: bool | None, own_holds: bool) -> str:
    return decide.EXACT if exact else decide.ROUNDED if own_holds else decide.OFF


WAYS: Mapping[str, Callable[[], AbstractContextManager[None]]] = {
    "as shipped": _whole,
    "no jieba, no spaCy": _without_language,
    "no structure of tables": _without_tables,
    "finest precision only": _finest_only,
    "own precision only": _own_only,
}
