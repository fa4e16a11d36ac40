"""What the titles above a figure say: stage, scope, year, and the one thing of several that a section is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


def headings_above(
    document: Document,
    sections: Sequence[Section],
    dates_in: Callable[[Span], Sequence[Figure]],
    patterns: Patterns,
) -> Mapping[str, Heading]:
    """Return for each section what its title says, else what the titles above it say."""
    made: dict[str, Heading] = {}
    for section in sections:
        above = made.get(section.parent_id, _NOTHING)
        phrases = patterns.phrases.find(section.title, 0, len(section.title))
        stages = {p.value: p for p in phrases if p.kind == "stage"}
        scopes = {p.value: p for p in phrases if p.kind == "scope"}
        years = [d.year for d in dates_in(section.head)]
        made[section.section_id] = Heading(
            next(iter(stages.values())) if len(stages) == 1 else (None if stages else above.stage),
            next(iter(scopes.values())) if len(scopes) == 1 else above.scope,
            years[0] if years else above.year,
            above.thing or bool(ONE_THING.search(section.title)),
            _thing_of(document, section.title, patterns) or above.name,
        )
    return made


def _thing_of(document: Document, title: str, patterns: Patterns) -> str:
    """Return the thing a title is about; the one that the whole report is of is none."""
    name = thing_of_title(title, patterns)
    return "" if not name or name in own_thing(document.plain) else name
