"""Every number of a document with its unit, hedge, precision and place.

Numbers in dates, document numbers, telephone numbers, ordinals and names are masked first. A number without
a unit takes one from the list it stands in, or from the amount it is compared with; in a table from its
header or caption.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from extractor.document import Block, Document, Span
from extractor.lending import lent
from extractor.masks import DATE, masked, year_of
from extractor.model import Amount, Figure, Section
from extractor.patterns import Patterns
from extractor.patterns.number_forms import NUMBER, find_number
from extractor.patterns.numbers import Hit
from extractor.patterns.words import Unit
from extractor.tables import Table, tables

_LIST = re.compile(r"\s*[、,，和及与或;/]\s*$")
_RANGE = re.compile(r"\s*[-~—–至到]\s*$")
_FROM = re.compile(r"[由从自]\s*$")
_GLUED = re.compile(r"[A-Za-z_+×*.]$|(?<!\d)/$|\d:$")  # 预算/决算：595.6/387.3万元
_NAMES_ON = re.compile("[A-Za-z_+×*:]")
_NEGATIVE = re.compile(r"(?:^|[^\d%A-Za-z)\]年月日元])-$")
_LARGE = re.compile(r"[^一-鿿]|$|占|用|较|比|增|减|下|上|完|其|左|以|和|及")
# 一 before a classifier is grammar (一个、一次) unless the number ends its clause.
_IDIOM = re.compile(r"[\s，。；、,.;:!?)）]|$|以上|以下|左右|其中")
# （购置2648、运行1422） behind an amount: each number right behind its label.
_ITEM = r"(?P<label>[^\d()、,，;；%]{1,16}(?:\([^\d()]{1,6}\)[^\d()、,，;；%]{0,8})?)\s?(?P<number>\d[\d,.]*)"
_ITEMS = re.compile(rf"\s{{0,2}}\((?:\s*{_ITEM}(?:[、,，;；](?=\D)|(?=\s{{0,2}}\)))){{1,20}}\s{{0,2}}\)")
_LABELLED = re.compile(_ITEM)
_OF_MONEY = re.compile(
    r"(?:购置|运行|维护|维持|费用?|支出|收入|资金|经费|拨款|补助|[预决]算数?|[上本]年|结[转余])(?:为|:)?\s*$"
)
_NO_MONEY = re.compile(
    r"[率占比均度积长降高分号码次人名辆台套户件项家个年月日表页章条图版期岁元里米亩吨重量倍](?:为|:)?\s*$|(?<![省市县区乡镇国州本各上])级(?:为|:)?\s*$|"
    r"第|截[至止]|附|代码|电话|邮编|标准|数量?(?:为|:)?\s*$|[A-Za-z+*/=-]"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_BOUND = re.compile("[。；，,;!?\n]")


class Found(NamedTuple):
    """A number on its way to a Figure."""

    span: Span
    kind: str
    amount: Amount | None
    unit_from: str
    year: int | None = None


def figures(document: Document, sections: Sequence[Section], patterns: Patterns) -> tuple[Figure, ...]:
    """Return the figures of the text in order of place."""
    grids = {id(block): table for table in tables(document, patterns) for block in table.blocks}
    made: list[Figure] = []
    place = _Place(sections)
    for block in document.blocks:
        table = grids.get(id(block))
        found = _in_cell(document, block, table, patterns) if table is not None else None
        for item in found if found is not None else _in_text(document, block, patterns):
            made.append(_figure(document, block, item, len(made) + 1, place.of(item.span.start)))
    return tuple(made)


class _Place:
    """The innermost section at a place, asked for from the beginning to the end; sections come by their start."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections, self._index, self._current = sections, 0, ""

    def of(self, start: int) -> str:
        """Return the id of the section; empty before the first one."""
        while self._index < len(self._sections) and self._sections[self._index].span.start <= start:
            self._current = self._sections[self._index].section_id
            self._index += 1
        return self._current


def _figure(document: Document, block: Block, item: Found, number: int, section_id: str) -> Figure:
    anchor = block.anchor
    return Figure(
        section_id=section_id,
        figure_id=f"f{number}",
        kind=item.kind,
        span=item.span,
        raw=item.span.of(document.text),
        amount=item.amount,
        page=anchor.page,
        table=anchor.table,
        row=anchor.row,
        column=anchor.column,
        unit_from=item.unit_from,
        year=item.year,
        via=block.via,
    )


def _in_text(document: Document, block: Block, patterns: Patterns) -> list[Found]:
    plain, span = document.plain, block.span
    masks = masked(plain, span)
    hits = list(_hits(plain, span, masks, patterns))
    found = [Found(m, "date", None, "own", year_of(plain, m)) for m, what in masks if what == DATE]
    found += [item for item in _with_units(plain, hits, patterns) if item is not None] if hits else []
    return sorted(found, key=lambda item: item.span)


def _hits(plain: str, span: Span, masks: Sequence[tuple[Span, str]], patterns: Patterns) -> Iterator[Hit]:
    position, barriers = span.start, iter([*masks, (Span(span.end, span.end), "")])
    barrier, _ = next(barriers)
    while match := find_number(plain, position, span.end):
        while barrier.end <= match.start() and barrier.start < span.end:
            barrier, _ = next(barriers)
        if barrier.start <= match.start() < barrier.end:
            position = barrier.end
            continue
        hit = patterns.numbers.read(
            plain, match, barrier.start if barrier.start > match.start() else span.end
        )
        position = max(hit.end, match.end())
        if not _is_idiom(plain, hit, match):
            yield hit


def _is_idiom(plain: str, hit: Hit, match: re.Match[str]) -> bool:
    before = plain[hit.start - 1 : hit.start]
    if match["arabic"]:
        # Glued to letters, signs or other numbers it is a name: C3, 1+3, 2:1, v2.
        glued = _GLUED.search(plain, max(0, hit.start - 2), hit.start)
        return bool(glued or (hit.unit is None and _NAMES_ON.match(plain, hit.end)))
    if hit.unit is None or before in tuple("第每同任某另这那首逐各统之数几"):
        return True
    if hit.unit.kind == "score":  # 十分 and 三分 are words, 九十五分 and 扣两分 are marks
        return len(match["chinese"]) < 2 and before not in tuple("扣得加减失")
    return match["chinese"] == "一" and hit.unit.kind == "count" and not _IDIOM.match(plain, hit.end)


def _with_units(plain: str, hits: Sequence[Hit], patterns: Patterns) -> list[Found | None]:
    """Turn hits into figures from right to left, so that a unit reaches the numbers listed before it."""
    found: list[Found | None] = [None] * len(hits)
    for i in range(len(hits) - 1, -1, -1):
        after, gap = None, ""
        if i + 1 < len(hits):
            gap = plain[hits[i].end : hits[i + 1].start]
            after = found[i + 1]
        found[i] = _own_unit(plain, hits[i], patterns) or _borrowed(plain, hits, i, gap, after, patterns)
        if found[i] is not None and after is not None and hits[i].unit is None and _RANGE.fullmatch(gap):
            found[i], found[i + 1] = _as_range(plain, hits[i], found[i], after)
    _lend_to_brackets(plain, hits, found, patterns)
    money = [f.amount if f is not None and f.kind == "money" else None for f in found]
    for n, word in lent(plain, hits, money) if None in found else ():
        if found[n] is None and (unit := patterns.numbers.unit_named(word)) is not None:
            found[n] = _signed(plain, hits[n], "money", unit, word, "list")
    return found


def _lend_to_brackets(plain: str, hits: Sequence[Hit], found: list[Found | None], patterns: Patterns) -> None:
    """Give the unit of an amount to the bare numbers in the brackets right behind it (2.25万元（购置0、运行2.25）)."""
    for i, owner in enumerate(found):
        if owner is None or owner.kind != "money" or owner.amount is None:
            continue
        items = _ITEMS.match(plain, hits[i].end, min(len(plain), hits[i].end + 240))
        unit = patterns.numbers.unit_named(owner.amount.unit)
        if items is None or unit is None or not _are_parts(items[0], owner.amount):
            continue
        for n in range(i + 1, len(hits)):
            if hits[n].start >= items.end():
                break
            if found[n] is None:
                found[n] = _signed(plain, hits[n], "money", unit, owner.amount.unit, "list")


def _are_parts(items: str, owner: Amount) -> bool:
    """Tell whether labelled numbers can be money: they add up, or are no counts, codes or years by their labels."""
    pairs = [(m["label"], m["number"].rstrip(".,")) for m in _LABELLED.finditer(items, items.index("(") + 1)]
    if len(pairs) > 1 and sum(Decimal(n.replace(",", "")) for _, n in pairs) == owner.value:
        return True
    if any(
        (_NO_MONEY.search(label) and not _OF_MONEY.search(label)) or _YEAR.fullmatch(n) for label, n in pairs
    ):
        return False
    whole = all("." not in n for _, n in pairs)
    return all(_OF_MONEY.search(label) for label, _ in pairs) and len(pairs) > 1 if whole else True


def _own_unit(plain: str, hit: Hit, patterns: Patterns) -> Found | None:
    if hit.unit is not None:
        kind = "count" if hit.unit.group == "rate" else hit.unit.kind
        return _signed(plain, hit, kind, hit.unit, hit.unit_word, "own")
    if hit.unit_word in patterns.numbers.yuan and _LARGE.match(plain, hit.end):
        return Found(Span(hit.start, hit.end), "money", _bare_large(hit, patterns), "own")
    return None


def _bare_large(hit: Hit, patterns: Patterns) -> Amount:
    return hit.with_unit(patterns.numbers.yuan[hit.unit_word], f"{hit.unit_word}元")


def _borrowed(
    plain: str, hits: Sequence[Hit], i: int, gap: str, after: Found | None, patterns: Patterns
) -> Found | None:
    """Lend a bare number the unit of what follows: 4125.49,4143.91万元; 30-40人; 较上年2.08减少0.03万元."""
    hit = hits[i]
    if after is None or after.amount is None or hit.unit_word:
        return None
    listed = bool(_LIST.fullmatch(gap) or _RANGE.fullmatch(gap)) and after.kind != "score"
    listed = listed and hit.chinese >= hits[i + 1].chinese  # 甲镇260.99，四个乡镇合计9万元
    fractional = hit.digit < 1 and after.kind == "money" and _same_sentence(gap)
    labelled = after.kind == "money" and "，" not in gap and _is_labelled(plain, hit, gap, patterns)
    if not (listed or fractional or labelled):
        return None
    unit = patterns.numbers.unit_named(after.amount.unit)
    if unit is None:
        return None
    how = "list" if listed else "comparison"
    return _signed(plain, hit, after.kind, unit, after.amount.unit, how)


def _signed(plain: str, hit: Hit, kind: str, unit: Unit, word: str, how: str) -> Found:
    """Return the figure with the minus sign before it, if that is what the stroke is (变动-0.07万元, not 3-5万元)."""
    if kind in ("money", "percent") and _NEGATIVE.search(plain, max(0, hit.start - 2), hit.start):
        return Found(Span(hit.start - 1, hit.end), kind, hit.with_unit(unit, word, -hit.value), how)
    return Found(Span(hit.start, hit.end), kind, hit.with_unit(unit, word), how)


def _same_sentence(gap: str) -> bool:
    return not re.search("[。;\n]", gap) and len(gap) <= 60


def _is_labelled(plain: str, hit: Hit, gap: str, patterns: Patterns) -> bool:
    """Tell whether a bare whole number stands right behind an indicator of money (基本支出44、项目支出43万元)."""
    if not _same_sentence(gap):
        return False
    phrases = patterns.phrases.find(plain, max(0, hit.start - 16), hit.start)
    return any(p.kind == "indicator" and hit.start - p.end <= 1 for p in phrases)


def _as_range(plain: str, hit: Hit, low: Found | None, high: Found) -> tuple[Found | None, Found]:
    if (
        low is None
        or low.amount is None
        or high.amount is None
        or _FROM.search(plain, hit.start - 2, hit.start)
    ):
        return low, high
    bounds = (min(low.amount.low, high.amount.low), max(low.amount.high, high.amount.high))
    ends = [replace(f.amount, low=bounds[0], high=bounds[1], hedge="范围") for f in (low, high) if f.amount]
    return low._replace(amount=ends[0]), high._replace(amount=ends[1])


_CELL = re.compile(
    r"\s*[≥≤<>=≧≦]?\s*(?P<open>\()?\s*[¥￥]?\s*(?P<sign>[-+])?\s*[¥￥]?\s*(?P<number>"
    r"\d{1,3}(?:\s?，\s?\d{3})+(?:\s?\.\s?\d+)?|\d[\d,\s]*(?:\.[\d\s]*)?)\s*(?P<close>\))?\s*"
)


def _in_cell(document: Document, block: Block, table: Table, patterns: Patterns) -> list[Found] | None:
    """Return the figure of a cell that holds a bare number; None when the cell is to be read as text."""
    match = _CELL.fullmatch(document.plain, block.span.start, block.span.end)
    if match is None:
        return None
    digits = re.sub(r"[,，\s]", "", match["number"]).rstrip(".")
    kind, unit_word, how = table.unit_of(block, patterns)
    if not kind:
        return []
    number = NUMBER.fullmatch(digits)
    if number is None:
        return []
    hit = patterns.numbers.read(digits, number, len(digits))
    unit = patterns.numbers.unit_named(unit_word)
    if unit is None:
        return []
    negative = match["sign"] == "-" or bool(match["open"] and match["close"])
    value = -hit.value if negative else hit.value
    span = Span(match.start("open") if negative and match["open"] else match.start("sign"), match.end())
    if span.start < 0 or not negative:
        span = Span(match.start("number"), match.start("number") + len(match["number"].rstrip()))
    return [Found(span, kind, hit.with_unit(unit, unit_word, value), how)]


def clause_of(plain: str, span: Span, width: int = 60) -> Span:
    """Return the clause around a figure, at most `width` characters to either side."""
    start, end = max(0, span.start - width), min(len(plain), span.end + width)
    cuts = [m.end() for m in _BOUND.finditer(plain, start, span.start)]
    after = _BOUND.search(plain, span.end, end)
    return Span(cuts[-1] if cuts else start, after.start() if after else end)


def zero(amount: Amount | None) -> bool:
    """Tell whether an amount is there and is zero."""
    return amount is not None and amount.value == Decimal(0)
