"""Amounts that make each other up but for one slip: 总共2296.86万元，付了2025.44万元，还欠271.2万元.

Other readings of figures without clear words state what holds, so a wrong digit makes them silent. Here nothing holds,
but the words name the slot (what is left, a change, a whole and its parts) and one slip in one printed number, of those
people make, would mend it. That is suspect and never more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from extractor.claims.operands import amount_of, context
from extractor.claims.threes import Known
from extractor.decide import HELD, UNDETERMINED, capped, decide_sum
from extractor.diagnose import decimals, slip
from extractor.mentions import ASIDE, BASE, CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import unit_group
from extractor.passages import Passage
from extractor.relations import relation, sum_text

_KINDS = ("money", "count")
_ADDED = ("sum", "balance", "difference")
_LEFT = re.compile(
    r"[余剩欠]|差额|差[了着]?$|缺口|尚未|未[付支拨完到用执兑发]|节[约省支]|超[支出]|结转|缺口|滞留|沉淀|[低高少多短]于|多[花用支付]|少[花用支付]"
)
_OPENING = re.compile("[年期月]初|上[年期月]|原有|结存|期初")
_CLOSING = re.compile("[年期月][末底]|现有|结存|滚存|账面|余额|还剩|结余")
_WHOLE = re.compile("(?<!公)共(?![青享同建产和])|(?<!汇)总[计额投数共资量收支面里人经成价]|合计|全部|列支|筹")
_PARTS = re.compile("其中|分别|构成|组成|包括|包含|[:：]")
_OTHER = re.compile("另[有外]?|除|不含|以外|累计|平均|每")
_BESIDE = 12  # characters before a figure in which it is called a rest
_NEAR, _MOST = 4, 12  # amounts before one that are tried, and parts of one whole
_DIGITS, _FEW = 4, 3  # digits of a number that chance seldom makes; and where nothing else could be meant


@dataclass(frozen=True, slots=True)
class _Reading:
    """A figure and what it should be made of."""

    whole: Mention
    parts: Sequence[Mention]
    signs: Sequence[int]


def near_misses(plain: str, passage: Passage, told: Sequence[Relation]) -> Iterator[Relation]:
    """Yield a suspect relation for amounts, tied by none of those `told`, of which one slip breaks what words name."""
    if len(passage.mentions) < _FEW:
        return
    decided = [r for r in told if r.verdict != UNDETERMINED and r.kind in _ADDED]
    known, headed = Known(decided), {r.figure_ids[0] for r in decided}
    sound = {id for r in decided if r.verdict in HELD for id in r.figure_ids}
    for group in _groups(passage):
        for reading in _readings(plain, group, headed, sound):
            if not known.ties([reading.whole, *reading.parts]):
                for made in _suspect(passage, reading):
                    known.add(made)
                    yield made


def _readings(plain: str, group: Sequence[Mention], headed: set[str], sound: set[str]) -> Iterator[_Reading]:
    """Yield what words name and one slip breaks: for each figure the only such reading."""
    for last in range(2, len(group)):
        if group[last].figure.figure_id not in headed:
            tried = _rests(plain, group[last], group[max(0, last - _NEAR) : last], group[last + 1 : last + 2])
            found = [r for r in tried if _is_one_slip(r, sound, len(group) == _FEW)]
            yield from found if len(found) == 1 else ()
    whole = _whole(plain, group)
    if whole and whole.whole.figure.figure_id not in headed and _is_one_slip(whole, sound, False):
        yield whole


def _groups(passage: Passage) -> Iterator[Sequence[Mention]]:
    """Yield the amounts of each sentence that can be added, in their order."""
    for number in sorted({m.sentence for m in passage.mentions}):
        groups: dict[tuple[str, str], list[Mention]] = {}
        for mention in passage.order.sentence(number):
            if mention.figure.kind in _KINDS and mention.role in (LEVEL, BASE, CHANGE, ASIDE):
                amount = amount_of(mention)
                if amount.value > 0 and not amount.hedge:
                    unit = unit_group(amount.unit) if mention.figure.kind == "count" else ""
                    groups.setdefault((mention.figure.kind, unit), []).append(mention)
        yield from (group for group in groups.values() if len(group) >= _FEW)


def _rests(
    plain: str, last: Mention, near: Sequence[Mention], behind: Sequence[Mention]
) -> Iterator[_Reading]:
    """Yield what a figure called a rest or a change may be the difference of, and what is there in the end."""
    words = last.chunk.of(plain)[-_BESIDE:]
    levels = [m for m in near if m.role != CHANGE]
    if len(near) >= _FEW and _CLOSING.search(words) and _OPENING.search(near[-3].chunk.of(plain)):
        yield _Reading(last, near[-3:], (1, 1, -1))
    elif last.role != CHANGE and not _LEFT.search(words):
        return
    elif behind and behind[0].depth > last.depth and behind[0].role != CHANGE:
        for first in levels:
            if first.depth == last.depth:
                yield from _both(last, first, behind[0])
    else:
        for first, second in combinations(levels, 2):
            if first.depth == second.depth or BASE in (first.role, second.role):
                yield from _both(last, first, second)


def _both(last: Mention, first: Mention, second: Mention) -> Iterator[_Reading]:
    """Yield the difference of two amounts, the larger first; both ways where what is told leaves that open."""
    if last.role == CHANGE and last.direction and (first.role == BASE) != (second.role == BASE):
        way = last.direction if second.role == BASE else -last.direction
        yield _Reading(last, (first, second), (way, -way))
        return
    yield _Reading(last, (first, second), (1, -1))
    yield _Reading(last, (first, second), (-1, 1))


def _whole(plain: str, group: Sequence[Mention]) -> _Reading | None:
    """Return the first or the last amount of a sentence as the whole of all others, if words call it so."""
    plainly = [m for m in group if m.role == LEVEL]
    if not _FEW <= len(plainly) <= _MOST or len(plainly) != len([m for m in group if m.role != CHANGE]):
        return None
    said = plain[plainly[0].chunk.start : plainly[-1].chunk.end]
    if _OTHER.search(said):
        return None
    first, *others = plainly
    if _WHOLE.search(first.chunk.of(plain)) or _PARTS.search(others[0].chunk.of(plain)):
        return _Reading(first, others, [1] * len(others))
    *parts, last = plainly
    if _WHOLE.search(last.chunk.of(plain)):
        return _Reading(last, parts, [1] * len(parts))
    return None


def _is_one_slip(reading: _Reading, sound: set[str], alone: bool) -> bool:
    """Tell whether one slip in one figure not known to be `sound` would make a reading hold exactly."""
    signs = [-1, *reading.signs]
    made = [reading.whole, *reading.parts]
    gap = sum((s * amount_of(m).base for s, m in zip(signs, made, strict=True)), Decimal(0))
    if gap == 0:
        return False
    places = max(decimals(amount_of(m).value) for m in made)
    for sign, mention in zip(signs, made, strict=True):
        amount = amount_of(mention)
        right = (amount.base - sign * gap) / amount.scale
        if mention.figure.figure_id in sound or right <= 0 or decimals(right.normalize()) > places:
            continue
        size = min(_size(right), _size(amount.value))
        if size >= (_FEW if alone else _DIGITS) and slip(amount.value, right):
            return True
    return False


def _size(value: Decimal) -> int:
    """Return how many digits a number needs: chance makes 5.00 as easily as 5."""
    return len(value.normalize().as_tuple().digits)


def _suspect(passage: Passage, reading: _Reading) -> Iterator[Relation]:
    pairs = sorted(zip(reading.signs, reading.parts, strict=True), key=lambda pair: -pair[0])
    signs, operands = [s for s, _ in pairs], [reading.whole, *(m for _, m in pairs)]
    amounts = [amount_of(m) for m in operands]
    decision = decide_sum(amounts[0], amounts[1:], context(passage, operands), signs)
    if decision.verdict in (*HELD, UNDETERMINED):
        return
    kind = "sum" if -1 not in signs else "difference" if reading.whole.role == CHANGE else "balance"
    rule = {"difference": "difference", "sum": "sum", "balance": "remainder"}[kind]
    figures = [m.figure for m in operands]
    made = relation(kind, rule, "sentence", sum_text(figures, signs), decision, figures)
    yield replace(made, verdict=capped(made.verdict))
