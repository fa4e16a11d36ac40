"""Finds every word of the patterns in one pass: an Aho-Corasick automaton over the text without quotes and blanks.

“三公”经费, 因公出国（境）费 and 经 费 总 支 出 are the same words with and without marks; the skeleton keeps an
index back to the original offsets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import ahocorasick

from extractor.patterns.words import ContextWord, Words

_MARKS = "“”\"'‘’「」『』 \n"
_MARK = re.compile(f"[{_MARKS}(]")
_DROPPED = re.compile(f"[{_MARKS}]")
_LABEL = 32  # characters of a header or label
_KEPT = 10_000  # headers and labels whose phrases are kept
_SHORT_BRACKET = re.compile(r"\(([一-鿿]{1,2})\)")


class Phrase(NamedTuple):
    """Words of the patterns found in a text: `kind` is indicator, stage, scope, year or cue, `value` its meaning."""

    start: int
    end: int
    kind: str
    value: str
    weak: bool = False


def sorted_out(phrases: Sequence[Phrase], start: int) -> tuple[dict[str, list[Phrase]], dict[str, Phrase]]:
    """Return the cues among phrases by role, and the last phrase from an offset on of each other kind."""
    cues: dict[str, list[Phrase]] = {}
    told: dict[str, Phrase] = {}
    for phrase in phrases:
        kind, value = phrase.kind, phrase.value
        if kind == "cue":
            cues.setdefault(value, []).append(phrase)
        # 年初批复部门预算支出 names the budget twice; the more exact name counts.
        elif phrase.start >= start and (value != "预算" or kind not in told or told[kind].value == value):
            told[kind] = phrase
    return cues, told


class PhraseFinder:
    """Finds the longest phrases, leftmost first."""

    def __init__(self, words: Words) -> None:
        self._automaton = ahocorasick.Automaton()
        for word, meanings in _with_stages(_meanings(words), words).items():
            self._automaton.add_word(word, (len(word), tuple(meanings)))
        self._automaton.make_automaton()
        self._labels: dict[str, list[Phrase]] = {}

    def find(self, plain: str, start: int, end: int) -> list[Phrase]:
        """Return the phrases between two offsets, in order; one stretch may carry several meanings."""
        if end - start != len(plain) or end > _LABEL:
            return self._found(plain, start, end)
        if plain not in self._labels:  # a header or label, asked for at each of its figures
            if len(self._labels) >= _KEPT:
                self._labels.clear()
            self._labels[plain] = self._found(plain, start, end)
        return list(self._labels[plain])

    def _found(self, plain: str, start: int, end: int) -> list[Phrase]:
        text, index = skeleton(plain[start:end])
        found = [(last - size + 1, -last, meanings) for last, (size, meanings) in self._automaton.iter(text)]
        found.sort()  # no two begin and end at the same places
        phrases: list[Phrase] = []
        reached = 0
        for first, last, meanings in found:
            if first < reached or text.startswith("分别", -last):
                continue  # 统计分别 holds 分别, not 计分
            reached = 1 - last
            begin, end = _with_pair(plain, start + index[first], start + index[-last] + 1)
            for kind, value, weak in meanings:
                phrases.append(Phrase(begin, end, kind, value, weak))
        return phrases


def _with_pair(plain: str, start: int, end: int) -> tuple[int, int]:
    """Return a range with the quotation mark or bracket whose partner it holds: 教育支出（类）."""
    quoted = plain.startswith("“", start - 1) and plain.find("”", start, end) >= 0 if start else False
    closed = plain.startswith(")", end) and plain.count("(", start, end) > plain.count(")", start, end)
    return start - quoted, end + closed


_Meanings = dict[str, list[tuple[str, str, bool]]]


def _meanings(words: Words) -> _Meanings:
    found: _Meanings = {}
    for indicator in words.indicators:
        for word in indicator.words:
            meanings = found.setdefault(skeleton(word)[0], [])
            meanings.append(("indicator", indicator.id, indicator.generic))
            if indicator.cue:
                meanings.append(("cue", indicator.cue, False))
    context = [(kind, e) for kind, group in _context(words) for e in group]
    for kind, entry in context:
        for word in entry.words:
            found.setdefault(word, []).append((kind, entry.value, entry.weak))
    for cue in words.cues:
        for word in cue.words:
            meanings, told = found.setdefault(word, []), ("cue", cue.role, False)
            meanings.extend([] if told in meanings else [told])
    return found


def _context(words: Words) -> tuple[tuple[str, tuple[ContextWord, ...]], ...]:
    return (("stage", words.stages), ("scope", words.scopes), ("year", words.years))


def _with_stages(found: _Meanings, words: Words) -> _Meanings:
    """Add the stage an indicator's name ends in: 三公经费预算 names both at once."""
    pairs = [(word, entry.value) for entry in words.stages for word in entry.words]
    pairs.sort(key=lambda pair: len(pair[0]), reverse=True)
    for word, meanings in found.items():
        ending = next((value for end, value in pairs if word.endswith(end)), None)
        if ending and not any(kind in ("stage", "cue", "scope") for kind, _, _ in meanings):
            meanings.append(("stage", ending, False))
    return found


def skeleton(text: str) -> tuple[str, Sequence[int]]:
    """Return the text without quotes, blanks and the brackets around one or two characters, with the offsets kept."""
    if not _MARK.search(text):
        return text, range(len(text))
    dropped = {match.start() for match in _DROPPED.finditer(text)}
    dropped.update(i for match in _SHORT_BRACKET.finditer(text) for i in (match.start(), match.end() - 1))
    if not dropped:
        return text, range(len(text))
    index = list(range(len(text)))
    for place in sorted(dropped, reverse=True):
        del index[place]
    return "".join([text[i] for i in index]), index
