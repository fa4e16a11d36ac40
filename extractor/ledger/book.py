"""Reads a ledger: a workbook with a row for each figure the bureau holds itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import GoujiError
from extractor.history.names import normal_name
from extractor.write.labels import SCOPES, STAGES

if TYPE_CHECKING:
    from extractor.patterns import Patterns
    from extractor.patterns.words import Indicator

Value = object  # whatever a cell holds

UNIT, INDICATOR, YEAR, STAGE, SCOPE, AMOUNT, MEASURE = (
    "单位名称",
    "指标",
    "年度",
    "阶段",
    "口径",
    "金额",
    "计量单位",
)
COLUMNS = (UNIT, INDICATOR, YEAR, STAGE, SCOPE, AMOUNT, MEASURE)
_NEEDED = (UNIT, INDICATOR, YEAR, AMOUNT)
_HEAD = 10  # rows in which the header is looked for
_YEARS = range(1949, 2200)
DEFAULT_STAGE = "决算"


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of the ledger. `amount` is in base units (yuan, fractions, the counted thing).

    `step` is the last digit that the ledger gives figures of this unit of measure, in base units too.
    """

    row: int
    unit_name: str
    indicator: str
    year: int
    stage: str
    scope: str
    value: Decimal
    measure: str
    scale: Decimal
    step: Decimal

    @property
    def amount(self) -> Decimal:
        """The value in base units."""
        return self.value * self.scale

    @property
    def key(self) -> tuple[str, str, int, str, str]:
        """What a reported figure must share to be held against this one."""
        return normal_name(self.unit_name), self.indicator, self.year, self.stage, self.scope


def read_ledger(path: Path, patterns: Patterns) -> tuple[Entry, ...]:
    """Return the rows of a ledger. Raises GoujiError that names the row and what is wrong in it."""
    rows = _rows(path)
    head, columns = _head(rows, path)
    reader = _Reader(patterns, path)
    found = [reader.entry(number, cells) for number, cells in _under(rows, head, columns)]
    if not found:
        raise GoujiError(f"台账 {path.name} 里没有数据，请从第 {head + 2} 行起填写后再试。")
    return _with_steps(found)


def _rows(path: Path) -> list[tuple[Value, ...]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except FileNotFoundError as error:
        raise GoujiError(f"找不到台账 {path}，请检查路径。") from error
    except (OSError, InvalidFileException, KeyError, ValueError, SyntaxError) as error:
        raise GoujiError(f"台账 {path} 打不开，请另存为 .xlsx 后再试。") from error
    except Exception as error:  # whatever a damaged zip brings
        raise GoujiError(f"台账 {path} 已损坏，请另存为 .xlsx 后再试。") from error
    try:
        return list(book.worksheets[0].iter_rows(values_only=True))
    finally:
        book.close()


def _head(rows: Sequence[Sequence[Value]], path: Path) -> tuple[int, Mapping[str, int]]:
    for number, cells in enumerate(rows[:_HEAD]):
        titles = {_text(cell).partition("（")[0]: place for place, cell in enumerate(cells) if _text(cell)}
        if all(name in titles for name in _NEEDED):
            return number, {name: titles[name] for name in COLUMNS if name in titles}
    needed = "、".join(_NEEDED)
    raise GoujiError(
        f"台账 {path.name} 的表头里要有 {needed} 四列，请用 gouji ledger template 写出的模板填写。"
    )


def _under(
    rows: Sequence[Sequence[Value]], head: int, columns: Mapping[str, int]
) -> Iterator[tuple[int, Mapping[str, Value]]]:
    for number, cells in enumerate(rows[head + 1 :], start=head + 2):
        named = {name: cells[place] if place < len(cells) else None for name, place in columns.items()}
        if any(_text(named.get(name)) for name in _NEEDED):
            yield number, named


class _Reader:
    """Turns cells into entries, or says which is wrong."""

    def __init__(self, patterns: Patterns, path: Path) -> None:
        words = patterns.words
        self._path = path
        self._indicators = {
            word: each for each in reversed(words.indicators) for word in (*each.words, each.id)
        } | {each.name: each for each in words.indicators}
        self._units = {word: unit for unit in words.units for word in (*unit.words, unit.id)}

    def entry(self, row: int, cells: Mapping[str, Value]) -> Entry:
        """Return a row as an entry, its step still that of the number alone."""
        indicator = self._indicator(row, _text(cells[INDICATOR]))
        measure = _text(cells.get(MEASURE)) or {"money": "万元", "percent": "%"}.get(indicator.kind, "")
        unit = self._units.get(measure)
        if measure and unit is None:
            raise self._wrong(row, f"计量单位“{measure}”不认识，请写元、万元、亿元、%、人等")
        value = self._number(row, cells[AMOUNT])
        scale = unit.factor if unit else Decimal(1)
        return Entry(
            row,
            self._name(row, _text(cells[UNIT])),
            indicator.id,
            self._year(row, cells[YEAR]),
            self._one_of(row, STAGE, _text(cells.get(STAGE)) or DEFAULT_STAGE, STAGES),
            self._one_of(row, SCOPE, _text(cells.get(SCOPE)), SCOPES),
            value,
            measure,
            scale,
            _last_digit(value) * scale,
        )

    def _name(self, row: int, text: str) -> str:
        if not text:
            raise self._wrong(row, "没有单位名称")
        return text

    def _indicator(self, row: int, text: str) -> Indicator:
        if found := self._indicators.get(text):
            return found
        raise self._wrong(row, f"指标“{text}”不认识，名称见模板的“指标”页")

    def _year(self, row: int, cell: Value) -> int:
        text = _text(cell).removesuffix("度").removesuffix("年")
        if text.isdigit() and int(text) in _YEARS:
            return int(text)
        raise self._wrong(row, f"年度“{_text(cell)}”不是四位年份")

    def _one_of(self, row: int, column: str, text: str, known: Mapping[str, str]) -> str:
        if not text or text in known:
            return text
        raise self._wrong(row, f"{column}“{text}”只能是 {'、'.join(known)}")

    def _number(self, row: int, cell: Value) -> Decimal:
        try:
            number = Decimal(_text(cell).replace(",", "").replace("，", ""))
        except InvalidOperation:
            raise self._wrong(row, f"金额“{_text(cell)}”不是数字") from None
        if not number.is_finite():
            raise self._wrong(row, f"金额“{_text(cell)}”不是数字")
        return number

    def _wrong(self, row: int, what: str) -> GoujiError:
        return GoujiError(f"台账 {self._path.name} 第 {row} 行：{what}，请改正后再试。")


def _text(cell: Value) -> str:
    # The shortest decimal that is the stored binary number: what the person typed.
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**15 else repr(cell)
    if isinstance(cell, datetime | date):
        return str(cell.year)
    return "" if cell is None else str(cell).strip()


def _last_digit(value: Decimal) -> Decimal:
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(min(int(exponent), 0))


def _with_steps(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Give each figure the finest last digit of its unit of measure: spreadsheets drop trailing zeros."""
    finest: dict[str, Decimal] = {}
    for entry in entries:
        finest[entry.measure] = min(finest.get(entry.measure, entry.step), entry.step)
    return tuple(replace(entry, step=finest[entry.measure]) for entry in entries)
