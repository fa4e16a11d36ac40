"""Several evaluations of one thing, and which of them counts: 自评95分，第三方评价78分，最终按评价结果定级."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.document import Span
from extractor.mentions import Mention

_BY = re.compile(
    r"(?:按照?|依据|根据|依|以)(?P<by>[^，,。；;、\d]{2,16}?)(?:的?(?:结果|得分|分数|意见|结论|评分|分值|成绩|等次|等级))?"
    r"(?:为准|为依据|为基础|确定|认定|评定|划定|核定|定级|定等|定档|定为|作为|最终|等级|等次)"
)
_EVALUATION = re.compile("自评|评价|复核|复评|抽查|评审|考核|评分|得分|第三方|专家|主管|财政|核定|调整后")
_GENERIC = re.compile("结果|得分|分数|评分|等级|项目|单位|最终|综合|本次|绩效")
_BACK = 40  # characters before a grade in which words may say whose score counts


def picked_score(plain: str, near: Sequence[Mention], grade: Span) -> Mention | None:
    """Return the score that words before a grade pick (按重点评价结果, 以复评得分为准), None where none does."""
    start = max(near[-1].figure.span.end, grade.start - _BACK)
    told = _BY.search(plain, start, grade.end)
    if told is None:
        return None
    wanted = _pairs(told["by"])
    alike = [len(wanted & _pairs(m.chunk.of(plain))) for m in near]
    best = max(alike)
    return near[alike.index(best)] if best and alike.count(best) == 1 else None


def is_evaluation(plain: str, mention: Mention) -> bool:
    """Tell whether words before a score say who gave it."""
    return _EVALUATION.search(mention.chunk.of(plain)) is not None


def _pairs(words: str) -> set[str]:
    """Return the pairs of letters that tell one evaluation from another."""
    told = _GENERIC.sub(" ", words)
    return {a + b for a, b in pairwise(told) if not (a + b).isspace()}
