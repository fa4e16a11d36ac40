"""Reads one number with its unit at a place in plain text: 3亿2千万元, 1, 537.4, 两万余名, 百分之三十."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from extractor.amount import make_amount, printed_step
from extractor.model import Amount
from extractor.numerals import chinese_number
from extractor.patterns.number_forms import NUMBER
from extractor.patterns.words import Hedge, Unit, Words
from extractor.plain import plain as plain_form

# What follows 元 in words: 伍角, 零伍分, 整 (支付结算办法, 附件一).
_COINS = re.compile(
    r"零?(?:(?P<jiao>[1-9一二三四五六七八九壹贰叁肆伍陆柒捌玖])角)?"
    r"(?:零?(?P<fen>[1-9一二三四五六七八九壹贰叁肆伍陆柒捌玖])分)?(?P<whole>[整正](?![一-鿿]))?"
)
_SCALES = {"亿": 10**8, "万": 10**4, "千": 10**3, "百": 10**2, "十": 10}
_SCALE = re.compile(r"\s{0,2}([亿万千百])")
_TRAILING = re.compile(r"[亿万千百十]+$")
_PARTS_OF = {"百": "%", "千": "‰"}
_FRACTION = re.compile(r"([百千])分之\s{0,2}")
_BLANK = re.compile(r"\s+")
# 节约5万元 and 附近5户 say nothing of the number: characters that make a word with a hedge.
_WORDS_ENDING_IN = {"约": "节签预违履集条契制简", "近": "附最邻临"}
_COMPARED = r"(?!(?<=多)[节支收付用花完产投拨增发省])"  # 较目标33万立方米多节约11万立方米
_MEASURED = {"length", "area", "weight"}


class Hit(NamedTuple):
    """A number found in plain text; `unit` is None for a bare number."""

    start: int
    end: int
    value: Decimal
    digit: Decimal
    unit: Unit | None
    unit_word: str
    hedge: str
    widen: tuple[int, int]
    chinese: bool = False

    @property
    def amount(self) -> Amount | None:
        """The amount; None for a bare number."""
        return None if self.unit is None else self.with_unit(self.unit, self.unit_word)

    def with_unit(self, unit: Unit, word: str, value: Decimal | None = None) -> Amount:
        """Return the amount this number is in the given unit."""
        number = self.value if value is None else value
        scale = unit.factor * (Decimal(_SCALES[word[0]]) if unit.kind == "count" and word[0] in "万亿" else 1)
        measured = unit.group in _MEASURED or self.digit < 1 or scale > 1
        exact = unit.kind == "score" or (unit.kind == "count" and not measured)
        hedge, widen = self.hedge, self.widen
        return make_amount(number, word, scale, self.digit, exact=exact, hedge=hedge, widen=widen)


class NumberReader:
    """Reads numbers with the units and hedges of the patterns."""

    def __init__(self, words: Words) -> None:
        # The text is plain; 台（套） is found as 台(套) and shown as the patterns spell it.
        self._spelling = {plain_form(word): word for unit in words.units for word in unit.words}
        self._units = {word: unit for unit in words.units for word in unit.words}
        self._unit = re.compile(r"\s{0,2}(?:" + _alternation(self._spelling) + ")")
        self._unit_by_first = {
            first: re.compile(_alternation(w for w in self._spelling if w[0] == first))
            for first in {word[0] for word in self._spelling}
        }
        self._after = _hedge_map(words.hedges, "after")
        self._before = _hedge_map(words.hedges, "before")
        self._infix = re.compile(_alternation(w for w, h in self._after.items() if h.high and not h.low))
        self._suffix = re.compile(r"\s{0,2}(?:" + _alternation(self._after) + ")" + _COMPARED)
        self._before_ends = {word[-1] for word in self._before}
        self._longest_before = max(map(len, self._before), default=0)
        self.yuan = {s: self._units[w] for s, w in (("亿", "亿元"), ("万", "万元"))}
        self.percent = self._units["%"]

    def unit_named(self, word: str) -> Unit | None:
        """Return the unit a word names (a header's 万元)."""
        return self._units.get(self._spelling.get(word, word))

    def find_unit(self, text: str) -> tuple[Unit, str] | None:
        """Return the first unit named anywhere in a caption or header such as 单位：万元."""
        found = self._unit.search(text)
        word = self._spelling[_BLANK.sub("", found.group())] if found else ""
        return (self._units[word], word) if word else None

    def read(self, plain: str, match: re.Match[str], limit: int) -> Hit:
        """Read the number `match` starts, with scales, hedges and unit, not past `limit`."""
        fraction = _fraction_before(plain, match.start())
        if fraction is not None and not _FRACTION.match(plain, match.start(), limit):
            return self._fraction(plain, match, _PARTS_OF[fraction[1]], limit)
        reading, position = _Reading.of(match), match.end()
        hedge = self._infix.match(plain, position, limit)
        position = hedge.end() if hedge else position
        while (unit := self._unit_at(plain, position, limit)) is None:
            scale = _SCALE.match(plain, position, limit)
            if scale is None:
                break
            reading.scale_by(_SCALES[scale[1]])
            position = scale.end()
            hedge = hedge or self._infix.match(plain, position, limit)
            position = max(position, hedge.end()) if hedge else position
            following = NUMBER.match(plain, position, limit)
            if following is None:
                continue
            reading.add(following)
            hedge = hedge or self._infix.match(plain, following.end(), limit)
            position = max(following.end(), hedge.end()) if hedge else following.end()
        if unit is None and reading.chinese:  # a word: 一是, 三公
            return Hit(match.start(), position, reading.value, reading.digit, None, "", "", (0, 0), True)
        return self._hit(plain, match.start(), reading, position, unit, limit, hedge)

    def _fraction(self, plain: str, match: re.Match[str], word: str, limit: int) -> Hit:
        start = plain.rfind("分之", 0, match.start()) - 1
        found = self._units[word], word, match.end()
        return self._hit(plain, start, _Reading.of(match), match.end(), found, limit)

    def _hit(
        self,
        plain: str,
        start: int,
        reading: _Reading,
        position: int,
        found: tuple[Unit, str, int] | None,
        limit: int,
        infix: re.Match[str] | None = None,
    ) -> Hit:
        unit, word, position = found if found else (None, "", position)
        value, digit, unit, word = reading.settle(unit, word)
        coins = _COINS.match(plain, position, limit) if word == "元" else None
        if coins and (coins["jiao"] or coins["fen"]):
            value, digit = _with_coins(value, coins)
        else:
            value, digit, unit, word = self._in_printed_unit(value, digit, unit, word)
        position = coins.end() if coins and any(coins.groups()) else position
        hedge, widen = self._hedge(plain, start, position, limit, infix)
        return Hit(start, position, value, digit, unit, word, hedge, widen, reading.chinese)

    def _in_printed_unit(
        self, value: Decimal, digit: Decimal, unit: Unit | None, word: str
    ) -> tuple[Decimal, Decimal, Unit | None, str]:
        """Read 二十万 + 元 as 20 万元: the scale the number ends in belongs to the unit."""
        for large in ("亿", "万"):
            if word == "元" and digit >= _SCALES[large]:
                scale = Decimal(_SCALES[large])
                return value / scale, digit / scale, self.yuan[large], f"{large}元"
        return value, digit, unit, word

    def _unit_at(self, plain: str, position: int, limit: int) -> tuple[Unit, str, int] | None:
        position = _past_blanks(plain, position, limit)
        begins = self._unit_by_first.get(plain[position]) if position < limit else None
        found = begins.match(plain, position, limit) if begins else None
        if found is None:
            return None
        word = self._spelling[_BLANK.sub("", found.group())]
        unit = self._units[word]
        return None if plain.startswith(unit.not_before, found.end()) else (unit, word, found.end())

    def _hedge(
        self, plain: str, start: int, end: int, limit: int, infix: re.Match[str] | None
    ) -> tuple[str, tuple[int, int]]:
        suffix = self._suffix.match(plain, end, limit)
        for word in (infix[0] if infix else "", _BLANK.sub("", suffix[0]) if suffix else ""):
            if word:
                return word, _widen(self._after[word])
        head = plain[max(0, start - self._longest_before) : start].rstrip()
        if head[-1:] not in self._before_ends:
            return "", (0, 0)
        for size in range(min(self._longest_before, len(head)), 0, -1):
            word = head[-size:]
            if word in self._before and not _ends_a_word(head[: len(head) - size], word):
                return word, _widen(self._before[word])
        return "", (0, 0)


class _Reading:
    """The value being read: 3亿2千 is total 3·10⁸, section 2·10³."""

    def __init__(self, value: Decimal, digit: Decimal, chinese: bool) -> None:
        self.total, self.section = Decimal(0), Decimal(0)
        self.value, self.digit, self.chinese = value, digit, chinese
        self.composed = False
        self.last_scale = 1

    @classmethod
    def of(cls, match: re.Match[str]) -> _Reading:
        value, digit = _printed(match)
        return cls(value, digit, bool(match["chinese"]))

    def scale_by(self, scale: int) -> None:
        self.last_scale = scale
        if scale < 10**4:
            self.section += self.value * scale
        else:
            self.total += (self.section + self.value) * scale
            self.section = Decimal(0)
        self.digit *= scale
        self.value = Decimal(0)
        self.composed = True

    def add(self, match: re.Match[str]) -> None:
        self.value, self.digit = _printed(match)

    def settle(self, unit: Unit | None, word: str) -> tuple[Decimal, Decimal, Unit | None, str]:
        """Return printed value, its last digit, unit and unit word, the unit's own scale taken into account."""
        if not self.composed:
            return self.value, self.digit, unit, word
        if unit is not None and unit.kind == "money":
            factor = unit.factor
            base = self.total + (self.section + self.value) * factor
            grown = self.digit * (factor if self.section or self.value else 1)
            return base / factor, grown / factor, unit, word
        whole = self.total + self.section + self.value
        large = "亿" if self.last_scale == 10**8 else "万"
        if self.last_scale in (10**4, 10**8) and not self.section and not self.value and not self.chinese:
            divisor = _SCALES[large]
            return whole / divisor, self.digit / divisor, unit, large + word
        return whole, self.digit, unit, word


def _printed(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    return _read_digits(match["arabic"]) if match["arabic"] else _read_numeral(match["chinese"])


@lru_cache
def _read_numeral(printed: str) -> tuple[Decimal, Decimal]:
    tail = _TRAILING.search(printed)
    weights = (_SCALES[c] for c in (tail[0] if tail else "") if c in "万亿")
    return chinese_number(printed) or Decimal(0), Decimal(math.prod(weights))


@lru_cache
def _read_digits(printed: str) -> tuple[Decimal, Decimal]:
    digits = _BLANK.sub("", printed).replace(",", "").replace("，", "")
    whole, point, fraction = digits.rpartition(".")
    digits = whole.replace(".", "") + point + fraction  # a dot between thousands
    return Decimal(digits), printed_step(digits)


def _with_coins(value: Decimal, coins: re.Match[str]) -> tuple[Decimal, Decimal]:
    """Return yuan with 角 and 分 added, and the last printed digit."""
    jiao, fen = (
        Decimal(digit) if (digit := coins[name] or "0").isascii() else chinese_number(digit) or Decimal(0)
        for name in ("jiao", "fen")
    )
    return value + jiao / 10 + fen / 100, Decimal("0.01") if fen else Decimal("0.1")


def _fraction_before(plain: str, start: int) -> re.Match[str] | None:
    if plain.find("分之", max(0, start - 6), start) < 0:
        return None
    found = list(_FRACTION.finditer(plain, max(0, start - 6), start))
    return found[-1] if found and found[-1].end() == start else None


def _past_blanks(plain: str, position: int, limit: int) -> int:
    """Return the place behind two blanks at most."""
    end = min(position + 2, limit)
    while position < end and plain[position].isspace():
        position += 1
    return position


def _alternation(words: Iterable[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(r"\s{0,2}".join(map(re.escape, word)) for word in ordered)


def _hedge_map(hedges: Iterable[Hedge], position: str) -> dict[str, Hedge]:
    return {word: hedge for hedge in hedges if hedge.position == position for word in hedge.words}


def _ends_a_word(before: str, hedge: str) -> bool:
    return bool(before) and before[-1] in _WORDS_ENDING_IN.get(hedge[0], "")


def _widen(hedge: Hedge) -> tuple[int, int]:
    return int(hedge.low), int(hedge.high)
