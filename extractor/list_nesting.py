"""How lists nest: which figures belong to a list and which to the one around it, where only one reading adds up."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.mentions import Mention
from extractor.parts import Addends, PartList, holds, parts_of, total_of
from extractor.patterns import Patterns


def _known_apart(inner: PartList, outer: PartList, patterns: Patterns) -> bool:
    """Tell whether the patterns already say which parts belong inside."""
    known = parts_of(inner.head.indicator, patterns)
    return bool(known) and all(p.indicator in known for p in inner.parts)


def settle_nesting(found: Sequence[PartList], patterns: Patterns) -> None:
    """Move figures between an inner list and the list around it where only that makes both sums hold."""
    around = _Around(found)
    for inner in found:
        outer = around.of(inner)
        if outer is None or inner.how == "bracket" or _known_apart(inner, outer, patterns):
            continue
        if holds(inner.head, inner.parts) and around.holds(outer):
            continue
        if total_of(inner.head, inner.parts) > total_of(inner.head, [inner.head]) and holds(
            outer.head, inner.parts
        ):
            inner.head = outer.head
            around.forget(inner)
            continue
        kept = Addends([])
        for keep in range(1, len(inner.parts)):
            kept.add(inner.parts[keep - 1])
            moved = inner.parts[keep:]
            if kept.make(inner.head) and holds(outer.head, [*outer.parts, *moved]):
                around.move(moved, inner, outer)
                break


class _Around:
    """Which list a list stands in, and whether that adds up; both change as figures are moved."""

    def __init__(self, found: Sequence[PartList]) -> None:
        self._found = found
        self._owners: dict[Mention, list[int]] = {}
        self._places = {id(part_list): n for n, part_list in enumerate(found)}
        self._holds: dict[int, bool] = {}
        for n, part_list in enumerate(found):
            for part in dict.fromkeys(part_list.parts):
                self._owners.setdefault(part, []).append(n)

    def of(self, inner: PartList) -> PartList | None:
        """Return the first list that has the head of this one among its parts."""
        owners = (self._found[n] for n in self._owners.get(inner.head, ()))
        return next((o for o in owners if o is not inner), None)

    def holds(self, outer: PartList) -> bool:
        """Tell whether a list adds up."""
        if id(outer) not in self._holds:
            self._holds[id(outer)] = holds(outer.head, outer.parts)
        return self._holds[id(outer)]

    def forget(self, changed: PartList) -> None:
        """Take note that a list is not what it was."""
        self._holds.pop(id(changed), None)

    def move(self, moved: Sequence[Mention], inner: PartList, outer: PartList) -> None:
        """Make parts of one list parts of another."""
        inner.parts, outer.parts = inner.parts[: -len(moved)], [*outer.parts, *moved]
        self.forget(inner)
        self.forget(outer)
        for part in moved:
            kept = {*self._owners[part], self._places[id(outer)]} - {self._places[id(inner)]}
            self._owners[part] = sorted(kept)
