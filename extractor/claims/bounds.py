"""Bounds beside their figures: 未超过核定的17.7万元限额, 低于邻近的白沙镇（104万元）, 控制在概算之内, 前者低于后者.

What is held against a bound is the figure right before it, or the one of two that the bound's name does not call.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.claims.limits_in_order import held_against, run_of_limits
from extractor.claims.operands import amount_of
from extractor.claims.order import compared, picks_out
from extractor.claims.spoken import spoken_pair
from extractor.decide import HELD, capped
from extractor.document import Span
from extractor.mentions import ASIDE, BASE, CHANGE, COMPLETION, GROWTH, LEVEL, RATE, SHARE, STOP, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage

_WITHIN = r"(?:未|不|没有|没|并未)(?:超过?|超出|突破|高于|大于|多于|高出)了?|控制(?:在|于)|限制在|压缩在|不高于|小于等于"
_AT_LEAST = r"(?:未|不|没有)(?:低于|少于|小于)"
_LESS = "低于|小于|少于|不及(?!时|格|其)|慢于|不如|逊于|落后于|短于"
_MORE = "高于|大于|多于|超过|超出|快于|长于|高过"
SIGN = rf"(?:(?P<within>{_WITHIN})|(?P<least>{_AT_LEAST})|(?P<less>{_LESS})|(?P<more>{_MORE}))"
FILLER = (
    r"(?:均|都|也|仍|已|还|但|且|并|明显|显著|略|稍|远|大幅|大大|严格|有效|始终|全年|总体|整体|实际|支出|成本|费用|投资|造价"
    r"|总额|金额|决算|执行|支付|进度|水平|数|额|得分|该|其|地|分别)*"
)
_BESIDE = re.compile(
    rf"\s*[，,]?\s*{FILLER}{SIGN}(?P<object>[^，,；;。:：、()\d]{{0,18}})(?P<bracket>\()?\s*"
)
_SURE = re.compile(r"(?:[的数额值为]|标准|限额|上限|水平|目标|预算|指标|要求)$")
_AMOUNT = re.compile(
    r"[一-鿿](?:价|成本|费用?|支出|收入|人[数口]|投[资入]|得分|户数|资金|收益|产值|单价|面积|用工|造价|工期|年限|产量)$"
)
_UNREAL = re.compile(r"(?:应|须|需|可|能|得|要|要求|确保|力争|预计|目标|是否|如果?|若|当|原则上|比)$")
_INSIDE = re.compile(
    r"(?:控制|保持|限制|压缩|均|都|仍|全部|处)(?:在|于)(?P<object>[^，,；;。()\d]{2,14}?)的?(?:范围|额度|限额|总额|数)?(?:之内|以内|内)"
    r"(?=[，,。；;)\s]|$)"
)
_DONE = re.compile("决算|实际|结算|支出|成交|中标|执行|支付|完成")
_UPPER = re.compile(r"(?:不超过?|不高于|不大于|[≤<≦]=?|控制在|不多于|不得超过)\s*$")
_LOWER = re.compile(r"(?:不低于|不少于|不小于|[≥>≧]=?|达到?)\s*$")
_MET = re.compile(
    r"(?:控制在|未超|没有超|未突破|符合|达标|达到|完成|实现|低于)[^，。；不未]{0,10}(?:标准|目标|指标|要求|以内|之内|范围|上限|限额)?"
)
_REACH = 4  # figures before a bound that it may be for
_AROUND = 8
_RATES = (RATE, COMPLETION, SHARE)


def bound_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield a relation for each bound or comparison whose second figure stands beside its words, or is named by them."""
    for mention in passage.mentions:
        yield from _beside(plain, passage, mention)
    for first, second in pairwise(passage.mentions):
        yield from _goal(plain, passage, first, second)
    yield from _named(plain, passage)


def _beside(plain: str, passage: Passage, second: Mention) -> Iterator[Relation]:
    found = _BESIDE.fullmatch(second.gap.of(plain))
    if found is None or picks_out(plain, second):
        return
    if _UNREAL.search(plain, second.gap.start, second.gap.start + found.start(sign_of(found))):
        return
    limits = run_of_limits(plain, passage, second)
    if len(limits) > 1:
        pairs = zip(held_against(passage, limits), limits, strict=False)
        yield from (compared_by(passage, sign_of(found), m, limit) for m, limit in pairs)
        return
    before = [m for m in passage.order.earlier(second)[-_REACH:] if m.role not in (CHANGE, GROWTH)]
    first = before[-1] if before else None
    if first is None or not _alike(first, second):
        return
    sign = sign_of(found)
    made = compared_by(passage, sign, first, second)
    sure = bool(found["bracket"] or _SURE.search(found["object"]) or (sign == "within" and found["within"]))
    if (second.boundary == 0 or _near(first, second)) and _AMOUNT.search(found["object"]):
        # 中标价95万元低于控制价80万元: no comma, and the name of another amount.
        yield replace(made, verdict=capped(made.verdict))
        return
    near = amount_of(second).base * 2 > amount_of(first).base
    # 低于上年5万元 may tell by how much.
    if sure or (near and made.verdict in HELD):
        yield made


def _near(first: Mention, second: Mention) -> bool:
    """Tell whether two figures are so near that neither can be the difference of the other to a third."""
    one, other = amount_of(first).base, amount_of(second).base
    return max(one, other) * 2 <= min(one, other) * 3


def sign_of(found: re.Match[str]) -> str:
    """Return what a comparison says: within, least, less or more."""
    return next(name for name in ("within", "least", "less", "more") if found[name])


def compared_by(passage: Passage, sign: str, first: Mention, second: Mention) -> Relation:
    """Return the relation that a comparison states."""
    return (
        compared(passage, "within", second, first)
        if sign == "least"
        else compared(passage, sign, first, second)
    )


def _alike(first: Mention, second: Mention) -> bool:
    if first.figure.kind != "percent":
        return first.role in (LEVEL, BASE, ASIDE) and addable(first, second)
    one, other = amount_of(first).unit, amount_of(second).unit
    return second.figure.kind == "percent" and one == other and first.role in _RATES


def _goal(plain: str, passage: Passage, first: Mention, second: Mention) -> Iterator[Relation]:
    """Yield 目标值不超过2000元，实际1800元，控制在标准以内: the bound stands first, and was kept."""
    if first.role != ASIDE or first.sentence != second.sentence:
        return
    same = addable(first, second) or (first.figure.kind == second.figure.kind == "percent")
    if not same or not second.chunk.of(plain).strip().startswith("实际"):
        return
    start, end = max(0, first.figure.span.start - 8), first.figure.span.start
    upper, lower = _UPPER.search(plain, start, end), _LOWER.search(plain, start, end)
    behind = _clause(plain, passage, second)
    if (upper or lower) and _MET.match(plain, behind.start, behind.end):
        yield compared_by(passage, "within" if upper else "least", second, first)


def _clause(plain: str, passage: Passage, mention: Mention) -> Span:
    """Return the clause behind a figure, without what may name its subject."""
    start, end = mention.figure.span.end, passage.block.span.end
    edge = re.compile(r"[；;。\n]").search(plain, start, end)
    end = edge.start() if edge else end
    lead = re.compile(rf"[，,]\s*{FILLER}").match(plain, start, end)
    return Span(lead.end() if lead else end, end)


def _named(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield 投资控制在概算之内 and 前者低于后者 of figures printed before in the sentence."""
    if plain.find("内", *passage.block.span) < 0:
        return
    for start, end, near in _sentences(plain, passage):
        for found in _INSIDE.finditer(plain, start, end):
            before = [m for m in near if m.figure.span.end <= found.start()][-_AROUND:]
            pair = _inside(plain, before, found["object"])
            if pair is not None and addable(*pair):
                yield compared(passage, "within", *pair)


def _inside(plain: str, before: Sequence[Mention], words: str) -> tuple[Mention, Mention] | None:
    """Return what is held and its bound: the only other figure, else the only one that was done."""
    found = spoken_pair(plain, before, "", words)
    if found is not None:
        return found
    done = [
        m
        for m in before
        if m.role == LEVEL and _DONE.search(m.chunk.of(plain)) and words not in m.chunk.of(plain)
    ]
    held = [
        m
        for m in before
        if m.role in (LEVEL, BASE) and words in m.chunk.of(plain) and not (m.cues("less") or m.cues("more"))
    ]
    return (done[0], held[0]) if len(done) == len(held) == 1 else None


def _sentences(plain: str, passage: Passage) -> Iterator[tuple[int, int, Sequence[Mention]]]:
    """Yield the sentences that hold two figures or more."""
    span, order, at = passage.block.span, passage.order, 0
    for number in dict.fromkeys(m.sentence for m in passage.mentions):
        near = order.sentence(number)
        at = near[0].figure.span.start
        stop = STOP.search(plain, near[-1].figure.span.end, span.end)
        if len(near) > 1:
            yield at, stop.end() if stop else span.end, near
