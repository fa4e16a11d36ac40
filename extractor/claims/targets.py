"""Goals and bounds printed beside what was done: 超额完成1000人次的目标, 控制在预算120万元以内，实际支出115万元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from extractor.claims.bounds import compared_by
from extractor.claims.operands import amount_of
from extractor.decide import HELD, capped
from extractor.mentions import ASIDE, BASE, CHANGE, COMPLETION, LEVEL, RATE, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage

_GOAL = re.compile(
    r"(?:以上)?的?(?:年度|年初|预期|绩效|总体|既定|阶段)?(?:目标|任务|计划|指标|要求)(?:任务|值|数|要求)?(?=[，,。；;)]|$)"
)
_BEFORE = re.compile(
    r"[，,]\s*(?:均|都|已|圆满|全面|顺利|也|较好)*(?:(?P<less>(?:未|没有|尚未|未能|没能)(?:达到|完成|实现)|低于|少于|不及)|(?P<more>超额完成|超过|超出|高于|突破|超)了?"
    r"|(?P<least>达到|完成|实现|不低于|不少于|符合|满足)了?)(?P<of>[^，,；;。:：、()\d]{0,14})$"
)
_KEPT = re.compile(
    r"(?:控制|保持|压缩|限制)在[^，,；;。、\d]{0,10}(?:预算|概算|批复|限额|标准|计划|定额)[^，,；;。、\d]{0,4}$"
)
_UNREAL = re.compile("应|要求|须|需|目标|指标|力争|确保|计划将|拟|原则")
_INSIDE = re.compile(r"(?:范围|额度)?(?:之内|以内|内)\s*[，,]\s*实际")
_DONE = (LEVEL, ASIDE, CHANGE, BASE)
_RATES = (RATE, COMPLETION)


def target_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield whether what was done reached the goal beside it, and kept the bound before it."""
    for first, second in pairwise(passage.mentions):
        if first.sentence != second.sentence or not _alike(first, second) or first.depth != second.depth:
            continue
        found = _goal(plain, second)
        if found is not None:
            sign = next(name for name in ("less", "more", "least") if found[name])
            yield compared_by(passage, sign, first, second)
        elif _kept(plain, first, second):
            made = compared_by(passage, "within", second, first)
            yield made if made.verdict in HELD else replace(made, verdict=capped(made.verdict))


def _goal(plain: str, second: Mention) -> re.Match[str] | None:
    """Return the words that hold the figure before against a goal, None where there are none."""
    if second.figure.kind == "percent" or not _GOAL.match(plain, second.figure.span.end):
        return None
    return _BEFORE.search(plain, second.gap.start, second.figure.span.start)


def _alike(first: Mention, second: Mention) -> bool:
    if first.figure.kind == second.figure.kind == "percent":
        return first.role in _RATES and amount_of(first).unit == amount_of(second).unit
    return first.role in _DONE and addable(first, second)


def _kept(plain: str, first: Mention, second: Mention) -> bool:
    """Tell whether 控制在预算120万元以内，实际支出115万元 says that a bound was kept, not that it should be."""
    if second.role != LEVEL or not _INSIDE.match(plain, first.figure.span.end):
        return False
    words = plain[max(first.gap.start, first.figure.span.start - 40) : first.figure.span.start]
    return _KEPT.search(words) is not None and not _UNREAL.search(words)
