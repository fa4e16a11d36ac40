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


@dataclass(frozen=True, slots=True, eq=False)
class _Node:
    """An open run below those around it: the same run below the same others is the same node."""

    run: _Run
    styles: frozenset[str]  # its own and those of the runs around it
    children: dict[_Run, _Node]


_NEXT = _Step(0.0)
_STARTED = _NEXT, _Step(_NEW_RUN)
_RESUMING = _Step(_RESUMED), _Step(_NEW_RUN + _RESUMED)

_Stack = tuple[_Node, ...]  # from the outermost run to the innermost
_Closed = tuple[tuple[str, int], ...]


# Plain tuples, for their number: the candidate, the stack it is in, how it got there, and the trail before it.
_Trail = tuple[int, "_Stack", "_Step", "_Trail | None"]
_State = tuple[float, "_Stack", "_Closed", _Trail | None]
# The cost, the reading it starts from, how many of its runs stay open around the candidate, and what becomes of it:
# no step where it is taken for no number, no run where it opens one.
_Move = tuple[float, _State, int, _Step | None, _Run | None]


def resolve(candidates: Sequence[Candidate]) -> tuple[Place, ...]:
    """Return the place of every candidate that is a number, in text order."""
    beam: list[_State] = [(0.0, (), (), None)]
    roots: dict[_Run, _Node] = {}
    for index, candidate in enumerate(candidates):
        beam = _cheapest(beam, index, candidate, roots)
    places: list[Place] = []
    trail = beam[0][3]
    while trail is not None:
        at, stack, step, trail = trail
        places.append(Place(at, len(stack) - 1, stack[-1].run.opened, step.irregular, step.missing))
    return tuple(reversed(places))


def _cheapest(
    beam: Sequence[_State], index: int, candidate: Candidate, roots: dict[_Run, _Node]
) -> list[_State]:
    """Return the cheapest readings that go on with a candidate; only these are made."""
    ignoring = _price_of_ignoring(candidate)
    # Taken for no number all readings stay apart: none that costs more than the last of these is needed.
    limit = beam[-1][0] + ignoring if len(beam) == _WIDTH else math.inf
    moves: list[_Move] = []
    fresh = _fresh(candidate)
    for state in beam:
        moves.append((state[0] + ignoring, state, 0, None, None))
        moves += _continuing(state, candidate, limit)
        moves += _opening(state, candidate, fresh, limit)
    moves.sort(key=itemgetter(0))
    new = _new_run(index, candidate)
    best: dict[tuple[_Stack, _Closed], _State] = {}
    for move in moves:
        if len(best) == _WIDTH:
            break
        state = _advance(move, index, new, roots)
        best.setdefault(state[1:3], state)
    return list(best.values())


def _continuing(state: _State, candidate: Candidate, limit: float) -> Iterator[_Move]:
    cost, stack, _, _ = state
    style, before = candidate.style, (candidate.ordinal or 0) - 1
    for depth in range(len(stack) - 1, -1, -1):
        run = stack[depth].run
        if run.style != style and run.last != before:
            continue
        step = _continued(run, candidate)
        if step is not None:
            total = cost + step.price + _POP * (len(stack) - depth - 1)
            if total <= limit:
                yield total, state, depth, step, run


def _opening(
    state: _State, candidate: Candidate, fresh: tuple[_Step, _Step], limit: float
) -> Iterator[_Move]:
    cost, stack, closed, _ = state
    resumes = closed and fresh is not _STARTED and (candidate.style, (candidate.ordinal or 0) - 1) in closed
    alone, instead = _RESUMING if resumes else fresh
    if cost + alone.price > limit:
        return
    for depth in range(min(len(stack), _DEEPEST), -1, -1):
        popped = len(stack) - depth
        step = instead if popped else alone
        if candidate.ordinal is None:
            price = _price_of_unnumbered(stack, depth, candidate)
        elif popped and stack[depth].run.style == candidate.style:
            continue
        else:
            price = step.price + _price_below(stack, depth, candidate)
        total = cost + price + _POP * popped
        if total <= limit:
            yield total, state, depth, step, None


def _advance(move: _Move, index: int, new: _Run, roots: dict[_Run, _Node]) -> _State:
    cost, state, depth, step, run = move
    if step is None:
        return (cost, *state[1:])
    _, stack, closed, trail = state
    above, popped = stack[:depth], stack[depth + 1 :] if run else stack[depth:]
    if popped:
        ends = dict(closed) | {node.run.style: node.run.last for node in reversed(popped)}
        closed = tuple(sorted(ends.items()))
    if run:
        styles = run.styles if new.style in run.styles else run.styles | new.styles
        new = _Run(run.opened, new.style, styles, run.rank, new.last, new.prefix, new.level, new.likeness)
    stack = (*above, _node(above, new, roots))
    return cost, stack, closed, (index, stack, step, trail)


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


def _node(above: _Stack, run: _Run, roots: dict[_Run, _Node]) -> _Node:
    siblings = above[-1].children if above else roots
    node = siblings.get(run)
    if node is None:
        styles = above[-1].styles | run.styles if above else run.styles
        node = siblings[run] = _Node(run, styles, {})
    return node


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


def _price_of_unnumbered(stack: _Stack, depth: int, candidate: Candidate) -> float:
    parent = stack[depth - 1].run if depth else None
    level = candidate.level or 0
    price = _LEVEL_DIFFERS if parent is not None and parent.level and parent.level >= level else 0.0
    if parent is not None and not parent.level:
        price += _LIKENESS_DIFFERS * (2 if parent.rank <= 40 else 4)
    if depth < len(stack):
        replaced = stack[depth].run.level
        price += 0.5 if not replaced else _NEW_RUN if replaced > level else _LEVEL_DIFFERS
    return price


def _price_below(stack: _Stack, depth: int, candidate: Candidate) -> float:
    if not depth:
        return 0.0
    node = stack[depth - 1]
    parent = node.run
    price = 0.0
    if parent.style and candidate.rank <= parent.rank:
        price += _RANK_UPSIDE_DOWN
    if candidate.style in node.styles:
        price += _SAME_STYLE_BELOW
    if parent.level and candidate.level and candidate.level <= parent.level:
        price += _LEVEL_DIFFERS
    return price
