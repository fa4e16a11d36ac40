"""One part of several wholes that are named in order: 支出43万元，分别为年初预算和调整后预算的119.4%、95.6%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.claims.in_order import AND, MOST
from extractor.claims.operands import quotient
from extractor.decide import HELD
from extractor.mentions import LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage

_WORDS = re.compile(
    r"(?:分别|依次|各)(?:为|占|是|达到|完成|相当于|占到)+(?:了|到)?(?P<names>[^，,；;。()\d]{4,40}?)(?:的(?:比重|比例)?)(?:为|是|达)?\s*$"
)
_SPLIT = re.compile("、|和|与|及|以及")
_TAIL = re.compile("(?:总额|总数|总量|数额|金额|数|额|的)+$")
_NAME = 2  # characters


def shares_of_each(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the rates of a run that one amount makes of several, as the words before them name these."""
    for index, first in enumerate(passage.mentions):
        if first.figure.kind != "percent" or not first.cues("respectively"):
            continue
        words = _WORDS.search(plain, first.gap.start, first.gap.end)
        names = [_TAIL.sub("", n) for n in _SPLIT.split(words["names"])] if words else []
        run = _run(plain, passage.mentions[index : index + MOST])
        if len(names) < 2 or len(names) != len(run) or any(len(n) < _NAME for n in names):
            continue
        near = [m for m in passage.order.earlier(first) if m.role == LEVEL and not m.depth]
        part = near[-1] if near else None
        wholes = [_called(plain, near[:-1], part, name) for name in names] if part else []
        found = [m for m in wholes if m is not None]
        if part is None or len(found) < len(names):
            continue
        made = [quotient("completion", passage, rate, part, m) for rate, m in zip(run, found, strict=True)]
        if any(r.verdict in HELD for r in made) or len({id(m) for m in found}) == len(found):
            yield from made


def _run(plain: str, made: Sequence[Mention]) -> list[Mention]:
    run = [made[0]]
    for mention in made[1:]:
        if mention.figure.kind != "percent" or not AND.fullmatch(mention.gap.of(plain).strip()):
            break
        run.append(mention)
    return run


def _called(plain: str, near: Sequence[Mention], part: Mention | None, name: str) -> Mention | None:
    """Return the last amount whose words hold all letters of a name in order of their likeness."""
    wanted = [m for m in near if part is not None and addable(m, part)]
    named = [m for m in wanted if name in m.chunk.of(plain)]
    named = named or [m for m in wanted if set(name) <= set(m.chunk.of(plain))]
    return named[-1] if named else None
