"""Tries proposed words before they are shown: the patterns with them must read the reports' own sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from extractor.examples import cases, document_of, run
from extractor.patterns import Patterns
from extractor.patterns.phrases import PhraseFinder, skeleton
from extractor.patterns.words import Example, Indicator
from extractor.pipeline import extract
from extractor.plain import plain
from extractor.suggest.groups import Group, Label, Quote
from extractor.suggest.nearest import Nearest, Neighbours, is_synonym

_NAMED = 5
_PLACEHOLDER = "请改成英文编号_"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to do with a group: a synonym for `synonym_of`, else a new indicator.

    `example` was tried with the patterns and holds; `spoils` names the entries whose examples would fail, `takes`
    other labels that would be taken for this one.
    """

    number: int
    group: Group
    nearest: tuple[Nearest, ...]
    synonym_of: Nearest | None
    example: Example | None = None
    spoils: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The label."""
        return self.group.lead.name

    @property
    def id(self) -> str:
        """The indicator's id; that of a new one is left for a person to fill in."""
        return self.synonym_of.indicator.id if self.synonym_of else f"{_PLACEHOLDER}{self.number}"

    @property
    def is_ready(self) -> bool:
        """Tell whether it can be pasted as it stands."""
        return self.example is not None and not self.spoils


def proposals(groups: Sequence[Group], most: int, patterns: Patterns) -> tuple[Proposal, ...]:
    """Propose an entry for each of the first groups and try all of them together."""
    neighbours = Neighbours(patterns)
    drafts = [_draft(number, group, neighbours) for number, group in enumerate(groups[:most], start=1)]
    spoilt = _spoilt(drafts, patterns)
    trial = _extended(patterns, [draft for draft in drafts if draft.number not in spoilt])
    return tuple(
        replace(draft, spoils=tuple(spoilt[draft.number]))
        if draft.number in spoilt
        else _tried(draft, groups, trial, _extended(patterns, [draft]))
        for draft in drafts
    )


def _tried(draft: Proposal, groups: Iterable[Group], trial: Patterns, alone: Patterns) -> Proposal:
    others = (group.lead for group in groups if group is not draft.group)
    longer = (label for label in others if draft.name in label.name and label.kind == draft.group.lead.kind)
    takes = (label.name for label in longer if _takes(draft, label, alone))
    return replace(draft, example=_example(draft, (trial, alone)), takes=tuple(islice(takes, _NAMED)))


def _takes(draft: Proposal, label: Label, alone: Patterns) -> bool:
    """Tell whether a longer name would be taken for the proposed one; a cell of a table, by its ending."""
    quote = label.quotes[0]
    in_cell = quote.in_table and label.name.endswith(draft.name)
    return in_cell or bool(_found(draft, _said(label.name, quote), alone))


def _draft(number: int, group: Group, neighbours: Neighbours) -> Proposal:
    nearest = neighbours.of(group.lead.name, group.lead.kind)
    synonym = next((near for near in nearest if is_synonym(group.lead.name, near)), None)
    return Proposal(number, group, nearest, synonym)


def _extended(patterns: Patterns, drafts: Iterable[Proposal]) -> Patterns:
    """Return the patterns with the proposed words in them."""
    by_id = dict(patterns.words.by_id)
    for draft in drafts:
        if draft.synonym_of:
            old = by_id[draft.id]
            by_id[draft.id] = replace(old, synonyms=(*old.synonyms, draft.name))
        else:
            by_id[draft.id] = Indicator(draft.id, draft.name, draft.group.lead.kind)
    words = replace(patterns.words, indicators=tuple(by_id.values()), by_id=by_id)
    return replace(patterns, words=words, phrases=PhraseFinder(words))


def _spoilt(drafts: Sequence[Proposal], patterns: Patterns) -> dict[int, list[str]]:
    """Return by number the entries whose examples fail because of a proposed word."""
    every = [(case, skeleton(plain(case.text))[0]) for case in cases(patterns)]
    spoilt: dict[int, list[str]] = {}
    for draft in drafts:
        touched = [case for case, text in every if draft.name in text]
        alone = _extended(patterns, [draft]) if touched else patterns
        if failing := dict.fromkeys(
            case.where for case in touched if run(case, alone) and not run(case, patterns)
        ):
            spoilt[draft.number] = list(failing)
    return spoilt


def _example(draft: Proposal, trials: Sequence[Patterns]) -> Example | None:
    """Return the first sentence of the reports in which the proposed word explains the one figure it should."""
    for text, raw in _sentences(draft):
        if all(_found(draft, text, trial) == [raw] for trial in trials):
            return Example(text, raw)
    return None


def _found(draft: Proposal, text: str, trial: Patterns) -> list[str]:
    facts = extract(document_of(text), trial).facts
    return [fact.figure.raw for fact in facts if fact.key.indicator == draft.id]


def _sentences(draft: Proposal) -> Iterator[tuple[str, str]]:
    """Yield sentences to try: quotes, then what a table says put into words."""
    quotes: list[Quote] = draft.group.lead.quotes
    for quote in quotes:
        if not quote.in_table:
            yield one_line(quote.text), quote.raw
    for quote in quotes:
        yield _said(draft.name, quote), one_line(quote.printed)


def _said(name: str, quote: Quote) -> str:
    return one_line(f"{name}{quote.printed}")


def one_line(text: str) -> str:
    """Put a text on one line without characters that a terminal or a TOML file would not take."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
