"""Lists of parts: which figures are the parts of which whole (其中, brackets, 由…组成, 合计).

Structure decides first (brackets, marks, what the patterns know to be a part of what); only where it leaves a
choice, the reading in which the sums hold is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from extractor.list_cues import announcing, axis_before, behind_name, in_whole, other_side, taken_up, topic
from extractor.list_ends import settle
from extractor.list_names import in_brackets, is_dated, joint, leads, named_else, of_item, part_of_move
from extractor.list_picked import can_be_whole, has_quality, of_year, picked, until
from extractor.mentions import BASE, CHANGE, LEVEL, STOP, Mention
from extractor.order import REACH, Order
from extractor.parts import (
    PartList,
    addable,
    are_siblings,
    beside,
    in_ten_thousands,
    named,
    parts_of,
    per_thing,
    repeats,
    same_budget,
    same_stage,
)
from extractor.patterns import Patterns
from extractor.patterns.phrases import Phrase

_LONGEST_LIST = 2_000  # characters
_MADE_OF = re.compile(r"由(?!于)[^，。；;]{0,20}$")


def part_lists(plain: str, made: Sequence[Mention], patterns: Patterns) -> list[PartList]:
    """Return the lists of a paragraph in order of their heads."""
    reader = _ListReader(plain, made, patterns)
    for index in range(len(made)):
        reader.take(index)
    found = settle(plain, reader.order, [p for p in reader.done + reader.stack if p.parts], patterns)
    return sorted(found, key=lambda p: (p.head.figure.span, p.how))


class _ListReader:
    def __init__(self, plain: str, made: Sequence[Mention], patterns: Patterns) -> None:
        self.plain, self.made, self.patterns = plain, made, patterns
        self.order = Order(made)
        self.stack: list[PartList] = []
        self.done: list[PartList] = []
        # 其中：甲12个，5万元: the cue before a count whose list it does not begin waits for the amount behind.
        self.waiting: tuple[Mention, list[Phrase]] | None = None

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
        moved = part_of_move(self.plain, mention, self.made[max(0, index - REACH) : index])
        if moved is not None:
            return PartList(moved, "of_move", mention.depth, inline=True)
        cues = self._cues(mention) or self._waited(mention)
        self.waiting = None
        how, is_open = self._kind(mention, cues)
        if not how or mention.cues("without") or (how == "items" and self._goes_on(mention, cues)):
            return None
        head, axis = self._head_and_axis(index, cues)
        named_again = None if axis else self._named_again(index)
        whole = self._whole_named(index) if how == "in_whole" else head
        head = named_again or whole
        if head is None and cues:
            self.waiting = (mention, cues)
        if head is None or (how not in ("cue", "items", "in_whole") and head.sentence != mention.sentence):
            return None
        other = head is not self.made[index - 1]
        if other and (how == "colon" or (how == "bracket" and of_item(self.stack, self.made, index))):
            return None  # 3个单位：甲站5人 lists what the figure right before the colon counts
        # A cue far behind the head's sentence speaks of something else.
        if (
            cues
            and mention.boundary == 4
            and not named_again
            and not leads(self.plain, mention, cues[0].start)
        ):
            return None
        # 其中： announces a list, 其中 without a colon may name one part and be done.
        inline = how == "in_whole" or (
            bool(cues) and how == "cue" and ":" not in self.plain[cues[-1].end : mention.figure.span.start]
        )
        # 其中：甲（12个）5万元: the list is outside of the bracket its first figure stands in.
        inside = bool(cues) and mention.opens and "(" in self.plain[cues[-1].end : mention.figure.span.start]
        depth = mention.depth - 1 if inside else mention.depth
        between = self.made[max(self.order.place(head) + 1, index - REACH) : index]
        loose = mention.role == LEVEL and any(m.role == CHANGE and addable(m, mention) for m in between)
        made = PartList(head, how, depth, is_open, how == "made_of" or axis, inline, loose=loose, axis=axis)
        made.until = 0 if cues else until(self.plain, mention)
        return made

    def _cues(self, mention: Mention) -> list[Phrase]:
        """Return the words before a figure that begin a list, in its own sentence."""
        cues = [
            p for p in mention.phrases if p.kind == "cue" and p.value in ("part", "open", "axis", "first")
        ]
        cues = [p for p in cues if not STOP.search(self.plain, p.end, mention.gap.end)]
        cues = in_brackets(self.plain, cues, mention.gap.end)
        cues = announcing(self.plain, cues, mention)
        return axis_before(self.plain, mention, cues) or cues

    def _waited(self, mention: Mention) -> list[Phrase]:
        """Return the cues before the count right in front of an amount: 其中：电脑12台，5万元."""
        told = self.waiting is not None and beside(self.plain, self.waiting[0], mention)
        return self.waiting[1] if told and self.waiting else []

    def _kind(self, mention: Mention, cues: Sequence[Phrase]) -> tuple[str, bool]:
        """Return how a list begins before this figure (empty: it does not) and whether it is open."""
        if cues and all(p.value == "first" for p in cues):
            return "items", False
        if cues:
            axis = any(p.value == "axis" for p in cues)
            return "cue", cues[-1].value == "open" and not axis
        if mention.opens and mention.depth > 0:
            return "bracket", False
        if mention.role == LEVEL and (told := picked(self.plain, mention)):
            return "cue", told == "open"
        if mention.role == LEVEL and mention.boundary < 4 and self._made_of(mention):
            return "made_of", False
        if mention.role == LEVEL and (in_whole(self.plain, mention) or topic(self.plain, mention)):
            return "in_whole", False
        colon = mention.boundary == 2 and ":" in mention.gap.of(self.plain)
        return ("colon" if colon else ""), False

    def _goes_on(self, mention: Mention, cues: Sequence[Phrase]) -> bool:
        """Tell whether words that begin a list name one more of its items: 一类是甲9万元，另一类是乙5万元."""
        begun = bool(self.stack) and self.stack[-1].how == "items" and mention.boundary < 4
        return begun or self.plain[cues[-1].start - 1 : cues[-1].start] in tuple("另第这那哪")

    def _made_of(self, mention: Mention) -> bool:
        if not _MADE_OF.search(mention.gap.of(self.plain)):
            return False
        start = mention.figure.span.end
        stop = self.plain.find("。", start)
        end = stop if stop >= 0 else len(self.plain)
        rest = self.patterns.phrases.find(self.plain, start, min(end, start + _LONGEST_LIST))
        return any(p.kind == "cue" and p.value == "closed" for p in rest)

    def _whole_named(self, index: int) -> Mention | None:
        """Return the whole of 总投资90万元中，甲30万元: the figure before 中, or the one its words name."""
        mention, before = self.made[index], self.made[:index]
        if behind_name(self.plain, mention):
            near = before[-1] if before and before[-1].sentence == mention.sentence else None
            return (
                near if near is not None and near.role in (LEVEL, BASE) and addable(near, mention) else None
            )
        named = {p.value for p in mention.phrases if p.kind == "indicator" and p.end < mention.chunk.start}
        return next(
            (
                m
                for m in reversed(before)
                if m.role == LEVEL and m.indicator in named and m.sentence + 2 > mention.sentence
            ),
            None,
        )

    def _named_again(self, index: int) -> Mention | None:
        """Return the whole that 到位资金中 or 县级部分用于 takes up by its name."""
        name, before = topic(self.plain, self.made[index]), self.made[max(0, index - REACH) : index]
        return taken_up(self.plain, name, before, self.made[index]) if name else None

    def _head_and_axis(self, index: int, cues: Sequence[Phrase]) -> tuple[Mention | None, bool]:
        """Return the whole before a list, if any, and whether the list splits all of it once more."""
        mention = self.made[index]
        if any(p.value == "axis" for p in cues):
            return self._first_head(mention), True
        head = self._head(index, mention)
        if head is not None and cues and other_side(self.plain, mention, cues[0].start, head):
            head = self._both_sides()
            return head, head is not None
        return head, False

    def _both_sides(self) -> Mention | None:
        """Return the whole of 收支总预算9万元，收入包括甲…；支出包括丙…, closing the list of its first side."""
        head = self.stack[0].head if self.stack else None
        while self.stack:
            self._pop()
        return head

    def _first_head(self, mention: Mention) -> Mention | None:
        """Return the whole that 按…分 splits once more: that of the first list of the sentence, else its first figure."""
        lists = [p for p in (*self.done, *self.stack) if p.parts]
        heads = [p.head for p in lists if mention.sentence in (p.head.sentence, p.parts[0].sentence)]
        levels = [m for m in self.order.earlier(mention) if m.role == LEVEL]
        # 支出90万元。按对象分：…: the sentence before states the whole.
        before = () if levels else self.order.sentence(mention.sentence - 1)
        return next(
            (h for h in chain(heads, levels, before) if h.role == LEVEL and addable(h, mention)), None
        )

    def _head(self, index: int, mention: Mention) -> Mention | None:
        """Return the nearest earlier figure of the same role, kind and unit that can be the whole."""
        wanted = CHANGE if mention.role == CHANGE else LEVEL
        nearest = None
        for earlier in reversed(self.made[max(0, index - REACH) : index]):
            if mention.sentence - earlier.sentence > 1:
                break
            if earlier.role == wanted and in_ten_thousands(earlier, mention):
                return None  # 8.6万起，其中甲612起: the whole is too coarse to hold the parts against
            told = earlier.role == BASE and earlier is self.made[index - 1] and is_dated(earlier)
            fits = earlier.role == wanted or (told and wanted == LEVEL and mention.cues("part"))
            fits = fits and can_be_whole(self.plain, earlier, mention)
            # 管水员26名，每村1名，其中脱贫户18名
            if not fits or per_thing(self.plain, earlier, self.made[index : index + 2]):
                continue
            # 实有2人，其中行政编制1人: those who fill posts are counted by post.
            if not same_budget(earlier, mention):
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
            known = parts_of(top.head.indicator, self.patterns)
            if mention.indicator in known and (
                mention.boundary < 4 or all(p.indicator in known for p in top.parts)
            ):
                return
            outer = self.stack[-2] if len(self.stack) > 1 else None
            belongs_outside = outer is not None and (
                mention.indicator in parts_of(outer.head.indicator, self.patterns)
                or (mention.boundary >= 3 and top.how != "bracket")
            )
            again = repeats(top.head, mention)
            apart = mention.boundary == 4 or belongs_outside or again
            if apart or are_siblings(mention.indicator, top.head.indicator, self.patterns):
                self._pop()
                continue
            return

    def _fits(self, mention: Mention, part_list: PartList) -> bool:
        head = part_list.head
        if 0 < part_list.until < mention.figure.span.start:
            return False
        wanted = LEVEL if head.role == BASE else head.role
        if not addable(head, mention) or (mention.role != wanted and part_list.how != "of_move"):
            return False
        sums = mention.has("total") and joint(self.plain, mention, part_list.parts)
        if mention.has("total") and not sums:
            # 合计 of these parts, not one more of them; the list then speaks of less than the head.
            part_list.open = part_list.open or len(part_list.parts) > 1
            return False
        if (
            not (
                sums or named(mention) or of_year(self.plain, mention) or self._named_else(mention, part_list)
            )
            or mention.depth != part_list.depth
        ):
            return False
        if repeats(head, mention) and not mention.cues("part"):
            return False
        counted = head.figure.kind == "count" and not part_list.axis
        qualities = bool(part_list.parts) and counted and has_quality(self.plain, head, mention)
        part_list.overlapping = part_list.overlapping or qualities
        if mention.indicator and any(p.label == mention.label for p in part_list.parts):
            return False
        return not part_list.parts or same_stage(part_list.parts[0], mention)

    def _named_else(self, mention: Mention, part_list: PartList) -> bool:
        """Tell whether words farther off name a part; such a list need not be complete."""
        if part_list.how == "of_move":
            return True
        cues = [] if part_list.parts else self._cues(mention)
        found = part_list.how != "bracket" and named_else(self.plain, mention, cues)
        part_list.loose = part_list.loose or found
        return found
