"""Relations that could not be decided, in words: what the report says and what was missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from extractor.messages import name, thousands
from extractor.model import Fact, Figure, Relation
from extractor.surroundings import named, quote
from extractor.write.display import clipped, reason
from extractor.write.schema import View

if TYPE_CHECKING:
    from extractor.patterns.formulas import Formula, Term

_ABSENT = ("missing", "missing_operand", "missing_base")
_NEEDED = {
    "share": "没有认出部分与总数的金额",
    "completion": "没有认出预算数或完成数",
    "growth": "没有认出上年数或增减额",
    "rate": "没有认出相除的两个数",
    "difference": "没有认出相减的两个数",
}
_ASKED = "只作提问，不判对错"


@runtime_checkable
class _Formulas(Protocol):
    """Patterns that say of which operands their equations are made."""

    @property
    def formulas(self) -> Sequence[Formula]:
        """The equations."""


def said(view: View, relation: Relation) -> str:
    """Return the sentence or table row that states a relation."""
    figures = _figures(view, relation)
    if view.result.extract is None or not figures:
        return clipped(relation.span.of(view.text), 160)
    return quote(view.result.extract.document, figures)


def expression(view: View, relation: Relation) -> str:
    """Return the equation; of one whose operands are not all known, those that are and those that are missing."""
    if relation.verdict != "undetermined" or relation.reason not in _ABSENT:
        return thousands(relation.expression)
    present = "、".join(_names(view, relation))
    missing = "、".join(_missing(view, relation))
    return f"有：{present}" + (f"；缺：{missing}" if missing else "")


def why(view: View, relation: Relation) -> str:
    """Return why a relation was not decided."""
    if not relation.reason:
        return _ASKED
    words = reason(relation.reason)
    if relation.reason in _ABSENT:
        missing = list(_missing(view, relation))
        more = f"没有找到{'、'.join(missing)}" if missing else _NEEDED.get(relation.kind, "")
        return f"{words}：{more}" if more else words
    if relation.kind == "agreement" and relation.reason == "ambiguous":
        return f"{words}：{'，'.join(_names(view, relation))}，可能不是同一回事"
    return words


def _figures(view: View, relation: Relation) -> list[Figure]:
    return [view.figures[id] for id in relation.figure_ids if id in view.figures]


def _names(view: View, relation: Relation) -> list[str]:
    if view.result.extract is None:
        return []
    document = view.result.extract.document
    return [name(named(document, figure)) for figure in _figures(view, relation)]


def _missing(view: View, relation: Relation) -> Iterator[str]:
    """Yield the names of the operands a formula asks for and the report does not give."""
    formula = _formula(view, relation)
    if formula is None:
        return
    facts = [view.facts[id] for id in relation.figure_ids if id in view.facts]
    year = facts[0].key.year if facts else None
    for term in (*formula.right, *formula.base):
        if not term.optional and not any(_is(fact, term, year) for fact in facts[1:]):
            yield f"{'上年' * term.years_back}{view.names.indicator_name(term.indicator)}"


def _is(fact: Fact, term: Term, year: int | None) -> bool:
    wanted = year - term.years_back if year is not None else fact.key.year
    return fact.key.indicator == term.indicator and fact.key.year == wanted


def _formula(view: View, relation: Relation) -> Formula | None:
    if relation.source != "pattern" or not isinstance(view.names, _Formulas):
        return None
    return next((f for f in view.names.formulas if f.check.id == relation.rule), None)
