"""Figures whose meaning is known: indicator, year, stage and scope, each with the words it was read from.

Each part of the key is looked for from near to far: the clause, the list the figure is part of, the sentence
before it, the section headings, the title; last a default. How near it was found stays with the fact.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.above import HeadingsAbove
from extractor.document import Document, Span
from extractor.masks import OTHER_SUBJECT, OWN_UNIT, other_units
from extractor.mentions import BASE, COMPLETION, LEVEL, RATE, STOP, Mention
from extractor.model import Evidence, Fact, Figure, Key, Profile, Section, labelled
from extractor.narrowing import Narrowing
from extractor.passages import Passage
from extractor.patterns import Patterns
from extractor.patterns.phrases import Phrase
from extractor.words import namer, settled

OUTTURN = "决算"
SEVERAL = "several"  # how NARROW is known of a name that stands for many things
_OF_ALL = re.compile("^(?:综合|最终|总体|整体|绩效|项目)+$")  # before 评价得分: no part of it
NARROW = "narrow"  # evidence that a figure may be of a part of the year, or of one thing of several


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Of whom the words before a figure speak: the unit itself, its own level, or a subordinate by name."""

    name: str = ""
    own_level: int = -1  # the sentence that speaks of 本级
    told: bool = False


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
        self.date_starts = [f.span.start for f in self.dates]
        self.headings = HeadingsAbove(document, sections, self._dates_in, patterns)
        self.speaker = _Speaker()

    def read(self, passage: Passage) -> Iterator[Fact]:
        """Yield the facts of a passage; parts of a list inherit from its head."""
        if not any(map(_is_fact, passage.mentions)):
            return
        heads = {id(p): found.head for found in passage.lists for p in found.parts}
        known: dict[int, Key] = {}
        named: dict[Span, Mention] = {}  # the first known figure of each name
        self.speaker = _Speaker()
        self.narrowing = Narrowing(self.document.plain, passage.block.span)
        for mention in passage.mentions:
            self.speaker = self._speaker(mention)
            head = heads.get(id(mention))
            if not _is_fact(mention) or not self._is_own(passage, mention, head):
                continue
            if head is not None and id(head) not in known:
                known[id(head)] = self._fact(passage, head, None).key
                _note(named, head, passage)
            fact = self._fact(passage, mention, known[id(head)] if head is not None else None)
            subject = named.get(mention.label_span)
            if subject is not None and mention.named_by == "sentence" and not fact.key.scope:
                # A figure that goes on with the subject before it (预算5万元，支出决算4万元) has its scope.
                fact = replace(fact, key=replace(fact.key, scope=known[id(subject)].scope))
            known[id(mention)] = fact.key
            _note(named, mention, passage)
            yield fact if head is None or head.indicator else _as_part(fact)

    def _fact(self, passage: Passage, mention: Mention, head: Key | None) -> Fact:
        stage, stage_evidence = self._part("stage", passage, mention, head)
        scope, scope_evidence = self._part("scope", passage, mention, head)
        year, year_evidence = self._year(passage, mention, head)
        if scope and mention.indicator and scope in self.patterns.words.by_id[mention.indicator].name:
            scope = ""  # 财政拨款 is the scope of all 财政拨款收入 there is
        if not scope and self.speaker.own_level == mention.sentence:
            scope, scope_evidence = "本级", Evidence("scope", "sentence", None)
        entity = mention.thing or self.speaker.name or self._above(mention) or self.profile.unit_name
        key = Key(entity, mention.indicator, year, stage, scope)
        because = (
            Evidence("indicator", mention.named_by, mention.label_span),
            year_evidence,
            stage_evidence,
            scope_evidence,
        )
        narrow = several(mention.indicator, self.patterns)
        narrow = narrow or (Evidence(NARROW, "paragraph", None),) * self._is_narrow(passage, mention)
        label = mention.label_span.of(self.document.text) if mention.indicator else ""
        return Fact(key, labelled(mention.figure, label), (*because, *narrow))

    def _above(self, mention: Mention) -> str:
        """Return the thing the heading of a figure is about, unless the paragraph speaks of the unit."""
        heading = self.headings.get(mention.figure.section_id)
        return "" if heading is None or self.speaker.told else heading.name

    def _speaker(self, mention: Mention) -> _Speaker:
        """Return of whom a figure speaks: the last one named before it in its paragraph."""
        plain, gap = self.document.plain, mention.gap
        names = list(self._names(mention))
        names += [(m.start(), "") for m in OWN_UNIT.finditer(plain, gap.start, gap.end)]
        level = [p for p in mention.phrases if p.kind == "scope" and p.value == "本级"]
        speaker = _Speaker(max(names)[1], -1, told=True) if names else self.speaker
        last = max(names)[0] if names else -1
        if level and not speaker.name and not any(n > level[-1].end for n in (last,)):
            return replace(speaker, own_level=mention.sentence)
        return speaker

    def _names(self, mention: Mention) -> Iterator[tuple[int, str]]:
        """Yield the other units a gap names: 下属 and a name, or a name right before what is measured."""
        starts = (p.start for p in mention.phrases if p.kind in ("indicator", "stage", "year"))
        for start, name in other_units(self.document.plain, mention.gap, starts):
            if not self._is_self(name):
                yield start, name

    def _is_self(self, name: str) -> bool:
        unit = self.profile.unit_name
        return bool(unit) and (unit.endswith(name) or name.endswith(unit))

    def _is_own(self, passage: Passage, mention: Mention, head: Mention | None) -> bool:
        """Tell whether a rate or a number of things is the unit's: no other subject stands before its name."""
        if mention.figure.kind == "money" or mention.named_by != "clause":
            return True
        if head is not None and head.indicator == mention.indicator:
            return False  # 在职人员49人，其中参加培训的在职人员47人
        chunk, name = mention.chunk, mention.label_span
        if not chunk.holds(name):
            return True
        if _is_qualified(mention, Span(chunk.start, name.start)):
            return False
        words = Span(chunk.start, name.start).of(self.document.plain)
        words = self._without_thing(mention, words)
        if settled(words, self.patterns):
            return True
        if not mention.indicator.endswith("_rate"):
            return not OTHER_SUBJECT.search(
                words
            )  # 受访群众满意度, 共接待来宾 and 我局评定的自评得分 are the unit's
        clause, place = chunk.of(self.document.plain), (name.start - chunk.start, name.end - chunk.start)
        known = namer(self.patterns).checked(clause, mention.figure.kind, (mention.indicator, *place))
        return known[0] == mention.indicator

    def _without_thing(self, mention: Mention, words: str) -> str:
        """Return the words before a name without the thing the figure is of: 堤防工程执行率80% is a fact of that work."""
        if mention.thing and mention.thing in words:
            words = words.partition(mention.thing)[2]
        # What a report on a project calls itself.
        return words.removesuffix("项目") if "项目" in self.profile.report_type else words

    def _is_narrow(self, passage: Passage, mention: Mention) -> bool:
        """Tell whether the paragraph speaks of a part of the year or of one thing of several."""
        plain, figure = self.document.plain, mention.figure.span
        if mention.figure.kind == "percent" and mention.has("respectively"):
            return True  # 执行率分别为77%、89%: the first of several
        chunk, name = mention.chunk, mention.label_span
        start, is_said = chunk.start, False
        if mention.thing:
            begin = passage.order.sentence(mention.sentence)[0].gap.start
            at = plain.rfind(mention.thing, begin, figure.start)
            start, is_said = max(start, at + len(mention.thing)), at >= 0
        heading = self.headings.get(mention.figure.section_id)
        if heading is not None and heading.thing and not is_said:
            return True
        before = Span(start, max(start, name.start)).of(plain)
        before = _OF_ALL.sub("", before) if mention.figure.kind == "score" else before
        if chunk.holds(name) and not settled(before, self.patterns):
            return True
        return self.narrowing.before(figure.end, is_said)

    def _part(self, part: str, passage: Passage, mention: Mention, head: Key | None) -> tuple[str, Evidence]:
        if part == "stage" and mention.figure.kind in ("count", "score"):
            return "", Evidence(part, "default", None)
        own = mention.stated(part)
        if own is not None and not (part == "stage" and _names_rate(own, mention)):
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
        first = passage.order.sentence(mention.sentence)[0]
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
        dates = [d for d in self._dates_in(mention.gap) if self._tells(d, mention)]
        if dates:
            return dates[-1].year, Evidence("year", "clause", dates[-1].span)
        if head is not None:
            return head.year, Evidence("year", "list", None)
        first = passage.order.sentence(mention.sentence)[0]
        dates = [d for d in self._dates_in(first.gap) if self._tells(d, first)]
        if dates:
            return dates[-1].year, Evidence("year", "sentence", dates[-1].span)
        heading = self.headings.get(mention.figure.section_id)
        if heading is not None and heading.year is not None:
            return heading.year, Evidence("year", "heading", None)
        return fiscal, Evidence("year", "title", None)

    def _dates_in(self, span: Span) -> list[Figure]:
        between = slice(bisect_left(self.date_starts, span.start), bisect_left(self.date_starts, span.end))
        return [date for date in self.dates[between] if span.holds(date.span)]

    def _tells(self, date: Figure, mention: Mention) -> bool:
        """Tell whether a date is the time of a figure; 与2021年度持平 in front of it compares something else."""
        if date.span.start >= mention.chunk.start:
            return True
        compared = [p for p in mention.cues("compare") if 0 <= date.span.start - p.end <= 2]
        return not compared and not any(
            c in "；;" for c in self.document.text[date.span.end : mention.chunk.start]
        )


def _note(named: dict[Span, Mention], mention: Mention, passage: Passage) -> None:
    """Remember the figure that comes first of those with one name."""
    first = named.setdefault(mention.label_span, mention)
    if passage.order.place(mention) < passage.order.place(first):
        named[mention.label_span] = mention


def several(indicator: str, patterns: Patterns) -> tuple[Evidence, ...]:
    """Return the evidence that a report holds several things of this indicator, empty where there is one."""
    known = patterns.words.by_id.get(indicator)
    return (Evidence(NARROW, SEVERAL, None),) if known and known.several else ()


def _as_part(fact: Fact) -> Fact:
    """Mark a part of something no pattern knows (局机关支出…，其中基本支出…): it may not be the unit's own."""
    named = replace(fact.because[0], how="part")
    return replace(fact, because=(named, *fact.because[1:]))


def _is_qualified(mention: Mention, before: Span) -> bool:
    """Tell whether a quality (党员) or another thing measured stands before a name: 三公经费执行率 is no 执行率."""
    inside = [p for p in mention.phrases if before.start <= p.start < before.end]
    others = [p for p in inside if p.kind == "indicator" and not p.weak and p.value != "expenditure_total"]
    return bool(others) or any(p.kind == "cue" and p.value == "attribute" for p in inside)


def _names_rate(stage: Phrase, mention: Mention) -> bool:
    """Tell whether a budget is part of a rate's name: 全年预算执行率 is no rate planned in the budget."""
    glued = 0 <= mention.label_span.start - stage.end <= 1
    return mention.figure.kind == "percent" and stage.value in ("预算", "全年预算") and glued


def _is_fact(mention: Mention) -> bool:
    if not mention.indicator or mention.figure.amount is None:
        return False
    if mention.role in (RATE, COMPLETION):
        return True
    past = mention.stated("year")
    return mention.role == LEVEL or (mention.role == BASE and past is not None)
