"""What the titles above a figure say: stage, scope, year, and the one thing of several that a section is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extractor.document import Document, Span
from extractor.masks import ONE_THING
from extractor.model import Figure, Section
from extractor.patterns import Patterns
from extractor.patterns.phrases import Phrase
from extractor.things import own_thing, thing_of_title


@dataclass(frozen=True, slots=True)
class Heading:
    """What a title and those above it say; `thing` tells that it is about one, `name` how it is called."""

    stage: Phrase | None
    scope: Phrase | None
    year: int | None
    thing: bool = False
    name: str = ""


_NOTHING = Heading(None, None, None)


class HeadingsAbove:
    """What the title of each section says, else the titles above it; a title is read when it is asked for."""

    def __init__(
        self,
        document: Document,
        sections: Sequence[Section],
        dates_in: Callable[[Span], Sequence[Figure]],
        patterns: Patterns,
    ) -> None:
        self._document, self._dates_in, self._patterns = document, dates_in, patterns
        self._sections = {section.section_id: section for section in sections}
        self._read: dict[str, Heading] = {}

    def get(self, section_id: str) -> Heading | None:
        """Return what the titles of a section say; None where there is no such section."""
        section = self._sections.get(section_id)
        if section is None:
            return None
        if section_id not in self._read:
            self._read[section_id] = self._heading(section, self.get(section.parent_id) or _NOTHING)
        return self._read[section_id]

    def _heading(self, section: Section, above: Heading) -> Heading:
        phrases = self._patterns.phrases.find(section.title, 0, len(section.title))
        stages = {p.value: p for p in phrases if p.kind == "stage"}
        scopes = {p.value: p for p in phrases if p.kind == "scope"}
        years = [d.year for d in self._dates_in(section.head)]
        return Heading(
            next(iter(stages.values())) if len(stages) == 1 else (None if stages else above.stage),
            next(iter(scopes.values())) if len(scopes) == 1 else above.scope,
            years[0] if years else above.year,
            above.thing or bool(ONE_THING.search(section.title)),
            _thing_of(self._document, section.title, self._patterns) or above.name,
        )


def _thing_of(document: Document, title: str, patterns: Patterns) -> str:
    """Return the thing a title is about; the one that the whole report is of is none."""
    name = thing_of_title(title, patterns)
    return "" if not name or name in own_thing(document.plain) else name
