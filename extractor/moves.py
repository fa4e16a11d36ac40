"""Roles that a comparison gives: what a figure came from (由5万元减至4万元), runs of changes (各增加1万元、2万元)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.mentions import BASE, CHANGE, GROWTH, LEVEL, Mention
from extractor.moved import moved_between
from extractor.parts import addable

_FROM = re.compile(r"[由从][^，。；;、]{0,13}$")
_TO = re.compile(r"[到至为](?:了?(?:(?:19|20)\d\d年度?|[本今当]年度?)的?)?(?:每[一-鿿]{1,2}|[人户亩]均)?\s*$")
_TURNED = re.compile(r"\s*[，,]?\s*[一-鿿]{1,3}(?<![得评])了?[到至为]\s*")  # 变动为, 压至, 缩至
_CHANGED = re.compile(r"\s*[，,]?\s*(?:变动|增减|增减变动)(?:[到至为]|成)\s*")
_NEAR = 16  # characters between 由 and its figure, and between the two figures of 由5万元压减至4万元
_PLUS = re.compile(r"\s*(?:再|另)?(?:加上?|[+＋])")
_LEFT_OVER = re.compile(r"\s*(?:上|往|以前)年度?(?:旧存|遗留|未[结完]|积[存压]|留存|续建|转入|存量)")
_FEW = 12  # figures before one that are looked at
_ONLY_JOINED = re.compile(r"[、和及与\s]+")
_EACH = re.compile(r"(?:各|分别|依次)\s*$")


def with_moves(plain: str, made: list[Mention]) -> list[Mention]:
    """Return the mentions of a paragraph with the roles of what changes."""
    return _came_from(
        plain, _started(_runs(plain, _added(plain, _behind_bases(plain, _before_moves(plain, made)))))
    )


def _added(plain: str, made: list[Mention]) -> list[Mention]:
    """Read 新增床位9张，其中女生床位5张: what is added and compared with nothing is a whole, if levels are its parts."""
    for index in range(1, len(made)):
        whole, part = made[index - 1], made[index]
        if part.role == BASE and not part.cues("compare") and _is_of_now(plain, part):
            part = made[index] = replace(part, role=LEVEL)  # 收入90万元，加上上年结转5万元
        if whole.role != CHANGE or part.role != LEVEL or not part.cues("part") or part.boundary >= 4:
            continue
        if whole.cues("compare") or whole.figure.kind != part.figure.kind:
            continue
        before = [m for m in made[max(0, index - _FEW) : index - 1] if m.sentence == whole.sentence]
        if not any(addable(m, whole) for m in before):
            made[index - 1] = replace(whole, role=LEVEL, direction=0)
    return made


def _is_of_now(plain: str, part: Mention) -> bool:
    """Tell whether what words call last year's is there now: 加上上年结转9万元, 其中上年旧存9件."""
    if _PLUS.match(plain, part.chunk.start):
        return True
    return bool(part.cues("part")) and _LEFT_OVER.match(plain, part.chunk.start) is not None


def _came_from(plain: str, made: list[Mention]) -> list[Mention]:
    """Read 由5万元压减至4万元: the first is what the second came from."""
    for index in range(1, len(made)):
        first, second = made[index - 1], made[index]
        gap = second.gap.of(plain)
        if second.role == BASE and first.role == LEVEL and _CHANGED.fullmatch(gap):
            second = made[index] = replace(second, role=LEVEL)  # 变动 compares, 变动为 does not
        if first.role != LEVEL or second.role != LEVEL or first.figure.kind != second.figure.kind:
            continue
        moved = second.cues("up") or second.cues("down") or second.cues("turned") or _TURNED.fullmatch(gap)
        if moved and len(gap.strip()) <= _NEAR and _TO.search(gap) and _FROM.search(first.chunk.of(plain)):
            made[index - 1] = replace(first, role=BASE)
    return made


def _started(made: list[Mention]) -> list[Mention]:
    """Read 年末9万元，年初8万元，增加1万元: the figure at the start of a time beside the one at its end is a base."""
    for index in range(2, len(made)):
        pair = (made[index - 2], made[index - 1])
        began = [m.has("start") and m.stated("stage") is None for m in pair]
        if made[index].role not in (CHANGE, GROWTH) or any(m.role != LEVEL for m in pair):
            continue
        if began.count(True) == 1 and pair[0].sentence == made[index].sentence:
            place = index - 2 + began.index(True)
            made[place] = replace(made[place], role=BASE)
    return made


def _before_moves(plain: str, made: list[Mention]) -> list[Mention]:
    """Read 比去年计划招生260人增长15%: what stands right before the verb that moves it is what is compared with."""
    for index in range(1, len(made)):
        base, moved = made[index - 1], made[index]
        if base.role != CHANGE or base.direction or not base.cues("compare") or moved.boundary:
            continue
        words = [p for way in ("up", "down") for p in moved.cues(way)]
        if any(not plain[moved.gap.start : p.start].strip() for p in words):
            made[index - 1] = replace(base, role=BASE)
    return made


def _behind_bases(plain: str, made: list[Mention]) -> list[Mention]:
    """Read 比上年9万元提升1万元: the amount right behind a base and a verb is by how much it moved."""
    for index in range(1, len(made)):
        base, moved = made[index - 1], made[index]
        if (
            moved.role != LEVEL
            or moved.boundary
            or base.role != BASE
            or base.figure.kind != moved.figure.kind
        ):
            continue
        way = moved_between(plain, moved.phrases, moved.gap) if base.cues("compare") else None
        if way is not None:
            made[index] = replace(moved, role=CHANGE, direction=way)
    return made


def _runs(plain: str, made: list[Mention]) -> list[Mention]:
    """Read 各增加1万元、2万元: what follows a change with nothing but list marks between is a change like it."""
    for index in range(1, len(made)):
        first, second = made[index - 1], made[index]
        if second.role != LEVEL or first.role != CHANGE or first.figure.kind != second.figure.kind:
            continue
        if _ONLY_JOINED.fullmatch(second.gap.of(plain)) and _is_run(plain, made, index - 1):
            made[index] = replace(second, role=CHANGE, direction=first.direction)
    return made


def _is_run(plain: str, made: Sequence[Mention], index: int) -> bool:
    """Tell whether 各 or 分别 stands before the move of the first change of a run."""
    while index and not (made[index].cues("up") or made[index].cues("down")):
        index -= 1
    moves = made[index].cues("up") + made[index].cues("down")
    before = plain[made[index].gap.start : min((p.start for p in moves), default=made[index].gap.start)]
    return bool(_EACH.search(before))
