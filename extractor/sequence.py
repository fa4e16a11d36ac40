"""Resolves numbers into levels over the whole document: the cheapest reading, found by a beam search.

A reading is a stack of open runs (siblings numbered in order). Each candidate continues a run, opens one
below it, or is taken for no number at all; whatever breaks the order has a price.
"""

from __future__ import annotations

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


class _Trail(NamedTuple):
    at: int
    depth: int
    run: int
    step: _Step
    before: _Trail | None


class _State(NamedTuple):
    cost: float
    stack: tuple[_Run, ...]
    closed: tuple[tuple[str, int], ...]
    trail: _Trail | None


def resolve(candidates: Sequence[Candidate]) -> tuple[Place, ...]:
    """Return the place of every candidate that is a number, in text order."""
    beam = [_State(0.0, (), (), None)]
    for index, candidate in enumerate(candidates):
        beam = _cheapest(beam, index, candidate)
    places: list[Place] = []
    trail = beam[0].trail
    while trail is not None:
        places.append(Place(trail.at, trail.depth, trail.run, trail.step.irregular, trail.step.missing))
        trail = trail.before
    return tuple(reversed(places))


class _Move(NamedTuple):
    """What may be made of a candidate: `step` is None where it is taken for no number."""

    cost: float
    state: _State
    depth: int
    step: _Step | None
    run: _Run | None


def _cheapest(beam: Sequence[_State], index: int, candidate: Candidate) -> list[_State]:
    """Return the cheapest readings that go on with a candidate; only these are made."""
    moves = [move for state in beam for move in _moves(state, candidate)]
    best: dict[object, _State] = {}
    for move in sorted(moves, key=itemgetter(0)):
        state = _advance(move, index, candidate) if move.step else move.state._replace(cost=move.cost)
        best.setdefault((state.stack, state.closed), state)
        if len(best) == _WIDTH:
            break
    return list(best.values())


def _moves(state: _State, candidate: Candidate) -> Iterator[_Move]:
    stack, cost = state.stack, state.cost
    yield _Move(cost + _price_of_ignoring(candidate), state, 0, None, None)
    for depth in range(len(stack) - 1, -1, -1):
        step = _continued(stack[depth], candidate)
        if step is not None:
            yield _Move(cost + step.price + _POP * (len(stack) - depth - 1), state, depth, step, stack[depth])
    for depth in range(min(len(stack), _DEEPEST), -1, -1):
        step = _opened(state, depth, candidate)
        if step is not None:
            yield _Move(cost + step.price + _POP * (len(stack) - depth), state, depth, step, None)


def _price_of_ignoring(candidate: Candidate) -> float:
    if candidate.inline:
        return _IGNORED_INLINE
    return _IGNORED_TITLE if candidate.likeness >= 0.5 else _IGNORED_SENTENCE


class _Step(NamedTuple):
    price: float
    irregular: str = ""
    missing: tuple[int, ...] = ()


def _advance(move: _Move, index: int, candidate: Candidate) -> _State:
    cost, state, depth, step, run = move
    assert step is not None
    popped = state.stack[depth + 1 :] if run else state.stack[depth:]
    closed = state.closed
    if popped:
        closed = tuple(sorted((dict(closed) | {r.style: r.last for r in reversed(popped)}).items()))
    styles = frozenset((candidate.style,))
    if run:
        styles = run.styles if candidate.style in run.styles else run.styles | styles
    new = _Run(
        run.opened if run else index,
        candidate.style,
        styles,
        run.rank if run else candidate.rank,
        candidate.ordinal or 0,
        candidate.prefix,
        candidate.level,
        round(candidate.likeness),
    )
    trail = _Trail(index, depth, new.opened, step, state.trail)
    return _State(cost, (*state.stack[:depth], new), closed, trail)


def _continued(run: _Run, candidate: Candidate) -> _Step | None:
    if candidate.ordinal is None:
        return _Step(0.0) if run.style == "" and run.level == candidate.level else None
    same = run.style == candidate.style
    step = _same_style(run, candidate) if same else _other_style(run, candidate)
    if step is None:
        return None
    price = step.price + _LIKENESS_DIFFERS * (run.likeness != round(candidate.likeness))
    if run.level != candidate.level and not candidate.inline:
        price += _LEVEL_DIFFERS if run.level and candidate.level else _LIKENESS_DIFFERS
    return _Step(price, step.irregular, step.missing)


def _same_style(run: _Run, candidate: Candidate) -> _Step:
    gap = (candidate.ordinal or 0) - run.last
    if candidate.prefix != run.prefix:
        # 1.2 is followed by 2.1 where the headings above carry no number of this kind.
        return _Step(0.5) if candidate.ordinal == 1 else _Step(_NOT_FROM_ONE + _ODD_DECIMAL)
    if gap == 1:
        return _Step(0.0)
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


def _opened(state: _State, depth: int, candidate: Candidate) -> _Step | None:
    parent = state.stack[depth - 1] if depth else None
    replaced = state.stack[depth] if depth < len(state.stack) else None
    price, irregular = 0.0, ""
    missing: tuple[int, ...] = ()
    if candidate.ordinal is None:
        return _opened_unnumbered(parent, replaced, candidate)
    if replaced is not None:
        if replaced.style == candidate.style:
            return None
        price += _NEW_RUN
    if candidate.ordinal != 1:
        if dict(state.closed).get(candidate.style, 0) + 1 == candidate.ordinal:
            price += _RESUMED
        else:
            price += _NOT_FROM_ONE + _SKIP_MORE * min(candidate.ordinal - 2, 8)
            price += _ODD_DECIMAL if candidate.prefix else 0.0
            irregular, missing = "skip", tuple(range(1, candidate.ordinal))
    return _Step(price + _price_below(state.stack, depth, candidate), irregular, missing)


def _opened_unnumbered(parent: _Run | None, replaced: _Run | None, candidate: Candidate) -> _Step:
    level = candidate.level or 0
    price = _LEVEL_DIFFERS if parent is not None and parent.level and parent.level >= level else 0.0
    if parent is not None and not parent.level:
        price += _LIKENESS_DIFFERS * (2 if parent.rank <= 40 else 4)
    if replaced is not None:
        price += 0.5 if not replaced.level else _NEW_RUN if replaced.level > level else _LEVEL_DIFFERS
    return _Step(price)


def _price_below(stack: tuple[_Run, ...], depth: int, candidate: Candidate) -> float:
    if not depth:
        return 0.0
    parent = stack[depth - 1]
    price = 0.0
    if parent.style and candidate.rank <= parent.rank:
        price += _RANK_UPSIDE_DOWN
    if any(candidate.style in run.styles for run in stack[:depth]):
        price += _SAME_STYLE_BELOW
    if parent.level and candidate.level and candidate.level <= parent.level:
        price += _LEVEL_DIFFERS
    return price
