"""Facts that state one key more than once: whether they agree."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.decide import UNDETERMINED, decide_equal, undetermined
from extractor.facts import NARROW, SEVERAL
from extractor.model import Fact, Figure, Key, Relation
from extractor.patterns.phrases import skeleton
from extractor.relations import relation, with_unit
from extractor.stated import amount_of

_NEAR = ("clause", "list", "sentence", "header", "table")
_GENERAL = re.compile("^(?:全年|年度|本年度?|当年|本?部门|本?单位|整体|总体|综合|预算|支出|资金|绩效)+(?=..)")
_SUMMED = re.compile("(?<=..)(?:合计|总计|小计|总额|总数|支出)+$")
_BARE_TOTAL = re.compile("[合总小]?\\s*计|总额")
_OF_ONE_SIZE = 2  # times
_SAME_WORDS = "两处用词相同，但未写明阶段，请核对是否同一口径"


def with_status(found: Sequence[Fact]) -> tuple[Fact, ...]:
    """Mark facts that state one key more than once: agreed when their intervals meet, conflict when not."""
    by_key: dict[Key, list[Fact]] = {}
    for fact in found:
        by_key.setdefault(fact.key, []).append(fact)
    marked: dict[int, Fact] = {}
    for same in by_key.values():
        if len(same) > 1:
            marked |= _marked(same)
    return tuple(marked.get(id(fact), fact) for fact in found)


def _marked(same: Sequence[Fact]) -> dict[int, Fact]:
    """Return the statements of one key with their status, each by the id of what it was."""
    amounts = [f.figure.amount for f in same if f.figure.amount]
    meets = max(a.low for a in amounts) <= min(a.high for a in amounts)
    status, ids = "agreed" if meets else "conflict", tuple(f.figure.figure_id for f in same)
    return {
        id(fact): Fact(fact.key, fact.figure, fact.because, status, ids[:n] + ids[n + 1 :])
        for n, fact in enumerate(same)
    }


def agreements(facts: Sequence[Fact], proven: Collection[str] = ()) -> Iterator[Relation]:
    """Yield, for each key stated more than once, whether the statements agree, at each number's own precision.

    A difference is certain only where both statements name the stage near the figure, and suspect where the
    words of both are the same and nothing sets them apart; else the two may speak of different things and the
    relation cannot be decided. `proven` are rates that follow from figures beside them: two of these are of
    two things, or else the figures they follow from disagree, and say so themselves.
    """
    first: dict[Key, Fact] = {}
    values: dict[Key, set[Decimal]] = {}
    for fact in facts:
        values.setdefault(fact.key, set()).add(amount_of(fact).base)
    for fact in facts:
        earlier = first.setdefault(fact.key, fact)
        if earlier is fact or _in_one_row(earlier.figure, fact.figure) or _in_two_rows(earlier, fact):
            continue
        if earlier.how(NARROW) and not fact.how(NARROW):
            first[fact.key] = fact
        own = earlier.figure.figure_id in proven and fact.figure.figure_id in proven
        found = _agreement(earlier, fact, alone=len(values[fact.key]) == 2, apart=own)
        if found.verdict != UNDETERMINED or fact.how(NARROW) != SEVERAL:
            yield found


def told_once(found: Iterable[Relation]) -> Iterator[Relation]:
    """Yield for two figures that are compared more than once the first comparison that decides."""
    pairs: dict[frozenset[str], Relation] = {}
    for made in found:
        pair = frozenset(made.figure_ids)
        if pair not in pairs or (pairs[pair].verdict == UNDETERMINED != made.verdict):
            pairs[pair] = made
    yield from pairs.values()


def _agreement(earlier: Fact, fact: Fact, alone: bool, apart: bool) -> Relation:
    """Relate two statements; `alone` when no third value is stated, as there is of many things of one name.

    `apart` says that the two must be of different things.
    """
    figures = [earlier.figure, fact.figure]
    decision = decide_equal(amount_of(earlier), amount_of(fact))
    expression = f"{with_unit(earlier.figure)} = {with_unit(fact.figure)}"
    certain = not apart and _certain(earlier) and _certain(fact) and not _totals_apart(earlier, fact)
    alike = alone and not apart and _alike(earlier, fact)
    if decision.verdict == "off" and not certain and not alike:
        decision = undetermined("ambiguous", decision.stated, decision.computed)
    told = relation("agreement", "agreement", "agreement", expression, decision, figures)
    if decision.verdict != "off" or certain:
        return told
    weaker = decide_equal(amount_of(earlier), amount_of(fact), certain=False)
    return replace(told, verdict=weaker.verdict, reason=f"{told.reason}，{_SAME_WORDS}")


def _alike(first: Fact, second: Fact) -> bool:
    """Tell whether two statements use the same words, each in its own clause, with nothing to set them apart."""
    both = (first, second)
    beside = _beside(first, second)
    return (
        first.key.year is not None
        and all(f.how("indicator") == "clause" or beside for f in both)
        and not any(f.how(NARROW) for f in both)
        and (amount_of(first).unit == amount_of(second).unit or _near(first, second))
        and (beside or _in_one_section(first, second) or _by_default(first) == _by_default(second))
        and _same_name(first, second)
    )


def _totals_apart(first: Fact, second: Fact) -> bool:
    """Tell whether two figures are totals of two tables: of what each is the total, only its title tells."""
    tables = first.figure.table, second.figure.table
    two = None not in tables and tables[0] != tables[1]
    return two and any(_BARE_TOTAL.fullmatch(_own_name(f)) for f in (first, second))


def _near(first: Fact, second: Fact) -> bool:
    """Tell whether two amounts in different units are of one size, or of the same digits (809.30元, 809.30万元)."""
    if amount_of(first).value == amount_of(second).value:
        return True
    one, other = sorted(abs(amount_of(f).base) for f in (first, second))
    return other < one * _OF_ONE_SIZE


def _by_default(fact: Fact) -> bool:
    return fact.how("stage") in ("default", "heading")


def _in_one_section(first: Fact, second: Fact) -> bool:
    return first.figure.section_id == second.figure.section_id and first.figure.table == second.figure.table


def _beside(first: Fact, second: Fact) -> bool:
    """Tell whether one stands in a table and the other in the text of the same section."""
    one, other = first.figure, second.figure
    apart = (one.table is None) != (other.table is None)
    return apart and one.section_id == other.section_id


def _same_name(first: Fact, second: Fact) -> bool:
    """Compare the words of two names; 服务对象满意度 may be the 满意度 of the same stated year."""
    one, other = (_GENERAL.sub("", _SUMMED.sub("", _own_name(f))) for f in (first, second))
    if not one or not other or one == other:
        return bool(one and other)
    told = first.how("year") == second.how("year") == "clause"
    return told and first.figure.kind == "percent" and (one.endswith(other) or other.endswith(one))


def _own_name(fact: Fact) -> str:
    """Return the letters of a name, of a cell only those of its row."""
    return skeleton(
        fact.figure.label.partition("（")[0] if fact.figure.table is not None else fact.figure.label
    )[0]


def _in_one_row(first: Figure, second: Figure) -> bool:
    """Tell whether two figures are cells of one row: its columns measure different things."""
    return first.table is not None and (first.table, first.row) == (second.table, second.row)


def _in_two_rows(first: Fact, second: Fact) -> bool:
    """Tell whether two figures are cells of one table whose rows have different names: 企业满意度, 群众满意度."""
    table = first.figure.table
    return table is not None and table == second.figure.table and not _same_name(first, second)


def _certain(fact: Fact) -> bool:
    named = fact.how("indicator") in ("clause", "header")
    known = fact.how("stage") in _NEAR and fact.how("year") in (*_NEAR, "title", "heading")
    return named and known and not fact.how(NARROW)
