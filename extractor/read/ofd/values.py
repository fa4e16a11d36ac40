"""The simple types of OFD: numbers, boxes, matrices and runs of offsets (GB/T 33190-2016, table 2)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from extractor.read.container import Element

POINTS = 72 / 25.4  # in a millimetre, the unit of OFD
Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1, 0, 0, 1, 0, 0)
_FAR = 1e6  # beyond any page


def local(element: Element) -> str:
    """Return the name of an element without its namespace, empty for comments and the like.

    Files from before the standard have another namespace, and some have none.
    """
    tag = element.tag
    return _bare(tag) if isinstance(tag, str) else ""


@lru_cache(1000)
def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def child(parent: Element | None, name: str) -> Element | None:
    """Return the first child with a local name."""
    return next(children(parent, name), None)


def children(parent: Element | None, *names: str) -> Iterator[Element]:
    """Yield the children with one of the local names."""
    if parent is not None:
        yield from (element for element in parent if local(element) in names)


def words(parent: Element | None, name: str) -> str:
    """Return the text of a child, without white space around it."""
    found = child(parent, name)
    return "" if found is None else (found.text or "").strip()


def number(text: str | None, default: float = 0.0) -> float:
    """Return a finite number within any page's reach, or the default."""
    try:
        value = float(text) if text else default
    except ValueError:
        return default
    return value if -_FAR < value < _FAR else default


def numbers(text: str | None) -> list[float]:
    """Return the numbers of an array; what is no number counts as zero."""
    return [number(part) for part in (text or "").split()]


def switch(element: Element, name: str, default: bool) -> bool:
    """Return an attribute that is true or false."""
    value = (element.get(name) or "").strip().lower()
    return value in ("true", "1") if value else default


def box(text: str | None) -> tuple[float, float, float, float] | None:
    """Return x, y, width and height, None where they are not all there."""
    found = numbers(text)
    return (found[0], found[1], found[2], found[3]) if len(found) == 4 else None


def matrix(text: str | None) -> Matrix:
    """Return a transformation; the unit matrix where there is none."""
    found = numbers(text) if text else ()
    return (found[0], found[1], found[2], found[3], found[4], found[5]) if len(found) == 6 else UNIT


def placement(element: Element) -> Matrix:
    """Return how the space of an object lies on the page: its own matrix, then the corner of its boundary (8.5)."""
    a, b, c, d, e, f = matrix(element.get("CTM"))
    left, top, _, _ = box(element.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
    return a, b, c, d, e + left, f + top


def product(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the transformation that applies `inner` first."""
    if outer is UNIT:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def turning(degrees: int, width: float, height: float) -> Matrix:
    """Return the transformation that turns a page of this size clockwise."""
    return {
        90: (0.0, 1.0, -1.0, 0.0, height, 0.0),
        180: (-1.0, 0.0, 0.0, -1.0, width, height),
        270: (0.0, -1.0, 1.0, 0.0, 0.0, width),
    }.get(degrees, UNIT)


def offsets(text: str | None, most: int) -> list[float]:
    """Return at most so many offsets; `g 3 4.2` stands for three times 4.2."""
    found: list[float] = []
    parts = iter((text or "").replace(",", " ").split())
    for part in parts:
        if len(found) >= most:
            break
        if part.lower() == "g":
            count = int(number(next(parts, None)))
            found += [number(next(parts, None))] * max(0, min(count, most - len(found)))
        else:
            found.append(number(part))
    return found
