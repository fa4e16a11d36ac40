"""How a number is written: digits with the blanks, commas and dots of reports, or a numeral in words."""

from __future__ import annotations

import re

from extractor.numerals import NUMERAL_CHARS

# Behind these, commas and dots between figures of money may have blanks around them.
_MONEY = r"\s{0,2}(?:[万亿]?\s{0,2}元|[万亿%‰]|个\s?百分点)"
_COMMA = r"(?:\s?,\s{0,2}|\s?，\s{0,2})"
_POINT = r"(?:\s{1,2}\.\s{0,2}|\.\s{1,2})"
# 第1. 40万元 and 其中：1. 40万元 are items of a list; 支出3. 25万元 is one number.
_LISTED = "第项目表图条章件注元亿万"
_NO_ITEM = (
    rf"(?<![\d.])(?:(?<=[一-鿿¥])(?<![{_LISTED}])|(?<=[一-鿿¥] )(?<![{_LISTED}] )|(?=\d{{3}}))"
    r"(?!(?<=[至自于从在])(?:19|20)\d\d\D)"
)
_NO_LIST = r"(?<!别为)(?<!别是)(?<!各为)(?<!分别)"
_SPACED = (
    rf"(?<![\d.]){_NO_LIST}\d{{1,3}}(?:{_COMMA}\d{{3}}){{1,5}}(?:\s{{0,2}}\.\s{{0,2}})\d{{1,6}}(?={_MONEY})|"
    rf"(?<![\d.])\d{{1,3}}(?:\s,\s{{0,2}}\d{{3}}){{1,5}}(?!\d)(?={_MONEY})|"
    rf"(?<![\d.])\d{{1,3}}(?:\.\d{{3}}){{1,5}}\.\d{{2}}(?={_MONEY})|"
    rf"{_NO_ITEM}\d+{_POINT}\d{{1,6}}(?=(?:[、和及与]\d+\s?\.\s?\d+){{0,9}}(?:{_MONEY}|\s?(?:减少|增加|增长|下降|降低|上升)))"
)
_ARABIC = (
    rf"{_SPACED}|{_NO_LIST}\d{{1,3}}(?:，\d{{3}}){{1,5}}\.\d+(?!，\d)|\d{{1,3}}(?: \d{{3}}){{1,5}}\.\d+|"
    r"\d{1,3}(?:,\s?\d{3})+(?!\d)(?:\.(?:\s*\n\s*)?\d+)?|\d+(?:\.(?:\s*\n\s*)?\d+)?"
)
# A numeral must begin with a digit or 十: 万人计划 and 千家万户 are names; 百分之百 is said, 零点五 too.
_DECIMALS = "点[一二三四五六七八九零]+"
_CHINESE = f"[一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾][{NUMERAL_CHARS}]*(?:{_DECIMALS})?|零{_DECIMALS}|(?<=分之)百"
_BEGIN = r"[\d一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾零百]"
# Digits with nothing behind them that could go on are a number; all else is looked at only where something may.
_PLAIN = r"\d+(?:\.\d+)?(?![\d\s,，.])"
NUMBER = re.compile(rf"(?={_BEGIN})(?:(?P<arabic>(?=\d)(?:{_PLAIN}|{_ARABIC}))|(?P<chinese>{_CHINESE}))")
_BEGINS = re.compile(_BEGIN)


def find_number(plain: str, start: int, end: int) -> re.Match[str] | None:
    """Return the first number in a range; characters that begin none are passed over quickly."""
    while begin := _BEGINS.search(plain, start, end):
        match = NUMBER.match(plain, begin.start(), end)
        if match:
            return match
        start = begin.end()
    return None
