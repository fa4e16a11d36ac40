"""What the lines below a table make of its cells: 未到位的9万元, A和B两项合计9万元，占60%, 较上年减少9万元，下降9%.

The words of the sentence name rows and columns, a total speaks where they name none; which of those cells are meant the
figures say. A reading counts where it holds and chance would hardly make it, against all that were tried; none fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, permutations

from extractor.decide import EXACT, HELD, HUNDRED, decide_equal, decide_rate, decide_sum
from extractor.mentions import CHANGE, COMPLETION, GROWTH, RATE, SHARE, Mention
from extractor.model import Amount, Figure, Relation
from extractor.passages import Passage
from extractor.patterns import Patterns
from extractor.relations import printed, relation, sum_text, with_unit
from extractor.tables import Table, amounts_of

_KINDS = ("money", "count", "score")
_LEAST, _LEAST_NAMED = 60, 12  # last digits of the largest figure for each reading tried
_CHANCE = Decimal(3)  # percent
_LONG = 120  # characters of a sentence in front of a figure that may name its cells
_MOST_LINES, _MOST_CELLS = 14, 160
_DIGITS = 3
_NOTES = re.compile(r"\([^()]*\)|[“”\"\s]")
_HEAD = re.compile(r"^(?:其中[:：]?|[一二三四五六七八九十\d]+[、.．])")
_TAIL = re.compile(r"(?:金额|数额|总额|个数|人数|数量|情况|数|额)+$")
_MOVED = re.compile("[节结剩盈]余|未|尚|欠|缺|差|节[约支]|[增减]|少|多|净|超|提高|下降|降低|上升")
_TOGETHER = re.compile("合计|共|总|之和|相加")
_UPWARDS = re.compile("及?以上")
_SENTENCE = re.compile("[。！？\n]")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A figure of a table and the names of its row and column, `total` where one of them is called so."""

    figure: Figure
    row: int
    column: int
    total_row: bool
    total_column: bool


@dataclass(frozen=True, slots=True)
class _Words:
    """The rows and columns that a sentence names up to a figure, and whether the words join all up to one: 良以上."""

    rows: frozenset[int]
    columns: frozenset[int]
    text: str


class _Grid:
    """The cells of one table with their names."""

    def __init__(self, table: Table, figures: Mapping[tuple[int, int], Figure], patterns: Patterns) -> None:
        self.rows: dict[int, str] = {}
        self.columns: dict[int, str] = {}
        self.cells: list[_Cell] = []
        self.told: dict[str, Figure] = {}  # figures of the text that the table explains
        for (row, column), figure in sorted(figures.items()):
            block = table.at(row, column)
            if block is None or figure.amount is None:
                continue
            labels, heads = table.labels(block)[:1], table.headers(block)[:1]
            self.rows.setdefault(row, labels[0] if labels else "")
            self.columns.setdefault(column, heads[0] if heads else "")
            total = [any(patterns.tables.is_role("total", w) for w in words) for words in (labels, heads)]
            self.cells.append(_Cell(figure, row, column, *total))

    def named(self, text: str) -> _Words:
        """Return the rows and columns that a text names."""
        return _Words(_named(self.rows, text), _named(self.columns, text), text)

    def near(self, words: _Words, kind: str) -> list[_Cell]:
        """Return the cells of a kind that a sentence may speak of: those it names, and the totals."""
        alike = [c for c in self.cells if c.figure.kind == kind]
        return [
            c
            for c in alike
            if c.row in words.rows
            or c.column in words.columns
            or c.total_column
            or (c.total_row and not words.rows)
        ]


def _named(lines: Mapping[int, str], text: str) -> frozenset[int]:
    found = {}
    for number, name in lines.items():
        core = _core(name)
        if (len(core) > 1 and core in text) or (len(core) == 1 and f"“{core}”" in text):
            found[number] = core
    # 市级资金 is not 级资金: the longer of two names that cover each other.
    longest = set(found.values())
    return frozenset(n for n, core in found.items() if not any(core != o and core in o for o in longest))


def _core(name: str) -> str:
    bare = _HEAD.sub("", _NOTES.sub("", name))
    return _TAIL.sub("", bare) or bare


def relations_below(
    plain: str,
    passage: Passage,
    table: Table,
    figures: Mapping[tuple[int, int], Figure],
    patterns: Patterns,
) -> Iterator[Relation]:
    """Yield what the figures of a line below a table state of its cells, where it holds."""
    if not passage.mentions or len(figures) > _MOST_CELLS:
        return
    grid = _Grid(table, figures, patterns)
    last: Relation | None = None
    for mention in passage.mentions:
        words = grid.named(_before(plain, passage, mention))
        made = _quoted(mention, grid, words) if mention.figure.kind in _KINDS else None
        if made is None and mention.figure.kind in _KINDS:
            made = _joined(mention, grid, words) or _apart(plain, mention, grid, words)
        elif mention.figure.kind == "percent":
            made = _rate(mention, grid, words, last)
        if made is not None:
            yield made
            last = made
            grid.told[mention.figure.figure_id] = mention.figure


def _before(plain: str, passage: Passage, mention: Mention) -> str:
    """Return the words of its sentence in front of a figure."""
    start = max(passage.block.span.start, mention.figure.span.start - _LONG)
    return _SENTENCE.split(plain[start : mention.figure.span.start])[-1]


def _quoted(mention: Mention, grid: _Grid, words: _Words) -> Relation | None:
    """Return that a figure is that of a cell whose row and column are named, or are those of a total."""
    amount = mention.figure.amount
    assert amount is not None
    best: tuple[int, Relation] | None = None
    for cell in grid.near(words, mention.figure.kind):
        row = 2 if cell.row in words.rows else int(cell.total_row and not words.rows)
        column = 2 if cell.column in words.columns else int(cell.total_column)
        unit = amount.unit in ("", grid.columns[cell.column][:1]) and mention.figure.kind == "count"
        score = row + max(column, 2 * unit)
        enough = 3 if _digits(amount) < _DIGITS else 2
        if row and score >= enough and (made := _equal(mention, cell)) and (best is None or score > best[0]):
            best = score, made
    return best[1] if best else None


def _equal(mention: Mention, cell: _Cell) -> Relation | None:
    said, there = mention.figure.amount, cell.figure.amount
    assert said is not None
    assert there is not None
    if mention.role == CHANGE and there.base < 0:  # 减少9万元 of a cell -9
        there = replace(there, value=-there.value, low=-there.high, high=-there.low)
    decision = decide_equal(said, there)
    if decision.verdict not in HELD:
        return None
    pair = sorted((mention.figure, cell.figure), key=lambda figure: figure.span.start)
    text = f"{with_unit(pair[0])} = {with_unit(pair[1])}"
    return relation("agreement", "agreement", "agreement", text, decision, pair)


def _joined(mention: Mention, grid: _Grid, words: _Words) -> Relation | None:
    """Return a figure as the sum of the rows, or of the columns, that the words name."""
    if not _TOGETHER.search(words.text):
        return None
    cells = [c for c in grid.cells if c.figure.kind == mention.figure.kind]
    runs = []
    for line in sorted({c.column for c in cells}):
        runs.append([c for c in cells if c.column == line and c.row in words.rows and not c.total_row])
    columns = words.columns
    if _UPWARDS.search(words.text) and len(columns) == 1:
        columns = frozenset(c for c in grid.columns if c <= next(iter(columns)))
    for line in sorted({c.row for c in cells}):
        runs.append([c for c in cells if c.row == line and c.column in columns and not c.total_column])
    runs = [run for run in runs if len(run) > 1]
    for run in runs:
        made = _summed(mention, [c.figure for c in run], [1] * len(run), _LEAST_NAMED * len(runs))
        if made is not None:
            return made
    return None


def _apart(plain: str, mention: Mention, grid: _Grid, words: _Words) -> Relation | None:
    """Return a remainder or change as the difference of two cells of one row or one column."""
    if mention.role != CHANGE and not _MOVED.search(mention.chunk.of(plain)):
        return None
    pairs = list(_pairs(grid.near(words, mention.figure.kind), words))
    for a, b in pairs:
        made = _summed(mention, [a.figure, b.figure], [1, -1], _LEAST * max(1, len(pairs) // 4))
        if made is not None:
            return made
    return None


def _pairs(cells: Sequence[_Cell], words: _Words) -> Iterator[tuple[_Cell, _Cell]]:
    """Yield two cells beside each other in a named line or one of totals, the greater one first."""
    for one, other in combinations(cells, 2):
        row = one.row == other.row and (one.row in words.rows or one.total_row)
        column = one.column == other.column and (one.column in words.columns or one.total_column)
        if row or (column and not (one.total_row or other.total_row)):
            yield (one, other) if _base(one.figure) >= _base(other.figure) else (other, one)


def _summed(mention: Mention, parts: Sequence[Figure], signs: Sequence[int], least: int) -> Relation | None:
    figures = [mention.figure, *parts]
    amounts = amounts_of(figures)
    unit = max(a.step or a.scale for a in amounts)
    if not amounts[0].value or max(a.base for a in amounts) < least * unit:
        return None
    decision = decide_sum(amounts[0], amounts[1:], None, signs)
    if decision.verdict not in HELD:
        return None
    kind = "difference" if -1 in signs else "sum"
    return relation(kind, kind, "table", sum_text(figures, signs), decision, figures)


def _rate(mention: Mention, grid: _Grid, words: _Words, last: Relation | None) -> Relation | None:
    """Return a rate or share of two cells, or of the figure right before it and a cell."""
    amount = mention.figure.amount
    assert amount is not None
    if amount.unit.endswith("百分点") or amount.hedge:
        return None
    if quoted := _quoted(mention, grid, words):
        return quoted
    if mention.role not in (SHARE, GROWTH, RATE, COMPLETION):
        return None
    tried: list[tuple[Figure, Figure]] = []
    by_id = {c.figure.figure_id: c for c in grid.cells}
    if last is not None and mention.role == GROWTH and last.kind == "difference":
        ends = [by_id[id].figure for id in last.figure_ids[1:] if id in by_id]
        tried = [(a, b) for a, b in permutations(ends, 2)]
    for kind in _KINDS if not tried else ():
        cells = grid.near(words, kind)
        if mention.role == SHARE and last is not None:
            tried += _of_last(last, grid, kind)
        tried += [(a.figure, b.figure) for a, b in _both(_pairs(cells, words))]
    made = [r for part, whole in tried if (r := _quotient(mention, part, whole)) is not None]
    good = [r for r in made if r.verdict in HELD and _width(amount, r) * max(1, len(made) // 2) <= _CHANCE]
    return next(iter(sorted(good, key=lambda r: r.verdict != EXACT)), None)


def _both(pairs: Iterable[tuple[_Cell, _Cell]]) -> Iterator[tuple[_Cell, _Cell]]:
    for a, b in pairs:
        yield b, a
        yield a, b


def _of_last(last: Relation, grid: _Grid, kind: str) -> list[tuple[Figure, Figure]]:
    """Return the cells of what was told last over the totals of their lines: A和B合计9万元，占60%."""
    own = [c for c in grid.cells if c.figure.figure_id in last.figure_ids and c.figure.kind == kind]
    if not own or (last.kind == "agreement") != (len(own) == 1):
        return []
    part = own[0].figure if len(own) == 1 else grid.told[last.figure_ids[0]]
    lines = [c for c in grid.cells if c.figure.kind == kind and (c.total_row or c.total_column)]
    columns, rows = {c.column for c in own}, {c.row for c in own}
    return [(part, c.figure) for c in lines if ({c.row} == rows) != ({c.column} == columns)]


def _quotient(mention: Mention, part: Figure, whole: Figure) -> Relation | None:
    rate, *ends = amounts_of([mention.figure, part, whole])
    if ends[1].base <= 0 or ends[0].base < 0:
        return None
    kind = {SHARE: "share", GROWTH: "growth", COMPLETION: "completion"}.get(mention.role, "rate")
    way = mention.direction or 1
    a, b = with_unit(part), with_unit(whole)
    if kind == "growth":
        text = f"({a} - {b}) ÷ {b} = {printed(mention.figure)}%"
        if (ends[0].base - ends[1].base) * way <= 0:
            return None
        decision = decide_rate(
            rate, ends, lambda v: way * (v[0] - v[1]) / v[1] * HUNDRED, lambda v: v[1], None
        )
    elif kind == "share" and ends[0].base > ends[1].base:
        return None
    else:
        text = f"{a} ÷ {b} = {printed(mention.figure)}%"
        decision = decide_rate(rate, ends, lambda v: v[0] / v[1] * HUNDRED, lambda v: v[1], None)
    return relation(kind, kind, "table", text, decision, [mention.figure, part, whole])


def _width(amount: Amount, made: Relation) -> Decimal:
    unit = amount.step / amount.scale
    return unit if made.verdict == EXACT else 2 * (made.slack or unit)


def _base(figure: Figure) -> Decimal:
    return figure.amount.base if figure.amount is not None else Decimal(0)


def _digits(amount: Amount) -> int:
    digits = str(amount.value)
    return len((digits if "." in digits else digits.rstrip("0")).replace(".", "").lstrip("-0"))
