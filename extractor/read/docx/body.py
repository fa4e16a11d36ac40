"""Walks body, tables, text boxes and notes of a Word document in document order, each word once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from extractor.model import Anchor
from extractor.read.content import Content, Piece
from extractor.read.docx.numbering import Numbering, style_links
from extractor.read.docx.package import Element, Package, W, integer, switch, value
from extractor.read.docx.runs import Runs
from extractor.read.docx.styles import Style, Styles, outline_level

_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CONTAINERS = {W + n for n in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}
_CONTAINERS |= {f"{_COMPATIBLE}AlternateContent", f"{_COMPATIBLE}Choice"}


@dataclass(frozen=True, slots=True)
class _Paragraph:
    piece: Piece
    boxes: tuple[Element, ...] = ()


@dataclass(slots=True)
class _Cell:
    element: Element
    row: int
    column: int
    width: int
    height: int = 1


def walk(package: Package) -> Content:
    """Read the whole document into pieces."""
    walker = _Walker(package)
    pieces = [*walker.story(package.body, None), *walker.notes()]
    return Content(tuple(pieces), notes=tuple(walker.remarks))


class _Walker:
    """Holds what runs through a whole document: list counters, paragraph and table numbers, open notes."""

    def __init__(self, package: Package) -> None:
        self._styles = Styles(package.styles)
        self._numbering = Numbering(package.numbering, style_links(package.styles))
        self._stories = {
            "footnote": _notes_by_id(package.footnotes, "footnote"),
            "endnote": _notes_by_id(package.endnotes, "endnote"),
        }
        self._paragraphs = 0
        self._tables = 0
        self._referred: list[tuple[str, str, int | None]] = []
        self._carried = ""  # text of a paragraph whose end mark was deleted
        self.remarks: list[str] = []

    def story(self, parent: Element, host: int | None) -> Iterator[Piece]:
        """Yield the pieces of a body, text box or note; `host` is the paragraph the latter hang on."""
        for element in _blocks(parent):
            if element.tag == f"{W}p":
                yield from self._paragraph(element, host)
            elif element.tag == f"{W}tbl":
                yield from self._table(element)
            else:
                self._remark("文件里嵌有外部内容（altChunk），这一部分没有读取，请在 Word 中另存后再提交。")

    def notes(self) -> Iterator[Piece]:
        """Yield the footnotes and endnotes in the order of their references."""
        done: set[tuple[str, str]] = set()
        for kind, number, paragraph in self._referred:
            story = self._stories[kind].get(number)
            if story is not None and (kind, number) not in done:
                done.add((kind, number))
                yield from self.story(story, paragraph or 0)

    def _remark(self, sentence: str) -> None:
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def _paragraph(self, element: Element, host: int | None) -> Iterator[Piece]:
        if host is None:
            self._paragraphs += 1
        number = self._paragraphs if host is None else host
        read = self._words(element, number)
        yield replace(read.piece, anchor=Anchor(paragraph=number or None))
        for box in read.boxes:
            yield from self.story(box, number)

    def _words(self, element: Element, number: int | None) -> _Paragraph:
        properties = element.find(f"{W}pPr")
        style = self._styles.paragraph(value(properties, "pStyle"))
        runs = Runs(self._styles, style)
        runs.take(element)
        self._referred += [(kind, note, number) for kind, note in runs.notes]
        text = self._carried + runs.text
        self._carried = ""
        if _runs_on(properties):
            self._carried, text = text, ""
        else:
            # Word counts empty paragraphs too, but a label alone says nothing.
            label = self._numbering.label(properties, style)
            text = label + text.lstrip() if text.strip() else ""
        return _Paragraph(self._piece(text, properties, style, runs), tuple(runs.boxes))

    def _piece(self, text: str, properties: Element | None, style: Style, runs: Runs) -> Piece:
        own = integer(properties, "outlineLvl")
        run = None if runs.first is None else runs.first.find(f"{W}rPr")
        half_points = integer(run, "sz") or style.half_points
        bold = switch(run, "b")
        return Piece(
            text,
            Anchor(),
            level=outline_level(style.outline if own is None else own),
            size=None if half_points is None else half_points / 2,
            bold=style.bold if bold is None else bold,
        )

    def _table(self, table: Element) -> Iterator[Piece]:
        self._tables += 1
        number = self._tables
        nested: list[Element] = []
        row = 0
        for cell in _cells(table):
            if cell.row != row:
                yield from self._nested(nested)
                row = cell.row
            anchor = Anchor(
                table=number, row=row, column=cell.column, row_span=cell.height, column_span=cell.width
            )
            yield replace(self._cell(cell.element, nested), anchor=anchor, kind="cell")
        yield from self._nested(nested)

    def _nested(self, tables: list[Element]) -> Iterator[Piece]:
        # A table inside a cell follows the row, so that the row stays together in the text.
        while tables:
            yield from self._table(tables.pop(0))

    def _cell(self, cell: Element, nested: list[Element]) -> Piece:
        pieces: list[Piece] = []
        for element in _blocks(cell):
            if element.tag == f"{W}tbl":
                nested.append(element)
            elif element.tag == f"{W}p":
                pieces += self._cell_paragraph(element)
        pieces = [piece for piece in pieces if piece.text.strip()]
        if not pieces:
            return Piece("", Anchor())
        return replace(pieces[0], text="\n".join(piece.text.strip() for piece in pieces))

    def _cell_paragraph(self, element: Element) -> Iterator[Piece]:
        read = self._words(element, None)
        yield read.piece
        for box in read.boxes:
            yield from self.story(box, 0)


def _blocks(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl", f"{W}altChunk"):
            yield child
        elif child.tag in _CONTAINERS:
            yield from _blocks(child)


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == f"{W}tr":
            properties = child.find(f"{W}trPr")
            if properties is None or properties.find(f"{W}del") is None:
                yield child
        elif child.tag in _CONTAINERS:
            yield from _rows(child)


def _row_cells(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in _CONTAINERS:
            yield from _row_cells(child)


def _cells(table: Element) -> list[_Cell]:
    """Return each cell once, in row order, with its place in the grid and the rows and columns it covers."""
    cells: list[_Cell] = []
    open_above: dict[int, _Cell] = {}
    for number, row in enumerate(_rows(table), start=1):
        column = 1 + (integer(row.find(f"{W}trPr"), "gridBefore") or 0)
        before: _Cell | None = None
        for element in _row_cells(row):
            properties = element.find(f"{W}tcPr")
            width = max(1, integer(properties, "gridSpan") or 1)
            if before is not None and _merge(properties, "hMerge") == "continue":
                before.width += width
            elif _merge(properties, "vMerge") == "continue" and column in open_above:
                before = open_above[column]
                before.height = number - before.row + 1
            else:
                before = _Cell(element, number, column, width)
                cells.append(before)
                open_above[column] = before
            column += width
    return cells


def _merge(properties: Element | None, tag: str) -> str:
    child = None if properties is None else properties.find(W + tag)
    return "" if child is None else child.get(f"{W}val", "continue")


def _runs_on(properties: Element | None) -> bool:
    mark = None if properties is None else properties.find(f"{W}rPr")
    return mark is not None and (mark.find(f"{W}del") is not None or bool(switch(mark, "specVanish")))


def _notes_by_id(root: Element | None, kind: str) -> dict[str, Element]:
    notes: Iterable[Element] = () if root is None else root.iterchildren(W + kind)
    return {note.get(f"{W}id", ""): note for note in notes if note.get(f"{W}type", "normal") == "normal"}
