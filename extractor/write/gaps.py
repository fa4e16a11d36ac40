"""未能处理: the sheet of what was not read, not decided or no report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.model import Relation
from extractor.write import labels, undecided
from extractor.write.schema import Cell, View
from extractor.write.sheet_columns import Sheet, SheetColumn, borrowed
from extractor.write.tables import DOCUMENTS


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
        borrowed(DOCUMENTS, "file", 40, lambda v, g: v.result.file),
        borrowed(DOCUMENTS, "unit_name", 24, lambda v, g: v.unit_name),
        SheetColumn("种类", 20, lambda v, g: g.code),
        borrowed(DOCUMENTS, "error", 60, lambda v, g: g.why),
        SheetColumn("条数", 8, lambda v, g: g.count),
        SheetColumn("例", 50, lambda v, g: g.example),
    ),
    frozen=2,
)


def passed_over(files: Iterable[str]) -> Iterator[list[tuple[Cell, str]]]:
    """Yield a row of the last sheet for each file that is no report."""
    for file in files:
        cells: tuple[Cell, ...] = ("没有处理", file, "", "不是报告", "不是报告的格式，没有处理", 1, "")
        yield [(cell, "") for cell in cells]
