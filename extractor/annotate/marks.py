"""What is written at which words: one mark for each finding of a report, complete without the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.document import Block, Document, Span
from extractor.messages import written_out
from extractor.model import Extract, Figure, Finding, Relation, Result
from extractor.records import flat
from extractor.write.labels import MARKS

AUTHOR = "勾稽"
_LINES = 12  # equations of one finding that are written out; the others are in the workbook
_LONGEST = 2_000  # characters of a line


@flat
@dataclass(frozen=True, slots=True)
class Mark:
    """One remark and the words it stands at: `span`, or where those are not to be found, `block` around them.

    `lines` is what it says, the first line what is wrong. `page` and `box` are those of the block.
    """

    finding_id: str
    severity: str
    span: Span
    block: Span
    lines: tuple[str, ...]
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


def marks_of(result: Result) -> tuple[Mark, ...]:
    """Return the marks of a result in the order of the text; a finding about the whole report stands at its title."""
    extract = result.extract
    if extract is None or not extract.document.blocks:
        return ()
    known = _Known(extract)
    found = [known.mark(finding) for finding in result.findings]
    return tuple(sorted(found, key=lambda mark: mark.span))


class _Known:
    """What marks are made of."""

    def __init__(self, extract: Extract) -> None:
        self._document = extract.document
        self._title = _title(extract)
        self._figures = {figure.figure_id: figure for figure in extract.figures}
        self._relations = {relation.relation_id: relation for relation in extract.relations}

    def mark(self, finding: Finding) -> Mark:
        first = next((self._figures[id] for id in finding.figure_ids if id in self._figures), None)
        span = first.span if first else finding.span
        if not span.of(self._document.text).strip():
            span = self._title
        block = self._document.block_at(span.start) or self._document.blocks[0]
        return Mark(
            finding.finding_id,
            finding.severity,
            _clipped(span, block, self._document),
            block.span,
            tuple(line[:_LONGEST] for line in self._lines(finding)),
            block.anchor.page,
            block.anchor.box,
        )

    def _lines(self, finding: Finding) -> Iterator[str]:
        yield f"{MARKS.get(finding.severity, finding.severity)}：{finding.message}"
        equations = [
            self._written(self._relations[id]) for id in finding.relation_ids if id in self._relations
        ]
        for equation in dict.fromkeys(filter(None, equations[:_LINES])):
            yield f"算式：{equation}。"
        if finding.diagnosis:
            yield f"可能的原因：{finding.diagnosis.rstrip('。')}。"
        if finding.suggestion:
            yield f"建议：{finding.suggestion}"

    def _written(self, relation: Relation) -> str:
        return written_out(relation, self._operands(relation))

    def _operands(self, relation: Relation) -> list[Figure]:
        return [self._figures[id] for id in relation.figure_ids if id in self._figures]


def _title(extract: Extract) -> Span:
    """Return where the title stands, the first words of a report without one."""
    document, title = extract.document, extract.profile.title
    start = document.text.find(title) if title else -1
    return Span(start, start + len(title)) if start >= 0 else document.blocks[0].span


def _clipped(span: Span, block: Block, document: Document) -> Span:
    """Return the part of a span inside its first block, without white space at its ends."""
    start, end = max(span.start, block.span.start), min(span.end, block.span.end)
    words = document.text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    return Span(start, end) if start < end else block.span
