"""Fields (17.16): which of their words Word shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractor.read.docx.names import Element, W, child, integer, is_on

_PAGE = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
_CIRCLES = {"○", "〇", "◯", "⃝", "O"}
_LONGEST = 1000  # characters of an instruction that are looked at


@dataclass(slots=True)
class Field:
    """A field that is open: its instruction so far, and whether the words met now are shown."""

    instruction: list[str] = field(default_factory=list)
    shows: bool = False
    separated_at: int = -1

    def separate(self, words: int, drops_pages: bool) -> None:
        """Go on to the result; the numbers of pages are dropped on demand."""
        self.separated_at = words
        self.shows = not (drops_pages and is_page_number(self.text))

    def own_words(self, words: int) -> str:
        """Return what a field without a stored result shows; `words` is how many words were read by its end."""
        empty = self.separated_at < 0 or self.separated_at == words
        return drawn(self.text) if empty else ""

    @property
    def text(self) -> str:
        """The instruction, its beginning where it is very long."""
        return "".join(self.instruction)[:_LONGEST]


def is_page_number(instruction: str) -> bool:
    """Tell whether a field shows the number of the page or of all pages."""
    return _PAGE.match(instruction) is not None


def drawn(instruction: str) -> str:
    """Return the words of an EQ field (17.16.5.15), which keeps no result: a sign in a circle, a fraction."""
    words = instruction.strip().replace("，", ",").replace(";", ",")
    lowered = words.lower()
    if not lowered.startswith("eq") or not words.endswith(")"):
        return ""
    if (place := lowered.find("\\o")) >= 0:
        ring, _, inner = _arguments(words, place).rpartition(",")
        return _circled(ring.strip(), inner.strip())
    if (place := lowered.find("\\f")) >= 0:
        upper, comma, lower = _arguments(words, place).partition(",")
        return f"{upper.strip()}/{lower.strip()}" if comma else ""
    return ""


def form_field(begin: Element) -> str:
    """Return what a form field (17.16.17) shows that has no words: a box to tick, the entry of a list."""
    data = child(begin, "ffData")
    box, entries = child(data, "checkBox"), child(data, "ddList")
    if box is not None:
        state = child(box, "checked")
        state = child(box, "default") if state is None else state
        return "☑" if state is not None and is_on(state) else "□"
    if entries is not None:
        listed = [entry.get(f"{W}val", "") for entry in entries.iterchildren(f"{W}listEntry")]
        picked = integer(entries, "result")
        picked = integer(entries, "default") if picked is None else picked
        return listed[picked or 0] if 0 <= (picked or 0) < len(listed) else ""
    return ""


def _arguments(words: str, place: int) -> str:
    return words[words.find("(", place) + 1 : -1]


def _circled(ring: str, inner: str) -> str:
    if ring in _CIRCLES and inner.isdecimal() and len(inner) < 3 and 1 <= int(inner) <= 20:
        return chr(ord("①") + int(inner) - 1)
    return inner
