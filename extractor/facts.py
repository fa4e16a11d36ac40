"""Figures whose meaning is known: indicator, year, stage and scope, each with the words it was read from.

Each part of the key is looked for from near to far: the clause, the list the figure is part of, the sentence
before it, the section headings, the title; last a default. How near it was found stays with the fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.document import Document
from extractor.mentions import BASE, COMPLETION, LEVEL, RATE, STOP, Mention
from extractor.model import Evidence, Fact, Figure, Key, Profile, Section
from extractor.passages import Passage
from extractor.patterns import Patterns
from extractor.patterns.phrases import Phrase

OUTTURN = "决算"


@dataclass(frozen=True, slots=True)
class _Heading:
    """What the titles above a figure say."""

    stage: Phrase | None
    scope: Phrase | None
    year: int | None


def facts(
    document: Document,
    profile: Profile,
    sections: Sequence[Section],
    figures: Sequence[Figure],
    passages: Sequence[Passage],
    patterns: Patterns,
) -> tuple[Fact, ...]:
    """Return the facts of the text, in order of place."""
    reader = _FactReader(document, profile, sections, figures, patterns)
    return tuple(fact for passage in passages for fact in reader.read(passage))


class _FactReader:
    def __init__(
        self,
        document: Document,
        profile: Profile,
        sections: Sequence[Section],
        figures: Sequence[Figure],
        patterns: Patterns,
    ) -> None:
        self.document, self.profile, self.patterns = document, profile, patterns
        self.dates = [f for f in figures if f.kind == "date" and f.year is not None]
        self.headings = self._headings(sections)

    def read(self, passage: Passage) -> Iterator[Fact]:
        """Yield the facts of a passage; parts of a list inherit from its head."""
        heads = {id(p): found.head for found in passage.lists for p in found.parts}
        known: dict[int, Key] = {}
        for mention in passage.mentions:
            if not _is_fact(mention, self.patterns):
                continue
            head = heads.get(id(mention))
            if head is not None and id(head) not in known:
                known[id(head)] = self._fact(passage, head, None).key
            fact = self._fact(passage, mention, known[id(head)] if head is not None else None)
            fact = _with_scope_of_subject(fact, mention, passage, known)
            known[id(mention)] = fact.key
            yield fact if head is None or head.indicator else _as_part(fact)

    def _fact(self, passage: Passage, mention: Mention, head: Key | None) -> Fact:
        stage, stage_evidence = self._part("stage", passage, mention, head)
        scope, scope_evidence = self._part("scope", passage, mention, head)
        year, year_evidence = self._year(passage, mention, head)
        key = Key(self.profile.unit_name, mention.indicator, year, stage, scope)
        named = Evidence("indicator", mention.named_by, mention.label_span)
        return Fact(key, mention.figure, (named, year_evidence, stage_evidence, scope_evidence))

    def _part(self, part: str, passage: Passage, mention: Mention, head: Key | None) -> tuple[str, Evidence]:
        if part == "stage" and mention.figure.kind in ("count", "score"):
            return "", Evidence(part, "default", None)
        own = mention.stated(part)
        if own is not None:
            return own.value, Evidence(part, "clause", mention.label_span)
        if head is not None:
            return str(getattr(head, part)), Evidence(part, "list", None)
        lead = self._lead(part, passage, mention)
        if lead is not None:
            return lead.value, Evidence(part, "sentence", None)
        heading = self.headings.get(mention.figure.section_id)
        above = getattr(heading, part) if heading else None
        if above is not None:
            return above.value, Evidence(part, "heading", None)
        return self._default(part), Evidence(part, "default", None)

    def _lead(self, part: str, passage: Passage, mention: Mention) -> Phrase | None:
        """Return the stage or scope named earlier in the sentence, ahead of its first figure."""
        first = next(m for m in passage.mentions if m.sentence == mention.sentence)
        stops = [m.end() for m in STOP.finditer(self.document.plain, first.gap.start, first.gap.end)]
        start = stops[-1] if stops else first.gap.start
        found = [p for p in first.phrases if p.kind == part and start <= p.start < first.chunk.start]
        compared = {p.end for p in first.cues("compare")}
        return next((p for p in reversed(found) if p.start not in compared), None)

    def _default(self, part: str) -> str:
        if part == "scope":
            return ""
        return "预算" if self.profile.title.endswith(("预算", "预算公开", "预算说明")) else OUTTURN

    def _year(self, passage: Passage, mention: Mention, head: Key | None) -> tuple[int | None, Evidence]:
        fiscal = self.profile.fiscal_year
        if mention.told_year is not None:
            return mention.told_year, Evidence("year", "clause", None)
        own = mention.stated("year")
        if own is not None and fiscal is not None:
            return fiscal + int(own.value), Evidence("year", "clause", None)
        dates = [d for d in self.dates if mention.gap.holds(d.span) and self._tells(d, mention)]
        if dates:
            return dates[-1].year, Evidence("year", "clause", dates[-1].span)
        if head is not None:
            return head.year, Evidence("year", "list", None)
        first = next(m for m in passage.mentions if m.sentence == mention.sentence)
        dates = [d for d in self.dates if first.gap.holds(d.span) and self._tells(d, first)]
        if dates:
            return dates[-1].year, Evidence("year", "sentence", dates[-1].span)
        heading = self.headings.get(mention.figure.section_id)
        if heading is not None and heading.year is not None:
            return heading.year, Evidence("year", "heading", None)
        return fiscal, Evidence("year", "title", None)

    def _tells(self, date: Figure, mention: Mention) -> bool:
        """Tell whether a date is the time of a figure; 与2021年度持平 in front of it compares something else."""
        if date.span.start >= mention.chunk.start:
            return True
        compared = [p for p in mention.cues("compare") if 0 <= date.span.start - p.end <= 2]
        return not compared and not any(
            c in "；;" for c in self.document.text[date.span.end : mention.chunk.start]
        )

    def _headings(self, sections: Sequence[Section]) -> Mapping[str, _Heading]:
        """Return for each section what its title says, else what the titles above it say."""
        made: dict[str, _Heading] = {}
        for section in sections:
            above = made.get(section.parent_id, _Heading(None, None, None))
            phrases = self.patterns.phrases.find(section.title, 0, len(section.title))
            stages = {p.value: p for p in phrases if p.kind == "stage"}
            scopes = {p.value: p for p in phrases if p.kind == "scope"}
            years = [d.year for d in self.dates if section.head.holds(d.span)]
            made[section.section_id] = _Heading(
                next(iter(stages.values())) if len(stages) == 1 else (None if stages else above.stage),
                next(iter(scopes.values())) if len(scopes) == 1 else above.scope,
                years[0] if years else above.year,
            )
        return made


def _with_scope_of_subject(fact: Fact, mention: Mention, passage: Passage, known: Mapping[int, Key]) -> Fact:
    """Give a figure that goes on with the subject before it (预算5万元，支出决算4万元) that subject's scope."""
    if mention.named_by != "sentence" or fact.key.scope:
        return fact
    same = [m for m in passage.mentions if m.label_span == mention.label_span and id(m) in known]
    return replace(fact, key=replace(fact.key, scope=known[id(same[0])].scope)) if same else fact


def _as_part(fact: Fact) -> Fact:
    """Mark a part of something no pattern knows (局机关支出…，其中基本支出…): it may not be the unit's own."""
    named = replace(fact.because[0], how="part")
    return replace(fact, because=(named, *fact.because[1:]))


def _is_fact(mention: Mention, patterns: Patterns) -> bool:
    if not mention.indicator or mention.figure.amount is None:
        return False
    if mention.role in (RATE, COMPLETION):
        return True
    past = mention.stated("year")
    return mention.role == LEVEL or (mention.role == BASE and past is not None)


def with_status(found: Sequence[Fact]) -> tuple[Fact, ...]:
    """Mark facts that state one key more than once: agreed when their intervals meet, conflict when not."""
    by_key: dict[Key, list[Fact]] = {}
    for fact in found:
        by_key.setdefault(fact.key, []).append(fact)
    return tuple(_marked(fact, by_key[fact.key]) for fact in found)


def _marked(fact: Fact, same: Sequence[Fact]) -> Fact:
    if len(same) == 1:
        return fact
    amounts = [f.figure.amount for f in same if f.figure.amount]
    meets = max(a.low for a in amounts) <= min(a.high for a in amounts)
    others = tuple(f.figure.figure_id for f in same if f is not fact)
    return replace(fact, status="agreed" if meets else "conflict", others=others)
