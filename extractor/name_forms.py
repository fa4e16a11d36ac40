"""The ways to write an indicator's name, as token patterns of spaCy: its words in order with harmless ones between."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from extractor.patterns import Patterns
from extractor.patterns.phrases import skeleton

_GAP = 3  # harmless words between two words of a name
_COSTS = ("费", "费用", "经费")  # a name ending in one may end in another, or in what people write instead
_INSTEAD = (*_COSTS, "支出", "开支", "花费", "资金")
_BETWEEN = frozenset(
    ("日常", "支付", "发生", "给予", "产生")
)  # stand between the words of a name, as fillers do
LINKS = ("的", "和", "及", "与", "、", "等")


class Form(NamedTuple):
    """One way to write an indicator's name: its first word, all it cannot be without, and its tokens."""

    indicator: str
    first: str
    needed: frozenset[str]
    pattern: list[dict[str, Any]]


def forms(patterns: Patterns, cut: Callable[[str], Iterable[tuple[str, str]]]) -> Iterator[Form]:
    """Yield the forms of every specific indicator; `cut` gives the words of a name with their tags."""
    filler = {"TEXT": {"IN": sorted(patterns.words.fillers | _BETWEEN)}, "OP": "?"}
    for indicator in patterns.words.indicators:
        if not indicator.generic:
            names = [list(cut(skeleton(word)[0])) for word in indicator.words]
            for pattern in (p for name in names for p in _loose(name, filler)):
                needed = frozenset(part["ORTH"] for part in pattern if "ORTH" in part)
                yield Form(indicator.id, pattern[0]["ORTH"], needed, pattern)


def _loose(name: Sequence[tuple[str, str]], filler: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Yield the token patterns of a name: its words in order, and with the verb before its object."""
    atoms = [(word, tag) for word, tag in name if word not in LINKS] or list(name)
    words = [word for word, _ in atoms]
    yield _pattern(words, filler)
    first_verb = next((n for n, (_, tag) in enumerate(atoms) if n and tag.startswith("v")), 0)
    if first_verb and words[-1] in _COSTS and first_verb < len(words) - 1:
        yield _pattern([*words[first_verb:-1], *words[:first_verb], words[-1]], filler)


def _pattern(words: Sequence[str], filler: dict[str, Any]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for number, word in enumerate(words):
        if made:
            made.extend([filler] * _GAP)
        last = number == len(words) - 1
        made.append(
            {"TEXT": {"IN": list(_INSTEAD)}} if last and number and word in _COSTS else {"ORTH": word}
        )
    return made
