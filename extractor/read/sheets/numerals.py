"""Chinese numerals of [DBNum1] (一二三), [DBNum2] (壹贰叁) and [DBNum3] (１２３)."""

from __future__ import annotations

_DIGITS = {1: "〇一二三四五六七八九", 2: "零壹贰叁肆伍陆柒捌玖", 3: "０１２３４５６７８９"}
_UNITS = {1: ("", "十", "百", "千"), 2: ("", "拾", "佰", "仟"), 3: ("", "十", "百", "千")}
_GROUPS = ("", "万", "亿", "万亿")


def digits(text: str, kind: int) -> str:
    """Return the text with each digit replaced by its numeral; kind 0 leaves it."""
    if not kind:
        return text
    return text.translate(dict(zip(map(ord, "0123456789"), _DIGITS[kind], strict=True)))


def reading(text: str, kind: int) -> str:
    """Return a plain number as it is read (123.5 is 一百二十三.五); others digit by digit."""
    sign, number = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, decimals = number.partition(".")
    if not whole.isdigit() or len(whole) > 4 * len(_GROUPS):
        return digits(text, kind)
    return f"{sign}{_whole(whole, kind)}{point}{digits(decimals, kind)}"


def _whole(whole: str, kind: int) -> str:
    nought = _DIGITS[kind][0]
    groups = [whole[max(0, end - 4) : end] for end in range(len(whole), 0, -4)]
    text = ""
    for place in range(len(groups) - 1, -1, -1):
        value = int(groups[place])
        gap = text and not text.endswith(nought) and value < 1000
        text += nought if gap and int(whole[-4 * (place + 1) :] or 0) else ""
        text += _group(value, kind, first=not text) + _GROUPS[place] if value else ""
    return text or nought


def _group(value: int, kind: int, first: bool) -> str:
    names, units = _DIGITS[kind], _UNITS[kind]
    text = ""
    for place, digit in enumerate(map(int, str(value))):
        power = len(str(value)) - 1 - place
        if digit:
            text += names[digit] + units[power]
        elif text and not text.endswith(names[0]) and value % 10 ** (power + 1):
            text += names[0]
    # 十二, not 一十二, at the beginning; 壹拾贰 is written in full.
    return text[1:] if kind == 1 and first and 10 <= value < 20 else text
