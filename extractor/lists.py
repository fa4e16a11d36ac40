"""Lists of parts: which figures are the parts of which whole (其中, brackets, 由…组成, 合计).

Structure decides first (brackets, marks, what the patterns know to be a part of what); only where it leaves a
choice, the reading in which the sums hold is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.amount import HALF
from extractor.mentions import CHANGE, LEVEL, STOP, Mention
from extractor.patterns import Patterns
from extractor.subjects import run_from

_AND_SO_ON = re.compile(r"[^，。；、;()]{0,6}等")
_MADE_OF = re.compile(r"由(?!于)[^，。；]{0,20}$")


@dataclass(slots=True)
class PartList:
    """A whole and its parts while a paragraph is read. `how`: cue, bracket, colon, made_of or total."""

    head: Mention
    how: str
    depth: int
    open: bool = False
    closed: bool = False
    inline: bool = False
    parts: list[Mention] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Tell whether two or more parts are meant to make up the head (DESIGN, section 3)."""
        return len(self.parts) >= 2 and not self.open


def part_lists(plain: str, made: Sequence[Mention], patterns: Patterns) -> list[PartList]:
    """Return the lists of a paragraph in order of their heads."""
    reader = _ListReader(plain, made, patterns)
    for index in range(len(made)):
        reader.take(index)
    found = [p for p in reader.done + reader.stack if p.parts]
    for part_list in found:
        _end_at_stronger_mark(part_list)
    _settle_nesting(found, patterns)
    for part_list in found:
        _mark_ends(plain, part_list, patterns)
    found = [p for p in found if p.how not in ("bracket", "colon") or len(p.parts) >= 2 or p.open]
    found += _totals(made, found)
    found += _in_order(plain, made, found)
    return sorted(found, key=lambda p: (p.head.figure.span, p.how))


class _ListReader:
    def __init__(self, plain: str, made: Sequence[Mention], patterns: Patterns) -> None:
        self.plain, self.made, self.patterns = plain, made, patterns
        self.stack: list[PartList] = []
        self.done: list[PartList] = []

    def take(self, index: int) -> None:
        mention = self.made[index]
        while self.stack and mention.depth < self.stack[-1].depth:
            self._pop()
        opened = self._opening(index)
        if opened is not None:
            self._close_for(mention, opened)
            self.stack.append(opened)
        if mention.role not in (LEVEL, CHANGE):
            return
        if opened is None:
            self._leave(mention)
        if self.stack and self._fits(mention, self.stack[-1]):
            self.stack[-1].parts.append(mention)

    def _pop(self) -> None:
        self.done.append(self.stack.pop())

    def _opening(self, index: int) -> PartList | None:
        """Return the list this mention begins, if a cue, bracket or colon stands before it."""
        mention = self.made[index]
        cues = [p for p in mention.phrases if p.kind == "cue" and p.value in ("part", "open")]
        cues = [p for p in cues if not STOP.search(self.plain, p.end, mention.gap.end)]
        how, is_open = "", False
        if cues:
            how, is_open = "cue", all(p.value == "open" for p in cues) or cues[-1].value == "open"
        elif mention.opens and mention.depth > 0:
            how = "bracket"
        elif mention.role == LEVEL and mention.boundary < 4 and self._made_of(mention):
            how = "made_of"
        elif mention.boundary == 2 and ":" in mention.gap.of(self.plain):
            how = "colon"
        if not how:
            return None
        head = self._head(index, mention)
        if head is None or (how != "cue" and head.sentence != mention.sentence):
            return None
        # A cue far behind the head's sentence speaks of something else.
        if cues and mention.boundary == 4 and not self._cue_leads(mention, cues[0].start):
            return None
        # 其中： announces a list, 其中 without a colon may name one part and be done.
        inline = bool(cues) and ":" not in self.plain[cues[-1].end : mention.figure.span.start]
        return PartList(head, how, mention.depth, is_open, how == "made_of", inline)

    def _cue_leads(self, mention: Mention, cue: int) -> bool:
        """Tell whether the cue is the first word behind the last full stop of the gap (…万元。其中：…)."""
        gap = self.plain[mention.gap.start : cue]
        return len(re.split("[。!！?？]", gap)) <= 2 and not re.sub(r"[^一-鿿]", "", gap.rsplit("。", 1)[-1])

    def _made_of(self, mention: Mention) -> bool:
        stop = self.plain.find("。", mention.figure.span.end)
        rest = self.plain[mention.figure.span.end : stop if stop >= 0 else None]
        before = mention.gap.of(self.plain)
        return bool(_MADE_OF.search(before)) and any(
            p.kind == "cue" and p.value == "closed" for p in self.patterns.phrases.find(rest, 0, len(rest))
        )

    def _head(self, index: int, mention: Mention) -> Mention | None:
        """Return the nearest earlier figure of the same role, kind and unit that can be the whole."""
        wanted = CHANGE if mention.role == CHANGE else LEVEL
        nearest = None
        for earlier in reversed(self.made[:index]):
            if mention.sentence - earlier.sentence > 1:
                break
            if earlier.role != wanted or not addable(earlier, mention) or earlier.depth > mention.depth:
                continue
            stage, own = earlier.stated("stage"), mention.stated("stage")
            if stage and own and stage.value != own.value and earlier.sentence == mention.sentence:
                nearest = nearest or earlier
                continue
            return earlier
        return nearest

    def _close_for(self, mention: Mention, opened: PartList) -> None:
        """Close the lists in which the new head is no part: a second 其中 for the same whole, or a new whole."""
        while self.stack and opened.head not in self.stack[-1].parts:
            self._pop()

    def _leave(self, mention: Mention) -> None:
        """Close the lists this mention cannot belong to any more."""
        while self.stack:
            top = self.stack[-1]
            known = self.patterns.parts_of(top.head.indicator)
            if mention.indicator and mention.indicator in known:
                return
            outer = self.stack[-2] if len(self.stack) > 1 else None
            belongs_outside = outer is not None and (
                mention.indicator in self.patterns.parts_of(outer.head.indicator)
                or (mention.boundary >= 3 and top.how != "bracket")
            )
            repeats = mention.indicator == top.head.indicator != ""
            beside = self.patterns.are_siblings(mention.indicator, top.head.indicator)
            if mention.boundary == 4 or belongs_outside or repeats or beside:
                self._pop()
                continue
            return

    def _fits(self, mention: Mention, part_list: PartList) -> bool:
        head = part_list.head
        if not mention.labelled or not addable(head, mention) or mention.role != head.role:
            return False
        if (
            mention.has("total")
            or mention.depth != part_list.depth
            or mention.indicator == head.indicator != ""
        ):
            return False
        same = [p for p in part_list.parts if p.label == mention.label]
        if same and mention.indicator:
            return False
        stage, first = (
            mention.stated("stage"),
            part_list.parts[0].stated("stage") if part_list.parts else None,
        )
        return not (stage and first and stage.value != first.value)


def addable(first: Mention, second: Mention) -> bool:
    """Tell whether two figures count the same thing: money with money, persons with persons."""
    a, b = first.figure, second.figure
    if a.kind != b.kind or a.amount is None or b.amount is None:
        return False
    if a.kind == "money":
        return True
    return a.kind == "count" and unit_group(a.amount.unit) == unit_group(b.amount.unit)


def unit_group(unit: str) -> str:
    """Return what a counting unit counts; 人, 名 and 位 count persons."""
    return "人" if unit in ("人", "名", "位") else unit


def total_of(parts: Sequence[Mention]) -> Decimal:
    """Return the sum of the parts in base units."""
    return sum((p.figure.amount.base for p in parts if p.figure.amount), Decimal(0))


def _holds(head: Mention, parts: Sequence[Mention]) -> bool:
    amounts = [m.figure.amount for m in (head, *parts) if m.figure.amount]
    finest = min((a.step for a in amounts if a.step > 0), default=Decimal(0))
    gap = abs(amounts[0].base - total_of(parts))
    return gap <= finest * (len(parts) + 1) * HALF


def _end_at_stronger_mark(part_list: PartList) -> None:
    """End a list joined by 、 and ， at the first ；, unless only the longer reading adds up."""
    parts = part_list.parts
    cut = next((i for i in range(1 if part_list.inline else 2, len(parts)) if parts[i].boundary >= 3), 0)
    if cut and all(p.boundary < 3 for p in parts[1:cut]) and not _holds(part_list.head, parts):
        part_list.parts = parts[:cut]


def _known_apart(inner: PartList, outer: PartList, patterns: Patterns) -> bool:
    """Tell whether the patterns already say which parts belong inside."""
    known = patterns.parts_of(inner.head.indicator)
    return bool(known) and all(p.indicator in known for p in inner.parts)


def _settle_nesting(found: Sequence[PartList], patterns: Patterns) -> None:
    """Move figures between an inner list and the list around it where only that makes both sums hold."""
    for inner in found:
        outer = next((o for o in found if o is not inner and inner.head in o.parts), None)
        if outer is None or inner.how == "bracket" or _known_apart(inner, outer, patterns):
            continue
        if _holds(inner.head, inner.parts) and _holds(outer.head, outer.parts):
            continue
        if total_of(inner.parts) > total_of([inner.head]) and _holds(outer.head, inner.parts):
            inner.head = outer.head
            continue
        for keep in range(1, len(inner.parts)):
            kept, moved = inner.parts[:keep], inner.parts[keep:]
            if _holds(inner.head, kept) and _holds(outer.head, [*outer.parts, *moved]):
                inner.parts, outer.parts = kept, [*outer.parts, *moved]
                break


def _mark_ends(plain: str, part_list: PartList, patterns: Patterns) -> None:
    """Note what says that the list is complete (a partition, shares near 100) or is not (等)."""
    last = part_list.parts[-1].figure
    if _AND_SO_ON.match(plain, last.span.end):
        part_list.open = True
    known = patterns.parts_of(part_list.head.indicator)
    stated = {p.indicator for p in part_list.parts}
    if part_list.how == "made_of" or (known and stated >= _required(patterns, part_list.head.indicator)):
        part_list.closed = True
    if any(p.cues("respectively") for p in part_list.parts):
        part_list.closed = True


def _required(patterns: Patterns, indicator: str) -> frozenset[str]:
    return frozenset(
        term.indicator
        for formula in patterns.formulas
        if formula.check.partition and formula.left.indicator == indicator
        for term in formula.right
        if not term.optional
    )


def _in_order(plain: str, made: Sequence[Mention], found: Sequence[PartList]) -> list[PartList]:
    """Return the lists of figures without names: 共计150万元，分别为50万元、60万元、40万元."""
    lists = []
    for index, mention in enumerate(made):
        if not mention.has("respectively") or mention.labelled or index == 0:
            continue
        head, parts = made[index - 1], [made[i] for i in run_from(plain, made, index)]
        fits = head.role == LEVEL and head.sentence == mention.sentence and len(parts) >= 2
        if fits and all(p.role == LEVEL and addable(head, p) for p in parts):
            lists.append(PartList(head, "total", mention.depth, closed=True, parts=parts))
    return lists


def _totals(made: Sequence[Mention], found: Sequence[PartList]) -> list[PartList]:
    """Return the lists whose total comes last: A 1万元，B 2万元，合计3万元."""
    taken = {id(m) for p in found for m in (p.head, *p.parts)}
    totals = []
    for index, mention in enumerate(made):
        if mention.role != LEVEL or not mention.has("total") or id(mention) in taken:
            continue
        before = [
            m
            for m in made[:index]
            if m.sentence == mention.sentence
            and m.depth == mention.depth
            and m.role == LEVEL
            and addable(m, mention)
        ]
        if len(before) >= 2 and all(m.labelled and id(m) not in taken for m in before):
            totals.append(PartList(mention, "total", mention.depth, closed=True, parts=before))
    return totals
