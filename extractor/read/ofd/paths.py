"""Path objects to rules (GB/T 33190-2016, clause 9): straight lines and thin rectangles along the axes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from extractor.read.container import Element
from extractor.read.ofd.pages import Box, Rule
from extractor.read.ofd.values import POINTS, Matrix, number, placement, product, switch, words

_TOKEN = re.compile(r"[SMLQBAC]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}  # table 36
_CORNERS = 3  # points of an area at least
_THIN = 3.0  # points up to which a filled rectangle is a rule

Point = tuple[float, float]


def is_curved(element: Element) -> bool:
    """Tell whether a path has curves: text may have been turned into drawings."""
    data = words(element, "AbbreviatedData")
    return "B" in data or "Q" in data


def drawn(element: Element, outer: Matrix) -> Iterator[Rule | Box]:
    """Yield the rules and the coloured areas that a path object draws, in points."""
    stroke, fill = switch(element, "Stroke", True), switch(element, "Fill", False)
    if not (stroke or fill) or not switch(element, "Visible", True):
        return
    at = product(placement(element), outer)
    for points in _outlines(words(element, "AbbreviatedData"), at):
        rules = list(_lines(points) if stroke else _filled(points))
        yield from rules
        if fill and not rules and len(points) > _CORNERS:
            xs, ys = zip(*points, strict=True)
            yield min(xs), min(ys), max(xs), max(ys)


def _lines(points: list[Point]) -> Iterator[Rule]:
    thin = list(_filled(points)) if len(points) > 3 else []
    if thin:
        yield from thin  # a border drawn around its edge
        return
    for (ax, ay), (bx, by) in pairwise(points):
        if abs(ax - bx) <= 1 < abs(ay - by):
            yield Rule(True, (ax + bx) / 2, min(ay, by), max(ay, by))
        elif abs(ay - by) <= 1 < abs(ax - bx):
            yield Rule(False, (ay + by) / 2, min(ax, bx), max(ax, bx))


def _filled(points: list[Point]) -> Iterator[Rule]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if right - left <= _THIN < bottom - top:
        yield Rule(True, (left + right) / 2, top, bottom)
    elif bottom - top <= _THIN < right - left:
        yield Rule(False, (top + bottom) / 2, left, right)


def _outlines(data: str, at: Matrix) -> Iterator[list[Point]]:
    """Yield runs of points joined by straight lines; a curve ends one run and begins another."""
    points: list[Point] = []
    first: Point | None = None
    for command, values in _commands(data):
        if command == "C":
            if first is not None:
                points.append(first)
            continue
        place = _moved((values[-2], values[-1]), at)
        if command != "L":
            if len(points) > 1:
                yield points
            points = []
        if command in "SM":
            first = place
        points.append(place)
    if len(points) > 1:
        yield points


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    tokens = _TOKEN.findall(data)
    place = 0
    while place < len(tokens):
        command = tokens[place]
        count = _ARGUMENTS.get(command)
        place += 1
        if count is None:
            continue  # a number without a command
        values = [number(token) for token in tokens[place : place + count] if token not in _ARGUMENTS]
        if len(values) == count:
            yield command, values
            place += count


def _moved(point: Point, at: Matrix) -> Point:
    a, b, c, d, e, f = at
    x, y = point
    return (a * x + c * y + e) * POINTS, (b * x + d * y + f) * POINTS
