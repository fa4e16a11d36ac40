"""The only door to jieba and spaCy: names the figures whose label no pattern matches letter by letter.

jieba cuts the clause with a user dictionary made from the patterns; spaCy's Matcher finds an indicator whose
words stand in order with harmless words between them (公务接待方面的费用); where there is none, the noun
phrase right before the figure becomes the label. Both are loaded at the first such figure, never before.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from extractor.patterns import Patterns
from extractor.patterns.phrases import skeleton

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import Matcher
    from spacy.tokens import Doc

# jieba's tags of the words a label may consist of: nouns, verbal nouns, abbreviations, idioms.
_NOMINAL = ("n", "vn", "j", "l", "i", "an", "b", "nz", "ns", "nt", "eng", "s", "f", "ng", "nr")
_LINKS = ("的", "和", "及", "与", "、")
_DEEPEST = 2  # fillers between two words of a name


class Namer:
    """Names labels with jieba and spaCy; made once per process and set of patterns."""

    def __init__(self, patterns: Patterns) -> None:
        self._kinds = {i.id: i.kind for i in patterns.words.indicators}
        self._nlp = _pipeline(patterns)
        self._matcher = _matcher(self._nlp, patterns)

    def indicator(self, clause: str, kind: str) -> tuple[str, int, int]:
        """Return the indicator a clause ends in, with its range in the clause; empty when there is none."""
        text, index = skeleton(clause)
        document = self._nlp(text)
        found = [(document[a:b], self._nlp.vocab.strings[key]) for key, a, b in self._matcher(document)]
        found = [
            (span, id) for span, id in found if self._kinds[id] == kind and _leads_to_end(document, span.end)
        ]
        if not found:
            return "", 0, 0
        span, best = max(found, key=lambda hit: (hit[0].end_char, hit[0].end_char - hit[0].start_char))
        return best, index[span.start_char], index[span.end_char - 1] + 1

    def label(self, clause: str) -> str:
        """Return the noun phrase at the end of a clause, empty when it ends in none."""
        from jieba import posseg

        kept: list[str] = []
        for word, tag in reversed([(p.word, p.flag) for p in posseg.cut(clause.strip())]):
            if tag.startswith(_NOMINAL) or (kept and word in _LINKS):
                kept.append(word)
            elif kept or tag.startswith(("n", "m", "x")):
                break
        while kept and kept[-1] in _LINKS:
            kept.pop()
        return "".join(reversed(kept))


@cache
def namer(patterns: Patterns) -> Namer:
    """Return the namer of a set of patterns."""
    return Namer(patterns)


def _pipeline(patterns: Patterns) -> Language:
    import jieba
    import spacy

    jieba.setLogLevel(logging.WARNING)
    names = {skeleton(word)[0] for i in patterns.words.indicators for word in i.words}
    # Only whole names of two words or fewer go in; a longer one would hide the words it is made of.
    short = sorted(name for name in names if len(name) <= 5)
    jieba.load_userdict(io.StringIO("\n".join(f"{name} 100000 n" for name in short)))
    return spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})


def _matcher(nlp: Language, patterns: Patterns) -> Matcher:
    from spacy.matcher import Matcher

    matcher = Matcher(nlp.vocab)
    filler = {"TEXT": {"IN": sorted(patterns.words.fillers)}, "OP": "?"}
    for indicator in patterns.words.indicators:
        if not indicator.generic:
            words = (skeleton(word)[0] for word in indicator.words)
            matcher.add(indicator.id, [_loose(nlp(word), filler) for word in words])
    return matcher


def _loose(name: Doc, filler: dict[str, Any]) -> list[dict[str, Any]]:
    pattern: list[dict[str, Any]] = []
    for token in name:
        if pattern:
            pattern.extend([filler] * _DEEPEST)
        pattern.append({"ORTH": token.text})
    return pattern


def _leads_to_end(document: Doc, end: int) -> bool:
    """Tell whether only a verb or a few function words stand between a name and the figure."""
    rest: Iterable[str] = (token.text for token in document[end:])
    return sum(map(len, rest)) <= 4
