"""Lists beside lists: where whole and parts each have a second figure of the same meaning, that adds up too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.mentions import BASE, LEVEL, Mention
from extractor.order import Order
from extractor.parts import PartList, addable, holds

_BARE = re.compile(r"[\s，,、(:：其中]|[为是共有约]")
_BARE_NEXT = re.compile(r"[、，,]?\s*(?:总?金额|资金|投资)?(?:共|合计)?(?:为)?\s*")
_ALL = re.compile("[总共全涉及项目专合同]+")
_THINGS = frozenset(
    "个家项所处座条种类场期支批件台套辆"
)  # what is counted once; persons may be counted twice


def twins(plain: str, order: Order, found: Sequence[PartList]) -> list[PartList]:
    """Return the lists beside lists: of 预算5万元，支出4万元 for the whole and each part, two sums are stated."""
    taken = {id(p) for other in found for p in other.parts}
    return [twin for part_list in found for twin in _beside(plain, order, part_list, taken)]


def _beside(plain: str, order: Order, part_list: PartList, taken: set[int]) -> list[PartList]:
    if part_list.how == "total":
        return _of_total(plain, order, part_list, taken)
    if len(part_list.parts) < 2 and part_list.how != "cue":
        return []
    head = _next(order, part_list.head)
    parts = [_next(order, part) for part in part_list.parts]
    if head is None or any(p is None for p in parts) or head in part_list.parts:
        return []
    sure = [p for p in parts if p is not None]
    if any(id(p) in taken for p in sure) or not all(addable(head, p) and p.role == head.role for p in sure):
        return []
    return _twin(plain, part_list, head, sure)


def _of_total(plain: str, order: Order, part_list: PartList, taken: set[int]) -> list[PartList]:
    """Return the second total of 甲6个、金额86万元，乙9个、金额24万元，合计15个、110万元."""
    if not part_list.parts or part_list.parts[0].figure.span > part_list.head.figure.span:
        return []
    head, parts = _next(order, part_list.head), [_next(order, part) for part in part_list.parts]
    sure = [p for p in parts if p is not None]
    if (
        head is None
        or not _BARE_NEXT.fullmatch(head.gap.of(plain))
        or len(sure) < len(parts)
        or len(sure) < 2
    ):
        return []
    words = {_BARE.sub("", p.gap.of(plain)) for p in sure}
    fits = head.role == LEVEL and all(p.role == LEVEL and addable(head, p) for p in sure)
    if not fits or len(words) > 1 or any(id(p) in taken for p in sure):
        return []
    return [PartList(head, "total", part_list.depth, closed=True, parts=sure)]


def _of_last_year(first: PartList, head: Mention, parts: Sequence[Mention]) -> bool:
    """Tell whether each second figure is that of another year in brackets: 收入9万元（上年8万元）."""
    return head.role == BASE and all(
        m.depth == first.head.depth + 1 and any(p.kind == "year" for p in m.phrases) and not m.has("compare")
        for m in (head, *parts)
    )


def _alike(plain: str, first: PartList, head: Mention, parts: Sequence[Mention]) -> bool:
    """Tell whether second figures are called the same; the whole's may have more: 合同经费9万元 of 经费5万元 and 4万元."""
    own, *others = [_BARE.sub("", m.gap.of(plain)) for m in (head, *parts)]
    if len(set(others)) != 1:
        return False
    longer = (
        len(others[0]) > 1 and own.endswith(others[0]) and first.is_whole and holds(first.head, first.parts)
    )
    return own == others[0] or (
        longer and (bool(_ALL.fullmatch(own[: -len(others[0])])) or holds(head, parts))
    )


def _next(order: Order, mention: Mention) -> Mention | None:
    """Return the figure behind one, if no stop or ； stands between."""
    index = order.place(mention) + 1
    following = order.made[index] if 0 < index < len(order.made) else None
    return following if following is not None and following.boundary <= 2 else None


def _twin(plain: str, first: PartList, head: Mention, parts: list[Mention]) -> list[PartList]:
    alike = _alike(plain, first, head, parts)
    if not (head.role == LEVEL or (alike and _of_last_year(first, head, parts))):
        return []
    if not (alike or _other_stage(first, head, parts)):
        return []
    twin = PartList(head, first.how, first.depth, first.open, first.closed, first.inline, parts=parts)
    things = head.figure.kind != "count" or (head.figure.amount and head.figure.amount.unit in _THINGS)
    return [twin] if things or not first.is_whole or holds(head, parts) else []


def _other_stage(first: PartList, head: Mention, parts: Sequence[Mention]) -> bool:
    """Tell whether each second figure is the first one's at another stage."""
    for mention, before in zip((head, *parts), (first.head, *first.parts), strict=True):
        own, other = before.stated("stage"), mention.stated("stage")
        if own is None or other is None or own.value == other.value or mention.label != before.label:
            return False
    return True
