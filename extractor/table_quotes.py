"""Figures of a table that the paragraphs beside it repeat: whether text and table agree.

A figure of the text is that of a cell when the words before it name the cell's row (or none, for the total) and its
column, or when it has the same value and nothing speaks against it. Where it differs, both must be named and the
paragraph must point to the table.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from extractor.amount import HALF
from extractor.decide import HELD, OFF, capped, decide_equal
from extractor.document import Document
from extractor.mentions import ASIDE, BASE, COMPLETION, LEVEL, RATE, SHARE, Mention
from extractor.model import Amount, Figure, Relation
from extractor.passages import Passage
from extractor.patterns import Patterns
from extractor.relations import relation, with_unit
from extractor.table_below import relations_below
from extractor.table_cells import Cells, by_table
from extractor.table_recaps import recapped
from extractor.tables import Table

_BESIDE = 2  # paragraphs in front of a table and behind it
_LIKE = 24  # cells of one value that are looked at
_QUOTING = (LEVEL, RATE, COMPLETION, SHARE, ASIDE)
_NOTES = re.compile(r"\([^()]*\)")
_NUMBER = re.compile(r"^(?:其中|[\d.一二三四五六七八九十]+[、.．]|[(][一二三四五六七八九十\d]+[)])[:：]?")
_COLUMN_TAIL = re.compile(r"(?:金额|数额|总额|数|额|值|情况)+$")
_COLUMN_HEAD = re.compile(r"^(?:全年|年度|本年度?|当年|实际|项目|部门|单位|年)+")
_TOTAL = re.compile("(?:合计|总计|总额|总分|共计|得分)$")
_BACK = re.compile(
    r"[上该本]表|表\d|表[一二三四五六]|表[中内列]|上述|以上(?:数据|各项|资金|表)|据此|对照|综上"
)
_AHEAD = re.compile(r"下表|[见如]表|表\d|表[一二三四五六]|附表|如下|以下")
_PLAN = re.compile("预算|计划|预计|批复|年初|目标|应")
_DONE = re.compile("决算|实际|完成|执行|支出|支付|列支|筹集|到位")
# Words of text and header that mean one column.
_GROUPS = tuple(
    re.compile(words)
    for words in (
        "得分|评分|实得|自评|得$",
        "分值|权重|满分",
        "占|比重|比例|份额",
        "执行率|支付率|支出率|执行进度|支出进度",
    )
)
_FILLING = re.compile(
    r"\d+年|[的为是共计达了约由从按即经对该各均已]|(?:本|全|当|该)年度?|年度|截至|年?[末底]|[我本全][县市区镇乡局院校站所]|[我本]?(?:单位|部门|项目)|上述|以上|合计|总计|累计|总额|实际|资金|金额|款项|经费|情况|明细|汇总|万|元|其中|综合|最终|分|绩效|自评|指标|预算|支出"
)
_SUMMED = re.compile("共|总|合计")
_SAME_PLACE = "文中数与表中数应为同一数，请核对"


@dataclass(frozen=True, slots=True)
class _Cell:
    """A figure of a table with its column's and row's words, `total` where the row is one."""

    figure: Figure
    row: int
    label: str
    head: str
    total: bool


class _Sheet:
    """The cells of one table, by kind and value and by row."""

    def __init__(self, table: Table, figures: Mapping[tuple[int, int], Figure], patterns: Patterns) -> None:
        self.words = "".join((*table.above, table.caption))
        self.rows: dict[str, int | None] = {}
        self.totals: set[int] = set()
        self._by_kind: dict[str, list[tuple[Decimal, int, _Cell]]] = {}
        self._of_row: dict[tuple[int, str], list[_Cell]] = {}
        for n, ((row, column), figure) in enumerate(sorted(figures.items())):
            block = table.at(row, column)
            if block is None or figure.amount is None:
                continue
            self._add(n, _cell(table, figure, row, column, patterns))
        for found in self._by_kind.values():
            found.sort(key=lambda entry: entry[:2])

    def _add(self, n: int, cell: _Cell) -> None:
        amount = cell.figure.amount
        assert amount is not None
        self._by_kind.setdefault(cell.figure.kind, []).append((amount.base, n, cell))
        self._of_row.setdefault((cell.row, cell.figure.kind), []).append(cell)
        if cell.total and not cell.label.endswith("小计"):
            self.totals.add(cell.row)
        elif len(cell.label) > 1 and not cell.total:
            self.rows[cell.label] = cell.row if self.rows.get(cell.label, cell.row) == cell.row else None

    def alike(self, amount: Amount, kind: str) -> Iterator[_Cell]:
        """Yield the cells whose value may be this one."""
        found, reach = self._by_kind.get(kind, []), amount.step * HALF
        place = bisect_left(found, amount.base - reach, key=lambda entry: entry[0])
        for value, _, cell in islice(found, place, place + _LIKE):
            if value > amount.base + reach:
                break
            yield cell

    def row(self, row: int, kind: str) -> Sequence[_Cell]:
        """Return the cells of a kind in a row."""
        return self._of_row.get((row, kind), ())


def _cell(table: Table, figure: Figure, row: int, column: int, patterns: Patterns) -> _Cell:
    block = table.at(row, column)
    assert block is not None
    labels = [_row_name(words) for words in table.labels(block)]
    heads = table.headers(block)
    total = any(_TOTAL.search(w) or patterns.tables.is_role("total", w) for w in labels[:1])
    return _Cell(figure, row, labels[0] if labels else "", heads[0] if heads else "", total)


def quote_relations(
    document: Document, read: Sequence[Passage], found: Cells, patterns: Patterns
) -> Iterator[Relation]:
    """Yield whether the figures of a table agree with the paragraphs beside it that repeat them."""
    beside = _paragraphs(document, read)
    for table, figures in by_table(found):
        near = beside.get(table.number, ())
        if not near:
            continue
        sheet = _Sheet(table, figures, patterns)
        start = table.blocks[0].span.start
        for passage in near:
            behind = passage.block.span.start > start
            words = passage.block.span.of(document.plain)
            points = (_BACK if behind else _AHEAD).search(words) is not None
            if behind:
                yield from recapped(document.plain, passage, table, figures, patterns)
                yield from relations_below(document.plain, passage, table, figures, patterns)
            over = not behind and not document.plain[passage.block.span.end : start].strip("| \t\n")
            leads = over and words.rstrip().endswith(":")
            yield from _quotes(document.plain, passage, sheet, points or (over and "。" not in words), leads)


def _paragraphs(document: Document, read: Sequence[Passage]) -> Mapping[int, Sequence[Passage]]:
    """Return for each table the passages of the last paragraphs in front of it and the first behind it."""
    owner = {p.block.span.start: p for p in read if p.block.anchor.table is None}
    found: dict[int, list[Passage]] = {}
    before: list[int] = []
    last, behind = 0, _BESIDE
    for block in document.blocks:
        number = block.anchor.table
        if number is None:
            before = [*before, block.span.start][-_BESIDE:]
            if last and behind > 0 and block.span.start in owner:
                found.setdefault(last, []).append(owner[block.span.start])
            behind -= 1
        elif number != last:
            found.setdefault(number, []).extend(owner[start] for start in before if start in owner)
            before, last, behind = [], number, _BESIDE
    return found


def _quotes(plain: str, passage: Passage, sheet: _Sheet, points: bool, leads: bool) -> Iterator[Relation]:
    """Yield the comparisons of one paragraph; `points` to the table, or `leads` to it by its colon."""
    first = next((m for m in passage.mentions if m.role == LEVEL), None)
    row, sentence, thing = None, -1, ""
    for mention in passage.mentions:
        if mention.role not in _QUOTING and not (mention.role == BASE and mention.has("share")):
            continue
        if mention.sentence != sentence or mention.thing != thing:
            row, sentence, thing = None, mention.sentence, mention.thing
        words = mention.chunk.of(plain)
        named = _named_row(words, sheet)
        row = named if named is not None or mention.role == LEVEL else row
        whole = leads and mention is first and _SUMMED.search(words) is not None
        made = _quote(mention, words, row, sheet, points, whole)
        if made is not None:
            yield made


def _named_row(words: str, sheet: _Sheet) -> int | None:
    """Return the row whose name stands before a figure: the longest one."""
    found = [label for label in sheet.rows if label in words]
    return sheet.rows[max(found, key=len)] if found else None


def _quote(
    mention: Mention, words: str, row: int | None, sheet: _Sheet, points: bool, whole: bool
) -> Relation | None:
    amount = mention.figure.amount
    assert amount is not None
    fits = [
        (_fit(mention, words, cell), cell)
        for cell in sheet.alike(amount, mention.figure.kind)
        if (cell.row == row if row is not None else cell.total)
    ]
    only = row is not None and len(sheet.row(row, mention.figure.kind)) == 1
    likely = [cell for fit, cell in fits if fit > 0 or (fit == 0 and (only or _is_telling(amount)))]
    if likely:
        best = max(likely, key=lambda cell: _fit(mention, words, cell))
        made = _agreement(mention, best)
        return made if made.verdict in HELD else None
    return _differing(mention, words, row, sheet, whole) if points and not fits else None


def _differing(mention: Mention, words: str, row: int | None, sheet: _Sheet, whole: bool) -> Relation | None:
    """Return the doubt about a figure whose row and column are both named and that no cell there shows."""
    rows = sheet.totals if row is None else {row}
    marks = mention.role == ASIDE and mention.figure.kind == "score"  # 满分105分
    if len(rows) != 1 or not (marks or mention.role in (LEVEL, RATE, COMPLETION)):
        return None
    beside = sheet.row(next(iter(rows)), mention.figure.kind)
    enough = 0 if (row is not None or whole) and len(beside) == 1 else 2
    cells = [c for c in beside if _fit(mention, words, c) >= enough]
    if len(cells) != 1 or (not whole and _left(mention, words, cells[0])):
        return None
    if row is None and mention.thing and mention.thing not in sheet.words:
        return None
    made = _agreement(mention, cells[0])
    return (
        replace(made, verdict=capped(OFF), reason=f"{made.reason}，{_SAME_PLACE}")
        if made.verdict == OFF
        else made
    )


def _fit(mention: Mention, words: str, cell: _Cell) -> int:
    """Return how well words name a cell's column: 2 by its own words, 1 by what it holds, 0 unknown, -1 another."""
    head = cell.head
    bare = _column_name(head)
    if len(bare) > 1 and bare in words:
        return 2
    groups = [(group.search(words) is not None, group.search(head) is not None) for group in _GROUPS]
    if mention.role == SHARE:
        groups.append((True, _GROUPS[2].search(head) is not None))
    if any(said and there for said, there in groups):
        return 2
    if any(said != there for said, there in groups) and mention.figure.kind != "money":
        return -1
    plan, done = (pattern.search(words) is not None for pattern in (_PLAN, _DONE))
    planned, made = (pattern.search(head) is not None for pattern in (_PLAN, _DONE))
    if (plan and planned and not done) or (done and made and not plan):
        return 1
    return -1 if (planned and done and not plan) or (made and plan and not done and not planned) else 0


def _left(mention: Mention, words: str, cell: _Cell) -> str:
    """Return the words before a figure that neither the table nor common words explain."""
    for known in (mention.thing, cell.label, _column_name(cell.head)):
        words = words.replace(known, "") if known else words
    left = _FILLING.sub("", words)
    return left if len(left) > 1 else ""


def _row_name(words: str) -> str:
    return _NUMBER.sub("", _NOTES.sub("", words)).strip(":： ")


def _column_name(words: str) -> str:
    bare = _NOTES.sub("", words)
    return _COLUMN_HEAD.sub("", _COLUMN_TAIL.sub("", bare)) or bare


def _is_telling(amount: Amount) -> bool:
    """Tell whether two figures with these digits are hardly the same by chance: zeros of a whole number say nothing."""
    digits = str(amount.value)
    return len((digits if "." in digits else digits.rstrip("0")).replace(".", "").lstrip("-0")) > 2


def _agreement(mention: Mention, cell: _Cell) -> Relation:
    pair = sorted((mention.figure, cell.figure), key=lambda figure: figure.span.start)
    amounts = [figure.amount for figure in pair if figure.amount is not None]
    decision = decide_equal(amounts[0], amounts[1])
    text = f"{with_unit(pair[0])} = {with_unit(pair[1])}"
    return relation("agreement", "agreement", "agreement", text, decision, pair)
