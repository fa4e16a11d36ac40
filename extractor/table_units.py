"""The units of a table's bare numbers: its caption (单位：万元, （人）), else what the printed digits of a column show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from extractor.document import Block, Span
from extractor.patterns import Patterns

_BLANK = re.compile(r"\s+")
_CAPTION = re.compile(
    r"(?:(?<!编制|填报|填表|报送|主管|实施|责任|承办|牵头|参与|所属)单位[:：为是]?(?:均为|人民币)?|金额[:：](?=[万亿]?元))([^\s:：)）]{1,9})"
    r"|\((?:人民币)?([万亿]?元)\)|\(([^()\d]{1,3})\)$"
)
_REACH = 3
_SENTENCE = re.compile(r"[。；;]\s*$")
_DECIMALS = re.compile(r"[-+]?[\d,]+\.\d+")
_NUMBER = re.compile(r"[-+]?[1-9][\d,]{0,10}|[-+]?[\d,]+\.\d+|0")
_LEAST = 3  # bare numbers that make a table of figures
_LONGEST = 12  # characters of a header
_MONEY = re.compile(r"[\d(:][万亿]?元|元\)$")
_KINDS = ("money", "count", "score")

_BRACKETS = re.compile(r"\([^()]*\)$")
_FULL = 100  # 分 that all criteria are worth together
_ALL_MARKS = re.compile("总分|总得分|得分合计|合计得分|综合得分|总计得分")
_NO_MARKS = re.compile(
    "预算数|执行数|决算|全年|年初|指标值|目标|完成值|实际完成|[万亿]?元|数$|率$|%|人次|排名|名次|序号|等级|编号"
)
_FULL_MARK = re.compile(r"\(\d{1,3}(?:\.\d+)?分\)")
UNITS = {"percent": "%", "score": "分", "count": "个"}


def heading_lines(before: Sequence[str]) -> list[str]:
    """Return the lines right before a table that may be its caption: the last few, and the titles above them."""
    start = max(0, len(before) - _REACH)
    while start > 0 and not any(_SENTENCE.search(text) for text in before[start - 1 : start + 1]):
        start -= 1
    return list(before[start:])


def caption(
    own: Sequence[str], earlier: Sequence[str], cells: Sequence[str], notes: Sequence[str], patterns: Patterns
) -> str:
    """Return the words that name the units of a table: 万元 of 单位：万元, 人 of 人员情况（人）.

    `own` are the lines since the table before, `earlier` those above that one: they name only the unit of amounts,
    of a table that has some. `cells` are the first cells, `notes` the lines below.
    """
    titled = ((words, _KINDS) for words in _captions(reversed(own)))
    inside = ((words, _KINDS) for words in _captions(text for text in cells[:12] if "单位" in text))
    # A unit in the header of one column is that of the amounts at most.
    headed = ((words, _KINDS[:1]) for words in _captions((*cells[:12], *notes)))
    for words, kinds in (*titled, *inside, *headed):
        if any(kind in _units(words, patterns) for kind in kinds):
            return words
    amounts = any(_DECIMALS.fullmatch(text) for text in cells)
    for words in _captions(reversed(earlier)) if amounts else ():
        if "money" in _units(words, patterns):
            return words
    return ""


def _captions(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for match in _CAPTION.finditer(_BLANK.sub("", text)):
            yield match[1] or match[2] or match[3]


def _units(words: str, patterns: Patterns) -> dict[str, str]:
    """Return the first unit of each kind that a caption names: 万元 and 人 of 单位：人、万元."""
    found: dict[str, str] = {}
    for word in re.split("[、,，;；/和及]", words):
        unit = patterns.numbers.unit_named(word)
        if unit is not None and unit.group != "rate":
            # 户、人: what the single columns count their headers say.
            found[unit.kind] = (
                "个" if unit.kind == "count" and unit.kind in found else found.get(unit.kind, word)
            )
    amount = patterns.numbers.find_unit(words)
    if amount is not None and amount[0].kind == "money":
        found.setdefault("money", amount[1])
    return found


def of_caption(words: str, is_money: bool, kind: str, patterns: Patterns) -> tuple[str, str, str]:
    """Return kind, unit word and source of a bare number as the caption has it; empty where that says nothing.

    `is_money` tells whether words beside the number name an amount, `kind` what the digits of its column show.
    """
    units = _units(words, patterns) if words else {}
    other = next((k for k in units if k in ("count", "score")), "")
    if kind == "score" and not is_money and "score" not in units:
        return "", "", ""
    if "money" in units and (not other or is_money or kind == "money"):
        return "money", units["money"], "caption"
    if other and not is_money and (other == "score" or kind == "count"):
        return other, units[other], "caption"
    return "", "", ""


def bare_kinds(
    grid: Mapping[tuple[int, int], Block], words: Mapping[Span, str], patterns: Patterns
) -> dict[int, str]:
    """Return by column the kind of figures that name no unit at all: whole numbers are counts.

    `words` are those of the cells; a table of less than three numbers has none.
    """
    found: dict[int, list[str]] = {}
    for (row, column), block in grid.items():
        if (block.anchor.row, block.anchor.column) == (row, column) and _NUMBER.fullmatch(words[block.span]):
            found.setdefault(column, []).append(words[block.span])
    if sum(map(len, found.values())) < _LEAST:
        return {}
    if _is_of_scores([*words.values()], patterns) or _is_matrix_of_marks([*words.values()], patterns):
        return dict.fromkeys(found, "score")
    return {
        column: "money" if any(_DECIMALS.fullmatch(text) for text in texts) else "count"
        for column, texts in found.items()
    }


def _is_of_scores(words: Sequence[str], patterns: Patterns) -> bool:
    """Tell whether a table speaks of scores (分值, 总分) and of nothing else: no money, counts, rates or targets."""
    kinds = {kind for text in words if len(text) <= _LONGEST and (kind := patterns.tables.kind_of(text))}
    if kinds != {"score"} or any(patterns.tables.is_role("target", text) for text in words):
        return False
    short = [text for text in words if len(text) <= _LONGEST]
    found = [(text, p) for text in short for p in patterns.phrases.find(text, 0, len(text))]
    return not any(
        (p.kind == "stage" and p.end == len(text))
        or (p.kind == "indicator" and patterns.words.by_id[p.value].kind == "money")
        for text, p in found
    ) and not any(_MONEY.search(text) for text in words)


def _is_matrix_of_marks(words: Sequence[str], patterns: Patterns) -> bool:
    """Tell whether a table holds the marks of several (甲镇, 乙镇) beside their full marks, added up in a row 总分."""
    short = [text for text in words if len(text) <= _LONGEST]
    if not any(_ALL_MARKS.fullmatch(text) for text in short) or any(_NO_MARKS.search(text) for text in words):
        return False
    numbers = [float(text) for text in short if _NUMBER.fullmatch(text) and "," not in text]
    heads = [text for text in short if patterns.tables.is_role("full_mark", text)]
    return len(heads) == 1 and len(numbers) > _LEAST and all(0 <= n <= _FULL for n in numbers)


def told_by_words(
    headers: Sequence[str], labels: Sequence[str], caption: str, patterns: Patterns
) -> tuple[str, str, str] | None:
    """Return kind, unit word and source where headers or labels name them; a count has the unit of the caption."""
    for words in headers:
        if (unit := _unit_in(words, patterns)) is not None:
            return *unit, "header"
        if kind := _kind_under(words, patterns):
            named = patterns.numbers.unit_named(caption) if kind == "count" and caption else None
            return kind, caption if named is not None and named.kind == kind else UNITS[kind], "header"
    for words in labels:
        if (unit := _unit_in(words, patterns)) is not None:
            return *unit, "label"
    if (
        labels
        and not is_money(list(headers[:2]), True, patterns)
        and (kind := _kind_of_row(labels[0], patterns))
    ):
        return kind, UNITS[kind], "label"
    return None


def _kind_under(header: str, patterns: Patterns) -> str:
    """Return the kind of figures that a header names by its words: scores under 党建工作（20分）."""
    if header.endswith("%"):
        return "percent"
    return "score" if _FULL_MARK.search(header) else patterns.tables.kind_of(header)


def counts_or_codes(headers: Sequence[str], labels: Sequence[str], patterns: Patterns) -> bool:
    """Tell whether a number is a code, or counts rows or columns (序号, 栏次)."""
    words = patterns.tables
    return (
        any(words.is_role("ignored", head) for head in headers[:2])
        or any(words.is_role("code_level", head) for head in headers[:1])
        or any(words.is_role("ordinal", label) for label in labels[-1:])
    )


def _kind_of_row(label: str, patterns: Patterns) -> str:
    """Return the kind of figures beside a label that names nothing else (分值, 得分, 得分率)."""
    bare = _BRACKETS.sub("", label)
    return patterns.tables.kind_of(bare) if patterns.tables.ends_in_kind(bare) else ""


def is_money(words: list[str], amounts: bool, patterns: Patterns) -> bool:
    """Tell whether words name an amount: an indicator of money; 预算数 and 完成数 where the table holds `amounts`."""
    for phrase in (p for label in words for p in patterns.phrases.find(label, 0, len(label))):
        if phrase.kind == "stage" and amounts:
            return True
        if phrase.kind == "indicator" and patterns.words.by_id[phrase.value].kind == "money":
            return True
    return False


_UNIT_NAMED = re.compile(r"\((?:单位:)?([^()]{1,8})\)|单位[:：]?\s*(\S{1,6})")


def _unit_in(words: str, patterns: Patterns) -> tuple[str, str] | None:
    for match in _UNIT_NAMED.finditer(words):
        unit = patterns.numbers.unit_named(match[1] or match[2])
        if unit is not None and (unit.group != "rate" or match[1] == "%"):
            return unit.kind, match[1] or match[2]
    return None
