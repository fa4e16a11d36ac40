"""Scores weighed against each other: 自评90分、复核85分，按40%和60%的权重折算，最终得分87分; 按4:6加权."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.claims.operands import amount_of
from extractor.decide import EXACT, HELD, HUNDRED, ROUNDED, SUSPECT, Decision
from extractor.mentions import BASE, LEVEL, Mention
from extractor.model import Relation
from extractor.passages import Passage
from extractor.relations import printed, relation

_WEIGHED = re.compile("权重|加权|折算|折合|占|比例|计入|[:：∶]|[一二三四五六七八九]开")
_SURE = re.compile("权重|加权|折算|折合|计入")
_TOTAL = re.compile(r"(?:最终|综合|总|合计|汇总|加权|折算|折合|合成|合并|汇总|计得|评定)[^，,。；;\d]{0,12}$")
_RATIO = re.compile(r"(?<![\d.:])(\d{1,2}(?:\s*[:∶：]\s*\d{1,2}){1,3})(?![\d:])")
_SPOKEN = re.compile(r"([一二三四五六七八九])([一二三四五六七八九])(?:开|的?比例|加权|折算)")
_CN = "一二三四五六七八九"
_WHOLE = (Decimal(10), HUNDRED)
_FEWEST, _MOST = 2, 6  # scores that are weighed


def weighted_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield that scores times their weights, which make a hundred, are the last score of their sentence."""
    if not any(m.figure.kind == "score" for m in passage.mentions):
        return
    if _WEIGHED.search(plain, *passage.block.span) is None:
        return
    for sentence in dict.fromkeys(m.sentence for m in passage.mentions):
        near = passage.order.sentence(sentence)
        scores = [m for m in near if m.figure.kind == "score" and m.role in (LEVEL, BASE)]
        for place in range(_FEWEST, len(scores)):
            if _TOTAL.search(scores[place].chunk.of(plain)):
                yield from _of_total(plain, near, scores[max(0, place - _MOST) : place], scores[place])


def _of_total(
    plain: str, near: Sequence[Mention], before: Sequence[Mention], total: Mention
) -> Iterator[Relation]:
    start = before[0].gap.start
    inside = [m for m in near if start <= m.figure.span.start < total.figure.span.start]
    rates = [m for m in inside if m.figure.kind == "percent"]
    weights = [amount_of(m).value for m in rates] or _ratio(plain, start, total.figure.span.start)
    parts = before[-len(weights) :] if weights else ()
    if not _FEWEST <= len(weights) <= len(parts) or sum(weights) not in _WHOLE:
        return
    values = [amount_of(m).value for m in parts]
    decision = _decided(total, values, [w * HUNDRED / sum(weights) for w in weights])
    if decision.verdict not in HELD:
        words = plain[start : total.figure.span.start]
        # 决策权重20%，得18分: what is printed has been weighed already.
        weighed = any(v <= w for v, w in zip(values, weights, strict=True))
        if weighed or not _SURE.search(words) or len(parts) != len(before) or sum(values) == decision.stated:
            return
    shown = " + ".join(
        f"{printed(m.figure)} × {w.normalize():f}{'%' if rates else ''}"
        for m, w in zip(parts, weights, strict=True)
    )
    figures = [m.figure for pair in zip(parts, rates, strict=False) for m in pair] if rates else []
    figures = [total.figure, *(figures or [m.figure for m in parts])]
    text = f"{shown} = {printed(total.figure)}（分）"
    yield relation("balance", "written-formula", "sentence", text, decision, figures)


def _ratio(plain: str, start: int, end: int) -> Sequence[Decimal]:
    """Return the weights of 按4:6加权 and 按四六比例."""
    told = _RATIO.search(plain, start, end)
    if told is not None:
        return [Decimal(part.strip()) for part in re.split("[:∶：]", told[1])]
    spoken = _SPOKEN.search(plain, start, end)
    return [Decimal(_CN.index(c) + 1) for c in spoken.groups()] if spoken else ()


def _decided(total: Mention, values: Sequence[Decimal], weights: Sequence[Decimal]) -> Decision:
    """Decide a weighed mean: people round it to the digits they print, or cut it."""
    told = amount_of(total).value
    right = sum((v * w for v, w in zip(values, weights, strict=True)), Decimal(0)) / HUNDRED
    digit = Decimal(1).scaleb(min(0, int(told.as_tuple().exponent)))
    gap = abs(told - right)
    verdict = EXACT if gap * 2 <= digit else ROUNDED if gap <= digit else SUSPECT
    return Decision(verdict, told, right, digit, digit)
