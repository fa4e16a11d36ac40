"""Stretches of text whose digits are no figures: dates, document numbers, telephones, ordinals, names, list numbers."""

from __future__ import annotations

import re

from extractor.document import Span

DATE = "date"
_CN = "零一二三四五六七八九十"
_YEAR = rf"(?:(?:19|20)\d\d|[{_CN}]{{4}})\s*年"
_DATES = (
    rf"{_YEAR}\s*[-~至到]?\s*(?:\d{{1,2}}|[{_CN}]{{1,3}})\s*月(?:\s*(?:\d{{1,2}}|[{_CN}]{{1,3}})\s*[日号])?(?:末|底|初|份)?",
    r"(?:19|20)\d\d\s*[-~至—]\s*(?:19|20)\d\d\s*年(?:度|末|底|初)?",
    rf"{_YEAR}(?:度|末|底|初|来)?",
    r"(?:19|20)\d\d\s*[-/.]\s*(?:1[0-2]|0?[1-9])\s*[-/.]\s*(?:3[01]|[12]\d|0?[1-9])(?!\d)",
    r"\d{1,2}\s*月?\s*[-~至到—]\s*\d{1,2}\s*月(?:份|底|初|末)?",
    rf"(?:\d{{1,2}}|[{_CN}]{{1,3}})\s*月(?:\s*(?:\d{{1,2}}|[{_CN}]{{1,3}})\s*[日号]|份|底|初|末|中旬|上旬|下旬)?",
    r"(?<![\d.])\d{1,2}\s*日",
    r"(?:19|20)\d\d(?=[、和及,，]\s*(?:19|20)\d\d\s*年)",
)
_NAMES = (
    r"《[^》\n]{1,80}》",
    r"\[\s*(?:19|20)\d\d\s*\]\s*第?\s*\d+\s*号",
    r"第\s*(?:\d+(?:\s*[、和至到\-~—]\s*\d+)*|[零一二三四五六七八九十百]+)",
    rf"十[{_CN}]五",
    r"(?<!\d)\d{1,12}\s*号",
    r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)",
    r"(?<!\d)1[3-9]\d{9}(?!\d)",
    r"[A-Za-z][A-Za-z\-]*[0-9][A-Za-z0-9.\-]*",
    r"(?<!\d)\d{1,9}(?:\s*\+\s*\d{1,9}){1,20}",
    r"\d{1,2}:\d{2}(?!\d)",
    r"\d{1,2}\s*[时点]\s*\d{1,2}\s*分(?!钟)",
    r"(?<![\d.])\d{1,3}\s*/\s*\d{1,3}(?![\d.])",
)
_MASK = re.compile("|".join([*(f"(?P<d{i}>{p})" for i, p in enumerate(_DATES)), *_NAMES]))
_NUMBERING = re.compile(
    r"\s*(?:\(\s*\d{1,2}\s*\)|\d{1,2}\s*[.、](?=\s*(?:[^\d\s]|(?:19|20)\d\d\s*年))|\d{1,2}\)|\d{1,2}(?:\.\d{1,2})+(?=[\s、一-鿿]))"
)
# 2.5万元 and a cell that holds 12.5公里 are no list numbers; 2.1人员情况 is one.
_NO_UNIT = re.compile(
    r"\s*(?:[万亿元%‰]|个(?!人)|(?:人|人次|名|分|天|小时|亩|公里|公顷|平方米|㎡|米|吨|次|户|件|辆|台|套|场|期|批次)"
    r"\s*(?:[，。；,;)/以左]|$))"
)
_YEAR_DIGITS = re.compile(r"(?:19|20)\d\d")
_TO_DIGIT = str.maketrans(_CN[:10], "0123456789")


def masked(plain: str, span: Span) -> list[tuple[Span, str]]:
    """Return the masked stretches of a block in order, each `date` or `name`."""
    found: list[tuple[Span, str]] = []
    position = span.start
    numbering = _NUMBERING.match(plain, span.start, span.end)
    if numbering and not _NO_UNIT.match(plain, numbering.end(), span.end):
        found.append((Span(span.start, numbering.end()), "name"))
        position = numbering.end()
    for match in _MASK.finditer(plain, position, span.end):
        is_date = match.lastgroup is not None
        if is_date and match.start() > 0 and plain[match.start() - 1] in "第.":
            continue
        found.append((Span(match.start(), match.end()), DATE if is_date else "name"))
    return found


def year_of(plain: str, span: Span) -> int | None:
    """Return the year a date names; None for 5月31日."""
    words = span.of(plain).translate(_TO_DIGIT)
    match = _YEAR_DIGITS.match(words)
    return int(match.group()) if match else None
