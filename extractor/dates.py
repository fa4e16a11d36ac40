"""Dates and fiscal years in the lines of a title block or sign-off, in Arabic or Chinese numerals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from extractor.document import Span
from extractor.numerals import chinese_number

_HAN_YEAR = "[一二][〇零一二三四五六七八九]{3}"
_HAN = "[一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    rf"(?P<year>(?<!\d)20\d\d|{_HAN_YEAR})[年.\-/](?P<month>\d{{1,2}}|{_HAN})"
    rf"(?:[月.\-/](?:(?P<day>\d{{1,2}}|{_HAN})(?:[日号]|(?!\d)))?|$)"
)
_FISCAL = re.compile(rf"(?P<year>(?<!\d)20\d\d|{_HAN_YEAR})(?:财政|预算)?(?P<kind>年度|年)(?![月底末初])")
_LONGEST_BEFORE = 30


@dataclass(frozen=True, slots=True)
class Day:
    """A date as printed: `iso` is 2022-09-03, or 2022-09 where no day is given."""

    iso: str
    span: Span
    start_in_line: int


def day_in(line: str, span: Span) -> Day | None:
    """Return the date that ends a line of little else (a unit, a label, brackets), None for other lines."""
    match = None
    for match in _DATE.finditer(line):  # noqa: B007  the last one counts
        pass
    if match is None or match.start() > _LONGEST_BEFORE or line[match.end() :].strip(")(]。"):
        return None
    before = line[: match.start()]
    if re.search(r"[。，,;、\d]|截|[至到自从于在]$|《", before):
        return None
    iso = _iso(match)
    return Day(iso, span, match.start()) if iso else None


def _iso(match: re.Match[str]) -> str:
    year, month = _number(match["year"]), _number(match["month"])
    if match["day"] is None:
        return f"{year:04d}-{month:02d}" if 1 <= month <= 12 else ""
    try:
        return date(year, month, _number(match["day"])).isoformat()
    except ValueError:
        return ""


def _number(words: str) -> int:
    if words.isdigit():
        return int(words)
    value = chinese_number(words.replace("〇", "零"))
    return int(value) if value is not None else 0


def fiscal_year_in(title: str) -> int | None:
    """Return the year a title names: 年度 before 年, the last of a range."""
    found = list(_FISCAL.finditer(title))
    if not found:
        return None
    best = next((m for m in reversed(found) if m["kind"] == "年度"), found[-1])
    return _number(best["year"])


def years_in(text: str) -> Iterator[int]:
    """Yield every year that is written as a fiscal year (年度)."""
    for match in _FISCAL.finditer(text):
        if match["kind"] == "年度":
            yield _number(match["year"])
