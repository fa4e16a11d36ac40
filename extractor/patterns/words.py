"""The word lists an expert edits: units, indicators, context and cues, as frozen records.

Every entry carries its own examples; `extractor.examples` runs them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from extractor.errors import PatternError
from extractor.patterns.loader import entries, expect_tables, refuse_shared

KINDS = ("money", "percent", "count", "score", "date")
STAGES = ("年初预算", "调整预算", "全年预算", "预算", "决算")
SCOPES = ("财政拨款", "一般公共预算", "政府性基金", "国有资本经营", "本级")


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the printed figures (joined by a space) this entry must find in it; empty means none."""

    text: str
    finds: str = ""


@dataclass(frozen=True, slots=True)
class RelationExample:
    """A text and the relations it must give, as `kind:verdict` joined by spaces; empty means none."""

    text: str
    gives: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its words, the kind of figure it makes and the base units in one of it.

    Units of one `group` may be added to each other (人 and 名 count the same thing).
    """

    id: str
    kind: str
    words: tuple[str, ...]
    scale: str = "1"
    group: str = ""
    not_before: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def factor(self) -> Decimal:
        """Base units in one unit."""
        return Decimal(self.scale)


@dataclass(frozen=True, slots=True)
class Hedge:
    """A hedge word, where it stands (before or after the number) and which sides it opens."""

    id: str
    words: tuple[str, ...]
    position: str
    low: bool = False
    high: bool = False
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """What can be measured. `id` is the dataset's value and never changes.

    A `generic` indicator (支出) gives way to a specific one printed right before it (“三公”经费支出); one that
    `yields` names the whole unit alone, but gives way as well (公务接待费支出预算). One that does not `carries`
    (追加预算) is never the subject of a later figure (调整后预算). Where a report holds `several` things of the name
    (办公费 of each project), two of its figures are never held against each other. A name may be a `cue` as well
    (到位资金 stands apart from what was spent).
    """

    id: str
    name: str
    kind: str
    synonyms: tuple[str, ...] = ()
    generic: bool = False
    yields: bool = False
    carries: bool = True
    several: bool = False
    cue: str = ""
    examples: tuple[Example, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Name and synonyms."""
        return (self.name, *self.synonyms)


@dataclass(frozen=True, slots=True)
class ContextWord:
    """Words that fix one part of a key. `value` is a stage, a scope, or a year relative to the report's (-1)."""

    id: str
    value: str
    words: tuple[str, ...]
    weak: bool = False
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Filler:
    """Words that may stand inside an indicator's name without changing what it means."""

    id: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that state a relation; `role` is one the grammar knows."""

    id: str
    role: str
    words: tuple[str, ...]
    examples: tuple[RelationExample, ...] = ()


ROLES = (
    "part",  # what follows are parts of what stands before
    "first",  # the first of items counted in the text (一是…；二是…)
    "open",  # the list that follows is not complete
    "closed",  # the list is complete
    "total",  # the sum of what stands before
    "respectively",  # figures in the order of the labels
    "share",  # a part of a whole, in percent
    "up",
    "down",
    "rise",  # of rates only: 提升改造 is a project
    "fall",
    "grown",  # of rates, and of amounts that are compared: 比上年减产43吨
    "shrunk",
    "same",
    "more",
    "less",
    "within",  # not more than what follows
    "compare",  # with what follows
    "start",  # what a balance was when the year began
    "turned",  # into what follows (由5万元调整为4万元)
    "adjusted",  # a rate of what was added or taken away, over what there was
    "gap",  # the difference of two figures, whichever is more
    "completion",  # outturn over budget
    "axis",  # the same whole split once more
    "apart",  # a state of money or staff that is no part of what was spent
    "rest",  # what was not spent
    "left",  # what lacks to a larger amount or is left of it
    "asked",  # what was applied for or estimated
    "granted",  # what was approved or agreed of it
    "post",  # a post of the establishment, filled or not
    "filled",  # a post that somebody holds
    "spent",  # the same, and an outturn
    "outlay",  # money that went out, in words that name nothing
    "available",  # what can be used after what was added or taken away
    "full_mark",  # what a criterion is worth at most
    "mark",  # what was awarded
    "lost",  # what was taken off
    "attribute",  # a quality that persons share with others
    "per_unit",  # a rate per head or piece, never a total
    "threshold",  # a limit, never an amount
    "without",  # what an amount leaves out
    "neutral",  # words that only look like a cue
)


@dataclass(frozen=True, slots=True)
class Words:
    """All word lists, loaded and cross-checked."""

    units: tuple[Unit, ...]
    hedges: tuple[Hedge, ...]
    indicators: tuple[Indicator, ...]
    stages: tuple[ContextWord, ...]
    scopes: tuple[ContextWord, ...]
    years: tuple[ContextWord, ...]
    cues: tuple[Cue, ...]
    fillers: frozenset[str] = frozenset()
    by_id: dict[str, Indicator] = field(default_factory=dict)


def load_words(folder: Path) -> Words:
    """Read units, indicators, context and claims; raise PatternError for what does not fit together."""
    units = entries(folder / "units.toml", "unit", Unit)
    hedges = entries(folder / "units.toml", "hedge", Hedge)
    expect_tables(folder / "units.toml", ("unit", "hedge"))
    indicators = entries(folder / "indicators.toml", "indicator", Indicator)
    expect_tables(folder / "indicators.toml", ("indicator",))
    context = folder / "context.toml"
    stages, scopes, years = (entries(context, table, ContextWord) for table in ("stage", "scope", "year"))
    fillers = frozenset(word for entry in entries(context, "filler", Filler) for word in entry.words)
    expect_tables(context, ("stage", "scope", "year", "filler"))
    cues = entries(folder / "claims.toml", "cue", Cue)
    expect_tables(folder / "claims.toml", ("cue",))
    words = Words(
        units, hedges, indicators, stages, scopes, years, cues, fillers, {i.id: i for i in indicators}
    )
    _check(words)
    return words


def _check(words: Words) -> None:
    for unit in words.units:
        _one_of(unit.kind, KINDS, f"units.toml {unit.id} kind")
        try:
            unit.factor  # noqa: B018  the property parses
        except InvalidOperation as error:
            raise PatternError(f"units.toml {unit.id}：scale「{unit.scale}」不是数字。") from error
    for hedge in words.hedges:
        _one_of(hedge.position, ("before", "after"), f"units.toml {hedge.id} position")
    for indicator in words.indicators:
        _one_of(indicator.kind, KINDS, f"indicators.toml {indicator.id} kind")
        _one_of(indicator.cue, ("", *ROLES), f"indicators.toml {indicator.id} cue")
    _check_context(words)
    for cue in words.cues:
        _one_of(cue.role, ROLES, f"claims.toml {cue.id} role")
    _refuse_all_shared(words)


def _check_context(words: Words) -> None:
    for table, allowed in (("stages", STAGES), ("scopes", SCOPES)):
        for entry in getattr(words, table):
            _one_of(entry.value, allowed, f"context.toml {entry.id} value")
    for entry in words.years:
        if not re.fullmatch(r"-?\d", entry.value):
            raise PatternError(f"context.toml {entry.id} value：「{entry.value}」应是相差的年数，如 -1。")


def _refuse_all_shared(words: Words) -> None:
    refuse_shared([(u.id, u.words) for u in words.units], "单位词", "units.toml")
    refuse_shared([(i.id, i.words) for i in words.indicators], "同义词", "indicators.toml")
    context = [(e.id, e.words) for e in (*words.stages, *words.scopes, *words.years)]
    refuse_shared(context, "词", "context.toml")
    refuse_shared([(c.id, c.words) for c in words.cues], "提示词", "claims.toml")


def _one_of(value: str, allowed: tuple[str, ...], where: str) -> None:
    if value not in allowed:
        raise PatternError(f"{where}：「{value}」不在可用值之内（{'、'.join(allowed)}）。")
