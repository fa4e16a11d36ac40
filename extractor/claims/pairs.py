"""Comparisons of two figures that no name tells apart: 前者执行率低于后者, 两年持平."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from extractor.claims.bounds import FILLER, SIGN, compared_by, sign_of
from extractor.claims.order import compared
from extractor.mentions import BASE, COMPLETION, LEVEL, RATE, SHARE, STOP, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage

_PAIRED = re.compile(
    rf"(?P<one>前者|后者)的?(?P<noun>[^，,。；;、\d]{{0,10}}?){FILLER}{SIGN}了?(?P<other>前者|后者)"
)
_EVEN = re.compile(
    r"(?:[，,；;。])(?:前后|上下)?(?:两|二)(?:个)?(?:年度?|期|者|半年|批|次|季度)的?(?:支出|收入|金额|数额|数量|投入|安排|规模|水平|均|保持|完全|总额|之间)*(?:持平|相当)(?=[，,。；;])"
)
_RATE_NOUN = re.compile("[率度]|占比|比[例重]")
_RATES = (RATE, COMPLETION, SHARE)
_BACK = 24  # figures before such words that are looked at


def pair_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the comparisons of the last two figures of their kind."""
    start, end = passage.block.span
    text = plain[start:end]
    if "者" in text:
        for found in _PAIRED.finditer(plain, start, end):
            pair = _last_two(plain, passage, found.start(), found["noun"])
            if pair is not None and found["one"] != found["other"]:
                one, other = pair if found["one"] == "前者" else pair[::-1]
                yield compared_by(passage, sign_of(found), one, other)
    if "持平" in text:
        for found in _EVEN.finditer(plain, start, end):
            near = [m for m in _before(plain, passage, found.start(), 0) if m.role in (LEVEL, BASE)]
            if len(near) == 2 and addable(*near) and near[0].depth == near[1].depth:
                yield compared(passage, "same", near[1], near[0])


def _before(plain: str, passage: Passage, place: int, back: int) -> Sequence[Mention]:
    """Return the figures in front of a place, in its sentence and `back` sentences before."""
    end = bisect_right(passage.mentions, place, key=lambda m: m.figure.span.end)
    near = passage.mentions[max(0, end - _BACK) : end]
    if not near:
        return ()
    stops = sum(1 for _ in STOP.finditer(plain, near[-1].figure.span.end, place))
    first = near[-1].sentence + stops - back
    return [m for m in near if m.sentence >= first]


def _last_two(plain: str, passage: Passage, place: int, noun: str) -> tuple[Mention, Mention] | None:
    near = [m for m in _before(plain, passage, place, 1) if m.role in (LEVEL, BASE, *_RATES)]
    if _RATE_NOUN.search(noun):
        near = [m for m in near if m.role in _RATES and noun.strip() in m.chunk.of(plain)]
    elif noun.strip():
        near = [m for m in near if noun.strip() in m.chunk.of(plain)]
    if len(near) < 2:
        return None
    first, second = near[-2:]
    alike = first.role == second.role if second.role in _RATES else addable(first, second)
    return (first, second) if alike and first.depth == second.depth else None
