"""Labels that no pattern knows, counted over a run and put together where they say the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractor.patterns import Patterns
from extractor.runs import Row, Run
from extractor.suggest.labels import LabelReader

KINDS = ("money", "percent", "count", "score")
COLUMNS = ("document_id", "file", "kind", "table", "raw", "unit", "label", "indicator", "quote")
NEAR = 85.0  # percent; below it two short names are two things
_QUOTES = 4


@dataclass(frozen=True, slots=True)
class Quote:
    """A figure in its words; `printed` is its number with the unit, whether that stood beside it or in a header."""

    text: str
    raw: str
    printed: str
    file: str
    in_table: bool

    @property
    def rank(self) -> tuple[bool, int]:
        """The less the better: running text before tables, short before long."""
        return self.in_table, len(self.text)


@dataclass(slots=True)
class Label:
    """One name with every way it was written."""

    name: str
    kind: str
    spellings: Counter[str] = field(default_factory=Counter)
    documents: set[tuple[str, str]] = field(default_factory=set)
    quotes: list[Quote] = field(default_factory=list)

    @property
    def figures(self) -> int:
        """How many figures bear the name."""
        return self.spellings.total()

    def add(self, row: Row) -> None:
        """Count a figure."""
        self.spellings[str(row["label"])] += 1
        document = str(row["document_id"] or ""), str(row["file"])
        self.documents.add(document)
        raw, unit = str(row["raw"] or ""), str(row["unit"] or "")
        printed = raw if raw.endswith(unit) else raw + unit
        quote = Quote(str(row["quote"] or ""), raw, printed, document[1], row["table"] is not None)
        self.quotes = sorted([*self.quotes, quote], key=lambda q: q.rank)[:_QUOTES]


@dataclass(frozen=True, slots=True)
class Group:
    """A label and others nearly the same."""

    lead: Label
    near: tuple[Label, ...] = ()

    def spellings(self, most: int) -> list[tuple[str, int]]:
        """Return the most frequent other ways the lead was written."""
        return [pair for pair in self.lead.spellings.most_common(most + 1) if pair[0] != self.lead.name][
            :most
        ]

    @property
    def figures(self) -> int:
        """How many figures bear one of the names."""
        return sum(label.figures for label in (self.lead, *self.near))

    @property
    def documents(self) -> int:
        """How many documents have one of the names."""
        return len(set().union(self.lead.documents, *(label.documents for label in self.near)))

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """The less the earlier: in most documents, then most figures, then the shortest name."""
        return -self.documents, -self.figures, len(self.lead.name), self.lead.name


@dataclass(frozen=True, slots=True)
class Unknown:
    """The groups, most frequent first, and what was left out of them.

    `known` figures bear the name of an indicator but no indicator: their sentence says something else of it.
    """

    groups: tuple[Group, ...]
    known: int
    nameless: int


def unknown_labels(run: Run, patterns: Patterns) -> Unknown:
    """Return the labels of a run that no pattern knows."""
    reader = LabelReader(patterns)
    labels: dict[tuple[str, str], Label] = {}
    names: dict[str, str] = {}
    known = nameless = 0
    for row in run.rows("figures", COLUMNS):
        label, kind = row["label"], str(row["kind"])
        if not isinstance(label, str) or not label or row["indicator"] or kind not in KINDS:
            continue
        if label not in names:
            names[label] = reader.normal(label)
        name = names[label]
        if reader.is_beside(label, kind, str(row["raw"] or ""), str(row["quote"] or "")):
            nameless += 1
        elif reader.is_known(name, kind):
            known += 1
        elif not reader.is_name(name):
            nameless += 1
        else:
            labels.setdefault((name, kind), Label(name, kind)).add(row)
    return Unknown(tuple(sorted(grouped(labels.values()), key=lambda g: g.rank)), known, nameless)


def grouped(labels: Iterable[Label]) -> Iterator[Group]:
    """Put labels together that are nearly the same, under the one that most documents have."""
    from rapidfuzz import fuzz, process

    ordered = sorted(labels, key=lambda label: Group(label).rank)
    near: dict[tuple[str, str], list[Label]] = {}
    ends: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for label in ordered:
        # Names that differ in a character or two share their first or their last two.
        blocks = [(label.kind, "^" + label.name[:2]), (label.kind, label.name[-2:] + "$")]
        choices = [name for block in blocks for name in ends[block]]
        found = process.extractOne(label.name, choices, scorer=fuzz.ratio, score_cutoff=NEAR)
        if found:
            near[found[0], label.kind].append(label)
            continue
        near[label.name, label.kind] = []
        for block in blocks:
            ends[block].append(label.name)
    leads = {(label.name, label.kind): label for label in ordered}
    yield from (Group(leads[key], tuple(others)) for key, others in near.items())
