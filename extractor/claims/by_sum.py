"""Amounts that no words tie and whose sum or difference is what another sentence or paragraph tells.

`threes` looks at neighbours in one sentence; here the whole stands a sentence before its parts, other figures stand
between them (15个、资金9万元，6个、资金4万元), or a remainder is of two amounts some paragraphs before. Nothing but the
figures speaks for such a reading, so each one counts for the digits of its largest figure, against the number of readings
that were tried; none ever fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, permutations

from extractor.claims.lost_marks import lost_of_all, of_one_mark
from extractor.claims.operands import amount_of, context
from extractor.claims.threes import Known
from extractor.claims.threes import grain as last_digit
from extractor.decide import HELD, decide_sum
from extractor.mentions import ASIDE, BASE, CHANGE, LEVEL, Mention
from extractor.model import Amount, Relation
from extractor.parts import addable, unit_group
from extractor.passages import Passage
from extractor.relations import relation, sum_text

_ROLES = (LEVEL, BASE, ASIDE)
_KINDS = ("money", "count", "score")
_MOST = 12  # figures of one kind in a sentence
_RUN = 8  # parts of one whole
_WHOLES = 4  # amounts of the sentences before that may be a whole
_NEAR, _FAR = 6, 8  # amounts that a remainder may lie between
_LEAST, _LEAST_LED, _LEAST_INSIDE, _LEAST_FAR = (
    20,
    20,
    100,
    150,
)  # last digits of the largest figure for each reading tried
_ROUNDED = 5  # as many times as much where only rounding makes it so
_BACK = 3  # paragraphs
_MARK = Decimal("0.1")
_BITE = 2  # characters that two names share
_REMAINS = re.compile(
    r"[净余剩差欠缺未尚超省亏]|[多少]|节[约支]|增产|减产|扣|失分|收回|压减|核减|结转|缺口|空编"
)
_NET = re.compile("净[增减]")
_ASIDE = re.compile("每|均|标准|单价|最高|最低|同比|预计|力争")
_TARGET = re.compile("目标|指标值")
_ALL = re.compile("[总共]|综合|合计")
_PLANNED = re.compile("预算|安排|到位|可用|批复|下达|计划|应[付拨收支缴]|收入|拨入|筹集|合同")
_DONE = re.compile("支出|支付|执行|使用|完成|兑付|拨付|实际|累计|付款|列支|开支")
_LEFT_OF = re.compile("[结节剩盈]余|结转|未[支使拨兑付执]|尚[余未有]|剩下")


@dataclass(frozen=True, slots=True)
class _Reading:
    """A figure, what makes it up and with which signs."""

    whole: Mention
    parts: Sequence[Mention]
    signs: Sequence[int]


def proven_sums(
    plain: str, passages: Sequence[Passage], place: int, told: Sequence[Relation]
) -> Iterator[Relation]:
    """Yield the sums and differences of a passage that its figures prove and that are not among those `told`."""
    passage = passages[place]
    if len(passage.mentions) < 3 and not place:
        return
    known = Known(told)
    settled = {
        r.figure_ids[0] for r in told if r.kind in ("difference", "balance", "sum") and r.verdict in HELD
    }
    sums = [r for r in told if r.kind == "sum" and r.verdict in HELD]
    parts = {id for r in sums for id in r.figure_ids[1:]}
    for reading in chain(_sums(plain, passage, settled), _differences(plain, passages, place, settled)):
        if -1 in reading.signs and reading.whole.role != CHANGE and reading.whole.figure.figure_id in parts:
            continue  # what is a part of a whole already is no remainder of two others by chance
        if known.ties([reading.whole, *reading.parts]):
            continue
        made = _decided(passage, reading)
        if made.verdict in HELD:
            known.add(made)
            parts |= set(made.figure_ids[1:]) if made.kind == "sum" else set()
            yield made


def _sums(plain: str, passage: Passage, settled: set[str]) -> Iterator[_Reading]:
    """Yield the sums whose whole stands in a sentence before, or in the same one with other figures between."""
    earlier: dict[tuple[str, str], list[Mention]] = {}
    order = passage.order
    for number in sorted({m.sentence for m in passage.mentions}):
        groups: dict[tuple[str, str], list[Mention]] = {}
        for mention in order.sentence(number):
            if _is_plain(plain, mention) and not _TARGET.search(mention.chunk.of(plain)):
                groups.setdefault(_kind(mention), []).append(mention)
        for kind, group in groups.items():
            if 1 < len(group) <= _MOST:
                yield from _whole_before(group, earlier.get(kind, ())[-_WHOLES:], settled)
                yield from _inside(plain, group, settled)
        for kind, group in groups.items():
            earlier.setdefault(kind, []).extend(group)


def _whole_before(
    group: Sequence[Mention], wholes: Sequence[Mention], settled: set[str]
) -> Iterator[_Reading]:
    """Yield all amounts of a sentence as the parts of one told before it, the nearest first."""
    if group[0].figure.figure_id in settled or len(group) > _RUN:
        return
    signs = [1] * len(group)
    fits = [
        whole
        for tries, whole in enumerate(reversed(wholes), 1)
        if whole.figure.figure_id not in settled and _proves(whole, group, signs, _LEAST * tries)
    ]
    if fits:
        yield _Reading(min(fits, key=lambda whole: not _makes(whole, group, signs)), group, signs)


def _inside(plain: str, group: Sequence[Mention], settled: set[str]) -> Iterator[_Reading]:
    """Yield a run of the amounts of a sentence as the parts of the one right before or behind it."""
    size = len(group)
    for whole, parts in ((group[0], group[1:]), (group[-1], group[:-1])):
        if size < 3 or len(parts) > _RUN or whole.figure.figure_id in settled:
            continue
        led = bool(parts[0].cues("part"))
        if (len(parts) == 2 and not led) or (whole.role == BASE and whole.has("share")):
            continue
        led = led or _ALL.search(whole.chunk.of(plain)) is not None
        if _proves(whole, parts, [1] * len(parts), _LEAST_LED if led else _LEAST_INSIDE):
            yield _Reading(whole, parts, [1] * len(parts))
            return


def _differences(
    plain: str, passages: Sequence[Passage], place: int, settled: set[str]
) -> Iterator[_Reading]:
    """Yield remainders and changes as the difference of two amounts before them."""
    passage = passages[place]
    far: list[Mention] | None = None
    for mention in passage.mentions:
        words = mention.chunk.of(plain)
        if (
            mention.figure.kind not in _KINDS
            or mention.figure.figure_id in settled
            or not amount_of(mention).value
        ):
            continue
        if amount_of(mention).hedge or not (mention.role == CHANGE or _REMAINS.search(words)):
            continue
        if mention.role == CHANGE and passage.lists_of(mention):
            continue  # part of a change
        if far is None:
            far = [
                m for p in passages[max(0, place - _BACK) : place] for m in p.mentions if _is_plain(plain, m)
            ]
        net, found = _net(plain, passage, mention), _from_base(plain, passage, mention)
        if net is not None:
            yield net
        found = (
            found
            or _lost(plain, passage, mention)
            or (_apart(plain, passage, mention, far) if net is None else None)
        )
        if found is not None:
            yield found


def _net(plain: str, passage: Passage, mention: Mention) -> _Reading | None:
    """Return what came less what went: 退休1人，新招录7人，净增加6人."""
    if not _NET.search(mention.chunk.of(plain)):
        return None
    near = [m for m in passage.order.earlier(mention) if addable(m, mention) and m.role != BASE][-2:]
    if len(near) < 2:
        return None
    more, less = sorted(near, key=lambda m: -amount_of(m).base)
    exact = amount_of(more).base - amount_of(less).base == amount_of(mention).base
    return _Reading(mention, [more, less], [1, -1]) if exact else None


def _from_base(plain: str, passage: Passage, mention: Mention) -> _Reading | None:
    """Return a change from the base in front of it to an amount of the same name told before."""
    near = passage.order.earlier(mention)
    if not near or near[-1].role != BASE or not mention.direction or not addable(near[-1], mention):
        return None
    base, way = near[-1], mention.direction
    place = passage.order.place(base)
    levels = [m for m in passage.mentions[max(0, place - _MOST) : place] if addable(m, mention)]
    fits = [m for m in levels if m.role == LEVEL and _makes(mention, [m, base], [way, -way])]
    if len(fits) != 1:
        return None
    told = _shares_a_name(base.chunk.of(plain), fits[0].chunk.of(plain))
    enough = told or _proves(mention, [fits[0], base], [way, -way], _LEAST * len(levels))
    return _Reading(mention, [fits[0], base], [way, -way]) if enough else None


def _apart(plain: str, passage: Passage, mention: Mention, far: Sequence[Mention]) -> _Reading | None:
    order = passage.order
    place = order.place(mention)
    own = [m for m in passage.mentions[max(0, place - 2 * _MOST) : place] if _is_plain(plain, m)]
    tries = 0
    for window, least in ((own[-_NEAR:], _LEAST), ([*far[-_FAR:], *own[-_NEAR:]], _LEAST_FAR)):
        near = [m for m in window if addable(m, mention)]
        pairs = [(a, b) for a, b in permutations(near, 2) if amount_of(a).base > amount_of(b).base]
        if mention.figure.kind == "score":
            pairs = [(a, b) for a, b in pairs if of_one_mark(passage, a, b)]
        pairs = [(a, b) for a, b in pairs if a.indicator == b.indicator or not (a.indicator and b.indicator)]
        tries = max(1, len(pairs))
        fits = [p for p in pairs if _proves(mention, p, [1, -1], least * tries)]
        fits = fits or _spent(plain, mention, pairs)
        if fits:
            return _Reading(mention, fits[-1], [1, -1])
    return None


def _lost(plain: str, passage: Passage, mention: Mention) -> _Reading | None:
    found = lost_of_all(plain, passage, mention)
    return _Reading(mention, found, [*(1 for _ in found[1:]), -1]) if found else None


def _spent(
    plain: str, mention: Mention, pairs: Sequence[tuple[Mention, Mention]]
) -> list[tuple[Mention, Mention]]:
    """Return what there was to spend and what was spent, if that is what a figure is the rest of."""
    if not _LEFT_OF.search(mention.chunk.of(plain)):
        return []
    said = [
        (whole, part)
        for whole, part in pairs
        if _PLANNED.search(whole.chunk.of(plain)) and _DONE.search(part.chunk.of(plain))
    ]
    return [p for p in said if _proves(mention, p, [1, -1], _LEAST * len(said))]


def _is_plain(plain: str, mention: Mention) -> bool:
    if mention.figure.kind not in _KINDS or mention.role not in _ROLES:
        return False
    amount = amount_of(mention)
    return bool(amount.value) and not amount.hedge and not _ASIDE.search(mention.chunk.of(plain))


def _kind(mention: Mention) -> tuple[str, str]:
    unit = unit_group(amount_of(mention).unit) if mention.figure.kind == "count" else ""
    return mention.figure.kind, unit


def _shares_a_name(one: str, other: str) -> bool:
    bites = {other[n : n + _BITE] for n in range(len(other) - 1)}
    return sum(one[n : n + _BITE] in bites for n in range(len(one) - 1)) >= _BITE


def _makes(whole: Mention, parts: Sequence[Mention], signs: Sequence[int]) -> bool:
    made = sum((s * amount_of(m).base for s, m in zip(signs, parts, strict=True)), Decimal(0))
    return made == amount_of(whole).base


def _proves(whole: Mention, parts: Sequence[Mention], signs: Sequence[int], least: int) -> bool:
    """Tell whether amounts make up another beyond chance: `least` last digits of the largest for an exact hit."""
    values = [amount_of(m) for m in (whole, *parts)]
    made = sum((s * a.base for s, a in zip(signs, values[1:], strict=True)), Decimal(0))
    if len({a.scale for a in values}) > 1:
        return False
    gap, unit = abs(made - values[0].base), _grain(whole, values)
    if gap * 2 > unit * len(values):
        return False
    return max(a.base for a in values) >= least * (1 if gap == 0 else _ROUNDED) * unit


def _grain(whole: Mention, values: Sequence[Amount]) -> Decimal:
    """Return the last digit that amounts need; marks are exact and told to a tenth."""
    return _MARK if whole.figure.kind == "score" else last_digit(values)


def _decided(passage: Passage, reading: _Reading) -> Relation:
    pairs = sorted(zip(reading.signs, reading.parts, strict=True), key=lambda pair: -pair[0])
    signs, operands = [sign for sign, _ in pairs], [reading.whole, *(part for _, part in pairs)]
    amounts = [amount_of(m) for m in operands]
    decision = decide_sum(amounts[0], amounts[1:], context(passage, operands), signs)
    change = reading.whole.role in (CHANGE, ASIDE)
    kind = "sum" if -1 not in signs else "difference" if change else "balance"
    rule = {"difference": "difference", "sum": "sum", "balance": "remainder"}[kind]
    figures = [m.figure for m in operands]
    return relation(kind, rule, "sentence", sum_text(figures, signs), decision, figures)
