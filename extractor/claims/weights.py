"""Weights, which are all there is: 权重依次为20%、30%、50%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from extractor.claims.operands import amount_of
from extractor.claims.sums import near_hundred, share_total
from extractor.decide import HELD, decide_hundred
from extractor.mentions import RATE, Mention
from extractor.model import Relation
from extractor.passages import Passage

_WEIGHT = "权重"
_SPLIT = re.compile(r"权重|比例|比重|占比|份额")
_JOINED = re.compile(r"\s*[、，,和及与以]*\s*")


def weight_totals(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the total of the weights of a sentence; of other shares in a run only a total that is 100."""
    rates = [m for m in passage.mentions if m.role == RATE and m.figure.kind == "percent" and not m.indicator]
    for _, inside in groupby(rates, key=lambda m: m.sentence):
        for run in _runs(plain, list(inside)):
            weighs = _WEIGHT in run[0].gap.of(plain)
            meant = weighs and len(run) > 2 and near_hundred(run)
            if meant or decide_hundred([amount_of(r) for r in run]).verdict in HELD:
                yield share_total(run)


def _runs(plain: str, rates: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Yield the percentages behind a word for shares, with those behind that have no other words or the same one."""
    run: list[Mention] = []
    for mention in rates:
        words = mention.gap.of(plain)
        split = _SPLIT.search(mention.chunk.of(plain))
        if run and (_JOINED.fullmatch(words) or (split and split[0] == _WEIGHT in run[0].chunk.of(plain))):
            run.append(mention)
            continue
        if len(run) > 1:
            yield run
        run = [mention] if split else []
    if len(run) > 1:
        yield run
