"""What each sheet of the workbook shows; the tables' declarations give columns and titles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from extractor.model import Figure, Finding, Relation, Result, Section
from extractor.write import labels, undecided, values
from extractor.write.display import clipped, operand, reading, scaled, unit_of
from extractor.write.links import to_row
from extractor.write.schema import Cell, View
from extractor.write.sheet_columns import Sheet, SheetColumn, Show, borrowed, file_of, of, translated, year
from extractor.write.standing import Ranked, named
from extractor.write.tables import DOCUMENTS, FACTS, FIGURES, FINDINGS, RELATIONS, SECTIONS

_ROWS_TOLD = 3


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
    # What a finding speaks of is listed, whatever its kind, so that its link leads somewhere.
    told = {id for finding in view.result.findings for id in finding.figure_ids} | view.facts.keys()
    for figure in extract.figures if extract else ():
        if figure.amount and (figure.kind == "money" or figure.figure_id in told):
            yield figure


def _yuan(view: View, figure: Figure) -> Cell:
    return figure.amount.base if figure.amount and figure.kind == "money" else None


def _keep_figure(view: View, figure: Figure, row: int) -> None:
    view.places.figures[figure.figure_id] = row


def _keep_relation(view: View, relation: Relation, row: int) -> None:
    view.places.relations[relation.relation_id] = row


def _rows_of(ids: Iterable[str], rows: Mapping[str, int]) -> list[int]:
    return [rows[id] for id in ids if id in rows]


def _told(rows: list[int]) -> str:
    more = "等" if len(rows) > _ROWS_TOLD else ""
    return f"第 {'、'.join(map(str, rows[:_ROWS_TOLD]))} 行{more}" if rows else ""


def _figure_rows(view: View, finding: Finding) -> list[int]:
    return _rows_of(finding.figure_ids, view.places.figures)


def _relation_rows(view: View, finding: Finding) -> list[int]:
    return _rows_of(finding.relation_ids, view.places.relations)


def _leads(sheet: str, rows: Callable[[View, Finding], list[int]]) -> SheetColumn[Finding]:
    """Make a column that names the rows of another sheet and leads to the first."""

    def link(view: View, finding: Finding) -> str:
        found = rows(view, finding)
        return to_row(sheet, found[0]) if found else ""

    return SheetColumn(f"{sheet}（点击查看）", 14, lambda v, f: _told(rows(v, f)), link=link, printed=False)


def _indicator(view: View, figure: Figure) -> Cell:
    fact = view.facts.get(figure.figure_id)
    return view.names.indicator_name(fact.key.indicator) if fact else ""


def _indented(view: View, section: Section) -> Cell:
    return f"{section.number}{section.title}"


def _percent(result: Result) -> str:
    return "percent" if result.extract and result.extract.relations else ""


def _undetermined_share(view: View, result: Result) -> Cell:
    relations = result.extract.relations if result.extract else ()
    if not relations:
        return None
    share = Decimal(sum(r.verdict == "undetermined" for r in relations)) / len(relations)
    return share.quantize(Decimal("0.0001"))


OVERVIEW: Sheet[Result] = Sheet(
    "总览",
    lambda view: (view.result,),
    (
        file_of(DOCUMENTS, 40),
        of(DOCUMENTS, "unit_name", 26),
        of(DOCUMENTS, "fiscal_year", 8, style=year),
        of(DOCUMENTS, "status", 16, lambda v, r: labels.status_of(r), lambda r: r.status),
        of(DOCUMENTS, "errors", 8, style=lambda r: "error" if r.count("error") else ""),
        of(DOCUMENTS, "warnings", 8, style=lambda r: "warning" if r.count("warning") else ""),
        of(DOCUMENTS, "infos", 8),
        of(DOCUMENTS, "relations", 10),
        *(of(DOCUMENTS, verdict, 10) for verdict in labels.VERDICTS),
        SheetColumn("无法核对占比", 10, _undetermined_share, _percent),
        of(DOCUMENTS, "figures", 8),
        of(DOCUMENTS, "pages", 7),
        of(DOCUMENTS, "error", 36),
    ),
)

# What stands at the right of the overview, for the unit of each report.
UNIT_COLUMNS = (
    ("单位名次", 10),
    ("单位报告数", 11),
    ("单位错误", 10),
    ("单位警告", 10),
    ("单位提示", 10),
    ("单位无法核对", 12),
)

AMOUNTS: Sheet[Figure] = Sheet(
    "金额明细",
    _amounts,
    (
        of(FIGURES, "file", 30),
        borrowed(FINDINGS, "unit_name", 18, lambda v, f: v.unit_name),
        borrowed(FINDINGS, "section", 22, lambda v, f: _path(v, f.section_id)),
        of(FIGURES, "page", 5),
        of(FIGURES, "label", 22),
        of(FIGURES, "raw", 16),
        of(FIGURES, "value", 16, lambda v, f: reading(f)),
        of(FIGURES, "unit", 8, lambda v, f: unit_of(f)),
        borrowed(FACTS, "indicator_name", 20, _indicator),
        of(FIGURES, "year", 8, style=year),
        of(FIGURES, "stage", 10),
        of(FIGURES, "scope", 12),
        of(FIGURES, "quote", 44),
        SheetColumn("金额（元）", 18, _yuan, lambda f: "yuan"),
    ),
    keep=_keep_figure,
)

RELATIONS_SHEET: Sheet[Relation] = Sheet(
    "勾稽关系",
    lambda view: view.result.extract.relations if view.result.extract else (),
    (
        translated(RELATIONS, "verdict", 12, labels.VERDICT_MARKS, lambda r: r.verdict),
        of(RELATIONS, "file", 30),
        borrowed(FINDINGS, "unit_name", 18, lambda v, r: v.unit_name),
        borrowed(FINDINGS, "section", 22, lambda v, r: _path(v, r.section_id)),
        of(RELATIONS, "page", 5),
        translated(RELATIONS, "kind", 11, labels.KINDS),
        of(RELATIONS, "expression", 38, undecided.expression),
        of(RELATIONS, "stated", 14, _relation_value("stated")),
        of(RELATIONS, "computed", 14, _relation_value("computed")),
        of(RELATIONS, "difference", 12, _relation_value("difference")),
        of(RELATIONS, "slack", 10, _relation_value("slack")),
        borrowed(FIGURES, "unit", 8, _unit),
        of(RELATIONS, "reason", 24, _reason),
        translated(RELATIONS, "source", 10, labels.SOURCES),
        of(RELATIONS, "rule", 16, lambda v, r: v.rule_name(r.rule)),
        borrowed(FIGURES, "quote", 46, undecided.said),
    ),
    frozen=2,
    keep=_keep_relation,
)

PROBLEMS: Sheet[Finding] = Sheet(
    "问题清单",
    lambda view: view.result.findings,
    (
        translated(FINDINGS, "severity", 9, labels.MARKS, lambda f: f.severity),
        file_of(FINDINGS, 30),
        of(FINDINGS, "unit_name", 18),
        of(FINDINGS, "fiscal_year", 8, style=year),
        translated(FINDINGS, "category", 12, labels.CATEGORIES),
        of(FINDINGS, "message", 44),
        of(FINDINGS, "quote", 44, lambda v, f: clipped(f.quote)),
        of(FINDINGS, "section", 22),
        of(FINDINGS, "page", 5),
        of(FINDINGS, "stated", 12, _finding_value("stated")),
        of(FINDINGS, "expected", 12, values.expected),
        of(FINDINGS, "difference", 11, values.difference),
        borrowed(FIGURES, "unit", 9, values.unit),
        of(FINDINGS, "diagnosis", 26),
        of(FINDINGS, "suggestion", 28),
        of(FINDINGS, "rule", 16, lambda v, f: v.rule_name(f.rule)),
        of(FINDINGS, "finding_id", 19),
        _leads(AMOUNTS.title, _figure_rows),
        _leads(RELATIONS_SHEET.title, _relation_rows),
    ),
    frozen=2,
)

OUTLINE: Sheet[Section] = Sheet(
    "目录结构",
    lambda view: view.result.extract.sections if view.result.extract else (),
    (
        of(SECTIONS, "file", 40),
        of(SECTIONS, "title", 60, _indented, lambda s: f"indent{min(s.level, 9)}"),
        of(SECTIONS, "level", 6),
        of(SECTIONS, "page", 6),
        translated(SECTIONS, "irregular", 14, labels.IRREGULAR),
    ),
)


def standing_of(place: Ranked | None) -> list[tuple[Cell, str]]:
    """Return the cells of `UNIT_COLUMNS`, empty for a report that names no unit."""
    if place is None or not named(place.key):
        return [("", "")] * len(UNIT_COLUMNS)
    tally = place.tally
    return [
        (place.rank, ""),
        (tally.reports, ""),
        (tally.errors, "error" if tally.errors else ""),
        (tally.warnings, "warning" if tally.warnings else ""),
        (tally.infos, ""),
        (tally.undetermined, ""),
    ]
