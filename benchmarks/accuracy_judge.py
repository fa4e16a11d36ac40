"""Compares what gouji made of a report with what its forms state.

A relation of gouji is *right* when a label of the form is of its kind's family and has the same operands;
*implied* when the label's form makes it true whatever the figures (it holds exactly in three other draws of the
form); *neutral* when it compares over the whole report (pattern, agreement, history) and is not suspect or off,
or when it is undetermined; *wrong* otherwise. A label is *found* when a relation that holds has its operands, and
when it follows from the right and implied relations that hold (`accuracy_follows`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from accuracy_draw import Instance
from accuracy_follows import Found, follows
from accuracy_form import Form, Label
from accuracy_implied import FAMILIES, implied
from accuracy_plant import Planted
from accuracy_report import Written

from extractor.checks import audit
from extractor.model import Extract, Figure, Finding, Relation
from extractor.patterns import Patterns
from extractor.pipeline import extract

SERIOUS = ("error", "warning")
_FAILS = ("suspect", "off")
_HOLDS = ("exact", "rounded")
_EQUAL = re.compile(r"[^-+×÷=]+ = [^-+×÷=]+")
_WIDE = ("pattern", "agreement", "history")


@dataclass(frozen=True, slots=True)
class Reading:
    """One relation of gouji beside the slots it was read from; slots of other instances are not named."""

    relation: Relation
    slots: tuple[str, ...]
    judged: str  # right | implied | neutral | wrong


@dataclass(frozen=True, slots=True)
class Judged:
    """What gouji made of one instance."""

    instance: Instance
    text: str
    found: Mapping[Label, bool]
    readings: tuple[Reading, ...]
    findings: tuple[Finding, ...]

    @property
    def missed(self) -> tuple[Label, ...]:
        """The required relations that were not found."""
        return tuple(label for label, found in self.found.items() if not found)

    @property
    def wrong(self) -> tuple[Reading, ...]:
        """The relations that are neither stated nor implied, and those stated but not taken to hold."""
        return tuple(r for r in self.readings if r.judged == "wrong")

    @property
    def is_right(self) -> bool:
        """Tell whether everything was found and nothing is wrong."""
        return not (self.missed or self.wrong or self.findings)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A report with what gouji made of each instance, and the errors and warnings that belong to none."""

    judged: tuple[Judged, ...]
    elsewhere: tuple[Finding, ...]
    serious: frozenset[tuple[str, str]]
    decided: int
    undetermined: int


@dataclass(frozen=True, slots=True)
class Caught:
    """Whether a planted error was found, whether the diagnosis names it, whether the right value is given."""

    planted: Planted
    was_read: bool  # a relation it breaks was found while it held
    found: bool
    diagnosis: str
    told: str

    @property
    def corrects(self) -> bool:
        """Tell whether the finding gives the value that was there before."""
        return any(text in self.told.replace(",", "") for text in self.planted.right)


class Gouji:
    """The engine, asked for one document at a time."""

    def __init__(self, patterns: Patterns) -> None:
        self._patterns = patterns

    def __call__(self, written: Written) -> tuple[Extract, tuple[Finding, ...]]:
        found = extract(written.document, self._patterns)
        return found, audit(found, self._patterns)


def review(written: Written, gouji: Gouji) -> Reviewed:
    """Return what gouji makes of a clean report."""
    found, findings = gouji(written)
    slots = _slots(written, found)
    literal = frozenset(f.figure_id for f in found.figures if f.figure_id not in slots and _adds_nothing(f))
    serious = [f for f in findings if f.severity in SERIOUS]
    homes = {f.finding_id: _home(f, written, slots) for f in serious}
    by_instance: dict[int, list[Relation]] = {}
    for relation in found.relations:
        # A relation belongs to the words that state it: to its stated figure.
        home = (
            slots[relation.figure_ids[0]][0]
            if relation.figure_ids[0] in slots
            else _at(written, relation.span.start)
        )
        by_instance.setdefault(home, []).append(relation)
    judged = tuple(
        _judged(
            at,
            written,
            by_instance.get(at, ()),
            slots,
            literal,
            [f for f in serious if homes[f.finding_id] == at],
        )
        for at in range(len(written.report.instances))
    )
    return Reviewed(
        judged,
        tuple(f for f in serious if homes[f.finding_id] < 0),
        frozenset((f.rule, f.message) for f in serious),
        sum(r.verdict != "undetermined" for r in found.relations),
        sum(r.verdict == "undetermined" for r in found.relations),
    )


def catch(written: Written, at: int, planted: Planted, before: Reviewed, gouji: Gouji) -> Caught:
    """Return whether an error or warning that was not there before names an operand of a broken relation."""
    found, findings = gouji(written)
    slots = _slots(written, found)
    operands = {name for label in planted.broken for name in label.names} | set(planted.changed)
    new = [f for f in findings if f.severity in SERIOUS and (f.rule, f.message) not in before.serious]
    naming = [
        f
        for f in new
        if any(slots.get(id, (-1, ""))[0] == at and slots[id][1] in operands for id in f.figure_ids)
    ]
    told = " ".join(
        f"{f.message}{f.suggestion}{f.expected if f.expected is not None else ''}" for f in naming
    )
    was_read = any(before.judged[at].found[label] for label in planted.broken)
    return Caught(planted, was_read, bool(naming), " ".join(f.diagnosis for f in naming), told)


def _slots(written: Written, found: Extract) -> dict[str, tuple[int, str]]:
    """Return the slot that each figure was printed for."""
    starts = {place.span.start: place for place in written.places}
    result = {}
    for figure in found.figures:
        for offset in range(figure.span.start, figure.span.end):
            if place := starts.get(offset):
                result[figure.figure_id] = (place.instance, place.slot)
                break
    return result


def _adds_nothing(figure: Figure) -> bool:
    """Tell whether a number of the form's own words changes no relation: the 100% of a formula, a printed 0."""
    return figure.raw == "100%" or (figure.amount is not None and figure.amount.value == 0)


def _at(written: Written, offset: int) -> int:
    for index, span in enumerate(written.ranges):
        if span.start <= offset < span.end:
            return index
    return -1


def _home(finding: Finding, written: Written, slots: Mapping[str, tuple[int, str]]) -> int:
    """Return the instance whose words a finding is about."""
    at = _at(written, finding.span.start)
    named = (slots[id][0] for id in finding.figure_ids if id in slots)
    return at if at >= 0 else next(named, -1)


def _judged(
    at: int,
    written: Written,
    relations: Iterable[Relation],
    slots: Mapping[str, tuple[int, str]],
    literal: frozenset[str],
    findings: Sequence[Finding],
) -> Judged:
    instance = written.report.instances[at]
    found = {label: False for label in instance.form.labels if label.required}
    readings = []
    for relation in relations:
        names = _names(relation, at, slots, literal)
        label = _match(instance.form, relation, names)
        if label is not None and relation.verdict in _HOLDS and label in found:
            found[label] = True
        for part in _single_parts(instance.form, relation, names):
            found[part] = True
        readings.append(Reading(relation, names, _judgement(instance.form, relation, names, label)))
    true = [
        Found(r.relation.kind, r.slots)
        for r in readings
        if r.judged in ("right", "implied")
        and r.relation.verdict in _HOLDS
        and "?" not in r.slots
        and r.slots
    ]
    found = {label: seen or follows(instance.form, label, true) for label, seen in found.items()}
    text = written.ranges[at].of(written.document.text)
    return Judged(instance, text, found, tuple(readings), tuple(findings))


def _single_parts(form: Form, relation: Relation, names: tuple[str, ...]) -> Iterator[Label]:
    """Yield the labels that one part is at most the whole, where several together are found to be."""
    if relation.kind == "subset" and relation.verdict in _HOLDS and len(names) > 2:
        for label in form.labels:
            of_one = label.kind == "subset" and label.required and len(label.names) == 2
            if of_one and label.names[1] == names[0] and label.names[0] in names[1:]:
                yield label


def _names(
    relation: Relation, at: int, slots: Mapping[str, tuple[int, str]], literal: frozenset[str]
) -> tuple[str, ...]:
    """Return the slots of the operands, ? for those of other instances; literal ones add nothing (see `_adds_nothing`)."""
    return tuple(
        slots[id][1] if slots.get(id, (-1, ""))[0] == at else "?"
        for id in relation.figure_ids
        if id not in literal
    )


def _judgement(form: Form, relation: Relation, names: tuple[str, ...], label: Label | None) -> str:
    if relation.verdict in _FAILS:
        return "wrong"
    if relation.verdict == "undetermined" or not names:
        return "neutral"
    if label is not None:
        return "right"
    if relation.kind == "count" and names[0] == "?" and form.labels:
        return (
            "implied"  # 四个季度分别为…: a count that is no slot cannot be labelled, and holds in every draw
        )
    if "?" not in names and implied(form, relation.kind, names):
        return "implied"
    return "neutral" if relation.source in _WIDE else "wrong"


def _match(form: Form, relation: Relation, names: tuple[str, ...]) -> Label | None:
    """Return the label with these operands; where two slots state one value, either stands for both."""
    family = FAMILIES.get(relation.kind, frozenset())
    if relation.kind in ("balance", "order") and _EQUAL.fullmatch(relation.expression):
        family |= FAMILIES["agreement"]  # 总收入 = 总支出, 与批复一致: two figures told to be one
    labels = [label for label in form.labels if family & _families(label)]
    labels.sort(key=lambda label: not label.required)
    if relation.kind == "count":
        labels = [label for label in labels if label.names[0] in names[:1]]
        return labels[0] if labels else None
    if relation.rule == "written-formula" and names:  # its operands need no unit, and are then no figures
        labels = [label for label in labels if label.names[0] == names[0] and set(names) <= set(label.names)]
        return labels[0] if labels else None
    exact = [label for label in labels if set(label.names) == set(names)]
    same = _same(form)
    operands = {same.get(name, name) for name in names}
    alike = [
        label
        for label in labels
        if label.kind != "agreement" and {same.get(n, n) for n in label.names} == operands
    ]
    return next(iter([*exact, *alike]), None)


def _families(label: Label) -> frozenset[str]:
    """Return the families that say the same as a label: that open parts do not exceed their whole is a bound."""
    return FAMILIES[label.kind] | (FAMILIES["subset"] if label.is_open else frozenset())


@cache
def _same(form: Form) -> Mapping[str, str]:
    """Return for slots that state one value twice the one that stands for both."""
    found: dict[str, str] = {}
    for label in form.labels:
        if label.kind == "agreement":
            first = found.get(label.names[0], label.names[0])
            found.update((name, first) for name in label.names)
    return found
