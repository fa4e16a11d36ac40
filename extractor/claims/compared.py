"""How much one figure is above or below another: 前者比后者高4.5分, 比省级补助150万元多50万元, 极差24分.

No word of ours names the two; they are the nearest ones that count the same, and only figures that fit are taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.claims.operands import amount_of, context
from extractor.decide import HELD, decide_sum
from extractor.mentions import ASIDE, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import relation, with_unit

_APART = re.compile(
    r"(?:(?<![减提降增缩延压至最不较更极])[高低多少快慢早晚长短](?:了|出|于[^，。；\d]{1,8})?|极差|分差|差距|相差|落后|领先|悬殊|提前|推迟|延[后期]|超期|滞后|逾期|差了?)(?:为|是|达)?(?:约)?\s*$"
)
_MOST = 4  # figures before one that may be the two


def apart_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the differences whose two figures stand before them, if they hold."""
    for gap in passage.mentions:
        if gap.figure.kind not in ("money", "count", "score") or not _APART.search(gap.chunk.of(plain)):
            continue
        near = [m for m in passage.order.earlier(gap) if m.role != ASIDE and addable(m, gap)][-_MOST:]
        made = [_difference(passage, gap, pair) for pair in _pairs(near)]
        good = [r for r in made if r.verdict in HELD]
        if good:
            yield good[0]


def _pairs(near: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    for last in range(len(near) - 1, 0, -1):
        for first in range(last - 1, -1, -1):
            large, small = sorted((near[first], near[last]), key=lambda m: amount_of(m).base, reverse=True)
            yield large, small


def _difference(passage: Passage, gap: Mention, pair: tuple[Mention, Mention]) -> Relation:
    operands = [gap, *pair]
    amounts = [amount_of(m) for m in operands]
    decision = decide_sum(amounts[0], amounts[1:], context(passage, operands), [1, -1])
    text = f"{with_unit(pair[0].figure)} - {with_unit(pair[1].figure)} = {with_unit(gap.figure)}"
    return relation("difference", "difference", "sentence", text, decision, [m.figure for m in operands])
