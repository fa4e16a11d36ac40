"""Changes of parts that make up the change of their whole: A增加3万元。其中：B4万元，增加1万元；C5万元，增加2万元."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.claims.operands import amount_of, context
from extractor.decide import capped, decide_sum, finest_step
from extractor.mentions import CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable, holds, signs
from extractor.passages import Passage
from extractor.patterns import Patterns
from extractor.relations import relation, sum_text

_ANNOUNCES = ("其中", "如下", "具体为", "具体是", "分别是", "分别为", "包括")
_MOST = 20  # paragraphs below one that are read as its items
_LINE = 3  # characters between one paragraph and the next


def change_part_relations(
    plain: str, passages: Sequence[Passage], place: int, patterns: Patterns
) -> Iterator[Relation]:
    """Yield change of the whole = Σ changes of its parts, where a list makes up its whole and each has one."""
    passage = passages[place]
    if CHANGE not in passage.roles:
        return
    for found in passage.lists:
        if found.head.role == LEVEL and found.is_whole and holds(found.head, found.parts):
            yield from _stated((passage,) * (len(found.parts) + 1), found.head, found.parts, patterns)
    head = _announced(plain, passage)
    if head is not None:
        below = list(_items(passages, place))
        parts = [p.mentions[0] for p in below]
        count = next((n for n in range(2, len(parts) + 1) if holds(head, parts[:n])), 0)
        yield from _stated((passage, *below), head, parts[:count], patterns) if count else ()


def _announced(plain: str, passage: Passage) -> Mention | None:
    """Return the figure that a paragraph ending in 其中： breaks down, if it is the only one with a change."""
    ends = passage.block.span.of(plain).rstrip(" :：\n").endswith(_ANNOUNCES)
    levels = [m for m in passage.mentions if m.role == LEVEL and m.figure.kind == "money"]
    return levels[0] if ends and len(levels) == 1 else None


def _items(passages: Sequence[Passage], place: int) -> Iterator[Passage]:
    """Yield the paragraphs below one another that begin with an amount that has a name."""
    last = passages[place]
    for passage in passages[place + 1 : place + _MOST]:
        first = passage.mentions[0]
        near = passage.block.span.start - last.block.span.end <= _LINE
        if not near or first.role != LEVEL or first.figure.kind != "money" or not first.labelled:
            return
        yield passage
        last = passage


def _stated(
    places: Sequence[Passage], head: Mention, parts: Sequence[Mention], patterns: Patterns
) -> Iterator[Relation]:
    """Yield the relation of the changes of a whole and its parts; `places` are the passages they stand in."""
    found = [_change_of(passage, m) for passage, m in zip(places, (head, *parts), strict=False)]
    changes = [m for m in found if m is not None]
    if len(changes) < len(found) or len({w for m in changes if (w := _against(m))}) > 1:
        return
    known = patterns.parts_of(head.indicator)
    yield _relation(places[0], changes, sure=all(m.indicator in known for m in parts))


def _change_of(passage: Passage, level: Mention) -> Mention | None:
    """Return the change a figure is followed by, with nothing but what it is compared with between."""
    for place in range(passage.order.place(level) + 1, len(passage.mentions)):
        mention = passage.mentions[place]
        if mention.boundary > 2 or mention.role == LEVEL:
            return None
        if mention.role == CHANGE:
            fits = mention.direction and addable(level, mention) and not mention.labelled
            return mention if fits else None
    return None


def _against(change: Mention) -> tuple[str, ...]:
    """Return what the words before a change compare with; none where the comparison before it goes on."""
    if not change.cues("compare"):
        return ()
    return tuple(sorted({p.value for p in change.phrases if p.kind in ("stage", "year") and p.value != "0"}))


def _relation(passage: Passage, changes: Sequence[Mention], sure: bool) -> Relation:
    ways = signs(changes[0], changes[1:])
    amounts = [amount_of(m) for m in changes]
    decision = decide_sum(amounts[0], amounts[1:], _finest(passage, changes), ways)
    if not sure:
        # Something of the year before may have ended: its change is in the whole's, but nobody names it.
        decision = replace(decision, verdict=capped(decision.verdict))
    figures = [m.figure for m in changes]
    return relation("sum", "sum", "sentence", sum_text(figures, ways), decision, figures)


def _finest(passage: Passage, changes: Sequence[Mention]) -> Decimal | None:
    """Return the finest last digit of the sentences, or of the changes where they stand in several paragraphs."""
    if all(passage.order.place(m) >= 0 for m in changes):
        return context(passage, changes)
    return finest_step(amount_of(m) for m in changes)
