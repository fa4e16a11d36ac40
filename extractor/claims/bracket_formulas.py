"""How an amount came about, in brackets behind it: 结余1.4万元（到位19.42万元减去支出18.02万元）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.claims.operands import amount_of, context, enclosed
from extractor.decide import decide_sum
from extractor.list_picked import joined_by
from extractor.mentions import BASE, CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import relation, sum_text

_ONLY = re.compile(r"\s*[)）]")


def bracket_formula_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the amounts whose brackets say which amounts were added and taken away."""
    for mention in passage.mentions:
        if mention.role not in (LEVEL, CHANGE, BASE) or not plain.startswith("(", mention.figure.span.end):
            continue
        inside = enclosed(passage, mention)
        signs = _signs(plain, mention, inside)
        if signs:
            operands = [mention, *inside]
            amounts = [amount_of(m) for m in operands]
            decision = decide_sum(amounts[0], amounts[1:], context(passage, operands), signs)
            figures = [m.figure for m in operands]
            yield relation(
                "difference", "difference", "sentence", sum_text(figures, signs), decision, figures
            )


def _signs(plain: str, whole: Mention, inside: Sequence[Mention]) -> list[int]:
    """Return the sign of each amount of a bracket, none unless words say so and one is taken away."""
    if len(inside) < 2 or not all(addable(m, whole) and m.role in (LEVEL, BASE, CHANGE) for m in inside):
        return []
    signs = [1, *(joined_by(plain, m) for m in inside[1:])]
    closed = _ONLY.match(plain, inside[-1].figure.span.end) is not None
    return signs if closed and 0 not in signs and -1 in signs else []
