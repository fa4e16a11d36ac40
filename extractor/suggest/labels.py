"""What a label says once numbering, 其中, years, stages, units and brackets are taken off."""

from __future__ import annotations

import re

from extractor.patterns import Patterns
from extractor.patterns.phrases import Phrase, skeleton
from extractor.plain import plain

_BRACKETED = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_LOOSE = re.compile(r"[(\[].*$|^.*[)\]]")
_YEAR = re.compile(r"(?:19|20)\d\d年?度?|[一二][零一二三四五六七八九]{3}年度?")
_MARKS = " :：、,，;；.。!！?？·*#+-—–_~=<>≥≤＝/|\\^\"'“”‘’《》〈〉\n"
_NUMBERS = re.compile(r"[\d.,]+")
_HAN = re.compile(r"[一-鿿]")
_LEAST = 2  # characters of a name
_LONGEST = 24  # a label longer than this is a sentence
# Cues that never belong to a name: they say how the figure behind them stands to another.
_SPOKEN = frozenset(
    [
        "part",
        "first",
        "open",
        "closed",
        "total",
        "respectively",
        "up",
        "down",
        "same",
        "more",
        "less",
        "compare",
        "share",
        "axis",
    ]
)
# Between a name and a figure these make it a part or a change of what is named.
_RELATES = frozenset(["share", "up", "down"])
_TAIL = re.compile(r"(?:达到|[为是达到至由从在共约有了的])+$")
_TRAILING = _SPOKEN - _RELATES - {"compare"}
# A rate ends in these (完成率); what begins with one (完成堤防巡查) is a report on work.
_LEADING = _SPOKEN | {"completion", "spent", "filled"}


class LabelReader:
    """Brings labels to the form in which two of the same thing are equal."""

    def __init__(self, patterns: Patterns) -> None:
        self._patterns = patterns
        self._known = {(i.kind, skeleton(plain(w))[0]) for i in patterns.words.indicators for w in i.words}
        self._headers = {skeleton(plain(w))[0] for entry in patterns.tables.entries for w in entry.words}
        scopes = {word for entry in patterns.words.scopes for word in entry.words}
        self._fillers = tuple(
            word
            for word in patterns.words.fillers
            if len(word) >= _LEAST and not any(word in scope for scope in scopes)
        )
        self._units = sorted(
            (plain(word) for unit in patterns.words.units for word in unit.words), key=len, reverse=True
        )

    def normal(self, label: str) -> str:
        """Return the label without what changes from report to report."""
        words = self._unbracketed(self._unnumbered(plain(label).strip()))
        words = _LOOSE.sub("", skeleton(words)[0])
        before = ""
        while words != before:
            before = words
            words = self._unnumbered(self._trimmed(_outer_years(words).strip(_MARKS)).strip(_MARKS))
        return words

    def is_known(self, normal: str, kind: str) -> bool:
        """Tell whether an indicator of this kind bears the name."""
        return (kind, normal) in self._known

    def is_name(self, normal: str) -> bool:
        """Tell whether words can name an indicator: not a header, a target, or what the patterns explain whole."""
        if normal in self._headers or len(normal) > _LONGEST:
            return False
        rest = _NUMBERS.sub("", normal)
        if rest != normal:
            rest = self._without_units(rest)
        return len(_HAN.findall(rest)) >= _LEAST and not self._is_explained(normal)

    def is_beside(self, label: str, kind: str, raw: str, quote: str) -> bool:
        """Tell whether the label is not what the figure measures.

        It is the base of a share or a change (住房保障占4.9%), or a count is of the thing behind it (区内114个村).
        """
        label, raw, quote = plain(label).strip(_MARKS), plain(raw), plain(quote)
        if self._relates(label, 0, len(label), len(label)):
            return True
        named = quote.find(label) + len(label) if label in quote else -1
        start = quote.find(raw, max(named, 0))
        if start < 0:
            return False
        related = named >= 0 and self._relates(quote, named, start, named)
        return related or (kind == "count" and bool(_HAN.match(quote, start + len(raw))))

    def _relates(self, words: str, start: int, end: int, reach: int) -> bool:
        """Tell whether a cue between two places makes a share or a change; `reach` is where it ends at least."""
        phrases = self._patterns.phrases.find(words, start, end)
        return any(p.kind == "cue" and p.value in _RELATES and p.end >= reach for p in phrases)

    def _unnumbered(self, words: str) -> str:
        for _, number in self._patterns.headings.expressions:
            if (match := number.match(words)) and match.end() < len(words):
                return words[match.end() :]
        return words

    def _unbracketed(self, words: str) -> str:
        """Drop brackets with what is in them; （境） belongs to the name, （万元） does not."""

        def keep(match: re.Match[str]) -> str:
            inside = match[1] if match[1] is not None else match[2]
            short = bool(inside) and len(inside) <= _LEAST and bool(_HAN.match(inside))
            return inside if short and not self._patterns.numbers.unit_named(inside) else ""

        return _BRACKETED.sub(keep, words)

    def _trimmed(self, words: str) -> str:
        phrases = self._patterns.phrases.find(words, 0, len(words))
        start = max((p.end for p in phrases if p.start == 0 and self._goes(p, phrases, _LEADING)), default=0)
        end = min(
            (p.start for p in phrases if p.end == len(words) and self._goes(p, phrases, _TRAILING)),
            default=len(words),
        )
        words = _TAIL.sub("", words[start:end] if start <= end else "")
        filler = next((word for word in self._fillers if words.startswith(word)), "")
        return words.removeprefix(filler)

    def _goes(self, phrase: Phrase, phrases: list[Phrase], roles: frozenset[str]) -> bool:
        if any(p.kind == "indicator" and p.start == phrase.start and p.end == phrase.end for p in phrases):
            return False
        return phrase.kind in ("stage", "year") or (phrase.kind == "cue" and phrase.value in roles)

    def _without_units(self, words: str) -> str:
        for unit in self._units:
            words = words.removesuffix(unit)
        return words

    def _is_explained(self, words: str) -> bool:
        """Tell whether phrases that name nothing cover every character."""
        phrases = self._patterns.phrases.find(words, 0, len(words))
        naming = {(p.start, p.end) for p in phrases if p.kind == "indicator" and not p.weak}
        spans = {(p.start, p.end) for p in phrases} - naming
        return sum(end - start for start, end in spans) == len(words)


def _outer_years(words: str) -> str:
    """Cut years off both ends."""
    if match := _YEAR.match(words):
        words = words[match.end() :]
    for match in _YEAR.finditer(words):
        if match.end() == len(words):
            words = words[: match.start()]
    return words
