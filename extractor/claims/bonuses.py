"""Points added to a score: 基础分88分，获省级表彰加2分，扣1分，最终得分89分."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.claims.operands import amount_of
from extractor.decide import HELD, capped, decide_sum
from extractor.mentions import CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.passages import Passage
from extractor.relations import relation, sum_text

_ADDED = re.compile(
    r"(?:加|加分|加分项|附加分|奖励分?|另加|增加|追加|加计|奖励性加分|创新分|特色分)(?:了|记|计|得|共|各|为|项得?|:)*\s*$"
)
_TAKEN = re.compile(
    r"(?:扣|扣减|扣除|扣分|扣分项|倒扣|核减|减|减去|扣掉|扣分项扣)(?:了|记|计|去|共|为|:)*\s*$"
)
_END = re.compile(
    r"(?:最终|最后|总[评得]?分|合计|共计|总计|综合|累计|实际得|实得|核定|调整后|加分后|扣分后|折算后|定格|定为|后[得计为])[^，,。；;\d]{0,10}$"
)
_SURE = re.compile("最终|最后|总[评得]?分|加分后|扣分后|合计|共计|总计|综合")
_MOST = 8  # additions and deductions between a score and the last one


def bonus_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield score + what was added − what was taken off = last score, where something was added."""
    scores = [m for m in passage.mentions if m.figure.kind == "score" and m.role in (LEVEL, CHANGE)]
    signs = [_sign(plain, m) for m in scores]
    if 1 not in signs:
        return
    start = 0
    while start < len(scores):
        end = start + 1
        while end < len(scores) and signs[end]:
            end += 1
        inside = signs[start + 1 : end]
        if not signs[start] and end < len(scores) and 1 in inside and len(inside) <= _MOST:
            yield from _sum(plain, scores[start : end + 1], inside)
        start = end


def _sign(plain: str, mention: Mention) -> int:
    words = mention.chunk.of(plain)
    if _ADDED.search(words):
        return 1
    lost = mention.state == "lost" or (mention.role == CHANGE and mention.direction < 0)
    return -1 if lost or _TAKEN.search(words) else 0


def _sum(plain: str, run: Sequence[Mention], signs: Sequence[int]) -> Iterator[Relation]:
    first, last = run[0], run[-1]
    words = last.chunk.of(plain)
    if not _END.search(words) or first.state == "full_mark" or last.sentence - first.sentence > 1:
        return
    signs = [1, *signs]
    decision = decide_sum(amount_of(last), [amount_of(m) for m in run[:-1]], None, signs)
    figures = [last.figure, *(m.figure for m in run[:-1])]
    if decision.verdict in HELD:
        yield relation("sum", "sum", "sentence", sum_text(figures, signs), decision, figures)
    elif _SURE.search(words) and all(m.sentence == last.sentence for m in run):
        doubtful = replace(decision, verdict=capped(decision.verdict))
        yield relation("sum", "sum", "sentence", sum_text(figures, signs), doubtful, figures)
