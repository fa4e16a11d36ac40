"""Named rates whose whole, or both figures, stand in the sentences before: 自筹72万元。…落实53万元，自筹到位率73.6%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from extractor.claims.named_rates import NAME, is_part
from extractor.claims.operands import amount_of, quotient
from extractor.decide import HELD, HUNDRED, capped
from extractor.mentions import BASE, COMPLETION, LEVEL, RATE, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage

_ACT = re.compile(
    r"(?:到位|执行|支付|支出|完成|使用|拨付|兑付|落实|下达|发放|征收|收缴|收回|报销|结算|偿还)(?:率|进度|比例)"
)
_ANY = re.compile(
    "资金|经费|项目|预算|支出|任务|总体|整体|综合|平均|实际|全年|本年|年度|目标|工作|其|该|总|的|和|与|及"
)
_LACKS = re.compile("未|不|尚|缺|差|余|剩|节|超")
_BACK, _MOST = 2, 16  # sentences and figures that are looked back over
_QUALIFIER = 2  # characters


def rates_of_before(plain: str, passage: Passage, known: Set[str]) -> Iterator[Relation]:
    """Yield the rates not `known` that figures of the sentences before make."""
    for rate in passage.mentions:
        if rate.role not in (RATE, COMPLETION) or rate.figure.figure_id in known or rate.has("compare"):
            continue
        if rate.figure.kind != "percent" or not rate.sentence:
            continue
        name = NAME.search(plain, rate.chunk.start, rate.chunk.end)
        if name is not None and not amount_of(rate).hedge:
            found = _qualified(plain, passage, rate) or _named(plain, passage, rate, name[1])
            if found is not None:
                yield found


def _before(passage: Passage, rate: Mention) -> Sequence[Mention]:
    order = passage.order
    start, end = order.since(rate.sentence - _BACK), order.since(rate.sentence)
    return [m for m in order.made[max(start, end - _MOST) : end] if _is_amount(m)]


def _is_amount(mention: Mention) -> bool:
    return mention.role in (LEVEL, BASE) and mention.figure.kind in ("money", "count")


def _qualified(plain: str, passage: Passage, rate: Mention) -> Relation | None:
    """Return a rate whose name says of which money it is, where one figure of each sentence is of that money."""
    words = rate.chunk.of(plain)
    act = _ACT.search(words)
    qualifier = _ANY.sub("", words[: act.start()]) if act else ""
    if len(qualifier) < _QUALIFIER:
        return None
    own = [m for m in passage.order.earlier(rate) if _is_amount(m)]
    parts = [m for m in own if qualifier in m.chunk.of(plain) and not _LACKS.search(m.chunk.of(plain))]
    wholes = [m for m in _before(passage, rate) if qualifier in m.chunk.of(plain)]
    if len(parts) != 1 or len(wholes) != 1 or not addable(parts[0], wholes[0]):
        return None
    made = quotient("rate", passage, rate, parts[0], wholes[0])
    if made.verdict not in HELD and amount_of(parts[0]).base > amount_of(wholes[0]).base:
        return None
    return replace(made, verdict=capped(made.verdict))


def _named(plain: str, passage: Passage, rate: Mention, name: str) -> Relation | None:
    """Return a rate that holds with the figure its name repeats, in its sentence or before: …建成57处…。建成率76%."""
    before = _before(passage, rate)
    own = [m for m in passage.order.earlier(rate) if _is_amount(m)][-_MOST:]
    parts = [m for m in own if is_part(plain, m, name)] or [
        m for m in before if not own and is_part(plain, m, name)
    ]
    made = [
        quotient("rate", passage, rate, part, whole)
        for part in parts[-2:]
        for whole in reversed(before)
        if whole is not part and addable(part, whole) and amount_of(whole).base > 0
    ]
    good = [r for r in made if r.verdict in HELD]
    if good:
        return good[0]
    # A rate alone in its sentence, of the only act of its name: 建成率为67%。
    alone = not own and len(parts) == 1 and len(before) > 1 and before[0] is not parts[0]
    first = next((r for r in reversed(made)), None) if alone else None
    likely = first is not None and first.computed is not None and first.computed <= HUNDRED
    return replace(first, verdict=capped(first.verdict)) if first is not None and likely else None
