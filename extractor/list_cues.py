"""What announces a list besides the cue words: 按…分, 总投资90万元中, 在…90万元的支出中; and what only lists names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.mentions import Mention
from extractor.patterns.phrases import Phrase

_SPLIT = re.compile(
    r"(?:按照?|依照?)[^，。；：:()\d]{1,14}?(?:分类|划分|区分|(?<!部)分(?![配摊期批年步担析解管局发次阶布]))"
)
# 支出90万元中，甲30万元; 90万元的总支出中，甲30万元. 用于项目建设中 tells of a time.
_BEHIND = re.compile(r"\s*\)?的?[^，。；：:、\d]{0,8}?(?<![其程设期行施作])中[，,：:]")
_NAMED = re.compile(
    r"(?:^|[。；\n，])(?:在|本年|全年|当年|上述|以上)?[^，。；：:、\d]{2,14}?(?:收入|支出|资金|经费|投资|总额|拨款)中"
    r"[，,：:]"
)
_NAMES_ONLY = re.compile(r"[；;]|等[^，。；]{0,6}[，,]")


def lists_names(plain: str, start: int, end: int) -> bool:
    """Tell whether what a cue announces has ended before a figure: 主要包括工资、奖金等；公用经费9万元."""
    return _NAMES_ONLY.search(plain, start, end) is not None


def axis_before(plain: str, mention: Mention, cues: Sequence[Phrase]) -> list[Phrase]:
    """Return the words 按…分 before a figure as a cue, with what stands behind them (主要用于)."""
    if any(p.value == "axis" for p in cues):
        return []
    splits = list(_SPLIT.finditer(plain, mention.gap.start, mention.gap.end))
    found = splits[-1] if splits else None
    if found is None or re.search("[。；;]", plain[found.end() : mention.gap.end]):
        return []
    behind = [p for p in cues if p.start >= found.end()]
    return [Phrase(found.start(), found.end(), "cue", "axis"), *behind]


def in_whole(plain: str, mention: Mention) -> bool:
    """Tell whether 中 between a whole and a figure makes the figure its part."""
    words = plain[mention.gap.start : mention.chunk.start]
    return bool(_BEHIND.match(words)) or bool(_NAMED.search(words))


def behind_name(plain: str, mention: Mention) -> bool:
    """Tell whether the whole is the figure right before 中, not one that words before 中 name."""
    return _BEHIND.match(plain[mention.gap.start : mention.chunk.start]) is not None
