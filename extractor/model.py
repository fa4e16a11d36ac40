"""The records that travel through the pipeline: frozen, slotted, without behaviour beyond look-up.

All offsets are half-open code points into `Document.text`. Money is `Decimal` in yuan,
percentages are fractions, scores are 分, counts are the counted thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractor.document import Document, Span
from extractor.records import flat


@flat
@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the range of text up to the next heading of its own or a higher level.

    `irregular` names what is odd about its number: skip, repeat, restart, style (empty when nothing is).
    """

    section_id: str
    parent_id: str
    level: int
    number: str
    title: str
    path: str
    page: int | None
    span: Span
    head: Span
    irregular: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the title block says of the report. Empty string or None where it says nothing."""

    title: str = ""
    unit_name: str = ""
    region: str = ""
    fiscal_year: int | None = None
    report_type: str = ""
    report_date: str = ""


@flat
@dataclass(frozen=True, slots=True)
class Amount:
    """A number as printed and the interval it stands for.

    `value` is the printed number without separators and unit, `scale` the base units in one printed unit,
    `step` the last printed digit in base units (zero for exact numbers), `low`/`high` the bounds in base
    units: half a step on both sides (XBRL Calculations 1.1, round mode), widened by a hedge word.
    """

    value: Decimal
    unit: str
    scale: Decimal
    step: Decimal
    low: Decimal
    high: Decimal
    hedge: str = ""

    @property
    def base(self) -> Decimal:
        """The value in base units."""
        return self.value * self.scale


@flat
@dataclass(frozen=True, slots=True)
class Figure:
    """A number with unit, kind and place. `label` is the printed words that name it.

    `unit_from` says where the unit was read: own, list, comparison, header, caption, indicator or missing.
    """

    figure_id: str
    kind: str  # money | percent | count | score | date
    span: Span
    raw: str
    amount: Amount | None
    section_id: str = ""
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    unit_from: str = "own"
    label: str = ""
    year: int | None = None
    via: str = ""  # as of its block


def labelled(figure: Figure, label: str) -> Figure:
    """Return a figure with this label; every figure passes here, so its fields are not asked for by name."""
    f = figure
    if f.label == label:
        return f
    return Figure(
        f.figure_id,
        f.kind,
        f.span,
        f.raw,
        f.amount,
        f.section_id,
        f.page,
        f.table,
        f.row,
        f.column,
        f.unit_from,
        label,
        f.year,
        f.via,
    )


@flat
@dataclass(frozen=True, slots=True)
class Key:
    """What two facts must share to be compared or added."""

    entity: str
    indicator: str
    year: int | None
    stage: str
    scope: str


@flat
@dataclass(frozen=True, slots=True)
class Evidence:
    """For one part of a key: the words it was read from and how near they stood."""

    part: str  # indicator | year | stage | scope | narrow (of a part of the unit or the year)
    how: str  # clause | list | sentence | paragraph | heading | title | header | default | nlp
    span: Span | None


@flat
@dataclass(frozen=True, slots=True)
class Fact:
    """A figure whose meaning is known. `status`: single, agreed or conflict with other statements of its key."""

    key: Key
    figure: Figure
    because: tuple[Evidence, ...]
    status: str = "single"
    others: tuple[str, ...] = ()

    def how(self, part: str) -> str:
        """Return how a part of the key was found, empty where it was not."""
        return next((e.how for e in self.because if e.part == part), "")


@flat
@dataclass(frozen=True, slots=True)
class Relation:
    """An equation the report states (or a rule demands) and its verdict.

    `stated`, `computed`, `difference`, `slack` are in yuan, or in the printed unit for percentages, scores
    and counts. `figure_ids` lists the operands, the stated one first. `span` covers the words that state it.
    """

    relation_id: str
    kind: str
    rule: str
    source: str  # sentence | table | pattern | agreement | history
    expression: str
    verdict: str  # exact | rounded | suspect | off | undetermined
    reason: str
    figure_ids: tuple[str, ...]
    span: Span
    section_id: str = ""
    page: int | None = None
    stated: Decimal | None = None
    computed: Decimal | None = None
    difference: Decimal | None = None
    slack: Decimal | None = None


def with_id(relation: Relation, relation_id: str) -> Relation:
    """Return a relation with this id; every relation passes here, so its fields are not asked for by name."""
    r = relation
    return Relation(
        relation_id,
        r.kind,
        r.rule,
        r.source,
        r.expression,
        r.verdict,
        r.reason,
        r.figure_ids,
        r.span,
        r.section_id,
        r.page,
        r.stated,
        r.computed,
        r.difference,
        r.slack,
    )


@flat
@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a person should look at, readable without the document."""

    finding_id: str
    rule: str
    category: str
    severity: str  # error | warning | info
    message: str
    section: str
    page: int | None
    quote: str
    span: Span
    stated: Decimal | None = None
    expected: Decimal | None = None
    difference: Decimal | None = None
    diagnosis: str = ""
    suggestion: str = ""
    figure_ids: tuple[str, ...] = ()
    relation_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extract:
    """Everything understood of one document; what checks and writers work on."""

    document: Document
    profile: Profile
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    facts: tuple[Fact, ...] = ()
    relations: tuple[Relation, ...] = ()

    def figure(self, figure_id: str) -> Figure:
        """Return the figure with this id; KeyError where there is none."""
        found = next((f for f in self.figures if f.figure_id == figure_id), None)
        if found is None:
            raise KeyError(figure_id)
        return found

    def section(self, section_id: str) -> Section | None:
        """Return the section with this id."""
        return next((s for s in self.sections if s.section_id == section_id), None)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one input: an extract with its findings, or the reason it failed."""

    file: str
    document_id: str
    format: str
    extract: Extract | None = None
    findings: tuple[Finding, ...] = ()
    error_code: str = ""
    error: str = ""
    timings: tuple[tuple[str, float], ...] = ()

    @property
    def status(self) -> str:
        """ok, partial (read with notes) or failed."""
        if self.extract is None:
            return "failed"
        return "partial" if self.extract.document.notes else "ok"

    def count(self, severity: str) -> int:
        """Count the findings of one severity."""
        return sum(f.severity == severity for f in self.findings)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that findings name: stable id, Chinese name, category, default severity, legal or formal basis."""

    id: str
    name: str
    category: str
    severity: str
    basis: str = ""
