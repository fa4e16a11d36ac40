"""Marks told in one breath: 满分分别为20分、30分，实际分别得17分、28分，累计得分45分; 依次为39分、23分，加总后得62分."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.claims.operands import amount_of
from extractor.decide import HELD, decide_at_most, decide_sum
from extractor.mentions import LEVEL, Mention
from extractor.model import Relation
from extractor.passages import Passage
from extractor.relations import printed, relation, sum_text

_TOTAL = re.compile("总|合计|共计|累计|小计|加总|相加|加起来|综合|最终|合并|共")
_MOST = 40  # scores of one sentence


def run_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield that no mark of a run is above its full mark in the run before it, and that runs make their totals."""
    if "score" not in passage.kinds:
        return
    for sentence in dict.fromkeys(m.sentence for m in passage.mentions):
        near = [m for m in passage.order.sentence(sentence) if m.figure.kind == "score" and m.role == LEVEL]
        if not 2 < len(near) <= _MOST:
            continue
        runs = list(_runs(passage, near))
        for full, marks in pairwise(runs):
            if len(full) == len(marks) > 1 and _are_marks(full, marks):
                yield from (full_limit(a, b) for a, b in zip(marks, full, strict=True))
        for run, behind in pairwise(runs):
            if len(run) > 1 and len(behind) == 1 and _TOTAL.search(behind[0].chunk.of(plain)):
                yield from _sum(run, behind[0])


def _runs(passage: Passage, near: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Yield the scores that follow each other with nothing stronger than 、 between."""
    run: list[Mention] = []
    for mention in near:
        beside = bool(run) and mention.gap.start == run[-1].figure.span.end
        if run and not (beside and mention.boundary <= 1 and mention.depth == run[-1].depth):
            yield run
            run = []
        run.append(mention)
    if run:
        yield run


def _are_marks(full: Sequence[Mention], marks: Sequence[Mention]) -> bool:
    told = marks[0].cues("respectively") and marks[0].state == "mark"
    return bool(told) and any(m.state == "full_mark" for m in full) and full[0].state != "mark"


def full_limit(mark: Mention, full: Mention) -> Relation:
    """Return the relation that a mark is not above its full mark."""
    decision = decide_at_most(amount_of(mark), amount_of(full), None)
    text = f"{printed(mark.figure)} ≤ {printed(full.figure)}（分）"
    return relation("score", "score-limit", "sentence", text, decision, [mark.figure, full.figure])


def _sum(run: Sequence[Mention], total: Mention) -> Iterator[Relation]:
    figures = [total.figure, *(m.figure for m in run)]
    decision = decide_sum(amount_of(total), [amount_of(m) for m in run], None)
    if decision.verdict in HELD or run[0].cues("respectively"):
        yield relation("sum", "sum", "sentence", sum_text(figures), decision, figures)
