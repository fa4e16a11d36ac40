"""Rates that no words explain: the one reading of the figures around them that holds.

定额10万元，实际领用8.37万元，领用水平83.7%: nobody can list all names of rates, but figures that make exactly the printed
digits do so by chance only once in so many tries. A reading counts where such a chance is small; none ever fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from extractor.claims.growth import growth_by, growth_from
from extractor.claims.operands import amount_of, quotient, rate_relation
from extractor.decide import EXACT, HELD, HUNDRED, decide_sum, finest_step
from extractor.mentions import CHANGE, COMPLETION, GROWTH, RATE, SHARE, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import printed, with_unit

_BEFORE, _BEHIND, _EARLIER = 8, 3, 5  # figures of the sentence around a rate, and of the sentence before
# what was done is no rate of what is left: 付款比例13.92% beside 86.08% paid is the complement
_DONE = re.compile("[付支拨发收用]|完成|执行|到位|落实|达标|合格|占|验收")
_LEFT = re.compile("[节余减降压增差超结浮变欠未损剩缩偏]")
# 支付率 is not of what is left, nor of what was only put in: 追加5万元，支付15万元，支付率
_NOT_DONE = re.compile("尚|余|剩|欠|未|追加|调增|配套|自筹|下达|批复")
_NAME = 8  # characters before a figure in which it is named
_PRICE = re.compile("[利税费汇]率|费率|贴现|折旧率")
_KINDS = {SHARE: "share", COMPLETION: "completion", GROWTH: "growth", RATE: "rate"}
_ROUND = (Decimal(100), Decimal(50), Decimal(0))  # percent that figures make too often
_TIED_CHANCE, _NEAR_CHANCE, _FAR_CHANCE = Decimal(12), Decimal("4.5"), Decimal(2)  # percent
_APART_CHANCE, _NAMED_CHANCE = Decimal(1), Decimal("4.5")
_PLAN = re.compile("预算|安排|批复|下达|计划|可用|到位")
_OF_WORK, _OF_PEOPLE = re.compile("率|进度|平均|比例"), re.compile("满意|知晓|认可|好评|合格|达标|优良")
_SPENT = re.compile("支出|支付|执行|使用|完成|列支|开支|拨付|兑付|付款")
_WIDE, _HEADS, _NEXT = (
    24,
    6,
    3,
)  # figures of a paragraph before a rate; heads of it; such with those before it
_WIDEST = Decimal("1.6")  # last digits of a rate within which a reading is worth deciding
_MOST = Decimal(1000)  # percent
_CHANGES = ("up", "down", "rise", "fall", "compare")  # 变动率, 增减率


@dataclass(frozen=True, slots=True)
class _Reading:
    """How two figures may make a rate: `over` what, and whether it is of their difference."""

    part: Mention
    over: Mention
    how: str  # ratio | change | by


@dataclass(frozen=True, slots=True)
class Far:
    """The amounts of the paragraphs before one, and those of them that are no parts of others."""

    made: Sequence[Mention]
    heads: Sequence[Mention]


def fitting_rates(plain: str, passage: Passage, known: Set[str], far: Far) -> Iterator[Relation]:
    """Yield the one reading that holds for each rate of a passage that is not `known`, by figure."""
    for rate in passage.mentions:
        if rate.figure.kind != "percent" or rate.role not in _KINDS or rate.figure.figure_id in known:
            continue
        if amount_of(rate).unit.endswith("百分点") or amount_of(rate).hedge or _is_price(plain, rate):
            continue
        found = _fit(plain, passage, rate, far)
        if found is not None:
            yield found


def _is_not_done(plain: str, part: Mention) -> bool:
    """Tell whether words call an amount something else than what was done: what is left, what was added."""
    words = part.chunk.of(plain)[-_NAME:]
    return _NOT_DONE.search(words) is not None and not _SPENT.search(words)


def _is_price(plain: str, rate: Mention) -> bool:
    """Tell whether a rate is a price that no two figures make: 利率, 税率."""
    return _PRICE.search(rate.chunk.of(plain)) is not None


def _fit(plain: str, passage: Passage, rate: Mention, far: Far) -> Relation | None:
    told = amount_of(rate).value
    if told in _ROUND and (rate.role != COMPLETION or told != HUNDRED):
        return None
    words = rate.chunk.of(plain)
    done = _DONE.search(words) is not None and not _LEFT.search(words)
    if rate.role in (RATE, COMPLETION) and (listed := _of_list(passage, rate)) is not None:
        return listed
    for near, chance in _windows(plain, passage, rate, far):
        plain_rate = done or (chance == _APART_CHANCE and not _LEFT.search(words))
        tried = [t for t in _readings(near, rate, plain_rate) if _is_likely(rate, t)]
        tried = [t for t in tried if not (done and _is_not_done(plain, t.part))]
        made = [_decided(passage, rate, t) for t in tried if _is_close(rate, t)]
        good = [r for r in made if r.verdict in HELD and _width(rate, r) * len(tried) <= chance]
        if good:
            return min(good, key=lambda r: r.verdict != EXACT)
    return None


def _of_list(passage: Passage, rate: Mention) -> Relation | None:
    """Return the one part of a list that makes a rate of its whole: 共设36个，达到的30个，部分完成的3个，完成率83%."""
    near = passage.order.earlier(rate)[-_BEFORE:]
    lists = {id(p): p for m in near for p in passage.lists_of(m)}
    found = next((p for p in reversed(lists.values()) if p.head in near and p.parts[-1] is near[-1]), None)
    if found is None or found.open or found.head.figure.kind != "count":
        return None
    made = [quotient(_KINDS[rate.role], passage, rate, part, found.head) for part in found.parts]
    good = [r for r in made if r.verdict in HELD]
    return good[0] if len(good) == 1 else None


def _width(rate: Mention, made: Relation) -> Decimal:
    """Return the percentages among which a reading would have held as it does: an exact one fits one digit only."""
    unit = amount_of(rate).step / amount_of(rate).scale
    return unit if made.verdict == EXACT else 2 * (made.slack or unit)


def _windows(
    plain: str, passage: Passage, rate: Mention, elsewhere: Far
) -> Iterator[tuple[Sequence[Mention], Decimal]]:
    """Yield the figures that a rate may be of, the nearest first, with the chance of a false hit that is borne."""
    order = passage.order
    before = [m for m in order.earlier(rate)[-_BEFORE:] if _is_operand(m)]
    place = order.place(rate) + 1
    behind = [
        m for m in order.made[place : place + _BEHIND] if _is_operand(m) and m.sentence == rate.sentence
    ]
    if (tied := _tied(before[-3:])) is not None:
        yield tied, _TIED_CHANCE
    alone = [m for m in before if not passage.lists_of(m)]
    for pair in (alone[-2:], before[-2:], behind[:2], [*before[-1:], *behind[:1]]):
        if len(pair) == 2:
            yield pair, _NEAR_CHANCE
    yield [*before, *behind], _FAR_CHANCE
    first = order.since(rate.sentence)
    far = [m for m in order.made[max(0, first - _EARLIER) : first] if _is_operand(m)]
    if far:
        yield [*far, *before], _FAR_CHANCE
    if rate.role in (COMPLETION, RATE):
        yield from _apart(plain, passage, rate, elsewhere)


def _apart(
    plain: str, passage: Passage, rate: Mention, elsewhere: Far
) -> Iterator[tuple[Sequence[Mention], Decimal]]:
    """Yield the amounts of all sentences before a rate that are no parts of others, and those of paragraphs before."""
    place = passage.order.place(rate)
    own = [m for m in passage.order.made[max(0, place - _WIDE) : place] if _is_operand(m)]
    heads = [m for m in own if not passage.lists_of(m)][-_HEADS:]
    near = [*elsewhere.heads[-_HEADS:], *heads[-_NEXT:]]
    if len(rate.label) > 1:
        named = [m for m in (*elsewhere.made, *own) if m.label == rate.label]
        yield named, _NAMED_CHANCE  # 前者安排9万元；前者支出8万元；前者执行率88.89%
    if rate.role == COMPLETION:
        plans = [m for m in near if _PLAN.search(m.chunk.of(plain))]
        spent = [m for m in near if m not in plans and _SPENT.search(m.chunk.of(plain))]
        for pair in ((done, plan) for plan in reversed(plans) for done in reversed(spent)):
            yield pair, _NAMED_CHANCE / (len(plans) * len(spent))
    yield heads, _APART_CHANCE
    if _OF_WORK.search(rate.chunk.of(plain)) and not _OF_PEOPLE.search(rate.chunk.of(plain)):
        yield near, _APART_CHANCE


def _tied(near: Sequence[Mention]) -> Sequence[Mention] | None:
    """Return three figures of which one is what lies between the others: 计划6.5万元，实际7.1万元，超计划0.6万元."""
    if len(near) < 3 or not all(addable(near[-1], m) for m in near):
        return None
    small, middle, large = sorted((amount_of(m) for m in near), key=lambda a: a.base)
    decision = decide_sum(large, (small, middle), finest_step((small, middle, large)))
    return near if small.base and decision.verdict in HELD else None


def _is_operand(mention: Mention) -> bool:
    return mention.figure.kind in ("money", "count", "score")


def _readings(near: Sequence[Mention], rate: Mention, done: bool) -> Iterator[_Reading]:
    """Yield what two of the figures may make, figures near the rate first."""
    pairs = [(a, b) for a, b in permutations(reversed(near), 2) if _alike(a, b) and amount_of(b).base]
    moved = [(a, b) for a, b in pairs if CHANGE not in (a.role, b.role)]
    if rate.role == GROWTH or (rate.role == RATE and _tells_change(rate)):
        yield from (_Reading(a, b, "change") for a, b in moved)
        yield from (_Reading(a, b, "by") for a, b in pairs if a.role == CHANGE != b.role)
        return
    yield from (_Reading(a, b, "ratio") for a, b in pairs if b.role != CHANGE)
    if rate.role == RATE and not done:
        yield from (_Reading(a, b, "change") for a, b in moved)


def _alike(part: Mention, over: Mention) -> bool:
    """Tell whether one figure can be a rate of another; persons may be one of attendances: 培训549人次，就业293人."""
    units = [m.figure.amount.unit if m.figure.amount else "" for m in (part, over)]
    return addable(part, over) or (set(units) <= {"人", "名", "人次"} and part.figure.kind == "count")


def _tells_change(rate: Mention) -> bool:
    return any(p.start >= rate.chunk.start and p.value in _CHANGES for p in rate.phrases if p.kind == "cue")


def _value(rate: Mention, tried: _Reading) -> Decimal:
    part, over = amount_of(tried.part).base, amount_of(tried.over).base
    if tried.how == "change":
        part = (part - over) * rate.direction if rate.direction else abs(part - over)
    elif tried.how == "by":
        over -= part * (tried.part.direction or rate.direction)
    return part / over * HUNDRED if over > 0 else -HUNDRED


def _is_likely(rate: Mention, tried: _Reading) -> bool:
    """Tell whether a reading counts as tried: part over whole and whole over part cannot both be below 100."""
    value, told = _value(rate, tried), amount_of(rate).value
    return 0 <= value <= _MOST and (tried.how != "ratio" or (value > HUNDRED) == (told > HUNDRED))


def _is_close(rate: Mention, tried: _Reading) -> bool:
    """Tell whether a reading comes near the printed rate, before it is decided with all its care."""
    told, over = amount_of(rate), amount_of(tried.over).base
    room = told.step / told.scale * _WIDEST
    room += _MOST * (amount_of(tried.part).step + amount_of(tried.over).step) / over
    return abs(_value(rate, tried) - told.value) <= room


def _decided(passage: Passage, rate: Mention, tried: _Reading) -> Relation:
    part, over = tried.part, tried.over
    if tried.how == "ratio":
        return quotient(_KINDS[rate.role], passage, rate, part, over)
    if tried.how == "by":
        return growth_by(passage, rate, over, part)
    if rate.direction:
        return growth_from(passage, rate, part, over)
    return _either_way(passage, rate, part, over)


def _either_way(passage: Passage, rate: Mention, level: Mention, base: Mention) -> Relation:
    """Return the relation of a rate that tells no direction: 变动率20%."""
    more, less = (level, base) if amount_of(level).base >= amount_of(base).base else (base, level)
    a, b = with_unit(more.figure), with_unit(less.figure)
    return rate_relation(
        "growth",
        passage,
        rate,
        [level, base],
        lambda v: abs(v[0] - v[1]) / v[1] * HUNDRED,
        lambda v: v[1],
        f"({a} - {b}) ÷ {with_unit(base.figure)} = {printed(rate.figure)}%",
    )
