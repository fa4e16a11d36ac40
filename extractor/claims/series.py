"""Totals over clauses that tell the same of each thing: 一标段合同价9万元，已付7万元；二标段…。两个标段累计付款16万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.claims.operands import amount_of, context
from extractor.decide import HELD, decide_sum
from extractor.list_totals import how_many
from extractor.mentions import BASE, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import relation, sum_text

_TOTAL = re.compile("合计|共计|累计|总计|总共|共|加起来|相加|合起来|总[额量数]?")
_GROUP = re.compile(
    r"(?:^|[。；;，,\n])\s*(?:以上|上述|这)?(?P<count>[两二三四五六七八九十]|\d{1,2})(?:个|家|项|所|类|级|方|条|处|座|批|期|笔)?[一-鿿]{0,6}?(?:合计|共计?|累计|总计|总共|加起来|相加|合起来)"
)
_COUNT_WORD = re.compile(r"\s*[一-鿿]{0,6}?(?:合计|共计?|累计|总计|总共|加起来|相加|合起来)")
_PLAIN = 300  # last digits a total must have where only its value shows of what it is
_MOST = 24  # figures of the clauses that are added up
_FEW = 6  # totals told together


def series_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield the totals, told together, of what as many clauses as they say tell of one thing each."""
    for place, mention in enumerate(passage.mentions):
        number = _number(plain, passage.mentions, place)
        if not 1 < number <= _MOST // 2:
            continue
        counted = (
            mention.role == LEVEL
            and mention.figure.kind == "count"
            and _is_counter(plain, passage.mentions, place)
        )
        first = place + 1 if counted else place
        rows = _rows(passage, place, number)
        if rows is not None:
            yield from _totals(plain, passage, passage.mentions[first : first + _FEW], rows)


def _is_counter(plain: str, made: Sequence[Mention], place: int) -> bool:
    following = made[place + 1] if place + 1 < len(made) else None
    return (
        following is not None
        and bool(_COUNT_WORD.match(plain, made[place].figure.span.end))
        and not following.boundary
    )


def _number(plain: str, made: Sequence[Mention], place: int) -> int:
    """Return how many things a total right here speaks of (两个标段累计, 两级合计), 0 where it is none."""
    mention = made[place]
    if mention.figure.kind == "count" and _is_counter(plain, made, place):
        return int(amount_of(mention).value)
    found = _GROUP.search(plain, max(mention.gap.start, mention.chunk.start - 1), mention.figure.span.start)
    return how_many(found["count"]) if found and place else 0


def _rows(passage: Passage, place: int, number: int) -> list[list[Mention]] | None:
    """Return the figures before a total as one row for each thing, all rows alike."""
    mention = passage.mentions[place]
    near = [m for m in passage.order.earlier(mention) if m.depth == mention.depth]
    if not near:
        near = [m for m in passage.order.sentence(mention.sentence - 1) if m.depth == mention.depth]
    near = near[-_MOST:]
    while len(near) % number and near[0].figure.kind == "count" and amount_of(near[0]).value == number:
        near = near[1:]  # 分两个标段实施
    wide, rest = divmod(len(near), number)
    if rest or not wide or wide == 1:
        return None
    rows = [near[n * wide : (n + 1) * wide] for n in range(number)]
    alike = all(a.figure.kind == b.figure.kind for row in rows[1:] for a, b in zip(rows[0], row, strict=True))
    return rows if alike and all(row[0].boundary >= 1 for row in rows[1:]) else None


def _totals(
    plain: str, passage: Passage, told: Sequence[Mention], rows: Sequence[Sequence[Mention]]
) -> Iterator[Relation]:
    columns = list(zip(*rows, strict=True))
    for total in told:
        if total.sentence != told[0].sentence or total.role != LEVEL or total.cues("compare"):
            return
        fitting = [c for c in columns if all(m.role in (LEVEL, BASE) and addable(m, total) for m in c)]
        made = [_sum(passage, total, c) for c in fitting]
        good = [r for r in made if r.verdict in HELD]
        called = [r for r, c in zip(made, fitting, strict=True) if _same_words(plain, total, c)]
        amount = amount_of(total)
        fine = amount.step == 0 or amount.base >= _PLAIN * amount.step
        if len(good) == 1 and (good[0] in called or len(fitting) == 1 or fine):
            yield good[0]
        elif not good and len(called) == 1 and (total is told[0] or len(fitting) == 1):
            yield called[0]


def _same_words(plain: str, total: Mention, column: Sequence[Mention]) -> bool:
    """Tell whether a total and all figures of a column share a word of two characters or the verb they end in."""
    words = total.chunk.of(plain)
    told = list(_TOTAL.finditer(words))
    words = words[told[-1].end() :] if told and len(words) - told[-1].end() > 1 else _TOTAL.sub(" ", words)
    own = [m.chunk.of(plain).strip() for m in column]
    pairs = {words[n : n + 2] for n in range(len(words) - 1) if " " not in words[n : n + 2]}
    if any(all(pair in other for other in own) for pair in pairs):
        return True
    last = {other.rstrip("为是了")[-1:] for other in own}
    return len(last) == 1 and last <= set(words) and len(own[0]) <= 3


def _sum(passage: Passage, total: Mention, parts: Sequence[Mention]) -> Relation:
    operands = [total, *parts]
    amounts = [amount_of(m) for m in operands]
    decision = decide_sum(amounts[0], amounts[1:], context(passage, operands))
    figures = [m.figure for m in operands]
    return relation("sum", "sum", "sentence", sum_text(figures), decision, figures)
