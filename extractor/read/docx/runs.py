"""The text of one paragraph: runs, fields, tracked changes, controls; text boxes and notes set aside."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.read.docx.package import Element, W, switch, value
from extractor.read.docx.styles import Style, Styles

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BOX = f"{W}txbxContent"
_DROPPED = {
    W + n for n in ("pPr", "rPr", "sdtPr", "sdtEndPr", "del", "moveFrom", "rt", "instrText", "delText")
}
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_SHAPES = {f"{W}drawing", f"{W}pict", f"{W}object"}
# Symbol fonts keep their signs in a private range; these are the ones that forms use.
_SYMBOLS = {0x52: "☑", 0xFE: "☑", 0xFD: "☒", 0x54: "☒", 0xA8: "□", 0x6F: "□", 0xA3: "□", 0xFC: "✓", 0xFB: "✗"}


@dataclass(slots=True)
class Runs:
    """Collects the words of one paragraph; `boxes` and `notes` hold what belongs behind it."""

    styles: Styles
    style: Style
    words: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    first: Element | None = None
    _fields: list[bool] = field(default_factory=list)  # for each open field: is its result reached

    @property
    def text(self) -> str:
        """The words read so far."""
        return "".join(self.words)

    def take(self, parent: Element) -> None:
        """Read everything inside a paragraph or a container of runs."""
        for child in parent:
            tag = child.tag
            if not isinstance(tag, str) or tag in _DROPPED:
                continue
            if tag == f"{W}r":
                self._run(child)
            elif tag == f"{_COMPATIBLE}AlternateContent":
                self._alternative(child)
            elif tag.startswith(_MATH):
                self._math(child)
            else:
                self.take(child)

    def _run(self, run: Element) -> None:
        properties = run.find(f"{W}rPr")
        if self._is_hidden(properties):
            return
        for child in run:
            self._part(child)
        if self.first is None and self.text.strip():
            self.first = run

    def _part(self, child: Element) -> None:
        tag = child.tag
        if tag == f"{W}fldChar":
            self._field(child.get(f"{W}fldCharType"))
        elif tag in _SHAPES:
            self._boxes(child)
        elif tag == f"{_COMPATIBLE}AlternateContent":
            self._alternative(child)
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            self.notes.append((tag.removeprefix(W).removesuffix("Reference"), child.get(f"{W}id", "")))
        elif tag == f"{W}ruby":
            self.take(child)
        elif all(self._fields):
            self._word(child)

    def _word(self, child: Element) -> None:
        tag = child.tag
        if tag == f"{W}t":
            self.words.append(child.text or "")
        elif tag == f"{W}br":
            self.words.append("" if child.get(f"{W}type") in ("page", "column") else "\n")
        elif tag == f"{W}sym":
            self.words.append(_symbol(child.get(f"{W}char", "")))
        elif isinstance(tag, str):
            self.words.append(_SIGNS.get(tag, ""))

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _alternative(self, element: Element) -> None:
        # Word writes a text box twice, new and old; one of the two is the text.
        choices = [
            *element.iterchildren(f"{_COMPATIBLE}Choice"),
            *element.iterchildren(f"{_COMPATIBLE}Fallback"),
        ]
        chosen = next((c for c in choices if next(c.iter(_BOX, f"{W}t"), None) is not None), None)
        for child in () if chosen is None else chosen:
            if child.tag == f"{W}r":
                self._run(child)
            else:
                self._part(child)

    def _boxes(self, shape: Element) -> None:
        for part in shape:
            if part.tag == f"{_COMPATIBLE}AlternateContent":
                self._alternative(part)
            elif part.tag == _BOX:
                self.boxes.append(part)
            else:
                self._boxes(part)

    def _math(self, element: Element) -> None:
        if element.tag == f"{_MATH}t":
            self.words.append(element.text or "")
        for child in element:
            if child.tag == f"{_MATH}den":
                self.words.append("/")
            if isinstance(child.tag, str):
                self._math(child)

    def _is_hidden(self, properties: Element | None) -> bool:
        if properties is None:
            return self.style.hidden
        own = switch(properties, "vanish")
        if own is not None:
            return own
        return self.style.hidden or self.styles.get(value(properties, "rStyle")).hidden


def _symbol(code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if 0xF000 <= number <= 0xF0FF:
        return _SYMBOLS.get(number - 0xF000, "•")
    return chr(number)
