"""A group of rows taken for the parts of another, and its sums by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.decide import HELD, capped, decide_sum
from extractor.model import Relation
from extractor.relations import relation, sum_text
from extractor.table_rows import Row
from extractor.tables import Precision, amounts_of


@dataclass(frozen=True, slots=True)
class Group:
    """A row and the rows that may make it up; `claimed`: a label says so, whatever the figures do."""

    head: Row
    parts: tuple[Row, ...]
    claimed: bool = False


def decided(group: Group, precision: Precision, proven: bool = False) -> Iterator[Relation]:
    """Yield the sums of a group by column, if they are its sums; `proven`: others of its kind say that they are."""
    columns = sorted({column for row in (group.head, *group.parts) for column in row.figures})
    made = [r for c in columns if (r := _sum(group, c, precision)) is not None]
    read = list(_accepted(group, made, proven))
    yield from read
    yield from _lone_parts(group, read, precision)


def _accepted(group: Group, made: Sequence[Relation], proven: bool) -> Iterator[Relation]:
    telling = [r for r in made if r.computed or r.stated]  # columns of zeros hold for any reading
    held = sum(r.verdict in HELD for r in telling)
    if any(row.optional for row in group.parts):
        # Of alternatives only those that were chosen add up.
        yield from (r for r in made if r.verdict in HELD)
    # One column that fails beside others that hold is a finding; where none holds the group is read wrongly.
    elif not telling or (held and held * 2 >= len(telling)) or (proven and len(group.parts) > 1):
        yield from made
    elif group.claimed and len(made) == len(group.head.figures) == 1 and len(group.parts) > 2:
        # A total over all rows of a plain table, in its only column: something is wrong, perhaps the reading.
        (lone,) = made
        yield replace(lone, verdict=capped(lone.verdict))


def _lone_parts(group: Group, read: Sequence[Relation], precision: Precision) -> Iterator[Relation]:
    """Yield the columns of a sum that holds in which only one part has a figure: the others have none of it."""
    held = sum(r.verdict in HELD and bool(r.computed) for r in read)
    if not held or held < len(read) or len(group.parts) < 2:
        return
    for column in group.head.figures:
        if sum(column in row.figures for row in group.parts) == 1:
            made = _sum(group, column, precision, 1)
            yield from [replace(made, verdict=capped(made.verdict))] if made is not None else []


def sums_of(group: Group, precision: Precision) -> Iterator[Relation]:
    """Yield the sums of a group in all its columns, whatever they prove; one part is enough."""
    for column in group.head.figures:
        if (made := _sum(group, column, precision, 1)) is not None:
            yield made


def _sum(group: Group, column: int, precision: Precision, least: int = 2) -> Relation | None:
    head = group.head.figures.get(column)
    items = [row.figures[column] for row in group.parts if column in row.figures]
    if head is None or not items or any(item.kind != head.kind for item in items):
        return None
    if len(items) < least and not group.head.code:
        return None
    figures = [head, *items]
    amounts = amounts_of(figures)
    decision = decide_sum(amounts[0], amounts[1:], precision.of(figures))
    return relation("table_sum", "table-sum", "table", sum_text(figures), decision, figures)
