"""The order of a PDF's text: paragraphs and tables page by page, tables joined across pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from extractor.read.content import Piece
from extractor.read.layout.columns import Placed
from extractor.read.layout.continued import Table
from extractor.read.layout.grid import Grid
from extractor.read.layout.leaf import Leaf
from extractor.read.layout.lines import Line
from extractor.read.layout.loose_rest import rest
from extractor.read.layout.paragraphs import Aligned, Measure, joined, measure
from extractor.read.layout.recognised import pieces_of

if TYPE_CHECKING:
    from extractor.read.ocr.page import Reading

_Key = tuple[int, ...]

_EVEN = 20.0  # points within which the edges of a column lie on all pages


@dataclass(slots=True)
class _Scan:
    """Recognised pages that follow each other."""

    readings: list[Reading] = field(default_factory=list)


_Stretch = Table | _Scan | list[Aligned]


def in_order(leaves: Sequence[Leaf]) -> Iterator[Piece]:
    """Yield paragraphs and cells; boxes on pages that were turned are given as a viewer shows them."""
    for piece in _pieces(leaves):
        anchor = piece.anchor
        leaf = leaves[anchor.page - 1] if anchor.page and anchor.page <= len(leaves) else None
        if (
            leaf
            and anchor.box
            and leaf.frame
            and leaf.shown
            and leaf.frame != leaf.shown
            and not leaf.reading
        ):
            left, top, right, bottom = (round(edge, 1) for edge in leaf.frame.moved(anchor.box, leaf.shown))
            piece = replace(piece, anchor=replace(anchor, box=(left, top, right, bottom)))
        yield piece


def _pieces(leaves: Sequence[Leaf]) -> Iterator[Piece]:
    count = 0
    for stretch in _stretches(leaves):
        if isinstance(stretch, Table):
            count += 1
            stretch.number = count
            yield from stretch.pieces()
        elif isinstance(stretch, list):
            yield from joined(stretch)
        else:
            own = pieces_of(stretch.readings, count)
            count = max([count, *(piece.anchor.table or 0 for piece in own)])
            yield from own


def _stretches(leaves: Sequence[Leaf]) -> list[_Stretch]:
    """Return runs of lines, tables and recognised pages; a table after its own kind goes on."""
    areas = _areas(leaves)
    found: list[_Stretch] = []
    for leaf in leaves:
        if leaf.reading:
            last = found[-1] if found else None
            scan = last if isinstance(last, _Scan) else _Scan()
            scan.readings.append(leaf.reading)
            found += [] if scan is last else [scan]
            continue
        over = _rest(found[-1] if found else None, leaf)
        fresh = True  # nothing on this page yet: a table here may go on from the page before
        for item in leaf.items():
            last = found[-1] if found else None
            if isinstance(item, Placed) and over and item.line.bottom <= over.bottom:
                continue
            if isinstance(item, Grid):
                _add_grid(found, item, last if fresh else None)
            elif isinstance(last, list):
                last.append((item.line, areas[_key(leaf, item)]))
            else:
                found.append([(item.line, areas[_key(leaf, item)])])
            fresh = False
    return found


def _rest(before: _Stretch | None, leaf: Leaf) -> Grid | None:
    """Add the last lines of a table without rules, which stand at the top of a page, and return their grid."""
    first = next(iter(leaf.items()), None)
    if not (isinstance(before, Table) and before.gutters and isinstance(first, Placed)):
        return None
    rows = [loose for loose in leaf.first if loose.row.bottom > first.line.top]
    grid = rest(rows, before.gutters, before.figures(), leaf.number)
    if grid:
        before.add(grid)
    return grid


def _add_grid(found: list[_Stretch], grid: Grid, before: _Stretch | None) -> None:
    if isinstance(before, Table) and before.fits(grid):
        before.add(grid)
    else:
        found.append(Table.of(grid))


def _areas(leaves: Iterable[Leaf]) -> dict[_Key, Measure]:
    # Upright and landscape pages have their own margins, and so have columns.
    held: dict[_Key, tuple[float, list[Line]]] = {}
    for leaf in leaves:
        for item in leaf.lines:
            width = sum(item.column) if item.column else leaf.width
            held.setdefault(_key(leaf, item), (width, []))[1].append(item.line)
    return {key: measure(lines, width) for key, (width, lines) in held.items()}


def _key(leaf: Leaf, item: Placed) -> _Key:
    return (round(leaf.width), *(round(edge / _EVEN) for edge in item.column or ()))
