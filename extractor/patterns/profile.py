"""Words for the title block and for the checks of years: patterns/profile.toml as frozen records."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import PatternError
from extractor.patterns.loader import entries, expect_tables
from extractor.plain import plain

_NEEDED = (
    "title_end",
    "title_topic",
    "topic_start",
    "unit_label",
    "second_label",
    "date_label",
    "year_label",
    "not_in_unit",
    "unit_suffix",
    "strong_suffix",
    "not_unit",
    "province",
    "city",
    "county",
    "region_after",
    "region_before",
    "region_prefix",
    "compares",
    "interim",
)


@dataclass(frozen=True, slots=True)
class WordsExample:
    """A text and the words an entry must find in it; empty means none."""

    text: str
    finds: str = ""


@dataclass(frozen=True, slots=True)
class ReportType:
    """A type of report: each of `words` lists alternatives joined by |, one of which the title must hold.

    A title with a word of `without` is of another type. `once`: a unit submits one a year, whatever its title.
    """

    id: str
    name: str
    words: tuple[str, ...]
    without: tuple[str, ...] = ()
    once: bool = False
    examples: tuple[WordsExample, ...] = ()

    def weight(self, title: str) -> int:
        """Return how many characters of `title` speak for this type, 0 where it is another."""
        if any(word in title for word in self.without):
            return 0
        found = [max((len(w) for w in group.split("|") if w in title), default=0) for group in self.words]
        return sum(found) if all(found) else 0


@dataclass(frozen=True, slots=True)
class WordList:
    """A named list of words."""

    id: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leftover:
    """A self-describing phrase whose year must be the report's; `{year}` stands for the year."""

    id: str
    pattern: str
    guard: tuple[str, ...] = ()
    heading: bool = False
    examples: tuple[WordsExample, ...] = ()

    @property
    def expression(self) -> str:
        """The regular expression for plain text; group `year` holds the year."""
        # No digit before it; told behind the year, so that a search passes quickly over what begins none.
        return self.pattern.replace("{year}", r"(?P<year>(?:19|20)\d\d)(?<!\d{5})\s?", 1)


@dataclass(frozen=True, slots=True)
class ProfileWords:
    """All of patterns/profile.toml; word lists are in plain text, longest first."""

    report_types: tuple[ReportType, ...]
    leftovers: tuple[tuple[Leftover, re.Pattern[str]], ...]
    lists: dict[str, tuple[str, ...]]

    def words(self, name: str) -> tuple[str, ...]:
        """Return one word list, longest words first."""
        return self.lists[name]

    def report_type(self, title: str) -> str:
        """Return the name of the type that most of the title's words speak for, empty for none."""
        best = max(self.report_types, key=lambda t: t.weight(title))
        return best.name if best.weight(title) else ""

    def is_single(self, report_type: str) -> bool:
        """Tell whether a unit submits one report of this type a year."""
        return any(each.once and each.name == report_type for each in self.report_types)


def load_profile(folder: Path) -> ProfileWords:
    """Read profile.toml; raise PatternError for an entry that does not fit."""
    path = folder / "profile.toml"
    expect_tables(path, ("report_type", "words", "leftover"))
    types = entries(path, "report_type", ReportType)
    lists = {e.id: _longest_first(e.words) for e in entries(path, "words", WordList)}
    for name in _NEEDED:
        if name not in lists:
            raise PatternError(f"profile.toml [[words]]：缺少 {name}，请补上。")
    if unknown := sorted(set(lists) - set(_NEEDED)):
        raise PatternError(f"profile.toml [[words]] {unknown[0]}：没有用到，可用：{'、'.join(_NEEDED)}。")
    leftovers = entries(path, "leftover", Leftover)
    return ProfileWords(types, tuple((entry, _compiled(entry)) for entry in leftovers), lists)


def _longest_first(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({plain(word) for word in words}, key=lambda word: (-len(word), word)))


def _compiled(entry: Leftover) -> re.Pattern[str]:
    if "{year}" not in entry.pattern:
        raise PatternError(f"profile.toml {entry.id}：pattern 里要有 {{year}}。")
    try:
        return re.compile(entry.expression)
    except re.error as error:
        raise PatternError(f"profile.toml {entry.id}：pattern 不是正确的正则表达式（{error}）。") from error
