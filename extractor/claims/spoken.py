"""Figures that later words name again: 签约价…，结算价…，结算价高于签约价; 计划…，实际…，实际比计划节约."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.mentions import ASIDE, BASE, COMPLETION, LEVEL, RATE, SHARE, Mention

_NAME = 2  # characters of a name
_LONGEST = 12
_TAIL = re.compile(
    r"(?:的|数额|金额|总额|数量|总量|规模|数|额|值|水平|之间|相|情况|额度|限额|范围|[以之]?内)+$"
)
_HEAD = re.compile(r"^(?:其中|但|且|而|因此|故|均|也|即)")
_TIME = re.compile(r"^(?:[本当]年度?|[上去]年度?|全年|今年)")
_WITHIN = re.compile(r"[以之]?内$")
_ANY = re.compile(r"(?:得分|分数|评分|金额|数额|数量)?")
_LAST_YEAR = re.compile(r"(?:上年|去年|上一年)度?(?:同期)?(?:水平)?")
_YEAR = re.compile(r"((?:19|20)\d\d)年")
_GENERAL = ("支出", "收入", "经费", "资金", "金额", "费用", "预算", "决算", "投资", "投入", "拨款")
_HEADS = ("人", "户")
_SUMMED = re.compile(r"[两二三四五六七八九十\d]项|[、和及与]")
_DONE = re.compile(r"(?:支出|收入|金额|为|是|达|共|约|了|安排|投入|完成|有)+$")
_RATES = (COMPLETION, RATE, SHARE)
_WIDE_WORDS = {"项目", "预算", "资金", "本年", "全年", "年度"}  # say nothing of what a rate is of


def spoken_years(
    plain: str, near: Sequence[Mention], subject: str, object_: str
) -> tuple[Mention, Mention] | None:
    """Return the only two rates of a sentence, of two years: 2023年执行率90%，2024年为85%，执行率低于上年."""
    rates = [m for m in near if m.role in _RATES and m.figure.kind == "percent"]
    if len(rates) != 2 or not _LAST_YEAR.fullmatch(_name(object_)) or rates[0].depth != rates[1].depth:
        return None
    years = [int(found[-1]) if (found := _YEAR.findall(m.chunk.of(plain))) else 0 for m in rates]
    words, first = _name(subject), rates[0].chunk.of(plain)
    pairs = {words[n : n + 2] for n in range(len(words) - 1)} - _WIDE_WORDS
    own = _TIME.sub("", _YEAR.sub("", rates[1].chunk.of(plain)).strip("度为是达 ")) or first
    if 0 in years or not any(pair in first for pair in pairs) or own not in first:
        return None
    if years[1] == years[0] + 1:
        return rates[1], rates[0]
    return (rates[0], rates[1]) if years[0] == years[1] + 1 else None


def told_years(plain: str, near: Sequence[Mention]) -> tuple[Mention, Mention] | None:
    """Return the later and the earlier of the only two amounts of a sentence, of two years: 2022年6万元，2021年5万元."""
    levels = [m for m in near if m.role in (LEVEL, BASE)]
    if (
        len(levels) != 2
        or levels[0].figure.kind != levels[1].figure.kind
        or levels[0].depth != levels[1].depth
    ):
        return None
    years = [int(found[-1]) if (found := _YEAR.findall(m.chunk.of(plain))) else 0 for m in levels]
    own = _TIME.sub("", _YEAR.sub("", levels[1].chunk.of(plain)).strip("度为是达 "))
    if 0 in years or own not in levels[0].chunk.of(plain) or abs(years[0] - years[1]) != 1:
        return None
    return (levels[1], levels[0]) if years[1] > years[0] else (levels[0], levels[1])


def spoken_pair(
    plain: str, near: Sequence[Mention], subject: str, object_: str
) -> tuple[Mention, Mention] | None:
    """Return the two amounts that the words on both sides of a comparison name, each the only one of its name.

    Where the first words name nothing (得分低于上年), it is the only other amount.
    """
    levels = [m for m in near if m.role in (LEVEL, BASE) and m.figure.kind != "percent"]
    bounds = [m for m in near if m.role == ASIDE and m.has("threshold") and not m.has("per_unit")]
    base = _called(plain, [*levels, *bounds], _name(object_) or _WITHIN.sub("", object_.strip()))
    if base is None:
        return None
    words = _TIME.sub("", _name(subject))
    if _ANY.fullmatch(words):
        others = [m for m in levels if m is not base]
        if base in bounds and len(others) > 1:
            others = [m for m in others if m.has("granted")]  # 预算100万元，最高限价90万元，中标价85万元
        level = others[0] if len(others) == 1 else None
    else:
        level = _called(plain, levels, _name(subject))
    return (level, base) if level is not None and level is not base else None


def spoken_rates(
    plain: str, near: Sequence[Mention], subject: str, object_: str
) -> tuple[Mention, Mention] | None:
    """Return the two percentages that the words on both sides of a comparison name: 甲项目执行率高于乙项目."""
    rates = [m for m in near if m.role in _RATES and m.figure.kind == "percent" and not _in_points(m)]
    pair = [_rate_called(plain, rates, _name(words)) for words in (subject, object_)]
    first, second = pair
    if first is None or second is None or first is second or first.role != second.role:
        return None
    return first, second


def _rate_called(plain: str, rates: Sequence[Mention], words: str) -> Mention | None:
    found = [m for m in rates if _NAME <= len(words) <= _LONGEST and words in m.chunk.of(plain)]
    return found[0] if len(found) == 1 else None


def _in_points(mention: Mention) -> bool:
    return mention.figure.amount is not None and mention.figure.amount.unit.endswith("百分点")


def _own(words: str) -> str:
    return _DONE.sub("", words.strip())


def _name(words: str) -> str:
    return _TAIL.sub("", _HEAD.sub("", words.strip("“”\"' \n"))).strip()


def _called(plain: str, levels: Sequence[Mention], words: str) -> Mention | None:
    """Return the one amount beside which a name stands; 支出 alone does not name 项目支出."""
    if not _NAME <= len(words) <= _LONGEST:
        return None
    found = [m for m in levels if words in m.chunk.of(plain)]
    if not found and words.endswith(_HEADS):  # 女职工人数
        words = words[:-1]
        found = [m for m in levels if m.figure.kind == "count" and words in m.chunk.of(plain)]
    if len(found) > 1:  # 会议费、培训费两项合计9万元，会议费5万元，培训费4万元
        found = [m for m in found if m.figure.kind != "count"] or found
        found = [m for m in found if not m.has("total") and not _SUMMED.search(m.chunk.of(plain))]
        found = [m for m in found if _own(m.chunk.of(plain)) == words] or found
    if len(found) != 1:
        return None
    if found[0].has_past and _TIME.fullmatch(words):
        return found[0]  # 得分高于上年
    label = _TIME.sub("", found[0].label)
    ends = label.endswith(words) and words not in _GENERAL
    return found[0] if not found[0].indicator or label in words or label.startswith(words) or ends else None
