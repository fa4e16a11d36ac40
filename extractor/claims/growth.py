"""Growth: a level, its change or its base, and the printed rate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.claims.change_over_base import change_over_base
from extractor.claims.ends import ends, group_start, of_other_kind
from extractor.claims.foreign import of_another
from extractor.claims.operands import amount_of, cannot, nearest, rate_relation, wholes
from extractor.decide import HELD, HUNDRED
from extractor.document import Document
from extractor.mentions import BASE, CHANGE, GROWTH, LEVEL, STOP, Mention
from extractor.model import Relation
from extractor.moved import is_plain_base
from extractor.order import REACH, Order
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import printed, with_unit

_ITEM = re.compile("[；;]")
_NOTHING = re.compile(
    r"(?:上年|去年|上一年)度?(?:同期)?[^，,。；;\d]{0,6}(?:无|未发生|未安排|没有|未产生|未列支|为零|[为是]0(?![\d.]))"
)

_PAIR, _MANY = 2, 5  # level and base; times a rate that no base of it makes
_WIDE = 60  # characters on both sides of a rate that may tell that there was nothing


def growth_relations(document: Document, passage: Passage) -> Iterator[Relation]:
    """Yield a relation for every rate of growth or decline."""
    for index, rate in enumerate(passage.mentions):
        if rate.role == GROWTH:
            yield _decided(document.plain, passage, index)


def _decided(plain: str, passage: Passage, index: int) -> Relation:
    rate = passage.mentions[index]
    if rate.direction == 0:
        return cannot("growth", rate, "missing_base")
    made = _readings(plain, passage, index)
    good = [r for r in made if r.verdict in HELD]
    # 总支出5万元，其中A3万元、B2万元，比上年增加1万元: whose change it is, only the figures can tell;
    # where no reading holds, the change is wrong in every one of them.
    if made and not good and _is_foreign(plain, passage, index, made):
        return cannot("growth", rate, "ambiguous")
    if good or made:
        return good[0] if good else _of_change(plain, passage, rate, made) or nearest(made)
    found = _with_level_behind(passage, index) or change_over_base(plain, passage, index)
    return found or cannot("growth", rate, _why(plain, passage, rate))


def _is_foreign(plain: str, passage: Passage, index: int, made: Sequence[Relation]) -> bool:
    ids = {id for r in made for id in r.figure_ids[1:]}
    near = passage.mentions[max(0, index - REACH) : index + _MANY]
    operands = [m for m in near if m.figure.figure_id in ids]
    first = passage.mentions[group_start(passage.mentions, index)]
    return bool(operands) and of_another(plain, passage, first, operands)


def _of_change(plain: str, passage: Passage, rate: Mention, made: Sequence[Relation]) -> Relation | None:
    """Return a rate whose base may be a change under a noun of its own: 比上年结余9万元，降幅9%.

    Where the base makes the rate many times what is stated, nobody compared with it.
    """
    near = passage.order.earlier(rate)[-_PAIR:]
    if len(near) < _PAIR or (near[0].role, near[1].role) != (LEVEL, BASE) or not addable(*near):
        return None
    if not near[1].has("compare") or is_plain_base(plain, near[1].chunk):
        return None
    found = growth_by(passage, rate, near[0], near[1])
    if found.verdict in HELD:
        return found
    computed, stated = nearest(made).computed, amount_of(rate).value
    far = computed is not None and abs(computed) > max(HUNDRED, _MANY * abs(stated))
    return cannot("growth", rate, "ambiguous") if far else None


def _why(plain: str, passage: Passage, rate: Mention) -> str:
    """Return why a rate cannot be decided: nothing it could be of, or nothing at all last year (上年无此项支出)."""
    first = passage.mentions[passage.order.since(rate.sentence)]
    start, last = max(first.gap.start, rate.figure.span.start - _WIDE), rate.figure.span.end + _WIDE
    end = STOP.search(plain, rate.figure.span.end, min(last, passage.block.span.end))
    words = plain[start : end.start() if end else min(last, passage.block.span.end)]
    place = rate.figure.span.start - start
    item = _ITEM.split(words[:place])[-1] + _ITEM.split(words[place:])[0]
    # Only the 100% that people write where nothing was: another rate beside such words is of another thing.
    whole = rate.figure.amount is not None and rate.figure.amount.value == HUNDRED
    return "zero_base" if whole and _NOTHING.search(item) else "missing_base"


def _with_level_behind(passage: Passage, index: int) -> Relation | None:
    """Return a rate whose amount comes last, if it holds with it: 比上年减少2万元，下降10%，本年支出18万元."""
    rate, start = passage.mentions[index], group_start(passage.mentions, index)
    change, behind = passage.mentions[start], passage.mentions[index + 1 : index + 2]
    if change.role != CHANGE or not behind or behind[0].role != LEVEL or not addable(behind[0], change):
        return None
    found = growth_by(passage, rate, behind[0], change)
    near = behind[0].sentence == rate.sentence and behind[0].boundary <= 2
    return found if near and found.verdict in HELD else None


def _readings(plain: str, passage: Passage, index: int) -> list[Relation]:
    """Return what a rate may be the growth of: between two printed figures, or by a printed change."""
    rate, made = passage.mentions[index], []
    between = ends(plain, passage.order, rate)
    if between is not None:
        levels = (between.level, *wholes(passage, between.level, between.base))
        made = [growth_from(passage, rate, m, between.base) for m in levels]
        made = [r for r in made if between.sure or r.verdict in HELD]
    found = _operands(passage.order, rate) or _change_behind(passage.mentions, index)
    if found is not None and of_other_kind(plain, rate, found[0]):
        found = None
    # Of two bases the words name only one.
    if found is not None and not (between and found[1].role == BASE):
        level, other = found
        made += [growth(passage, rate, m, other) for m in (level, *wholes(passage, level, other))]
    return made


def _change_behind(made: Sequence[Mention], index: int) -> tuple[Mention, Mention] | None:
    """Return level and change of a rate that stands before its change: 比上年下降16.94%，减少136万元."""
    if index + 1 == len(made) or not index or group_start(made, index + 1) != index:
        return None
    change, near = made[index + 1], made[index - 1]
    if change.role != CHANGE or near.role != LEVEL or near.sentence != change.sentence:
        return None
    return (near, change) if addable(near, change) else None


def _operands(order: Order, rate: Mention) -> tuple[Mention, Mention] | None:
    """Return the level and its change or base, both in the sentence of the rate and of one comparison."""
    near = order.earlier(rate)
    run = _run_before(near, rate)
    if run is not None:
        near = run
    other = next((m for m in reversed(near) if m.role in (CHANGE, BASE)), None)
    if other is None or (rate.has("compare") and (other is not near[-1] or _elsewhere(rate, other))):
        return None
    if other.role == CHANGE and not other.direction:
        return _around(near[: near.index(other)], rate, other)
    # Behind a change another rate or level speaks of something else; behind a base comes the level it led to.
    between = near[near.index(other) + 1 :]
    levels = [m for m in near if m.role == LEVEL and addable(m, other) and m.depth <= rate.depth]
    if other.role == BASE and len(between) == 1 and between[0] in levels:
        return between[0], other
    if between:
        return None
    levels = levels or _named_before(order, other, order.place(rate))
    return None if not levels or _in_row(levels) else (levels[-1], other)


def _around(near: Sequence[Mention], rate: Mention, gap: Mention) -> tuple[Mention, Mention] | None:
    """Return level and base of a rate behind a gap (相差2万元，增幅20%): the two figures that it lies between."""
    pair = [m for m in near if m.role in (LEVEL, BASE) and addable(m, gap)][-2:]
    if len(pair) < 2:
        return None
    less, more = sorted(pair, key=lambda m: amount_of(m).base)
    return (more, less) if rate.direction > 0 else (less, more)


def _elsewhere(rate: Mention, other: Mention) -> bool:
    """Tell whether a rate has a comparison of its own: 比上年增加1万元，比年初预算下降10%."""
    told = [{p.value for p in m.phrases if p.kind in ("stage", "year")} for m in (rate, other)]
    return bool(other.cues("compare")) and told[0] != told[1]


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
    if len(changes) < 2 or not _is_run(changes) or len(levels) < len(changes):
        return None
    if place >= len(changes):
        return []
    return [levels[len(levels) - len(changes) + place], changes[place]]


def _is_run(changes: Sequence[Mention]) -> bool:
    """Tell whether one word moves them all: 分别增加1万元、减少2万元, 各增加1万元、2万元."""
    alone = not any(m.cues("up") or m.cues("down") for m in changes[1:])
    return alone or bool(changes[0].cues("respectively"))


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


def growth_from(passage: Passage, rate: Mention, level: Mention, base: Mention) -> Relation:
    """Return the relation of a rate of growth, a level and what it grew from."""
    sign = rate.direction
    a, b = with_unit(level.figure), with_unit(base.figure)
    change = f"({a} - {b})" if sign > 0 else f"({b} - {a})"
    return rate_relation(
        "growth",
        passage,
        rate,
        [level, base],
        lambda v: sign * (v[0] - v[1]) / v[1] * HUNDRED,
        lambda v: v[1],
        f"{change} ÷ {b} = {printed(rate.figure)}%",
    )


def growth_by(passage: Passage, rate: Mention, level: Mention, change: Mention) -> Relation:
    """Return the relation of a rate of growth, a level and the amount it grew by.

    A rate that goes another way than its amount (减少2万元，增长10%) is computed with the opposite sign.
    """
    sign = change.direction or rate.direction
    way = sign * (rate.direction or sign)  # 变动率 tells no way of its own
    a, b = with_unit(level.figure), with_unit(change.figure)
    return rate_relation(
        "growth",
        passage,
        rate,
        [level, change],
        lambda v: way * v[1] / (v[0] - sign * v[1]) * HUNDRED,
        lambda v: v[0] - sign * v[1],
        f"{b} ÷ ({a} {'-' if sign > 0 else '+'} {b}) = {printed(rate.figure)}%",
    )


def growth(passage: Passage, rate: Mention, level: Mention, other: Mention) -> Relation:
    """Return the relation of a rate of growth, a level, and the change or base that goes with it."""
    return (growth_by if other.role == CHANGE else growth_from)(passage, rate, level, other)
