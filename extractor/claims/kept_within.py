"""Bounds that words name without printing them again: 编制15辆，实有12辆，未突破核定编制; 概算90万元，决算85万元，未超概."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.claims.operands import amount_of
from extractor.claims.order import compared
from extractor.decide import HELD
from extractor.mentions import ASIDE, BASE, CHANGE, GROWTH, LEVEL, STOP, Mention
from extractor.model import Relation
from extractor.passages import Passage

_HOW = r"(?:均|都|也|仍|已|还|但|且|并|始终|严格|全年|总体|整体|实际|支出|成本|费用|投资|造价|总额|金额|决算|人数|车辆|数)*"
_NAMED = re.compile(
    rf"[，,；;]\s*{_HOW}(?:(?P<within>(?:未|没有|并未|不存在|无|不|均未)(?:突破|超[过出额]?|高[于过出]|大于|多于)了?|(?:控制|保持)在)"
    r"|(?P<less>低于|小于|少于|短于)|(?P<more>高于|大于|多于|超过|超出|突破)了?)"
    r"(?P<name>[^，,；;。:：、()\d]{1,10}?)(?:的?(?:现象|情况|问题|情形))?(?=[，,；;。)]|$)"
)
_BOUND = "编制|概算|标准|限额|上限|控制数|控制价|控制线|评审价|合同价|定额|限价|核定数|批复"
_CALLED = re.compile(rf"[^的]{{0,6}}?({_BOUND})(?:总?[数额]|人数|线|要求|规定)?")
_SHORT = {"编": "编制", "概": "概算", "标": "标准", "员": "编制", "限": "限额"}
_PER = re.compile(r"(?:每[一-鿿]{1,4}|[人户亩村校均][均])")
_REACH = 6  # figures before such words that are looked at


def named_bound_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield whether a figure keeps a bound printed beside it that later words only name."""
    start, end = passage.block.span
    text = plain[start:end]
    if len(passage.mentions) < 2 or not any(c in text for c in "超破在于"):
        return
    ends = [m.figure.span.end for m in passage.mentions]
    place = 0
    for found in _NAMED.finditer(plain, start, end):
        while place < len(ends) and ends[place] <= found.start():
            place += 1
        near = _near(plain, passage, place, found.start())
        pair = _pair(plain, near, found["name"])
        if pair is None:
            continue
        sign = "within" if found["within"] else "less" if found["less"] else "more"
        made = compared(passage, sign, *pair)
        if made.verdict in HELD or (sign == "within" and len(near) == 2):
            yield made


def _near(plain: str, passage: Passage, place: int, start: int) -> Sequence[Mention]:
    """Return the last figures of the sentence in front of such words."""
    near = passage.mentions[max(0, place - _REACH) : place]
    if not near or STOP.search(plain, near[-1].figure.span.end, start + 1):
        return ()
    return [m for m in near if m.sentence == near[-1].sentence and m.role not in (CHANGE, GROWTH)]


def _pair(plain: str, near: Sequence[Mention], words: str) -> tuple[Mention, Mention] | None:
    """Return the figure right before such words and the only one that the bound's name calls, either way round."""
    words = re.sub(r"(?:范围|额度)?(?:之内|以内|内)$", "", words)
    called = _CALLED.fullmatch(words)
    name = called[1] if called else _SHORT.get(words, "")
    if not name or len(near) < 2:
        return None
    bounds = [m for m in near if name in m.chunk.of(plain) and m.role in (LEVEL, BASE, ASIDE)]
    if len(bounds) != 1:
        return None
    held = [m for m in near if m is not bounds[0]][-1]
    alike = _alike(held, bounds[0]) and held.role in (LEVEL, ASIDE)
    per = {bool(_PER.search(m.chunk.of(plain))) for m in (held, bounds[0])}
    if held.role == ASIDE and per != {True} and "/" not in amount_of(held).unit:
        return None
    return (held, bounds[0]) if alike else None


def _alike(one: Mention, other: Mention) -> bool:
    first, second = amount_of(one), amount_of(other)
    if one.figure.kind != other.figure.kind or one.figure.kind == "percent":
        return False
    return one.figure.kind == "money" or first.unit.split("/")[0] == second.unit.split("/")[0]
