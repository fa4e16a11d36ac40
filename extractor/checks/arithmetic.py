"""Relations that fail, as findings: one cause, one finding."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from itertools import islice, takewhile

from extractor.checks.causes import FAILED, Cause, causes
from extractor.checks.equation import equation
from extractor.checks.why import TURNED
from extractor.messages import (
    TURNED_ADVICE,
    amount_of,
    cause_diagnosis,
    cause_message,
    cause_suggestion,
    maybe_suggestion,
    message,
    name,
    suggestion,
    turned_message,
)
from extractor.model import Extract, Figure, Finding, Relation, Rule
from extractor.patterns import Patterns
from extractor.patterns.formulas import Check
from extractor.surroundings import named, quote

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
    Rule("score-lost", "得分等于分值减扣分", "arithmetic", "error"),
    Rule(
        "grade-band",
        "等级与得分相符",
        "wording",
        "error",
        "财政部《项目支出绩效评价管理办法》（财预〔2020〕10号）",
    ),
    Rule("average", "人均、户均等于总额除以数量", "arithmetic", "warning"),
    _ZERO_BASE,
)
_RANK = {kind: i for i, kind in enumerate(("sum", "balance", "table_sum", "subset", "share", "share_total"))}
_BESIDE = 40  # figures that may have been taken for a relation's own
_SEVERITIES = ("error", "warning", "info")
_ALONE = ("order", "count", "score")  # a slip of words, whatever else is wrong with the figures


class _Known:
    """What findings look up in an extract."""

    def __init__(self, extract: Extract) -> None:
        self.document, self.relations = extract.document, extract.relations
        self.figures = {figure.figure_id: figure for figure in extract.figures}
        self.paths = {section.section_id: section.path for section in extract.sections}

    def near(self, relation: Relation) -> list[Figure]:
        """Return the first figures of a relation's paragraph, or of the rows and columns its operands stand in."""
        own = [self.figures[id] for id in relation.figure_ids]
        first = own[0]
        if first.table is None:
            text, place = self.document.text, first.span
            start, end = text.rfind("\n", 0, place.start) + 1, text.find("\n", place.end)
            after = islice(self._in_order, bisect_left(self._starts, start), None)
            inside = takewhile(lambda f: f.span.start < end or end < 0, after)
            return list(islice(inside, _BESIDE))
        lines = {(first.table, "row", f.row) for f in own}
        lines |= {(first.table, "column", f.column) for f in own[1:]}
        found = {f.figure_id: f for line in lines for f in self._lines.get(line, ())}
        return sorted(found.values(), key=lambda f: f.span.start)[:_BESIDE]

    @cached_property
    def failed_sums(self) -> Mapping[str, Sequence[Relation]]:
        """The sums that fail, by figure."""
        found: dict[str, list[Relation]] = defaultdict(list)
        for relation in self.relations:
            if relation.verdict in FAILED and relation.kind in ("sum", "table_sum"):
                for id in relation.figure_ids:
                    found[id].append(relation)
        return found

    @cached_property
    def _in_order(self) -> list[Figure]:
        return sorted(self.figures.values(), key=lambda f: f.span.start)

    @cached_property
    def _starts(self) -> list[int]:
        return [f.span.start for f in self._in_order]

    @cached_property
    def _lines(self) -> Mapping[tuple[int, str, int | None], Sequence[Figure]]:
        """The first figures of each row and column of the tables."""
        found: dict[tuple[int, str, int | None], list[Figure]] = defaultdict(list)
        for figure in (f for f in self._in_order if f.table is not None):
            for line in (("row", figure.row), ("column", figure.column)):
                if figure.table is not None and len(found[figure.table, *line]) < _BESIDE:
                    found[figure.table, *line].append(figure)
        return found


def check(extract: Extract, patterns: Patterns) -> Iterator[Finding]:
    """Yield errors and warnings for failed relations, questions for the formulas that only ask."""
    known = _Known(extract)
    questions = {f.check.id: f.check for f in patterns.formulas if f.check.question}
    severities = {f.check.id: f.check.severity for f in patterns.formulas}
    failed = []
    for relation in extract.relations:
        if relation.rule in questions:
            if _asks(relation):
                yield _question(known, relation, questions[relation.rule])
        elif relation.verdict in FAILED:
            failed.append(relation)
        elif relation.reason == "zero_base" and relation.kind == "growth" and relation.stated:
            yield _zero_base(known, relation)
    for cause in _by_cause(known, failed):
        yield _finding(known, cause, severities)


def _by_cause(known: _Known, failed: Sequence[Relation]) -> Iterator[Cause]:
    """Group failed relations by the operand that makes them fail; slips of words stand alone."""
    yield from (Cause((r,)) for r in failed if r.kind in _ALONE)
    alike = [r for r in failed if r.kind not in _ALONE]
    if alike:
        sound = [r for r in known.relations if r.verdict not in FAILED]
        yield from causes([*alike, *sound], known.figures, known.near)


def _finding(known: _Known, cause: Cause, severities: dict[str, str]) -> Finding:
    group = sorted(cause.relations, key=lambda r: (_RANK.get(r.kind, 9), r.relation_id))
    main = group[0]
    worst = min((_severity(r, severities) for r in group), key=_SEVERITIES.index)
    elsewhere = cause.figure is not None and cause.figure.figure_id != main.figure_ids[0]
    told = (
        _of_cause(known, main, cause) if elsewhere and len(group) > 1 else _of_relation(known, group, cause)
    )
    unique = dict.fromkeys([*told.figure_ids, *(id for r in group for id in r.figure_ids)])
    category = next((r.category for r in RULES if r.id == main.rule), "arithmetic")
    return replace(
        told,
        category="wording" if cause.why == TURNED else category,
        severity=worst,
        figure_ids=tuple(unique),
        relation_ids=tuple(r.relation_id for r in group),
    )


def _severity(relation: Relation, severities: dict[str, str]) -> str:
    """Return how grave a failure is: as its verdict says, no more than its formula allows."""
    told = "error" if relation.verdict == "off" else "warning"
    return max(told, severities.get(relation.rule, "error"), key=_SEVERITIES.index)


def _of_relation(known: _Known, group: Sequence[Relation], cause: Cause) -> Finding:
    """Return a finding on the first of some relations that fail together."""
    main = group[0]
    figures = _figures(known, main)
    others = f"另有{len(group) - 1}处勾稽关系也因此不成立。" if len(group) > 1 else ""
    words = turned_message(figures) if cause.why == TURNED else message(main, figures)
    found = _about(known, main, words + others, suggestion(main, figures))
    found = replace(found, diagnosis=cause.why)
    if cause.why == TURNED:
        found = replace(found, expected=None, difference=None, suggestion=TURNED_ADVICE)
    elif cause.figure is not None and cause.right is not None:
        wrong = named(known.document, cause.figure)
        found = replace(found, suggestion=cause_suggestion(wrong, cause.right, len(group) > 1))
    elif advice := maybe_suggestion(cause.maybe, cause.why) or _of_mark(known, main):
        found = replace(found, suggestion=advice)
    # A slip of words: neither of the two figures is wrong, so there is nothing to correct.
    return replace(found, expected=None, difference=None) if main.kind == "order" else found


def _of_mark(known: _Known, relation: Relation) -> str:
    """Return what a mark above its full mark should be for the total it stands in, empty where no total says so."""
    if relation.rule != "score-limit":
        return ""
    mark, full = (known.figures[id] for id in relation.figure_ids[:2])
    for total in known.failed_sums.get(mark.figure_id, ()):
        right = equation(total, known.figures).solved(mark.figure_id)
        if right is not None and full.amount is not None and 0 <= right <= full.amount.value:
            return cause_suggestion(named(known.document, mark), right, sure=False)
    return ""


def _of_cause(known: _Known, main: Relation, cause: Cause) -> Finding:
    """Return a finding on the one number that makes relations fail, at its own place."""
    assert cause.figure is not None
    assert cause.right is not None
    figure, right = named(known.document, cause.figure), cause.right
    amount = figure.amount
    assert amount is not None
    scale = Decimal(1) if figure.kind == "percent" else amount.scale
    told = cause_message(figure, right, len(cause.relations))
    return replace(
        _about(known, main, told, cause_suggestion(figure, right)),
        section=known.paths.get(figure.section_id, ""),
        page=figure.page,
        quote=quote(known.document, [figure]),
        span=figure.span,
        stated=amount.value * scale,
        expected=right * scale,
        difference=(amount.value - right) * scale,
        diagnosis=cause_diagnosis(figure, right, cause.why),
        figure_ids=(figure.figure_id,),
    )


def _figures(known: _Known, relation: Relation) -> list[Figure]:
    """Return the operands, each with the name that the words around it give it."""
    return [named(known.document, known.figures[id]) for id in relation.figure_ids]


def _about(known: _Known, relation: Relation, told: str, advice: str) -> Finding:
    """Return a finding on a relation, its operands and their place; as information until more is known."""
    figures = _figures(known, relation)
    stated, expected, difference = (
        _as_printed(v, relation, figures[0])
        for v in (relation.stated, relation.computed, relation.difference)
    )
    return Finding(
        finding_id="",
        rule=relation.rule,
        category="arithmetic",
        severity="info",
        message=told,
        section=known.paths.get(relation.section_id, ""),
        page=relation.page,
        quote=quote(known.document, figures),
        span=relation.span,
        stated=stated,
        expected=expected,
        difference=difference,
        suggestion=advice,
        figure_ids=relation.figure_ids,
        relation_ids=(relation.relation_id,),
    )


def _as_printed(value: Decimal | None, relation: Relation, figure: Figure) -> Decimal | None:
    """Return a value in the unit of the dataset: percentages as printed, not as fractions."""
    amount = figure.amount
    fraction = amount is not None and figure.kind == "percent" and relation.stated == amount.base
    if value is None or amount is None or not fraction or relation.stated == amount.value:
        return value
    return value / amount.scale


def _asks(relation: Relation) -> bool:
    """Tell whether a question is to be put: the one side is more than the other, of totals also less."""
    gap = relation.difference
    unexplained = relation.verdict == "undetermined" and gap is not None and gap != 0
    return unexplained and gap is not None and (gap > 0 or relation.kind != "limit")


def _question(known: _Known, relation: Relation, asked: Check) -> Finding:
    figures = _figures(known, relation)
    assert relation.difference is not None
    gap = amount_of(abs(relation.difference), figures)
    others = "与".join(name(f) for f in figures[1:])
    word = "大于" if relation.difference > 0 else "小于"
    told = f"请说明：{name(figures[0])}{word}{others}，相差{gap}，{asked.ask}。"
    return _about(known, relation, told, asked.advice)


def _zero_base(known: _Known, relation: Relation) -> Finding:
    told = "基数为零，增减幅度没有意义，不应写百分比。"
    found = _about(known, relation, told, "请删去百分比，或改写为“上年无此项”。")
    return replace(found, rule=_ZERO_BASE.id, severity=_ZERO_BASE.severity)
