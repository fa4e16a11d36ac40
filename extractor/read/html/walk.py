"""Walks a page in document order: what a browser shows of it, as paragraphs and tables."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from extractor.read.container import Element
from extractor.read.html.flow import Flow, Paragraph
from extractor.read.html.furniture import furniture
from extractor.read.html.lists import Counter
from extractor.read.html.styles import Declared, Look, Sheet, look
from extractor.read.html.tables import Cell, Grid, Item, contents, finished, is_layout, rows_of, strays_of
from extractor.read.limits import Limits

_LISTS = ("ol", "ul", "menu", "dir")
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div"),
    *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html"),
    *("legend", "li", "listing", "main", "nav", "p", "plaintext", "pre", "search", "section", "summary"),
    *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "xmp", "h1", "h2", "h3", "h4", "h5", "h6"),
    *_LISTS,
}
_TYPED = ("text", "number", "tel", "date", "")
_DEPTH = 12  # tables inside each other whose rows and columns are told


class Walker:
    """Walks one page; `margins` gathers the furniture of the site."""

    def __init__(self, root: Element, limits: Limits) -> None:
        self._root = root
        self._room = limits.cells
        self._sheet = Sheet("".join(map(str, style.itertext())) for style in root.iter("style"))
        self._furniture = furniture(root)
        self.margins: list[str] = []

    def items(self) -> list[Item]:
        """Return the paragraphs and tables of the page."""
        return self._inside(self._root, Look(), 0)

    def _inside(self, root: Element, outer: Look, depth: int) -> list[Item]:
        """Return what an element holds; tables recur, everything else is walked in one go."""
        return _Walk(self, root, outer, depth).items()

    def declared(self, element: Element) -> Declared:
        """Return the style declarations of an element."""
        return self._sheet.of(element)

    def is_furniture(self, element: Element) -> bool:
        """Tell whether an element belongs to the site, and keep its words apart if so."""
        if element not in self._furniture:
            return False
        walk = _Walk(self, element, Look(), _DEPTH, whole=True)
        words = " ".join(item.text for item in walk.items() if isinstance(item, Paragraph))
        self.margins += [" ".join(words.split())] if words.strip() else []
        return True

    def table(self, element: Element, outer: Look, depth: int) -> list[Item]:
        """Return a table of values, or what a table holds that arranges the page."""
        grid = Grid(self._room)
        cells: list[Cell] = []
        before = [Paragraph(" ".join(text.split())) for text in strays_of(element) if text.strip()]
        for caption in element.iterchildren("caption"):
            before += [item for item in self._part(caption, outer, depth) if isinstance(item, Paragraph)]
        for row, elements in rows_of(element):
            row_look = outer if row is None else look(row, self.declared(row), outer)
            if row_look.hidden:
                continue
            grid.turn()
            for cell in elements:
                cells += self._placed(cell, row_look, grid, depth)
        self._room = grid.room
        table = finished(cells, grid.rows)
        return [*before, *(contents(table) if is_layout(element, table) else [table])]

    def _placed(self, element: Element, outer: Look, grid: Grid, depth: int) -> Iterator[Cell]:
        if not look(element, self.declared(element), outer).hidden:
            cell = grid.place(element)
            cell.items = self._part(element, outer, depth)
            yield cell

    def _part(self, element: Element, outer: Look, depth: int) -> list[Item]:
        return self._inside(element, outer, depth + 1)


class _Walk:
    """One walk through an element, down to the tables inside."""

    def __init__(self, walker: Walker, root: Element, outer: Look, depth: int, whole: bool = False) -> None:
        self._walker = walker
        self._root = root
        self._depth = depth
        self._whole = whole
        self._flow = Flow()
        self._looks = [outer]
        self._lists: list[Counter] = []
        self._items: list[Item] = []

    def items(self) -> list[Item]:
        """Return the paragraphs and tables inside the element."""
        walk = etree.iterwalk(self._root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                if not self._start(element):
                    walk.skip_subtree()
            else:
                if event == "end":
                    self._end(element)
                if element is not self._root and not self._looks[-1].hidden:
                    self._flow.write(element.tail or "", self._looks[-1])
        self._close()
        return self._items

    def _start(self, element: Element) -> bool:
        """Open an element; false where nothing inside is walked."""
        tag = str(element.tag).lower()
        declared = self._walker.declared(element)
        own = look(element, declared, self._looks[-1])
        self._looks.append(own)
        if own.hidden:
            return False
        if _is_block(tag, own):
            self._close()
        if self._leaves_out(element, tag, own):
            return False
        if own.marker:
            self._flow.begin_marker()
        if tag in _LISTS:
            self._lists.append(Counter.of(element, declared))
        elif tag == "li" and self._lists:
            self._flow.label = self._lists[-1].label(element, declared)
        self._flow.write(element.text or "", own)
        return True

    def _leaves_out(self, element: Element, tag: str, own: Look) -> bool:
        """Take an element as a whole: a table, furniture, a field of a form."""
        if (
            element is not self._root
            and not self._whole
            and tag in _BLOCKS
            and self._walker.is_furniture(element)
        ):
            return True
        if tag == "table" and element is not self._root and self._depth < _DEPTH:
            self._items += self._walker.table(element, own, self._depth)
            return True
        if tag == "br":
            self._flow.turn()
        elif tag == "hr":
            self._flow.end()
        elif tag == "input" and (element.get("type") or "").lower() in _TYPED and not self._whole:
            self._flow.write(element.get("value") or "", own)
        elif tag == "option" and element.get("selected") is None:
            return True
        return False

    def _end(self, element: Element) -> None:
        own = self._looks.pop()
        if own.hidden:
            return
        tag = str(element.tag).lower()
        if own.marker:
            self._flow.end_marker()
        if tag in _LISTS and self._lists:
            self._lists.pop()
        if _is_block(tag, own):
            self._close()
        if tag == "li":
            self._flow.label = ""

    def _close(self) -> None:
        self._flow.end()
        self._items += self._flow.done
        self._flow.done = []


def _is_block(tag: str, own: Look) -> bool:
    return tag in _BLOCKS if own.block is None else own.block
