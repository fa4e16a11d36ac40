"""The indicators whose names and synonyms are nearest to a label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.patterns import Patterns
from extractor.patterns.phrases import skeleton
from extractor.patterns.words import Indicator
from extractor.plain import plain

ALIKE = 85  # percent, from which a label may be another way to say the name
_SHOWN = 40  # percent, below which two names have nothing in common
_MOST = 3


@dataclass(frozen=True, slots=True)
class Nearest:
    """An indicator, the one of its words that is nearest, and the likeness in percent."""

    indicator: Indicator
    word: str
    likeness: int


class Neighbours:
    """Finds indicators by likeness of their words."""

    def __init__(self, patterns: Patterns) -> None:
        self._words: dict[str, list[tuple[str, str, Indicator]]] = {}
        for indicator in patterns.words.indicators:
            if indicator.generic:
                continue
            entries = self._words.setdefault(indicator.kind, [])
            entries += ((skeleton(plain(word))[0], word, indicator) for word in indicator.words)

    def of(self, name: str, kind: str) -> tuple[Nearest, ...]:
        """Return the nearest indicators of the same kind, the most alike first."""
        best: dict[str, Nearest] = {}
        for found in self._alike(name, kind):
            best.setdefault(found.indicator.id, found)
        return tuple(best.values())[:_MOST]

    def _alike(self, name: str, kind: str) -> Iterator[Nearest]:
        from rapidfuzz import fuzz, process

        entries = self._words.get(kind, [])
        found = process.extract(
            name, [e[0] for e in entries], scorer=fuzz.ratio, score_cutoff=_SHOWN, limit=None
        )
        for _, likeness, number in found:
            _, word, indicator = entries[number]
            yield Nearest(indicator, word, int(likeness))


def is_synonym(name: str, nearest: Nearest) -> bool:
    """Tell whether a name may be another way to say a word.

    Much the same is not enough: 拨款收入 and 拨款支出 are opposites, 非财政拨款收入 is no 财政拨款收入, and
    在职人员培训 none of 在职人员. One must be the other with characters put in, between the same ends.
    """
    word = skeleton(plain(nearest.word))[0]
    short, long = sorted((name, word), key=len)
    ends_meet = short[:1] == long[:1] and short[-1:] == long[-1:]
    return nearest.likeness >= ALIKE and ends_meet and _is_inside(short, long)


def _is_inside(short: str, long: str) -> bool:
    """Tell whether the characters of one stand in the other, in order."""
    rest = iter(long)
    return all(character in rest for character in short)
