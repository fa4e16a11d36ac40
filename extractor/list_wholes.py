"""Wholes that stand beside a list instead of in it: 预算20万元，其中甲5万元，决算18万元，其中甲4万元."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.mentions import Mention
from extractor.parts import PartList, holds, parts_of, same_budget
from extractor.patterns import Patterns

_SO_FAR = re.compile("^(?:已|累计|截至|目前|至今)")
_YEAR = re.compile(r"(?:19|20)\d\d")


def end_at_next_wholes(plain: str, found: Sequence[PartList], patterns: Patterns) -> None:
    """End each list that fails at a figure whose own list says that it is another whole."""
    own = {id(part_list.head): part_list for part_list in found if part_list.how == "cue"}
    for part_list in found:
        parts = part_list.parts
        if part_list.how != "cue" or len(parts) < 2 or holds(part_list.head, parts):
            continue
        for n in range(1, len(parts)):
            inner = own.get(id(parts[n]))
            if inner is not None and _is_beside(plain, part_list, n, inner, patterns):
                part_list.parts = parts[:n]
                break


def _is_beside(plain: str, outer: PartList, n: int, inner: PartList, patterns: Patterns) -> bool:
    """Tell whether the names show that the inner head is no part: other stage or year, or the same parts once more."""
    head, first, whole = outer.head, outer.parts[0], outer.parts[n]
    if _names(outer.parts[:n]) & _names(inner.parts):
        return True
    told = [_SO_FAR.match(m.chunk.of(plain)) is not None for m in (whole, head, first)]
    if told == [True, False, False]:
        return True  # 总投资9万元，其中债券5万元，已完成6万元，其中土建4万元
    if not same_budget(head, whole) and same_budget(head, first):
        return True
    years = _years(plain, head), _years(plain, whole)
    if years[0] and years[1] and years[0] != years[1]:
        return True
    known = parts_of(head.indicator, patterns)
    other = bool(head.indicator and parts_of(whole.indicator, patterns)) or first.indicator in known
    return other and whole.indicator not in (*known, "")


def _names(parts: Sequence[Mention]) -> set[str]:
    return {p.indicator or p.label for p in parts} - {""}


def _years(plain: str, mention: Mention) -> frozenset[str]:
    return frozenset(_YEAR.findall(mention.chunk.of(plain)))
