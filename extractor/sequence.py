"""Resolves numbers into levels over the whole document: the cheapest reading, found by a beam search.

A reading is a stack of open runs (siblings numbered in order). Each candidate continues a run, opens one
below it, or is taken for no number at all; whatever breaks the order has a price.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from extractor.numbering import Candidate

_WIDTH = 20
_DEEPEST = 8

# Prices. Only their order of size matters: odd numbers cost more than odd places.
_REPEAT = 2.5
_SKIP = 2.5
_SKIP_MORE = 0.4
_RESTART = 2.0
_BACK = 5.0
_OTHER_STYLE = 2.5
_KNOWN_STYLE = 0.7
_NEW_RUN = 1.5
_NOT_FROM_ONE = 4.0
_ODD_DECIMAL = 3.0  # 3.8 may be a date
_RESUMED = 1.0
_RANK_UPSIDE_DOWN = 3.0
_SAME_STYLE_BELOW = 1.0
_LEVEL_DIFFERS = 2.0
_LIKENESS_DIFFERS = 0.4
_POP = 0.02
_IGNORED_TITLE, _IGNORED_SENTENCE, _IGNORED_INLINE = 7.0, 4.0, 0.8


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidate stands in the resolved outline.

    `depth` counts open runs from 0; `run` is the index of the candidate that opened its run; `missing` the
    ordinals left out before it.
    """

    index: int
    depth: int
    run: int
    irregular: str = ""
    missing: tuple[int, ...] = ()


@dataclass(slots=True, eq=False)  # not frozen, for their number: that would take longer than all else
class _Run:
    """An open run below another, and so all that are open: the same run below the same others is the same object."""

    above: _Run | None
    opened: int
    style: int  # by number, 0 is none
    styles: int  # as bits, also those of siblings before the last
    rank: int
    last: int
    prefix: str
    level: int | None
    likeness: int
    depth: int
    around: int  # its styles and those of the runs around it


class _Step(NamedTuple):
    price: float
    irregular: str = ""
    missing: tuple[int, ...] = ()


_NEXT = _Step(0.0)
_NEXT_PREFIX = _Step(0.5), _Step(_NOT_FROM_ONE + _ODD_DECIMAL)
_REPEATED = _Step(_RESTART, "repeat"), _Step(_REPEAT, "repeat")
_RESTARTED = _Step(_RESTART, "restart"), _Step(_BACK, "restart")
_STYLED = _Step(_KNOWN_STYLE), _Step(_OTHER_STYLE, "style")
_STARTED = _NEXT, _Step(_NEW_RUN)
_RESUMING = _Step(_RESUMED), _Step(_NEW_RUN + _RESUMED)

# Of runs whose last number is the same: by the run above, the candidate that opened it, and its styles.
_Alike = dict[tuple[_Run | None, int, int], _Run]
_Runs = dict[tuple[object, ...], _Alike]
_Closed = tuple[int, ...]  # by style: the last number of the run of it that was left last, -1 where none was

# Plain tuples, for their number: the candidate, the run it is in, how it got there, and the trail before it.
_Trail = tuple[int, _Run, _Step, "_Trail | None"]
_State = tuple[float, "_Run | None", _Closed, "_Trail | None"]
# The cost, the reading it starts from, which of its runs stays open, and what becomes of that: without a step the
# candidate is taken for no number, else it goes on with that run or opens one below it.
_Move = tuple[float, _State, "_Run | None", "_Step | None", bool]


def resolve(candidates: Sequence[Candidate]) -> tuple[Place, ...]:
    """Return the place of every candidate that is a number, in text order."""
    # Prices only add up: no reading can win that costs more than one that is found at a run.
    straight = _read(candidates, 1, math.inf)
    beam = _read(candidates, _WIDTH, straight[0][0]) or _read(candidates, _WIDTH, math.inf)
    places: list[Place] = []
    trail = beam[0][3]
    while trail is not None:
        at, run, step, trail = trail
        places.append(Place(at, run.depth, run.opened, step.irregular, step.missing))
    return tuple(reversed(places))


def _read(candidates: Sequence[Candidate], width: int, most: float) -> list[_State]:
    """Return the cheapest readings, kept so many at a time, the best first; none that costs more than `most`."""
    styles = {"": 0}
    numbers = [styles.setdefault(candidate.style, len(styles)) for candidate in candidates]
    beam: list[_State] = [(0.0, None, (-1,) * len(styles), None)]
    runs: _Runs = {}
    for index, (candidate, style) in enumerate(zip(candidates, numbers, strict=True)):
        beam = _cheapest(beam, candidate, _new_run(index, candidate, style), runs, width, most)
    return beam


def _cheapest(
    beam: Sequence[_State], candidate: Candidate, new: _Run, runs: _Runs, width: int, most: float
) -> list[_State]:
    """Return the cheapest readings that go on with a candidate; only these are made."""
    ignoring = _price_of_ignoring(candidate)
    # Taken for no number all readings stay apart: none that costs more than the last of these is needed.
    limit = min(most, beam[-1][0] + ignoring if len(beam) == width else math.inf)
    moves: list[_Move] = []
    fresh = _fresh(candidate)
    moves_of = _numbered_moves if candidate.ordinal is not None else _unnumbered_moves
    for state in beam:
        if state[0] + ignoring <= limit:
            moves.append((state[0] + ignoring, state, None, None, False))
        moves += moves_of(state, candidate, new, fresh, limit)
    moves.sort(key=itemgetter(0))
    alike = runs.setdefault((new.style, new.last, new.prefix, new.level, new.likeness), {})
    best: dict[tuple[_Run | None, _Closed], _State] = {}
    for move in moves:
        if len(best) == width:
            break
        state = _advance(move, new, alike)
        best.setdefault((state[1], state[2]), state)
    return list(best.values())


def _numbered_moves(
    state: _State, candidate: Candidate, new: _Run, fresh: tuple[_Step, _Step], limit: float
) -> list[_Move]:
    """Return the moves that go on with a run or open one, each kind from the innermost run outwards."""
    cost, run, closed, _ = state
    style, before = new.style, new.last - 1
    step, instead = _RESUMING if fresh is not _STARTED and closed[style] == before else fresh
    going_on: list[_Move] = []
    opening: list[_Move] = []
    again, popped = False, 0
    while run is not None:
        if run.style == style or run.last == before:
            found = _continued(run, candidate, new)
            if found is not None and (total := cost + found[0] + _POP * popped) <= limit:
                going_on.append((total, state, run, found[1], True))
        if not again and run.depth < _DEEPEST:
            total = cost + (step.price + _price_below(run, new)) + _POP * popped
            if total <= limit:
                opening.append((total, state, run, step, False))
        again, step = run.style == style, instead
        run = run.above
        popped += 1
    if not again and (total := cost + step.price + _POP * popped) <= limit:
        opening.append((total, state, None, step, False))
    return going_on + opening


def _unnumbered_moves(
    state: _State, candidate: Candidate, new: _Run, fresh: tuple[_Step, _Step], limit: float
) -> list[_Move]:
    """Return the moves of a Word heading without number: it goes on with a run of its level or opens one."""
    cost, run, _, _ = state
    step, instead = fresh
    going_on: list[_Move] = []
    opening: list[_Move] = []
    replaced: _Run | None = None
    popped = 0
    while True:
        if run is not None and not run.style and run.level == new.level:
            going_on.append((cost + _POP * popped, state, run, _NEXT, True))
        if run is None or run.depth < _DEEPEST:
            price = _price_of_unnumbered(run, replaced, candidate)
            opening.append((cost + price + _POP * popped, state, run, step, False))
        if run is None:
            return [move for move in going_on + opening if move[0] <= limit]
        replaced, run, step = run, run.above, instead
        popped += 1


def _advance(move: _Move, new: _Run, alike: _Alike) -> _State:
    cost, state, kept, step, goes_on = move
    _, run, closed, trail = state
    if step is None:
        return cost, run, closed, trail
    if run is not kept:
        ends = list(closed)
        while run is not kept and run is not None:
            ends[run.style] = run.last
            run = run.above
        closed = tuple(ends)
    if goes_on and kept is not None:
        run = _run(alike, kept.above, kept.opened, kept.styles | new.styles, kept.rank, new)
    else:
        run = _run(alike, kept, new.opened, new.styles, new.rank, new)
    return cost, run, closed, (new.opened, run, step, trail)


def _run(alike: _Alike, above: _Run | None, opened: int, styles: int, rank: int, new: _Run) -> _Run:
    key = above, opened, styles
    made = alike.get(key)
    if made is None:
        depth, around = (above.depth + 1, above.around | styles) if above else (0, styles)
        about = new.last, new.prefix, new.level, new.likeness
        made = alike[key] = _Run(above, opened, new.style, styles, rank, *about, depth, around)
    return made


def _new_run(index: int, candidate: Candidate, style: int) -> _Run:
    """Return the run that a candidate begins, below no other."""
    styles, last = 1 << style, candidate.ordinal or 0
    about = candidate.rank, last, candidate.prefix, candidate.level, round(candidate.likeness)
    return _Run(None, index, style, styles, *about, 0, styles)


def _price_of_ignoring(candidate: Candidate) -> float:
    if candidate.inline:
        return _IGNORED_INLINE
    return _IGNORED_TITLE if candidate.likeness >= 0.5 else _IGNORED_SENTENCE


def _continued(run: _Run, candidate: Candidate, new: _Run) -> tuple[float, _Step] | None:
    """Return what it costs to go on with a run, and how that is done; None where it cannot be."""
    step = _same_style(run, new) if run.style == new.style else _other_style(run, new)
    if step is None:
        return None
    price = step.price
    if run.likeness != new.likeness:
        price += _LIKENESS_DIFFERS
    if run.level != new.level and not candidate.inline:
        price += _LEVEL_DIFFERS if run.level and new.level else _LIKENESS_DIFFERS
    return price, step


def _same_style(run: _Run, new: _Run) -> _Step:
    gap = new.last - run.last
    if new.prefix != run.prefix:
        # 1.2 is followed by 2.1 where the headings above carry no number of this kind.
        return _NEXT_PREFIX[new.last != 1]
    if gap == 1:
        return _NEXT
    if gap == 0:
        return _REPEATED[new.last != 1]
    if gap > 1:
        return _Step(_SKIP + _SKIP_MORE * min(gap - 2, 8), "skip", tuple(range(run.last + 1, new.last)))
    return _RESTARTED[new.last != 1]


def _other_style(run: _Run, new: _Run) -> _Step | None:
    if not run.style or new.last != run.last + 1 or new.prefix != run.prefix:
        return None
    return _STYLED[not new.styles & run.styles]


def _fresh(candidate: Candidate) -> tuple[_Step, _Step]:
    """Return the step of opening a run at the end of a stack, and in place of another, where none is resumed."""
    if candidate.ordinal is None or candidate.ordinal == 1:
        return _STARTED
    price = _NOT_FROM_ONE + _SKIP_MORE * min(candidate.ordinal - 2, 8)
    odd = _ODD_DECIMAL if candidate.prefix else 0.0
    missing = tuple(range(1, candidate.ordinal))
    return _Step(price + odd, "skip", missing), _Step(_NEW_RUN + price + odd, "skip", missing)


def _price_of_unnumbered(parent: _Run | None, replaced: _Run | None, candidate: Candidate) -> float:
    level = candidate.level or 0
    price = _LEVEL_DIFFERS if parent is not None and parent.level and parent.level >= level else 0.0
    if parent is not None and not parent.level:
        price += _LIKENESS_DIFFERS * (2 if parent.rank <= 40 else 4)
    if replaced is not None:
        price += 0.5 if not replaced.level else _NEW_RUN if replaced.level > level else _LEVEL_DIFFERS
    return price


def _price_below(parent: _Run, new: _Run) -> float:
    price = 0.0
    if parent.style and new.rank <= parent.rank:
        price += _RANK_UPSIDE_DOWN
    if new.styles & parent.around:
        price += _SAME_STYLE_BELOW
    if parent.level and new.level and new.level <= parent.level:
        price += _LEVEL_DIFFERS
    return price
