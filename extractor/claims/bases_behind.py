"""Last year's figures told together behind what they are compared with: 收入…，增长20%，支出…，下降10%，上年分别为….

Which figure goes with which, only their order says: the first of last year's belongs to the first amount. Where
there are not as many of the one as of the other, no rate may take one of them as its base.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.claims.growth import growth_from
from extractor.claims.in_order import AND, MOST, change_between
from extractor.claims.operands import cannot
from extractor.decide import HELD
from extractor.mentions import BASE, CHANGE, GROWTH, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage

_MOVES = {GROWTH: "growth", CHANGE: "difference"}
_FIRST = re.compile(r"^[(（\s]*(?:而|，)?(?:[上去前]一?年)")


def bases_in_order(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the rates and changes of amounts whose last year's figures stand together behind them, in their order.

    A reading that fails counts only beside another of the same run that holds.
    """
    for run in _runs(plain, passage):
        before, behind = _around(passage, run)
        levels = _compared(before, run)
        moves = [m for m in (*before, *behind) if m.role in _MOVES]
        pairs = list(_pairs(levels, moves, before)) if len(levels) == len(run) else []
        bases = dict(zip(levels, run, strict=False))
        if pairs and all(addable(level, base) for level, base in bases.items()):
            made = [_made(passage, m, level, bases[level]) for m, level in pairs if m.direction]
            held = any(r.verdict in HELD for r in made)
            told = {r.figure_ids[0] for r in made if held or r.verdict in HELD}
            yield from (r for r in made if r.figure_ids[0] in told)
        else:
            told = set()
        yield from (cannot("growth", m, "ambiguous") for m in _left(moves, told))


def _left(moves: Sequence[Mention], told: set[str]) -> Iterator[Mention]:
    """Yield the rates that nothing decides: those that stand beside no change of their own."""
    for place, move in enumerate(moves):
        own = place and moves[place - 1].role == CHANGE and move.boundary <= 2
        if move.role == GROWTH and not own and move.figure.figure_id not in told:
            yield move


def _runs(plain: str, passage: Passage) -> Iterator[list[Mention]]:
    """Yield the figures behind 上年分别为 that follow each other with nothing but marks between."""
    made = passage.mentions
    for index, first in enumerate(made):
        if (
            first.role not in (BASE, LEVEL)
            or not first.cues("respectively")
            or not _FIRST.match(first.chunk.of(plain))
        ):
            continue
        run = [first]
        for mention in made[index + 1 : index + MOST]:
            if mention.sentence != first.sentence or not AND.fullmatch(mention.gap.of(plain).strip()):
                break
            run.append(mention)
        if len(run) > 1 and all(m.role in (BASE, LEVEL) for m in run):
            yield run


def _around(passage: Passage, run: Sequence[Mention]) -> tuple[Sequence[Mention], Sequence[Mention]]:
    """Return what stands before a run, in its sentence or else the one before, and the moves right behind it."""
    order = passage.order
    before = order.earlier(run[0]) or order.sentence(run[0].sentence - 1)
    place = order.place(run[-1]) + 1
    behind: list[Mention] = []
    for mention in passage.mentions[place : place + 2 * MOST]:
        if mention.role not in _MOVES or mention.sentence != run[0].sentence:
            break
        behind.append(mention)
    return before, behind


def _compared(before: Sequence[Mention], run: Sequence[Mention]) -> list[Mention]:
    """Return the amounts that a run is of: all before it, else those that a comparison follows."""
    levels = [m for m in before if m.role == LEVEL and m.depth <= run[0].depth]
    if len(levels) <= len(run):
        return levels
    moved = {id(a) for a, b in pairwise(before) if b.role in _MOVES}
    return [m for m in levels if id(m) in moved]


def _pairs(
    levels: Sequence[Mention], moves: Sequence[Mention], before: Sequence[Mention]
) -> Iterator[tuple[Mention, Mention]]:
    """Yield each rate and change with the amount it is of: the one before it, or in one order with them."""
    places = {id(m): n for n, m in enumerate(before)}
    ends = [places[id(m)] for m in levels]
    mixed = all(any(places.get(id(m), len(before)) in range(a, b) for m in moves) for a, b in pairwise(ends))
    for role in _MOVES:
        alike, way = [m for m in moves if m.role == role], 0
        if mixed:
            for move in alike:
                own = [m for m in levels if places[id(m)] < places.get(id(move), -1)]
                if own:
                    yield move, own[-1]
        elif len(alike) == len(levels):
            for move, level in zip(alike, levels, strict=True):
                way = move.direction or way
                yield replace(move, direction=way), level


def _made(passage: Passage, move: Mention, level: Mention, base: Mention) -> Relation:
    if move.role == GROWTH:
        return growth_from(passage, move, level, base)
    return change_between(passage, move, level, base, move.direction)
