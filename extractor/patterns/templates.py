"""Templates of reports, patterns/templates.toml: how a report shows that it follows one, and what it must then hold."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from extractor.errors import PatternError
from extractor.patterns.loader import entries, expect_tables
from extractor.patterns.words import Words
from extractor.plain import plain

SEVERITIES = ("warning", "info")
_BEGINNING = 24  # characters of a paragraph in which a heading without a number may stand


@dataclass(frozen=True, slots=True)
class TemplateExample:
    """A report, one paragraph per line, the template it follows and the parts it lacks, joined by blanks."""

    text: str
    finds: str = ""
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part a report must have: `headings` may begin any paragraph or cell or stand in a section's title, `words` anywhere.

    A fact of one of `indicators` will do as well.
    """

    id: str
    name: str
    severity: str
    headings: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A template: the report types it is for, words of titles it is not for, and the marks of a report that follows it.

    Each of `marks` lists alternatives joined by |; `least` of them must be found, and at least so many `sections`.
    """

    id: str
    name: str
    basis: str
    types: tuple[str, ...]
    parts: tuple[Part, ...]
    without: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    least: int = 0
    sections: int = 0
    examples: tuple[TemplateExample, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """What of a report says which template it follows: type and title, its words, beginnings of paragraphs, facts.

    Words and beginnings are lines without blanks.
    """

    report_type: str
    title: str
    words: str
    beginnings: str
    sections: int
    indicators: frozenset[str]


def outline_of(
    report_type: str,
    title: str,
    paragraphs: Sequence[str],
    titles: Sequence[str],
    indicators: Collection[str],
) -> Outline:
    """Return an outline of paragraphs, in plain text already, and section titles."""
    texts = ["".join(text.split()) for text in paragraphs]
    beginnings = [text[:_BEGINNING] for text in texts] + [_bare(title) for title in titles]
    words, heads = "\n".join(texts), "\n".join(beginnings)
    return Outline(report_type, _bare(title), words, heads, len(titles), frozenset(indicators))


def template_of(templates: Sequence[Template], report: Outline) -> Template | None:
    """Return the template a report follows: the one most of whose marks it shows; None where none is for its type."""
    weights = [(_weight(template, report), template) for template in templates]
    fitting = [(weight, template) for weight, template in weights if weight is not None]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def lacking(template: Template, report: Outline) -> tuple[Part, ...]:
    """Return the parts of a template that a report does not have."""
    return tuple(part for part in template.parts if not _has(part, report))


def _weight(template: Template, report: Outline) -> int | None:
    """Return how many marks of a template a report shows, None where it does not follow it."""
    if report.report_type not in template.types or report.sections < template.sections:
        return None
    if any(word in report.title for word in template.without):
        return None
    shown = sum(any(_bare(word) in report.words for word in mark.split("|")) for mark in template.marks)
    return shown if shown >= template.least else None


def _has(part: Part, report: Outline) -> bool:
    if report.indicators & set(part.indicators) or any(_bare(word) in report.words for word in part.words):
        return True
    return any(_bare(heading) in report.beginnings for heading in part.headings)


@lru_cache(maxsize=4096)  # the words of templates are asked for at every report
def _bare(text: str) -> str:
    return "".join(plain(text).split())


def load_templates(folder: Path, words: Words, types: Collection[str]) -> tuple[Template, ...]:
    """Read templates.toml; raise PatternError for unknown report types, indicators and severities."""
    path = folder / "templates.toml"
    expect_tables(path, ("template",))
    templates = entries(path, "template", Template)
    for template in templates:
        where = f"templates.toml {template.id}"
        if unknown := sorted(set(template.types) - set(types)):
            raise PatternError(f"{where}：报告类型「{unknown[0]}」不在 profile.toml 的名称之内。")
        for part in template.parts:
            _check_part(part, words, f"{where} {part.id}")
    return templates


def _check_part(part: Part, words: Words, where: str) -> None:
    if part.severity not in SEVERITIES:
        raise PatternError(f"{where}：severity「{part.severity}」不在可用值之内（{'、'.join(SEVERITIES)}）。")
    if unknown := sorted(set(part.indicators) - set(words.by_id)):
        raise PatternError(f"{where}：指标「{unknown[0]}」不在 indicators.toml 的 id 之内。")
    if not (part.headings or part.words or part.indicators):
        raise PatternError(f"{where}：headings、words、indicators 至少写一个。")
