"""As many limits as figures: 水费21万元、电费42万元，均未超过预算的23万元和45万元 holds each against its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.mentions import ASIDE, BASE, CHANGE, GROWTH, LEVEL, Mention
from extractor.parts import addable
from extractor.passages import Passage

_JOIN = re.compile(r"\s*(?:[、和及与]|以及)\s*")
_MOST = 12  # limits of one run
_MOVES = (CHANGE, GROWTH)


def run_of_limits(plain: str, passage: Passage, first: Mention) -> Sequence[Mention]:
    """Return a limit with those joined to it that have no words of their own: 210元和5500元."""
    made, place = passage.mentions, passage.order.place(first)
    run = [first]
    for mention in made[place + 1 : place + _MOST]:
        alike = mention.figure.kind == first.figure.kind and mention.depth == first.depth
        if not alike or not _JOIN.fullmatch(mention.gap.of(plain)):
            break
        run.append(mention)
    return run


def held_against(passage: Passage, limits: Sequence[Mention]) -> Sequence[Mention]:
    """Return the figures a run of limits is for, in order; nothing where they are not as many."""
    before = [m for m in passage.order.earlier(limits[0]) if m.role not in _MOVES]
    near = before[-len(limits) :]
    same = [
        m.figure.kind == "percent" == n.figure.kind or addable(m, n)
        for m, n in zip(near, limits, strict=False)
    ]
    named = all(m.role in (LEVEL, BASE, ASIDE) or m.figure.kind == "percent" for m in near)
    # A limit that is one of more figures before it is told apart by nobody.
    alone = len(before) == len(limits) or before[-len(limits)].boundary > near[-1].boundary if near else False
    return near if len(near) == len(limits) and all(same) and named and (alone or _labelled(near)) else ()


def _labelled(near: Sequence[Mention]) -> bool:
    return all(m.labelled for m in near)
