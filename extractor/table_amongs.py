"""Rows 其中: the parts they make of the row above, or that they are at most that row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.decide import EXACT, HELD, decide_at_most
from extractor.model import Relation
from extractor.relations import printed, relation, unit_note
from extractor.table_groups import Group, decided, sums_of
from extractor.table_rows import NO_RANK, Row
from extractor.tables import Precision, amounts_of


def _among_groups(rows: Sequence[Row]) -> Iterator[list[Group]]:
    """Yield for each 其中 row the row above it with the rows that may go on with it, most of them first."""
    for place, row in enumerate(rows):
        heads = [r for r in rows[:place] if not r.among]
        if not row.among or not heads:
            continue
        run = [row]
        for after in rows[place + 1 :]:
            ends = after.among or after.total or after.rank <= heads[-1].rank < NO_RANK
            if ends or not row.counts_like(after):
                break
            run.append(after)
        yield [Group(heads[-1], tuple(run[:size])) for size in range(len(run), 0, -1)]


def held_runs(rows: Sequence[Row], precision: Precision) -> set[int]:
    """Return the rows behind a 其中 that make the row above it together: a total adds that row alone."""
    found: set[int] = set()
    for groups in _among_groups(rows):
        for group in groups:
            if len(group.parts) > 1 and any(r.computed for r in decided(group, precision)):
                found |= {row.number for row in group.parts}
                break
    return found


def amongs(rows: Sequence[Row], precision: Precision) -> Iterator[Relation]:
    """Yield for each 其中 row the sum it begins, as far as one holds, else that it is at most the row above."""
    for groups in _among_groups(rows):
        head, row = groups[-1].head, groups[-1].parts[0]
        sums = [list(decided(group, precision)) for group in groups[:-1]]
        best = next((made for made in sums if made), None)
        below = (
            best if best is not None else [*_wholly(head, row, precision), *_at_most(head, row, precision)]
        )
        # A total left at 0 over filled parts is one slip, however many columns it has.
        blank = best is None and all(not f.amount or f.amount.value == 0 for f in head.figures.values())
        failed = [r for r in below if r.verdict not in HELD]
        yield from (r for r in below if not blank or r not in failed[1:])
        if best is None and head is rows[0] and not any(r.total for r in rows[1:]):
            # 其中：女性35人 / 党员47人: parts that overlap, each of the whole in the first row.
            for part in groups[0].parts[1:]:
                yield from (r for r in _at_most(head, part, precision) if r.verdict in HELD)


def _wholly(head: Row, part: Row, precision: Precision) -> list[Relation]:
    """Return that a 其中 is the whole, where it says so in each of several columns: all of it from one source."""
    made = list(sums_of(Group(head, (part,)), precision))
    whole = len(made) > 1 and len(made) == len(head.figures.keys() & part.figures.keys())
    return made if whole and all(r.verdict == EXACT and r.computed for r in made) else []


def _at_most(head: Row, part: Row, precision: Precision) -> Iterator[Relation]:
    for column, small in part.figures.items():
        large = head.figures.get(column)
        if large is None or large.kind != small.kind:
            continue
        part_of, whole = amounts_of([small, large])
        decision = decide_at_most(part_of, whole, precision.of([large, small]))
        expression = f"{printed(small)} ≤ {printed(large)}{unit_note([large, small])}"
        yield relation("subset", "subset", "table", expression, decision, [large, small])
