"""Rates that the two figures beside them make but for one slip: a factor of ten, two digits swapped, the complement.

Nothing holds, so nothing but the slip itself says that the rate is of these figures: it is suspect at most, and only
where figures that have nothing to do with each other would seldom come so near.
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
_OTHER = re.compile("未|余|节|差|缺|少|减|满意|合格|知晓|覆盖|好评|及时|准确|完好|变动|不良|利率")
_FACTORS = tuple(Decimal(10) ** n for n in (1, 2, 4, -1, -2, -4))
_CHANCE = Decimal(3)  # percent
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
            yield from _slipped(passage, rate)


def _slipped(passage: Passage, rate: Mention) -> Iterator[Relation]:
    near = [m for m in passage.order.earlier(rate)[-_LOOK:] if m.role in (LEVEL, BASE, CHANGE)]
    alone = [m for m in near if not passage.lists_of(m)]
    pair = alone[-2:]
    if len(pair) < 2 or not addable(*pair) or any(amount_of(m).base <= 0 for m in pair):
        return
    for made in _readings(passage, rate, pair):
        if made.verdict not in HELD and made.computed is not None and _is_slip(rate, made.computed):
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
