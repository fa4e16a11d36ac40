"""Runs the examples beside every pattern: the expert's examples are the test suite of the patterns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from extractor.model import Anchor, Block, Document, Extract, Span
from extractor.patterns import Patterns
from extractor.pipeline import extract
from extractor.plain import plain


@dataclass(frozen=True, slots=True)
class Case:
    """One example: where it stands, its text, what it expects and what the pipeline gives."""

    where: str
    text: str
    expected: str
    actual: Callable[[Extract], str]


def check_examples(patterns: Patterns) -> tuple[str, ...]:
    """Run every example; return a Chinese sentence for each that fails."""
    return tuple(sentence for case in cases(patterns) if (sentence := run(case, patterns)))


def count_examples(patterns: Patterns) -> int:
    """Count the examples."""
    return sum(1 for _ in cases(patterns))


def run(case: Case, patterns: Patterns) -> str:
    """Run one example; return an empty string when it holds."""
    actual = case.actual(extract(document_of(case.text), patterns))
    if actual == case.expected:
        return ""
    return f"{case.where}：例子「{case.text}」应得「{case.expected or '无'}」，实得「{actual or '无'}」。"


def document_of(text: str) -> Document:
    """Return one paragraph as a document."""
    block = Block("paragraph", Span(0, len(text)), Anchor(paragraph=1))
    return Document("", "例子", "txt", text, plain(text), (block,))


def cases(patterns: Patterns) -> Iterator[Case]:
    """Yield every example of units, hedges, indicators, context, cues and formulas."""
    words = patterns.words
    for unit in words.units:
        for e in unit.examples:
            yield Case(f"units.toml {unit.id}", e.text, e.finds, _figures)
    for hedge in words.hedges:
        for e in hedge.examples:
            yield Case(f"units.toml {hedge.id}", e.text, e.finds, _hedged(hedge.words))
    for indicator in words.indicators:
        for e in indicator.examples:
            yield Case(f"indicators.toml {indicator.id}", e.text, e.finds, _named(indicator.id))
    for part in ("stage", "scope", "year"):
        for entry in getattr(words, f"{part}s"):
            for e in entry.examples:
                yield Case(f"context.toml {entry.id}", e.text, e.finds, _keyed(part, entry.value))
    for cue in words.cues:
        for r in cue.examples:
            yield Case(f"claims.toml {cue.id}", r.text, r.gives, _relations(("sentence",)))
    for formula in patterns.formulas:
        for r in formula.check.examples:
            yield Case(f"checks.toml {formula.check.id}", r.text, r.gives, _of_rule(formula.check.id))


def _figures(found: Extract) -> str:
    return _joined(f.raw for f in found.figures if f.kind != "date")


def _hedged(words: tuple[str, ...]) -> Callable[[Extract], str]:
    return lambda found: _joined(f.raw for f in found.figures if f.amount and f.amount.hedge in words)


def _named(indicator: str) -> Callable[[Extract], str]:
    return lambda found: _joined(f.figure.raw for f in found.facts if f.key.indicator == indicator)


def _keyed(part: str, value: str) -> Callable[[Extract], str]:
    if part == "year":
        # Without a title there is no fiscal year; what counts is that the word was read in the clause.
        return lambda found: _joined(f.figure.raw for f in found.facts)
    return lambda found: _joined(
        f.figure.raw for f in found.facts if getattr(f.key, part) == value and f.how(part) == "clause"
    )


def _relations(sources: tuple[str, ...]) -> Callable[[Extract], str]:
    return lambda found: _joined(f"{r.kind}:{r.verdict}" for r in found.relations if r.source in sources)


def _of_rule(rule: str) -> Callable[[Extract], str]:
    return lambda found: _joined(f"{r.kind}:{r.verdict}" for r in found.relations if r.rule == rule)


def _joined(words: Iterable[str]) -> str:
    return " ".join(words)
