"""Changes of rates in percentage points: 满意度93.6%，比上年的91.5%提高2.1个百分点; 由88.6%提高到91.2%，提高2.6个百分点."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.claims.ends import differ
from extractor.claims.operands import amount_of
from extractor.decide import decide_sum
from extractor.document import Document
from extractor.mentions import WAYS, Mention
from extractor.model import Amount, Relation
from extractor.passages import Passage
from extractor.relations import printed, relation

_UNIT = "百分点"
_FROM = ("由", "从")
_GOAL = ("目标", "计划", "预期", "指标值")
_NEAR = 8  # figures of the sentence that are looked back over
_BARE = re.compile(r"(?<![提降减增最更])([高多快低少慢])(?:了|出)?\s*$")  # 较目标值90%低2个百分点
_WAYS = {**WAYS, "more": 1, "less": -1}  # 高于目标值5.5个百分点
_PAST = ("上年", "去年", "年初", "同期")


def point_relations(document: Document, passage: Passage) -> Iterator[Relation]:
    """Yield later − earlier = change for every change in points between two rates of its sentence."""
    for change in passage.mentions:
        way = _direction(document.plain, change)
        if not way or not amount_of(change).unit.endswith(_UNIT):
            continue
        near = [m for m in passage.order.earlier(change)[-_NEAR:] if _is_rate(m)]
        if not near or near[-1].figure.span.end < change.gap.start:
            continue
        ends = _in_time(document.plain, *near[-2:]) if len(near) > 1 else None
        ends = ends or _behind(document.plain, passage, near[-1], change)
        if ends is not None:
            yield _relation(change, way, *ends)


def _behind(plain: str, passage: Passage, rate: Mention, change: Mention) -> tuple[Mention, Mention] | None:
    """Return a rate and the one it is compared with, where this comes last: 94.1%，较上年提升7.4个百分点，上年为86.7%."""
    place = passage.order.place(change) + 1
    other = passage.mentions[place] if place < len(passage.mentions) else None
    if other is None or not _is_rate(other) or other.sentence != change.sentence or other.boundary > 2:
        return None
    goal = other.chunk.of(plain).strip().startswith(_GOAL)
    named = goal or (other.has_past and not differ(rate, other))
    return (rate, other) if named and not other.has("compare") and not _moved(other) else None


def _is_rate(mention: Mention) -> bool:
    return mention.figure.kind == "percent" and not amount_of(mention).unit.endswith(_UNIT)


def _direction(plain: str, change: Mention) -> int:
    if change.figure.kind != "percent":
        return 0
    moves = [p for p in change.phrases if p.kind == "cue" and p.value in _WAYS]
    bare = _BARE.search(plain, change.gap.start, change.figure.span.start)
    if bare is not None and (not moves or moves[-1].end <= bare.start()):
        return 1 if bare[1] in "高多快" else -1
    return _WAYS[moves[-1].value] if moves else 0


def _moved(rate: Mention) -> bool:
    return any(p.kind == "cue" and p.value in WAYS for p in rate.phrases)


def _in_time(plain: str, first: Mention, second: Mention) -> tuple[Mention, Mention] | None:
    """Return the later and the earlier rate: the earlier is what another is compared with, or came from."""
    words, before = second.chunk.of(plain), first.chunk.of(plain)
    if second.cues("compare") or second.has_past or any(word in words for word in _GOAL):
        return first, second
    if any(word in before for word in _FROM):
        return second, first
    if differ(first, second):
        return None
    came = any(word in before for word in (*_PAST, *_GOAL))
    return (second, first) if came or words.rstrip().endswith(("到", "至", "为")) else None


def _relation(change: Mention, way: int, later: Mention, earlier: Mention) -> Relation:
    above, below = (later, earlier) if way > 0 else (earlier, later)
    amounts = [_in_points(amount_of(m)) for m in (change, above, below)]
    decision = decide_sum(amounts[0], amounts[1:], None, [1, -1])
    shown = [f"{printed(m.figure)}%" for m in (above, below)]
    expression = f"{shown[0]} - {shown[1]} = {printed(change.figure)}个百分点"
    figures: Sequence[Mention] = (change, above, below)
    return relation("difference", "difference", "sentence", expression, decision, [m.figure for m in figures])


def _in_points(amount: Amount) -> Amount:
    """Return a rate counted in points, so that it is told in what is printed."""
    scale = amount.scale
    return replace(
        amount, scale=Decimal(1), step=amount.step / scale, low=amount.low / scale, high=amount.high / scale
    )
