"""Shares that their place tells: 甲5万元（50%）、乙5万元（50%）; weights, which are all there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from extractor.claims.operands import amount_of, quotient
from extractor.claims.sums import near_hundred, share_total
from extractor.decide import HELD, decide_hundred
from extractor.mentions import LEVEL, RATE, Mention
from extractor.model import Relation
from extractor.parts import PartList
from extractor.passages import Passage

_BETWEEN = re.compile(r"\s*[（(，,、]?\s*约?\s*")
_BEHIND = re.compile(r"\s*(?:[)），,；;、。\n]|和|及|$)")
_WEIGHT = "权重"
_SPLIT = re.compile(r"权重|比例|比重|占比|份额")
_JOINED = re.compile(r"\s*[、，,和及与以]*\s*")


def bracketed_shares(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the shares that stand behind the parts of a list without a word, if at least half of them hold."""
    for found in passage.lists:
        told = [(p, r) for p in found.parts if (r := _share_behind(plain, passage, p)) is not None]
        if len(told) < 2 or found.head.role != LEVEL:
            continue
        made = [quotient("share", passage, rate, part, found.head) for part, rate in told]
        if 2 * sum(r.verdict in HELD for r in made) < len(made):
            continue
        yield from made
        rates = [rate for _, rate in told]
        if _is_all(found, rates):
            yield share_total(rates)


def _share_behind(plain: str, passage: Passage, part: Mention) -> Mention | None:
    """Return the bare percentage right behind an amount."""
    place = passage.order.place(part) + 1
    following = passage.mentions[place] if 0 < place < len(passage.mentions) else None
    if following is None or following.role != RATE or following.figure.kind != "percent":
        return None
    bare = _BETWEEN.fullmatch(following.gap.of(plain)) and _BEHIND.match(plain, following.figure.span.end)
    return following if bare else None


def _is_all(found: PartList, rates: Sequence[Mention]) -> bool:
    return found.is_whole and len(rates) == len(found.parts) and near_hundred(rates)


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
