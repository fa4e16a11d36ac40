"""Formulas the report writes out: （37/40）×100%=92.5%, 85.27万元+23.91万元=109.18万元."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, DivisionByZero, InvalidOperation

from extractor.amount import HALF, printed_step
from extractor.decide import EXACT, HELD, Decision, settle
from extractor.document import Document
from extractor.mentions import COMPLETION, GROWTH, RATE, SHARE, Mention
from extractor.model import Relation
from extractor.passages import Passage
from extractor.relations import printed, relation

_MARKS = "=。;；,，:：\n≈"
_MONEY = re.compile(r"[万亿]?元")
_PROSE = re.compile(r"[^\d.()+\-*/]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SHAPE = re.compile(r"[(]*\d+(?:\.\d+)?(?:[()]*[+\-*/][()]*\d+(?:\.\d+)?)+[)]*")
_THOUSANDS = re.compile(r"\d,\d{3}")
_MOST_NUMBERS = 8
_LONGEST = 40  # characters of a fraction in brackets
_FRACTION = re.compile(
    r"\s*\(\s*=?(?P<part>\d[\d,]*(?:\.\d+)?)(?P<one>[一-鿿]{0,3})\s*[/÷]\s*"
    r"(?P<whole>\d[\d,]*(?:\.\d+)?)(?P<unit>[一-鿿]{0,3})\s*\)"
)
_RATES = (RATE, COMPLETION, SHARE)


def written_relations(document: Document, passage: Passage) -> Iterator[Relation]:
    """Yield a relation for each result behind a written formula of numbers."""
    for mention in passage.mentions:
        yield from _fraction_behind(document.plain, mention)
        start = passage.block.span.start
        equals = _equals(document.plain, start, mention.figure.span.start)
        if equals is None or mention.figure.amount is None:
            continue
        formula = _formula(document.plain[_begin(document.plain, start, equals) : equals], mention)
        found = _relation(mention, formula) if formula else None
        if found is not None:
            yield found


def _fraction_behind(plain: str, mention: Mention) -> Iterator[Relation]:
    """Yield 执行率62.94%（339.25/539万元): the fraction a rate is made of, in brackets right behind it."""
    if mention.figure.kind != "percent" or mention.figure.amount is None or mention.role == GROWTH:
        return
    found = _FRACTION.match(plain, mention.figure.span.end, mention.figure.span.end + _LONGEST)
    if found is None or found["one"] not in ("", found["unit"]):
        return
    part, whole = (found[name].replace(",", "") for name in ("part", "whole"))
    unit = found["unit"] or found["one"]
    formula, money = f"({part}/{whole})*100", _MONEY.fullmatch(unit) is not None
    made = _relation(mention, formula, money)
    if made is not None and not unit and made.verdict not in HELD:
        as_money = _relation(mention, formula, rounded=True)
        made = None if as_money is not None and as_money.verdict in HELD else made
    if made is not None and (made.verdict in HELD or (mention.role in _RATES and not _is_date(part, whole))):
        yield made


def _is_date(part: str, whole: str) -> bool:
    """Tell whether two numbers may be a month and a day or a year and a month."""
    if "." in part + whole:
        return False
    one, other = int(part), int(whole)
    return (one <= 12 and other <= 31) or (1900 < one < 2100 and other <= 12)


def _equals(plain: str, start: int, end: int) -> int | None:
    """Return the place of the sign of equality right before a result, None where there is none."""
    while end > start and plain[end - 1].isspace():
        end -= 1
    return end - 1 if end > start and plain[end - 1] == "=" else None


def _begin(plain: str, start: int, end: int) -> int:
    """Return where a formula begins: behind the last mark; a comma between digits separates thousands."""
    for at in range(end - 1, start - 1, -1):
        if plain[at] in _MARKS and not _THOUSANDS.match(plain, at - 1):
            return at + 1
    return start


def _formula(words: str, mention: Mention) -> str:
    """Return the bare formula, in the unit of the result; empty where it is none or mixes units."""
    if len(set(_MONEY.findall(words))) > 1:
        return ""
    text = re.sub(r"[×xX*]\s*100\s*%", "", words)
    scaled = text != words
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text).replace("×", "*").replace("÷", "/").replace("−", "-")
    if re.search(r"\d\s*%", text):
        return ""
    text = _PROSE.sub("", text)
    text = re.sub(r"\(\)", "", text)
    if not _SHAPE.fullmatch(text) or text.count("(") != text.count(")"):
        return ""
    percent = mention.figure.kind == "percent"
    return (
        f"({text})*100" if percent and ("/" in text or scaled) else ("" if percent or "/" in text else text)
    )


def _relation(mention: Mention, formula: str, rounded: bool = False) -> Relation | None:
    """Return whether a formula makes the figure; its numbers without decimals are `rounded` money, or exact counts."""
    amount = mention.figure.amount
    assert amount is not None
    numbers = _NUMBER.findall(formula.removesuffix("*100"))
    if not 2 <= len(numbers) <= _MOST_NUMBERS:
        return None
    try:
        tree = ast.parse(formula, mode="eval").body
        bounds = [_value(tree, corner) for corner in _corners(formula, numbers, rounded)]
        computed = _value(tree, None)
    except (SyntaxError, ValueError, DivisionByZero, InvalidOperation):
        return None
    unit = amount.step / amount.scale
    reach = unit if mention.figure.kind == "percent" else unit * HALF
    gap = amount.value - computed
    low, high = min(bounds) - reach, max(bounds) + reach
    exact = gap == 0 or (unit > 0 and computed.quantize(unit, rounding="ROUND_HALF_UP") == amount.value)
    holds = low <= amount.value <= high
    scale = Decimal(1) if mention.figure.kind == "percent" else amount.scale
    slack = (high - computed if gap >= 0 else computed - low) * scale
    verdict = EXACT if exact else settle(False, holds, holds)
    decision = Decision(verdict, amount.value * scale, computed * scale, slack, slack)
    kind = "rate" if mention.figure.kind == "percent" else "sum"
    sign = "%" if kind == "rate" else amount.unit
    shown = formula.removesuffix("*100").replace("*", "×").replace("/", "÷")
    shown = f"{shown}×100%" if kind == "rate" else shown
    expression = f"{shown} = {printed(mention.figure)}{sign}"
    return relation(kind, "written-formula", "sentence", expression, decision, [mention.figure])


def _corners(formula: str, numbers: Sequence[str], rounded: bool) -> Iterator[dict[int, Decimal]]:
    """Yield the numbers by place, each half a last digit down or up; counts without decimals stay unless `rounded`."""
    starts = [m.start() for m in _NUMBER.finditer(formula.removesuffix("*100"))]
    ends = []
    for start, number in zip(starts, numbers, strict=True):
        half = printed_step(number) * HALF if rounded or "." in number else Decimal(0)
        ends.append([(start, Decimal(number) - half), (start, Decimal(number) + half)])
    for corner in itertools.product(*ends):
        yield dict(corner)


def _value(node: ast.expr, numbers: dict[int, Decimal] | None) -> Decimal:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        own = Decimal(repr(node.value))
        return own if numbers is None else numbers.get(node.col_offset, own)
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left, numbers), _value(node.right, numbers)
        return apply(type(node.op), left, right)
    raise ValueError("no formula")


def apply(operator: type[ast.operator], left: Decimal, right: Decimal) -> Decimal:
    """Return the value of one step of a formula; ValueError where it is none of the four kinds."""
    if operator is ast.Add:
        return left + right
    if operator is ast.Sub:
        return left - right
    if operator not in (ast.Mult, ast.Div):
        raise ValueError("no formula")
    return left * right if operator is ast.Mult else left / right
