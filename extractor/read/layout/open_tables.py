"""Tables that lack rules: the ruled finder declines them, white space makes their cells.

A stack of long horizontal rules of one extent is a table where most printed lines between the rules fall
into parts that stand under each other. Everything else between two rules (a page between its header and its
footer, lines to be filled in, underlined text) stays what it is. Rows that no rule divides show as numbers
under each other in one cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractor.read.layout.bands import bands, columns, is_head, is_number, runs
from extractor.read.layout.grid import Cell, Grid, largest
from extractor.read.layout.lines import Line
from extractor.read.layout.page import Glyph, Page, Rule
from extractor.read.layout.plan import Plan, Planner
from extractor.read.layout.tables import Found, fill

_LONG = 100.0  # points of a rule that may bound a table
_EVEN = 4.0  # points by which the ends of one table's rules differ
_LEVEL = 0.4  # em between the base lines of names and numbers in one row


def completed(found: Found, page: Page) -> Found:
    """Add the tables that the ruled finder declined."""
    grids, outside = [], found.outside
    for grid in found.grids:
        plan = _planned_anew(grid)
        made = _made(plan, page) if plan else None
        grids.append(made or grid)
        if made:
            outside = outside + fill([made], _glyphs(grid))
    for stack in _stacks(found.spare):
        for plan in _plans(stack, outside, found.spare):
            if made := _made(plan, page):
                grids.append(made)
                outside = fill([made], outside)
    return Found(grids, outside, found.spare)


def _glyphs(grid: Grid) -> list[Glyph]:
    return [glyph for cell in grid.cells for glyph in cell.glyphs]


def _planned_anew(grid: Grid) -> Plan | None:
    """Plan a ruled grid again where rules between its columns or its rows were left out."""
    if len(grid.xs) > 2 and not _is_piled(grid):
        return None
    beams = [Rule(False, y, grid.xs[0], grid.xs[-1]) for y in grid.ys]
    if len(grid.xs) == 2:
        plans = _plans(beams, _glyphs(grid), [])
        whole = len(plans) == 1 and (plans[0].box[1], plans[0].box[3]) == (grid.top, grid.bottom)
        return plans[0] if whole else None
    if len(grid.owner) != len(grid.cells):
        return None  # merged cells: what they cover cannot be told from what is not ruled
    extents = [(a + 1, b - 1) for a, b in pairwise(grid.xs)]
    posts = [Rule(True, x, grid.top, grid.bottom) for x in grid.xs]
    return Planner(bands(beams, _glyphs(grid))[:-1], extents, beams[0], posts, few=False).plan()


def _is_piled(grid: Grid) -> bool:
    """Tell whether a row of the grid holds several rows of names and numbers without rules between them."""
    for pile in grid.cells:
        if _is_pile(pile):
            beside = [cell for cell in grid.cells if cell.row == pile.row and cell is not pile]
            names = max(beside, key=lambda cell: len(cell.lines), default=pile)
            numbers = [line for cell in (pile, *beside) for line in cell.lines]
            if len(names.lines) >= len(pile.lines) and all(_faces(line, names) for line in numbers):
                return True
    return False


def _is_pile(cell: Cell) -> bool:
    """Tell whether a cell holds several numbers under each other, none of them cut by its width."""
    if "\n" not in cell.text:
        return False
    short = all(line.x1 - line.x0 + line.size < cell.room for line in cell.lines)
    return short and all(is_number(line.text) for line in cell.lines)


def _faces(line: Line, names: Cell) -> bool:
    return any(abs(line.base - other.base) < _LEVEL * line.size for other in names.lines)


def _stacks(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Group long horizontal rules of one extent, from top to bottom."""
    stacks: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if rule.upright or rule.end - rule.start < _LONG:
            continue
        near = (s for s in stacks if abs(s[0].start - rule.start) <= _EVEN >= abs(s[0].end - rule.end))
        stack = next(near, None)
        if stack is None:
            stacks.append([rule])
        else:
            stack.append(rule)
    return [stack for stack in stacks if len(stack) > 1]


def _plans(beams: Sequence[Rule], glyphs: Iterable[Glyph], spare: Sequence[Rule]) -> list[Plan]:
    plans = []
    length = beams[0].end - beams[0].start - _EVEN
    shorter = [rule for rule in spare if not rule.upright and rule.end - rule.start < length]
    for run in runs(bands(beams, glyphs, shorter)):
        extents = columns(run)
        while len(run) > 2 and extents and not is_head(run[0], extents):
            run = run[1:]  # a caption between two rules
            extents = columns(run)
        # Header and footer of a page may have rules too: what is between them needs more to be a table.
        if len(extents) > (1 if len(run) > 1 else 2):
            plans.append(Planner(run, extents, beams[0], spare, few=len(run) < 3).plan())
    return plans


def _made(plan: Plan, page: Page) -> Grid | None:
    """Return the grid that a plan makes together with the page's own rules inside of it."""
    left, top, right, bottom = plan.box
    own = [rule for rule in page.rules if _lies_in(rule, (left - 1, top - 1, right + 1, bottom + 1))]
    grid = largest([*own, *plan.edges], page.number)
    if grid is None or len(grid.xs) < 3 or len(grid.ys) < 3:
        return None
    grid.by_text = plan.by_text
    return grid


def _lies_in(rule: Rule, box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    if rule.upright:
        return left <= rule.at <= right and top < rule.end and rule.start < bottom
    return top <= rule.at <= bottom and left < rule.end and rule.start < right
