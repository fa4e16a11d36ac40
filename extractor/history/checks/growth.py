"""Growth that a report states without its base, against the report of the year before."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.history.checks.notes import Note, Source
from extractor.history.checks.values import Value, reported_years, values
from extractor.history.frames import frame, text
from extractor.model import Rule

if TYPE_CHECKING:
    from extractor.history.store import Store

GROWTH = Rule("history-growth", "增减率与两年报告不符", "history", "warning")
RULES = (GROWTH,)
_RELATION = ("document_id", "file", "kind", "verdict", "figure_ids")
_FIGURE = ("document_id", "file", "added", "figure_id", "value", "unit", "start", "end", "quote")
_HUNDRED = Decimal(100)
_NEAR = 40  # characters between an amount and its rate
_LAST_YEAR = re.compile(r"上年|去年|上一年|上年度|同比|同期|(?<!\d)(\d{4})年")
_OTHER = re.compile(r"预算|计划|目标|[。；;]")
Keys = tuple[str, tuple[str, str, str]]
Row = Mapping[Hashable, object]


def check(store: Store) -> Iterator[Note]:
    """Compute each growth whose base stands in the report of the year before."""
    before: Mapping[Keys, Value] = {}
    for year in reported_years(store):
        own = {
            (value.source.document_id, value.source.figure_id): value
            for value in values(store, [year])
            if value.year == year
        }
        if before:
            for rate, current, file in _stated(store, year, own):
                base = before.get((current.unit_id, current.key))
                if base is not None:
                    yield from _compared(rate, current, base, file)
        before = {(value.unit_id, value.key): value for value in own.values()}


def _stated(
    store: Store, year: int, own: Mapping[tuple[str, str], Value]
) -> Iterator[tuple[Row, Value, str]]:
    """Yield the rates that lack a base, each with the amount right before it, the report's own of that year."""
    relations = frame(store, "relations", _RELATION, [year])
    lacking = relations[relations["kind"].eq("growth") & relations["verdict"].eq("undetermined")]
    wanted = {(str(row["document_id"]), str(row["figure_ids"])) for row in lacking.to_dict("records")}
    figures = frame(store, "figures", _FIGURE, [year]).sort_values(["document_id", "file", "start"])
    last: Row | None = None
    for row in figures.to_dict("records"):
        place = (str(row["document_id"]), str(row["figure_id"]))
        if (
            place in wanted
            and row["unit"] == "%"
            and last is not None
            and last["document_id"] == row["document_id"]
        ):
            current = own.get((place[0], str(last["figure_id"])))
            if current is not None and _is_of_last_year(store, last, row, year):
                yield row, current, str(row["file"])
        last = row


def _is_of_last_year(store: Store, amount: Row, rate: Row, year: int) -> bool:
    """Tell whether the words between an amount and a rate compare it with the year before."""
    start, end = amount["end"], rate["start"]
    if not isinstance(start, int) or not isinstance(end, int) or not 0 < end - start <= _NEAR:
        return False
    words = (text(store, str(rate["document_id"]), int(str(rate["added"]))) or "")[start:end]
    found = _LAST_YEAR.search(words)
    return found is not None and found[1] in (None, str(year - 1)) and not _OTHER.search(words)


def _compared(rate: Row, current: Value, base: Value, file: str) -> Iterator[Note]:
    printed = rate["value"]
    if not isinstance(printed, Decimal) or base.low <= 0:
        return
    low = (current.low / base.high - 1) * _HUNDRED
    high = (current.high / base.low - 1) * _HUNDRED
    unit = Decimal(1).scaleb(min(0, int(printed.as_tuple().exponent)))
    # A fall is printed without its sign.
    if any(low - unit <= p <= high + unit for p in (printed, -printed)):
        return
    right = (current.amount / base.amount - 1) * _HUNDRED
    direction = "增长" if right >= 0 else "下降"
    source = Source(
        current.reported, current.source.document_id, file, str(rate["figure_id"]), None, str(rate["quote"])
    )
    yield Note(
        GROWTH,
        current.unit_id,
        current.unit_name,
        current.reported,
        "|".join(current.key),
        f"{current.title}比上年的增减率写{abs(printed)}%，按{base.reported}年度报告的{base.printed}和本年的"
        f"{current.printed}计算，应为{direction}{abs(right):.2f}%。",
        (source, current.source, base.source),
        printed,
        right.quantize(unit),
        "请核对增减率，或说明上年数为什么与上年的报告不同。",
    )
