"""Which operand makes relations fail: the one that, set to one other value, makes them all hold."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from heapq import heapify, heappop, heappush

from extractor.checks.equation import Equation, equation
from extractor.checks.trial import Trial
from extractor.checks.why import Broken, exchanged
from extractor.decide import HELD
from extractor.diagnose import ONE_DIGIT, slip
from extractor.model import Amount, Figure, Relation

FAILED = ("off", "suspect")
_OF_WHOLES = ("subset", "table_sum", "sum")
_TRIED = 20  # values tried for one operand
_READINGS = 2
_PAIRED = 40  # figures of one section that are tried in each other's place
Near = Callable[[Relation], Sequence[Figure]]


@dataclass(frozen=True, slots=True)
class Cause:
    """Relations that fail together, because of one figure where that is known; `right` is what it should be, as printed."""

    relations: tuple[Relation, ...]
    figure: Figure | None = None
    right: Decimal | None = None
    why: str = ""
    maybe: tuple[
        tuple[Figure, Decimal], ...
    ] = ()  # figures of which one is wrong, with what each would have to be


def causes(
    relations: Sequence[Relation], figures: Mapping[str, Figure], near: Near = lambda _: ()
) -> Iterator[Cause]:
    """Group failed relations by what makes them fail, the operand that explains most of them first.

    `near` gives the figures that stand beside a relation's own, for rates of wrong operands.
    """
    failed = [r for r in relations if r.verdict in FAILED]
    emptied = list(_emptied(failed, figures))
    yield from emptied
    apart = {r.relation_id for cause in emptied for r in cause.relations}
    failed = [r for r in failed if r.relation_id not in apart]
    uses: dict[str, list[Equation]] = defaultdict(list)
    wrong = {id for r in failed for id in r.figure_ids}
    for relation in relations:
        told = relation.relation_id in apart
        if not told and relation.verdict in (*FAILED, *HELD) and not wrong.isdisjoint(relation.figure_ids):
            found = equation(relation, figures)
            for id in dict.fromkeys(relation.figure_ids):
                uses[id].append(found)
    left = {r.relation_id: r for r in failed}
    wrongly = {id: uses[id] for id in wrong}
    recovered = list(_recovered(wrongly, figures))
    wider = [{r.relation_id for r in cause.relations} for cause in recovered]
    swapped = [
        cause
        for cause in exchanges(wrongly, figures)
        if not any({r.relation_id for r in cause.relations} < ids for ids in wider)
    ]
    for cause in (*swapped, *recovered):
        group = tuple(r for r in cause.relations if r.relation_id in left)
        if len(group) == len(cause.relations):
            yield _told(cause, uses, figures, near)
            for relation in group:
                del left[relation.relation_id]
    for cause in _shared(relations, list(left.values())):
        yield _told(cause, uses, figures, near)


def _told(
    cause: Cause, uses: Mapping[str, Sequence[Equation]], figures: Mapping[str, Figure], near: Near
) -> Cause:
    """Return a cause with what probably happened, and what the figure should be where that is certain."""
    if cause.why:
        return cause
    broken = Broken(_trial(cause.relations, uses, figures), lambda: near(cause.relations[0]))
    slip = broken.explained(cause.figure.figure_id if cause.figure else "")
    if slip is None:
        return cause
    if cause.figure is not None or not slip.tells or len(slip.changes) > 1:
        maybe = slip.maybe or (tuple(slip.changes.items()) if len(slip.changes) > 1 else ())
        return replace(cause, why=slip.words, maybe=tuple((figures[id], right) for id, right in maybe))
    id, right = next(iter(slip.changes.items()))
    return replace(cause, why=slip.words, figure=figures[id], right=right)


def _trial(
    relations: Sequence[Relation], uses: Mapping[str, Sequence[Equation]], figures: Mapping[str, Figure]
) -> Trial:
    ids = {r.relation_id for r in relations}
    touched = [e for id in dict.fromkeys(i for r in relations for i in r.figure_ids) for e in uses[id]]
    each = list({e.relation.relation_id: e for e in touched}.values())
    failed = [e for e in each if e.relation.relation_id in ids]
    sound = [e for e in each if e.relation.verdict in HELD]
    return Trial(failed, sound, figures)


def exchanges(uses: Mapping[str, Sequence[Equation]], figures: Mapping[str, Figure]) -> Iterator[Cause]:
    """Yield the pairs of figures in each other's place that make two or more failed relations hold, alone."""
    alike: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for id in sorted(uses, key=lambda id: int(id[1:])):
        figure = figures[id]
        if figure.amount is not None and any(e.relation.verdict in FAILED for e in uses[id]):
            alike[figure.section_id, figure.kind, figure.amount.unit].append(id)
    found: dict[frozenset[str], list[Cause]] = {}
    for ids in alike.values():
        for first, second in itertools.combinations(ids[:_PAIRED], 2):
            cause = _exchange(first, second, uses, figures)
            if cause is not None:
                found.setdefault(frozenset(r.relation_id for r in cause.relations), []).append(cause)
    for causes_ in sorted(found.values(), key=lambda c: -len(c[0].relations)):
        if len(causes_) <= _READINGS:  # the amounts of two parts, or their shares
            yield replace(causes_[0], why="，或".join(c.why for c in causes_))


def _exchange(
    first: str, second: str, uses: Mapping[str, Sequence[Equation]], figures: Mapping[str, Figure]
) -> Cause | None:
    one, other = figures[first].amount, figures[second].amount
    if one is None or other is None or one.value == other.value:
        return None
    changes = {first: other.value, second: one.value}
    both = [e for id in (first, second) for e in uses[id] if e.relation.verdict in FAILED]
    if any(e.form == "linear" and e.holds_with(changes) is False for e in both):
        return None
    group = tuple({e.relation.relation_id: e.relation for e in both}.values())
    if len(group) < 2 or not _trial(group, uses, figures).fits(changes):
        return None
    return Cause(group, why=exchanged(one, other))


def _emptied(failed: Sequence[Relation], figures: Mapping[str, Figure]) -> Iterator[Cause]:
    """Yield the relations of each table row whose totals, two or more, were left at 0."""
    rows: dict[tuple[int, int], list[Relation]] = {}
    for relation in failed:
        whole = figures[relation.figure_ids[0]]
        zero = whole.amount is not None and whole.amount.value == 0 and relation.kind in _OF_WHOLES
        if zero and whole.table is not None and whole.row is not None:
            rows.setdefault((whole.table, whole.row), []).append(relation)
    yield from (Cause(tuple(made)) for made in rows.values() if len(made) > 1)


def _recovered(uses: Mapping[str, Sequence[Equation]], figures: Mapping[str, Figure]) -> Iterator[Cause]:
    """Yield the operands for which one value makes two failed relations hold and breaks none, the best first."""
    ranked = []
    for id, equations in uses.items():
        if (found := _best(id, equations, figures[id])) is not None:
            doubt = not _explained(figures[id].amount, found.right)
            ranked.append(((-len(found.relations), doubt, int(id[1:])), found))
    ranked.sort(key=lambda item: item[0])
    claims = Counter((*key[:2], r.relation_id) for key, cause in ranked for r in cause.relations)
    taken: set[str] = set()
    for (size, doubt, _), cause in ranked:
        ids = {r.relation_id for r in cause.relations}
        # Two operands that explain the same relations equally well: nobody knows which is wrong.
        if taken.isdisjoint(ids) and all(claims[size, doubt, id] == 1 for id in ids):
            taken |= ids
            yield cause


def _explained(amount: Amount | None, right: Decimal | None) -> bool:
    words = slip(amount.value, right) if amount and right is not None else ""
    return bool(words) and words != ONE_DIGIT


def _best(id: str, equations: Sequence[Equation], figure: Figure) -> Cause | None:
    failed = [e for e in equations if e.relation.verdict in FAILED]
    if len(failed) < 2:
        return None
    sound = [e for e in equations if e.relation.verdict in HELD]
    values = Counter(v for e in failed[:_TRIED] if (v := e.solved(id)) is not None and v != 0)
    best: tuple[int, int] = (1, 0)
    cause = None
    for value, times in values.most_common():
        mended = [e for e in failed if e.holds(id, value)]
        if (len(mended), times) > best and not any(e.holds(id, value) is False for e in sound):
            # What cannot be tried is left under the same cause: one wrong number, one finding.
            group = tuple(e.relation for e in failed if e.holds(id, value) is not False)
            best, cause = (len(mended), times), Cause(group, figure, value)
    return cause


def _shared(relations: Sequence[Relation], left: Sequence[Relation]) -> Iterator[Cause]:
    """Group what is left by the operand that most of it shares."""
    holds = Counter(id for r in relations if r.verdict in HELD and r.kind == "sum" for id in r.figure_ids)
    uses = Counter(id for r in left for id in r.figure_ids)
    users: dict[str, list[Relation]] = defaultdict(list)
    for relation in left:
        for id in dict.fromkeys(relation.figure_ids):
            users[id].append(relation)
    # Of two operands that explain as much, the one that no holding sum speaks for is the wrong one.
    ranked = [(-times, holds[id], int(id[1:]), id) for id, times in uses.items()]
    heapify(ranked)
    done: set[str] = set()
    while ranked:
        times, held, number, id = heappop(ranked)
        if uses[id] != -times:  # relations it was in have been told under another cause
            if uses[id]:
                heappush(ranked, (-uses[id], held, number, id))
            continue
        group = tuple(r for r in users[id] if r.relation_id not in done)
        done.update(r.relation_id for r in group)
        uses.subtract(id for r in group for id in r.figure_ids)
        yield Cause(group)
