"""The straight lines of a page and what else is drawn on it: filled areas, pictures, outlines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from math import isfinite

import pypdfium2
import pypdfium2.raw as pdfium

from extractor.read.layout.frame import Box, Frame
from extractor.read.layout.page import Rule
from extractor.read.pdf import calls

_THIN = 3.0  # points up to which a filled rectangle is a rule
_SHORTEST = 0.3  # points of a piece of a dotted rule
_LEVEL = 1.0  # points by which the ends of a straight line may differ
_DEPTH = 8  # nesting of form objects
_MOST_OBJECTS = 200_000  # of one page
_MOST_SEGMENTS = 100_000
_BEZIER = pdfium.FPDF_SEGMENT_BEZIERTO
_MOVE = pdfium.FPDF_SEGMENT_MOVETO

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
_UNIT: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(slots=True)
class Drawn:
    """What is drawn on one page.

    `fills` are coloured areas, `pictures` the boxes of pictures, `outlines` counts filled shapes with curves,
    which are letters where there is no text; `cut`: there was too much to look at all of it.
    """

    rules: list[Rule] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    outlines: int = 0
    cut: bool = False


def drawn(page: pypdfium2.PdfPage, frame: Frame) -> Drawn:
    """Return what is drawn on a page."""
    return _Walk(frame).of(page)


class _Walk:
    """Goes through the objects of a page and of the forms on it."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._places = calls.Places()
        self._found = Drawn()
        self._objects = _MOST_OBJECTS
        self._segments = _MOST_SEGMENTS

    def of(self, page: pypdfium2.PdfPage) -> Drawn:
        address = calls.address(page)
        self._walk(calls.object_of_page, address, pdfium.FPDFPage_CountObjects(page.raw), _UNIT, 0)
        return self._found

    def _walk(self, pick: calls.Function, holder: int, count: int, outer: Matrix, depth: int) -> None:
        taken = max(0, min(count, self._objects))
        self._objects -= taken
        self._found.cut |= taken < count
        items = list(map(pick, repeat(holder), range(taken)))
        for item, kind in zip(items, map(calls.kind_of, items), strict=True):
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(item, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._found.pictures.append(self._shown(self._places.bounds(item), outer))
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
                inner = _product(self._places.matrix(item), outer)
                parts = calls.parts_of_form(item)
                self._walk(calls.object_of_form, item, parts, inner, depth + 1)

    def _shown(self, box: Box, outer: Matrix) -> Box:
        left, low, right, high = box
        corners = [
            _moved(outer, corner) for corner in ((left, low), (right, low), (left, high), (right, high))
        ]
        return _bounds([self._frame.point(*corner) for corner in corners])

    def _path(self, item: int, outer: Matrix) -> None:
        fill, stroke = self._places.mode(item)
        if not (fill or stroke):
            return
        count = calls.segments_in(item)
        if count > self._segments:
            self._found.cut = True
            return
        self._segments -= count
        matrix = _product(self._places.matrix(item), outer)
        if not all(map(isfinite, matrix)):
            return
        kinds, points, closed = calls.path_of(item, count)
        shown = [self._frame.point(*_moved(matrix, point)) for point in points]
        if stroke:
            self._found.rules += _strokes(kinds, shown, closed)
        if fill and (not stroke or count > 2):
            self._filled(item, kinds, shown, stroke)

    def _filled(self, item: int, kinds: Sequence[int], points: Sequence[Point], stroke: bool) -> None:
        if _BEZIER in kinds:
            self._found.outlines += 1
        for outline in _outlines(kinds, points):
            box = _bounds(outline)
            wide, tall = box[2] - box[0], box[3] - box[1]
            if min(wide, tall) > _THIN:
                if not stroke and _is_rectangle(outline, box) and not self._places.is_white(item):
                    self._found.fills.append(box)
            elif not stroke and max(wide, tall) > _SHORTEST:
                self._found.rules.append(
                    Rule(True, (box[0] + box[2]) / 2, box[1], box[3])
                    if tall >= wide
                    else Rule(False, (box[1] + box[3]) / 2, box[0], box[2])
                )


def _strokes(kinds: Sequence[int], points: Sequence[Point], closed: Sequence[int]) -> Iterator[Rule]:
    start = 0
    for n, kind in enumerate(kinds):
        if kind == _MOVE:
            start = n
        elif kind != _BEZIER:
            yield from _straight(*points[n - 1], *points[n])
        if closed[n]:
            yield from _straight(*points[n], *points[start])


def _straight(ax: float, ay: float, bx: float, by: float) -> Iterator[Rule]:
    wide, tall = abs(ax - bx), abs(ay - by)
    if wide <= _LEVEL and tall > max(wide, _SHORTEST):
        yield Rule(True, (ax + bx) / 2, min(ay, by), max(ay, by))
    elif tall <= _LEVEL and wide > max(tall, _SHORTEST):
        yield Rule(False, (ay + by) / 2, min(ax, bx), max(ax, bx))


def _outlines(kinds: Sequence[int], points: Sequence[Point]) -> Iterator[Sequence[Point]]:
    starts = [n for n, kind in enumerate(kinds) if kind == _MOVE]
    for start, end in pairwise([*starts, len(kinds)]):
        if end - start > 1:
            yield points[start:end]


def _is_rectangle(outline: Sequence[Point], box: Box) -> bool:
    near = 0.5
    return len(outline) in (4, 5) and all(
        min(x - box[0], box[2] - x) < near and min(y - box[1], box[3] - y) < near for x, y in outline
    )


def _bounds(points: Sequence[Point]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _moved(matrix: Matrix, point: Point) -> Point:
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + c * y + e, b * x + d * y + f


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    if outer is _UNIT:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)
