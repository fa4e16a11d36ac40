"""Relations the report itself states in its sentences: sums, subsets, shares, growth and completion rates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from extractor.claims.balances import balance_relations
from extractor.claims.completion import completion_relations
from extractor.claims.difference import difference_relations
from extractor.claims.elsewhere import Elsewhere
from extractor.claims.growth import growth_relations
from extractor.claims.named_rates import named_rates
from extractor.claims.order import order_relations
from extractor.claims.points import point_relations
from extractor.claims.shares import lone_totals, share_relations, shares_of, stated_once
from extractor.claims.sums import list_relations
from extractor.claims.written import written_relations
from extractor.decide import UNDETERMINED
from extractor.document import Document
from extractor.mentions import Mention
from extractor.model import Relation
from extractor.passages import Passage
from extractor.patterns import Patterns

_LACKING = ("missing", "missing_operand", "missing_base")


def claims(document: Document, passages: Sequence[Passage], patterns: Patterns) -> Iterator[Relation]:
    """Yield the relations stated in sentences."""
    elsewhere, whole = stated_once(passages), Elsewhere(passages)
    for place, passage in enumerate(passages):
        rates = {m.figure.figure_id: m for m in passage.mentions}
        written = list(written_relations(document, passage))
        written += named_rates(document, passage)
        decided = {r.figure_ids[0] for r in written}
        yield from written
        # A rate that its own formula explains needs no other operands.
        for found in _stated(document, passage, elsewhere, patterns):
            if found.verdict != UNDETERMINED:
                yield found
            elif found.figure_ids[0] not in decided:
                rate = rates.get(found.figure_ids[0])
                other = whole.decide(place, rate) if rate is not None and found.reason in _LACKING else None
                yield other or found


def _stated(
    document: Document, passage: Passage, elsewhere: Mapping[str, Mention], patterns: Patterns
) -> Iterator[Relation]:
    shares = shares_of(passage)
    yield from list_relations(passage, shares)
    yield from share_relations(passage, shares, elsewhere)
    yield from lone_totals(passage, shares)
    yield from growth_relations(passage)
    yield from difference_relations(passage)
    yield from completion_relations(passage)
    yield from balance_relations(passage)
    yield from point_relations(document, passage)
    yield from order_relations(document, passage, patterns)
