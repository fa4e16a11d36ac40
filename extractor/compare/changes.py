"""What two runs say differently of one report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.compare.alignment import Move
from extractor.runs import Row

FIGURE, FACT, RELATION, FINDING = "figure", "fact", "relation", "finding"
GAINED, LOST, CHANGED = "gained", "lost", "changed"
FIGURES = ("figure_id", "start", "end", "raw", "kind", "value", "unit", "amount", "label", "quote", "page")
FACTS = (
    "figure_id",
    "entity",
    "indicator",
    "indicator_name",
    "year",
    "stage",
    "scope",
    "value",
    "unit",
    "amount",
)
RELATIONS = ("kind", "rule", "source", "expression", "verdict", "reason", "figure_ids", "page")
FINDINGS = (
    "finding_id",
    "rule",
    "severity",
    "message",
    "quote",
    "section",
    "page",
    "stated",
    "expected",
    "figure_ids",
)
_FIGURE = ("kind", "value", "unit", "amount")
_FACT = ("entity", "indicator", "year", "stage", "scope", "value", "unit", "amount")
_RELATION = ("verdict",)
_FINDING = ("severity", "stated", "expected")
_SHOWN = ("start", "end", "page", "quote")  # of its figure, so that a fact can be found in the report
_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing gained, lost or changed: its row in the old and in the new run, and the columns that differ."""

    what: str
    how: str
    old: Row | None
    new: Row | None
    columns: tuple[str, ...] = ()

    @property
    def row(self) -> Row:
        """The row of the new run, of the old one for what was lost."""
        return self.new or self.old or {}


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of one report in one run."""

    figures: Sequence[Row]
    facts: Sequence[Row]
    relations: Sequence[Row]
    findings: Sequence[Row]


def changes(old: Tables, new: Tables, move: Move) -> tuple[Change, ...]:
    """Return what differs; `move` brings a place in the old text into the new one.

    A figure is the same where it stands at the same place, a relation where rule and figures are the same, a
    finding where its id is.
    """
    ours = {str(f["figure_id"]): _place(f, move) for f in old.figures}
    theirs = {str(f["figure_id"]): _place(f, _stay) for f in new.figures}
    facts = tuple(
        _compared(
            FACT,
            _numbered(_placed(old), lambda f: ours.get(str(f["figure_id"]))),
            _numbered(_placed(new), lambda f: theirs.get(str(f["figure_id"]))),
            _FACT,
        )
    )
    told = {ours.get(str(c.old["figure_id"])) for c in facts if c.old}
    told |= {theirs.get(str(c.new["figure_id"])) for c in facts if c.new}
    figures = _compared(
        FIGURE,
        {place: f for f in old.figures if (place := ours[str(f["figure_id"])]) not in told},
        {place: f for f in new.figures if (place := theirs[str(f["figure_id"])]) not in told},
        _FIGURE,
    )
    relations = _compared(
        RELATION,
        _numbered(old.relations, lambda r: _equation(r, ours)),
        _numbered(new.relations, lambda r: _equation(r, theirs)),
        _RELATION,
    )
    findings = _findings(old.findings, new.findings, ours, theirs)
    return (*findings, *relations, *facts, *figures)


def _compared(
    what: str, old: Mapping[Hashable, Row], new: Mapping[Hashable, Row], columns: Iterable[str]
) -> Iterator[Change]:
    for identity, row in new.items():
        before = old.get(identity)
        if before is None:
            yield Change(what, GAINED, None, row)
        elif differing := tuple(name for name in columns if before[name] != row[name]):
            yield Change(what, CHANGED, before, row, differing)
    yield from (Change(what, LOST, row, None) for identity, row in old.items() if identity not in new)


def _numbered(rows: Iterable[Row], identity: Callable[[Row], Hashable]) -> dict[Hashable, Row]:
    """Return the rows by identity, equal ones told apart by their order."""
    seen: Counter[Hashable] = Counter()
    found: dict[Hashable, Row] = {}
    for row in rows:
        key = identity(row)
        seen[key] += 1
        found[key, seen[key]] = row
    return found


def _placed(tables: Tables) -> Iterator[Row]:
    figures = {str(figure["figure_id"]): figure for figure in tables.figures}
    for fact in tables.facts:
        figure = figures.get(str(fact["figure_id"]), {})
        yield {**fact, **{name: figure.get(name) for name in _SHOWN}}


def _findings(
    old: Sequence[Row], new: Sequence[Row], ours: Mapping[str, Hashable], theirs: Mapping[str, Hashable]
) -> Iterator[Change]:
    """Compare by id; an id follows the indicators, so what is left is compared by rule and figures."""
    found = list(_compared(FINDING, _numbered(old, _finding_id), _numbered(new, _finding_id), _FINDING))
    yield from (change for change in found if change.how == CHANGED)
    lost = [change.old for change in found if change.how == LOST and change.old]
    gained = [change.new for change in found if change.how == GAINED and change.new]
    yield from _compared(
        FINDING,
        _numbered(lost, lambda f: (f["rule"], *_operands(f, ours))),
        _numbered(gained, lambda f: (f["rule"], *_operands(f, theirs))),
        ("finding_id", *_FINDING),
    )


def _finding_id(finding: Row) -> Hashable:
    return finding["finding_id"]


def _stay(start: int, end: int) -> _Place:
    return start, end


def _place(figure: Row, move: Move) -> Hashable:
    """Return where a figure stands in the new text; a place that is gone equals no other."""
    start, end = int(str(figure["start"])), int(str(figure["end"]))
    return move(start, end) or ("gone", start, end)


def _equation(relation: Row, places: Mapping[str, Hashable]) -> Hashable:
    operands = _operands(relation, places)
    named = () if operands else (relation["expression"],)
    return (relation["kind"], relation["rule"], relation["source"], operands, named)


def _operands(row: Row, places: Mapping[str, Hashable]) -> tuple[str, ...]:
    """Return where the figures stand; the stated one comes first, the order of the others says nothing."""
    figures = [repr(places.get(id, id)) for id in str(row["figure_ids"] or "").split(";") if id]
    return (*figures[:1], *sorted(figures[1:]))
