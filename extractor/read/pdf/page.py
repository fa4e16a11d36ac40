"""Glyphs and ruled lines of a page, as PDFium sees them, in points from the top left corner."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import hypot

import pypdfium2
import pypdfium2.raw as pdfium

_THIN = 3.0  # points up to which a filled rectangle is a rule
_DEPTH = 8  # nesting of form objects
_ASCENT, _DESCENT = 0.88, 0.12  # the em box of a Chinese character around its base line

Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character with its em box: the font's own height does not enter."""

    char: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool = False

    @property
    def top(self) -> float:
        """Upper edge of the em box."""
        return self.base - _ASCENT * self.size

    @property
    def bottom(self) -> float:
        """Lower edge of the em box."""
        return self.base + _DESCENT * self.size


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: `at` on the axis it crosses, from `start` to `end` along its own."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """What is printed on one page; `sheet` is the top left corner of the page before it was cropped."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    sheet: tuple[float, float] = (0, 0)


class _Frame:
    """Turns PDF coordinates into those of the page as shown, rotation and crop box included."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.left, self.low, self.right, self.high = page.get_cropbox()
        self.turn = page.get_rotation() % 360
        across, up = self.right - self.left, self.high - self.low
        self.width, self.height = (across, up) if self.turn in (0, 180) else (up, across)
        left, low, right, high = page.get_mediabox()
        ends = self.point(left, low), self.point(right, high)
        self.sheet = min(x for x, _ in ends), min(y for _, y in ends)

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.turn == 90:
            return y - self.low, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.low
        if self.turn == 270:
            return self.high - y, self.right - x
        return x - self.left, self.high - y


def load(document: pypdfium2.PdfDocument, index: int) -> Page:
    """Read one page, counted from 0."""
    page = document[index]
    try:
        frame = _Frame(page)
        glyphs = tuple(_apart(list(_glyphs(page, frame))))
        rules = tuple(_rules(page, frame))
    finally:
        page.close()
    return Page(index + 1, frame.width, frame.height, glyphs, rules, frame.sheet)


def _glyphs(page: pypdfium2.PdfPage, frame: _Frame) -> Iterator[Glyph]:
    text = page.get_textpage()
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    seen: object = None
    size, bold = 0.0, False
    try:
        for index in range(pdfium.FPDFText_CountChars(text)):
            char = _char(text, index)
            if not char or not pdfium.FPDFText_GetLooseCharBox(text, index, box):
                continue
            pdfium.FPDFText_GetMatrix(text, index, matrix)
            nominal = pdfium.FPDFText_GetFontSize(text, index)
            look = (nominal, matrix.a, matrix.b, matrix.c, matrix.d)
            if look != seen:
                seen = look
                size = nominal * (hypot(matrix.c, matrix.d) or 1)
                bold = _is_bold(text, index)
            pdfium.FPDFText_GetCharOrigin(text, index, x, y)
            ends = frame.point(box.left, box.bottom), frame.point(box.right, box.top)
            x0, x1 = sorted((ends[0][0], ends[1][0]))
            yield Glyph(char, x0, x1, frame.point(x.value, y.value)[1], size or 1, bold)
    finally:
        text.close()


def _apart(glyphs: list[Glyph]) -> Iterator[Glyph]:
    """Share out the box of a ligature, whose characters all come with the whole of it."""
    start = 0
    for end in range(1, len(glyphs) + 1):
        first = glyphs[start]
        if end < len(glyphs) and (first.x0, first.x1, first.base) == (
            glyphs[end].x0,
            glyphs[end].x1,
            glyphs[end].base,
        ):
            continue
        step = (first.x1 - first.x0) / (end - start)
        for place, glyph in enumerate(glyphs[start:end]):
            yield (
                replace(glyph, x0=first.x0 + place * step, x1=first.x0 + (place + 1) * step)
                if end - start > 1
                else glyph
            )
        start = end


def _char(text: pypdfium2.PdfTextPage, index: int) -> str:
    code = pdfium.FPDFText_GetUnicode(text, index)
    if code == 2:  # how PDFium reports a hyphen at a line's end
        return "-"
    if code < 32 or code in (0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
        return ""
    if code == 32 and pdfium.FPDFText_IsGenerated(text, index) == 1:
        return ""
    return chr(code)


def _is_bold(text: pypdfium2.PdfTextPage, index: int) -> bool:
    return int(pdfium.FPDFText_GetFontWeight(text, index)) >= 600


def _rules(page: pypdfium2.PdfPage, frame: _Frame) -> Iterator[Rule]:
    count = pdfium.FPDFPage_CountObjects(page)
    for index in range(count):
        yield from _of_object(pdfium.FPDFPage_GetObject(page, index), _UNIT, frame, 0)


def _of_object(item: object, outer: Matrix, frame: _Frame, depth: int) -> Iterator[Rule]:
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM):
        return
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, own)
    matrix = _product((own.a, own.b, own.c, own.d, own.e, own.f), outer)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        yield from _of_path(item, matrix, frame)
    elif depth < _DEPTH:
        for index in range(pdfium.FPDFFormObj_CountObjects(item)):
            yield from _of_object(pdfium.FPDFFormObj_GetObject(item, index), matrix, frame, depth + 1)


def _of_path(path: object, matrix: Matrix, frame: _Frame) -> Iterator[Rule]:
    fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
    if not pdfium.FPDFPath_GetDrawMode(path, fill, stroke) or not (fill.value or stroke.value):
        return
    for points in _outlines(path, matrix, frame):
        if stroke.value:
            for (ax, ay), (bx, by) in pairwise(points):
                yield from _straight(ax, ay, bx, by)
            continue
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
        if right - left <= _THIN:
            yield Rule(True, (left + right) / 2, top, bottom)
        elif bottom - top <= _THIN:
            yield Rule(False, (top + bottom) / 2, left, right)


def _outlines(path: object, matrix: Matrix, frame: _Frame) -> Iterator[list[tuple[float, float]]]:
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points
            points = []
        a, b, c, d, e, f = matrix
        points.append(frame.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1:
        yield points


def _straight(ax: float, ay: float, bx: float, by: float) -> Iterator[Rule]:
    if abs(ax - bx) <= 1 and abs(ay - by) > 1:
        yield Rule(True, (ax + bx) / 2, min(ay, by), max(ay, by))
    elif abs(ay - by) <= 1 and abs(ax - bx) > 1:
        yield Rule(False, (ay + by) / 2, min(ax, bx), max(ax, bx))


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)
