"""What is lacking of an amount told a sentence before: 单位自筹72万元。…自筹部分仅落实53万元，缺口19万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.claims.operands import amount_of, context
from extractor.decide import HELD, decide_sum
from extractor.mentions import BASE, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import relation, sum_text

_LACKS = re.compile(
    r"缺口|缺额|短缺|相差|差额|差距|不足|短少|[尚还仍]差|少到位|未到位|结余|剩余|节约|超支|超出"
)
_NAMED = re.compile(
    r"(?:^|[，,；;。\n])\s*(?:实际执行中|其中|但|而|目前)?[，,]?(?P<name>[一-鿿]{2,6}?)(?:部分|资金|经费|方面|款项|投资)"
)
_FINE = 100  # last digits the larger amount must have
_NEAR = 2  # sentences before one that are looked at
_FAR = 120  # characters before a figure that may name it
_MOST = 30  # figures of such a sentence
_FEW = 3  # figures between what was done and what is lacking


def shortfall_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield what is lacking where the sentence names its whole by a word of a sentence before, and it holds."""
    for gap in passage.mentions:
        if gap.figure.kind not in ("money", "count") or not _LACKS.search(gap.chunk.of(plain)):
            continue
        inside = [
            m for m in passage.order.earlier(gap)[-_FEW:] if m.role in (LEVEL, BASE) and addable(m, gap)
        ]
        if len(inside) != 1:
            continue
        found = _whole(plain, passage, gap, inside[0])
        if found is not None:
            yield found


def _whole(plain: str, passage: Passage, gap: Mention, done: Mention) -> Relation | None:
    start = max(passage.order.sentence(gap.sentence)[0].gap.start, done.figure.span.start - _FAR)
    names = [m["name"] for m in _NAMED.finditer(plain, start, done.figure.span.start)][-1:]
    if not names:
        return None
    before: Sequence[Mention] = [
        m
        for back in range(_NEAR, 0, -1)
        for m in passage.order.sentence(gap.sentence - back)[-_MOST:]
        if m.role in (LEVEL, BASE) and addable(m, gap)
    ]
    called = [m for m in before if any(name[-2:] in m.chunk.of(plain) for name in names)]
    if len(called) != 1:
        return None
    large, small = sorted((called[0], done), key=lambda m: amount_of(m).base, reverse=True)
    operands = [gap, large, small]
    amounts = [amount_of(m) for m in operands]
    if amounts[1].base < _FINE * amounts[1].step:
        return None
    decision = decide_sum(amounts[0], amounts[1:], context(passage, operands), [1, -1])
    if decision.verdict not in HELD:
        return None
    figures = [m.figure for m in operands]
    return relation("balance", "remainder", "sentence", sum_text(figures, [1, -1]), decision, figures)
