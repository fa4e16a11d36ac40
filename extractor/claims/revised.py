"""Amounts that changes made anew: 总投资605万元，设计变更增加82万元，变更后总投资687万元.

The words say what the amount is after; what it was before and the changes stand in front of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.claims.operands import amount_of, context
from extractor.decide import HELD, decide_sum
from extractor.mentions import BASE, CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import relation, sum_text

_ACT = (
    "变更|调整|追加|核减|核增|调增|调减|增补|增加|补充|扣除|扣减|剔除|压减|压缩|收回|整合|合并|划转|修编|修正|修改|优化|"
    "复核|整改|核定|冲减|冲抵|抵减|加分|减分|增减"
)
_AFTER = re.compile(
    rf"(?:{_ACT})(?:[一-鿿]{{0,6}}?)(?:之?后|到|至)|^(?:增|减|调|扣)后|(?:达到|增至|减至|降为|增为)$"
)
_TAIL = re.compile(r"^的|(?:金额|总额|数额|额度|[为是达数额的至到])+$")
_ADDED = re.compile("追加|增补|补充|增列|新增|划入|调入|增拨|加上|另加|加分")
_TAKEN = re.compile(
    "收回|核减|扣减|扣除|剔除|压减|划出|调出|上缴|退回|取消|减去|冲减|核销|调减|追减|冲抵|抵减"
)
_MOST = 6  # changes between what was and what is


def revised_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield what an amount was, with its changes, for each amount that words call changed."""
    for revised in passage.mentions:
        if revised.role != LEVEL or not _AFTER.search(revised.chunk.of(plain)):
            continue
        near = [m for m in passage.order.earlier(revised) if addable(m, revised) and m.depth == revised.depth]
        made = _made(plain, passage, revised, near)
        if made is not None:
            yield made


def _made(plain: str, passage: Passage, revised: Mention, near: Sequence[Mention]) -> Relation | None:
    moves: list[Mention] = []
    for mention in reversed(near[-_MOST:]):
        way = _way(plain, mention)
        if way:
            moves.insert(0, mention)
            continue
        if mention.role not in (LEVEL, BASE) or not moves:
            return None
        return _balance(plain, passage, [revised, mention, *moves])
    return None


def _same_name(plain: str, revised: Mention, initial: Mention) -> bool:
    """Tell whether what stands behind 变更后 names nothing else than the amount before the change."""
    words = revised.chunk.of(plain)
    found = _AFTER.search(words)
    name = _TAIL.sub("", words[found.end() :] if found else words)
    return not name or name[-2:] in initial.chunk.of(plain)


def _way(plain: str, mention: Mention) -> int:
    """Return whether an amount was added (1) or taken away (-1); 0 where it is no change."""
    if mention.role == CHANGE:
        return 0 if mention.cues("compare") and mention.has_past else mention.direction
    words = mention.chunk.of(plain)
    if mention.role != LEVEL or _AFTER.search(words):
        return 0
    return 1 if _ADDED.search(words) else -1 if _TAKEN.search(words) else 0


def _balance(plain: str, passage: Passage, operands: Sequence[Mention]) -> Relation | None:
    signs = [1, *(_way(plain, m) for m in operands[2:])]
    amounts = [amount_of(m) for m in operands]
    decision = decide_sum(amounts[0], amounts[1:], context(passage, operands), signs)
    # 减少10万元 that stands beside another comparison may be told of something else.
    sure = (
        operands[0].figure.kind in ("money", "score")
        and not any(m.cues("compare") for m in operands[2:])
        and len(operands) == 3
    )
    if decision.verdict not in HELD and not (sure and _same_name(plain, operands[0], operands[1])):
        return None
    figures = [m.figure for m in operands]
    return relation("balance", "budget-adjusted", "sentence", sum_text(figures, signs), decision, figures)
