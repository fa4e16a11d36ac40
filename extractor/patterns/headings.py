"""Numbering styles, titles of tables of contents and Word residue, from patterns/headings.toml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import PatternError
from extractor.patterns.loader import entries, expect_tables, refuse_shared

_HAN_DIGIT = "[一二三四五六七八九十百零]"
_HAN = _HAN_DIGIT + "{1,4}"
_DIGITS = r"(?<!\d)\d{1,2}"
_DOTTED = r"(?<!\d)\d{1,2}(?:\.\d{1,2}){1,4}"
# 1.5万元 is an amount and 3.12 a date, but 1.2021年预算 is item 1.
_AFTER_DIGITS = r"(?:(?<![.])|(?!\s*\d)|(?=\s*(?:19|20)\d\d\s*年))"
_AFTER_DOTTED = r"(?!\.?\d)"
# 一、二季度 and 1、2月份 enumerate.
_NOT_HAN_LIST = r"(?!\s*[一二三四五六七八九十]{1,3}(?:[、等是]|季|级|线|期|产|月|年级|班|类|楼|层|者))"
_NOT_DIGIT_LIST = r"(?!\s*\d{1,2}(?:[、等月日号#和及]|季度|年级|班|楼|层|栋|$))"


@dataclass(frozen=True, slots=True)
class NumberExample:
    """A line and the number that must be seen at its start; empty means none."""

    text: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class ResidueExample:
    """A text and the residue that must be found in it; empty means none."""

    text: str
    finds: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """One way of numbering. `rank` is its usual height: the smaller, the nearer to the top."""

    id: str
    rank: int
    numeral: str
    after: tuple[str, ...]
    before: str = ""
    symbols: str = ""
    not_before: tuple[str, ...] = ()
    examples: tuple[NumberExample, ...] = ()

    @property
    def expression(self) -> str:
        """The regular expression for plain text; group `n` holds the numeral."""
        ends = "|".join(re.escape(end) for end in sorted(self.after, key=len, reverse=True))
        number = rf"{re.escape(self.before)}\s?(?P<n>{self._numeral()})\s?(?:{ends})"
        if "、" not in self.after:
            number += r"(?:\s?[、.](?!\d))?"
        refused = "|".join(re.escape(word) for word in self.not_before)
        return number + self._guard() + (rf"(?!\s*(?:{refused}))" if refused else "")

    @property
    def beginning(self) -> str:
        """The regular expression for the first character."""
        first = {"han": _HAN_DIGIT, "digits": r"\d", "dotted": r"\d"}
        return re.escape(self.before[0]) if self.before else first.get(self.numeral) or f"[{self.symbols}]"

    def _numeral(self) -> str:
        named = {"han": _HAN, "digits": _DIGITS, "dotted": _DOTTED}
        return named.get(self.numeral) or f"[{self.symbols}]"

    def _guard(self) -> str:
        if self.before or self.numeral == "symbol":
            return ""
        guards = {"han": _NOT_HAN_LIST, "digits": _AFTER_DIGITS + _NOT_DIGIT_LIST, "dotted": _AFTER_DOTTED}
        return guards[self.numeral]


@dataclass(frozen=True, slots=True)
class ContentsTitle:
    """Titles of a table of contents, white space left out."""

    id: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Residue:
    """What a conversion from Word leaves behind: a Chinese name and a regular expression."""

    id: str
    name: str
    pattern: str
    examples: tuple[ResidueExample, ...] = ()


class Beginnings(dict[str, tuple[tuple[Style, re.Pattern[str]], ...]]):
    """The expressions that may match where a character stands: most characters begin no number."""

    def __init__(self, expressions: tuple[tuple[Style, re.Pattern[str]], ...]) -> None:
        super().__init__()
        self._known = tuple((re.compile(style.beginning), style, number) for style, number in expressions)

    def __missing__(self, first: str) -> tuple[tuple[Style, re.Pattern[str]], ...]:
        self[first] = fit = tuple(
            (style, number) for begins, style, number in self._known if begins.match(first)
        )
        return fit


@dataclass(frozen=True, slots=True)
class Headings:
    """All of patterns/headings.toml, compiled."""

    styles: tuple[Style, ...]
    expressions: tuple[tuple[Style, re.Pattern[str]], ...]
    beginning_with: Beginnings
    contents: frozenset[str]
    residues: tuple[tuple[Residue, re.Pattern[str]], ...]
    any_residue: re.Pattern[str]


def load_headings(folder: Path) -> Headings:
    """Read headings.toml; raise PatternError for an entry that does not fit or an example that fails."""
    path = folder / "headings.toml"
    expect_tables(path, ("style", "contents", "residue"))
    styles = entries(path, "style", Style)
    titles = entries(path, "contents", ContentsTitle)
    refuse_shared([(t.id, t.words) for t in titles], "目录标题", path.name)
    residues = entries(path, "residue", Residue)
    for style in styles:
        if style.numeral not in ("han", "digits", "symbol", "dotted"):
            raise PatternError(
                f"headings.toml {style.id}：numeral「{style.numeral}」应是 han、digits、symbol 或 dotted。"
            )
        if (style.numeral == "symbol") != bool(style.symbols):
            raise PatternError(f"headings.toml {style.id}：numeral 为 symbol 时须列出 symbols，其他不须。")
    expressions = tuple((s, re.compile(s.expression)) for s in sorted(styles, key=_narrow_first))
    return Headings(
        styles,
        expressions,
        Beginnings(expressions),
        frozenset(word for title in titles for word in title.words),
        tuple((r, _compiled(r)) for r in residues),
        _any_of([residue.pattern for residue in residues]),
    )


def _narrow_first(style: Style) -> int:
    # 1.1 is also a 1. followed by text.
    return 0 if style.numeral == "dotted" else 1


def _any_of(expressions: Sequence[str]) -> re.Pattern[str]:
    """Return what matches wherever one of the expressions does, or everywhere if they cannot be joined."""
    try:
        return re.compile("|".join(f"(?:{expression})" for expression in expressions))
    except re.error:  # two groups of one name, flags for all
        return re.compile("")


def _compiled(residue: Residue) -> re.Pattern[str]:
    try:
        return re.compile(residue.pattern)
    except re.error as error:
        raise PatternError(
            f"headings.toml {residue.id}：pattern 不是正确的正则表达式（{error}）。"
        ) from error
