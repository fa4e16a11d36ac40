"""The characters of a page: asked from PDFium column by column, put together run by run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, compress, repeat
from math import atan2, degrees, hypot, isfinite
from operator import eq, sub
from typing import NamedTuple

import pypdfium2

from extractor.read.layout.frame import Frame
from extractor.read.layout.page import Glyph
from extractor.read.pdf import calls

_MOST = 300_000  # characters of one page
_SLANT = 10.0  # degrees beyond which a line of text is a stamp across the page
_BOLD = 600
_FILL_AND_STROKE = 2  # text rendering mode (ISO 32000-1, 9.3.6): how programs imitate bold type
_SOFT_HYPHEN = 2  # how PDFium reports a hyphen at a line's end
_ODD = re.compile("[\0-\x20\x7f-\x9f\u200b-\u200f\ud800-\udfff\ufeff\ufffe\uffff]")
_LINE_END = "\r\n"
_MEANINGLESS = re.compile("[\ue000-\uf8ff\ufffd]")


_Edges = tuple[list[float], list[float], list[float], list[float]]


@dataclass(slots=True)
class Printed:
    """The characters of one page in the frame in which most of them stand upright.

    `aside` holds those that stand upright in frames of another turn, `slanting` the words left out, `unknown`
    counts the characters whose meaning the file does not tell, `cut` that there were too many;
    `inside`: all of them surely lie on the page.
    """

    frame: Frame
    glyphs: list[Glyph] = field(default_factory=list)
    aside: dict[int, list[Glyph]] = field(default_factory=dict)
    slanting: str = ""
    unknown: int = 0
    cut: bool = False
    inside: bool = True


class _Run(NamedTuple):
    """Neighbouring characters of one text object."""

    start: int
    end: int
    turn: int  # degrees by which the page is turned for them; -1: slanting
    size: float
    bold: bool
    origin: tuple[float, float]


def printed(page: pypdfium2.PdfPage, shown: Frame) -> Printed:
    """Return the characters of a page."""
    text = page.get_textpage()
    try:
        count = text.count_chars()
        found = (
            _Reading(calls.address(text), min(count, _MOST)).printed(shown) if count > 0 else Printed(shown)
        )
        found.cut = count > _MOST
        return found
    finally:
        text.close()


class _Reading:
    """Reads the text page at an address."""

    def __init__(self, page: int, count: int) -> None:
        self._page = page
        self._count = count
        self._chars, self._keep = self._characters()
        self._objects = list(map(calls.text_object, repeat(page), range(count)))
        self._runs = self._found_runs()

    def printed(self, shown: Frame) -> Printed:
        by_turn = Counter[int]()
        for run in self._runs:
            by_turn[run.turn] += run.end - run.start
        slanting = by_turn.pop(-1, 0)
        main = max(by_turn, key=lambda turn: (by_turn[turn], turn == shown.turn), default=shown.turn)
        found = Printed(shown.turned(main))
        if by_turn:
            edges = calls.boxes(self._page, self._count)
            found.glyphs = self._glyphs(found.frame, edges)
            found.inside = _is_inside(found.frame, edges)
            others = [turn for turn in by_turn if turn != main]
            found.aside = {turn: self._glyphs(shown.turned(turn), edges) for turn in others}
        if slanting:
            found.slanting = "".join(self._words(run) for run in self._runs if run.turn < 0)
        found.unknown = self._unknown()
        return found

    def _characters(self) -> tuple[list[str], bytearray]:
        """Return the characters and which of them are printed."""
        text = calls.text_of(self._page, self._count)
        if len(text) != self._count:
            codes = map(calls.unicode_of, repeat(self._page), range(self._count))
            text = "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)
        chars, keep = list(text), bytearray(b"\1") * self._count
        for match in _ODD.finditer(text):
            at = match.start()
            if text[at] in _LINE_END:
                keep[at] = 0
            elif text[at] == " ":
                keep[at] = calls.is_generated(self._page, at) != 1
            elif calls.unicode_of(self._page, at) == _SOFT_HYPHEN:
                chars[at] = "-"
            else:
                keep[at] = 0
        return chars, keep

    def _found_runs(self) -> list[_Run]:
        objects, count = self._objects, self._count
        same = map(eq, objects, objects[1:])
        starts = [0, *(n for n, alike in enumerate(same, start=1) if not alike)]
        pairs = zip(starts, [*starts[1:], count], strict=True)
        ends = {start: end for start, end in pairs if objects[start]}
        for start in [start for start in starts if not objects[start]]:
            # What PDFium adds of its own, such as line breaks, belongs to no object.
            self._keep[start] = self._chars[start] == "-"
        return list(self._measured(ends))

    def _measured(self, ends: dict[int, int]) -> Iterator[_Run]:
        page, starts = self._page, list(ends)
        sizes = list(map(calls.font_size, repeat(page), starts))
        fonts = list(map(calls.font_of, map(self._objects.__getitem__, starts)))
        modes = list(map(calls.mode_of, map(self._objects.__getitem__, starts)))
        looks = zip(sizes, calls.matrices(page, starts), fonts, modes, strict=True)
        known: dict[object, tuple[int, float, bool]] = {}
        for look, (start, end), origin in zip(looks, ends.items(), calls.origins(page, starts), strict=True):
            if look not in known:
                size, matrix, _, mode = look
                bold = mode == _FILL_AND_STROKE or calls.weight_of(page, start) >= _BOLD
                known[look] = (_turn(matrix), _height(size, matrix), bold)
            yield _Run(start, end, *known[look], origin)

    def _words(self, run: _Run) -> str:
        part = slice(run.start, run.end)
        return "".join(compress(self._chars[part], self._keep[part]))

    def _glyphs(self, frame: Frame, edges: _Edges) -> list[Glyph]:
        """Return the glyphs of the runs that stand upright in a frame."""
        runs = list(self._level(frame, edges))
        keep = bytearray(self._count)
        for start, end, *_ in runs:
            keep[start:end] = self._keep[start:end]
        # A run lends its looks to all before the next: what is none of its own is not kept.
        starts = [0, *(run.start for run in runs[1:]), self._count]
        lengths = list(map(sub, starts[1:], starts))
        looks = [run.size for run in runs], [run.bold for run in runs]
        bases = [frame.point(*run.origin)[1] for run in runs]
        columns = (chain.from_iterable(map(repeat, values, lengths)) for values in (bases, *looks))
        x0s, x1s = frame.extents(*edges)
        whole = compress(zip(self._chars, x0s, x1s, *columns, strict=True), keep)
        glyphs = list(map(tuple.__new__, repeat(Glyph), whole))
        if not isfinite(sum(x0s) + sum(x1s) + sum(bases)):
            glyphs = [g for g in glyphs if isfinite(g.x0 + g.x1 + g.base)]
        return _apart(glyphs)

    def _level(self, frame: Frame, edges: _Edges) -> Iterator[_Run]:
        """Yield the upright runs; of one written downwards each character, which has a base line of its own."""
        heights = edges[3] if frame.turn in (0, 180) else edges[0]
        for run in self._runs:
            if run.turn != frame.turn:
                continue
            if abs(heights[run.start] - heights[run.end - 1]) <= run.size / 2:
                yield run
                continue
            at = range(run.start, run.end)
            for n, origin in zip(at, calls.origins(self._page, at), strict=True):
                yield run._replace(start=n, end=n + 1, origin=origin)

    def _unknown(self) -> int:
        """Count the printed characters whose meaning the file does not tell."""
        odd = set[int]()
        if any(map(calls.lacks_unicode, repeat(self._page), (run.start for run in self._runs))):
            marks = map(calls.lacks_unicode, repeat(self._page), range(self._count))
            odd = {at for at, mark in enumerate(marks) if mark == 1}
        odd.update(match.start() for match in _MEANINGLESS.finditer("".join(self._chars)))
        return sum(bool(self._objects[at]) for at in odd)


def _is_inside(frame: Frame, edges: _Edges) -> bool:
    lefts, tops, rights, bottoms = edges
    across = frame.left < min(lefts) and max(rights) < frame.right
    return across and frame.low < min(bottoms) and max(tops) < frame.high


def _turn(matrix: tuple[float, float, float, float]) -> int:
    angle = degrees(atan2(matrix[1], matrix[0])) if all(map(isfinite, matrix)) else 0.0
    turn = 90 * round(angle / 90)
    return turn % 360 if abs(angle - turn) <= _SLANT else -1


def _height(size: float, matrix: tuple[float, float, float, float]) -> float:
    height = abs(size) * (hypot(matrix[2], matrix[3]) or 1)
    return height if isfinite(height) and height > 0 else 1.0


def _apart(glyphs: list[Glyph]) -> list[Glyph]:
    """Share out the box of a ligature, whose characters all come with the whole of it."""
    x0s = [glyph.x0 for glyph in glyphs]
    if not any(map(eq, x0s, x0s[1:])):
        return glyphs
    shared: list[Glyph] = []
    start = 0
    for end in range(1, len(glyphs) + 1):
        first = glyphs[start]
        if end < len(glyphs) and first[1:4] == glyphs[end][1:4]:
            continue
        step = (first.x1 - first.x0) / (end - start)
        shared += (
            glyph._replace(x0=first.x0 + place * step, x1=first.x0 + (place + 1) * step)
            if end - start > 1
            else glyph
            for place, glyph in enumerate(glyphs[start:end])
        )
        start = end
    return shared
