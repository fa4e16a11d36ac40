"""The figures and relations of a report by each other: verdicts of figures, arithmetic written out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.document import Span
from extractor.messages import thousands, written_out
from extractor.model import Amount, Figure, Relation
from extractor.runs import Row
from extractor.web.derived import Derived
from extractor.write.display import reason
from extractor.write.labels import KINDS, VERDICT_MARKS, chinese

# The worst verdict of its relations is that of a figure.
_WORST = ("off", "suspect", "undetermined", "rounded", "exact")
_FAILED = ("off", "suspect")
_DIGITS = re.compile(r"-?\d[\d,，]*(?:\.\d+)?")
_MOST = 12  # equations of one finding


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure as its arithmetic lists it: what it is called, as printed, where it stands; `said` of its verdict."""

    figure_id: str
    label: str
    printed: str
    place: str
    verdict: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Worked:
    """A relation written out, with its operands."""

    verdict: str
    mark: str
    kind: str
    line: str
    why: str
    operands: Sequence[Operand]


class Evidence:
    """What a report states, by figure."""

    def __init__(self, held: Derived) -> None:
        self.figures = {_text(row["figure_id"]): row for row in held.figures}
        self._sections = {_text(row["section_id"]): _text(row["title"]) for row in held.sections}
        self._by_figure: dict[str, list[Row]] = defaultdict(list)
        for relation in held.relations:
            for id in dict.fromkeys(ids_of(relation)):
                self._by_figure[id].append(relation)
        self.verdicts = {id: _worst(relations) for id, relations in self._by_figure.items()}

    def of_figure(self, figure_id: str) -> list[Worked]:
        """Return the relations that a figure takes part in, the worst first."""
        found = sorted(self._by_figure.get(figure_id, ()), key=lambda r: _rank(_text(r["verdict"])))
        return [self.worked(relation) for relation in found]

    def of_finding(self, figure_ids: Sequence[str]) -> list[Worked]:
        """Return the relations that a finding speaks of: those among its figures that do not hold."""
        named = set(figure_ids)
        among = {
            _text(relation["relation_id"]): relation
            for id in figure_ids
            for relation in self._by_figure.get(id, ())
            if named.issuperset(ids_of(relation))
        }
        failed = [r for r in among.values() if r["verdict"] in _FAILED]
        other = [r for r in among.values() if r["verdict"] != "exact" and set(ids_of(r)) == named]
        return [self.worked(relation) for relation in (failed or other)[:_MOST]]

    def worked(self, relation: Row) -> Worked:
        """Write a relation out."""
        verdict, known = _text(relation["verdict"]), [id for id in ids_of(relation) if id in self.figures]
        return Worked(
            verdict,
            VERDICT_MARKS.get(verdict, verdict),
            chinese(KINDS, _text(relation["kind"])),
            self._line(relation, verdict, known),
            reason(_text(relation["reason"])) if verdict != "exact" else "",
            self.operands(known),
        )

    def operands(self, figure_ids: Sequence[str]) -> list[Operand]:
        """Return figures as arithmetic lists them, unknown ones left out."""
        return [self.operand(id) for id in dict.fromkeys(figure_ids) if id in self.figures]

    def operand(self, figure_id: str) -> Operand:
        """Return a figure as arithmetic lists it."""
        row = self.figures[figure_id]
        page = row["page"] if isinstance(row["page"], int) else None
        label = _text(row["label"]) or _text(row["indicator"])
        verdict = self.verdicts.get(figure_id, "")
        return Operand(figure_id, label, printed(row), self._place(row), verdict, page)

    def _place(self, row: Row) -> str:
        cell = f"表{row['table']} 第{row['row']}行第{row['column']}列" if row["table"] is not None else ""
        page = f"第{row['page']}页" if row["page"] is not None else ""
        section = "" if cell else self._sections.get(_text(row["section_id"]), "")
        return " ".join(part for part in (page, cell or section) if part)

    def _line(self, relation: Row, verdict: str, known: Sequence[str]) -> str:
        figures = [_figure(self.figures[id]) for id in known]
        if verdict in _FAILED and figures and all(figure.amount for figure in figures):
            return written_out(_relation(relation), figures)
        return thousands(_text(relation["expression"]))


def ids_of(row: Row) -> list[str]:
    """Return the figures that a relation or finding names."""
    return [id for id in _text(row["figure_ids"]).split(";") if id]


def printed(row: Row) -> str:
    """Return a figure as printed, with its unit where that stands elsewhere."""
    raw, unit = "".join(_text(row["raw"]).split()), _text(row["unit"])
    return raw if raw.endswith(unit) else f"{raw}{unit}"


def decimal(cell: object) -> Decimal | None:
    """Return a number of the dataset."""
    return None if cell in (None, "") else Decimal(str(cell))


def _worst(relations: Sequence[Row]) -> str:
    return min((_text(relation["verdict"]) for relation in relations), key=_rank)


def _rank(verdict: str) -> int:
    return _WORST.index(verdict) if verdict in _WORST else len(_WORST)


def _figure(row: Row) -> Figure:
    id, kind, raw = (_text(row[name]) for name in ("figure_id", "kind", "raw"))
    return Figure(id, kind, Span(0, 0), raw, _amount(row), label=_text(row["label"]))


def _amount(row: Row) -> Amount | None:
    """Return the number of a figure with the decimals that it was printed with."""
    value, amount = decimal(row["value"]), decimal(row["amount"])
    if value is None or amount is None:
        return None
    scale = amount / value if value else Decimal(1)
    shown = _DIGITS.search(_text(row["raw"]))
    exact = Decimal(shown[0].replace(",", "").replace("，", "")) if shown else value
    return Amount(exact if exact == value else value, _text(row["unit"]), scale, Decimal(0), amount, amount)


def _relation(row: Row) -> Relation:
    id, kind, rule, source, expression, verdict, why = (
        _text(row[name])
        for name in ("relation_id", "kind", "rule", "source", "expression", "verdict", "reason")
    )
    numbers = (decimal(row[name]) for name in ("stated", "computed", "difference", "slack"))
    return Relation(
        id, kind, rule, source, expression, verdict, why, tuple(ids_of(row)), Span(0, 0), "", None, *numbers
    )


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)
