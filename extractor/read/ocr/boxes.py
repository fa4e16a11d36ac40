"""Rectangles on a picture, in pixels from its top left corner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        """Extent from left to right."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Extent from top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """The point halfway."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2

    def common(self, other: Box) -> Box:
        """Return what two boxes share, without extent where they share nothing."""
        x0, top = max(self.x0, other.x0), max(self.top, other.top)
        return Box(x0, top, max(x0, min(self.x1, other.x1)), max(top, min(self.bottom, other.bottom)))

    def grown(self, by: float) -> Box:
        """Return the box moved outwards on all sides, inwards where `by` is negative."""
        return Box(self.x0 - by, self.top - by, self.x1 + by, self.bottom + by)

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies inside."""
        return self.x0 <= x < self.x1 and self.top <= y < self.bottom

    def scaled(self, factor: float) -> Box:
        """Return the box in other units."""
        return Box(self.x0 * factor, self.top * factor, self.x1 * factor, self.bottom * factor)


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds all of at least one."""
    known = list(boxes)
    return Box(
        min(b.x0 for b in known),
        min(b.top for b in known),
        max(b.x1 for b in known),
        max(b.bottom for b in known),
    )
