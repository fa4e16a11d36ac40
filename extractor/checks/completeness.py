"""Parts that the template a report follows asks for and the report does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from extractor.document import Span
from extractor.model import Extract, Finding, Rule
from extractor.patterns.templates import Outline, Part, Template, lacking, outline_of, template_of

if TYPE_CHECKING:
    from extractor.patterns import Patterns

INCOMPLETE = Rule(
    "template-incomplete",
    "缺少模板要求的内容",
    "completeness",
    "warning",
    "《项目支出绩效评价管理办法》（财预〔2020〕10号）及各地自评报告提纲",
)
RULES = (INCOMPLETE,)
_QUOTED = 30


def check(extract: Extract, patterns: Patterns) -> Iterator[Finding]:
    """Yield one finding that names every part the report lacks; nothing for a report of no known type."""
    report = report_of(extract)
    template = template_of(patterns.templates, report)
    if template is None or extract.document.notes:
        return  # what was not read may hold what is missing
    missing = lacking(template, report)
    if missing:
        yield _finding(extract, template, missing)


def report_of(extract: Extract) -> Outline:
    """Return what of a report says which template it follows."""
    document, about = extract.document, extract.profile
    paragraphs = [block.span.of(document.plain) for block in document.blocks]
    titles = [section.title for section in extract.sections]
    indicators = {fact.key.indicator for fact in extract.facts}
    return outline_of(about.report_type, about.title, paragraphs, titles, indicators)


def _finding(extract: Extract, template: Template, missing: Sequence[Part]) -> Finding:
    names = "、".join(part.name for part in missing)
    first = extract.document.blocks[0] if extract.document.blocks else None
    span = first.span if first else Span(0, 0)
    return Finding(
        finding_id="",
        rule=INCOMPLETE.id,
        category=INCOMPLETE.category,
        severity=min((part.severity for part in missing), key=("warning", "info").index),
        message=f"按“{template.name}”的要求，报告中没有找到：{names}，请补充，或说明不涉及。",
        section="",
        page=first.anchor.page if first else None,
        quote=" ".join(span.of(extract.document.text).split())[:_QUOTED],
        span=span,
        suggestion=f"请对照提纲补充{names}。",
    )
