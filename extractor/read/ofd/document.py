"""The pages of an OFD file, one after the other, to content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

from extractor.errors import ReadError
from extractor.read.container import Element
from extractor.read.content import Content
from extractor.read.limits import Limits
from extractor.read.ofd.package import Package, Part, Volume, page_size
from extractor.read.ofd.pages import Box, Glyph, Pages, Rule, Sheet
from extractor.read.ofd.paths import drawn, is_curved
from extractor.read.ofd.text import words_of
from extractor.read.ofd.values import POINTS, UNIT, Matrix, child, children, local, placement, product, switch

_DEPTH = 6  # composite objects inside each other
_REPEATS = 2_000_000  # objects that templates and composite units may add to those of the pages
_BROKEN = "已损坏，没有读取，请重新导出 OFD 后再提交。"
_MOST_NOTES = 200
_CURVES = 20  # curved paths on a page without text: it has been turned into drawings


@dataclass(slots=True)
class _Drawn:
    """What is drawn on one page or template; the text by the turn in which it stands upright."""

    size: tuple[float, float]  # mm
    text: dict[int, list[Glyph]] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    askew: list[str] = field(default_factory=list)
    pictures: int = 0
    curves: int = 0

    def add(self, other: _Drawn) -> None:
        """Lay a template under or over this page."""
        for turn, glyphs in other.text.items():
            self.text.setdefault(turn, []).extend(glyphs)
        self.rules += other.rules
        self.fills += other.fills
        self.askew += other.askew

    def glyphs(self) -> Iterator[Glyph]:
        """Yield all glyphs."""
        return chain.from_iterable(self.text.values())

    def sheet(self) -> Sheet:
        """Return the page for the layout, in points."""
        width, height = (side * POINTS for side in self.size)
        return Sheet(width, height, self.text, self.rules, self.fills)


def content(package: Package) -> Content:
    """Read all pages of all documents; one that fails is left out with a note.

    Raises ReadError: corrupt, too_large, empty.
    """
    book = _Book(package.limits)
    for volume in package.volumes():
        book.attached = book.attached or volume.attachments
        book.pages.begin()
        painter = _Painter(package, volume)
        for location in volume.pages:
            book.read(painter, location)
    if not book.pages.count:
        raise ReadError("corrupt", "OFD 里没有页面，请重新导出后再提交。")
    if book.pages.is_empty and book.broken:
        raise ReadError("corrupt", "OFD 的页面已损坏，读不出内容，请重新导出后再提交。")
    if book.pages.is_empty:
        raise ReadError("empty", "OFD 里没有文字，可能是扫描件，请提交由 Word 导出的 OFD、PDF 或 Word 文件。")
    return book.content()


class _Book:
    """Reads the pages one by one and gathers what is to be said about them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._notes: list[str] = []
        self._askew: dict[str, None] = {}
        self.pages = Pages()
        self.attached = False
        self.broken = False  # whether a page could not be read

    def read(self, painter: _Painter, location: str) -> None:
        """Read the next page."""
        number = self.pages.count + 1
        if number > self._limits.pages:
            raise ReadError("too_large", f"OFD 超过 {self._limits.pages} 页，请拆分后再提交。")
        try:
            note = self._read(painter, location)
        except (ReadError, MemoryError):
            raise
        except Exception:
            # What trips over one page's geometry costs this page only.
            note = self._lost()
        self._notes += [f"第{number}页{note}"] if note else []
        if self.pages.cells > self._limits.cells:
            raise ReadError("too_large", f"OFD 里的表格超过 {self._limits.cells} 格，请拆分后再提交。")

    def _read(self, painter: _Painter, location: str) -> str:
        found = painter.page(location)
        if found is None:
            return self._lost()
        self.pages.add(found.sheet())
        self._askew |= dict.fromkeys(found.askew)
        return _note(found)

    def _lost(self) -> str:
        self.broken = True
        self.pages.add(None)
        return _BROKEN

    def content(self) -> Content:
        """Return what was read, marked as read in a way that can err."""
        read = self.pages.content()
        left = len(self._notes) - _MOST_NOTES
        more = (f"另有{left}条同类说明从略。",) if left > 0 else ()
        return replace(
            read,
            pieces=tuple(replace(piece, via="ofd") for piece in read.pieces),
            notes=(*self._notes[:_MOST_NOTES], *more),
            remarks=("文件带有附件，附件的内容没有读取。",) if self.attached else (),
            margins=tuple(dict.fromkeys((*read.margins, *self._askew))),
        )


def _note(page: _Drawn) -> str:
    """Say why the text of a page cannot be used; empty where it can."""
    inked = sum(not glyph.char.isspace() for glyph in page.glyphs())
    if not inked and (page.pictures or page.curves > _CURVES):
        return "没有文字，可能是扫描图片，没有读取，请提交带文字的文件。"
    coded = sum("\ue000" <= glyph.char <= "\uf8ff" for glyph in page.glyphs())
    if coded * 5 > inked > 0:
        return "的文字使用了自造编码，读出的文字不可靠，请提交 Word 文件。"
    return ""


class _Painter:
    """Draws the pages of one document."""

    def __init__(self, package: Package, volume: Volume) -> None:
        self._package = package
        self._volume = volume
        self._templates: dict[tuple[str, tuple[float, float]], _Drawn] = {}
        self._left = _REPEATS

    def page(self, location: str) -> _Drawn | None:
        """Return what a page shows, None where it cannot be read."""
        part = self._package.find(self._volume.part.name, location)
        if part is None:
            return None
        on = _Drawn(page_size(part.root, "Area") or self._volume.size)
        for used in children(part.root, "Template"):
            template = self._template(used.get("TemplateID", ""), on.size)
            self._spend(sum(map(len, template.text.values())) + len(template.rules) + len(template.fills))
            on.add(template)
        self._draw(part, on)
        return on

    def _draw(self, part: Part, on: _Drawn) -> None:
        for resource in children(part.root, "PageRes"):
            self._package.take_resources(self._volume, part.name, (resource.text or "").strip())
        self._paint(child(part.root, "Content"), UNIT, on, 0)

    def _template(self, name: str, size: tuple[float, float]) -> _Drawn:
        key = name, size
        if key not in self._templates:
            on = self._templates[key] = _Drawn(size)
            location = self._volume.templates.get(name, "")
            part = self._package.find(self._volume.part.name, location) if location else None
            if part is not None:
                self._draw(part, on)
        return self._templates[key]

    def _paint(self, parent: Element | None, outer: Matrix, on: _Drawn, depth: int) -> None:
        for element in _objects(parent):
            match local(element):
                case "TextObject":
                    self._write(element, outer, on)
                case "PathObject":
                    on.curves += is_curved(element)
                    for shape in drawn(element, outer):
                        on.rules.append(shape) if isinstance(shape, Rule) else on.fills.append(shape)
                case "ImageObject":
                    on.pictures += switch(element, "Visible", True)
                case "CompositeObject" if depth < _DEPTH:
                    self._compose(element, outer, on, depth)

    def _write(self, element: Element, outer: Matrix, on: _Drawn) -> None:
        words = words_of(element, self._volume.bold, outer, on.size)
        if words is not None and words.across:
            on.askew.append("".join(glyph.char for glyph in words.glyphs).strip())
        elif words is not None:
            on.text.setdefault(words.turn, []).extend(words.glyphs)

    def _compose(self, element: Element, outer: Matrix, on: _Drawn, depth: int) -> None:
        """Draw a composite unit where an object places it (clause 13)."""
        unit = self._volume.units.get(element.get("ResourceID", ""))
        if unit is None or not switch(element, "Visible", True):
            return
        self._spend(sum(1 for _ in unit.iter()))
        self._paint(child(unit, "Content"), product(placement(element), outer), on, depth + 1)

    def _spend(self, objects: int) -> None:
        self._left -= objects
        if self._left < 0:
            raise ReadError("too_large", "OFD 里重复引用的内容过多，请重新导出后再提交。")


def _objects(parent: Element | None) -> Iterator[Element]:
    """Yield the objects of a page in drawing order, out of layers and blocks."""
    waiting = [parent] if parent is not None else []
    while waiting:
        element = waiting.pop()
        if local(element) in ("Content", "Layer", "PageBlock"):
            waiting.extend(reversed(element))
        else:
            yield element
