"""What each sheet of the workbook shows; the tables' declarations give columns and titles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from extractor.model import Figure, Finding, Relation, Result, Section
from extractor.write import labels, undecided, values
from extractor.write.display import clipped, operand, reading, scaled, unit_of
from extractor.write.schema import Cell, Table, View
from extractor.write.tables import DOCUMENTS, FACTS, FIGURES, FINDINGS, RELATIONS, SECTIONS

R = TypeVar("R")
Show = Callable[[View, R], Cell]
Style = Callable[[R], str]


def _unstyled(record: object) -> str:
    return ""


def _year(record: object) -> str:
    return "year"


@dataclass(frozen=True, slots=True)
class SheetColumn(Generic[R]):
    """A column of a sheet: title, width in characters, what it shows and its style by record."""

    title: str
    width: int
    show: Show[R]
    style: Style[R] = _unstyled


@dataclass(frozen=True, slots=True)
class Sheet(Generic[R]):
    """A sheet that grows document by document."""

    title: str
    records: Callable[[View], Iterable[R]]
    columns: tuple[SheetColumn[R], ...]


def _of(
    table: Table[R], name: str, width: int, show: Show[R] | None = None, style: Style[R] = _unstyled
) -> SheetColumn[R]:
    column = table.column(name)
    return SheetColumn(column.title, width, show or column.value, style)


def _named(
    table: Table[R], name: str, width: int, names: Mapping[str, str], style: Style[R] = _unstyled
) -> SheetColumn[R]:
    value = table.column(name).value

    def show(view: View, record: R) -> Cell:
        cell = value(view, record)
        return labels.chinese(names, cell) if isinstance(cell, str) else cell

    return _of(table, name, width, show, style)


def _extra(
    table: Table[Any], name: str, width: int, show: Show[R], style: Style[R] = _unstyled
) -> SheetColumn[R]:
    """Borrow the title of another table's column."""
    return SheetColumn(table.column(name).title, width, show, style)


def _path(view: View, section_id: str) -> str:
    section = view.sections.get(section_id)
    return section.path if section else ""


def _unit(view: View, record: Relation) -> str:
    return "" if record.stated is None else unit_of(operand(view, record.figure_ids))


def _relation_value(name: str) -> Show[Relation]:
    return lambda v, r: scaled(getattr(r, name), operand(v, r.figure_ids))


def _finding_value(name: str) -> Show[Finding]:
    return lambda v, f: scaled(getattr(f, name), operand(v, f.figure_ids))


def _reason(view: View, relation: Relation) -> Cell:
    return undecided.why(view, relation) if relation.verdict == "undetermined" else relation.reason


def _amounts(view: View) -> Iterator[Figure]:
    extract = view.result.extract
    for figure in extract.figures if extract else ():
        if figure.amount and (figure.kind == "money" or figure.figure_id in view.facts):
            yield figure


def _indicator(view: View, figure: Figure) -> Cell:
    fact = view.facts.get(figure.figure_id)
    return view.names.indicator_name(fact.key.indicator) if fact else ""


def _indented(view: View, section: Section) -> Cell:
    return f"{section.number}{section.title}"


def _undetermined_share(view: View, result: Result) -> Cell:
    relations = result.extract.relations if result.extract else ()
    if not relations:
        return ""
    return f"{sum(r.verdict == 'undetermined' for r in relations) / len(relations):.1%}"


OVERVIEW: Sheet[Result] = Sheet(
    "总览",
    lambda view: (view.result,),
    (
        _of(DOCUMENTS, "file", 40),
        _of(DOCUMENTS, "unit_name", 26),
        _of(DOCUMENTS, "fiscal_year", 8, style=_year),
        _of(DOCUMENTS, "status", 16, lambda v, r: labels.status_of(r), lambda r: r.status),
        _of(DOCUMENTS, "errors", 8, style=lambda r: "error" if r.count("error") else ""),
        _of(DOCUMENTS, "warnings", 8, style=lambda r: "warning" if r.count("warning") else ""),
        _of(DOCUMENTS, "infos", 8),
        _of(DOCUMENTS, "relations", 10),
        *(_of(DOCUMENTS, verdict, 10) for verdict in labels.VERDICTS),
        SheetColumn("无法核对占比", 10, _undetermined_share, lambda r: "right"),
        _of(DOCUMENTS, "figures", 8),
        _of(DOCUMENTS, "pages", 7),
        _of(DOCUMENTS, "error", 50),
    ),
)

AMOUNTS: Sheet[Figure] = Sheet(
    "金额明细",
    _amounts,
    (
        _of(FIGURES, "file", 30),
        _extra(FINDINGS, "unit_name", 18, lambda v, f: v.unit_name),
        _extra(FINDINGS, "section", 22, lambda v, f: _path(v, f.section_id)),
        _of(FIGURES, "page", 5),
        _of(FIGURES, "label", 22),
        _of(FIGURES, "raw", 16),
        _of(FIGURES, "value", 16, lambda v, f: reading(f)),
        _of(FIGURES, "unit", 8, lambda v, f: unit_of(f)),
        _extra(FACTS, "indicator_name", 20, _indicator),
        _of(FIGURES, "year", 8, style=_year),
        _of(FIGURES, "stage", 10),
        _of(FIGURES, "scope", 12),
        _of(FIGURES, "quote", 44),
    ),
)

RELATIONS_SHEET: Sheet[Relation] = Sheet(
    "勾稽关系",
    lambda view: view.result.extract.relations if view.result.extract else (),
    (
        _named(RELATIONS, "verdict", 12, labels.VERDICT_MARKS, lambda r: r.verdict),
        _of(RELATIONS, "file", 30),
        _extra(FINDINGS, "unit_name", 18, lambda v, r: v.unit_name),
        _extra(FINDINGS, "section", 22, lambda v, r: _path(v, r.section_id)),
        _of(RELATIONS, "page", 5),
        _named(RELATIONS, "kind", 11, labels.KINDS),
        _of(RELATIONS, "expression", 38, undecided.expression),
        _of(RELATIONS, "stated", 14, _relation_value("stated")),
        _of(RELATIONS, "computed", 14, _relation_value("computed")),
        _of(RELATIONS, "difference", 12, _relation_value("difference")),
        _of(RELATIONS, "slack", 10, _relation_value("slack")),
        _extra(FIGURES, "unit", 8, _unit),
        _of(RELATIONS, "reason", 24, _reason),
        _named(RELATIONS, "source", 10, labels.SOURCES),
        _of(RELATIONS, "rule", 16, lambda v, r: v.rule_name(r.rule)),
        _extra(FIGURES, "quote", 46, undecided.said),
    ),
)

PROBLEMS: Sheet[Finding] = Sheet(
    "问题清单",
    lambda view: view.result.findings,
    (
        _named(FINDINGS, "severity", 9, labels.MARKS, lambda f: f.severity),
        _of(FINDINGS, "file", 30),
        _of(FINDINGS, "unit_name", 18),
        _of(FINDINGS, "fiscal_year", 8, style=_year),
        _named(FINDINGS, "category", 12, labels.CATEGORIES),
        _of(FINDINGS, "message", 44),
        _of(FINDINGS, "quote", 44, lambda v, f: clipped(f.quote)),
        _of(FINDINGS, "section", 22),
        _of(FINDINGS, "page", 5),
        _of(FINDINGS, "stated", 12, _finding_value("stated")),
        _of(FINDINGS, "expected", 12, values.expected),
        _of(FINDINGS, "difference", 11, values.difference),
        _extra(FIGURES, "unit", 9, values.unit),
        _of(FINDINGS, "diagnosis", 26),
        _of(FINDINGS, "suggestion", 28),
        _of(FINDINGS, "rule", 16, lambda v, f: v.rule_name(f.rule)),
        _of(FINDINGS, "finding_id", 19),
    ),
)

OUTLINE: Sheet[Section] = Sheet(
    "目录结构",
    lambda view: view.result.extract.sections if view.result.extract else (),
    (
        _of(SECTIONS, "file", 40),
        _of(SECTIONS, "title", 60, _indented, lambda s: f"indent{min(s.level, 9)}"),
        _of(SECTIONS, "level", 6),
        _of(SECTIONS, "page", 6),
        _named(SECTIONS, "irregular", 14, labels.IRREGULAR),
    ),
)


@dataclass(frozen=True, slots=True)
class _Gap:
    """Something that was not read or not decided."""

    what: str
    code: str
    why: str
    example: str = ""
    count: int = 1


def _gaps(view: View) -> Iterator[_Gap]:
    result = view.result
    if result.extract is None:
        yield _Gap(
            labels.STATUSES["failed"], labels.chinese(labels.ERROR_CODES, result.error_code), result.error
        )
        return
    document = result.extract.document
    for note in document.notes:
        yield _Gap(labels.STATUSES["partial"], "", note)
    for remark in document.remarks:
        yield _Gap("按约定略去", "", remark)
    if document.via:
        yield _Gap("识别读取", "", labels.via(document.via))
    groups: dict[tuple[str, str], list[Relation]] = {}
    for relation in result.extract.relations:
        if relation.verdict == "undetermined":
            groups.setdefault((relation.kind, undecided.why(view, relation)), []).append(relation)
    for (kind, why), relations in groups.items():
        name = labels.chinese(labels.KINDS, kind)
        yield _Gap(
            labels.VERDICTS["undetermined"], name, why, undecided.said(view, relations[0]), len(relations)
        )


GAPS: Sheet[_Gap] = Sheet(
    "未能处理",
    _gaps,
    (
        SheetColumn("情况", 12, lambda v, g: g.what),
        _extra(DOCUMENTS, "file", 40, lambda v, g: v.result.file),
        _extra(DOCUMENTS, "unit_name", 24, lambda v, g: v.unit_name),
        SheetColumn("种类", 20, lambda v, g: g.code),
        _extra(DOCUMENTS, "error", 60, lambda v, g: g.why),
        SheetColumn("条数", 8, lambda v, g: g.count),
        SheetColumn("例", 50, lambda v, g: g.example),
    ),
)


def passed_over(files: Iterable[str]) -> Iterator[list[tuple[Cell, str]]]:
    """Yield a row of the last sheet for each file that is no report."""
    for file in files:
        cells: tuple[Cell, ...] = ("没有处理", file, "", "不是报告", "不是报告的格式，没有处理", 1, "")
        yield [(cell, "") for cell in cells]
