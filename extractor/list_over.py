"""Lists whose whole stands before them without a word: 可用经费90万元。财政拨款54万元，占60%；学费36万元，占40%.

The shares say that these are all the parts of one whole; that they are of the amount before them, the figures must show.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from extractor.mentions import LEVEL, SHARE, Mention
from extractor.order import Order
from extractor.parts import PartList, addable, holds, total_of

_HUNDRED = 100
_REST = re.compile(r"\s*(?:其余|余下|剩余|剩下|其他)(?:的|部分|资金|款项|全部)*(?:为|是|计|共|有)?\s*")
_FINE = 300  # last digits the whole of a rest must have
_MOST = 30  # figures of a sentence that are looked at
_FEW = 6


def over_sentences(plain: str, order: Order, found: Sequence[PartList]) -> list[PartList]:
    """Return the lists that a sentence tells of an amount in the sentence before it."""
    taken = {id(m) for p in found for m in p.parts}
    lists: list[PartList] = []
    for number in dict.fromkeys(m.sentence for m in order.made):
        inside = order.sentence(number)[:_MOST]
        before = [m for m in order.sentence(number - 1) if m.role == LEVEL and not m.depth]
        if len(inside) < 2:
            continue
        made = _shared(inside, before, taken) or (_rest(plain, inside, before, taken) if before else None)
        if made is not None:
            lists.append(made)
    return lists


def _shared(inside: Sequence[Mention], before: Sequence[Mention], taken: set[int]) -> PartList | None:
    """Return the list of amounts that each have a share behind them, together 100%."""
    pairs = [
        (part, share)
        for part, share in pairwise(inside)
        if share.role == SHARE and not share.of and part.role == LEVEL and share.boundary <= 2
    ]
    if len(pairs) < 2 or any(id(p) in taken for p, _ in pairs):
        return None
    first = pairs[0][0]
    start = next(n for n, m in enumerate(inside) if m is first)
    levels = [m for m in inside[start:] if m.role == LEVEL and m.depth == first.depth]
    rates = [s.figure.amount.value for _, s in pairs if s.figure.amount]
    if [p for p, _ in pairs] != levels or abs(sum(rates, Decimal(0)) - _HUNDRED) > 1:
        return None
    wholes = [m for m in inside[:start] if m.role == LEVEL and not m.depth] or before
    wholes = [m for m in wholes if addable(m, first)]
    whole = wholes[-1] if wholes else None
    if whole is None or not (holds(whole, levels) or _fit(whole, pairs) >= len(pairs) - 1):
        return None
    return PartList(whole, "total", first.depth, closed=True, parts=levels)


def _fit(whole: Mention, pairs: Sequence[tuple[Mention, Mention]]) -> int:
    """Return how many shares are those of the whole, within one last digit."""
    base = total_of(whole, [whole])
    if not base:
        return 0
    fitting = 0
    for part, share in pairs:
        rate = share.figure.amount
        if rate is not None:
            fitting += abs(total_of(whole, [part]) * _HUNDRED / base - rate.value) <= rate.step / rate.scale
    return fitting if len(pairs) > 2 else 0


def _rest(
    plain: str, inside: Sequence[Mention], before: Sequence[Mention], taken: set[int]
) -> PartList | None:
    """Return the list of 到账68万元。…奖励47万元，其余21万元留用, where it adds up."""
    for place, rest in enumerate(inside[:_FEW]):
        if place == 0 or rest.role != LEVEL or not _REST.fullmatch(plain, rest.chunk.start, rest.chunk.end):
            continue
        parts = [m for m in inside[:place] if m.role == LEVEL and addable(m, rest) and m.depth == rest.depth]
        parts.append(rest)
        if len(parts) < 2 or any(id(p) in taken for p in parts):
            return None
        good = [m for m in before[-_FEW:] if addable(m, rest) and holds(m, parts) and _is_fine(m)]
        return PartList(good[-1], "total", rest.depth, closed=True, parts=parts) if good else None
    return None


def _is_fine(whole: Mention) -> bool:
    amount = whole.figure.amount
    return amount is not None and (amount.step == 0 or amount.base >= _FINE * amount.step)
