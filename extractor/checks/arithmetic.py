"""Relations that fail, as findings: one cause, one finding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.document import Span
from extractor.messages import diagnosis_of, message, name, suggestion
from extractor.model import Extract, Figure, Finding, Relation, Rule
from extractor.patterns import Patterns
from extractor.relations import money_text

_SUM = Rule("sum", "分项之和等于总数", "arithmetic", "error")
_ZERO_BASE = Rule("growth-zero-base", "基数为零的增长率", "arithmetic", "warning")
RULES = (
    _SUM,
    Rule("subset", "其中项不大于总数", "arithmetic", "error"),
    Rule("share", "占比与金额相符", "arithmetic", "error"),
    Rule("share-total", "各项占比之和为100%", "arithmetic", "error"),
    Rule("growth", "增减幅度与金额相符", "arithmetic", "error"),
    Rule("completion", "完成率与金额相符", "arithmetic", "error"),
    Rule("remainder", "结余等于可用资金减支出", "arithmetic", "error"),
    Rule("budget-adjusted", "调整后预算等于年初预算加减调整数", "arithmetic", "error"),
    Rule("rate", "比率与数量相符", "arithmetic", "error"),
    Rule("table-sum", "表内合计等于分项之和", "arithmetic", "error"),
    Rule("count-list", "数量与列举相符", "count", "error"),
    Rule("agreement", "同一指标前后一致", "agreement", "error"),
    Rule("written-formula", "写出的算式与结果相符", "arithmetic", "error"),
    Rule("difference", "增减额等于前后两数之差", "arithmetic", "error"),
    Rule("order", "文字表述与金额大小相符", "wording", "error"),
    Rule("score-limit", "得分不高于分值", "arithmetic", "error"),
    _ZERO_BASE,
)
_FAILED = ("off", "suspect")
_RANK = {kind: i for i, kind in enumerate(("sum", "balance", "table_sum", "subset", "share", "share_total"))}
_ALONE = ("order", "count", "score")  # a slip of words, whatever else is wrong with the figures
_WIDTH = 160


def check(extract: Extract, patterns: Patterns) -> Iterator[Finding]:
    """Yield errors and warnings for failed relations, questions for the formulas that only ask."""
    questions = {f.check.id for f in patterns.formulas if f.check.question}
    severities = {f.check.id: f.check.severity for f in patterns.formulas}
    failed = []
    for relation in extract.relations:
        if relation.rule in questions:
            if relation.difference is not None and relation.difference > 0:
                yield _question(extract, relation)
        elif relation.verdict in _FAILED:
            failed.append(relation)
        elif relation.reason == "zero_base" and relation.stated:
            yield _zero_base(extract, relation)
    for group in _by_cause(extract, failed):
        yield _finding(extract, group, severities)


def _by_cause(extract: Extract, failed: Sequence[Relation]) -> Iterator[list[Relation]]:
    """Group failed relations that share an operand, the operand that most of them share first."""
    holds = Counter(
        id
        for r in extract.relations
        if r.verdict in ("exact", "rounded") and r.kind == "sum"
        for id in r.figure_ids
    )
    yield from ([r] for r in failed if r.kind in _ALONE)
    left = [r for r in failed if r.kind not in _ALONE]
    while left:
        uses = Counter(id for r in left for id in r.figure_ids)
        # Of two operands that explain as much, the one that no holding sum speaks for is the wrong one.
        cause = min(uses, key=lambda id: (-uses[id], holds[id], int(id[1:])))
        group = [r for r in left if cause in r.figure_ids]
        left = [r for r in left if cause not in r.figure_ids]
        yield sorted(group, key=lambda r: (_RANK.get(r.kind, 9), r.relation_id))


def _finding(extract: Extract, group: Sequence[Relation], severities: dict[str, str]) -> Finding:
    main = group[0]
    figures = _figures(extract, main)
    worst = "error" if any(r.verdict == "off" for r in group) else "warning"
    if worst == "error" and severities.get(main.rule) == "warning":
        worst = "warning"
    others = f"另有{len(group) - 1}处勾稽关系也因此不成立。" if len(group) > 1 else ""
    unique = dict.fromkeys(id for r in group for id in r.figure_ids)
    return replace(
        _about(extract, main, message(main, figures) + others, suggestion(main, figures)),
        category=next((r.category for r in RULES if r.id == main.rule), "arithmetic"),
        severity=worst,
        diagnosis=diagnosis_of(main, figures),
        figure_ids=tuple(unique),
        relation_ids=tuple(r.relation_id for r in group),
    )


def _figures(extract: Extract, relation: Relation) -> list[Figure]:
    by_id = {f.figure_id: f for f in extract.figures}
    return [by_id[id] for id in relation.figure_ids]


def _about(extract: Extract, relation: Relation, told: str, advice: str) -> Finding:
    """Return a finding on a relation, its operands and their place; as information until more is known."""
    section = extract.section(relation.section_id)
    return Finding(
        finding_id="",
        rule=relation.rule,
        category="arithmetic",
        severity="info",
        message=told,
        section=section.path if section else "",
        page=relation.page,
        quote=_quote(extract, _figures(extract, relation)),
        span=relation.span,
        stated=relation.stated,
        expected=relation.computed,
        difference=relation.difference,
        suggestion=advice,
        figure_ids=relation.figure_ids,
        relation_ids=(relation.relation_id,),
    )


def _quote(extract: Extract, figures: Sequence[Figure]) -> str:
    """Return the sentence (in a table the row) of the operands; of far apart operands the first and the last."""
    spans = sorted({_surroundings(extract, figure) for figure in figures})
    parts = [spans[0], spans[-1]] if len(spans) > 1 else spans
    if len(spans) > 1 and spans[-1].end - spans[0].start <= _WIDTH and not any(f.table for f in figures):
        parts = [Span(spans[0].start, spans[-1].end)]
    words = [re.sub(r"\s+", " ", span.of(extract.document.text)).strip() for span in parts]
    width = _WIDTH // len(words)
    return " …… ".join(w if len(w) <= width else f"{w[: width - 1]}…" for w in words)


def _surroundings(extract: Extract, figure: Figure) -> Span:
    document = extract.document
    block = document.block_at(figure.span.start)
    if block is None:
        return figure.span
    if figure.table is not None:
        row = [
            b.span for b in document.blocks if (b.anchor.table, b.anchor.row) == (figure.table, figure.row)
        ]
        return Span(row[0].start, row[-1].end)
    text = document.text
    start = max(text.rfind(mark, block.span.start, figure.span.start) for mark in "。；") + 1
    ends = [i + 1 for mark in "。" if (i := text.find(mark, figure.span.end, block.span.end)) >= 0]
    return Span(max(start, block.span.start), min(ends, default=block.span.end))


def _question(extract: Extract, relation: Relation) -> Finding:
    figures = _figures(extract, relation)
    assert relation.difference is not None
    gap = money_text(relation.difference, figures[0])
    others = "与".join(name(f) for f in figures[1:])
    told = f"请说明：{name(figures[0])}大于{others}，相差{gap}，报告未说明差额的来源（如年初结转）。"
    return _about(extract, relation, told, "请补充年初结转和结余等资金来源。")


def _zero_base(extract: Extract, relation: Relation) -> Finding:
    told = "基数为零，增减幅度没有意义，不应写百分比。"
    found = _about(extract, relation, told, "请删去百分比，或改写为“上年无此项”。")
    return replace(found, rule=_ZERO_BASE.id, severity=_ZERO_BASE.severity)
