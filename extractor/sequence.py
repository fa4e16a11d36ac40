"""Resolves numbers into levels over the whole document: the cheapest reading, found by a beam search.

A reading is a stack of open runs (siblings numbered in order). Each candidate continues a run, opens one
below it, or is taken for no number at all; whatever breaks the order has a price.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
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


# The records of the search are tuples: thousands of them are made and hashed for one outline.
class _Run(NamedTuple):
    opened: int
    style: str
    styles: frozenset[str]
    rank: int
    last: int
    prefix: str
    level: int | None
    likeness: float


class _Step(NamedTuple):
    price: float
    irregular: str = ""
    missing: tuple[int, ...] = ()


@dataclass(slots=True, eq=False)  # not frozen: that would cost half of the time an outline takes
class _Node:
    """An open run below another, and so all that are open: the same run below the same others is the same node."""

    run: _Run
    above: _Node | None
    depth: int
    styles: frozenset[str]  # its own and those of the runs around it


_NEXT = _Step(0.0)
_STARTED = _NEXT, _Step(_NEW_RUN)
_RESUMING = _Step(_RESUMED), _Step(_NEW_RUN + _RESUMED)

_Nodes = dict[tuple["_Node | None", _Run], _Node]
_Closed = frozenset[tuple[str, int]]  # the style and the last number of each run that was left

# Plain tuples, for their number: the candidate, the run it is in, how it got there, and the trail before it.
_Trail = tuple[int, _Node, _Step, "_Trail | None"]
_State = tuple[float, "_Node | None", _Closed, "_Trail | None"]
# The cost, the reading it starts from, which of its runs stays open, and what becomes of that: without a step the
# candidate is taken for no number, else it goes on with that run or opens one below it.
_Move = tuple[float, _State, "_Node | None", "_Step | None", bool]


def resolve(candidates: Sequence[Candidate]) -> tuple[Place, ...]:
    """Return the place of every candidate that is a number, in text order."""
    beam: list[_State] = [(0.0, None, frozenset(), None)]
    nodes: _Nodes = {}
    for index, candidate in enumerate(candidates):
        beam = _cheapest(beam, index, candidate, nodes)
    places: list[Place] = []
    trail = beam[0][3]
    while trail is not None:
        at, node, step, trail = trail
        places.append(Place(at, node.depth, node.run.opened, step.irregular, step.missing))
    return tuple(reversed(places))


def _cheapest(beam: Sequence[_State], index: int, candidate: Candidate, nodes: _Nodes) -> list[_State]:
    """Return the cheapest readings that go on with a candidate; only these are made."""
    ignoring = _price_of_ignoring(candidate)
    # Taken for no number all readings stay apart: none that costs more than the last of these is needed.
    limit = beam[-1][0] + ignoring if len(beam) == _WIDTH else math.inf
    moves: list[_Move] = []
    fresh = _fresh(candidate)
    for state in beam:
        moves.append((state[0] + ignoring, state, None, None, False))
        moves += _continuing(state, candidate, limit)
        moves += _opening(state, candidate, fresh, limit)
    moves.sort(key=itemgetter(0))
    new = _new_run(index, candidate)
    best: dict[tuple[_Node | None, _Closed], _State] = {}
    for move in moves:
        if len(best) == _WIDTH:
            break
        state = _advance(move, index, new, nodes)
        best.setdefault((state[1], state[2]), state)
    return list(best.values())


def _continuing(state: _State, candidate: Candidate, limit: float) -> Iterator[_Move]:
    cost, node, _, _ = state
    style, before = candidate.style, (candidate.ordinal or 0) - 1
    popped = 0
    while node is not None:
        run = node.run
        if run.style == style or run.last == before:
            step = _continued(run, candidate)
            if step is not None and (total := cost + step.price + _POP * popped) <= limit:
                yield total, state, node, step, True
        node = node.above
        popped += 1


def _opening(
    state: _State, candidate: Candidate, fresh: tuple[_Step, _Step], limit: float
) -> Iterator[_Move]:
    cost, node, closed, _ = state
    resumes = fresh is not _STARTED and (candidate.style, (candidate.ordinal or 0) - 1) in closed
    alone, instead = _RESUMING if resumes else fresh
    if cost + alone.price > limit:
        return
    numbered = candidate.ordinal is not None
    replaced: _Run | None = None
    popped = 0
    while True:
        again = numbered and replaced is not None and replaced.style == candidate.style
        if not again and (node is None or node.depth < _DEEPEST):
            step = instead if popped else alone
            if numbered:
                price = step.price + (_price_below(node, candidate) if node else 0.0)
            else:
                price = _price_of_unnumbered(node, replaced, candidate)
            if (total := cost + price + _POP * popped) <= limit:
                yield total, state, node, step, False
        if node is None:
            return
        replaced, node = node.run, node.above
        popped += 1


def _advance(move: _Move, index: int, new: _Run, nodes: _Nodes) -> _State:
    cost, state, kept, step, goes_on = move
    if step is None:
        return (cost, *state[1:])
    _, node, closed, trail = state
    if node is not kept:
        ends = dict(closed)
        while node is not kept and node is not None:
            ends[node.run.style] = node.run.last
            node = node.above
        closed = frozenset(ends.items())
    if goes_on and kept is not None:
        run = kept.run
        styles = run.styles if new.style in run.styles else run.styles | new.styles
        new = _Run(run.opened, new.style, styles, run.rank, new.last, new.prefix, new.level, new.likeness)
        kept = kept.above
    made = nodes.get((kept, new))
    if made is None:
        styles = kept.styles | new.styles if kept else new.styles
        made = nodes[kept, new] = _Node(new, kept, kept.depth + 1 if kept else 0, styles)
    return cost, made, closed, (index, made, step, trail)


def _new_run(index: int, candidate: Candidate) -> _Run:
    return _Run(
        index,
        candidate.style,
        frozenset((candidate.style,)),
        candidate.rank,
        candidate.ordinal or 0,
        candidate.prefix,
        candidate.level,
        round(candidate.likeness),
    )


def _price_of_ignoring(candidate: Candidate) -> float:
    if candidate.inline:
        return _IGNORED_INLINE
    return _IGNORED_TITLE if candidate.likeness >= 0.5 else _IGNORED_SENTENCE


def _continued(run: _Run, candidate: Candidate) -> _Step | None:
    if candidate.ordinal is None:
        return _Step(0.0) if run.style == "" and run.level == candidate.level else None
    same = run.style == candidate.style
    step = _same_style(run, candidate) if same else _other_style(run, candidate)
    if step is None:
        return None
    price = step.price
    if run.likeness != round(candidate.likeness):
        price += _LIKENESS_DIFFERS
    if run.level != candidate.level and not candidate.inline:
        price += _LEVEL_DIFFERS if run.level and candidate.level else _LIKENESS_DIFFERS
    return step if price == step.price else _Step(price, step.irregular, step.missing)


def _same_style(run: _Run, candidate: Candidate) -> _Step:
    gap = (candidate.ordinal or 0) - run.last
    if candidate.prefix != run.prefix:
        # 1.2 is followed by 2.1 where the headings above carry no number of this kind.
        return _Step(0.5) if candidate.ordinal == 1 else _Step(_NOT_FROM_ONE + _ODD_DECIMAL)
    if gap == 1:
        return _NEXT
    if gap == 0:
        return _Step(_RESTART if candidate.ordinal == 1 else _REPEAT, "repeat")
    if gap > 1:
        missing = tuple(range(run.last + 1, candidate.ordinal or 0))
        return _Step(_SKIP + _SKIP_MORE * min(gap - 2, 8), "skip", missing)
    if candidate.ordinal == 1:
        return _Step(_RESTART, "restart")
    return _Step(_BACK, "restart")


def _other_style(run: _Run, candidate: Candidate) -> _Step | None:
    if run.style == "" or candidate.ordinal != run.last + 1 or candidate.prefix != run.prefix:
        return None
    known = candidate.style in run.styles
    return _Step(_KNOWN_STYLE if known else _OTHER_STYLE, "" if known else "style")


def _fresh(candidate: Candidate) -> tuple[_Step, _Step]:
    """Return the step of opening a run at the end of a stack, and in place of another, where none is resumed."""
    if candidate.ordinal is None or candidate.ordinal == 1:
        return _STARTED
    price = _NOT_FROM_ONE + _SKIP_MORE * min(candidate.ordinal - 2, 8)
    odd = _ODD_DECIMAL if candidate.prefix else 0.0
    missing = tuple(range(1, candidate.ordinal))
    return _Step(price + odd, "skip", missing), _Step(_NEW_RUN + price + odd, "skip", missing)


def _price_of_unnumbered(node: _Node | None, replaced: _Run | None, candidate: Candidate) -> float:
    parent = node.run if node else None
    level = candidate.level or 0
    price = _LEVEL_DIFFERS if parent is not None and parent.level and parent.level >= level else 0.0
    if parent is not None and not parent.level:
        price += _LIKENESS_DIFFERS * (2 if parent.rank <= 40 else 4)
    if replaced is not None:
        price += 0.5 if not replaced.level else _NEW_RUN if replaced.level > level else _LEVEL_DIFFERS
    return price


def _price_below(node: _Node, candidate: Candidate) -> float:
    parent = node.run
    price = 0.0
    if parent.style and candidate.rank <= parent.rank:
        price += _RANK_UPSIDE_DOWN
    if candidate.style in node.styles:
        price += _SAME_STYLE_BELOW
    if parent.level and candidate.level and candidate.level <= parent.level:
        price += _LEVEL_DIFFERS
    return price
