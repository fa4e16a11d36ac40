"""Numbers under a section of a format code: digit places, thousands, scaling, per cent, exponents, fractions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from extractor.read.sheets import numerals
from extractor.read.sheets.codes import Section, Token

_WIDE = Context(prec=2000, rounding=ROUND_HALF_UP)
_GENERAL_WIDTH = 11  # characters that General takes at most, the point included
_FEN = Decimal("0.01")
_LARGE = 1e9  # from here on eleven characters cut off jiao and fen
_LARGEST = 1e15
_SMALL = 1e-4


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the digits of a section go: indices of its tokens."""

    whole: tuple[int, ...]
    point: int | None
    decimals: tuple[int, ...]
    skipped: frozenset[int]  # separators and scaling commas
    grouped: bool
    hundreds: int
    thousands: int


def number(value: Decimal, section: Section) -> str:
    """Return the text of a number that is not negative."""
    if section.has("general"):
        return _general_in(value, section)
    if section.is_text:
        return general(float(value))
    if not section.has("digit"):
        return "".join(t.text for t in section.tokens)
    exponent = next((n for n, t in enumerate(section.tokens) if t.kind == "exponent"), None)
    slash = _slash(section.tokens)
    if exponent is not None:
        text = _scientific(value, section.tokens, exponent)
    elif slash is not None:
        text = _fraction(value, section.tokens, slash)
    else:
        text = _placed(value, section.tokens, _layout(section.tokens))
    return numerals.digits(text, section.numerals)


def general(value: float) -> str:
    """Return a number as General prints it (eleven characters, no trailing zeros).

    One deviation: large amounts keep their digits down to the fen, where Excel's eleven characters would round
    them off or print an exponent.
    """
    short = repr(value).removesuffix(".0")
    if len(short) <= _GENERAL_WIDTH and "e" not in short:
        return short
    size = abs(value)
    exact = Decimal(f"{value:.15g}")
    if _LARGE <= size < _LARGEST:
        return _stripped(_WIDE.quantize(exact, _FEN))
    if size >= _LARGEST:
        return _exponential(value)
    whole = len(str(int(size)))
    text = _stripped(_WIDE.quantize(exact, Decimal(1).scaleb(whole + 1 - _GENERAL_WIDTH)))
    if size >= _SMALL or value == 0:
        return text
    exactly = _stripped(exact)
    return exactly if len(exactly.lstrip("-")) <= _GENERAL_WIDTH else _exponential(value)


def _general_in(value: Decimal, section: Section) -> str:
    text = general(float(value))
    if section.numerals:
        text = numerals.reading(text, section.numerals)
    return "".join(text if t.kind == "general" else t.text for t in section.tokens)


def _stripped(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _exponential(value: float) -> str:
    digits, power = f"{value:.5E}".split("E")
    return f"{digits.rstrip('0').rstrip('.')}E{power[0]}{power[1:].lstrip('0').zfill(2)}"


@lru_cache(maxsize=2048)
def _layout(tokens: tuple[Token, ...]) -> _Layout:
    point = next((n for n, t in enumerate(tokens) if t.kind == "char" and t.text == "."), None)
    places = [n for n, t in enumerate(tokens) if t.kind == "digit"]
    whole = tuple(n for n in places if point is None or n < point)
    decimals = tuple(n for n in places if point is not None and n > point)
    commas = [n for n, t in enumerate(tokens) if t.kind == "char" and t.text == ","]
    inside = [n for n in commas if whole and whole[0] < n < whole[-1]]
    # Commas behind the last digit place, or right before the point, divide by a thousand each.
    after = [n for n in commas if places and n not in inside and n > (whole[-1] if whole else places[-1])]
    hundreds = sum(t.kind == "char" and t.text == "%" for t in tokens)
    return _Layout(whole, point, decimals, frozenset(inside + after), bool(inside), hundreds, len(after))


def _placed(value: Decimal, tokens: Sequence[Token], layout: _Layout) -> str:
    scaled = _WIDE.scaleb(value, 2 * layout.hundreds - 3 * layout.thousands)
    rounded = _WIDE.quantize(scaled, Decimal(1).scaleb(-len(layout.decimals)))
    whole, _, decimals = f"{rounded:f}".partition(".")
    put = dict(_whole_digits(whole.lstrip("0"), tokens, layout))
    put |= _decimal_digits(decimals, tokens, layout)
    if layout.point is not None and not layout.whole:
        put[layout.point] = f"{whole.lstrip('0')}."
    return "".join(put.get(n, t.text) for n, t in enumerate(tokens) if n not in layout.skipped)


def _whole_digits(digits: str, tokens: Sequence[Token], layout: _Layout) -> Iterator[tuple[int, str]]:
    """Yield the digits of each place from right to left; the leftmost place takes all that remain."""
    done = 0
    for place in reversed(layout.whole):
        last = place == layout.whole[0]
        taken = digits if last else digits[-1:]
        digits = "" if last else digits[:-1]
        taken = taken or {"0": "0", "#": "", "?": " "}[tokens[place].text]
        text = ""
        for digit in reversed(taken):
            text = (
                f"{digit}," + text
                if layout.grouped and done and done % 3 == 0 and digit != " "
                else digit + text
            )
            done += digit != " "
        yield place, text


def _decimal_digits(digits: str, tokens: Sequence[Token], layout: _Layout) -> dict[int, str]:
    put: dict[int, str] = {}
    trailing = True
    for place, digit in reversed(list(zip(layout.decimals, digits, strict=True))):
        sign = tokens[place].text
        trailing = trailing and digit == "0" and sign != "0"
        put[place] = ("" if sign == "#" else " ") if trailing else digit
    return put


def _scientific(value: Decimal, tokens: Sequence[Token], at: int) -> str:
    mantissa, power = tuple(tokens[:at]), tokens[at + 1 :]
    layout = _layout(mantissa)
    step = max(1, len(layout.whole))
    decimals = len(layout.decimals)
    exponent = value.adjusted() if value else 0
    exponent -= exponent % step if step > 1 else 0
    small = _WIDE.scaleb(value, -exponent)
    if _WIDE.quantize(small, Decimal(1).scaleb(-decimals)) >= Decimal(10) ** step:
        exponent += step
        small = _WIDE.scaleb(value, -exponent)
    sign = "-" if exponent < 0 else "+" if tokens[at].text.endswith("+") else ""
    width = sum(t.kind == "digit" for t in power)
    rest = "".join(t.text for t in power if t.kind != "digit")
    return f"{_placed(small, mantissa, layout)}E{sign}{str(abs(exponent)).zfill(width)}{rest}"


def _slash(tokens: Sequence[Token]) -> int | None:
    """Return where the stroke of a fraction stands (# ?/?, # ??/16)."""
    for n, token in enumerate(tokens):
        if token.kind == "char" and token.text == "/" and 0 < n < len(tokens) - 1:
            right = tokens[n + 1]
            if tokens[n - 1].kind == "digit" and (right.kind == "digit" or right.text.isdigit()):
                return n
    return None


def _fraction(value: Decimal, tokens: Sequence[Token], slash: int) -> str:
    before, after = tokens[:slash], tokens[slash + 1 :]
    below = "".join(t.text for t in after if t.kind == "digit" or t.text.isdigit())
    mixed = any(t.kind != "digit" for t in before) and before[0].kind == "digit"
    whole = int(value.to_integral_value(ROUND_DOWN)) if mixed else 0
    rest = Fraction(value) - whole
    fixed = int(below) if below.isdigit() and int(below) else 0
    part = (
        Fraction(round(rest * fixed), fixed)
        if fixed
        else rest.limit_denominator(10 ** min(len(below), 6) - 1)
    )
    top, bottom = (round(part * fixed), fixed) if fixed else (part.numerator, part.denominator)
    if mixed and top == bottom:
        whole, top = whole + 1, 0
    if mixed and not top:
        return str(whole)
    return f"{whole} {top}/{bottom}" if whole else f"{top}/{bottom}"
