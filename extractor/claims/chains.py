"""Growth from year to year: 2018年100万元，2019年120万元，2020年150万元，后两年分别增长20%和25%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.claims.ends import year_of
from extractor.claims.growth import growth_from
from extractor.claims.in_order import runs
from extractor.decide import HELD
from extractor.mentions import BASE, GROWTH, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage

_YEARLY = re.compile("后[两二三四五]年|逐年|每年|历年|各年|环比|比前一年|较前一年|上一年|年增长率|年增幅")


def chained_growths(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the rates of a run that stand behind one figure more than they are: each is of two that follow each other."""
    for run in runs(plain, passage, GROWTH):
        levels = _levels(plain, passage, run)
        way = run[0].direction
        if not levels or not way:
            continue
        made = [
            growth_from(passage, replace(rate, direction=rate.direction or way), level, base)
            for rate, (base, level) in zip(run, pairwise(levels), strict=True)
        ]
        meant = _YEARLY.search(plain, levels[-1].figure.span.end, run[0].figure.span.start)
        if meant or any(r.verdict in HELD for r in made):
            yield from made


def _levels(plain: str, passage: Passage, run: Sequence[Mention]) -> Sequence[Mention]:
    """Return the figures of the years a run is of: one more than rates, or as many whose years rise."""
    order, wanted = passage.order, len(run) + 1
    near = order.earlier(run[0]) or order.sentence(run[0].sentence - 1)
    told = [m for m in near if m.role in (LEVEL, BASE) and m.figure.kind != "percent"]
    last = told[-wanted:]
    if len(last) < wanted or not all(addable(last[0], m) for m in last):
        return ()
    years = [year_of(plain, m) for m in last]
    rising = all(a is not None and b is not None and a < b for a, b in pairwise(years))
    return last if rising or len(told) == wanted else ()
