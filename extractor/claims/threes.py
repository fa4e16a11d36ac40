"""Amounts of one sentence that only their arithmetic ties: A 227万元，B 143万元，余下的C 84万元.

What the words leave open the figures may settle: one of three that stand together is the sum of the other two, or a
closing amount that of an opening one and its movements. Such a relation is stated only where it holds beyond chance
and where no reading of the words has tied these figures already; so it can never fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, product
from operator import mul

from extractor.claims.operands import amount_of, context
from extractor.decide import HELD, decide_sum
from extractor.mentions import ASIDE, BASE, CHANGE, LEVEL, Mention
from extractor.model import Amount, Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import relation, sum_text

_ROLES = (LEVEL, BASE, CHANGE, ASIDE)
_NEAR = 4  # amounts before one that may make it up
_MOVED = 20  # last digits the largest of three must have where the last is a change
_SPOKEN = 50  # where words call it what is left or lacking
_KINDS_OF = 100  # where two names are of kinds
_PLAIN = 1_000  # where nothing does
_ROUNDED = 5  # as many times as much where only rounding makes it so
_REST = 300  # last digits of the largest of four where the last is called what is left of it
_LONG = 20_000  # last digits of the largest of four
# Of so many amounts the pairs by place, the nearest first; and the signs of three amounts that are no plain sum.
_PAIRS = [
    sorted(combinations(range(size), 2), key=lambda pair: -pair[0] - pair[1]) for size in range(_NEAR + 1)
]
_MOVES = [(1, *signs) for signs in product((1, -1), repeat=2) if -1 in signs]
_KINDS = ("money", "count", "score")
_ADDED = ("sum", "balance", "difference")
_Fit = tuple[tuple[int, ...], bool]  # with which signs two amounts make a third, and whether exactly
_OPENING = re.compile("[年期月]初|上[年期月]|原有|结存")
_CLOSING = re.compile("[年期月][末底]|现有|结存|滚存|账面|余额")
_TAKEN = re.compile("扣[除减缴]|代扣|代缴|剔除|减[去除掉]|核减|除去|抵[减扣]|退[回库]|收回|上缴")
_SO_FAR = re.compile("累计|截[至止]")
_OF_YEAR = re.compile("本年|当年|今年|本期|年内")
_BEFORE = re.compile("以前|上年|往年|历年|前期|此前|[年期]初")
_LEFT = re.compile(
    r"[净余剩差欠缺另退还未尚超省亏盈闲空]|[低高少多短]于|多[一-鿿]?|少[一-鿿]?|收回|扣|实[发得付]|实际到手|其他|其它"
)


def threes(plain: str, passage: Passage, told: Sequence[Relation]) -> Iterator[Relation]:
    """Yield the sums and differences of neighbouring amounts that hold beyond chance and are not among those `told`."""
    known = Known(told)
    # The parts of a change may make it up and its two ends too.
    settled = {
        (r.figure_ids[0], r.span.end, r.kind == "sum") for r in told if r.kind in _ADDED and r.verdict in HELD
    }
    near: list[Mention] = []
    for mention in passage.mentions:
        if near and near[-1].sentence != mention.sentence:
            near = []
        if mention.role not in _ROLES or mention.figure.kind not in _KINDS:
            continue
        if amount_of(mention).value == 0 or amount_of(mention).hedge:
            continue
        stated = mention.figure.figure_id, mention.figure.span.end
        marks = mention.figure.kind == "score" and mention.role != CHANGE
        done = (*stated, False) in settled or ((*stated, True) in settled and mention.role != CHANGE)
        if not (done or marks):
            found = _made_up(plain, passage, mention, [m for m in near if _alike(m, mention)], known)
            if found is not None:
                known.add(found)
                yield found
        near = [*near[1 - 2 * _NEAR :], mention]


def _alike(mention: Mention, last: Mention) -> bool:
    """Tell whether two figures can be added; a change of so much a piece may be told in 元 alone."""
    if addable(mention, last):
        return True
    units = [m.figure.amount.unit if m.figure.amount else "" for m in (mention, last)]
    return last.role == CHANGE and mention.figure.kind == "count" and units[0].startswith(f"{units[1]}/")


class Known:
    """Which figures the words tie already, alone or with others."""

    def __init__(self, told: Sequence[Relation]) -> None:
        self._ties: dict[str, set[int]] = {}
        self._size = 0
        for made in told:
            self.add(made)

    def add(self, made: Relation) -> None:
        """Take note of a relation."""
        self._size += 1
        for figure in made.figure_ids:
            self._ties.setdefault(figure, set()).add(self._size)

    def ties(self, figures: Sequence[Mention]) -> bool:
        """Tell whether one relation ties all of these."""
        found = sorted((self._ties.get(m.figure.figure_id, set()) for m in figures), key=len)
        return bool(found[0].intersection(*found[1:]))


def _made_up(
    plain: str, passage: Passage, last: Mention, near: Sequence[Mention], known: Known
) -> Relation | None:
    """Return the relation of an amount with the nearest ones before it that make it up."""
    near = near[-_NEAR:]
    bases = [amount_of(m).base for m in near]
    for first, second in _PAIRS[len(near)]:
        pair = [near[first], near[second]]
        fitting = _fitting(last, pair, bases[first], bases[second])
        if not fitting:
            continue
        kinds = second == len(near) - 1 and _are_kinds(pair[1], last)
        signs = _beyond_chance(last, pair, fitting, _least(plain, last, pair[1], kinds))
        if signs and not known.ties([last, *pair]) and not _are_apart(plain, last, pair):
            return _decided(plain, passage, last, pair, signs)
    if len(near) < 3 or last.role == CHANGE:
        return None
    signs = _of_moves(plain, last, near)
    if signs and not known.ties([last, *near[-3:]]):
        return _decided(plain, passage, last, near[-3:], signs)
    return None


def _least(plain: str, last: Mention, second: Mention, kinds: bool) -> int:
    """Return how many last digits the largest of three must have; `kinds` tells that two are of kinds by name."""
    least = _MOVED if last.role == CHANGE else _SPOKEN if _is_left(plain, last) else _PLAIN
    taken = _TAKEN.search(second.chunk.of(plain)) is not None
    return min(least, _SPOKEN if taken else _KINDS_OF if kinds else least)


def _are_kinds(one: Mention, last: Mention) -> bool:
    """Tell whether two counts side by side are of kinds by their names: 寄宿生127人，走读生683人."""
    a, b = one.label, last.label
    counted = one.figure.kind == last.figure.kind == "count" and last.role == LEVEL
    return counted and 1 < len(a) == len(b) and a[-1] == b[-1] and a != b


def _are_apart(plain: str, last: Mention, pair: Sequence[Mention]) -> bool:
    """Tell whether words keep amounts apart: 累计完成8万元 holds 本年完成1万元; two of a bracket."""
    if all(m.depth > last.depth for m in pair) and not last.has("total") and not _is_left(plain, last):
        return True
    if any(m.depth and m.role == BASE and m.depth != last.depth for m in pair):
        return True  # 收入9万元（上年8万元）
    if last.depth and last.role == BASE and any(m.depth != last.depth for m in pair):
        return True
    said = [m.chunk.of(plain) for m in (last, *pair)]
    return (
        any(_SO_FAR.search(w) for w in said)
        and any(_OF_YEAR.search(w) for w in said)
        and not _BEFORE.search("".join(said))
    )


def _is_stock(plain: str, last: Mention, near: Sequence[Mention]) -> bool:
    """Tell whether three amounts begin with what was there before, and the one behind them is what is there after."""
    opened = len(near) >= 3 and _OPENING.search(near[-3].chunk.of(plain)) is not None
    return opened and _CLOSING.search(last.chunk.of(plain)) is not None


def grain(values: Sequence[Amount]) -> Decimal:
    """Return the last digit that any of the amounts needs: 1200.00万元, 800.00万元 and 400.00万元 are whole hundreds."""
    exponents = (a.base.normalize().as_tuple().exponent for a in values)
    return max(_finest(values), Decimal(1).scaleb(min(e for e in exponents if isinstance(e, int))))


def _is_left(plain: str, last: Mention) -> bool:
    """Tell whether words call an amount what is left, lacking or on top of another."""
    return _LEFT.search(last.chunk.of(plain)) is not None


def _fitting(last: Mention, pair: Sequence[Mention], one: Decimal, two: Decimal) -> list[_Fit]:
    """Return how two amounts, of these values, make a third within the finest last digit."""
    step, told = _finest([amount_of(m) for m in (last, *pair)]), amount_of(last).base
    ways = (((1, -1), one - two), ((-1, 1), two - one), ((1, 1), one + two))
    return [(signs, told == total) for signs, total in ways if abs(told - total) <= step]


def _beyond_chance(
    last: Mention, pair: Sequence[Mention], fitting: Sequence[_Fit], least: int
) -> tuple[int, ...]:
    """Return the first signs with which amounts so large seldom make a third, none where chance may do it."""
    values = [amount_of(m) for m in (last, *pair)]
    largest, digit = max(a.base for a in values), grain(values)
    for signs, exact in fitting:
        enough = (least if -1 in signs else _PLAIN) * (1 if exact else _ROUNDED)
        if largest >= enough * digit:
            return signs
    return ()


def _finest(values: Sequence[Amount]) -> Decimal:
    """Return the smallest last digit; counts are exact, theirs is one."""
    return min(a.step or a.scale for a in values)


def _of_moves(plain: str, last: Mention, near: Sequence[Mention]) -> tuple[int, ...]:
    """Return with which signs what was there, came and went makes up what is there."""
    values = [amount_of(m) for m in (last, *near[-3:])]
    told, *bases = [a.base for a in values]
    moves = [signs for signs in _MOVES if sum(map(mul, signs, bases), Decimal(0)) == told]
    if not moves:
        return ()
    size = max(told, *bases) / grain(values)
    if size >= _REST and (1, -1, -1) in moves and _is_left(plain, last):
        return (1, -1, -1)
    return moves[0] if size >= (_REST if _is_stock(plain, last, near) else _LONG) else ()


def _decided(
    plain: str, passage: Passage, last: Mention, others: Sequence[Mention], signs: Sequence[int]
) -> Relation | None:
    signs, others = zip(*sorted(zip(signs, others, strict=True), key=lambda pair: -pair[0]), strict=True)
    operands = [last, *others]
    if last.role == LEVEL and signs.count(1) == 1 and signs[0] == 1 and not _is_left(plain, last):
        # 供养离退人员29人，离休4人、退休25人: a whole and its parts.
        operands, signs = [others[0], *others[1:], last], (1,) * len(others)
    amounts = [amount_of(m) for m in operands]
    decision = decide_sum(amounts[0], amounts[1:], context(passage, operands), signs)
    if decision.verdict not in HELD:
        return None
    kind = "difference" if last.role == CHANGE else "sum" if -1 not in signs else "balance"
    rule = {"difference": "difference", "sum": "sum", "balance": "remainder"}[kind]
    figures = [m.figure for m in operands]
    return relation(kind, rule, "sentence", sum_text(figures, signs), decision, figures)
