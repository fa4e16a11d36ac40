"""Facts of tables: the row's label names the indicator, the column's header stage and year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.document import Block
from extractor.facts import NARROW, OUTTURN, several
from extractor.model import Evidence, Fact, Figure, Key, Profile
from extractor.patterns import Patterns
from extractor.patterns.phrases import Phrase
from extractor.table_cells import Cells, by_table
from extractor.table_owners import Owner, owners
from extractor.table_shape import counted_rows, shifted_rows
from extractor.tables import Table, cell_label

_BOUNDS = tuple("≥≤<>≧≦")  # ≥90% is a target
_THINGS = re.compile("(?:项目|专项|工程|合同|建设)(?:名称|内容)?")
_JOINS = ("和", "及", "与", "、")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_ROW_YEAR = re.compile(r"((?:19|20)\d\d)(?:年度?)?")
_EXECUTED = re.compile("执行(?:数|率|情况)")
_WHOLE = "expenditure_total"
_NAMELESS = re.compile(
    r"[^A-Za-z一-鿿]*[\d一二三四五六七八九十()、.:：]*(?:小计|合计|总计|共计|其中|以上|以下)?[:：]?"
)


def table_facts(cells: Cells, profile: Profile, patterns: Patterns) -> Iterator[Fact]:
    """Yield the facts of table cells (see `table_cells`) whose row or column names an indicator."""
    items: dict[int, _Items] = {}
    by_number = {table.number: table for table, _, _ in cells}
    known = owners(by_number.values(), profile, patterns)
    left_out = _wrongly_placed(cells, patterns)
    for table, block, figure in cells:
        if (table.number, block.anchor.row) in left_out:
            continue
        if table.number not in items:
            items[table.number] = _Items(table, cells, patterns)
        fact = _fact(items[table.number], block, figure, profile, patterns)
        if fact is not None:
            yield _owned(fact, table, known[table.number], patterns)


def _owned(fact: Fact, table: Table, owner: Owner, patterns: Patterns) -> Fact:
    """Return a fact as that of the project its table is about, or of a part where the title narrows it."""
    if owner.name:
        return replace(fact, key=replace(fact.key, entity=owner.name))
    if (owner.open or _narrows(table, fact, patterns)) and not fact.how(NARROW):
        return replace(fact, because=(*fact.because, Evidence(NARROW, "header", None)))
    return fact


def _narrows(table: Table, fact: Fact, patterns: Patterns) -> bool:
    """Tell whether a title speaks of one kind of expenditure (基本支出决算表), of which items are only a part."""
    title = table.above[-2:]
    named = {word for line in title for word in patterns.tables.words_of("narrow") if word in line}
    if not named or any(word in line for line in title for word in patterns.tables.words_of("wide")):
        return False
    own = {
        p.value for word in named for p in patterns.phrases.find(word, 0, len(word)) if p.kind == "indicator"
    }
    return fact.key.indicator not in own


def _wrongly_placed(cells: Cells, patterns: Patterns) -> set[tuple[int, int | None]]:
    """Return the rows, by table, that number the columns or stand under the wrong headers."""
    found: set[tuple[int, int | None]] = set()
    for table, every in by_table(cells):
        rows = {*counted_rows(table, every, patterns), *shifted_rows(table, every, patterns)}
        found |= {(table.number, row) for row in rows}
    return found


class _Items:
    """The rows of a table and what each is about: the cell that belongs to it alone, not its group or category.

    A column of words that recur is a category (基本支出, 项目支出 beside the names of projects), and a cell over
    several rows a group; neither names a row that has words of its own.
    """

    def __init__(self, table: Table, cells: Cells, patterns: Patterns) -> None:
        self.table, self._patterns = table, patterns
        self._times: Counter[tuple[int, int, str]] = Counter()
        seen: set[tuple[int, int]] = set()
        for owner, block, _ in cells:
            row = block.anchor.row or 0
            head = self._head(block)
            if owner.number != table.number or (head, row) in seen:
                continue
            seen.add((head, row))
            named = {(cell.anchor.column or 0, table.words(cell)) for cell in table.row(row)}
            self._times.update((head, column, words) for column, words in named if words)
        self._repeated = {
            (head, column)
            for (head, column, words), times in self._times.items()
            if times > 1 and not self._is_nameless(words)
        }

    def name(self, block: Block) -> str:
        """Return the words that say what the row of a figure is about; empty where only its group says so."""
        cells = self.table.label_cells(block)
        named = [cell for cell in cells if not self._is_aside(cell)]
        if not named:
            return ""
        head, rows = self._head(block), block.anchor.row_span
        own = [
            cell
            for cell in named
            if cell.anchor.row_span <= rows and (head, cell.anchor.column or 0) not in self._repeated
        ]
        if own:
            return self.table.words(own[0])
        first = self.table.words(named[0])
        alone = len({self.table.words(cell) for cell in named}) == 1
        if named[0].anchor.row_span > rows:
            return first if alone and len(cells) > len(named) else ""
        once = self._times[head, named[0].anchor.column or 0, first] == 1
        return first if once or alone else ""

    def are_things(self, block: Block) -> bool:
        """Tell whether the rows up to a total are projects by their header and by their names, none an item of accounts."""
        column = next((cell.anchor.column or 0 for cell in self.table.label_cells(block)), 0)
        cells = [self.table.at(row, column) for row in range(self._head(block), block.anchor.row or 0)]
        words = [self.table.words(cell) for cell in cells if cell is not None]
        if len(words) < 2 or not _THINGS.fullmatch(words[0]):
            return False
        found = (p for name in words[1:] for p in self._patterns.phrases.find(name, 0, len(name)))
        return all(p.kind != "indicator" for p in found)

    def _head(self, block: Block) -> int:
        return self.table.head_rows.get((block.anchor.row or 0, block.anchor.column or 0), 0)

    def _is_aside(self, cell: Block) -> bool:
        """Tell whether a cell beside the name only says more of it: its year, its unit, its target."""
        headers = self.table.headers(cell)[:1]
        return self._is_nameless(self.table.words(cell)) or any(
            self._patterns.tables.is_role("target", header) for header in headers
        )

    def _is_nameless(self, words: str) -> bool:
        """Tell whether words only say which year, stage or unit of something: 2021年度, 决算数, 万元, 合计."""
        if _NAMELESS.fullmatch(words) or _ROW_YEAR.fullmatch(words):
            return True
        if self._patterns.numbers.unit_named(words) is not None:
            return True
        found = self._patterns.phrases.find(words, 0, len(words))
        told = sum(p.end - p.start for p in found if p.kind in ("stage", "year"))
        return bool(told) and len(words) <= told + 1 and all(p.kind != "indicator" for p in found)


def _row_year(table: Table, block: Block) -> int | None:
    """Return the year that begins a row of figures by year (2021, 2021年度)."""
    row = block.anchor.row or 0
    for cell in table.row(row):
        if (cell.anchor.column or 0) >= (block.anchor.column or 0):
            return None
        if (match := _ROW_YEAR.fullmatch(table.words(cell))) is not None:
            return int(match[1])
        if not table.is_numeric(cell):
            return None
    return None


def _is_source(table: Table, block: Block, named: str, label: str) -> bool:
    """Tell whether a row of an execution table (预算数, 执行数) only says where spent money came from."""
    if not (named.endswith("_income") or named.startswith("income_")) or "收入" in label:
        return False
    row = table.head_rows.get((block.anchor.row or 0, block.anchor.column or 0), 0)
    return any(_EXECUTED.search(table.words(cell)) for cell in table.row(row))


def _fact(items: _Items, block: Block, figure: Figure, profile: Profile, patterns: Patterns) -> Fact | None:
    table = items.table
    labels, headers = table.labels(block)[:2], table.headers(block)[:3]
    bound = table.words(block).startswith(_BOUNDS)
    if figure.unit_from == "missing" or bound or _is_no_level(headers, patterns):
        return None
    row_year = _row_year(table, block)
    labels = [label for label in labels if not _ROW_YEAR.fullmatch(label)]
    named_row = bool(labels) and not patterns.tables.is_role("total", labels[0])
    if figure.kind == "percent" and named_row and _is_rate(headers, patterns):
        return None
    name = items.name(block)
    named = _indicator([name], figure, patterns)
    # A header names the figure only where the row does not speak of something else (one project of many).
    unnamed = not labels or (not named_row and not _speaks(labels[0], patterns))
    by_header = named is None and unnamed and not _is_below_total(table, block, labels, patterns)
    if by_header:
        named = _indicator(headers, figure, patterns)
    if named is None or _is_source(table, block, named, name) or _is_crossed(named, headers, patterns):
        return None
    key, because = _key(named, figure, [*headers, *labels], row_year, profile, patterns)
    if by_header and items.are_things(block):
        because = (*because, Evidence(NARROW, "header", None))  # of these projects, not of the unit
    return Fact(key, replace(figure, label=cell_label(table, block)), because)


def _is_below_total(table: Table, block: Block, labels: Sequence[str], patterns: Patterns) -> bool:
    """Tell whether a bare 合计 stands right below a total that says of what: it adds something to that."""
    above = table.at((block.anchor.row or 0) - 1, block.anchor.column or 0)
    over = table.labels(above)[:1] if above is not None and labels else []
    return any(patterns.tables.is_role("total", label) and _speaks(label, patterns) for label in over)


def _is_crossed(named: str, headers: Sequence[str], patterns: Patterns) -> bool:
    """Tell whether a column splits a class of expenditure once more, or holds its income: 教育支出 under 基本支出."""
    found = {p.value for h in headers for p in patterns.phrases.find(h, 0, len(h)) if p.kind == "indicator"}
    return bool(several(named, patterns)) and bool(found - {named, _WHOLE})


def _is_no_level(headers: Sequence[str], patterns: Patterns) -> bool:
    """Tell whether a column holds changes, targets or full marks, which are facts of nothing."""
    return any(_is_change(header, patterns) for header in headers) or any(
        patterns.tables.is_role(role, header) for header in headers[:1] for role in ("target", "full_mark")
    )


def _key(
    named: str,
    figure: Figure,
    words: Sequence[str],
    row_year: int | None,
    profile: Profile,
    patterns: Patterns,
) -> tuple[Key, tuple[Evidence, ...]]:
    """Return the key of a figure and where it was read: `words` are its headers and labels, nearest first."""
    phrases = [p for label in words for p in patterns.phrases.find(label, 0, len(label))]
    stage, scope, year = (_first(phrases, kind) for kind in ("stage", "scope", "year"))
    fiscal = row_year or profile.fiscal_year
    written = [int(m[1]) for label in words if (m := _YEAR.search(label))]
    when = fiscal + int(year) if year and fiscal is not None else fiscal
    when = written[0] if written else when
    told, stage = bool(stage), "" if figure.kind in ("count", "score") else stage or OUTTURN
    because = (
        Evidence("indicator", "header", None),
        Evidence("year", "header" if year or row_year else "title", None),
        Evidence("stage", ("header" if told else "table") if stage else "default", None),
        Evidence("scope", "header" if scope else "default", None),
        *several(named, patterns),
    )
    return Key(profile.unit_name, named, when, stage, scope), because


def _is_rate(headers: Sequence[str], patterns: Patterns) -> bool:
    """Tell whether a column holds how far each row was completed, not the row's own figure."""
    phrases = [p for words in headers[:1] for p in patterns.phrases.find(words, 0, len(words))]
    return any(p.kind == "cue" and p.value == "completion" for p in phrases)


def _speaks(label: str, patterns: Patterns) -> bool:
    """Tell whether a total row's label names something of its own: 收入合计, but not 年度资金总额 of any project."""
    found = patterns.phrases.find(label, 0, len(label))
    return any(p.kind == "indicator" and not several(p.value, patterns) for p in found)


def _is_change(header: str, patterns: Patterns) -> bool:
    """Tell whether a column holds changes or remainders (较上年增减、差额), which are facts of nothing."""
    roles = {p.value for p in patterns.phrases.find(header, 0, len(header)) if p.kind == "cue"}
    return bool(roles & {"up", "down", "apart", "rest", "compare"})


def _indicator(words: Sequence[str], figure: Figure, patterns: Patterns) -> str | None:
    for label in words:
        found = [
            p
            for p in patterns.phrases.find(label, 0, len(label))
            if p.kind == "indicator" and not p.weak and patterns.words.by_id[p.value].kind == figure.kind
            # 公务用车购置和维护经费 is more than 公务用车购置, 负债和净资产 more than 净资产
            if label[p.end : p.end + 1] not in _JOINS and not label[: p.start].endswith(_JOINS[:3])
        ]
        if found:
            return found[-1].value
    return None


def _first(phrases: Sequence[Phrase], kind: str) -> str:
    return next((p.value for p in phrases if p.kind == kind), "")
