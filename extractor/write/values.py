"""The numbers beside a message: printed as the message prints them, and named for what they are."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from extractor.messages import compared, with_unit
from extractor.model import Figure, Finding
from extractor.write.display import operand, plain_number, scaled, unit_of
from extractor.write.schema import View

_NAMES = ("写明", "应为")
# What the two numbers are where the second is nothing the first has to be.
_BY_KIND = {
    "agreement": ("一处", "另一处"),
    "subset": ("总数", "其中各项"),
    "limit": ("写明", "对照数"),
    "score": ("得分", "分值"),
    "share_total": ("应为", "各项相加"),
    "count": ("写明", "列举"),
}


def values(view: View, finding: Finding) -> str:
    """Return the numbers of a finding in one line: stated, expected, difference."""
    if finding.category == "wording":
        return "、".join(with_unit(view.figures[id]) for id in finding.figure_ids if id in view.figures)
    figures = _operands(view, finding)
    if finding.stated is None:
        return ""
    if not figures or figures[0].amount is None:
        shown = tuple(plain_number(v) for v in (finding.stated, finding.expected, finding.difference))
    else:
        shown = compared(finding.stated, finding.expected, figures)
    names = (*_names(view, finding), "相差")
    return "，".join(f"{name} {text}" for name, text in zip(names, shown, strict=True) if text)


def _names(view: View, finding: Finding) -> tuple[str, str]:
    relation = view.relations.get(finding.relation_ids[0]) if finding.relation_ids else None
    told = relation is not None and relation.figure_ids[:1] == finding.figure_ids[:1]
    return _BY_KIND.get(relation.kind, _NAMES) if relation and told else _NAMES


def _operands(view: View, finding: Finding) -> list[Figure]:
    """Return the figures whose decimals the message took: those of its relation, or the wrong number alone."""
    relation = view.relations.get(finding.relation_ids[0]) if finding.relation_ids else None
    first = finding.figure_ids[:1]
    ids = relation.figure_ids if relation and relation.figure_ids[:1] == first else first
    return [view.figures[id] for id in ids if id in view.figures]


def expected(view: View, finding: Finding) -> Decimal | None:
    """Return what a finding expects for a sheet, a percentage with the decimals of the printed one."""
    figure = operand(view, finding.figure_ids)
    if finding.expected is None or figure is None or figure.kind != "percent" or figure.amount is None:
        return scaled(finding.expected, figure)
    return finding.expected.quantize(figure.amount.value, rounding=ROUND_HALF_UP)


def difference(view: View, finding: Finding) -> Decimal | None:
    """Return the difference for a sheet: that of the two numbers beside it."""
    figure, right = operand(view, finding.figure_ids), expected(view, finding)
    if figure is None or figure.kind != "percent" or right is None or finding.stated is None:
        return scaled(finding.difference, figure)
    return finding.stated - right


def unit(view: View, finding: Finding) -> str:
    """Return the unit of the numbers of a finding; the difference of percentages is in points."""
    if finding.stated is None:
        return ""
    name = unit_of(operand(view, finding.figure_ids))
    return f"{name}（差额：百分点）" if name == "%" and finding.difference is not None else name
