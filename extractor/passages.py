"""Paragraphs with their mentions and lists, the common ground of facts and claims."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractor.bare_shares import with_bare_shares
from extractor.document import Block, Document, Span
from extractor.list_totals import how_many
from extractor.list_twins import twins
from extractor.lists import part_lists
from extractor.mentions import BASE, CHANGE, COMPLETION, GROWTH, LEVEL, Mention, mentions
from extractor.model import Figure
from extractor.numbering import first_candidate
from extractor.order import Order
from extractor.parts import PartList, addable, holds
from extractor.patterns import Patterns
from extractor.subjects import with_subjects
from extractor.things import last_thing, with_things
from extractor.words import namer, settled


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph: its figures in context and the lists they form."""

    block: Block
    mentions: tuple[Mention, ...]
    lists: tuple[PartList, ...]
    order: Order = field(init=False, repr=False, compare=False)
    roles: frozenset[str] = field(init=False, repr=False, compare=False)  # of its figures
    kinds: frozenset[str] = field(init=False, repr=False, compare=False)
    _owners: dict[Mention, list[PartList]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "order", Order(self.mentions))
        object.__setattr__(self, "roles", frozenset([m.role for m in self.mentions]))
        object.__setattr__(self, "kinds", frozenset([m.figure.kind for m in self.mentions]))
        owners: dict[Mention, list[PartList]] = {}
        for found in self.lists:
            for part in dict.fromkeys(found.parts):
                owners.setdefault(part, []).append(found)
        object.__setattr__(self, "_owners", owners)

    def lists_of(self, part: Mention) -> Sequence[PartList]:
        """Return the lists a figure is a part of, in order."""
        return self._owners.get(part, ())


def passages(document: Document, figures: Sequence[Figure], patterns: Patterns) -> tuple[Passage, ...]:
    """Return the paragraphs (and text cells) that hold figures; a total and its numbered items are one passage."""
    made: list[Passage] = []
    plain = document.plain
    for blocks, found in _grouped(document, list(_read(document, figures, patterns)), patterns):
        together = [m for mentions_ in found for m in mentions_]
        lists = [part for mentions_ in found for part in part_lists(plain, mentions_, patterns)]
        if len(found) > 1:
            numbered = _numbered_list(plain, blocks[0], found, patterns)
            lists.append(numbered)
            lists += twins(plain, Order(together), [numbered])
        block = blocks[0]
        if len(blocks) > 1:
            block = replace(block, span=Span(block.span.start, blocks[-1].span.end))
        made.append(Passage(block, tuple(together), tuple(lists)))
    return tuple(made)


def _read(
    document: Document, figures: Sequence[Figure], patterns: Patterns
) -> Iterator[tuple[Block, list[Mention]]]:
    last = ""
    for block, inside in _by_block(document.blocks, figures):
        found = with_subjects(document.plain, mentions(document, block, inside, patterns), patterns)
        found = with_bare_shares(document.plain, found)
        if found:
            found = with_things(document.plain, block, found, last, patterns)
            last = last_thing(found, last)
            yield block, _named(document, found, patterns)


_LEAD_IN = 12  # characters an item may have before its name: number, blanks, 用于
# 支出90万元。具体为： a sentence of its own that only announces the list.
_ANNOUNCES = re.compile(
    r"。(?:其中|包括|(?:具体|分项|明细|支出|使用|资金|主要)?(?:情况|构成|明细|用途|安排|内容)?(?:为|是|包括|如下|用于以下[一-鿿]{0,4}))\s*:\s*$"
)
_BULLET = re.compile(r"\s*(?:[—–-]{1,2}|[•●·○▪■◆★*])")
_POINT = re.compile(r"\s*(?:第|其)?([一二三四五六七八九十])(?:是|[，,、:])")
_Group = tuple[list[Block], list[list[Mention]]]


def _grouped(
    document: Document, read: Sequence[tuple[Block, list[Mention]]], patterns: Patterns
) -> Iterator[_Group]:
    """Yield paragraphs one by one, but a total that ends in a colon together with the numbered items below it."""
    follower = {id(a): b for a, b in itertools.pairwise(document.blocks)}
    index = 0
    while index < len(read):
        blocks, found = [read[index][0]], [read[index][1]]
        index += 1
        leads = _leads(document.plain, blocks[0], found[0])
        bullets = not leads and _leads_bullets(document.plain, blocks[0], found[0])
        among = blocks[0].span.of(document.plain).rstrip(" :").endswith(("其中", "分别为", "具体为", "包括"))
        while (leads or bullets) and index < len(read) and follower.get(id(blocks[-1])) is read[index][0]:
            block, inside = read[index]
            bullet = _BULLET.match(document.plain, block.span.start, block.span.end) is not None
            if not bullet and (bullets or not _is_item(document, block, blocks[1:], patterns, among)):
                break
            if len(blocks) > 2 and _over(document.plain, blocks[1:]):
                break
            part = _part(_lead(found[0]) or found[0][-1], inside)
            if part is None or part.label_span.start - block.span.start > _LEAD_IN:
                break
            offset = found[-1][-1].sentence + 1
            blocks.append(block)
            found.append([replace(m, sentence=m.sentence + offset) for m in inside])
            index += 1
        if len(found) == 2:  # one item is no list
            yield blocks[:1], found[:1]
            blocks, found = blocks[1:], found[1:]
        yield blocks, found


def _leads_bullets(plain: str, block: Block, found: Sequence[Mention]) -> bool:
    """Tell whether a paragraph may have its parts below it behind bullets: 资金分配情况：总额9万元。 ——甲镇5万元."""
    spoken = re.search(r"情况|如下|明细|构成|分配|其中|用途", block.span.of(plain))
    return (
        found[-1].role == LEVEL
        and spoken is not None
        and plain[found[-1].figure.span.end : block.span.end].strip(" 。;；:") == ""
    )


def _leads(plain: str, block: Block, found: Sequence[Mention]) -> bool:
    ends = block.span.of(plain).rstrip()
    tail = plain[found[-1].figure.span.end : block.span.end]
    announced = "。" not in tail or _ANNOUNCES.search(tail) is not None
    return ends.endswith(":") and _lead(found) is not None and announced


def _lead(found: Sequence[Mention]) -> Mention | None:
    """Return the total a paragraph ends with; 支出187万元，比上年减少51万元，下降21%。其中： still speaks of 187."""
    for mention in reversed(found):
        if mention.role == LEVEL:
            return mention
        if mention.role not in (CHANGE, GROWTH, BASE, COMPLETION) or mention.sentence != found[-1].sentence:
            return None
    return None


def _is_item(
    document: Document, block: Block, items: Sequence[Block], patterns: Patterns, among: bool
) -> bool:
    """Tell whether a paragraph is the next item: by its number, or below 其中： without any."""
    number = first_candidate(document, patterns.headings, 0, block)
    point = _POINT.match(document.plain, block.span.start, block.span.end)
    if number is None and point is not None:
        return how_many(point[1]) == len(items) + 1
    if number is None:
        return among and (not items or first_candidate(document, patterns.headings, 0, items[0]) is None)
    if number.ordinal != len(items) + 1:
        return False
    first = first_candidate(document, patterns.headings, 0, items[0]) if items else number
    return first is not None and first.style == number.style


def _over(plain: str, items: Sequence[Block]) -> bool:
    """Tell whether the last item ends the list by its full stop, where the first ones end in ；."""
    first, last = (items[i].span.of(plain).rstrip()[-1:] for i in (0, -1))
    return last == "。" and first in "；;，,"


def _part(head: Mention, inside: Sequence[Mention]) -> Mention | None:
    """Return the amount of an item: its first one of the head's stage, if it has a name and counts the same."""
    levels = [m for m in inside if m.role == LEVEL and addable(head, m)]
    stage = head.stated("stage")
    same = [m for m in levels if stage and (own := m.stated("stage")) and own.value == stage.value]
    levels = same or levels
    return levels[0] if levels and levels[0].labelled else None


def _numbered_list(
    plain: str, lead: Block, found: Sequence[Sequence[Mention]], patterns: Patterns
) -> PartList:
    head = _lead(found[0]) or found[0][-1]
    tail = patterns.phrases.find(plain, head.figure.span.end, lead.span.end)
    is_open = any(p.kind == "cue" and p.value == "open" for p in tail)
    parts = [part for inside in found[1:] if (part := _part(head, inside)) is not None]
    is_open = is_open and not (len(parts) > 1 and holds(head, parts))
    return PartList(head, "cue", head.depth, is_open, parts=parts)


def _named(document: Document, found: list[Mention], patterns: Patterns) -> list[Mention]:
    """Name or check the amounts the patterns leave open; jieba and spaCy are loaded at the first of them."""
    return [_name(document, m, patterns) if _is_open(m, document, patterns) else m for m in found]


def _is_open(mention: Mention, document: Document, patterns: Patterns) -> bool:
    """Tell whether an amount has no indicator, or one with words beside it that may change its meaning."""
    if mention.figure.kind != "money" or mention.role != LEVEL:
        return False
    if not mention.indicator:
        generic = any(
            p.weak and p.kind == "indicator" and p.start >= mention.chunk.start for p in mention.phrases
        )
        return generic or not settled(mention.chunk.of(document.plain), patterns)
    name, chunk = mention.label_span, mention.chunk
    if not chunk.holds(name) or name.start == name.end:
        return False
    sides = (Span(chunk.start, name.start), Span(name.end, chunk.end))
    return not all(settled(side.of(document.plain), patterns) for side in sides)


def _name(document: Document, mention: Mention, patterns: Patterns) -> Mention:
    clause, base, known = mention.chunk.of(document.plain), mention.chunk.start, namer(patterns)
    kind, name = mention.figure.kind, mention.label_span
    if mention.indicator:
        found = known.checked(clause, kind, (mention.indicator, name.start - base, name.end - base))
    else:
        found = known.indicator(clause, kind)
    indicator, start, end = found
    if not indicator or clause[:start].endswith(("其他", "其它", "非")):
        return replace(mention, indicator="", label=known.label(clause) or mention.label)
    span = Span(base + start, base + end)
    how = mention.named_by if indicator == mention.indicator else "nlp"
    return replace(mention, indicator=indicator, label=span.of(document.plain), label_span=span, named_by=how)


def _by_block(blocks: Iterable[Block], figures: Sequence[Figure]) -> Iterable[tuple[Block, list[Figure]]]:
    index = 0
    for block in blocks:
        inside = []
        while index < len(figures) and figures[index].span.start < block.span.end:
            if figures[index].unit_from not in ("header", "caption", "label", "missing"):
                inside.append(figures[index])
            index += 1
        if inside:
            yield block, inside
