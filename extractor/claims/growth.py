"""Growth: a level, its change or its base, and the printed rate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.claims.operands import cannot, nearest, rate_relation, wholes
from extractor.decide import HUNDRED
from extractor.mentions import BASE, CHANGE, GROWTH, LEVEL, Mention
from extractor.model import Relation
from extractor.order import Order
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import printed, with_unit


def growth_relations(passage: Passage) -> Iterator[Relation]:
    """Yield a relation for every rate of growth or decline."""
    for rate in passage.mentions:
        if rate.role != GROWTH:
            continue
        found = _operands(passage.order, rate)
        if found is None:
            yield cannot("growth", rate, "missing_base")
            continue
        level, other = found
        made = [growth(passage, rate, m, other) for m in (level, *wholes(passage, level, other))]
        good = [r for r in made if r.verdict in ("exact", "rounded")]
        # 总支出5万元，其中A3万元、B2万元，比上年增加1万元: whose change it is, only the figures can tell;
        # where no reading holds, the change is wrong in every one of them.
        yield good[0] if good else nearest(made)


def _operands(order: Order, rate: Mention) -> tuple[Mention, Mention] | None:
    """Return the level and its change or base, both in the sentence of the rate and of one comparison."""
    near = order.earlier(rate)
    run = _run_before(near, rate)
    if run is not None:
        near = run
    other = next((m for m in reversed(near) if m.role in (CHANGE, BASE)), None)
    if other is None or rate.direction == 0 or (rate.has("compare") and other is not near[-1]):
        return None
    # Behind a change another rate or level speaks of something else; behind a base comes the level it led to.
    between = near[near.index(other) + 1 :]
    levels = [m for m in near if m.role == LEVEL and addable(m, other) and m.depth <= rate.depth]
    if other.role == BASE and len(between) == 1 and between[0] in levels:
        return between[0], other
    if between:
        return None
    levels = levels or _named_before(order, other, order.place(rate))
    return None if not levels or _in_row(levels) else (levels[-1], other)


def _run_before(near: Sequence[Mention], rate: Mention) -> Sequence[Mention] | None:
    """Return what a rate of a run (分别增长5.4%、下降1.2%) goes back to: as many changes as rates, in order."""
    if (pair := _in_order(near, rate)) is not None:
        return pair
    rates = [*(m for m in near if m.role == GROWTH), rate]
    first = next((n for n in range(len(rates) - 1, -1, -1) if rates[n].has("respectively")), None)
    if first is None or any(m.boundary > 1 for m in rates[first + 1 :]):
        return None
    place = len(rates) - 1 - first
    before = [m for m in near if m.figure.span < rates[first].figure.span]
    changes = [n for n, m in enumerate(before) if m.role == CHANGE]
    if len(changes) < 2:
        return None
    # 收入10万元，增加1万元；支出9万元，减少1万元，分别…: a run longer or shorter than the changes is told apart by nobody.
    return before[: changes[place] + 1] if place < len(changes) else []


def _in_order(near: Sequence[Mention], rate: Mention) -> list[Mention] | None:
    """Return level and change of a rate: 收入10万元、支出9万元，分别增加1万元、减少2万元，增长11.11%、下降18.18%."""
    place, first = 0, rate
    while place < len(near) and near[len(near) - 1 - place].role == GROWTH and first.boundary <= 1:
        first = near[len(near) - 1 - place]
        place += 1
    rest = near[: len(near) - place]
    changes = _tail(rest, CHANGE)
    levels = _tail(rest[: len(rest) - len(changes)], LEVEL)
    if len(changes) < 2 or not changes[0].cues("respectively") or len(levels) < len(changes):
        return None
    if place >= len(changes):
        return []
    return [levels[len(levels) - len(changes) + place], changes[place]]


def _tail(near: Sequence[Mention], role: str) -> list[Mention]:
    """Return the mentions of a role that the sequence ends with."""
    found: list[Mention] = []
    for mention in reversed(near):
        if mention.role != role:
            break
        found.insert(0, mention)
    return found


def _named_before(order: Order, other: Mention, place: int) -> list[Mention]:
    """Return the level an earlier sentence gave for the indicator whose change this one states."""
    if not other.indicator:
        return _told_before(order.sentence(other.sentence - 1), other)
    named = order.levels(other.indicator)
    found = [m for m in named if order.place(m) < place and addable(m, other)]
    return found if len({m.figure.amount for m in found}) == 1 else []


def _told_before(earlier: Sequence[Mention], other: Mention) -> list[Mention]:
    """Return the one amount of the sentence before 与上年相比，减少…, which names nothing itself."""
    if not other.cues("compare") or other.boundary < 4:
        return []
    found = [m for m in earlier if m.role == LEVEL and addable(m, other)]
    return found if len({m.figure.amount for m in found}) == 1 else []


def _in_row(levels: Sequence[Mention]) -> bool:
    """Tell whether several subjects share the comparison (收入、支出各增加…); it cannot be told apart then."""
    return len(levels) > 1 and bool(levels[-1].cues("respectively") or levels[-2].cues("respectively"))


def growth(passage: Passage, rate: Mention, level: Mention, other: Mention) -> Relation:
    """Return the relation of a rate of growth, a level, and the change or base that goes with it."""
    sign = rate.direction
    a, b = with_unit(level.figure), with_unit(other.figure)
    shown = f"{printed(rate.figure)}%"
    if other.role == BASE:
        change = f"({a} - {b})" if sign > 0 else f"({b} - {a})"
        return rate_relation(
            "growth",
            passage,
            rate,
            [level, other],
            lambda v: sign * (v[0] - v[1]) / v[1] * HUNDRED,
            lambda v: v[1],
            f"{change} ÷ {b} = {shown}",
        )
    return rate_relation(
        "growth",
        passage,
        rate,
        [level, other],
        lambda v: v[1] / (v[0] - sign * v[1]) * HUNDRED,
        lambda v: v[0] - sign * v[1],
        f"{b} ÷ ({a} {'-' if sign > 0 else '+'} {b}) = {shown}",
    )
