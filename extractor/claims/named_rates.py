"""Rates named by what they count: 收回190份，回收率95%; 合格182件，合格率91%; 在职37人，在职人员控制率92.5%.

Chinese forms such a name from the word of the numerator (收回 gives 回收率), so the figure beside that word is the
part and another figure of the same unit in the sentence the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.claims.operands import nearest, rate_relation
from extractor.decide import HUNDRED
from extractor.document import Document
from extractor.mentions import COMPLETION, LEVEL, RATE, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import printed, with_unit

_NAME = re.compile(r"([一-鿿]{2,12}?)(?:率|度|进度|比例)(?:已|均|只|仅)?(?:达到|达|为|是|约|：|:)*[\s“”]*$")
_NOT = re.compile(r"[未不没无]")
_MEANT = re.compile(
    r"计划|应|拟|目标|预计|需"
)  # what was to be done is the whole, by whatever act it is named
_EXCESS = re.compile(r"超|[多少]出|欠|差|余下|剩")  # what lies beyond a goal or short of it is neither
_LIKELY = (Decimal(10), Decimal(300))  # percent: a reading outside has taken the wrong figures
_MOST, _ADDED = 20, 8  # figures of a sentence that are tried, and added up
_ROOT = 2  # characters right before 率 that name the act


def named_rates(document: Document, passage: Passage) -> Iterator[Relation]:
    """Yield a relation for each rate whose numerator the sentence names."""
    for rate in passage.mentions:
        if rate.role in (RATE, COMPLETION) and rate.figure.kind == "percent":
            name = _NAME.search(document.plain, rate.chunk.start, rate.chunk.end)
            found = _decided(document, passage, rate, name[1]) if name else None
            if found is not None:
                yield found


def _decided(document: Document, passage: Passage, rate: Mention, name: str) -> Relation | None:
    near = [m for m in passage.order.earlier(rate) if m.role == LEVEL][-_MOST:]
    near = [m for m in near if not _EXCESS.search(m.chunk.of(document.plain))]
    parts = [m for m in near if _is_part(document.plain, m, name)]
    parts = parts or _done(document.plain, near, rate)
    parts = [m for m in parts if addable(m, parts[-1]) and m.figure.kind == "count"]
    if not parts:
        return None
    others = [m for m in near if m not in parts and addable(m, parts[-1])]
    made = [_quotient(passage, rate, group, whole) for group in _groups(parts) for whole in reversed(others)]
    good = [r for r in made if r.verdict in ("exact", "rounded")]
    if good or not made:
        return good[0] if good else None
    # 满意120份、基本满意60份: which of them the rate counts is open unless one reading holds.
    likely = [r for r in made if r.computed is not None and _LIKELY[0] <= r.computed <= _LIKELY[1]]
    return nearest(likely) if len(parts) == 1 and likely else None


def _done(plain: str, near: Sequence[Mention], rate: Mention) -> list[Mention]:
    """Return what was done where a completion rate has a plan beside it: 计划检查120家，实际检查126家，完成率105%."""
    planned = [m for m in near if _MEANT.search(m.chunk.of(plain))]
    actual = [m for m in near if "实际" in m.chunk.of(plain)]
    return actual if rate.role == COMPLETION and len(planned) == len(actual) == 1 else []


def _groups(parts: Sequence[Mention]) -> list[list[Mention]]:
    return [[part] for part in reversed(parts)] + ([list(parts)] if 1 < len(parts) <= _ADDED else [])


def _is_part(plain: str, mention: Mention, name: str) -> bool:
    """Tell whether the words beside a figure hold the act that names the rate, in either order of its characters."""
    words = mention.chunk.of(plain)
    root = name[-_ROOT:]
    at = max(words.rfind(act) for act in (name, root, root[::-1]))
    return at >= 0 and not _NOT.search(words, max(0, at - 2), at) and not _MEANT.search(words)


def _quotient(passage: Passage, rate: Mention, parts: Sequence[Mention], whole: Mention) -> Relation:
    words = " + ".join(with_unit(m.figure) for m in parts)
    text = (
        f"{words if len(parts) == 1 else f'({words})'} ÷ {with_unit(whole.figure)} = {printed(rate.figure)}%"
    )
    return rate_relation(
        "rate",
        passage,
        rate,
        [*parts, whole],
        lambda v: sum(v[:-1]) / v[-1] * HUNDRED,
        lambda v: v[-1],
        text,
    )
