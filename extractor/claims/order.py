"""Comparisons in words: 决算数大于预算数, 与上年持平, 低于年初预算, against the two figures."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extractor.claims.limits_in_order import run_of_limits
from extractor.claims.operands import amount_of, context
from extractor.claims.spoken import spoken_pair, spoken_rates, spoken_years, told_years
from extractor.claims.ways import against, is_rank, moved_from, moved_to, names_another
from extractor.decide import HELD, Decision, capped, settle
from extractor.document import Document, Span
from extractor.mentions import BASE, CHANGE, COMPLETION, GROWTH, LEVEL, RATE, STOP, WAYS, Mention
from extractor.model import Relation
from extractor.order import REACH
from extractor.parts import addable
from extractor.passages import Passage
from extractor.patterns import Patterns
from extractor.patterns.phrases import Phrase, skeleton
from extractor.relations import relation, with_unit

_SIGNS = {"more": ">", "less": "<", "same": "=", "within": "≤", "up": ">", "down": "<"}
_SPOKEN = ("more", "less", "within")
_REASON = re.compile(r"的?(?:主要)?(?:原因|系|是因).*$")
_FROM = re.compile(r"[由从][^，。；由从]{0,14}$")
_TO = re.compile(r"了?[到至]")
_REACH = 4  # characters between the words of one comparison
_AROUND = 10  # phrases on both sides of a sign that may belong to it
_WIDE = 30  # characters likewise
_OUTTURN = "决算"
_LOOSE = re.compile(r"(?:基本|大致|大体|略|不|未|没有|非|是否|能否|若|如|当)$")
_EDGE = re.compile(r"[，,；;。:：()、\n]")
_GOES_ON = re.compile(r"\s*(?:的|，|,|。|；|;|:|：|\)|$|主要|原因|是因|系|\n)")
_FILLING = re.compile(
    r"[的数额了]|(?:本|当)年度?|今年|全年|实际|支出|总额|金额|水平|情况|相比|比较|之间|额度|限额|范围|[以之]内|年?度?"
)
_SAME_BEHIND = re.compile(r"(?:的?(?:支出|水平))?(?:持平|一致|相同|相等|无变化)")
# 5万元以内的项目, 超过50万元的设备: these pick out, they do not compare.
_PICKS = re.compile(
    r"\s*(?:[以之](?:内|下|上)|及以[上下])?的(?!限|额度|标准|目标|上限|水平|控制|指标|预算|要求|规定|数|预期|时限|期限|计划|任务)"
)
_RATES = (RATE, COMPLETION)
_SURELY = Decimal("1.25")
_NEARLY = Decimal("0.05")  # 持平 is also said of what is nearly the same


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What a comparison says: the sign and, where its words name them, the stage or year it is with."""

    start: int
    sign: str
    kind: str
    value: str


def order_relations(document: Document, passage: Passage, patterns: Patterns) -> Iterator[Relation]:
    """Yield a relation for each comparison in words whose two figures are printed in front of it."""
    plain = document.plain
    yield from _printed(plain, passage)
    if not _signs(patterns).search(skeleton(passage.block.span.of(plain))[0]):
        return
    starts = [m.figure.span.start for m in passage.mentions]
    before: Sequence[Mention] = ()
    for sentence in _sentences(document, passage):
        inside = passage.mentions[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        if not inside and not before:
            continue
        if not _signs(patterns).search(skeleton(sentence.of(plain))[0]):
            before = inside or before
            continue
        phrases = patterns.phrases.find(plain, sentence.start, sentence.end)
        comparisons = list(_comparisons(plain, sentence, phrases))
        for found in comparisons:
            end = bisect_right(inside, found.start, key=lambda m: m.figure.span.end)
            own = inside[max(0, end - REACH) : end]
            pair = _operands(own, found) or (None if own else _operands(before[-REACH:], found))
            if (pair := pair or (told_years(plain, own) if found.kind == "year" else None)) is not None:
                yield compared(passage, found.sign, *pair)
        signs = [p for p in phrases if p.kind == "cue" and p.value in _SPOKEN]
        if signs:
            known = {found.start for found in comparisons}
            signs = [p for p in signs if p.start not in known]
            yield from _spoken(plain, passage, sentence, inside or before[-REACH:], signs)
        before = inside or before


@lru_cache
def _signs(patterns: Patterns) -> re.Pattern[str]:
    """Return what finds the words that compare: most sentences hold none, and are not looked at closely."""
    words = [word for cue in patterns.words.cues if cue.role in _SIGNS for word in cue.words]
    words += [skeleton(w)[0] for i in patterns.words.indicators if i.cue in _SIGNS for w in i.words]
    return re.compile("|".join(map(re.escape, words)))


def _spoken(
    plain: str, passage: Passage, sentence: Span, inside: Sequence[Mention], signs: Sequence[Phrase]
) -> Iterator[Relation]:
    """Yield 结算价高于签约价 and 第二年安排数大于第一年: both figures are named once more."""
    for sign in signs:
        first = max(
            (m.end() for m in _EDGE.finditer(plain, sentence.start, sign.start)), default=sentence.start
        )
        edge = _EDGE.search(plain, sign.end, sentence.end)
        last = edge.start() if edge else sentence.end
        near = [m for m in inside if m.figure.span.end <= first][-REACH:]
        apart = any(first < m.figure.span.end and m.figure.span.start < last for m in inside)
        if apart or _LOOSE.search(plain[max(first, sign.start - 4) : sign.start]):
            continue
        object_ = _REASON.sub("", plain[sign.end : last]).removesuffix("。")
        subject = plain[first : sign.start]
        pair = spoken_pair(plain, near, subject, object_)
        years = spoken_years(plain, near, subject, object_)
        if years is not None:
            yield compared(passage, sign.value, *years)
        elif pair is not None and addable(*pair):
            yield compared(passage, sign.value, *pair)
        elif (rates := spoken_rates(plain, near, subject, object_)) is not None:
            yield compared(passage, sign.value, *rates)


def _sentences(document: Document, passage: Passage) -> Iterator[Span]:
    start = passage.block.span.start
    for match in STOP.finditer(document.plain, start, passage.block.span.end):
        yield Span(start, match.end())
        start = match.end()
    yield Span(start, passage.block.span.end)


def _printed(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield 决算数14.98万元，大于预算数13.21万元 and 与上年5万元持平: the second figure stands beside the sign."""
    for first, second in itertools.pairwise(passage.mentions):
        way = _way_to(plain, passage, first, second)
        if way:
            yield compared(passage, way, second, first)
            continue
        sign = _sign_beside(plain, second)
        if not sign or second.sentence != first.sentence or not _comparable(first, second):
            continue
        if len(run_of_limits(plain, passage, second)) > 1:
            continue  # each has a limit of its own
        found = compared(passage, sign, first, second)
        # 高于上年0.5万元 tells by how much, 大于预算数13.21万元 than what.
        words = plain[second.chunk.start : second.figure.span.start].rstrip()
        # 9.8万元，低于上年5.1万元 may be half as much again below it.
        if moved_from(plain, second.figure.span.end):
            if not names_another(plain, first, second):
                yield found
            continue
        least = 2 if sign == "more" or found.verdict in HELD else _SURELY
        near = amount_of(second).base * least > amount_of(first).base
        if near or sign == "same" or words.endswith(("数", "额", "的", "值")):
            yield found


def picks_out(plain: str, mention: Mention) -> bool:
    """Tell whether a figure behind a sign picks out what it counts instead of comparing: 超过50万元的设备."""
    return _PICKS.match(plain, mention.figure.span.end) is not None


def _way_to(plain: str, passage: Passage, first: Mention, second: Mention) -> str:
    """Return the sign of 由2021年的5万元增加到6万元, if no change or rate behind it is decided instead."""
    if first.role != BASE or second.role != LEVEL or second.boundary > 1 or not addable(first, second):
        return ""
    if not _FROM.search(first.gap.of(plain)):
        return ""
    moves = [p for p in second.phrases if p.kind == "cue" and p.value in WAYS]
    to = bool(moves) and _TO.match(plain, moves[-1].end)
    way = WAYS[moves[-1].value] if to else moved_to(second.gap.of(plain))
    way = way if to or against(way, first, second) else 0
    if is_rank(first.chunk.of(plain), amount_of(second).unit, way):
        return ""
    place = passage.order.place(second) + 1
    behind = passage.mentions[place : place + 1]
    # What stands behind is decided instead, unless the figures go its way and not that of these words.
    if behind and behind[0].role in (CHANGE, GROWTH) and behind[0].sentence == second.sentence:
        way = way if against(way, first, second) and behind[0].direction == -way else 0
    return {1: "more", -1: "less"}.get(way, "")


def _sign_beside(plain: str, second: Mention) -> str:
    """Return the sign right before a figure (大于预算数13万元) or behind it (与上年5万元持平), else nothing."""
    signs = [p for p in second.phrases if p.value in ("more", "less") and p.start >= second.chunk.start]
    if signs and picks_out(plain, second):
        return ""
    if signs:
        behind = plain[signs[-1].end : second.figure.span.start]
        ahead = plain[second.chunk.start : signs[-1].start]
        fits = not _FILLING.sub("", ahead) and len(behind) <= _REACH * 3 and not second.cues("gap")
        return signs[-1].value if fits else ""
    fits = second.role == BASE and second.has("compare")
    if fits and (way := moved_from(plain, second.figure.span.end)):
        return {1: "more", -1: "less"}[way]
    return "same" if fits and _SAME_BEHIND.match(plain, second.figure.span.end) else ""


def _comparable(first: Mention, second: Mention) -> bool:
    if second.indicator and first.indicator and second.indicator != first.indicator:
        return False
    if first.figure.kind == "percent":
        units = {amount_of(m).unit for m in (first, second)}
        return second.figure.kind == "percent" and first.role in _RATES and len(units) == 1
    return first.role == LEVEL and second.role in (LEVEL, BASE) and addable(first, second)


def _comparisons(plain: str, sentence: Span, phrases: Sequence[Phrase]) -> Iterator[_Comparison]:
    for place, sign in enumerate(phrases):
        if sign.kind != "cue" or sign.value not in _SIGNS:
            continue
        near = phrases[max(0, place - _AROUND) : place + _AROUND]
        loose = _LOOSE.search(plain[max(sentence.start, sign.start - 4) : sign.start])
        found = None if loose else _with_object(plain, sentence, sign, near)
        if found is not None:
            yield found


def _with_object(plain: str, sentence: Span, sign: Phrase, phrases: Sequence[Phrase]) -> _Comparison | None:
    """Return 大于预算数, 与预算数持平 or 比预算数减少, if no other subject stands before it."""
    named = [p for p in phrases if p.kind in ("stage", "year") and p.value not in (_OUTTURN, "0", "1")]
    objects = [p for p in named if 0 <= p.start - sign.end <= _REACH]
    if sign.value in ("more", "less", "within") or (sign.value == "same" and objects):
        place, end = sign.start, max((p.end for p in objects[:1]), default=0)
    else:
        compares = [p for p in phrases if p.value == "compare" and p.end <= sign.start]
        objects = [p for p in named if compares and 0 <= p.start - compares[-1].end <= _REACH]
        objects = [p for p in objects if 0 <= sign.start - p.end <= _REACH * 2]
        place, end = (compares[-1].start if compares else 0), sign.end
    if not objects or not _GOES_ON.match(_FILLING.sub("", plain[end : min(end + _WIDE, sentence.end)])):
        return None
    if not _bare(plain, sentence, place, phrases):
        return None
    year = next((p for p in objects if p.kind == "year"), objects[0])
    return _Comparison(place, sign.value, year.kind, year.value)


def _bare(plain: str, sentence: Span, place: int, phrases: Sequence[Phrase]) -> bool:
    """Tell whether nothing but 决算数 or 实际支出 stands before a comparison in its clause."""
    start = max(sentence.start, place - _WIDE)
    start = max((m.end() for m in _EDGE.finditer(plain, start, place)), default=start)
    words = list(plain[start:place])
    for phrase in phrases:
        if phrase.kind in ("stage", "year") and start <= phrase.start and phrase.end <= place:
            if phrase.value not in (_OUTTURN, "0"):
                return False
            words[phrase.start - start : phrase.end - start] = " " * (phrase.end - phrase.start)
    return not _FILLING.sub("", "".join(words)).strip("与较比同 \n")


def _operands(before: Sequence[Mention], found: _Comparison) -> tuple[Mention, Mention] | None:
    levels = [m for m in before if m.role in (LEVEL, BASE)]
    bases = [m for m in levels if _answers(m, found)]
    if len(bases) != 1:
        return None
    outturns = [m for m in levels if m.role == LEVEL and m is not bases[0] and _is_outturn(m)]
    same = [m for m in outturns if m.indicator == bases[0].indicator and addable(m, bases[0])]
    return (same[-1], bases[0]) if same and same[-1] is outturns[-1] else None


def _answers(mention: Mention, found: _Comparison) -> bool:
    stage, year = mention.stated("stage"), mention.stated("year")
    past = year is not None and year.value == "-1"
    if found.kind == "year":
        return past
    return not past and stage is not None and stage.value != _OUTTURN and found.value in ("预算", stage.value)


def _is_outturn(mention: Mention) -> bool:
    stage, year = mention.stated("stage"), mention.stated("year")
    if mention.has("apart") or mention.has("rest") or mention.has("left"):
        return False
    return (stage is None or stage.value == _OUTTURN) and (year is None or year.value == "0")


def compared(passage: Passage, sign: str, outturn: Mention, budget: Mention) -> Relation:
    """Return the relation that a comparison states: `sign` is more, less, same, within, up or down."""
    first, second = amount_of(outturn), amount_of(budget)
    gap = first.base - second.base
    finest = context(passage, [outturn, budget])
    own = (first.step + second.step) / 2
    slack = own if finest is None else min(own, finest)
    verdict = _verdict(_SIGNS[sign], gap, slack, own, finest is None)
    if _SIGNS[sign] == "=" and abs(gap) <= abs(second.base) * _NEARLY:
        verdict = capped(verdict)
    decision = Decision(verdict, first.base, second.base, slack, own)
    expression = f"{with_unit(outturn.figure)} {_SIGNS[sign]} {with_unit(budget.figure)}"
    return relation("order", "order", "sentence", expression, decision, [outturn.figure, budget.figure])


def _verdict(sign: str, gap: Decimal, slack: Decimal, own: Decimal, only_own: bool) -> str:
    if sign == "=":
        return settle(gap == 0, None if only_own else abs(gap) < slack, abs(gap) < own)
    over = {">": -gap, "<": gap, "≤": gap}[sign]
    holds = over <= 0 if sign == "≤" else over < 0
    return settle(holds, None if only_own else over < slack, over < own)
