"""Completion of work that is counted: 计划维修山塘20口，完成17口，完成率85%.

Two counts of one unit right before a rate, the first planned and the second done, are what the rate is of, whatever money
the sentence spoke of before.
"""

from __future__ import annotations

import re

from extractor.claims.operands import quotient
from extractor.mentions import CHANGE, COMPLETION, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage

_PLANNED = re.compile("计划|目标|任务|应|拟|预计|需|下达|指标")
_DONE = re.compile("完成|实际|已|办结|竣工|建成|落实|兑现|达到|现|实有|实施|发放")
_OF_WORK = re.compile(
    "^(?:其中|总体|整体|任务|目标|工程|数量|计划|项目|工作)*(?:完成率|完成比例|完成进度|任务完成率)"
    "|^(?:总体|已)?完成(?:了)?(?:年度|全年|当年|绩效|既定|设定)*(?:目标|任务|计划)+(?:任务|值|数|量)?的"
)
_OF_MONEY = re.compile("[资拨支付]|预算|执行")


def work_done(plain: str, passage: Passage, rate: Mention) -> Relation | None:
    """Return the rate as one of the planned and the done count right before it, None where there are no such two."""
    near = passage.order.earlier(rate)[-2:]
    if rate.role != COMPLETION or rate.boundary > 2 or len(near) < 2 or not _are_counts(near[0], near[1]):
        return None
    words = rate.chunk.of(plain).strip()
    planned, done = (m.chunk.of(plain) for m in near)
    told = _PLANNED.search(planned) and not _PLANNED.search(done) and _DONE.search(done)
    if not told or _OF_MONEY.search(words) or not _OF_WORK.match(words):
        return None
    return quotient("completion", passage, rate, near[1], near[0])


def _are_counts(planned: Mention, done: Mention) -> bool:
    alike = planned.figure.kind == done.figure.kind == "count" and addable(planned, done)
    # 目标为新增农田1.2万亩，实际建成1.3万亩: what is to be added is planned like anything else.
    plain = planned.role in (LEVEL, CHANGE) and done.role == LEVEL and planned.depth == done.depth
    return alike and plain and done.boundary <= 2
