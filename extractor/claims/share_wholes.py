"""The whole a share names in words (占补助总额的), and shares in front of their amount (其中35%即9万元)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from extractor.claims.operands import nearest, quotient, rate_relation
from extractor.claims.sums import near_hundred
from extractor.decide import HELD, HUNDRED
from extractor.mentions import BASE, LEVEL, RATE, Mention
from extractor.model import Relation
from extractor.order import REACH
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import printed, with_unit

_TAIL = re.compile(r"(?:的)?(?:比重|比例|份额|百分比)?(?:分别|依次|各)?(?:约|为|是|达到|达)*[\s“”]*$")
# Words that do not tell one whole from another.
_FILLING = re.compile(r"[总全部该本其的额数量合共计年度上当各类为是“”\s]|金额|资金|规模")
_GENERIC = ("支出", "收入", "投资", "投入", "经费", "预算", "人", "人员", "财政拨款")
_MONEY = ("资金", "金额", "经费", "款项", "投资", "资金量")
_TOTAL = re.compile(r"总|共|合计")
_COUNT = re.compile(r"(?<=[一-鿿]{2})(?:[人户件个家次台套辆篇场所处项]|人次)$")  # 就业人数: 就业753人
_EDGE = re.compile(r"[，,。；;：:、()\n]")
_THEN = re.compile(r"\s*(?:[，,、]?\s*(?:即|计|为|共|共计|金额为?)|[，,]?\()\s*约?\s*")
_PLAIN = re.compile(r"[本全该当年度单位部门局总的期“”\s]*")
_FEW = 3  # shares of which all but one hold
_NAMING = 2  # characters of a name that may stand for a longer one
_MOST = 20  # shares of a sentence whose amounts are added up
_REACH = 12  # characters behind a figure that may still name it: 90万元的总支出


def words_of_whole(plain: str, share: Mention) -> str:
    """Return the words between 占 and the share that name the whole, empty where there are none."""
    cues = [p for p in share.cues("share") if p.start >= share.chunk.start]
    words = plain[cues[-1].end : share.figure.span.start] if cues else ""
    words = _TAIL.sub("", words).strip(" “”了到")
    return "" if words.startswith(("比", "用", "有")) else words


def names_only(plain: str, share: Mention) -> bool:
    """Tell whether the indicator behind 占 stands alone: 占总支出的, not 占项目总支出的."""
    cues = [p for p in share.cues("share") if p.start >= share.chunk.start]
    named = [p for p in share.phrases if p.kind == "indicator" and cues and p.start >= cues[0].end]
    return not named or _PLAIN.fullmatch(plain, cues[0].end, named[-1].start) is not None


def called_whole(plain: str, passage: Passage, share: Mention, part: Mention, words: str) -> list[Mention]:
    """Return the earlier figures whose words hold those of the whole, the nearest sentence first."""
    core = _FILLING.sub("", words)
    order, end = passage.order, passage.order.place(share)
    near = [
        m
        for m in order.made[max(order.since(share.sentence - 2), end - REACH) : end]
        if m is not part and m.role == LEVEL and addable(m, part)
    ]
    if not core:  # 占总额的: the whole of its list, else the first figure of the sentence
        heads = [p.head for p in passage.lists_of(part)]
        first = [m for m in near if m.sentence == share.sentence][:1]
        return [h for h in heads if h in near][:1] or first
    fitting = [m for m in near if _is_meant(words, core, _words(plain, m))]
    own = [m for m in fitting if m.sentence == share.sentence]
    return list(reversed(own or fitting))


def _is_meant(words: str, core: str, near: str) -> bool:
    """Tell whether the words beside a figure name the whole; 支出 alone is that of a total, not 项目支出."""
    total = core not in _GENERIC or words in near or _TOTAL.search(near) is not None
    filled = _FILLING.sub("", near)
    return total and (core in filled or (words.endswith("数") and _COUNT.sub("", core) in filled))


def _words(plain: str, mention: Mention) -> str:
    """Return the words that name a figure, before it and, in 90万元的总支出, behind it."""
    end = mention.figure.span.end
    mark = _EDGE.search(plain, end, end + _REACH)
    return mention.chunk.of(plain) + plain[end : mark.start() if mark else end + _REACH]


def named_part(share: Mention, near: Sequence[Mention]) -> Mention | None:
    """Return the amount that words before 占 name: by its name (人员经费占), unit (人次占比) or as money (资金占比)."""
    levels = [m for m in near if m.role == LEVEL and m.figure.kind in ("money", "count")]
    called = [m for m in levels if _is_named(share, m)] or _holding(share, levels)
    called = called or [m for m in levels if _is_counted(share.label, m)]
    return called[-1] if called else None


def _holding(share: Mention, levels: Sequence[Mention]) -> list[Mention]:
    """Return the one amount whose name holds that of a share: 四季度支出 of 四季度占."""
    name = share.label
    found = [m for m in levels if len(name) > _NAMING and m.label.startswith(name)]
    return found if len(found) == 1 else []


def _is_named(share: Mention, part: Mention) -> bool:
    if share.indicator:
        return share.indicator == part.indicator
    return len(share.label) > 1 and len(part.label) > 1 and part.label.endswith(share.label)


def _is_counted(label: str, part: Mention) -> bool:
    if part.figure.kind == "money":
        return label in _MONEY
    unit = part.figure.amount.unit if part.figure.amount else ""
    return bool(unit) and label in (unit, f"{unit}数", f"{unit}员", f"{unit}数量")


def amount_behind(plain: str, passage: Passage, share: Mention) -> Mention | None:
    """Return the amount right behind a share that says the same: 占35%，为9万元; 35%（9万元）."""
    place = passage.order.place(share) + 1
    following = passage.mentions[place] if place < len(passage.mentions) else None
    if following is None or following.role not in (LEVEL, BASE) or following.figure.kind == "percent":
        return None
    return following if _THEN.fullmatch(following.gap.of(plain)) else None


def spoken_shares(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the shares that only their amount shows to be such: 其中35%即9万元用于印刷."""
    for rate in passage.mentions:
        part = amount_behind(plain, passage, rate) if rate.role == RATE and not rate.indicator else None
        if part is None or rate.figure.kind != "percent":
            continue
        wholes = [m for m in passage.order.earlier(rate) if m.role == LEVEL and addable(m, part)]
        made = [quotient("share", passage, rate, part, m) for m in reversed(wholes)]
        good = [r for r in made if r.verdict in HELD]
        among = bool(rate.cues("part")) and not rate.label
        if good or (made and among):
            yield good[0] if good else made[0]


def shares_of_first(passage: Passage, lacking: Sequence[tuple[Mention, Mention]]) -> dict[int, Relation]:
    """Return the relations of shares without a word for their whole, where the first figure makes one of them hold.

    收到问卷90份，满意30份，占33.33%；基本满意60份，占66.67%.
    """
    found: dict[int, Relation] = {}
    for sentence, group in groupby(lacking, key=lambda pair: pair[1].sentence):
        pairs = list(group)
        whole = _first(passage, sentence, pairs)
        if whole is None:
            continue
        made = {id(s): quotient("share", passage, s, p, whole) for p, s in pairs if addable(whole, p)}
        held = [r for r in made.values() if r.verdict in HELD]
        found |= made if held and 2 * len(held) >= len(made) else {}
    return found


def shares_of_all(passage: Passage, lacking: Sequence[tuple[Mention, Mention]]) -> dict[int, Relation]:
    """Return the relations of shares that near 100 with what their amounts make together, where half of them hold.

    中标金额120万元、80万元、50万元，各占48%、32%、20%: the whole is printed nowhere.
    """
    found: dict[int, Relation] = {}
    for _, group in groupby(lacking, key=lambda pair: pair[1].sentence):
        pairs = list(group)[:_MOST]
        parts, shares = [p for p, _ in pairs], [s for _, s in pairs]
        alike = len(set(parts)) == len(parts) > 1 and all(addable(p, parts[0]) for p in parts)
        near = alike and near_hundred(shares)
        if not near and (not alike or len(pairs) < _FEW):
            continue
        made = {id(s): _of_sum(passage, s, p, parts) for p, s in pairs}
        held = [r for r in made.values() if r.verdict in HELD]
        # One share of three that is wrong may take the total far from 100.
        found |= made if (2 * len(held) > len(made) if near else len(held) == len(made) - 1) else {}
    return found


def _of_sum(passage: Passage, share: Mention, part: Mention, parts: Sequence[Mention]) -> Relation:
    others = [p for p in parts if p is not part]
    total = " + ".join(with_unit(p.figure) for p in parts)
    text = f"{with_unit(part.figure)} ÷ ({total}) = {printed(share.figure)}%"
    operands = [part, *others]
    return rate_relation(
        "share", passage, share, operands, lambda v: v[0] / _total(v) * HUNDRED, _total, text
    )


def _total(values: Sequence[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def _first(passage: Passage, sentence: int, pairs: Sequence[tuple[Mention, Mention]]) -> Mention | None:
    parts = [p for p, _ in pairs]
    levels = (m for m in passage.order.sentence(sentence) if m.role == LEVEL)
    first = next((m for m in levels if addable(m, parts[0])), None)
    return first if first is not None and first.figure.span < parts[0].figure.span else None


def best(passage: Passage, share: Mention, part: Mention, wholes: Sequence[Mention]) -> Relation | None:
    """Return the relation of a share with the whole that makes it hold, else with the nearest one named."""
    made = [quotient("share", passage, share, part, m) for m in wholes]
    good = [r for r in made if r.verdict in HELD]
    if good or not made:
        return good[0] if good else None
    return made[0] if len(made) == 1 else nearest(made)
