"""Units: tables of amounts that name none."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.model import Extract, Figure, Finding, Rule
from extractor.patterns import Patterns

MISSING = Rule("unit-missing", "表格写明金额单位", "unit", "info")
RULES = (MISSING,)


def check(extract: Extract, patterns: Patterns) -> Iterator[Finding]:
    """Yield a finding for each table of amounts without a unit in caption, header or cell."""
    first: dict[int, Figure] = {}
    for figure in extract.figures:
        if figure.unit_from == "missing" and figure.kind == "money" and figure.table is not None:
            first.setdefault(figure.table, figure)
    for figure in first.values():
        section = extract.section(figure.section_id)
        yield Finding(
            finding_id="",
            rule=MISSING.id,
            category=MISSING.category,
            severity=MISSING.severity,
            message="表格没有写明金额单位，只核对了表内关系，金额没有进入指标，请补写单位。",
            section=section.path if section else "",
            page=figure.page,
            quote=figure.raw,
            span=figure.span,
            suggestion="请在表格上方写明“单位：万元”或“单位：元”。",
            figure_ids=(figure.figure_id,),
        )
