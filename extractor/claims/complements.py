"""What was not done beside what was: 应清退67笔，已清退47笔，未清退20笔; 下达9万元，分配8万元，分配后剩余1万元; 超计划1万元.

The same verb in both says that the two make up the figure right before them; 超计划 names the figure it goes beyond.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.claims.operands import amount_of, context
from extractor.claims.spoken import spoken_pair
from extractor.decide import HELD, decide_sum
from extractor.mentions import CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import relation, sum_text

_NOT = re.compile(
    r"(?:另有|尚有|还有|仍有|其余|其他|剩余|尚|还|仍)*(?:未能?|没有?|尚未|待)(?P<verb>[一-鿿]{2,4}?)的?(?:数|部分|资金|金额|人员|的)*(?:为|是|有)?"
)
_AFTER = re.compile(
    r"(?P<verb>[一-鿿]{2,4}?)[后之]*(?:剩余|结余|剩下|余下|尚余|还剩|仅剩)的?(?:部分|资金)?(?:为|是|有)?"
)
_BEYOND = re.compile(
    r"(?:实际)?超(?:出|过|额)?(?P<name>计划|预算|目标|任务|概算|指标|合同|控制价|限额)(?:数|额|价)?(?:为|了)?"
)
_OF_OTHERS = re.compile("上年|往年|以前|历年|跨年|结转|部分完成|基本|大部分|较好")
_BACK = 20  # figures of the sentence before those two that are looked at


def complement_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield a balance for every figure whose words say that it is the rest of the two right before it."""
    near: list[Mention] = []
    for mention in passage.mentions:
        if near and near[-1].sentence != mention.sentence:
            near = []
        if mention.figure.kind not in ("money", "count"):
            continue
        if len(near) > 1:
            yield from _rest(plain, passage, mention, near)
            yield from _beyond(plain, passage, mention, near)
        near = [*near[-_BACK:], mention]


def _rest(plain: str, passage: Passage, rest: Mention, near: Sequence[Mention]) -> Iterator[Relation]:
    whole, done = near[-2:]
    words = rest.chunk.of(plain).strip()
    found = _NOT.fullmatch(words) or _AFTER.fullmatch(words)
    if found is None or rest.role != LEVEL or not _is_pair(rest, whole, done):
        return
    # 合格率 counts nothing, 上年合格3人 another year's.
    told = done.chunk.of(plain)
    if found["verb"] in told and not _OF_OTHERS.search(whole.chunk.of(plain) + told + words):
        made = _decided(passage, [rest, whole, done])
        # 目标30个，达到25个，完成较好的2个，未完成3个: more than two may make up the whole.
        if made.verdict in HELD or not any(addable(m, rest) for m in near[:-2][-_BACK:]):
            yield made


def _is_pair(rest: Mention, whole: Mention, done: Mention) -> bool:
    alike = addable(whole, rest) and addable(done, rest) and whole.role == done.role == LEVEL
    flat = whole.depth == done.depth == rest.depth and not done.cues("part") and whole.boundary <= 3
    return alike and flat and amount_of(whole).base >= amount_of(done).base


def _beyond(plain: str, passage: Passage, more: Mention, near: Sequence[Mention]) -> Iterator[Relation]:
    found = _BEYOND.fullmatch(more.chunk.of(plain).strip())
    if found is None or more.role not in (LEVEL, CHANGE):
        return
    pair = spoken_pair(plain, [m for m in near[-2:] if addable(m, more)], "", found["name"])
    if pair is not None:
        yield _decided(passage, [more, *pair])


def _decided(passage: Passage, operands: Sequence[Mention]) -> Relation:
    amounts = [amount_of(m) for m in operands]
    decision = decide_sum(amounts[0], amounts[1:], context(passage, operands), [1, -1])
    figures = [m.figure for m in operands]
    return relation("balance", "remainder", "sentence", sum_text(figures, [1, -1]), decision, figures)
