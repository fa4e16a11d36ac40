"""The number formats of Word lists (ECMA-376 ST_NumberFormat), the Chinese ones included."""

from __future__ import annotations

from collections.abc import Callable

_PLAIN = ("零一二三四五六七八九", "十百千", "万")
_LEGAL = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"))
_ROMAN_SMALL = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def render(number: int, form: str) -> str:
    """Write a list number in a Word number format; unknown formats and numbers out of range as decimal."""
    return _FORMS.get(form, str)(number)


def _counting(signs: tuple[str, str, str], short_ten: bool, zeros: bool = True) -> Callable[[int], str]:
    def write(number: int) -> str:
        if not 0 <= number < 10**8:
            return str(number)
        if number == 0:
            return signs[0][0]
        high, low = divmod(number, 10_000)
        text = _group(high, signs, zeros) + signs[2] if high else ""
        if high and zeros and 0 < low < 1000:
            text += signs[0][0]
        text += _group(low, signs, zeros)
        return text[1:] if short_ten and 10 <= number < 20 else text

    return write


def _group(number: int, signs: tuple[str, str, str], zeros: bool) -> str:
    digits, units, _ = signs
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += digits[0] if gap and zeros else ""
        bare = not zeros and digit == 1 and place
        text += ("" if bare else digits[digit]) + (units[place - 1] if place else "")
        gap = False
    return text


def _series(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 1 <= number <= len(signs) else str(number)


def _run(first: str, last: str) -> str:
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


def _letters(first: str) -> Callable[[int], str]:
    def write(number: int) -> str:
        if not 1 <= number <= 780:
            return str(number)
        turn, letter = divmod(number - 1, 26)
        return chr(ord(first) + letter) * (turn + 1)

    return write


def _roman(number: int) -> str:
    if not 1 <= number < 4000:
        return str(number)
    text = ""
    for amount, sign in _ROMAN + _ROMAN_SMALL:
        count, number = divmod(number, amount)
        text += sign * count
    return text


def _digits(signs: str) -> Callable[[int], str]:
    table = str.maketrans("0123456789", signs)
    return lambda number: str(number).translate(table)


_CIRCLES = _run("①", "⑳")
_THOUSAND = _counting(_PLAIN, short_ten=True)
_JAPANESE = _counting(_PLAIN, short_ten=False, zeros=False)
_FULL = _digits("０１２３４５６７８９")
_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "none": lambda number: "",
    "bullet": lambda number: "",
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": _letters("A"),
    "lowerLetter": _letters("a"),
    "chineseCounting": _THOUSAND,
    "chineseCountingThousand": _THOUSAND,
    "taiwaneseCounting": _THOUSAND,
    "taiwaneseCountingThousand": _THOUSAND,
    "ideographDigital": _digits("〇一二三四五六七八九"),
    "japaneseDigitalTenThousand": _digits("〇一二三四五六七八九"),
    "taiwaneseDigital": _digits("○一二三四五六七八九"),
    "japaneseCounting": _JAPANESE,
    "chineseLegalSimplified": _counting(_LEGAL, short_ten=False),
    "ideographLegalTraditional": _counting(("零壹貳參肆伍陸柒捌玖", "拾佰仟", "萬"), short_ten=False),
    "ideographTraditional": _series("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _series("子丑寅卯辰巳午未申酉戌亥"),
    "ideographEnclosedCircle": _series(_run("㊀", "㊉")),
    "decimalEnclosedCircle": _series(_CIRCLES),
    "decimalEnclosedCircleChinese": _series(_CIRCLES),
    "decimalEnclosedFullstop": _series(_run("⒈", "⒛")),
    "decimalEnclosedParen": _series(_run("⑴", "⒇")),
    "decimalFullWidth": _FULL,
    "decimalFullWidth2": _FULL,
    "numberInDash": lambda number: f"- {number} -",
}
