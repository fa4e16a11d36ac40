"""What a count or a score is of: posts or those who fill them, a full mark or the one awarded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extractor.patterns import Patterns

_STATES = {"count": ("post", "filled"), "score": ("full_mark", "mark", "lost")}

# Words around a mark that name no criterion: 该项实际得, 按比例折算得分为.
_BARE_MARK = re.compile(
    r"[\s,，、:()]|其中|分别|依次|[该本此][项类]?|指标|实际|自评|评价|绩效|最终|本次|考核|考评|评审|按照?|依据|根据|结合|据此|此|比例|折算|换算"
    r"|折合|计算|乘以?|权重|(?:[预概]算|资金|项目)*(?:执行|完成|支付|支出|到位|达标|合格|使用)(?:[率度]|进度|情况|比例)|公式|标准|办法|规则|细则|相应|对应|因此|扣[分减除]?后|核[定减]|得分(?:=[^，,=]{2,16})?|评分|[故所以应共可计打给各自评得分为是实了后约即]"
)


# 按执行率乘以权重计9分: the weight is what the mark was computed with.
_COMPUTED = re.compile(
    r"(?:乘以?|[×*]|[按依]照?|根据|结合)[^，,。；;\d]{0,14}(?:计|算|折|得)[分为成得了]*(?:约为?|为)?\s*$"
)


def is_bare_mark(words: str) -> bool:
    """Tell whether the words before a mark name nothing of its own, so that it is that of the full mark before it."""
    return not _BARE_MARK.sub("", words)


def state_of(words: str, kind: str, patterns: Patterns) -> str:
    """Return the state that the last word of the kind's states names; empty where none stands there."""
    if kind not in _STATES or not words:
        return ""
    any_, cues = _words_of(_STATES[kind], patterns)
    if not any_.search(words):
        return ""
    found = max((words.rfind(w) + len(w), role) for w, role in cues if w in words)[1]
    return "mark" if found == "full_mark" and _COMPUTED.search(words) else found


@lru_cache
def _words_of(
    roles: tuple[str, ...], patterns: Patterns
) -> tuple[re.Pattern[str], Sequence[tuple[str, str]]]:
    """Return what finds any of the words that name states, and each of them with its state."""
    cues = (cue for cue in patterns.words.cues if cue.role in roles)
    words = [(word, cue.role) for cue in cues for word in cue.words]
    return re.compile("|".join(re.escape(word) for word, _ in words)), words
