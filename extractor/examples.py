"""Runs the examples beside every pattern: the expert's examples are the test suite of the patterns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from extractor.checks.completeness import report_of
from extractor.document import Anchor, Block, Document, Span
from extractor.model import Extract
from extractor.patterns import Patterns
from extractor.patterns.formulas import Check
from extractor.patterns.grades import Grade
from extractor.patterns.templates import lacking, template_of
from extractor.patterns.words import ContextWord, Cue, Hedge, Indicator, RelationExample, Unit
from extractor.pipeline import extract
from extractor.plain import plain


@dataclass(frozen=True, slots=True)
class Case:
    """One example: where it stands, its text, what it expects and what the pipeline gives.

    With `lines`, each line of the text is a paragraph.
    """

    where: str
    text: str
    expected: str
    actual: Callable[[Extract], str]
    lines: bool = False


def check_examples(patterns: Patterns) -> tuple[str, ...]:
    """Run every example; return a Chinese sentence for each that fails."""
    return tuple(sentence for case in cases(patterns) if (sentence := run(case, patterns)))


def count_examples(patterns: Patterns) -> int:
    """Count the examples."""
    return sum(1 for _ in cases(patterns))


def run(case: Case, patterns: Patterns) -> str:
    """Run one example; return an empty string when it holds."""
    read = report_from if case.lines else document_of
    actual = case.actual(extract(read(case.text), patterns))
    if actual == case.expected:
        return ""
    return f"{case.where}：例子「{case.text}」应得「{case.expected or '无'}」，实得「{actual or '无'}」。"


def document_of(text: str) -> Document:
    """Return one paragraph as a document."""
    return _document(text, [Span(0, len(text))])


def report_from(text: str) -> Document:
    """Return a document with a paragraph for each line."""
    ends = [i for i, c in enumerate(text) if c == "\n"]
    return _document(text, [Span(a + 1, b) for a, b in pairwise([-1, *ends, len(text)])])


def _document(text: str, spans: Iterable[Span]) -> Document:
    blocks = (Block("paragraph", span, Anchor(paragraph=n)) for n, span in enumerate(spans, start=1))
    return Document("", "例子", "txt", text, plain(text), tuple(blocks))


def cases(patterns: Patterns) -> Iterator[Case]:
    """Yield every example of units, hedges, indicators, context, cues and formulas."""
    words = patterns.words
    yield from _cases("units.toml", words.units, lambda _: _figures)
    yield from _cases("units.toml", words.hedges, lambda hedge: _hedged(hedge.words))
    yield from _cases("indicators.toml", words.indicators, lambda indicator: _named(indicator.id))
    yield from _cases("context.toml", words.stages, lambda entry: _keyed("stage", entry.value))
    yield from _cases("context.toml", words.scopes, lambda entry: _keyed("scope", entry.value))
    # Without a title there is no fiscal year; what counts is that the figure is read as a fact.
    yield from _cases("context.toml", words.years, lambda _: _facts)
    yield from _cases("claims.toml", words.cues, lambda _: _sentences)
    yield from _cases("grades.toml", patterns.grades, lambda _: _sentences)
    yield from _cases("checks.toml", [f.check for f in patterns.formulas], lambda check: _of_rule(check.id))
    for template in patterns.templates:
        for example in template.examples:
            wanted = f"{example.finds} {example.lacks}".strip()
            yield Case(f"templates.toml {template.id}", example.text, wanted, _template(patterns), lines=True)


E = TypeVar("E", Unit, Hedge, Indicator, ContextWord, Cue, Check, Grade)


def _cases(
    file: str, entries: Iterable[E], actual: Callable[[E], Callable[[Extract], str]]
) -> Iterator[Case]:
    for entry in entries:
        for example in entry.examples:
            expected = example.gives if isinstance(example, RelationExample) else example.finds
            yield Case(f"{file} {entry.id}", example.text, expected, actual(entry))


def _figures(found: Extract) -> str:
    return _joined(f.raw for f in found.figures if f.kind != "date")


def _hedged(words: tuple[str, ...]) -> Callable[[Extract], str]:
    return lambda found: _joined(f.raw for f in found.figures if f.amount and f.amount.hedge in words)


def _named(indicator: str) -> Callable[[Extract], str]:
    return lambda found: _joined(f.figure.raw for f in found.facts if f.key.indicator == indicator)


def _facts(found: Extract) -> str:
    return _joined(f.figure.raw for f in found.facts)


def _keyed(part: str, value: str) -> Callable[[Extract], str]:
    return lambda found: _joined(
        f.figure.raw for f in found.facts if getattr(f.key, part) == value and f.how(part) == "clause"
    )


def _sentences(found: Extract) -> str:
    return _joined(f"{r.kind}:{r.verdict}" for r in found.relations if r.source == "sentence")


def _of_rule(rule: str) -> Callable[[Extract], str]:
    return lambda found: _joined(f"{r.kind}:{r.verdict}" for r in found.relations if r.rule == rule)


def _template(patterns: Patterns) -> Callable[[Extract], str]:
    def followed(found: Extract) -> str:
        report = report_of(found)
        template = template_of(patterns.templates, report)
        return _joined([template.id, *(p.id for p in lacking(template, report))]) if template else ""

    return followed


def _joined(words: Iterable[str]) -> str:
    return " ".join(words)
