"""Relations told at once, in one order: A预算9万元、支出8万元，B…，支付率分别为80%和90%; 分别由…减到…，各减少…."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.claims.growth import growth_from
from extractor.claims.operands import amount_of, cannot, context, quotient
from extractor.decide import HELD, decide_sum
from extractor.mentions import BASE, CHANGE, COMPLETION, GROWTH, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import PartList, addable
from extractor.passages import Passage
from extractor.relations import relation, with_unit

MOST = 12  # members of a run

_EACH = re.compile(r"\s*各|.{0,6}逐年")
_ALL = re.compile("总体|整体|综合|合计|总(?=[执支完])")
AND = re.compile("[、，,]?(?:和|及|与|以及)?")


def rates_in_order(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the completion rates of a run (分别为66%和83%) whose wholes and parts stand before it, two for each."""
    for run in runs(plain, passage, COMPLETION):
        near = [
            m for m in passage.order.earlier(run[0]) if m.role in (LEVEL, BASE) and m.figure.kind == "money"
        ]
        if len(near) != 2 * len(run) or any(m.depth for m in near):
            if (lists := _two_lists(passage, run)) is not None:
                wholes, parts = (found.parts for found in lists)
                made = [
                    quotient("completion", passage, r, p, w)
                    for r, p, w in zip(run, parts, wholes, strict=True)
                ]
                yield from _best([made])
                yield from _of_all(plain, passage, run[-1], lists)
            continue
        readings = [
            [
                quotient("completion", passage, rate, p, w)
                for rate, p, w in zip(run, parts, wholes, strict=True)
            ]
            for wholes, parts in _layouts(near)
        ]
        yield from _best(readings)


def _of_all(
    plain: str, passage: Passage, last: Mention, lists: tuple[PartList, PartList]
) -> Iterator[Relation]:
    """Yield the rate of the wholes behind those of their parts: 执行率分别为77.7%、89.3%，总体执行率80%."""
    place = passage.order.place(last) + 1
    rate = passage.mentions[place] if place < len(passage.mentions) else None
    if rate is None or rate.role != COMPLETION or rate.sentence != last.sentence:
        return
    if _ALL.search(rate.chunk.of(plain)):
        yield quotient("completion", passage, rate, lists[1].head, lists[0].head)


def _two_lists(passage: Passage, run: Sequence[Mention]) -> tuple[PartList, PartList] | None:
    """Return two lists of the same names: 预算9万元，其中A5万元、B4万元；支出…，其中A…、B…，执行率分别为…."""
    near = set(passage.order.earlier(run[0]))
    lists = {id(p): p for m in passage.order.earlier(run[0]) for p in passage.lists_of(m)}
    found = [p for p in lists.values() if p.head in near and len(p.parts) == len(run)]
    if len(found) != 2 or not set(found[0].parts) | set(found[1].parts) <= near:
        return None
    names = [[m.label for m in p.parts] for p in found]
    return (found[0], found[1]) if names[0] == names[1] and all(names[0]) else None


def changes_in_order(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the changes of a run (各减少1万元、2万元) whose two ends stand before it, in the same order."""
    for run in runs(plain, passage, CHANGE):
        near = [m for m in passage.order.earlier(run[0]) if m.role in (LEVEL, BASE) and addable(m, run[0])]
        if len(near) != 2 * len(run) or not run[0].direction:
            continue
        way = run[0].direction
        readings = [
            [
                change_between(passage, c, b, a, c.direction or way)
                for c, a, b in zip(run, first, second, strict=True)
            ]
            for one, other in _layouts(near)
            for first, second in ((one, other), (other, one))
        ]
        yield from _best(readings)


def growths_in_order(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the rates of a run (人数由5人增至6人，金额由4万元增至5万元，分别增长20%、25%) whose two ends stand before it.

    Where no order of them holds, nothing says which of them the first rate is of: it is undetermined.
    """
    for run in runs(plain, passage, GROWTH):
        near = [m for m in passage.order.earlier(run[0]) if m.role in (LEVEL, BASE)][-2 * len(run) :]
        way = run[0].direction
        if len(near) != 2 * len(run) or not way:
            continue
        rates = [replace(r, direction=r.direction or way) for r in run]
        pairs = [
            list(zip(rates, first, second, strict=True))
            for one, other in _layouts(near)
            for first, second in ((one, other), (other, one))
        ]
        readings = [
            [growth_from(passage, rate, level, base) for rate, base, level in made]
            for made in pairs
            if all(addable(level, base) for _, base, level in made)
        ]
        yield from _best(readings) or (cannot("growth", rate, "ambiguous") for rate in run if readings)


def runs(plain: str, passage: Passage, role: str) -> Iterator[list[Mention]]:
    """Yield the figures from 分别 or 各 on that follow each other without words of their own."""
    made = passage.mentions
    for index, first in enumerate(made):
        if first.role != role or not _in_turn(plain, first):
            continue
        run = [first]
        for mention in made[index + 1 : index + MOST]:
            alike = mention.figure.kind == first.figure.kind and mention.sentence == first.sentence
            if not alike or not AND.fullmatch(_without_way(plain, mention)):
                break
            run.append(mention)
        if len(run) > 1 and all(m.role == role for m in run if _moves(m)):
            yield run


def _moves(mention: Mention) -> bool:
    return bool(mention.cues("up") or mention.cues("down"))


def _without_way(plain: str, mention: Mention) -> str:
    """Return the words of a gap without the one that says which way a figure moved: 下降10%、增长20%."""
    words = mention.gap.of(plain)
    for cue in (*mention.cues("up"), *mention.cues("down")):
        words = words.replace(plain[cue.start : cue.end], "")
    return words.strip()


def _in_turn(plain: str, first: Mention) -> bool:
    return bool(first.cues("respectively")) or _EACH.match(first.chunk.of(plain)) is not None


def _layouts(near: Sequence[Mention]) -> Iterator[tuple[Sequence[Mention], Sequence[Mention]]]:
    """Yield how two figures for each may stand: one behind the other, or first all of one kind."""
    yield near[::2], near[1::2]
    half = len(near) // 2
    if half > 1:
        yield near[:half], near[half:]


def _best(readings: Sequence[Sequence[Relation]]) -> Sequence[Relation]:
    """Return the reading in which most relations hold, nothing where two are as good or none holds."""
    held = [sum(r.verdict in HELD for r in made) for made in readings]
    most = max(held, default=0)
    return readings[held.index(most)] if most and held.count(most) == 1 else ()


def change_between(passage: Passage, change: Mention, level: Mention, base: Mention, way: int) -> Relation:
    """Return the relation of a printed change and its two ends; `way` is 1 where it is an increase, else -1."""
    operands = [change, level, base]
    amounts = [amount_of(m) for m in operands]
    decision = decide_sum(amounts[0], amounts[1:], context(passage, operands), [way, -way])
    first, second = (level, base) if way > 0 else (base, level)
    text = f"{with_unit(first.figure)} - {with_unit(second.figure)} = {with_unit(change.figure)}"
    return relation("difference", "difference", "sentence", text, decision, [m.figure for m in operands])
