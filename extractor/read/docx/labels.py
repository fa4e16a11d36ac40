"""The number formats of Word lists (ECMA-376 part 1, 17.18.59 ST_NumberFormat), those a Chinese report can hold.

Where Word departs from the standard by its own account (MS-OI29500, 2.1.540) the labels are those that Word shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from extractor.read.docx.spelling import cardinal, ordinal, ordinal_words

_PLAIN = ("零一二三四五六七八九", "十百千", "万")
_LEGAL = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"))
_ROMAN_SMALL = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LARGEST_ROMAN = 32_767
_LAST_LETTER = 780  # ZZZ…, thirty times
_PADDED = re.compile(r"\s*(0+1)\b")


def render(number: int, form: str) -> str:
    """Write a list number in a Word number format; unknown formats and numbers out of range as decimal."""
    return _FORMS.get(form, str)(number)


def custom(pattern: str) -> str:
    """Return the name for the w:format of a custom number format: the same as a usual one, or zeros in front.

    The patterns are those of MS-DOCX 2.4; the first item and the second tell them apart.
    """
    padded = _PADDED.match(pattern)
    if padded:
        return f"zeros{min(len(padded.group(1)), 9)}"
    return _by_example().get(tuple(item.strip() for item in pattern.split(",")[:3]), "decimal")


@cache
def _by_example() -> dict[tuple[str, ...], str]:
    examples: dict[tuple[str, ...], str] = {(f(1), f(2), f(3)): name for name, f in reversed(_FORMS.items())}
    examples |= {("一", "十", f"{hundred}({where})"): name for hundred, where, name in _EXAMPLES}
    return examples


def _counting(
    signs: tuple[str, str, str], short_ten: bool, zeros: bool = True, bare: bool = False
) -> Callable[[int], str]:
    def write(number: int) -> str:
        if not 0 <= number < 10**8:
            return str(number)
        if number == 0:
            return signs[0][0]
        high, low = divmod(number, 10_000)
        text = _group(high, signs, zeros, bare) + signs[2] if high else ""
        if high and zeros and 0 < low < 1000:
            text += signs[0][0]
        text += _group(low, signs, zeros, bare)
        return text[1:] if short_ten and 10 <= number < 20 else text

    return write


def _group(number: int, signs: tuple[str, str, str], zeros: bool, bare: bool) -> str:
    digits, units, _ = signs
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += digits[0] if gap and zeros else ""
        text += "" if bare and digit == 1 and place else digits[digit]
        text += units[place - 1] if place else ""
        gap = False
    return text


def _tens(number: int) -> str:
    # 十一 and 九十九, but 一○○: the counting systems without 百.
    if 10 <= number < 100:
        return _group(number, _PLAIN, zeros=False, bare=False).removeprefix("一" if number < 20 else "")
    return _digits("○一二三四五六七八九")(number)


def _series(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 1 <= number <= len(signs) else str(number)


def _turning(signs: str) -> Callable[[int], str]:
    # MS-OI29500 2.1.540 c: after the last sign Word begins again.
    return lambda number: signs[(number - 1) % len(signs)] if number >= 1 else str(number)


def _repeated(signs: str) -> Callable[[int], str]:
    def write(number: int) -> str:
        if not 1 <= number <= 30 * len(signs):
            return str(number)
        turn, place = divmod(number - 1, len(signs))
        return signs[place] * (turn + 1)

    return write


def _run(first: str, last: str) -> str:
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


def _sixty(number: int) -> str:
    stems, branches = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
    return stems[(number - 1) % 10] + branches[(number - 1) % 12] if 1 <= number <= 60 else str(number)


def _roman(number: int) -> str:
    if not 1 <= number <= _LARGEST_ROMAN:
        return str(number)
    text = ""
    for amount, sign in _ROMAN + _ROMAN_SMALL:
        count, number = divmod(number, amount)
        text += sign * count
    return text


def _digits(signs: str) -> Callable[[int], str]:
    table = str.maketrans("0123456789", signs)
    return lambda number: str(number).translate(table)


def _zeros(width: int) -> Callable[[int], str]:
    return lambda number: f"{number:0{width}d}"


_CIRCLES = _run("①", "⑳")
_THOUSAND = _counting(_PLAIN, short_ten=True)
_FULL = _digits("０１２３４５６７８９")
_IDEOGRAPHS = _digits("〇一二三四五六七八九")
_KATAKANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "none": lambda number: "",
    "bullet": lambda number: "",
    "decimalZero": _zeros(2),
    **{f"zeros{width}": _zeros(width) for width in range(2, 10)},
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": _repeated(_run("A", "Z")),
    "lowerLetter": _repeated(_run("a", "z")),
    "ordinal": ordinal,
    "cardinalText": cardinal,
    "ordinalText": ordinal_words,
    "hex": lambda number: f"{number:X}",
    "chicago": _repeated("*†‡§"),
    "chineseCountingThousand": _THOUSAND,
    "taiwaneseCountingThousand": _THOUSAND,
    "chineseCounting": _tens,
    "taiwaneseCounting": _tens,
    "ideographDigital": _IDEOGRAPHS,
    "japaneseDigitalTenThousand": _IDEOGRAPHS,
    "koreanDigital2": _digits("零一二三四五六七八九"),
    "taiwaneseDigital": _digits("○一二三四五六七八九"),
    "japaneseCounting": _counting(_PLAIN, short_ten=False, zeros=False, bare=True),
    "japaneseLegal": _counting(("零壱弐参四伍六七八九", "拾百阡", "萬"), short_ten=False, zeros=False),
    "chineseLegalSimplified": _counting(_LEGAL, short_ten=False),
    "ideographLegalTraditional": _counting(("零壹貳參肆伍陸柒捌玖", "拾佰仟", "萬"), short_ten=False),
    "ideographTraditional": _series("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _series("子丑寅卯辰巳午未申酉戌亥"),
    "ideographZodiacTraditional": _sixty,
    "ideographEnclosedCircle": _series(_run("㈠", "㈩")),  # MS-OI29500 2.1.540 a: in parentheses
    "decimalEnclosedCircle": _series(_CIRCLES),
    "decimalEnclosedCircleChinese": _series(_CIRCLES),
    "decimalEnclosedFullstop": _series(_run("⒈", "⒛")),
    "decimalEnclosedParen": _series(_run("⑴", "⒇")),
    "decimalFullWidth": _FULL,
    "decimalFullWidth2": _FULL,
    "numberInDash": lambda number: f"- {number} -",
    "aiueo": _turning(_run("ｱ", "ﾜ") + "ｦﾝ"),
    "aiueoFullWidth": _turning(_KATAKANA),
    "irohaFullWidth": _turning(_IROHA),
}
_EXAMPLES = (
    ("一○○", "简", "chineseCounting"),
    ("一百", "简", "chineseCountingThousand"),
    ("一○○", "繁", "taiwaneseCounting"),
    ("一百", "繁", "taiwaneseCountingThousand"),
)
