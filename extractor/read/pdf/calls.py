"""PDFium's functions as this reader calls them by the thousand: on plain addresses, filling arrays.

The bindings that pypdfium2 generates check every argument of every call. Here the same functions take
addresses as numbers, so that `map` calls them once for each character without a step of Python in between.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain, repeat
from typing import NamedTuple, cast

import pypdfium2
import pypdfium2.raw as pdfium

_AT = ctypes.c_void_p
_INT = ctypes.c_int
Function = Callable[..., int]
Matrix = tuple[float, float, float, float, float, float]


def _bound(name: str, result: type, *arguments: type) -> Function:
    address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value
    return cast("Function", ctypes.PYFUNCTYPE(result, *arguments)(address or 0))


unicode_of = _bound("FPDFText_GetUnicode", ctypes.c_uint, _AT, _INT)
is_generated = _bound("FPDFText_IsGenerated", _INT, _AT, _INT)
lacks_unicode = _bound("FPDFText_HasUnicodeMapError", _INT, _AT, _INT)
text_object = _bound("FPDFText_GetTextObject", _AT, _AT, _INT)
weight_of = _bound("FPDFText_GetFontWeight", _INT, _AT, _INT)
font_of = _bound("FPDFTextObj_GetFont", _AT, _AT)
mode_of = _bound("FPDFTextObj_GetTextRenderMode", _INT, _AT)
font_size: Callable[..., float] = _bound("FPDFText_GetFontSize", ctypes.c_double, _AT, _INT)
_text = _bound("FPDFText_GetText", _INT, _AT, _INT, _INT, _AT)
_box = _bound("FPDFText_GetLooseCharBox", _INT, _AT, _INT, _AT)
_matrix = _bound("FPDFText_GetMatrix", _INT, _AT, _INT, _AT)
_origin = _bound("FPDFText_GetCharOrigin", _INT, _AT, _INT, _AT, _AT)

object_of_page = _bound("FPDFPage_GetObject", _AT, _AT, _INT)
object_of_form = _bound("FPDFFormObj_GetObject", _AT, _AT, _INT)
parts_of_form = _bound("FPDFFormObj_CountObjects", _INT, _AT)
kind_of = _bound("FPDFPageObj_GetType", _INT, _AT)
segments_in = _bound("FPDFPath_CountSegments", _INT, _AT)
_segment = _bound("FPDFPath_GetPathSegment", _AT, _AT, _INT)
segment_kind = _bound("FPDFPathSegment_GetType", _INT, _AT)
closes = _bound("FPDFPathSegment_GetClose", _INT, _AT)
_point = _bound("FPDFPathSegment_GetPoint", _INT, _AT, _AT, _AT)
_mode = _bound("FPDFPath_GetDrawMode", _INT, _AT, _AT, _AT)
_object_matrix = _bound("FPDFPageObj_GetMatrix", _INT, _AT, _AT)
_bounds = _bound("FPDFPageObj_GetBounds", _INT, _AT, _AT, _AT, _AT, _AT)
_fill = _bound("FPDFPageObj_GetFillColor", _INT, _AT, _AT, _AT, _AT, _AT)


def address(handle: pypdfium2.PdfPage | pypdfium2.PdfTextPage) -> int:
    """Return the address behind a handle of pypdfium2."""
    return ctypes.cast(handle.raw, ctypes.c_void_p).value or 0


def _run(calls: Iterable[int]) -> None:
    deque(calls, maxlen=0)


def text_of(page: int, count: int) -> str:
    """Return the first characters of a text page, usually `count`: PDFium leaves out some without a meaning."""
    units = (ctypes.c_ushort * (2 * count + 2))()
    written = _text(page, 0, count, ctypes.addressof(units))
    return bytes(units)[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")


def boxes(page: int, count: int) -> tuple[list[float], list[float], list[float], list[float]]:
    """Return the left, top, right and bottom edges of the first characters of a text page."""
    values = (ctypes.c_float * (4 * count))()
    start = ctypes.addressof(values)
    _run(map(_box, repeat(page), range(count), range(start, start + 16 * count, 16)))
    edges = values[:]
    return edges[0::4], edges[1::4], edges[2::4], edges[3::4]


def matrices(page: int, at: Sequence[int]) -> list[tuple[float, float, float, float]]:
    """Return what turns and scales the characters at these places of a text page."""
    values = (ctypes.c_float * (6 * len(at)))()
    start = ctypes.addressof(values)
    _run(map(_matrix, repeat(page), at, range(start, start + 24 * len(at), 24)))
    numbers = values[:]
    return list(zip(numbers[0::6], numbers[1::6], numbers[2::6], numbers[3::6], strict=True))


def origins(page: int, at: Sequence[int]) -> list[tuple[float, float]]:
    """Return where on their base lines the characters at these places begin."""
    values = (ctypes.c_double * (2 * len(at)))()
    start, end = ctypes.addressof(values), ctypes.addressof(values) + 16 * len(at)
    _run(map(_origin, repeat(page), at, range(start, end, 16), range(start + 8, end + 8, 16)))
    numbers = values[:]
    return list(zip(numbers[0::2], numbers[1::2], strict=True))


class Shape(NamedTuple):
    """How a path is drawn, what moves it and how many segments it has."""

    path: int
    is_filled: bool
    is_stroked: bool
    matrix: Matrix
    segments: int


def shapes(paths: Sequence[int]) -> list[Shape]:
    """Return what is to be known of paths before their segments are looked at."""
    modes = (ctypes.c_int * (2 * len(paths)))()
    start, end = ctypes.addressof(modes), ctypes.addressof(modes) + 8 * len(paths)
    _run(map(_mode, paths, range(start, end, 8), range(start + 4, end + 4, 8)))
    filled, stroked = (list(map(bool, modes[n::2])) for n in (0, 1))
    counts = [max(0, count) for count in map(segments_in, paths)]
    return list(map(Shape, paths, filled, stroked, object_matrices(paths), counts))


def object_matrices(items: Sequence[int]) -> list[Matrix]:
    """Return the matrices of page objects."""
    values = (ctypes.c_float * (6 * len(items)))()
    start = ctypes.addressof(values)
    _run(map(_object_matrix, items, range(start, start + 24 * len(items), 24)))
    numbers = values[:]
    return list(zip(*(numbers[n::6] for n in range(6)), strict=True))


def outlines(found: Sequence[Shape]) -> Iterator[tuple[list[int], list[tuple[float, float]], list[int]]]:
    """Yield kinds, end points and closing marks of the segments of each path."""
    counts = [shape.segments for shape in found]
    owners = chain.from_iterable(map(repeat, [shape.path for shape in found], counts))
    segments = list(map(_segment, owners, chain.from_iterable(map(range, counts))))
    values = (ctypes.c_float * (2 * len(segments)))()
    start, end = ctypes.addressof(values), ctypes.addressof(values) + 8 * len(segments)
    _run(map(_point, segments, range(start, end, 8), range(start + 4, end + 4, 8)))
    numbers = values[:]
    points = list(zip(numbers[0::2], numbers[1::2], strict=True))
    kinds, closed = list(map(segment_kind, segments)), list(map(closes, segments))
    ends = list(accumulate(counts))
    for part in map(slice, [0, *ends], ends):
        yield kinds[part], points[part], closed[part]


class Places:
    """Room for what PDFium says of one page object at a time."""

    def __init__(self) -> None:
        self._numbers = (ctypes.c_float * 4)()
        self._counts = (ctypes.c_uint * 4)()
        start, self._count = ctypes.addressof(self._numbers), ctypes.addressof(self._counts)
        self._four = [start + 4 * n for n in range(4)]
        self._colours = [self._count + 4 * n for n in range(4)]

    def bounds(self, item: int) -> tuple[float, float, float, float]:
        """Return left, bottom, right and top of a page object."""
        if not _bounds(item, *self._four):
            return (0, 0, 0, 0)
        left, low, right, high = self._numbers[:]
        return left, low, right, high

    def is_white(self, item: int) -> bool:
        """Tell whether a path is filled with white, or with nothing."""
        if not _fill(item, *self._colours):
            return False
        red, green, blue, alpha = self._counts[:]
        return alpha == 0 or min(red, green, blue) > 250
