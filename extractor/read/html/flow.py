"""Text as a browser lays it out: white space collapsed, lines and paragraphs told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractor.read import wrapping
from extractor.read.html.styles import Look

_SPACE = re.compile("[ \t\r\n\f]+")
_UNSEEN = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f\xad\u200b-\u200f\u2060\ufeff\ud800-\udfff]")
_SYMBOLS = re.compile(r"[·•●■◆▪◇○□➢➤✓lnuüqvØ§oF\-–—\uf000-\uf0ff]")
_FAR = 2  # columns of white space that set a new paragraph off


@dataclass(slots=True)
class Paragraph:
    """One paragraph as shown; a line break inside is a line feed."""

    text: str
    level: int | None = None
    size: float | None = None
    bold: bool = False


@dataclass(slots=True)
class Flow:
    """Builds paragraphs from text, line breaks and the edges of blocks."""

    done: list[Paragraph] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    label: str = ""  # of a list item whose text is still to come
    level: int | None = None
    size: float | None = None
    inked: int = 0
    heavy: int = 0
    mark: int | None = None  # where the label of a Word list begins in `parts`
    space: str = ""  # white space that is shown only if text follows

    def write(self, text: str, look: Look) -> None:
        """Add text, white space collapsed as CSS Text 3, 4.1 has it."""
        if look.pre:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self.turn()
                self._put(line.expandtabs(4), look)
            return
        start = 0
        for gap in _SPACE.finditer(text):
            self._put(text[start : gap.start()], look)
            self.space = "\n" if "\n" in gap.group() and self.space != " " else self.space or " "
            start = gap.end()
        self._put(text[start:], look)

    def _put(self, text: str, look: Look) -> None:
        text = _UNSEEN.sub("", text)
        if not text:
            return
        before = self.parts[-1][-1] if self.parts else "\n"
        # A line break of the source between Chinese characters is no space (CSS Text 3, 4.1.3).
        glued = self.space == "\n" and wrapping.is_han(before) and wrapping.is_han(text[0])
        if self.space and before != "\n" and not glued:
            self.parts.append(" ")
        self.space = ""
        self.parts.append(text)
        ink = sum(not char.isspace() for char in text) if self.mark is None else 0
        if ink and not self.inked:
            self.level, self.size = look.level, look.size
        self.inked += ink
        self.heavy += ink if look.bold else 0

    def turn(self) -> None:
        """Begin a new line."""
        self.space = ""
        self.parts.append("\n")

    def begin_marker(self) -> None:
        """Begin the label that Word has written out in front of a list item."""
        self.mark = len(self.parts) if self.mark is None else self.mark

    def end_marker(self) -> None:
        """End the label: the white space behind it is one space at most, a bullet is no word."""
        if self.mark is not None:
            words = "".join(self.parts[self.mark :]).replace("\xa0", " ").strip()
            label = "" if _SYMBOLS.fullmatch(words) else words
            self.parts[self.mark :] = (
                [label, " "] if label and label[-1].isascii() else [label] if label else []
            )
            self.space, self.mark = "", None

    def end(self) -> None:
        """End the paragraph."""
        if not self.parts:
            self.space, self.mark = "", None
            return
        lines = "".join(self.parts).replace("\xa0", " ").split("\n")
        for group in _paragraphs(lines):
            text = "\n".join(group)
            if text.strip():
                bold = 0 < self.inked == self.heavy
                self.done.append(Paragraph(self.label + text.strip(), self.level, self.size, bold))
                self.label = ""
        self.parts, self.space, self.mark = [], "", None
        self.inked = self.heavy = 0
        self.level = self.size = None


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Divide lines at blank ones, and before those that are set off or begin with a number."""
    groups: list[list[str]] = [[]]
    for line in lines:
        words = line.strip()
        indent = wrapping.columns(line[: len(line) - len(line.lstrip())])
        if groups[-1] and (not words or indent >= _FAR or wrapping.starts_item(words)):
            groups.append([])
        if words:
            groups[-1].append(line.rstrip())
    return groups
