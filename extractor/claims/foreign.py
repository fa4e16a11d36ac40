"""Rates of something else than the figures beside them: 单位能耗由5吨降到4吨，产量增长10%."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.mentions import WAYS, Mention
from extractor.passages import Passage

# Words that go with any figure, and so tell of no other subject.
_ANY = re.compile(
    r"同比|环比|[本上去今当前]年|年[初末底均]|年度?|[总全整]体|实际|全[年县市区省]|支出|收入|经费|资金|费用?|投入|[总金数余差]额|总[量数计]|合计|共计|累计|数量"
    r"|规模|[预决]算|水平|面积|人[数员]|幅度|比例|速度|分别|依次|继续|持续|仍然?|再|平均|各|均|净|明显|有所|略有?|大幅|[也又还将则而却并且即因故其该此本共约达为数额价值率的了]"
    r"|\d|[^一-鿿]"
)
_SUBJECT = 2  # characters of a subject
_FAR = 400  # characters that are looked back over


def of_another(plain: str, passage: Passage, first: Mention, operands: Sequence[Mention]) -> bool:
    """Tell whether the words before a move name what none of the words before the figures it may be of does."""
    moves = [
        p.start
        for p in first.phrases
        if p.kind == "cue" and p.value in (*WAYS, "compare") and p.start >= first.chunk.start
    ]
    subject = _ANY.sub("", plain[first.chunk.start : moves[0]]) if moves else ""
    if len(subject) < _SUBJECT:
        return False
    earliest = min(operands, key=lambda m: m.figure.span.start)
    near = passage.order.sentence(earliest.sentence)
    start = near[0].gap.start if near else earliest.gap.start
    words = plain[max(start, first.chunk.start - _FAR) : first.chunk.start]
    return not any(a + b in words for a, b in pairwise(subject))
