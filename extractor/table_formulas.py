"""Formulas that a table writes into its headers: 结余③=①-②, 执行率（B/A×100%）, 3=1+2 in the row 栏次."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from extractor.decide import HELD, HUNDRED, capped, decide_rate
from extractor.model import Figure, Relation
from extractor.patterns import Patterns
from extractor.relations import printed, with_unit
from extractor.table_lines import Line, Lines
from extractor.table_readings import Reading, Relate, along, made, signed
from extractor.tables import Precision, Table, amounts_of

_SYMBOL = "[A-Za-z]|[①-⑳]|\\d{1,2}"
_LINEAR = rf"(?:{_SYMBOL})(?:[+-](?:{_SYMBOL}))*"
_SIDE = rf"(?:\((?:{_LINEAR})\)|(?:{_LINEAR}))"
_WRITTEN = re.compile(
    rf"(?:(?P<own>{_SYMBOL})?=)?(?P<top>{_SIDE})(?:/(?P<base>{_SIDE}))?(?P<hundred>\*100%?)?"
)
_NUMBERED = 2  # cells of a row of which one may be its number
_NAME = re.compile(rf"\(({_SYMBOL})\)$|([①-⑳])$|^\(?({_SYMBOL})\)?$|^([①-⑳])")
_TERM = re.compile(rf"([+-]?)({_SYMBOL})")
_MARKS = str.maketrans(
    {"×": "*", "÷": "/", "＝": "=", "－": "-", "−": "-", "–": "-", "—": "-", "＋": "+", "（": "(", "）": ")"}
)
_END = re.compile(r"(?<![A-Za-z\d①-⑳])[A-Za-z\d①-⑳]?=?[\dA-Za-z①-⑳+\-*/=()%]+$")


def written(table: Table, line: Line, lines: Lines, precision: Precision, patterns: Patterns) -> Reading:
    """Return the relations of a line whose header says how it is computed; doubted where no row holds."""
    formula = next((f for words in _heads(table, line, lines, patterns) if (f := _formula(words))), None)
    if formula is None:
        return []
    top, base = _terms(formula["top"] or ""), _terms(formula["base"] or "")
    named: dict[str, Line] = {}
    for other in lines.lines:
        for words in _heads(table, other, lines, patterns):
            named.setdefault(_name(words), other)
    symbols = [symbol for _, symbol in (*top, *base)]
    if any(symbol not in named or named[symbol] is line for symbol in symbols):
        return []
    relate = _ratio(top, base) if base else _linear(top)
    found = along(line, [named[symbol] for symbol in symbols], relate, precision)
    held = any(r.verdict in HELD for r in found if r.computed)
    return found if held else [replace(r, verdict=capped(r.verdict)) for r in found]


def _heads(table: Table, line: Line, lines: Lines, patterns: Patterns) -> list[str]:
    """Return the printed headers of a line and its cell in the row that numbers columns, brackets made one width."""
    found = list(line.written[:2])
    for row in range(1, lines.first) if lines.upright else ():
        labels = [table.words(cell) for cell in table.row(row)]
        cell = table.at(row, line.number)
        if cell is not None and any(patterns.tables.is_role("ordinal", label) for label in labels):
            found.append(table.words(cell))
    if not lines.upright:
        found += _row_numbers(table, line.number, patterns)
    return [words.translate(_MARKS) for words in found]


def _row_numbers(table: Table, row: int, patterns: Patterns) -> list[str]:
    """Return the number of a row that stands under 行次 or 序号, by which formulas in labels name it: 5=1+2-3-4."""
    found: list[str] = []
    for cell in islice(table.row(row), _NUMBERED):
        head = next(iter(table.headers(cell)), "")
        if table.is_numeric(cell) and (patterns.tables.is_role("ordinal", head) or head in ("序号", "行号")):
            found.append(table.words(cell))
    return found


def _formula(words: str) -> dict[str, str | None] | None:
    """Return the parts of the formula a header ends in; None for one that has none."""
    texts = [m[1] for m in re.finditer(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)$", words)]
    texts += [m[0] for m in _END.finditer(words)]
    for text in texts:
        match = _WRITTEN.fullmatch(re.sub(rf"\(({_SYMBOL})\)", r"\1", text))
        if match is not None and (match["base"] or len(_terms(match["top"] or "")) > 1):
            return match.groupdict()
    return None


def _terms(text: str) -> list[tuple[int, str]]:
    return [(-1 if sign == "-" else 1, symbol) for sign, symbol in _TERM.findall(text.strip("()"))]


def _name(words: str) -> str:
    """Return the symbol by which formulas name a header: A in 预算数（A）, 1 below it in the row 栏次."""
    text = words.split("=")[0] if "=" in words else words
    match = _NAME.search(text)
    return next((group for group in match.groups() if group), "") if match else ""


def _linear(terms: Sequence[tuple[int, str]]) -> Relate:
    signs = [sign for sign, _ in terms]
    return signed("table_sum" if min(signs) > 0 else "balance", "table-sum", signs)


def _ratio(top: Sequence[tuple[int, str]], base: Sequence[tuple[int, str]]) -> Relate:
    signs, above = [sign for sign, _ in (*top, *base)], len(top)

    def part(values: Sequence[Decimal], inside: slice) -> Decimal:
        return sum((s * v for s, v in zip(signs[inside], values[inside], strict=True)), Decimal(0))

    def relate(figure: Figure, ends: Sequence[Figure], precision: Precision) -> Relation | None:
        rate, *amounts = amounts_of([figure, *ends])
        under = slice(above, None)
        if figure.kind != "percent" or part([a.value for a in amounts], under) == 0:
            return None
        decision = decide_rate(
            rate,
            amounts,
            lambda v: part(v, slice(above)) / part(v, under) * HUNDRED,
            lambda v: part(v, under),
            precision.of(ends),
        )
        text = f"{_text(signs[:above], ends[:above])} ÷ {_text(signs[above:], ends[above:])} = {printed(figure)}%"
        kind = "completion" if len(ends) == 2 else "rate"
        return made(kind, kind, figure, ends, decision, text)

    return relate


def _text(signs: Sequence[int], figures: Sequence[Figure]) -> str:
    words = "".join((" + " if s > 0 else " - ") + with_unit(f) for s, f in zip(signs, figures, strict=True))
    return words.removeprefix(" + ") if len(figures) == 1 else f"({words.removeprefix(' + ')})"
