"""Points taken off: 满分30分，因甲扣2分、因乙扣2.5分，实得25.5分; 共扣7分：…; 共计扣13.5分，得86.5分."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.claims.mark_runs import full_limit
from extractor.claims.operands import amount_of
from extractor.decide import EXACT, HELD, HUNDRED, SUSPECT, Decision, capped, decide_sum
from extractor.mentions import CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.passages import Passage
from extractor.relations import printed, relation, sum_text

_TOGETHER = re.compile("共|合计|累计|总计|小计|总扣|加起来")
_OPEN = re.compile("主要|其中|等|加分|附加|奖励")
_SOME = re.compile("主要|等|加分|附加|奖励")
_ALL_IN_ALL = re.compile(r"\s*(?:以上|上述|各项|全部|本次|自评|经自评|指标)*(?:共|合计|累计|总计|总扣)")
_OVERALL = re.compile("综合|总得分|总分|最终得分|自评得分")
_MOST = 30  # deductions that one mark may suffer


def deduction_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield that deductions make their total, and that what they are taken from less them is the mark."""
    scores = [m for m in passage.mentions if m.figure.kind == "score" and m.role in (LEVEL, CHANGE)]
    start = 0
    while start < len(scores):
        end = start
        while end < len(scores) and _is_lost(scores[end]):
            end += 1
        if start < end <= start + _MOST:
            before = scores[start - 1] if start else None
            behind = scores[end] if end < len(scores) else None
            yield from _run(plain, before, scores[start:end], behind)
        start = max(end, start + 1)


def _is_lost(mention: Mention) -> bool:
    return mention.state == "lost" or (mention.role == CHANGE and mention.direction < 0)


def _run(
    plain: str, before: Mention | None, run: Sequence[Mention], behind: Mention | None
) -> Iterator[Relation]:
    total, parts = _total(plain, run)
    if total is not None:
        made = _sum("sum", "sum", [total, *parts], [1] * len(parts))
        words = _words(plain, run)
        if made.verdict in HELD or not _OPEN.search(words):
            yield made
        elif total is run[0] and not _SOME.search(words):
            yield replace(made, verdict=capped(made.verdict))
    lost = [total] if total is not None else list(run)
    if behind is not None and behind.state == "mark":
        yield from _mark(plain, before, lost, behind)


def _total(plain: str, run: Sequence[Mention]) -> tuple[Mention | None, Sequence[Mention]]:
    """Return the total of the deductions, last or first, and the others."""
    if len(run) > 2:
        for total, parts in ((run[-1], run[:-1]), (run[0], run[1:])):
            if _TOGETHER.search(total.chunk.of(plain)):
                return total, parts
    return None, run


def _words(plain: str, run: Sequence[Mention]) -> str:
    return plain[run[0].gap.start : run[-1].figure.span.end]


def _mark(plain: str, before: Mention | None, lost: Sequence[Mention], mark: Mention) -> Iterator[Relation]:
    """Yield full − lost = mark; where no full mark is printed it is 100, if that holds."""
    if before is not None and before.state in ("full_mark", "mark", ""):
        made = _sum("balance", "score-lost", [mark, before, *lost], [1, *(-1 for _ in lost)])
        open_ = _OPEN.search(plain[before.figure.span.end : mark.figure.span.start])
        sure = before.state == "full_mark" and len(lost) > 1 and not open_ and mark.boundary >= 2
        if made.verdict in HELD or sure:
            yield made
        if made.verdict in HELD and before.state == "full_mark":
            yield full_limit(mark, before)
        return
    made_of = HUNDRED - sum(amount_of(m).base for m in lost)
    fits = amount_of(mark).base == made_of
    if fits or _is_all(plain, lost, mark):
        text = " - ".join(["100", *(printed(m.figure) for m in lost)])
        value = amount_of(mark).base
        decision = Decision(EXACT if fits else SUSPECT, value, made_of, Decimal(0), Decimal(0))
        figures = [mark.figure, *(m.figure for m in lost)]
        text = f"{text} = {printed(mark.figure)}（分）"
        yield relation("balance", "score-lost", "sentence", text, decision, figures)


def _is_all(plain: str, lost: Sequence[Mention], mark: Mention) -> bool:
    """Tell whether words call this all that was taken off, and that the score of all: 共扣3分，综合得分97分."""
    told = len(lost) == 1 and _ALL_IN_ALL.match(lost[0].chunk.of(plain)) is not None
    beside = mark.sentence == lost[0].sentence and mark.boundary <= 2
    hedged = amount_of(mark).hedge or amount_of(lost[0]).hedge
    between = plain[lost[0].gap.start : mark.figure.span.end]
    overall = _OVERALL.search(mark.chunk.of(plain)) is not None
    return told and beside and overall and not hedged and not _OPEN.search(between)


def _sum(kind: str, rule: str, operands: Sequence[Mention], signs: Sequence[int]) -> Relation:
    amounts = [amount_of(m) for m in operands]
    decision = decide_sum(amounts[0], amounts[1:], None, signs)
    figures = [m.figure for m in operands]
    return relation(kind, rule, "sentence", sum_text(figures, signs), decision, figures)
