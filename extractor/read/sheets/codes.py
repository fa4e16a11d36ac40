"""Number format codes taken apart (ECMA-376 part 1, 18.8.31): sections, conditions, and the signs of each section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

GENERAL = "General"
_LONGEST = 1024  # Excel takes 255 characters; what is longer is no format

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | [\\!](?P<escaped>.)
    | [_](?P<width>.)
    | [*](?P<fill>.)
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|G/通用格式)
    | (?P<noon>AM/PM|A/P|上午/下午)
    | (?P<exponent>E[+-])
    | (?P<date>y+|m+|d+|h+|s+|e+|a{3,4})
    | (?P<digit>[0#?])
    | (?P<char>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d*)?)")
_NUMERALS = re.compile(r"DBNum([123])", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-]*)(?:-([0-9A-F]+))?", re.IGNORECASE)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """One sign of a section: literal, digit, char, date, elapsed, noon, exponent or general."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """What stands between two semicolons; `numerals` is 1 to 3 where [DBNum…] asks for Chinese ones."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None
    numerals: int = 0
    locale: int = 0

    def has(self, *kinds: str) -> bool:
        """Tell whether a token of one of these kinds is there."""
        return any(token.kind in kinds for token in self.tokens)

    @property
    def is_date(self) -> bool:
        """Tell whether the section prints a date or a time."""
        return self.has("date", "elapsed") or self.locale in (0xF800, 0xF400)

    @property
    def is_text(self) -> bool:
        """Tell whether the section has a place for text."""
        return any(token.kind == "char" and token.text == "@" for token in self.tokens)


@lru_cache(maxsize=2048)
def sections(code: str) -> tuple[Section, ...]:
    """Return the sections of a format code, one at least."""
    parts: list[list[tuple[str, str]]] = [[]]
    for kind, text in _scan(code if len(code) <= _LONGEST else GENERAL):
        if kind == "char" and text == ";":
            parts.append([])
        else:
            parts[-1].append((kind, text))
    return tuple(_section(part) for part in parts)


def _scan(code: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or "char"
        yield kind, match[kind]


def _section(found: Sequence[tuple[str, str]]) -> Section:
    brackets = [text.strip() for kind, text in found if kind == "bracket"]
    conditions = (_CONDITION.fullmatch(text) for text in brackets)
    condition = next(((m[1], Decimal(m[2])) for m in conditions if m), None)
    numerals = next((int(m[1]) for text in brackets if (m := _NUMERALS.match(text))), 0)
    locales = [int(m[2], 16) & 0xFFFF for text in brackets if (m := _CURRENCY.match(text)) and m[2]]
    tokens = tuple(t for kind, text in found if (t := _token(kind, text)))
    if brackets and not tokens:
        tokens = (Token("general", GENERAL),)  # [DBNum2] or [Red] alone
    return Section(tokens, condition, numerals, locales[0] if locales else 0)


def _token(kind: str, text: str) -> Token | None:
    """Return what a sign prints; None for colours, conditions, languages and widths."""
    if kind == "bracket":
        if match := _CURRENCY.match(text):
            return Token("literal", match[1])
        return Token("elapsed", text.lower()) if _ELAPSED.fullmatch(text) else None
    if kind in ("width", "fill"):
        return None
    if kind in ("quoted", "escaped"):
        return Token("literal", text)
    return Token(kind, text.lower() if kind == "date" else text)
