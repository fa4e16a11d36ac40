"""Words in the headers and labels of tables, from patterns/tables.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractor.errors import PatternError
from extractor.patterns.loader import entries, expect_tables, refuse_shared
from extractor.patterns.words import KINDS

PARTS = ("opening", "closing", "inflow", "outflow")  # of a balance
ROLES = (
    *("kind", "no_kind", "total", "among", "ignored", "full_mark", "mark", "target"),
    *(
        "ordinal",
        "code_level",
        "memo",
        "axis",
        "about",
        "narrow",
        "wide",
        "average",
        "deduction",
        "remainder",
        "outcome",
    ),
    *PARTS,
)
_KEPT = 20_000  # labels whose roles are kept
_WHOLE = ("code_level", "about")  # the label is the word
_BY = "按"


@dataclass(frozen=True, slots=True)
class LabelExample:
    """A header or label and whether the entry speaks for it."""

    text: str
    matches: bool = True


@dataclass(frozen=True, slots=True)
class TableWord:
    """Words of a header or a row label. Role kind: the column's figures are of `kind`; total: a sum row."""

    id: str
    role: str
    words: tuple[str, ...]
    kind: str = ""
    examples: tuple[LabelExample, ...] = ()

    def speaks_for(self, label: str) -> bool:
        """Tell whether the label, blanks removed, holds one of the words (totals and columns to leave out: ends with it)."""
        if self.role in ("total", "among"):
            return label.strip(":").endswith(self.words) or label.startswith(self.words)
        if self.role in _WHOLE:
            return label.strip(":") in self.words
        if self.role == "memo":
            return label.startswith(self.words)
        if self.role == "axis":  # 按收入性质分
            return _BY in label and label.rstrip(":：").endswith(self.words)
        if self.role in ("ignored", "ordinal"):
            return label.endswith(self.words)  # 所属年度 names a year, 年度预算数 an amount
        if self.role == "remainder" and label.startswith("未") and not label.startswith("未成年"):
            return True
        return any(word in label for word in self.words)


@dataclass(frozen=True, slots=True)
class TableWords:
    """All entries of tables.toml."""

    entries: tuple[TableWord, ...]
    _by_role: Mapping[str, Sequence[TableWord]] = field(init=False, repr=False, compare=False)
    _known: dict[tuple[str, str], bool] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        by_role = {role: tuple(e for e in self.entries if e.role == role) for role in ROLES}
        object.__setattr__(self, "_by_role", by_role)

    def kind_of(self, header: str) -> str:
        """Return the kind of figures under a header; empty when its words do not say."""
        if self._is_no_kind(header):
            return ""
        return next((e.kind for e in self._by_role["kind"] if e.speaks_for(header)), "")

    def _is_no_kind(self, label: str) -> bool:
        """Tell whether a label ends in a word that only looks like one of a kind: 办事效率 is no rate."""
        return any(label.endswith(e.words) for e in self._by_role["no_kind"])

    def words_of(self, role: str) -> tuple[str, ...]:
        """Return the words of a role."""
        return tuple(word for e in self.entries if e.role == role for word in e.words)

    def part_of(self, header: str) -> str:
        """Return which part of a balance a header names by its longest word: opening, inflow, outflow, closing."""
        found = [
            (len(word), -PARTS.index(e.role), e.role)
            for e in self.entries
            if e.role in PARTS
            for word in e.words
            if word in header
        ]
        return max(found)[2] if found else ""

    def ends_in_kind(self, label: str) -> bool:
        """Tell whether a label ends with a word that says the kind of its figures."""
        return not self._is_no_kind(label) and any(label.endswith(e.words) for e in self._by_role["kind"])

    def kind_named(self, label: str) -> str:
        """Return the kind of figures of a row whose label is no more than one of the words: 分值, 得分率(%).

        A row that ends in a word of counting (公务接待批次) holds a count, whatever unit stands above it.
        """
        if label.endswith("率(%)"):
            return "percent"
        bare = label.removesuffix(":").removesuffix("(分)")
        found = (
            e.kind
            for e in self.entries
            if e.role == "kind" and (bare in e.words or (e.kind == "count" and bare.endswith(e.words)))
        )
        return next(found, "")

    def is_role(self, role: str, label: str) -> bool:
        """Tell whether a label has this role; headers are asked for at each of their figures."""
        if (role, label) not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[role, label] = any(e.speaks_for(label) for e in self._by_role.get(role, ()))
        return self._known[role, label]


def load_tables(folder: Path) -> TableWords:
    """Read tables.toml; raise PatternError for unknown roles and kinds and for failing examples."""
    path = folder / "tables.toml"
    found = entries(path, "word", TableWord)
    expect_tables(path, ("word",))
    for entry in found:
        if entry.role not in ROLES or (entry.kind and entry.kind not in KINDS):
            raise PatternError(f"tables.toml {entry.id}：role 或 kind 不在可用值之内。")
        for example in entry.examples:
            if entry.speaks_for(example.text) != example.matches:
                raise PatternError(f"tables.toml {entry.id}：例子「{example.text}」与所写不符。")
    refuse_shared([(e.id, e.words) for e in found if e.role == "kind"], "表头词", "tables.toml")
    return TableWords(found)
