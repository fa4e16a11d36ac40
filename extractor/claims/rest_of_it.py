"""What a sentence says of the rest, or of the thing named last: A承担30%，其余70%由B解决; 该专项包含上年结转9万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.claims.operands import amount_of, context
from extractor.decide import HELD, capped, decide_at_most, decide_hundred
from extractor.mentions import LEVEL, RATE, SHARE, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import printed, relation, unit_note

_REST = re.compile(r"(?:其余|其它|其他|余下|剩余|剩下|另外|另有|另)的?(?:资金|部分|款项)?(?:的|为|占)?\s*$")
_OF_IT = re.compile(
    r"(?:^|[。\n])\s*(?:该|此|这)[笔项个]?[一-鿿]{0,6}?(?:包含|包括|中?含|内含|其中)[一-鿿]{0,10}$"
)
_ASIDE = re.compile("率|增长|下降|提高|降低|完成")


def rest_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield that shares and the rest behind them make 100, and that what a thing holds is at most the thing."""
    for mention in passage.mentions:
        if mention.figure.kind == "percent" and mention.role in (RATE, SHARE):
            yield from _hundred(plain, passage, mention)
        elif mention.figure.kind in ("money", "count") and mention.role == LEVEL:
            yield from _held(plain, passage, mention)


def _hundred(plain: str, passage: Passage, rest: Mention) -> Iterator[Relation]:
    if not _REST.search(rest.chunk.of(plain)) or amount_of(rest).unit.endswith("百分点"):
        return
    around = [m for m in passage.order.sentence(rest.sentence) if m.figure.kind == "percent"]
    shares = [*(m for m in passage.order.earlier(rest) if m in around), rest]
    if len(shares) < 2 or around[-1] is not rest or any(_is_other(plain, m) for m in shares):
        return
    decision = decide_hundred([amount_of(m) for m in shares])
    decision = replace(decision, verdict=capped(decision.verdict))
    if decision.verdict in HELD or len(shares) == 2:
        text = f"{' + '.join(printed(m.figure) + '%' for m in shares)} = 100%"
        figures = [m.figure for m in shares]
        yield relation("share_total", "share-total", "sentence", text, decision, figures)


def _is_other(plain: str, mention: Mention) -> bool:
    return mention.role not in (RATE, SHARE) or _ASIDE.search(mention.chunk.of(plain)) is not None


def _held(plain: str, passage: Passage, part: Mention) -> Iterator[Relation]:
    if part.boundary != 4 and passage.order.place(part):
        return
    if not _OF_IT.search(plain, part.gap.start, part.gap.end):
        return
    whole = next((m for m in _before(passage, part) if m.role == LEVEL and addable(m, part)), None)
    if whole is None:
        return
    decision = decide_at_most(amount_of(part), amount_of(whole), context(passage, [whole, part]))
    text = f"{printed(part.figure)} ≤ {printed(whole.figure)}{unit_note([whole.figure, part.figure])}"
    if decision.verdict in HELD:
        yield relation("subset", "subset", "sentence", text, decision, [whole.figure, part.figure])


def _before(passage: Passage, part: Mention) -> Sequence[Mention]:
    place = passage.order.place(part)
    since = passage.order.since(part.sentence - 1)
    return list(reversed(passage.order.made[since:place]))
