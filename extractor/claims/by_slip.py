"""Rates that the two figures beside them make but for one slip: a factor of ten, two digits swapped, the complement.

Nothing holds, so nothing but the slip itself says that the rate is of these figures: it is suspect at most, and only
where figures that have nothing to do with each other would seldom come so near, or where words call the two figures,
the only ones there, what was planned and what was done of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from extractor.claims.growth import growth_by, growth_from
from extractor.claims.operands import amount_of, quotient
from extractor.decide import HELD, HUNDRED, capped
from extractor.mentions import BASE, CHANGE, COMPLETION, GROWTH, LEVEL, RATE, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import show_as_printed

_NAMED = re.compile(r"(?:率|比例|比重|进度|幅度?)(?:已|均|只|仅)?(?:达到|达|为|是|约|：|:)*[\s“”]*$")
_OTHER = re.compile(
    "未|余|节|差|缺|少|减|满意|合格|知晓|覆盖|好评|及时|准确|完好|变动|不良|利率|"
    "序时|时序|目标|标准|低于|要求|应达|平均"
)
_PLANNED = re.compile("预算|安排|批复|下达|计划|指标|应|筹|总")
_DUE = re.compile("应[付支拨发到]位?")
_SPENT = re.compile("支出|支付|拨付|执行|使用|完成|发生|用去|付|列支|开支|实[际用支付]|到位")
_REST = re.compile("尚|余|剩|欠|未|结转|追加|部分")
_FACTORS = tuple(Decimal(10) ** n for n in (1, 2, 4, -1, -2, -4))
_CHANCE = Decimal(3)  # percent
_NAME = 8  # characters before a figure in which it is named
_WIDTH = Decimal("1.5")  # last digits
_LOOK = 6  # figures before a rate
_MIDDLE = (Decimal(45), Decimal(55))  # percent: what is near its own complement


def slipped_rates(plain: str, passage: Passage, known: Set[str]) -> Iterator[Relation]:
    """Yield a suspect relation for each rate not `known` that is one slip away from what two figures make."""
    for rate in passage.mentions:
        if rate.figure.kind != "percent" or rate.role not in (RATE, COMPLETION, GROWTH):
            continue
        words = rate.chunk.of(plain)
        if rate.figure.figure_id in known or amount_of(rate).hedge or amount_of(rate).unit.endswith("百分点"):
            continue
        if _OTHER.search(words) if rate.role != GROWTH else rate.has("compare"):
            continue
        if rate.role == GROWTH or _NAMED.search(words):
            yield from _slipped(plain, passage, rate)


def _slipped(plain: str, passage: Passage, rate: Mention) -> Iterator[Relation]:
    near = [m for m in passage.order.earlier(rate)[-_LOOK:] if m.role in (LEVEL, BASE, CHANGE)]
    alone = [m for m in near if not passage.lists_of(m)]
    if rate.role != GROWTH:
        alone = [m for m in alone if not _REST.search(m.chunk.of(plain)[-_NAME:])]
    pair = alone[-2:]
    if len(pair) < 2 or not addable(*pair) or any(amount_of(m).base <= 0 for m in pair):
        return
    said = rate.role != GROWTH and len(alone) == 2 and _is_said(plain, passage, rate, pair)
    for made in _readings(passage, rate, pair):
        if made.verdict in HELD or made.computed is None:
            continue
        if said or _is_slip(rate, made.computed):
            yield replace(made, verdict=capped(made.verdict))
            return


def _readings(passage: Passage, rate: Mention, pair: Sequence[Mention]) -> Iterator[Relation]:
    first, second = pair
    if rate.role != GROWTH:
        kind = "completion" if rate.role == COMPLETION else "rate"
        if CHANGE not in (first.role, second.role):
            yield quotient(kind, passage, rate, second, first)
    elif rate.direction and second.role == CHANGE and first.role == LEVEL:
        yield growth_by(passage, rate, first, second)
    elif rate.direction and BASE in (first.role, second.role) and CHANGE not in (first.role, second.role):
        level, base = (first, second) if second.role == BASE else (second, first)
        yield growth_from(passage, rate, level, base)


def _is_said(plain: str, passage: Passage, rate: Mention, pair: Sequence[Mention]) -> bool:
    """Tell whether words call two amounts, the only ones before a rate, what was planned and what was done of it."""
    order = passage.order
    between = order.made[order.place(pair[1]) + 1 : order.place(rate)]
    if any(m.role != LEVEL or not _REST.search(m.chunk.of(plain)[-_NAME:]) for m in between):
        return False
    plan, done = (m.chunk.of(plain) for m in pair)
    if _REST.search(done):
        return False
    planned = _PLANNED.search(plan) and not _SPENT.search(_DUE.sub("", plan))
    return bool(planned and _SPENT.search(done) and not _PLANNED.search(done))


def _is_slip(rate: Mention, right: Decimal) -> bool:
    """Tell whether one slip turns what the figures make into what is printed, and chance would seldom do."""
    told, unit = amount_of(rate).value, amount_of(rate).step / amount_of(rate).scale
    if right <= 0 or told <= 0:
        return False
    room = unit * _WIDTH
    tries = [right * f for f in _FACTORS]
    if rate.role != GROWTH and not _MIDDLE[0] <= right <= _MIDDLE[1]:
        tries.append(HUNDRED - right)
    swapped = list(_swaps(show_as_printed(amount_of(rate))))
    if 2 * room * (len(swapped) + 2) > _CHANCE:
        return False
    return any(abs(told - t) <= room for t in tries) or any(abs(right - s) <= room for s in swapped)


def _swaps(printed: str) -> Iterator[Decimal]:
    """Yield the number with two digits beside each other swapped."""
    places = [n for n, c in enumerate(printed) if c.isdigit()]
    for a, b in pairwise(places):
        if printed[a] != printed[b]:
            chars = list(printed)
            chars[a], chars[b] = chars[b], chars[a]
            yield Decimal("".join(chars))
