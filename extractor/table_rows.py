"""Rows of figures in a table: what label, number and code say of a row's place among the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.document import Block
from extractor.model import Figure
from extractor.patterns import Patterns
from extractor.table_shape import Half
from extractor.tables import Table

_CODE = re.compile(r"\s*(\d{3}(?:\d{2}){0,3})(?!\d)")
_SERIAL = re.compile(r"[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2}(?:\.\d{1,2}){0,2})[)）]?[、.]?")
_ADDED = ("money", "count", "score")
NO_RANK = 99
_AMONG = "其中"
_OPTIONAL = re.compile("可选|任选|选填|选择填")


@dataclass(frozen=True, slots=True)
class Row:
    """A row with figures: what its label says of its place among the others.

    `rank` is the height of its number (一、 above （一）), `code` its account code, `total` and `among` whether it is
    called a sum or a part of the row above, `figures` its money, counts and scores by column.
    """

    number: int
    label: str
    rank: int
    code: str
    total: bool
    among: bool
    figures: dict[int, Figure]
    optional: bool = False  # an alternative to other rows (效益指标（可选项）)

    def counts_like(self, other: Row) -> bool:
        """Tell whether two rows count the same things in some column."""
        shared = self.figures.keys() & other.figures.keys()
        return any(self.figures[column].kind == other.figures[column].kind for column in shared)


def sections(table: Table, half: Half, patterns: Patterns) -> Iterator[list[Row]]:
    """Yield the rows under one header, in order: a form may hold several tables one under another.

    A header printed once more goes on with the rows above, unless these have their total already. Rows that
    only remark on something (另：以前年度应付款) belong to no sum.
    """
    rows: dict[int, dict[int, Figure]] = {}
    for (line, column), figure in sorted(half.cells.items()):
        if (
            (figure.kind in _ADDED or _is_weight(table, line, column, figure, patterns))
            and figure.amount is not None
            and not _is_average(table, line, column, patterns)
        ):
            rows.setdefault(line, {})[column] = figure
    serials = _serials(table, list(rows), patterns)
    section: list[Row] = []
    under: dict[int, int] = {}
    codes: dict[str, str] = {}
    for number, figures in rows.items():
        heads = {column: table.head_rows.get((number, column), 0) for column in figures}
        known = [column for column in heads if column in under]
        moved = [column for column in known if heads[column] != under[column]]
        # One cell of words among figures (详见附件) is no header.
        if (len(moved) > 1 or (moved and len(moved) == len(known))) and not (
            section
            and _repeated(table, section[-1], number, list(heads))
            and not any(r.total for r in section)
        ):
            yield section
            section, under = [], {}
        under |= heads
        row = _row(table, number, figures, half.start, patterns)
        code = _split_code(table, number, codes, patterns) or row.code
        rank = serials.get(number, NO_RANK) if row.rank == NO_RANK else row.rank
        memo = patterns.tables.is_role("memo", row.label)
        if not memo or _AMONG in row.label:  # 备查：其中在项目经费中列支
            section.append(replace(row, code=code, rank=rank, among=row.among or memo))
    yield section


def _is_weight(table: Table, row: int, column: int, figure: Figure, patterns: Patterns) -> bool:
    """Tell whether a percentage is a weight (权重), which a total adds up."""
    heads = table.heads.get((row, column), ())[:1]
    return figure.kind == "percent" and any(patterns.tables.is_role("full_mark", head) for head in heads)


def _is_average(table: Table, row: int, column: int, patterns: Patterns) -> bool:
    """Tell whether a column holds prices or averages (户均补助), which no total adds."""
    return any(patterns.tables.is_role("average", head) for head in table.heads.get((row, column), ())[:1])


def _repeated(table: Table, above: Row, number: int, columns: Sequence[int]) -> bool:
    """Tell whether the headers of a row are those of the rows above printed again."""
    found = [(table.heads.get((number, c)), table.heads.get((above.number, c))) for c in columns]
    known = [(here, before) for here, before in found if here and before]
    return bool(known) and all(here == before for here, before in known)


def _row(table: Table, number: int, figures: dict[int, Figure], start: int, patterns: Patterns) -> Row:
    first = min(figures)
    left = [cell for cell in table.row(number) if start <= (cell.anchor.column or 0) < first]
    left = list({id(cell): cell for cell in left}.values())
    named = [cell for cell in left if not table.is_numeric(cell) and not _is_serial(table, cell)]
    named = named or [cell for cell in left if not table.is_numeric(cell)]
    # A cell beside several rows names their group.
    words = next((cell for cell in named if cell.anchor.row_span == 1), named[0] if named else None)
    label = table.words(words) if words is not None else ""
    total = patterns.tables.is_role("total", label)
    among = patterns.tables.is_role("among", label)
    optional = any(_OPTIONAL.search(table.words(cell)) for cell in named)
    return Row(
        number, label, _rank(table, words, patterns), _code(table, left), total, among, figures, optional
    )


def _rank(table: Table, label: Block | None, patterns: Patterns) -> int:
    if label is None:
        return NO_RANK
    plain, start, end = table.document.plain, label.span.start, label.span.end
    found = (style.rank for style, p in patterns.headings.expressions if p.match(plain, start, end))
    return next(found, NO_RANK)


def _is_serial(table: Table, cell: Block) -> bool:
    return bool(_SERIAL.fullmatch(table.words(cell)))


def _serials(table: Table, rows: Sequence[int], patterns: Patterns) -> dict[int, int]:
    """Return the height of the number that stands in a cell of its own (一, 1, 2), where these differ in kind."""
    found: dict[int, int] = {}
    for row in rows:
        first = next((cell for cell in table.row(row) if table.words(cell)), None)
        words = table.words(first) if first is not None else ""
        if _SERIAL.fullmatch(words):
            text = words if words.endswith((")", "、", ".", "）")) else f"{words}、"
            known = (s.rank for s, p in patterns.headings.expressions if p.match(f"{text}甲"))
            found[row] = next(known, NO_RANK)
    ranks = {rank for rank in found.values() if rank != NO_RANK}
    return found if len(ranks) > 1 else {}


def _code(table: Table, left: Sequence[Block]) -> str:
    found = (_CODE.match(table.document.plain, cell.span.start, cell.span.end) for cell in left)
    return next((match[1] for match in found if match), "")


def _split_code(table: Table, row: int, known: dict[str, str], patterns: Patterns) -> str:
    """Return the code whose levels stand in columns of their own (类 213, 款 01, 项 04); `known`: those above."""
    written: dict[str, str] = {}
    for cell in table.row(row):
        head = next(iter(table.headers(cell)), "")
        if patterns.tables.is_role("code_level", head) and (digits := table.words(cell)).isdigit():
            written[head] = digits
    if not written:
        return ""
    levels = [level for level in _levels(table, row, patterns) if level]
    last = max(levels.index(level) for level in written if level in levels)
    for level in levels[: last + 1]:
        known[level] = written.get(level, known.get(level, ""))
    return "".join(known.get(level, "") for level in levels[: last + 1])


def _levels(table: Table, row: int, patterns: Patterns) -> list[str]:
    """Return the headers of the columns of codes, from left to right."""
    heads = (next(iter(table.heads.get((row, c), ())), "") for c in range(1, table.width + 1))
    places = [head for head in heads if patterns.tables.is_role("code_level", head)]
    return list(dict.fromkeys(places))
