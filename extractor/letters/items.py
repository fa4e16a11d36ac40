"""What of a result goes into a letter."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from extractor.letters.records import Item, Piece
from extractor.messages import compared, written_out
from extractor.model import Figure, Finding, Relation
from extractor.write.display import place
from extractor.write.marks import marked
from extractor.write.schema import View

_QUOTE = 300
_PROOFS = 3
# Of two that differ, neither is known to be right; of a list and its number neither.
_NO_ONE_IS_RIGHT = frozenset({"agreement", "count", "order", "subset", "limit", "score", "share_total"})


def items_of(view: View, severities: Collection[str]) -> Iterator[Item]:
    """Yield the findings of these severities, in the order of the result."""
    for finding in view.result.findings:
        if finding.severity in severities:
            yield _item(view, finding)


def _item(view: View, finding: Finding) -> Item:
    relations = [view.relations[id] for id in finding.relation_ids if id in view.relations]
    proofs = [written_out(relation, _figures(view, relation)) for relation in relations]
    shown = [proof for proof in dict.fromkeys(proofs) if proof]
    return Item(
        severity=finding.severity,
        message=finding.message,
        report=view.result.file.rpartition("/")[2],
        place=place(view, finding.section, finding.page),
        quote=tuple(Piece(*piece) for piece in marked(finding, view, _QUOTE)),
        expected=_expected(view, finding, relations),
        proof="；".join(shown[:_PROOFS]) + (f"；等{len(shown)}处" if len(shown) > _PROOFS else ""),
        cause=finding.diagnosis,
        advice=finding.suggestion,
    )


def _expected(view: View, finding: Finding, relations: list[Relation]) -> str:
    """Return what the first figure should be; empty where it may be another one that is wrong."""
    if finding.stated is None or finding.expected is None or not relations:
        return ""
    main, first = relations[0], finding.figure_ids[:1]
    own = main.figure_ids[:1] == first
    if (own and main.kind in _NO_ONE_IS_RIGHT) or finding.category == "wording":
        return ""
    figures = _figures(view, main) if own else [view.figures[id] for id in first if id in view.figures]
    if not figures or figures[0].amount is None:
        return ""
    right = compared(finding.stated, finding.expected, figures)[1]
    if f"应为{right}" in finding.message or f"应改为{right}" in finding.suggestion:
        return right
    # A part may be wrong, not the whole; where one of them is known to be, the suggestion names it.
    return (
        "" if "应为" in finding.suggestion or "应改为" in finding.suggestion else f"{right}（按所列各数计算）"
    )


def _figures(view: View, relation: Relation) -> list[Figure]:
    return [view.figures[id] for id in relation.figure_ids if id in view.figures]
