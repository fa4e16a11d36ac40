"""Of what a table speaks: the unit itself, or one project among several, which its title or a row names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extractor.document import Block
from extractor.model import Profile
from extractor.patterns import Patterns
from extractor.tables import Table
from extractor.things import thing_of_title

_PROJECT = ("项目支出", "项目绩效", "项目资金", "项目自评", "专项资金绩效", "项目预算")
_SUMMARY = ("汇总", "一览", "各项目", "项目支出情况", "项目支出决算", "支出决算表", "支出预算表")
_LEAST = 3  # characters of a name
_TOP = 40  # cells of a form in which its project is named
_MANY = 60  # tables of which each is compared with each


@dataclass(frozen=True, slots=True)
class Owner:
    """The project a table is about, empty for the unit; `open` where it may be of any project."""

    name: str = ""
    open: bool = False


def owners(tables: Iterable[Table], profile: Profile, patterns: Patterns) -> dict[int, Owner]:
    """Return of what each table speaks. A report on one project speaks of it everywhere."""
    found = {table.number: (table, owner_name(table, profile, patterns)) for table in tables}
    names = {name for _, name in found.values() if name}
    about_one = "项目" in profile.report_type and len(names) <= 1
    if about_one:
        return {number: Owner() for number in found}
    shapes = [_shape(table) for table, name in found.values() if not name]
    return {
        number: Owner(name, not name and (_any_project(table) or _twice(_shape(table), shapes)))
        for number, (table, name) in found.items()
    }


def owner_name(table: Table, profile: Profile, patterns: Patterns) -> str:
    """Return the project that a row (项目名称) or the lines above a table name."""
    for block in table.blocks[:_TOP]:
        if patterns.tables.is_role("about", table.words(block)) and (name := _beside(table, block)):
            return name
    for line in reversed(table.above):
        if name := _named(line, profile, patterns):
            return name
    first = (table.words(block) for block in table.blocks[:2] if block.anchor.column_span > 1)
    return next((name for words in first if (name := _named(words, profile, patterns))), "")


def _beside(table: Table, label: Block) -> str:
    """Return the words right of a label where they are no header of figures."""
    row, column = label.anchor.row or 0, (label.anchor.column or 0) + label.anchor.column_span
    cell = table.at(row, column)
    if cell is None or table.is_numeric(cell) or len(table.words(cell)) < _LEAST:
        return ""
    heads = {
        (r, c)
        for (r, c), head in table.head_rows.items()
        if head == row and table.is_numeric(table.grid[r, c])
    }
    return "" if heads else table.words(cell)


def _named(line: str, profile: Profile, patterns: Patterns) -> str:
    """Return the project a title names (数字乡村试点项目绩效自评表), empty where it only says 项目 or names the report's."""
    text = line.replace(profile.unit_name, "") if profile.unit_name else line
    name = thing_of_title(text, patterns)
    return "" if name and name in profile.title else name


def _any_project(table: Table) -> bool:
    lines = [*table.above, *(table.words(block) for block in table.blocks[:2])]
    return any(word in line and not any(w in line for w in _SUMMARY) for line in lines for word in _PROJECT)


def _shape(table: Table) -> frozenset[str]:
    return frozenset(table.words(block) for block in table.blocks if not table.is_numeric(block))


def _twice(shape: frozenset[str], shapes: list[frozenset[str]]) -> bool:
    """Tell whether two tables have the same words but for a few: forms filled in for two things."""
    if len(shapes) > _MANY:
        return shapes.count(shape) > 1
    alike = [s for s in shapes if len(s & shape) * 10 >= len(s | shape) * 8]
    return len(alike) > 1
