"""The text of one paragraph: runs, fields, tracked changes, controls; text boxes and notes set aside."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractor.read.docx.fields import Field, form_field, is_page_number
from extractor.read.docx.names import (
    ALTERNATIVES,
    BOX,
    MATH,
    RUN,
    RUN_PROPERTIES,
    TEXT,
    Element,
    W,
    chosen,
    head,
    switch,
    value,
)
from extractor.read.docx.styles import Style, Styles, font_of
from extractor.read.docx.symbols import shown, sign

_DROPPED = {
    W + n
    for n in (
        "pPr",
        "rPr",
        "sdtPr",
        "sdtEndPr",
        "del",
        "moveFrom",
        "rt",
        "proofErr",
        "bookmarkStart",
        "bookmarkEnd",
    )
}
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_FIELDS = {f"{W}fldChar", f"{W}instrText"}
_SHAPES = {f"{W}drawing", f"{W}pict", f"{W}object"}
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
# Soft hyphens (17.3.3.29) and marks without width: nothing is printed for them.
UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff]")
_DOCUMENTS = re.compile(r"(?:Excel|Word|PowerPoint|ET|KET|WPS|KWPS|WPP|Package)\b", re.IGNORECASE)
_OBJECT = "文件里嵌有对象（如 Excel 表格），其中的内容没有读取，请把它改成普通表格后再提交。"
_DIAGRAM = "文件里有 SmartArt 图形，其中的文字没有读取，请核对原文。"


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for every paragraph of a part: the styles, and what is worth looking for at all."""

    styles: Styles
    odd: set[Element]  # runs whose own properties may hide words or make signs of letters
    symbols: bool = True
    cuts: bool = True
    drops_pages: bool = False  # margins: the numbers of pages are no words


@dataclass(slots=True)
class Aside:
    """What hangs on a paragraph: text boxes, references to notes, remarks on what was not read."""

    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Runs:
    """Collects the words of one paragraph; `aside` holds what belongs behind it."""

    setting: Setting
    style: Style
    words: list[str] = field(default_factory=list)
    aside: Aside | None = None
    first: Element | None = None  # the first run with words
    _fields: list[Field] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words read so far."""
        return UNSEEN.sub("", "".join(self.words))

    def take(self, parent: Element) -> None:
        """Read everything inside a paragraph or a container of runs."""
        for element in parent:
            tag = element.tag
            if tag == RUN:
                self._run(element)
            elif tag in _DROPPED or not isinstance(tag, str):
                continue
            elif tag == ALTERNATIVES:
                self._alternative(element)
            elif tag == f"{W}fldSimple":
                self._simple_field(element)
            elif tag.startswith(MATH):
                self._math(element)
            else:
                self.take(element)

    def _aside(self) -> Aside:
        if self.aside is None:
            self.aside = Aside()
        return self.aside

    def _run(self, run: Element) -> None:
        setting = self.setting
        font = self.style.font if setting.symbols else None
        if run in setting.odd or self.style.hidden:
            properties = head(run, RUN_PROPERTIES)
            if self._is_hidden(properties):
                return
            font = self._font(properties) if setting.symbols else None
        before = len(self.words)
        for element in run:
            tag = element.tag
            if tag == TEXT:
                if not self._fields or self._is_shown():
                    self.words.append(shown(text_of(element), font) if setting.symbols else text_of(element))
            elif tag != RUN_PROPERTIES:
                self._part(element, font)
        if self.first is None and len(self.words) > before:
            self.first = run

    def _part(self, element: Element, font: str | None) -> None:
        tag = element.tag
        if tag in _FIELDS:
            self._field(element)
        elif tag in _SHAPES:
            self._boxes(element)
        elif tag == ALTERNATIVES:
            self._alternative(element)
        elif tag in _NOTES:
            self._aside().notes.append((_NOTES[tag], element.get(f"{W}id", "")))
        elif tag == f"{W}ruby":
            self.take(element)
        elif self._is_shown():
            self._word(element, font)

    def _word(self, element: Element, font: str | None) -> None:
        tag = element.tag
        if tag == TEXT:
            self.words.append(shown(text_of(element), font))
        elif tag == f"{W}br":
            self.words.append("" if element.get(f"{W}type") in ("page", "column") else "\n")
        elif tag == f"{W}sym":
            self.words.append(_symbol(element))
        elif tag in _SIGNS:
            self.words.append(_SIGNS[tag])

    def _is_shown(self) -> bool:
        return all(open_field.shows for open_field in self._fields)

    def _field(self, element: Element) -> None:
        kind = element.get(f"{W}fldCharType")
        if element.tag == f"{W}instrText":
            if self._fields:
                self._fields[-1].instruction.append(element.text or "")
        elif kind == "begin":
            if len(element) and self._is_shown():
                self.words.append(form_field(element))
            self._fields.append(Field())
        elif self._fields and kind == "separate":
            self._fields[-1].separate(len(self.words), self.setting.drops_pages)
        elif self._fields and kind == "end":
            closed = self._fields.pop()
            if self._is_shown() and (own := closed.own_words(len(self.words))):
                self.words.append(own)

    def _simple_field(self, element: Element) -> None:
        if not (self.setting.drops_pages and is_page_number(element.get(f"{W}instr", ""))):
            self.take(element)

    def _alternative(self, element: Element) -> None:
        # Word writes a text box twice, new and old; one of the two is the text.
        branch = chosen(element)
        for part in () if branch is None else branch:
            if part.tag == RUN:
                self._run(part)
            else:
                self._part(part, None)

    def _boxes(self, shape: Element) -> None:
        for part in shape.iterchildren("{*}*"):
            if part.tag == ALTERNATIVES:
                branch = chosen(part)
                if branch is not None:
                    self._boxes(branch)
            elif part.tag == BOX:
                self._aside().boxes.append(part)
            else:
                self._note_object(part)
                self._boxes(part)

    def _note_object(self, part: Element) -> None:
        local = part.tag.rpartition("}")[2]
        if local == "OLEObject" and _DOCUMENTS.match(part.get("ProgID", "")):
            self._aside().unread.append(_OBJECT)
        elif local == "relIds":
            self._aside().unread.append(_DIAGRAM)

    def _math(self, element: Element) -> None:
        if element.tag == f"{MATH}t":
            self.words.append(element.text or "")
        for part in element.iterchildren("{*}*"):
            if part.tag == f"{MATH}den":
                self.words.append("/")
            if part.tag not in _DROPPED:
                self._math(part)

    def _is_hidden(self, properties: Element | None) -> bool:
        own = switch(properties, "vanish")
        if own is not None:
            return own
        # A toggle property: paragraph and character style together switch it off again (17.7.3).
        return self.style.hidden != self.setting.styles.get(value(properties, "rStyle")).hidden

    def _font(self, properties: Element | None) -> str | None:
        if properties is None:
            return self.style.font
        style = value(properties, "rStyle")
        inherited = self.setting.styles.get(style).font if style else None
        return font_of(properties) or inherited or self.style.font


def text_of(element: Element) -> str:
    """Return the words of a w:t."""
    text = element.text or ""
    if len(element):  # comments and processing instructions inside
        text += "".join(part.tail or "" for part in element)
    return text


def _symbol(element: Element) -> str:
    try:
        code = int(element.get(f"{W}char", ""), 16)
        return sign(code, element.get(f"{W}font"))
    except (ValueError, OverflowError):
        return ""
