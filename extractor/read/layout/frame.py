"""Coordinates: from those of the PDF to those of a page as shown or as read, in points from the top left."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page, turned clockwise by `turn` degrees (ISO 32000-1, 14.11.2 and table 30)."""

    left: float
    low: float
    right: float
    high: float
    turn: int

    def turned(self, turn: int) -> Frame:
        """Return the same part of the page, turned otherwise."""
        return Frame(self.left, self.low, self.right, self.high, turn % 360)

    @property
    def width(self) -> float:
        """Width as shown."""
        return self.right - self.left if self.turn in (0, 180) else self.high - self.low

    @property
    def height(self) -> float:
        """Height as shown."""
        return self.high - self.low if self.turn in (0, 180) else self.right - self.left

    @property
    def matrix(self) -> Matrix:
        """What moves points of the PDF to where the frame shows them, as `point` does (ISO 32000-1, 8.3.3)."""
        if self.turn == 90:
            return (0, 1, 1, 0, -self.low, -self.left)
        if self.turn == 180:
            return (-1, 0, 0, 1, self.right, -self.low)
        if self.turn == 270:
            return (0, -1, -1, 0, self.high, self.right)
        return (1, 0, 0, -1, -self.left, self.high)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of the PDF as the frame shows it."""
        if self.turn == 90:
            return y - self.low, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.low
        if self.turn == 270:
            return self.high - y, self.right - x
        return x - self.left, self.high - y

    def original(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of the PDF that the frame shows at a place."""
        if self.turn == 90:
            return y + self.left, x + self.low
        if self.turn == 180:
            return self.right - x, y + self.low
        if self.turn == 270:
            return self.right - y, self.high - x
        return x + self.left, self.high - y

    def moved(self, box: Box, other: Frame) -> Box:
        """Return where the box of this frame lies in another frame of the same page."""
        if self.turn == other.turn:
            return box
        ends = [other.point(*self.original(*corner)) for corner in ((box[0], box[1]), (box[2], box[3]))]
        (ax, ay), (bx, by) = ends
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def extents(
        self, lefts: list[float], tops: list[float], rights: list[float], bottoms: list[float]
    ) -> tuple[list[float], list[float]]:
        """Return the left and right edges, as shown, of boxes given by the edges they have in the PDF."""
        if self.turn == 90:
            return [y - self.low for y in bottoms], [y - self.low for y in tops]
        if self.turn == 180:
            return [self.right - x for x in rights], [self.right - x for x in lefts]
        if self.turn == 270:
            return [self.high - y for y in tops], [self.high - y for y in bottoms]
        if not self.left:
            return lefts, rights
        return [x - self.left for x in lefts], [x - self.left for x in rights]
