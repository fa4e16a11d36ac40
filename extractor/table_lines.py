"""The lines of a table that a relation can run along: its columns under their headers, or its rows beside theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.model import Figure
from extractor.patterns import Patterns
from extractor.table_shape import Cells
from extractor.tables import Table

FORMULA = re.compile(r"[(（]?[\dA-Za-z①-⑳%×÷/+\-*=＝（）()\[\]第列栏]+[)）]?")
_OVERALL = re.compile("总(?:数|人数|户数|投资|面积|量|金额)$")  # of a column: rows by such names may overlap
MIXED = "mixed"
_ADDED = {"money", "count", "score"}  # 投入资金 and 服务人次 beside each other in the row of a year
_SIGNS = re.compile(r"[(（][+＋\-－—–][)）]")  # 增（+）减（-）
_YEAR = re.compile(r"(?:19|20)\d\d(?:年度?)?")
_PLAIN = re.compile("(?:[(（][^()（）]*[)）])+$")  # 增减率（%）, 执行率（B/A）


@dataclass(frozen=True, slots=True)
class Line:
    """Figures of one kind under one header, by the row (or column) they share with those of other lines."""

    number: int
    heads: tuple[str, ...]  # nearest first, without units and formulas
    written: tuple[str, ...]  # the same as printed
    figures: dict[int, Figure]
    total: bool

    @property
    def kind(self) -> str:
        """The kind of the figures; of those of a row that are of several kinds none of them."""
        kinds = {figure.kind for figure in self.figures.values()}
        return kinds.pop() if len(kinds) == 1 else MIXED

    @property
    def head(self) -> str:
        """The nearest header."""
        return self.heads[0] if self.heads else ""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a section of a table in one direction, and the numbers of those across them that are totals."""

    lines: tuple[Line, ...]
    totals: frozenset[int]  # rows (or columns) of totals
    upright: bool
    first: int  # the first row (or column) of figures

    def roles(self, line: Line, patterns: Patterns) -> frozenset[str]:
        """Return the cues in the headers of a line; those of the group where its own header only says 金额 or 幅度."""
        for head in line.heads[:2]:
            found = patterns.phrases.find(head, 0, len(head))
            if any(p.kind in ("cue", "indicator", "stage", "year") for p in found):
                return frozenset(p.value for p in found if p.kind == "cue")
        return frozenset()


def columns(table: Table, cells: Cells, patterns: Patterns) -> list[Lines]:
    """Return the columns of each section of a table: the rows under one set of headers."""
    return [_upright(table, section, patterns) for section in _sections(table, cells)]


def _upright(table: Table, cells: Cells, patterns: Patterns) -> Lines:
    found: dict[int, dict[int, Figure]] = {}
    for (row, column), figure in sorted(cells.items(), key=lambda item: (item[0][1], item[0][0])):
        found.setdefault(column, {})[row] = figure
    made = []
    for column, figures in found.items():
        written = table.heads.get((min(figures), column), ())
        line = _line(column, written, figures, patterns)
        made.append(replace(line, total=True) if _OVERALL.search(line.head) else line)
    rows = sorted({row for row, _ in cells})
    totals = frozenset(row for row in rows if _is_total_row(table, row, patterns))
    return Lines(tuple(made), totals, True, rows[0])


def _is_total_row(table: Table, row: int, patterns: Patterns) -> bool:
    return any(patterns.tables.is_role("total", table.words(cell)) for cell in table.row(row))


def rows(table: Table, cells: Cells, patterns: Patterns) -> Lines | None:
    """Return the rows of a table as lines, where most have a label of their own and none is said twice."""
    found: dict[int, dict[int, Figure]] = {}
    for (row, column), figure in sorted(cells.items()):
        found.setdefault(row, {})[column] = figure
    made = []
    for row, figures in found.items():
        block = table.at(row, min(figures))
        labels = tuple(table.labels(block)) if block is not None else ()
        labels = labels or _year(table, row)
        kinds = {f.kind for f in figures.values()}
        if len(kinds) == 1 or kinds <= _ADDED:
            made.append(_line(row, labels, figures, patterns))
    if len({line.head for line in made}) < len(made) or not made:
        return None
    across = sorted({column for _, column in cells})
    heads = {c: next(iter(table.heads.get((min(r for r, o in cells if o == c), c), ())), "") for c in across}
    totals = frozenset(c for c in across if patterns.tables.is_role("total", heads[c]))
    return Lines(tuple(made), totals, False, across[0])


def _year(table: Table, row: int) -> tuple[str, ...]:
    """Return the year by which a row of figures goes: 2021."""
    first = next((table.words(cell) for cell in table.row(row)), "")
    return (first,) if _YEAR.fullmatch(first) else ()


def _line(number: int, written: tuple[str, ...], figures: dict[int, Figure], patterns: Patterns) -> Line:
    bare = tuple(plain for words in written if (plain := _bare(words)))
    total = bool(bare) and patterns.tables.is_role("total", bare[0])
    return Line(number, bare, written, figures, total)


def _bare(words: str) -> str:
    if FORMULA.fullmatch(words) and not _YEAR.fullmatch(words):
        return ""
    return _PLAIN.sub("", _SIGNS.sub("", words))


def _sections(table: Table, cells: Cells) -> list[Cells]:
    """Split figures by the headers they stand under; the same headers printed once more go on with the rows above."""
    made: list[Cells] = []
    under: dict[int, tuple[str, ...]] = {}
    for row, column in sorted(cells):
        heads = table.heads.get((row, column), ())
        if not made or (under.get(column, heads) != heads and not _goes_on(table, row, column, cells, under)):
            made.append({})
            under = {}
        under[column] = heads
        made[-1][row, column] = cells[row, column]
    return [section for section in made if section]


def _goes_on(table: Table, row: int, column: int, cells: Cells, under: dict[int, tuple[str, ...]]) -> bool:
    """Tell whether one cell of words (详见附件) among the figures of a column makes the headers look new."""
    others = [c for r, c in cells if r == row and c != column and c in under]
    return bool(others) and all(table.heads.get((row, c), ()) == under[c] for c in others)


def near(lines: Sequence[Line], line: Line, reach: int) -> list[Line]:
    """Return the other lines of a section that a line may follow from."""
    at = [other.number for other in lines].index(line.number)
    return [other for n, other in enumerate(lines) if other is not line and abs(n - at) <= reach]
