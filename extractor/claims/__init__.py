"""Relations the report itself states in its sentences: sums, subsets, shares, growth and completion rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from extractor.claims.adjusted import adjusted_rates
from extractor.claims.averages import average_relations
from extractor.claims.balances import balance_relations
from extractor.claims.bases_behind import bases_in_order
from extractor.claims.bonuses import bonus_relations
from extractor.claims.bounds import bound_relations
from extractor.claims.bracket_formulas import bracket_formula_relations
from extractor.claims.by_fit import Far, fitting_rates
from extractor.claims.by_formula import formula_rates
from extractor.claims.by_slip import slipped_rates
from extractor.claims.by_sum import proven_sums
from extractor.claims.chains import chained_growths
from extractor.claims.change_parts import change_part_relations
from extractor.claims.compared import apart_relations
from extractor.claims.complements import complement_relations
from extractor.claims.completion import completion_relations
from extractor.claims.confirmed import confirmed_relations
from extractor.claims.deductions import deduction_relations
from extractor.claims.difference import difference_relations
from extractor.claims.directions import direction_relations
from extractor.claims.elsewhere import Elsewhere
from extractor.claims.flows import flow_relations
from extractor.claims.grades import Grades
from extractor.claims.growth import growth_relations
from extractor.claims.in_order import changes_in_order, growths_in_order, rates_in_order
from extractor.claims.kept_within import named_bound_relations
from extractor.claims.leftovers import leftover_relations
from extractor.claims.mark_runs import run_relations
from extractor.claims.marks import mark_relations
from extractor.claims.named_rates import named_rates
from extractor.claims.near_misses import near_misses
from extractor.claims.of_each import shares_of_each
from extractor.claims.order import order_relations
from extractor.claims.pairs import pair_relations
from extractor.claims.paragraph_totals import paragraph_total_relations
from extractor.claims.points import point_relations
from extractor.claims.rates_before import rates_of_before
from extractor.claims.recalled import Recalled
from extractor.claims.rest_of_it import rest_relations
from extractor.claims.restated import restated_relations
from extractor.claims.revised import revised_relations
from extractor.claims.series import series_relations
from extractor.claims.share_wholes import spoken_shares
from extractor.claims.shares import lone_totals, share_relations, shares_of, stated_once
from extractor.claims.shortfalls import shortfall_relations
from extractor.claims.sums import list_relations
from extractor.claims.targets import target_relations
from extractor.claims.threes import threes
from extractor.claims.unit_prices import unit_price_relations
from extractor.claims.versus import versus_relations
from extractor.claims.weighted import weighted_relations
from extractor.claims.weights import weight_totals
from extractor.claims.word_formulas import worded_relations
from extractor.claims.written import written_relations
from extractor.decide import HELD, UNDETERMINED
from extractor.document import Document
from extractor.mentions import LEVEL, Mention
from extractor.model import Relation
from extractor.passages import Passage
from extractor.patterns import Patterns

_PAIR = 3  # operands of what is left of one whole
_OF_WORDS = (
    bound_relations,
    pair_relations,
    named_bound_relations,
    versus_relations,
    bracket_formula_relations,
    series_relations,
    target_relations,
    shortfall_relations,
    unit_price_relations,
)
_QUOTIENTS = ("completion", "rate", "growth")
_RATIOS = (*_QUOTIENTS, "share")
_BACK, _HEADS = 3, 12  # paragraphs before one, and figures of each
_LACKING = ("missing", "missing_operand", "missing_base")


def claims(document: Document, passages: Sequence[Passage], patterns: Patterns) -> Iterator[Relation]:
    """Yield the relations stated in sentences."""
    elsewhere, whole = stated_once(passages), Elsewhere(passages)
    grades, recalled = Grades(document, patterns), Recalled(document.plain, passages)
    proved: dict[str, frozenset[str]] = {}
    for place, passage in enumerate(passages):
        told = list(_of_passage(place, passage, document, (elsewhere, whole), patterns))
        told = list(_fitted(document.plain, passages, place, told))
        told += change_part_relations(document.plain, passages, place, patterns)
        tied = list(threes(document.plain, passage, told))
        yield from _without_open(told, tied)
        yield from grades.relations(passage)
        made = (r.figure_ids for r in told if r.kind in _RATIOS and r.verdict in HELD)
        proved |= {ids[0]: frozenset(ids[1:]) for ids in made}
        for id in _scored(passage, told):
            proved.pop(id, None)
        yield from recalled.relations(place, proved)
        yield from paragraph_total_relations(document.plain, passages, place)
        yield from tied
        summed = list(proven_sums(document.plain, passages, place, [*told, *tied]))
        yield from summed
        yield from near_misses(document.plain, passage, [*told, *tied, *summed])


def _without_open(told: Sequence[Relation], tied: Sequence[Relation]) -> Iterator[Relation]:
    """Yield what is told, but no balance that was left open and that another reading of its figure settles."""
    settled = {r.figure_ids[0] for r in (*told, *tied) if r.kind == "balance" and r.verdict in HELD}
    settled |= {r.figure_ids[-1] for r in tied}
    for made in told:
        if made.kind != "balance" or made.verdict != UNDETERMINED or made.figure_ids[0] not in settled:
            yield made


def _fitted(
    plain: str, passages: Sequence[Passage], place: int, made: Sequence[Relation]
) -> Iterator[Relation]:
    """Yield the relations of a passage; a rate that none decides is what the figures around it make."""
    known = {r.figure_ids[0] for r in made if r.verdict != UNDETERMINED}
    passage = passages[place]
    fits = {r.figure_ids[0]: r for r in rates_of_before(plain, passage, known)}
    far = _before(passages, place)
    fits |= {r.figure_ids[0]: r for r in fitting_rates(plain, passage, known | set(fits), far)}
    slips = {r.figure_ids[0]: r for r in slipped_rates(plain, passage, known | set(fits))}
    fits |= slips
    yield from (r for r in made if r.verdict != UNDETERMINED or r.figure_ids[0] not in fits)
    yield from fits.values()


def _before(passages: Sequence[Passage], place: int) -> Far:
    """Return the amounts of the paragraphs right before one, and those that are no parts of others."""
    near = [p for p in passages[max(0, place - _BACK) : place] if p.block.anchor.table is None]
    made = [(p, m) for p in near for m in p.mentions[:_HEADS] if m.role == LEVEL]
    return Far(
        [m for _, m in made],
        [m for p, m in made if m.figure.kind in ("money", "count") and not p.lists_of(m)],
    )


def _scored(passage: Passage, told: Sequence[Relation]) -> set[str]:
    """Return the execution rates that only marks make: 满分10分，执行率76.4%，得7.64分 takes the rate up."""
    marks = {m.figure.figure_id for m in passage.mentions if m.figure.kind == "score"}
    rates = (
        {m.figure.figure_id for m in passage.mentions if m.indicator == "execution_rate"} if marks else set()
    )
    return {r.figure_ids[0] for r in told if r.kind in _RATIOS and not marks.isdisjoint(r.figure_ids)} & rates


def _of_passage(
    place: int,
    passage: Passage,
    document: Document,
    far: tuple[Mapping[str, Mention], Elsewhere],
    patterns: Patterns,
) -> Iterator[Relation]:
    rates = {m.figure.figure_id: m for m in passage.mentions}
    named = list(written_relations(document, passage))
    named += worded_relations(document, passage)
    named += adjusted_rates(passage)
    named += formula_rates(passage, patterns.formulas)
    named += named_rates(document, passage)
    told = [*rates_in_order(document.plain, passage), *shares_of_each(document.plain, passage)]
    named += told
    turns = {r.figure_ids[0] for r in told}
    stated = _stated(document, passage, far[0], patterns)
    said = [r for r in stated if r.kind != "completion" or r.figure_ids[0] not in turns]
    held = {r.figure_ids[0] for r in (*named, *said) if r.kind in _QUOTIENTS and r.verdict in HELD}
    done = {r.figure_ids[0] for r in said if r.kind == "completion" and r.verdict != UNDETERMINED}
    wrong = {r.figure_ids[0] for r in said if r.kind == "completion" and r.verdict not in HELD}
    # What the figures of a sentence decide needs no formula, unless they fail and the formula holds;
    # and a rate that one reading explains is wrong in no other.
    open_ = [
        r
        for r in named
        if r.rule == "written-formula"
        or (r.verdict in HELD and r.figure_ids[0] in wrong)
        or (r.figure_ids[0] not in done and (r.figure_ids[0] not in held or r.verdict in HELD))
    ]
    written = list(_one_reading(open_))
    decided = {r.figure_ids[0] for r in written}
    yield from written
    proved = {r.figure_ids[0] for r in written if r.rule == "written-formula" and r.verdict in HELD}
    for found in _unlike(said):
        if found.verdict != UNDETERMINED:
            if found.verdict not in HELD and found.figure_ids[0] in proved:
                continue
            failed = found.verdict not in HELD and found.kind in _QUOTIENTS
            if not (failed and found.figure_ids[0] in (held | decided)):
                yield found
        elif found.figure_ids[0] not in decided:
            rate = rates.get(found.figure_ids[0])
            other = far[1].decide(place, rate) if rate is not None and found.reason in _LACKING else None
            yield other or found


def _unlike(found: Sequence[Relation]) -> Iterator[Relation]:
    """Yield the relations, but a balance of the same figures as a difference or another balance only once."""
    told = {(r.figure_ids[0], frozenset(r.figure_ids)) for r in found if r.kind == "difference"}
    for made in found:
        figures = made.figure_ids[0], frozenset(made.figure_ids)
        if made.kind != "balance" or figures not in told:
            yield made
        if made.kind == "balance" and made.verdict != UNDETERMINED:
            told.add(figures)


def _one_reading(found: Iterable[Relation]) -> Iterator[Relation]:
    """Yield for each rate one of its readings: the first that holds, else the first."""
    readings: dict[str, list[Relation]] = {}
    for reading in found:
        readings.setdefault(reading.figure_ids[0], []).append(reading)
    for made in readings.values():
        yield next((r for r in made if r.verdict in HELD), made[0])


def _stated(
    document: Document, passage: Passage, elsewhere: Mapping[str, Mention], patterns: Patterns
) -> Iterator[Relation]:
    shares = shares_of(document.plain, passage)
    yield from list_relations(passage, shares)
    yield from share_relations(document.plain, passage, shares, elsewhere)
    yield from spoken_shares(document.plain, passage)
    yield from lone_totals(document.plain, passage, shares)
    yield from weight_totals(document.plain, passage)
    yield from rest_relations(document.plain, passage)
    behind = list(bases_in_order(document.plain, passage))
    yield from behind
    in_turn = {r.figure_ids[0] for r in behind}
    for told in (chained_growths, growths_in_order):
        grown = [r for r in told(document.plain, passage) if r.figure_ids[0] not in in_turn]
        yield from grown
        in_turn |= {r.figure_ids[0] for r in grown}
    yield from (r for r in growth_relations(document, passage) if r.figure_ids[0] not in in_turn)
    turns = [r for r in changes_in_order(document.plain, passage) if r.figure_ids[0] not in in_turn]
    yield from turns
    known = in_turn | {r.figure_ids[0] for r in turns}
    differ = [r for r in difference_relations(document, passage) if r.figure_ids[0] not in known]
    yield from differ
    known |= {r.figure_ids[0] for r in differ}
    turned = [r for r in direction_relations(document.plain, passage) if r.figure_ids[0] not in known]
    yield from turned
    known |= {r.figure_ids[0] for r in turned}
    yield from (r for r in apart_relations(document.plain, passage) if r.figure_ids[0] not in known)
    yield from completion_relations(document.plain, passage)
    yield from _balances(document, passage)
    yield from mark_relations(document, passage)
    yield from _of_scores(document.plain, passage)
    yield from average_relations(document, passage)
    yield from point_relations(document, passage)
    yield from order_relations(document, passage, patterns)
    for read in _OF_WORDS:
        yield from read(document.plain, passage)
    yield from _told_again(document.plain, passage)


def _balances(document: Document, passage: Passage) -> Iterator[Relation]:
    """Yield what is left of what: where every figure's words say which way it went, no other reading is tried."""
    flows = list(flow_relations(document.plain, passage))
    yield from flows
    settled = {r.figure_ids[0] for r in flows if r.verdict in HELD and len(r.figure_ids) > _PAIR}
    rests = list(complement_relations(document.plain, passage))
    named = {r.figure_ids for r in rests}
    others = [*balance_relations(passage), *revised_relations(document.plain, passage), *rests]
    others += [r for r in leftover_relations(document, passage) if r.figure_ids not in named]
    yield from (r for r in others if r.figure_ids[0] not in settled)


def _of_scores(plain: str, passage: Passage) -> Iterator[Relation]:
    yield from deduction_relations(plain, passage)
    yield from run_relations(plain, passage)
    yield from bonus_relations(plain, passage)
    yield from weighted_relations(plain, passage)


def _told_again(plain: str, passage: Passage) -> Iterator[Relation]:
    told = list(restated_relations(plain, passage))
    yield from told
    known = {frozenset(r.figure_ids) for r in told}
    yield from (r for r in confirmed_relations(plain, passage) if frozenset(r.figure_ids) not in known)
