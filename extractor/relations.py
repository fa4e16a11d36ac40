"""Builds Relation records: expression, reason and display units of a decision, in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.amount import show
from extractor.decide import EXACT, OFF, ROUNDED, SUSPECT, UNDETERMINED, Decision, capped
from extractor.document import Span
from extractor.model import Amount, Figure, Relation, with_id

_HALF_MARK = Decimal("0.5")  # marks by bands are whole or half, multiplied ones have other digits
_DOUBT = "；数字可能识别有误，请对照原件"
# Of the relations that begin at one figure, sums are told first.
_RANK = ("sum", "table_sum", "subset", "balance", "share", "share_total")


def relation(
    kind: str,
    rule: str,
    source: str,
    expression: str,
    decision: Decision,
    figures: Sequence[Figure],
    words: Span | None = None,
) -> Relation:
    """Make a relation of a decision; the stated figure comes first, `words` state it beside the figures."""
    spans = [f.span for f in figures] + ([words] if words else [])
    return Relation(
        relation_id="",
        kind=kind,
        rule=rule,
        source=source,
        expression=expression,
        verdict=decision.verdict,
        reason=_reason(decision, figures[0], kind),
        figure_ids=tuple(f.figure_id for f in figures),
        span=Span(min(spans).start, max([span.end for span in spans])),
        section_id=figures[0].section_id,
        page=figures[0].page,
        stated=decision.stated,
        computed=decision.computed,
        difference=decision.difference,
        slack=decision.slack,
    )


def with_doubt(found: Iterable[Relation], figures: Iterable[Figure]) -> Iterator[Relation]:
    """Pass relations on; those of a figure that may have been misread are suspect at most and say why."""
    via = {figure.figure_id: figure.via for figure in figures if figure.via}
    for item in found:
        doubtful = via and item.verdict == OFF and any(id in via for id in item.figure_ids)
        yield (
            replace(item, verdict=capped(item.verdict), reason=f"{item.reason}{_DOUBT}") if doubtful else item
        )


def numbered(found: Iterable[Relation]) -> tuple[Relation, ...]:
    """Sort relations by place and give them ids; the same equation stated by text and pattern counts once."""
    unique: dict[tuple[str, str, frozenset[str]], Relation] = {}
    ranked = sorted(found, key=_place)
    for item in ranked:
        same = item.kind in ("sum", "subset") and item.verdict != UNDETERMINED
        family = "sum" if same else f"{item.kind} {item.source}"
        unique.setdefault((family, item.figure_ids[0], frozenset(item.figure_ids)), item)
    return tuple(with_id(r, f"r{i}") for i, r in enumerate(unique.values(), start=1))


def _place(item: Relation) -> tuple[int, int, Span, bool, tuple[str, ...]]:
    rank = _RANK.index(item.kind) if item.kind in _RANK else len(_RANK)
    return item.span.start, rank, item.span, item.source == "pattern", item.figure_ids


def printed(figure: Figure) -> str:
    """Return a figure's number as printed, without unit and blanks."""
    amount = figure.amount
    return show_as_printed(amount) if amount else figure.raw


def show_as_printed(amount: Amount) -> str:
    """Return the number with the decimals it was printed with."""
    return format(amount.value, "f")


def with_unit(figure: Figure) -> str:
    """Return number and unit."""
    return printed(figure) + (figure.amount.unit if figure.amount else "")


def unit_note(figures: Sequence[Figure]) -> str:
    """Return the common unit in brackets, or nothing where units differ."""
    units = {f.amount.unit for f in figures if f.amount}
    return f"（{units.pop()}）" if len(units) == 1 else ""


def sum_text(figures: Sequence[Figure], signs: Sequence[int] | None = None) -> str:
    """Print a sum: 85.27 + 23.91 = 109.18（万元）; units stay with the numbers where they differ."""
    note = unit_note(figures)
    show = printed if note else with_unit
    words = ""
    for sign, figure in zip(signs or [1] * (len(figures) - 1), figures[1:], strict=True):
        words += (" + " if sign > 0 else " - ") + show(figure)
    return f"{words.removeprefix(' + ')} = {show(figures[0])}{note}"


def money_text(value: Decimal, figure: Figure) -> str:
    """Print a value in base units in the unit of a figure: 6300 yuan as 0.63万元."""
    amount = figure.amount
    if amount is None or amount.unit.endswith("%"):
        return show(value)
    if amount.unit.endswith("百分点"):
        return f"{show(value)}{amount.unit}"  # told in points already
    return f"{show(value / amount.scale)}{amount.unit}"


def score_of_rate(
    mark: Figure, full: Figure, rate: Figure, source: str, stated_rule: bool
) -> Relation | None:
    """Return 分值 × 执行率 = 得分, the rate counted up to 100 %; None where a mark says nothing of the rule.

    Source: the self-evaluation forms. Some places give full marks from a lower rate on, or by bands, so a mark that
    differs is suspect only where a rule or its own digits say that it was multiplied; a full rate gives the full mark.
    """
    if mark.amount is None or full.amount is None or rate.amount is None:
        return None
    most, share, told = full.amount.value, min(rate.amount.base, Decimal(1)), mark.amount.value
    if share == 0 or (share < 1 and told in (most, 0)):
        return None
    right = most * share
    # People round or truncate to the digits they print; the rate itself is rounded too.
    digit = Decimal(1).scaleb(min(0, int(told.as_tuple().exponent)))
    slack = digit + most * rate.amount.step / 2 if share < 1 else Decimal(0)
    gap = abs(told - right)
    exact = gap * 2 <= (digit if share < 1 else Decimal(0))
    verdict = EXACT if exact else ROUNDED if gap <= slack else SUSPECT
    reason = ""
    if verdict == SUSPECT and share < 1 and not stated_rule and told % _HALF_MARK == 0:
        verdict, reason = UNDETERMINED, "scoring_rule"
    text = f"{printed(full)} × {printed(rate)}% = {printed(mark)}（分）"
    decision = Decision(verdict, told, right, slack, slack, reason)
    return relation("balance", "rate", source, text, decision, [mark, full, rate])


def _reason(decision: Decision, first: Figure, kind: str) -> str:
    if decision.verdict == UNDETERMINED:
        return decision.reason
    if decision.verdict == EXACT or decision.difference is None:
        return ""
    text = _printer(first, kind)
    gap, slack, own = (
        text(v or Decimal(0)) for v in (abs(decision.difference), decision.slack, decision.own_slack)
    )
    if decision.verdict == ROUNDED:
        return f"差{gap}，在取整允许的{slack}之内"
    if (
        decision.verdict == SUSPECT
        and decision.reason == "incomplete"
        and decision.slack == decision.own_slack
    ):
        return f"差{gap}，超出允许的{slack}，但列举可能不完整"
    if decision.verdict == SUSPECT:
        return f"差{gap}，按最细末位只允许{slack}，按各数自身末位允许{own}"
    assert decision.verdict == OFF
    return f"差{gap}，超出允许的{slack}" + (f"，按各数自身末位也只允许{own}" if slack != own else "")


def _printer(first: Figure, kind: str) -> Callable[[Decimal], str]:
    if kind in ("share", "share_total", "growth", "completion", "rate") and first.kind != "money":
        return lambda value: f"{show(value.quantize(Decimal('0.0001')))}个百分点"
    return lambda value: money_text(value, first)
