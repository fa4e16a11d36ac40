"""What announces a list besides the cue words: 按…分, 总投资90万元中, 在…90万元的支出中; and what only lists names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.mentions import LEVEL, Mention
from extractor.parts import addable
from extractor.patterns.phrases import Phrase

_SPLIT = re.compile(
    r"(?:按照?|依照?)[^，。；;：:()\d]{1,14}?(?:分类|划分|区分|(?<!部)分(?!别[于在]|[配摊期批年步担析解管局发次阶布]))"
)
# 支出90万元中，甲30万元; 90万元的总支出中，甲30万元. 用于项目建设中 tells of a time.
_BEHIND = re.compile(
    r"\s*\)?的?[^，。；;：:、\d]{0,8}?(?<![其程设期行施作])(?:中|当中|之中|里|里头|里面)[，,：:]"
)
_NAMED = re.compile(
    r"(?:^|[。；;\n，])(?:在|本年|全年|当年|上述|以上)?[^，。；;：:、\d]{2,14}?(?:收入|支出|资金|经费|投资|总额|拨款)中"
    r"[，,：:]"
)
# 到位资金中，甲30万元; 县级部分用于甲30万元; 续建部分里用于甲30万元
_TOPIC = re.compile(
    r"(?:^|[。；;.\n，])\s*(?:在|上述|以上)?([^，。；;：:、()\d]{2,16}?)"
    r"(?:(?<![其程设期行施作])(?:当中|之中|里面|里头|中|里)(?=[，,：:]|用于)|(?<=部分)(?=主要用于|用于|包括))"
)
_CLASS = re.compile(r"(?:的|部分|方面|资金|经费|款项|支出|收入|类|这一块)+$")
_VERB = re.compile(r"(?:资金|支出|安排|投入|金额|[为是共计达了约有的])+$")
_SIDE = re.compile(r"[。；;，,][^，。；;：:、\d]{0,8}?(收|支)[入出]?$")
_NAMES_ONLY = re.compile(r"[；;]|等[^，。；]{0,6}[，,]")

_HOLDING = ("含", "包含", "包括", "具体为", "具体是")
_IF = re.compile("[将把果按加扣含计以考需不若再剔]|有(?:关|必要)")
_TITLES = "(?:《[^》]{1,60}》[、和及以与]{0,2})+"
_NAMES_END = re.compile(rf"\s*[：:]?\s*{_TITLES}[^，,；;。]{{0,8}}[，,；;]")
_NAMES_LISTED = re.compile(r"\s*[：:]?\s*[^，,；;。：:、]{1,20}(?:、[^，,；;。：:、]{1,20})+[，,；;]")
_LARGER = re.compile(
    r"[，,；;]\s*(?:累计|现[有行]|目前|总[数量计]|合计|共[计有]|废止|撤销|报废|取消|注销|修订)[^，,；;。]*$"
)
_ATTRIBUTE = re.compile(
    r"^[^，,。；;：:、()\d]{1,14}的(?:[^，,。；;：:、\d]{0,4})?(?:总额|总数|总量|总计|全部|全口径|总支出|总收入|总投资|合计|全额|口径)"
)
_WITHOUT = re.compile(r"(?:不|未|没有|剔除|扣除)(?:包含|含|包括|计入|计)?([^，,。；;：:、()\d]{2,12})")
_OBJECT = 2  # characters that name what is left out
_FAR = 80  # characters before a cue that may say what is left out


def _lists_names(plain: str, start: int, end: int) -> bool:
    """Tell whether what a cue announces has ended before a figure: 主要包括工资、奖金等；公用经费9万元."""
    return _NAMES_ONLY.search(plain, start, end) is not None


def announcing(plain: str, cues: Sequence[Phrase], mention: Mention) -> list[Phrase]:
    """Return the cues that announce a list this figure can be in."""
    cues = [p for p in cues if not _lists_names(plain, p.end, mention.chunk.end)]
    return [p for p in cues if _in_force(plain, p, mention)]


def _in_force(plain: str, cue: Phrase, mention: Mention) -> bool:
    """Tell whether a cue announces parts: not 如将结转纳入, not 含基建的总额, not 包括《甲》《乙》，废止2项."""
    word = plain[cue.start : cue.end]
    if word == "如":
        return _IF.match(plain, cue.end) is None
    if word not in _HOLDING:
        return True
    behind = plain[cue.end : mention.figure.span.start]
    if _NAMES_END.match(behind) or (_LARGER.search(behind) and _NAMES_LISTED.match(behind)):
        return False
    if _ATTRIBUTE.search(behind):
        return False
    named = behind[:_OBJECT]
    said = plain[max(0, cue.start - _FAR) : cue.start]
    return len(named) < _OBJECT or not any(found[1].startswith(named) for found in _WITHOUT.finditer(said))


def other_side(plain: str, mention: Mention, cue: int, head: Mention) -> bool:
    """Tell whether a cue has a subject of its own that the figure before does not name: 收入10万元；支出包括：甲9万元."""
    own = _SIDE.search(plain, mention.gap.start, cue)
    said = head.chunk.of(plain)
    if own is None or own[1] in said:
        return False
    return mention.boundary >= 3 or ("收" if own[1] == "支" else "支") in said


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
    if "中" not in words and "里" not in words:
        return False
    return bool(_BEHIND.match(words)) or bool(_NAMED.search(words))


def behind_name(plain: str, mention: Mention) -> bool:
    """Tell whether the whole is the figure right before 中, not one that words before 中 name."""
    return _BEHIND.match(plain[mention.gap.start : mention.chunk.start]) is not None


def topic(plain: str, mention: Mention) -> str:
    """Return the name of the whole that words before a figure take up once more: 到位资金中，甲30万元."""
    words = plain[mention.gap.start : mention.figure.span.start]
    if "中" not in words and "里" not in words and "部分" not in words:
        return ""
    found = list(_TOPIC.finditer(plain, mention.gap.start, mention.figure.span.start))
    return _CLASS.sub("", found[-1][1]) if found else ""


def taken_up(plain: str, name: str, before: Sequence[Mention], mention: Mention) -> Mention | None:
    """Return the only figure before that is called by a name, or whose own words end in it."""
    near = [
        m for m in before if m.role == LEVEL and addable(m, mention) and m.sentence + 2 > mention.sentence
    ]
    called = [(_CLASS.sub("", _VERB.sub("", m.chunk.of(plain).strip())), m) for m in near]
    same = [m for words, m in called if words == name]
    same = same or [m for words, m in called if len(name) > 1 and words.endswith(name)]
    return same[0] if len(same) == 1 else None
