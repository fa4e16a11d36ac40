"""Rates named by what they count: 收回190份，回收率95%; 合格182件，合格率91%; 在职37人，在职人员控制率92.5%.

Chinese forms such a name from the word of the numerator (收回 gives 回收率), so the figure beside that word is the
part and another figure of the same unit in the sentence the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.claims.operands import enclosed, nearest, rate_relation
from extractor.decide import HELD, HUNDRED, capped
from extractor.document import Document
from extractor.mentions import BASE, CHANGE, COMPLETION, GROWTH, LEVEL, RATE, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import printed, with_unit

NAME = re.compile(r"([一-鿿]{2,12}?)(?:率|度|进度|比例)(?:已|均|只|仅)?(?:达到|达|为|是|约|：|:)*[\s“”]*$")
_NOT = re.compile(r"[未不没无]|部分|基本|正在")
_MEANT = re.compile(
    r"计划|应|拟|目标|预计|需"
)  # what was to be done is the whole, by whatever act it is named
_EXCESS = re.compile(r"超|[多少]出|欠|差|余下|剩")  # what lies beyond a goal or short of it is neither
_LIKELY = (Decimal(10), Decimal(300))  # percent: a reading outside has taken the wrong figures
_MOST, _ADDED = 20, 8  # figures of a sentence that are tried, and added up
_FAMILIES = (
    ("节约", "节省", "节支", "节余"),
    ("调整", "追加", "调增", "调减", "追减"),
    ("结余", "结转", "剩余"),
    ("抽样", "抽查", "抽取", "抽检", "抽选", "抽测"),
)
_NET = "净"
_ROOT = 2  # characters right before 率 that name the act


def named_rates(document: Document, passage: Passage) -> Iterator[Relation]:
    """Yield a relation for each rate whose numerator the sentence names."""
    for rate in passage.mentions:
        if rate.role not in (RATE, COMPLETION, GROWTH) or rate.figure.kind != "percent":
            continue
        name = NAME.search(document.plain, rate.chunk.start, rate.chunk.end)
        if name is None or rate.has("compare"):
            continue
        near = passage.order.earlier(rate)
        inside = enclosed(passage, rate)
        found = _of_counts(document, passage, rate, near, name[1]) if rate.role != GROWTH else None
        found = found or (_of_counts(document, passage, rate, inside, name[1]) if inside else None)
        found = found or _of_money(document, passage, rate, near or inside, name[1])
        if found is not None:
            yield found


def _of_money(
    document: Document, passage: Passage, rate: Mention, near: Sequence[Mention], name: str
) -> Relation | None:
    """Return a rate of money that holds with the amount its name repeats, of an amount before it.

    Names of money rates are many and loose (节约率, 结余率), so a reading that fails says nothing; but what the
    name repeats and an amount asked for or budgeted leave no choice (送审10万元，核减2万元，核减率20%).
    """
    money = [m for m in near[-_MOST:] if m.figure.kind == "money" and m.role in (LEVEL, BASE, CHANGE)]
    parts = [m for m in money if is_part(document.plain, m, name)] or _alike(document.plain, money, name)
    wholes = [
        m for m in money if m not in parts and m.role != CHANGE and not _is_net(document.plain, m, name)
    ]
    asked = wholes[:1] if wholes and wholes[0].has("asked") else wholes  # 核减率 is of what was asked for
    made = [_quotient(passage, rate, [part], whole) for part in reversed(parts) for whole in asked]
    good = [r for r in made if r.verdict in HELD]
    if good:
        return good[0]
    if len(parts) != 1 or not made:
        return None
    # 核减率 may be of what was asked for, or, wrongly, of what was granted: it fails with both.
    if len(wholes) <= 2 and money[0] is wholes[0] and wholes[0].has("asked"):
        return made[0]
    # 到位10万元，支付8万元，支付率: the whole may still be an amount of another sentence.
    alone = len(wholes) == 1 and parts[0].role == LEVEL == wholes[0].role and rate.role != GROWTH
    return _doubted(made[0]) if alone and _is_likely(made[0]) else None


def _is_net(plain: str, mention: Mention, name: str) -> bool:
    """Tell whether a figure is what is left of the whole that a rate is of: 净资产 of 资产负债率."""
    return _NET in mention.chunk.of(plain) and _NET not in name


def _doubted(made: Relation) -> Relation:
    return replace(made, verdict=capped(made.verdict))


def _is_likely(made: Relation) -> bool:
    return made.computed is not None and _LIKELY[0] <= made.computed <= _LIKELY[1]


def _alike(plain: str, money: Sequence[Mention], name: str) -> list[Mention]:
    """Return the amounts named by another word of the family the rate is named by: 节省资金 of 资金节约率."""
    families = [words for words in _FAMILIES if any(word in name[-_ROOT:] for word in words)]
    return [m for m in money if any(w in m.chunk.of(plain) for words in families for w in words)]


def _of_counts(
    document: Document, passage: Passage, rate: Mention, near: Sequence[Mention], name: str
) -> Relation | None:
    near = [m for m in near if m.role == LEVEL][-_MOST:]
    near = [m for m in near if not _EXCESS.search(m.chunk.of(document.plain))]
    parts = [m for m in near if is_part(document.plain, m, name)]
    parts = parts or _done(document.plain, near, rate)
    if not parts:
        return _drawn(document.plain, passage, rate, near, name)
    parts = [m for m in parts if addable(m, parts[-1]) and m.figure.kind == "count"]
    if not parts:
        return None
    others = [m for m in near if m not in parts and addable(m, parts[-1])]
    made = [_quotient(passage, rate, group, whole) for group in _groups(parts) for whole in reversed(others)]
    good = [r for r in made if r.verdict in HELD]
    if good or not made:
        return good[0] if good else None
    # 满意120份、基本满意60份: which of them the rate counts is open unless one reading holds.
    likely = [r for r in made if _is_likely(r)]
    return nearest(likely) if len(parts) == 1 and likely else None


def _drawn(
    plain: str, passage: Passage, rate: Mention, near: Sequence[Mention], name: str
) -> Relation | None:
    """Return a rate of two counts that holds, the first named by another word for the act: 抽取10个，抽样比例50%."""
    parts = [m for m in _alike(plain, near, name) if m.figure.kind == "count"][-1:]
    wholes = [m for m in near if m not in parts and any(addable(m, p) for p in parts)]
    made = (_quotient(passage, rate, parts, whole) for whole in reversed(wholes))
    return next((r for r in made if r.verdict in HELD), None)


def _done(plain: str, near: Sequence[Mention], rate: Mention) -> list[Mention]:
    """Return what was done where a completion rate has a plan beside it: 计划检查120家，实际检查126家，完成率105%."""
    planned = [m for m in near if _MEANT.search(m.chunk.of(plain))]
    actual = [m for m in near if "实际" in m.chunk.of(plain)]
    return actual if rate.role == COMPLETION and len(planned) == len(actual) == 1 else []


def _groups(parts: Sequence[Mention]) -> list[list[Mention]]:
    return [[part] for part in reversed(parts)] + ([list(parts)] if 1 < len(parts) <= _ADDED else [])


def is_part(plain: str, mention: Mention, name: str) -> bool:
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
