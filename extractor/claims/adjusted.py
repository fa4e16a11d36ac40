"""Rates of what was added or taken away, over what there was: 年初预算200万元，追加20万元，预算调整率10%; 节约率, 核减率."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.claims.operands import amount_of, cannot, nearest, quotient
from extractor.decide import HELD, decide_sum, finest_step
from extractor.mentions import BASE, CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage

_NEAR = 8  # figures of the sentence that are looked back over


def adjusted_rates(passage: Passage) -> Iterator[Relation]:
    """Yield a relation for each such rate that has an amount taken away or added in its sentence."""
    for rate in passage.mentions:
        if rate.figure.kind != "percent" or not rate.has("adjusted"):
            continue
        near = passage.order.earlier(rate)[-_NEAR:]
        moved = next((m for m in reversed(near) if _is_moved(m)), None)
        if moved is not None:
            yield _decided(passage, rate, moved, [m for m in near if m is not moved and _is_whole(m, moved)])


def _is_moved(mention: Mention) -> bool:
    return mention.role == CHANGE or mention.indicator == "budget_addition"


def _is_whole(mention: Mention, moved: Mention) -> bool:
    return mention.role in (LEVEL, BASE) and addable(mention, moved) and not _is_moved(mention)


def _decided(passage: Passage, rate: Mention, moved: Mention, wholes: Sequence[Mention]) -> Relation:
    initial = [m for m in wholes if (s := m.stated("stage")) and s.value == "年初预算"]
    bases = initial if len(initial) == 1 else _before(moved, wholes)
    made = [quotient("rate", passage, rate, moved, m) for m in bases or wholes]
    good = [r for r in made if r.verdict in HELD]
    if good:
        return good[0]
    # 预算200万元，节约20万元 may be told of what is left: only two printed ends say of what the rate is.
    sure = len(initial) == 1 or (len(wholes) == 2 and len(bases) == 1)
    return nearest(made) if sure else cannot("rate", rate, "ambiguous" if made else "missing_operand")


def _before(moved: Mention, wholes: Sequence[Mention]) -> list[Mention]:
    """Return what there was before a change that lies between two printed figures."""
    found = []
    for first, second in ((a, b) for a in wholes for b in wholes if a is not b):
        more, less = (second, first) if moved.direction > 0 else (first, second)
        amounts = [amount_of(m) for m in (moved, more, less)]
        decision = decide_sum(amounts[0], amounts[1:], finest_step(amounts), [1, -1])
        if decision.verdict in HELD:
            found.append(first)
    return found
