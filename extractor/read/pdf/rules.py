"""The straight lines of a page and what else is drawn on it: filled areas, pictures, outlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from math import isfinite

import pypdfium2
import pypdfium2.raw as pdfium

from extractor.read.layout.frame import Box, Frame, Matrix
from extractor.read.layout.page import Rule
from extractor.read.pdf import calls

_THIN = 3.0  # points up to which a filled rectangle is a rule
_SHORTEST = 0.3  # points of a piece of a dotted rule
_LEVEL = 1.0  # points by which the ends of a straight line may differ
_DEPTH = 8  # nesting of form objects
_MOST_OBJECTS = 200_000  # of one page
_MOST_SEGMENTS = 100_000
_PATH = pdfium.FPDF_PAGEOBJ_PATH
_BEZIER = pdfium.FPDF_SEGMENT_BEZIERTO
_MOVE = pdfium.FPDF_SEGMENT_MOVETO

Point = tuple[float, float]


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
    return _Walk().of(page, frame)


class _Walk:
    """Goes through the objects of a page and of the forms on it."""

    def __init__(self) -> None:
        self._places = calls.Places()
        self._found = Drawn()
        self._objects = _MOST_OBJECTS
        self._segments = _MOST_SEGMENTS

    def of(self, page: pypdfium2.PdfPage, frame: Frame) -> Drawn:
        """Return what is drawn on a page where the frame shows it."""
        address = calls.address(page)
        self._walk(calls.object_of_page, address, pdfium.FPDFPage_CountObjects(page.raw), frame.matrix, 0)
        return self._found

    def _walk(self, pick: calls.Function, holder: int, count: int, outer: Matrix, depth: int) -> None:
        taken = max(0, min(count, self._objects))
        self._objects -= taken
        self._found.cut |= taken < count
        items = list(map(pick, repeat(holder), range(taken)))
        kinds = list(map(calls.kind_of, items))
        self._paths([item for item, kind in zip(items, kinds, strict=True) if kind == _PATH], outer)
        for item, kind in zip(items, kinds, strict=True):
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._found.pictures.append(_shown(self._places.bounds(item), outer))
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
                [matrix] = calls.object_matrices([item])
                parts = calls.parts_of_form(item)
                self._walk(calls.object_of_form, item, parts, _product(matrix, outer), depth + 1)

    def _paths(self, paths: Sequence[int], outer: Matrix) -> None:
        drawn = [shape for shape in calls.shapes(paths) if self._is_drawn(shape)]
        for shape, (kinds, points, closed) in zip(drawn, calls.outlines(drawn), strict=True):
            shown = _moved(_product(shape.matrix, outer), points)
            if shape.is_stroked:
                self._found.rules += _strokes(kinds, shown, closed)
            if shape.is_filled and (not shape.is_stroked or shape.segments > 2):
                self._filled(shape.path, kinds, shown, shape.is_stroked)

    def _is_drawn(self, shape: calls.Shape) -> bool:
        """Tell whether a path shows, and has no more segments than may be looked at."""
        if not (shape.is_filled or shape.is_stroked) or not all(map(isfinite, shape.matrix)):
            return False
        if shape.segments > self._segments:
            self._found.cut = True
            return False
        self._segments -= shape.segments
        return True

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


def _shown(box: Box, outer: Matrix) -> Box:
    left, low, right, high = box
    return _bounds(_moved(outer, [(left, low), (right, low), (left, high), (right, high)]))


def _moved(matrix: Matrix, points: Iterable[Point]) -> list[Point]:
    a, b, c, d, e, f = matrix
    return [(a * x + c * y + e, b * x + d * y + f) for x, y in points]


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)
