"""Formulas in words beside a table, over its columns or rows: 最终得分=基础分+加分-扣分, 可用资金为批复数与追加数之和."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from extractor.decide import HELD, capped
from extractor.document import Document
from extractor.model import Relation
from extractor.patterns import Patterns
from extractor.table_cells import Cells, by_table
from extractor.table_lines import Line, Lines, columns, rows
from extractor.table_readings import along, quotient, signed
from extractor.tables import Precision

_NAME = r"[一-鿿A-Za-z“”\"()（）]{2,16}"
_WRITTEN = re.compile(
    rf"(?P<own>{_NAME})\s?[=＝]\s?(?P<terms>{_NAME}(?:\s?[+＋\-－—–/÷×*]\s?(?:{_NAME}|100%?))+)"
)
_SUM = re.compile(
    rf"(?P<own>{_NAME}?)[为是等于]+(?P<one>{_NAME}?)(?:与|和|加上?|、)(?P<other>{_NAME}?)(?:之和|的和|的合计|合计数?)"
)
_LESS = re.compile(
    rf"(?P<own>{_NAME}?)[为是等于]+(?P<one>{_NAME}?)(?:减去?|扣除|与)(?P<other>{_NAME}?)(?:后的?余额|之差|的差额?|的余额|后的?数额?)"
)
_TERM = re.compile(rf"([+＋\-－—–/÷×*]?)\s?({_NAME}|100%?)")
_NOTES = re.compile(r"\([^()]*\)|（[^（）]*）|[“”\"\s]")
_LEAD = re.compile("^(?:注|说明|备注|其中|表中|上表|本表)+")
_MINUS, _OVER = "-－—–", "/÷"
_SIGN = re.compile("[=＝]|之和|之差|余额|差额|的和|合计")
_MOST, _FAR = 14, 3


def worded_formulas(document: Document, found: Cells, patterns: Patterns) -> Iterator[Relation]:
    """Yield the relations of the lines of each table that a paragraph beside it says how to compute."""
    told = _beside(document)
    for table, figures in by_table(found) if told else ():
        formulas = [formula for words in told.get(table.number, ()) for formula in _formulas(words)]
        if not formulas:
            continue
        precision = Precision(figures)
        across = rows(table, figures, patterns)
        for lines in (*columns(table, figures, patterns), *((across,) if across is not None else ())):
            if len(lines.lines) <= _MOST:
                for own, terms in formulas:
                    yield from _along(lines, own, terms, precision)


def _beside(document: Document) -> Mapping[int, Sequence[str]]:
    """Return by table the paragraphs right before and behind it that may hold a formula."""
    found: dict[int, list[str]] = {}
    before: list[str] = []
    last, behind = 0, 0
    for block in document.blocks:
        number = block.anchor.table
        if number is not None:
            if number != last:
                found.setdefault(number, []).extend(before)
            last, behind, before = number, _FAR, []
            continue
        words = block.span.of(document.plain)
        if _SIGN.search(words):
            before.append(words)
            if last and behind > 0:
                found.setdefault(last, []).append(words)
        behind -= 1
        before = before[-_FAR:]
    return {number: words for number, words in found.items() if words}


def _formulas(words: str) -> Iterator[tuple[str, Sequence[tuple[str, str]]]]:
    for match in _WRITTEN.finditer(words):
        yield match["own"], _TERM.findall(match["terms"])
    for pattern, sign in ((_SUM, "+"), (_LESS, "-")):
        for match in pattern.finditer(words):
            yield match["own"], (("", match["one"]), (sign, match["other"]))


def _along(
    lines: Lines, own: str, terms: Sequence[tuple[str, str]], precision: Precision
) -> Sequence[Relation]:
    line = _line(lines, own)
    wanted = [(sign, _line(lines, name)) for sign, name in terms if not name.startswith("100")]
    others = [other for _, other in wanted if other is not None]
    signs = [sign for sign, _ in wanted]
    if line is None or len(others) < len(wanted) or len({o.number for o in (line, *others)}) <= len(others):
        return ()
    if len(others) == 2 and signs[1] and signs[1] in _OVER:
        kind = "completion" if "执行" in line.head or "完成" in line.head else "rate"
        made = along(line, others, quotient(kind), precision) if line.kind == "percent" else []
    elif all(not s or s in _MINUS + "+＋" for s in signs):
        ways = [-1 if s and s in _MINUS else 1 for s in signs]
        made = along(
            line, others, signed("table_sum" if min(ways) > 0 else "balance", "table-sum", ways), precision
        )
    else:
        return ()
    held = sum(r.verdict in HELD for r in made)
    return made if held * 2 > len(made) else [replace(r, verdict=capped(r.verdict)) for r in made]


def _line(lines: Lines, name: str) -> Line | None:
    """Return the one line that a name means: by its own header, or by that with the one above it."""
    wanted = _bare(name)
    exact = [o for o in lines.lines if wanted in _names(o)]
    loose = [
        o
        for o in lines.lines
        if any(len(n) > 1 and (wanted.endswith(n) or n.endswith(wanted)) for n in _names(o))
    ]
    for found in (exact, loose):
        if len(found) == 1:
            return found[0]
    return None


def _names(line: Line) -> list[str]:
    heads = [_bare(head) for head in line.heads[:2]]
    return [*heads[:1], *(["".join(reversed(heads))] if len(heads) > 1 else [])]


def _bare(name: str) -> str:
    return _LEAD.sub("", _NOTES.sub("", name))
