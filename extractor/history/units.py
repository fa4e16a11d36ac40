"""The roster of units: one code for all names a unit has had, and questions where a name is only near one."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from extractor.errors import GoujiError
from extractor.history.layout import NO_YEAR
from extractor.history.names import normal_name

# Headings of units.csv: each column may be named in Chinese or in English.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("名称", "单位名称", "name"),
    "code": ("代码", "单位代码", "编码", "code"),
    "region": ("地区", "区划", "region"),
    "others": ("其他名称", "别名", "曾用名", "other_names"),
    "start": ("起", "启用年度", "valid_from"),
    "end": ("止", "停用年度", "valid_to"),
}
_NEEDED = ("name", "code")
_SEPARATORS = str.maketrans("；、|", ";;;")
# Two names of which a third of the characters differ are not worth a question.
_NEAR = 66.0
_ALWAYS = 9999


@dataclass(frozen=True, slots=True)
class Unit:
    """A row of the roster: a unit under one name, in the years it bore it (None: without limit)."""

    code: str
    name: str
    region: str = ""
    others: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None

    def is_valid(self, year: int) -> bool:
        """Tell whether the row is of this year; every row is where the year is not known."""
        if year == NO_YEAR:
            return True
        return (self.start is None or self.start <= year) and (self.end is None or year <= self.end)

    def may_be_in(self, region: str) -> bool:
        """Tell whether a region in normal form, with or without those above it, is that of the unit."""
        own = normal_name(self.region)
        return not own or not region or own.endswith(region) or region.endswith(own)

    def names(self) -> Iterator[str]:
        """Yield the normal forms of every name, also with the region in front."""
        for name in (self.name, *self.others):
            normal = normal_name(name)
            yield normal
            region = normal_name(self.region)
            if region and not normal.startswith(region):
                yield region + normal


@dataclass(frozen=True, slots=True)
class Question:
    """A printed name that is near one of the roster; a person must say whether they are the same."""

    printed: str
    known: str
    code: str
    likeness: int  # percent

    def __str__(self) -> str:
        return f"单位名称“{self.printed}”与名册中的“{self.known}”（{self.code}）相近，请确认。"


class Units:
    """The roster; empty where none was given."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = tuple(units)
        self._by_name: dict[str, list[Unit]] = {}
        for unit in self.units:
            for name in unit.names():
                self._by_name.setdefault(name, []).append(unit)

    @classmethod
    def read(cls, text: str, file: str) -> Units:
        """Read units.csv; raise GoujiError for one that is not usable."""
        rows = csv.DictReader(StringIO(text))
        columns = _columns(rows.fieldnames or (), file)
        return cls(
            [_unit(row, columns, f"{file} 第 {rows.line_num} 行") for row in rows if any(row.values())]
        )

    def identify(self, printed: str, year: int, region: str = "") -> str:
        """Return the code of a printed name, its normal form where no unit or more than one has it."""
        normal, place = normal_name(printed), normal_name(region)
        codes = self._codes(place + normal, year, place) or self._codes(normal, year, place)
        return codes.pop() if normal and len(codes) == 1 else normal

    def is_known(self, unit_id: str) -> bool:
        """Tell whether the roster has this code."""
        return any(unit.code == unit_id for unit in self.units)

    def in_year(self, year: int) -> dict[str, Unit]:
        """Return the units that existed in a year by code, each under the name it bore last in that time."""
        valid = [unit for unit in reversed(self.units) if unit.is_valid(year)]
        return {unit.code: unit for unit in sorted(valid, key=lambda unit: unit.end or _ALWAYS)}

    def question(self, printed: str) -> Question | None:
        """Return the name of the roster nearest to one that the roster lacks, None where none is near."""
        from rapidfuzz import fuzz, process

        found = process.extractOne(
            normal_name(printed), self._by_name.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR
        )
        if found is None:
            return None
        unit = self._by_name[found[0]][0]
        return Question(printed, unit.name, unit.code, round(found[1]))

    def _codes(self, name: str, year: int, region: str) -> set[str]:
        claimed = [unit for unit in self._by_name.get(name, []) if unit.may_be_in(region)]
        # A name outside its years is still the name of the only unit that ever bore it.
        valid = {unit.code for unit in claimed if unit.is_valid(year)}
        return valid or {unit.code for unit in claimed}


def load_units(path: Path) -> Units:
    """Read the roster from a file in UTF-8 or GB18030, as spreadsheet programs write it. Raises GoujiError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise GoujiError(f"读不到单位名册 {path}，请检查路径。") from error
    return Units.read(decoded(data), str(path))


def decoded(data: bytes) -> str:
    """Return the text of a CSV file."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _columns(names: Iterable[str], file: str) -> dict[str, str]:
    found = {}
    for column, headings in HEADINGS.items():
        match = [name for name in names if name.strip().casefold() in headings]
        if match:
            found[column] = match[0]
    for column in _NEEDED:
        if column not in found:
            raise GoujiError(f"{file} 里没有“{HEADINGS[column][0]}”一列，请在第一行写上列名。")
    return found


def _unit(row: Mapping[str, str | None], columns: Mapping[str, str], where: str) -> Unit:
    cell = {column: (row.get(name) or "").strip() for column, name in columns.items()}
    if not cell["name"] or not cell["code"]:
        raise GoujiError(f"{where}缺少名称或代码，请补上。")
    others = tuple(
        filter(None, (name.strip() for name in cell.get("others", "").translate(_SEPARATORS).split(";")))
    )
    return Unit(
        cell["code"],
        cell["name"],
        cell.get("region", ""),
        others,
        _year(cell.get("start", ""), where),
        _year(cell.get("end", ""), where),
    )


def _year(text: str, where: str) -> int | None:
    if not text:
        return None
    digits = text.removesuffix("年")[:4]
    if not (digits.isascii() and digits.isdigit() and len(digits) == 4):
        raise GoujiError(f"{where}的年度“{text}”不是四位数字，请改正。")
    return int(digits)
