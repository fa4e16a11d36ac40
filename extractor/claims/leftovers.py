"""What is left or lacking of a larger amount: 需求200万元，落实160万元，缺口40万元; 编制45名，实有41人，空编4名.

Two amounts before it make it; with more of them only a reading that holds is taken. Savings (核减, 节约) name no
base, so they fail only between what was asked for and what was granted. A stock at the end of a time is what it was
at the beginning, with what came in and went out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from extractor.claims.operands import amount_of, context
from extractor.decide import HELD, decide_sum
from extractor.document import Document
from extractor.mentions import BASE, CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import relation, sum_text

_OPENING = re.compile("[年期月]初|上[年期月]|原有")
_CLOSING = re.compile("[年期月]末|[年期月]底|现有|结转下年|结转次年|滚存")
_REMAINS = re.compile(r"[还仍尚]|剩|余|未|待|正在|其余|在[办建途]|缺|不")
_ADDED = re.compile(r"\s*(?:再|另)?(?:加上?|[+＋])")
_TAKEN = re.compile(r"\s*(?:再)?(?:减去?|扣除|扣减|[-－])")
_MOST_MOVES = 4
_BUDGETS = ("预算", "年初预算", "全年预算", "调整预算")


def leftover_relations(document: Document, passage: Passage) -> Iterator[Relation]:
    """Yield the remainders that words name, and stocks with their movements."""
    for mention in passage.mentions:
        if mention.role not in (LEVEL, CHANGE):
            continue
        if mention.has("left"):
            yield from _left(passage, mention, _near(passage, mention))
        elif mention.figure.kind == "count" and mention.role == LEVEL and _remains(document, mention):
            found, held_only = _left(passage, mention, _near(passage, mention)), not mention.has("rest")
            yield from (r for r in found if r.verdict in HELD or not held_only)
        elif mention.role == CHANGE and mention.direction < 0 and not mention.cues("compare"):
            yield from _saved(passage, mention, _near(passage, mention))
        elif mention.role == LEVEL and _CLOSING.search(mention.chunk.of(document.plain)):
            yield from _stock(document, passage, mention, _near(passage, mention))


def _near(passage: Passage, mention: Mention) -> Sequence[Mention]:
    """Return the figures before one in its sentence that count the same, outside of other brackets."""
    return [m for m in passage.order.earlier(mention) if m.depth <= mention.depth and _counts(m, mention)]


def _remains(document: Document, mention: Mention) -> bool:
    """Tell whether a count is said to be what is left of another: 剩余1项, 尚有3家未检查."""
    return mention.has("rest") or _REMAINS.match(mention.chunk.of(document.plain).strip()) is not None


def _counts(mention: Mention, other: Mention) -> bool:
    return addable(mention, other) or (mention.figure.kind == other.figure.kind == "money")


def _levels(passage: Passage, near: Sequence[Mention]) -> list[Mention]:
    """Return the amounts that stand for themselves: no parts of a list, no changes, nothing that is left over."""
    parts = {id(p) for found in passage.lists for p in found.parts}
    return [
        m for m in near if m.role == LEVEL and id(m) not in parts and not (m.has("left") or m.has("rest"))
    ]


def _left(passage: Passage, left: Mention, near: Sequence[Mention]) -> Iterator[Relation]:
    levels = _levels(passage, near)
    pairs = [
        (whole, part)
        for whole in levels
        for part in levels
        if whole.figure.span < part.figure.span and amount_of(whole).base >= amount_of(part).base
    ]
    made = [_difference(passage, left, whole, part) for whole, part in reversed(pairs)]
    good = [r for r in made if r.verdict in HELD]
    if good or (len(levels) == 2 and made):
        yield (good or made)[0]


def _saved(passage: Passage, saved: Mention, near: Sequence[Mention]) -> Iterator[Relation]:
    levels = _levels(passage, near)[-2:]
    if len(levels) < 2 or near[-1] is not levels[1]:
        return
    made = _difference(passage, saved, levels[0], levels[1])
    alone = len(near) == 2 or levels[0].has("asked")
    if made.verdict in HELD or (_is_asked(levels[0]) and levels[1].has("granted") and alone):
        yield made


def _is_asked(mention: Mention) -> bool:
    stage = mention.stated("stage")
    return mention.has("asked") or (stage is not None and stage.value in _BUDGETS)


def _stock(
    document: Document, passage: Passage, closing: Mention, near: Sequence[Mention]
) -> Iterator[Relation]:
    """Yield closing = opening ± movements, if that holds: nothing says that all movements are told."""
    starts = [n for n, m in enumerate(near) if _is_opening(document, m)]
    if not starts:
        return
    opening, moves = near[starts[-1]], near[starts[-1] + 1 :]
    if not 0 < len(moves) <= _MOST_MOVES or any(m.role == BASE for m in moves):
        return
    ways = [_ways(document, m) for m in moves]
    spoken = tuple(way[0] for way in ways if len(way) == 1)
    for signs in product(*ways):
        if 1 in signs and len(set(signs)) == 1 and not any(m.direction for m in moves):
            continue  # 年初 plus all that follows is a list, not a stock
        made = _balance(passage, [closing, opening, *moves], [1, *signs])
        # Where words say of each amount which way it went, both ways, the stock must come out.
        sure = (
            len(spoken) == len(moves)
            and len(set(spoken)) > 1
            and not any(m.cues("compare") or m.cues("part") for m in moves)
        )
        if made.verdict in HELD or sure:
            yield made
            return


def _ways(document: Document, move: Mention) -> tuple[int, ...]:
    words = move.chunk.of(document.plain)
    if move.direction or _ADDED.match(words) or _TAKEN.match(words):
        return (move.direction or (1 if _ADDED.match(words) else -1),)
    return (1, -1)


def _is_opening(document: Document, mention: Mention) -> bool:
    return mention.role in (LEVEL, BASE) and bool(_OPENING.search(mention.chunk.of(document.plain)))


def _difference(passage: Passage, left: Mention, whole: Mention, part: Mention) -> Relation:
    return _balance(passage, [left, whole, part], [1, -1])


def _balance(passage: Passage, operands: Sequence[Mention], signs: Sequence[int]) -> Relation:
    amounts = [amount_of(m) for m in operands]
    decision = decide_sum(amounts[0], amounts[1:], context(passage, operands), signs)
    figures = [m.figure for m in operands]
    return relation("balance", "remainder", "sentence", sum_text(figures, signs), decision, figures)
