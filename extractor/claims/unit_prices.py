"""Differences of unit prices: 2022年3.87万元/辆，2023年2.89万元/辆，减少0.98万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.amount import HALF
from extractor.claims.operands import amount_of
from extractor.decide import HELD, decide_sum, finest_step
from extractor.mentions import ASIDE, BASE, CHANGE, LEVEL, Mention
from extractor.model import Amount, Relation
from extractor.passages import Passage
from extractor.relations import relation, with_unit

_PRINTED = re.compile(r"\d(?:\.(\d+))?\s*(万)?元")
_YEAR = re.compile(r"(?:19|20)\d\d年|[由从原]")
_TEN_THOUSAND = Decimal(10_000)
_SCALES = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_WAYS = {"up": 1, "down": -1}


def unit_price_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the differences of two prices for one thing (元/辆, 元/亩) that stand right before them."""
    for move in passage.mentions:
        ways = {_WAYS[p.value] for p in move.phrases if p.value in _WAYS and p.start >= move.chunk.start}
        if move.role not in (CHANGE, ASIDE) or len(ways) != 1 or move.figure.kind not in ("money", "count"):
            continue
        pair = [m for m in passage.order.earlier(move) if m.figure.kind in ("money", "count")][-2:]
        if len(pair) == 2 and _alike(pair, move):
            found = _difference(move, pair, ways.pop())
            if found.verdict in HELD or pair[0].has_past or _YEAR.search(pair[0].chunk.of(plain)):
                yield found


def _unit(mention: Mention) -> str:
    """Return what a price is for; empty where the figure is no price."""
    money, _, thing = amount_of(mention).unit.partition("/")
    return thing if money in _SCALES else ""


def _alike(pair: Sequence[Mention], move: Mention) -> bool:
    if len({(m.figure.kind, _bare(m)) for m in (*pair, move)}) == 1:
        return pair[0].role == ASIDE and bool(pair[0].cues("per_unit") and pair[1].cues("turned"))
    if _price(move) is None:
        return False
    units = {_unit(m) for m in pair} | ({_unit(move)} - {""})
    return len(units) == 1 and "" not in units and all(m.role in (LEVEL, BASE, ASIDE) for m in pair)


def _bare(mention: Mention) -> str:
    """Return what a count counts, and nothing for money, whose units may differ."""
    unit = amount_of(mention).unit
    return "" if mention.figure.kind == "money" else unit


def _price(mention: Mention) -> Amount | None:
    """Return the money of a price, None where there is none."""
    amount = amount_of(mention)
    scale = _SCALES.get(amount.unit.partition("/")[0])
    printed = _PRINTED.search(mention.figure.raw)
    if scale is None or printed is None:
        return None
    step = (_TEN_THOUSAND if printed[2] else Decimal(1)).scaleb(-len(printed[1] or ""))
    value = amount.value * scale
    return Amount(value, "元", Decimal(1), step, value - step * HALF, value + step * HALF)


def _difference(move: Mention, pair: Sequence[Mention], way: int) -> Relation:
    first, last = pair
    amounts = [a for m in (move, last, first) if (a := _price(m) or amount_of(m)) is not None]
    decision = decide_sum(amounts[0], amounts[1:], finest_step(amounts) or Decimal(0), [way, -way])
    one, other = (last, first) if way > 0 else (first, last)
    text = f"{with_unit(one.figure)} - {with_unit(other.figure)} = {with_unit(move.figure)}"
    figures = [m.figure for m in (move, last, first)]
    return relation("difference", "difference", "sentence", text, decision, figures)
