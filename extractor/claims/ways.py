"""Words of a way between or behind two figures: 由5万元增至6万元, 比上年的5万元有所增加."""

from __future__ import annotations

import re

from extractor.claims.operands import amount_of
from extractor.mentions import Mention

_UP = "增加|增长|增多|增|上升|提高|提升|攀升|上涨|扩大|壮大|升高|升|涨"
_DOWN = "减少|下降|降低|缩减|压缩|压减|缩小|回落|下滑|减|降"
_HOW = "(?:均|都|已|也|逐步|大幅度?|小幅度?|明显|显著|稳步|持续|进一步|有所|略有|稍有|略|稍)*"
_TO = re.compile(
    rf"\s*[，,]?\s*{_HOW}(?:(?P<up>{_UP})|(?:{_DOWN}))了?[到至为](?:(?:19|20)\d\d年度?|[本今当]年度?)?的?\s*"
)
_FROM = re.compile(rf"\s*{_HOW}(?:(?P<up>{_UP})|(?:{_DOWN}))了?(?=\s*[，,。；;)\n]|$)")
_HOW_ONLY = re.compile(rf"^{_HOW}(?:总体|总额|整体|实际|本年|全年)*")
_RANK = re.compile("排名|位次|名次|排位|排序|位列|名列")
_TIMES = ("天", "日", "小时", "分钟", "个工作日", "工作日", "个月", "秒")


def moved_to(gap: str) -> int:
    """Return the way of the words between two figures: 1 of 增至, -1 of 降为, 0 of all others."""
    found = _TO.fullmatch(gap)
    return 0 if found is None else 1 if found["up"] else -1


def moved_from(plain: str, end: int) -> int:
    """Return the way of the words right behind what is compared with: 比上年的5万元有所增加, and no amount."""
    found = _FROM.match(plain, end)
    return 0 if found is None else 1 if found["up"] else -1


def is_rank(words: str, unit: str, way: int) -> bool:
    """Tell whether less is better of what is measured: 排名由15名上升到12名, 时效由5天提升到3天."""
    return _RANK.search(words) is not None or (way > 0 and unit in _TIMES)


def names_another(plain: str, first: Mention, second: Mention) -> bool:
    """Tell whether a comparison has a subject that the figure before it does not name: 甲20万元，乙比上年15万元."""
    cues = [c.start for c in second.cues("compare") if c.start >= second.chunk.start]
    words = _HOW_ONLY.sub("", plain[second.chunk.start : cues[0]]).strip() if cues else ""
    return bool(words) and words not in first.chunk.of(plain)


def against(way: int, first: Mention, second: Mention) -> bool:
    """Tell whether the figures go another way than the words between them."""
    return way * (amount_of(second).base - amount_of(first).base) < 0
