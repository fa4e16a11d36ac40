"""Changes of rates in percentage points: 满意度93.6%，比上年的91.5%提高2.1个百分点; 由88.6%提高到91.2%，提高2.6个百分点."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.claims.operands import amount_of
from extractor.decide import decide_sum
from extractor.document import Document
from extractor.mentions import Mention
from extractor.model import Amount, Relation
from extractor.passages import Passage
from extractor.relations import printed, relation

_UNIT = "百分点"
_FROM = ("由", "从")
_PAST = ("上年", "去年", "年初", "同期")


def point_relations(document: Document, passage: Passage) -> Iterator[Relation]:
    """Yield later − earlier = change for every change in points between two rates of its sentence."""
    for change in passage.mentions:
        way = _direction(change)
        if not way or not amount_of(change).unit.endswith(_UNIT):
            continue
        near = [m for m in passage.order.earlier(change) if _is_rate(m)]
        if len(near) < 2 or near[-1].figure.span.end < change.gap.start:
            continue
        first, second = near[-2:]
        ends = _in_time(document.plain, first, second)
        if ends is not None:
            yield _relation(change, way, *ends)


def _is_rate(mention: Mention) -> bool:
    return mention.figure.kind == "percent" and not amount_of(mention).unit.endswith(_UNIT)


def _direction(change: Mention) -> int:
    moves = change.cues("up") + change.cues("down")
    if change.figure.kind != "percent" or not moves:
        return 0
    return 1 if max(moves, key=lambda p: p.start).value == "up" else -1


def _in_time(plain: str, first: Mention, second: Mention) -> tuple[Mention, Mention] | None:
    """Return the later and the earlier rate: the earlier is what another is compared with, or came from."""
    words = second.chunk.of(plain)
    if second.cues("compare") or any(p.kind == "year" and p.value == "-1" for p in second.phrases):
        return first, second
    came = any(word in first.chunk.of(plain) for word in (*_FROM, *_PAST))
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
