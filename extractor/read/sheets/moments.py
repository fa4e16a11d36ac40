"""Dates and times under a section of a format code, in the 1900 and the 1904 system (ECMA-376 part 1, 18.17.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

from extractor.read.sheets import numerals
from extractor.read.sheets.codes import Section, Token, sections

_DAY = 86_400
_LAST_DAY = 2_958_465  # 9999-12-31
_BETWEEN_SYSTEMS = 1462
_LEAP = 60  # the day 1900-02-29, which the 1900 system counts though it never was
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
_WEEK = "日一二三四五六"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_CHINESE = 0x04  # primary language of 0x0804 and its kin
# What a Chinese system puts in place of its long date and time.
_SYSTEM = {0xF800: 'yyyy"年"m"月"d"日"', 0xF400: "h:mm:ss"}


@dataclass(frozen=True, slots=True)
class _Moment:
    year: int
    month: int
    day: int
    weekday: int  # 0 is Sunday
    seconds: int  # since midnight
    total: int  # since the beginning of the system
    fraction: str  # decimals of the second


def moment(value: Decimal, section: Section, from_1904: bool) -> str | None:
    """Return the text of a serial number; None where no date has it."""
    if section.locale in _SYSTEM:
        section = sections(_SYSTEM[section.locale])[0]
    tokens = _with_minutes(section.tokens)
    at = _moment(value, _decimals(tokens), from_1904)
    if at is None:
        return None
    twelve = any(t.kind == "noon" for t in tokens)
    return "".join(_printed(n, tokens, at, section, twelve) for n in range(len(tokens)))


def _moment(value: Decimal, decimals: int, from_1904: bool) -> _Moment | None:
    seconds = _WIDE.quantize(value * _DAY, Decimal(1).scaleb(-decimals))
    whole = int(seconds)
    if value < 0 or whole >= (_LAST_DAY + 1) * _DAY:
        return None
    serial = whole // _DAY + (_BETWEEN_SYSTEMS if from_1904 else 0)
    if serial > _LAST_DAY:
        return None
    fraction = f"{seconds:f}".partition(".")[2]
    return _Moment(*_calendar(serial), (serial + 6) % 7, whole % _DAY, whole, fraction)


def _calendar(serial: int) -> tuple[int, int, int]:
    if serial in (0, _LEAP):
        return (1900, 2, 29) if serial else (1900, 1, 0)
    day = date(1899, 12, 30 if serial > _LEAP else 31) + timedelta(days=serial)
    return day.year, day.month, day.day


def _decimals(tokens: Sequence[Token]) -> int:
    return sum(t.kind == "digit" for t in tokens)


def _with_minutes(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Tell minutes from months: m stands for minutes behind hours or before seconds."""
    found = list(tokens)
    clocked = [n for n, t in enumerate(found) if t.kind in ("date", "elapsed")]
    for place, n in enumerate(clocked):
        if found[n].kind != "date" or found[n].text not in ("m", "mm"):
            continue
        before = found[clocked[place - 1]].text[0] if place else ""
        after = found[clocked[place + 1]].text[0] if place + 1 < len(clocked) else ""
        if before == "h" or after == "s":
            found[n] = Token("date", "i" * len(found[n].text))
    return tuple(found)


def _printed(n: int, tokens: Sequence[Token], at: _Moment, section: Section, twelve: bool) -> str:
    token = tokens[n]
    chinese = section.locale & 0xFF == _CHINESE
    if token.kind == "noon":
        names = "上午/下午" if chinese and token.text.upper() == "AM/PM" else token.text
        return names.split("/")[at.seconds >= _DAY // 2]
    if token.kind == "elapsed":
        size = {"h": 3600, "m": 60, "s": 1}[token.text[0]]
        return str(at.total // size).zfill(len(token.text))
    if token.kind == "digit":
        return at.fraction[sum(t.kind == "digit" for t in tokens[:n])]
    if token.kind == "date":
        return _field(token.text, at, section.numerals, chinese, twelve)
    return "" if token.text == "@" else token.text


def _field(code: str, at: _Moment, kind: int, chinese: bool, twelve: bool) -> str:
    if code[0] in "ye":
        return numerals.digits(f"{at.year:04}"[-2:] if code in ("y", "yy") else f"{at.year:04}", kind)
    if code[0] == "a" or (code[0] == "d" and len(code) > 2):
        return _weekday(code, at.weekday, chinese)
    if code[0] == "m" and len(code) > 2:
        return _month(len(code), at.month, chinese)
    hour = at.seconds // 3600
    values: dict[str, Callable[[], int]] = {
        "m": lambda: at.month,
        "d": lambda: at.day,
        "h": lambda: (hour + 11) % 12 + 1 if twelve else hour,
        "i": lambda: at.seconds // 60 % 60,
        "s": lambda: at.seconds % 60,
    }
    value = values[code[0]]()
    return numerals.reading(str(value), kind) if kind else str(value).zfill(min(2, len(code)))


def _weekday(code: str, weekday: int, chinese: bool) -> str:
    if code[0] == "a" or chinese:
        prefix = {"aaa": "", "ddd": "周"}.get(code, "星期")
        return prefix + _WEEK[weekday]
    return _DAYS[weekday][: 3 if code == "ddd" else None]


def _month(length: int, month: int, chinese: bool) -> str:
    if chinese:
        return f"{month}月" if length == 3 else f"{numerals.reading(str(month), 1)}月"
    name = _MONTHS[month - 1]
    return name[0] if length == 5 else name[:3] if length == 3 else name
