"""Draws small charts as SVG that the page's style sheet colours; what they show stands beside them as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import svg
from markupsafe import Markup, escape

_WIDTH = 360
_ROW = 26  # of a bar and the room below it
_LABELS = 78  # width of the labels left of bars
_TOTALS = 36
_TOP, _PLOT, _FEET = 20, 110, 24  # of columns: room for values, height, room for labels
_NOTES = 16  # room for notes below the labels
_INSIDE = 9  # width a digit needs inside a bar


class Part(NamedTuple):
    """A stretch of a bar: how it is coloured (error, warning, info, plain), how long it is and what it says."""

    kind: str
    value: float
    told: str


class Bar(NamedTuple):
    """A bar or column: its label, a note under it, its parts and what stands at its end."""

    label: str
    note: str
    parts: tuple[Part, ...]
    total: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and the table of its numbers."""

    title: str
    note: str
    drawing: Markup
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def bars(bars: Sequence[Bar], told: str) -> Markup:
    """Draw bars that lie below one another, their parts side by side."""
    longest = max((_length(bar) for bar in bars), default=0) or 1
    scale = (_WIDTH - _LABELS - _TOTALS) / longest
    elements: list[svg.Element] = []
    for number, bar in enumerate(bars):
        middle = number * _ROW + _ROW / 2
        elements.append(_text(_LABELS - 8, middle + 4, bar.label, "end"))
        at = float(_LABELS)
        for part in bar.parts:
            width = max(part.value * scale, 2)
            elements.append(_rect(at, middle - 9, width, 18, part.kind))
            if len(bar.parts) > 1 and width >= _INSIDE * len(part.told) + 4:
                elements.append(_text(at + width / 2, middle + 4, part.told, "middle", f"in {part.kind}"))
            at += width
        elements.append(_text(at + 6, middle + 4, bar.total, "start", "total"))
    return _drawn(elements, len(bars) * _ROW, told)


def columns(bars: Sequence[Bar], told: str) -> Markup:
    """Draw columns that stand side by side, their parts upon one another."""
    highest = max((_length(bar) for bar in bars), default=0) or 1
    step, floor = _WIDTH / max(len(bars), 1), float(_TOP + _PLOT)
    width = min(step * 0.7, 44)
    elements: list[svg.Element] = [svg.Line(x1=0, x2=_WIDTH, y1=floor, y2=floor, class_=["axis"])]
    for number, bar in enumerate(bars):
        middle, top = (number + 0.5) * step, floor
        for part in bar.parts:
            height = part.value / highest * _PLOT
            top -= height
            elements.append(_rect(middle - width / 2, top, width, height, part.kind))
        elements.append(_text(middle, top - 5, bar.total, "middle", "total"))
        elements += _feet(middle, floor, bar)
    return _drawn(elements, _height(bars), told)


def line(bars: Sequence[Bar], told: str) -> Markup:
    """Draw points joined by a line."""
    highest = max((_length(bar) for bar in bars), default=0) or 1
    step, floor = _WIDTH / max(len(bars), 1), float(_TOP + _PLOT)
    points = [((n + 0.5) * step, floor - _length(bar) / highest * _PLOT) for n, bar in enumerate(bars)]
    elements: list[svg.Element] = [
        svg.Line(x1=0, x2=_WIDTH, y1=floor, y2=floor, class_=["axis"]),
        svg.Polyline(points=[svg.Point(_number(x), _number(y)) for x, y in points], class_=["line"]),
    ]
    for (x, y), bar in zip(points, bars, strict=True):
        elements.append(svg.Circle(cx=_number(x), cy=_number(y), r=4, class_=["point"]))
        elements.append(_text(x, y - 8, bar.total, "middle", "total"))
        elements += _feet(x, floor, bar)
    return _drawn(elements, _height(bars), told)


def _feet(x: float, floor: float, bar: Bar) -> list[svg.Element]:
    label = _text(x, floor + 16, bar.label, "middle")
    return [label, _text(x, floor + 32, bar.note, "middle", "note")] if bar.note else [label]


def _height(bars: Sequence[Bar]) -> int:
    return _TOP + _PLOT + _FEET + _NOTES * any(bar.note for bar in bars)


def _length(bar: Bar) -> float:
    return sum(part.value for part in bar.parts)


def _number(value: float) -> float:
    return round(value, 1)


def _rect(x: float, y: float, width: float, height: float, kind: str) -> svg.Element:
    return svg.Rect(
        x=_number(x), y=_number(y), width=_number(width), height=_number(height), rx=2, class_=["part", kind]
    )


def _text(x: float, y: float, words: str, anchor: Any, look: str = "") -> svg.Element:
    # The library writes words as they are.
    return svg.Text(
        x=_number(x), y=_number(y), text=str(escape(words)), text_anchor=anchor, class_=look.split() or None
    )


def _drawn(elements: list[svg.Element], height: int, told: str) -> Markup:
    drawing = svg.SVG(
        xmlns=None,
        viewBox=svg.ViewBoxSpec(0, 0, _WIDTH, height),
        class_=["chart"],
        elements=elements,
        extra={"role": "img", "aria-label": str(escape(told))},
    )
    return Markup(drawing.as_str())
