"""Walks body, tables, text boxes and notes of a Word document in document order, each word once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from extractor.document import Anchor
from extractor.read.content import Piece
from extractor.read.docx.names import (
    PARAGRAPH,
    PROPERTIES,
    RUN_PROPERTIES,
    TABLE,
    VAL,
    Element,
    W,
    by_name,
    head,
    is_on,
    number,
    switch,
)
from extractor.read.docx.numbering import Numbering, style_links
from extractor.read.docx.odd import is_of_signs, odd_ones
from extractor.read.docx.package import Package, too_many_cells
from extractor.read.docx.plain_cells import plain_words
from extractor.read.docx.runs import UNSEEN, Runs, Setting
from extractor.read.docx.styles import Style, Styles, outline_level
from extractor.read.docx.symbols import shown
from extractor.read.docx.tables import cells_of, within
from extractor.read.limits import Limits

_BLOCKS = (PARAGRAPH, TABLE, f"{W}altChunk")
_STYLE, _LIST, _OUTLINE = f"{W}pStyle", f"{W}numPr", f"{W}outlineLvl"
_CHARACTER, _SIZE, _BOLD = f"{W}rStyle", f"{W}sz", f"{W}b"
_SECTION = f"{W}sectPr"
_CHUNK = "文件里嵌有外部内容（altChunk），这一部分没有读取，请在 Word 中另存后再提交。"


class _Line(NamedTuple):
    """The words of one paragraph as shown, label included, with what a heading is known by."""

    text: str
    level: int | None = None
    size: float | None = None
    bold: bool = False
    labelled: bool = False  # carried over a hidden paragraph mark: the label stands already


class Walker:
    """Holds what runs through a whole document: list counters, paragraph and table numbers, open notes."""

    def __init__(self, package: Package, limits: Limits, margins: Iterable[Element] = ()) -> None:
        styles = Styles(package.styles)
        cuts = package.hides or styles.hides or package.cuts
        parts = tuple(margins) or (package.body, package.footnotes, package.endnotes)
        odd = odd_ones(parts, cuts, package.symbols)
        self._setting = Setting(styles, odd, package.symbols, cuts, drops_pages=bool(margins))
        self._usual = styles.paragraph(None)
        self._plain = not (self._usual.num_id or self._usual.hidden or is_of_signs(self._usual.font or ""))
        self._numbering = Numbering(package.numbering, style_links(package.styles))
        self._stories = {
            "footnote": _notes_by_id(package.footnotes, "footnote"),
            "endnote": _notes_by_id(package.endnotes, "endnote"),
        }
        self._limits = limits
        self._cells = 0
        self._paragraphs = 0
        self._tables = 0
        self._referred: list[tuple[str, str, int]] = []
        self._lone = ""  # the label of an empty paragraph
        self._carried: _Line | None = None  # a paragraph whose end mark is deleted or hidden
        self.unread: list[str] = []
        self.sections: list[Element] = []  # properties of the sections met, in order

    def story(self, parent: Element, host: int | None = None) -> Iterator[Piece]:
        """Yield the pieces of a body, text box or note; `host` is the paragraph the latter hang on."""
        outer, self._carried = self._carried, None
        for element in within(parent, _BLOCKS):
            if element.tag == PARAGRAPH:
                yield from self._paragraph(element, host)
            elif element.tag == TABLE:
                yield from self._left_over(host)
                yield from self._table(element, host)
            else:
                self._remark(_CHUNK)
        yield from self._left_over(host)
        self._carried = outer

    def notes(self) -> Iterator[Piece]:
        """Yield the footnotes and endnotes in the order of their references."""
        done: set[tuple[str, str]] = set()
        for kind, name, paragraph in self._referred:
            story = self._stories[kind].get(name)
            if story is not None and (kind, name) not in done:
                done.add((kind, name))
                yield from self._aside(story, paragraph)

    def _aside(self, story: Element, host: int) -> Iterator[Piece]:
        with self._numbering.aside():
            yield from self.story(story, host)

    def _remark(self, sentence: str) -> None:
        if sentence not in self.unread:
            self.unread.append(sentence)

    def _paragraph(self, element: Element, host: int | None) -> Iterator[Piece]:
        if host is None:
            self._paragraphs += 1
        place = self._paragraphs if host is None else host
        line, boxes = self._read(element, place)
        if line is not None:
            yield _piece(line, Anchor(paragraph=place or None), "paragraph")
        for box in boxes:
            yield from self._aside(box, place)

    def _left_over(self, host: int | None) -> Iterator[Piece]:
        line, self._carried = self._carried, None
        if line is not None and line.text.strip():
            yield _piece(
                line, Anchor(paragraph=(self._paragraphs if host is None else host) or None), "paragraph"
            )

    def _read(self, element: Element, place: int) -> tuple[_Line | None, list[Element]]:
        properties = by_name(head(element, PROPERTIES))
        named = properties.get(_STYLE)
        style = self._setting.styles.paragraph(None if named is None else named.get(VAL))
        runs = Runs(self._setting, style)
        runs.take(element)
        if _SECTION in properties:
            self.sections.append(properties[_SECTION])
        line = self._line(properties, style, runs)
        aside = runs.aside
        if aside is None:
            return line, []
        self._referred += [(kind, note, place) for kind, note in aside.notes]
        for sentence in aside.unread:
            self._remark(sentence)
        return line, aside.boxes

    def _line(self, properties: dict[str, Element], style: Style, runs: Runs) -> _Line | None:
        before, self._carried = self._carried, None
        text = runs.text
        words = before.text + text if before else text
        end = _end(properties.get(RUN_PROPERTIES), style) if self._setting.cuts else ""
        if end == "deleted" or (end == "hidden" and not words.strip()):
            self._carried = _Line(words, labelled=before is not None and before.labelled) if words else None
            return None
        if before is not None and before.labelled:
            line = _Line(words, before.level, before.size, before.bold)
        else:
            # Word counts empty paragraphs too, but a label alone says nothing.
            listed = properties.get(_LIST)
            label = self._numbering.label(listed, style) if listed is not None or style.num_id else ""
            if not words.strip():
                self._lone = self._lone or label.strip()
                return None
            whole = label + words.lstrip() if label else words
            line = _formatted(whole, properties, style, runs.first, self._setting.styles)
        if end == "hidden":
            self._carried = _Line(line.text, line.level, line.size, line.bold, labelled=True)
            return None
        return line

    def _table(self, table: Element, host: int | None) -> Iterator[Piece]:
        cells = list(cells_of(table, self._limits.cells + 1))
        if not cells:
            return
        self._cells += len(cells)
        if self._cells > self._limits.cells:
            raise too_many_cells(self._limits)
        self._tables += 1
        place = self._tables
        nested: list[Element] = []
        row = 0
        for cell in cells:
            if cell.row != row:
                yield from self._nested(nested, host)
                row = cell.row
            line = self._cell(cell.element, nested)
            if line is not None:
                spans = (cell.row, cell.column, cell.height, cell.width)
                yield _piece(line, Anchor(None, None, None, place, *spans), "cell")
        yield from self._nested(nested, host)

    def _nested(self, tables: list[Element], host: int | None) -> Iterator[Piece]:
        # A table inside a cell follows the row, so that the row stays together in the text.
        while tables:
            yield from self._table(tables.pop(0), host)

    def _cell(self, cell: Element, nested: list[Element]) -> _Line | None:
        odd = self._setting.odd
        if self._plain and (found := plain_words(cell, odd)) is not None:
            words, run = UNSEEN.sub("", found[0]), found[1]
            words = shown(words, None) if self._setting.symbols else words
            return _formatted(words, {}, self._usual, run, self._setting.styles) if words.strip() else None
        outer, self._carried, self._lone = self._carried, None, ""
        lines: list[_Line] = []
        for element in within(cell, _BLOCKS):
            if element.tag == PARAGRAPH:
                lines += self._cell_paragraph(element)
            elif element.tag == TABLE:
                nested.append(element)
            else:
                self._remark(_CHUNK)
        if self._carried is not None and self._carried.text.strip():
            lines.append(self._carried)
        self._carried = outer
        if not lines and any(c.isalnum() for c in self._lone):
            return _Line(self._lone)  # a column 序号 that Word numbers
        if len(lines) < 2:
            return lines[0] if lines else None
        first = lines[0]
        return _Line("\n".join(line.text.strip() for line in lines), first.level, first.size, first.bold)

    def _cell_paragraph(self, element: Element) -> Iterator[_Line]:
        line, boxes = self._read(element, self._paragraphs)
        if line is not None:
            yield line
        for box in boxes:
            yield from (
                _Line(piece.text, piece.level, piece.size, piece.bold) for piece in self._aside(box, 0)
            )


def _piece(line: _Line, anchor: Anchor, kind: str) -> Piece:
    return Piece(line.text, anchor, kind, line.level, line.size, line.bold)


def _formatted(
    text: str, properties: dict[str, Element], style: Style, first: Element | None, styles: Styles
) -> _Line:
    own = properties.get(_OUTLINE)
    outline = style.outline if own is None else number(own.get(VAL))
    half_points, bold = style.half_points, style.bold
    if first is not None:
        run = by_name(head(first, RUN_PROPERTIES))
        if _SIZE in run:
            half_points = number(run[_SIZE].get(VAL)) or half_points
        if _CHARACTER in run:
            # A toggle property: two styles that say bold switch it off again (17.7.3).
            bold = bold != styles.get(run[_CHARACTER].get(VAL)).bold
        if _BOLD in run:
            bold = is_on(run[_BOLD])
    return _Line(text, outline_level(outline), None if half_points is None else half_points / 2, bold)


def _end(mark: Element | None, style: Style) -> str:
    """Tell what becomes of a paragraph's end: nothing (empty), deleted (17.13.5.15), hidden (17.3.2.36, 17.3.2.41)."""
    if mark is None and not style.hidden:
        return ""
    found = by_name(mark)
    if f"{W}del" in found or f"{W}moveFrom" in found:
        return "deleted"
    if not style.hidden and f"{W}vanish" not in found and f"{W}specVanish" not in found:
        return ""
    hidden = switch(mark, "vanish")
    return "hidden" if switch(mark, "specVanish") or (style.hidden if hidden is None else hidden) else ""


def _notes_by_id(root: Element | None, kind: str) -> dict[str, Element]:
    notes: Iterable[Element] = () if root is None else root.iterchildren(W + kind)
    return {note.get(f"{W}id", ""): note for note in notes if note.get(f"{W}type", "normal") == "normal"}
