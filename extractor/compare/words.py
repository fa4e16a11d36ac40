"""Changes in Chinese, a line each."""

from __future__ import annotations

from decimal import Decimal

from extractor.compare.changes import CHANGED, FACT, FIGURE, FINDING, GAINED, LOST, RELATION, Change
from extractor.console import printable
from extractor.runs import Row
from extractor.write.display import clipped, plain_number
from extractor.write.labels import FIGURE_KINDS, KINDS, MARKS, VERDICTS, chinese
from extractor.write.schema import Cell, plain_decimal

NOUNS = {FINDING: "问题", RELATION: "勾稽关系", FACT: "指标", FIGURE: "没有归入指标的数字"}
VERBS = {GAINED: "新增", LOST: "减少", CHANGED: "改变"}
_COLUMNS = {
    "kind": "类别",
    "value": "数值",
    "unit": "单位",
    "amount": "折算值",
    "entity": "主体",
    "indicator": "指标",
    "year": "年度",
    "stage": "阶段",
    "scope": "口径",
    "verdict": "结论",
    "finding_id": "问题编号",
    "severity": "程度",
    "stated": "写明值",
    "expected": "应为",
}
_NAMES = {"verdict": VERDICTS, "severity": MARKS, "kind": FIGURE_KINDS}
_BLANK = {"stage": "未说明", "scope": "全口径"}
_CLIP = 90


def line(change: Change) -> str:
    """Return a change in one line; what differs stands behind it as old → new."""
    differing = "；".join(_differing(change, column) for column in _told(change))
    return printable((f"{differing}：" if differing else "") + _named(change))


def _named(change: Change) -> str:
    row = change.row
    if change.what == FINDING:
        return f"{chinese(MARKS, str(row['severity']))} {clipped(str(row['message']), _CLIP)}"
    if change.what == RELATION:
        verdict = "" if change.columns else f"：{chinese(VERDICTS, str(row['verdict']))}"
        return f"{chinese(KINDS, str(row['kind']))} {clipped(str(row['expression'] or ''), _CLIP)}{verdict}"
    if change.what == FACT:
        return _fact(row)
    return f"{clipped(str(row['raw'] or ''), _CLIP)}，原文：{clipped(str(row['quote'] or ''), _CLIP // 2)}"


def _fact(row: Row) -> str:
    year = f"{row['year']}年" if row["year"] else ""
    key = " ".join(str(part) for part in (year, row["stage"], row["scope"]) if part)
    told = f"（{key}）" if key else ""
    quote = clipped(str(row["quote"] or ""), _CLIP // 2)
    return f"{row['indicator_name']} {_shown(row['value'])}{row['unit'] or ''}{told}，原文：{quote}"


def _told(change: Change) -> tuple[str, ...]:
    # The base amount follows from value and unit.
    printed = {"value", "unit"} & set(change.columns)
    return tuple(column for column in change.columns if column != "amount" or not printed)


def _differing(change: Change, column: str) -> str:
    old, new = (_cell(row, column) for row in (change.old or {}, change.new or {}))
    return f"{_COLUMNS[column]} {old} → {new}"


def _cell(row: Row, column: str) -> str:
    value = row["indicator_name"] if column == "indicator" else row[column]
    if value is None or value == "":
        return _BLANK.get(column, "无")
    return chinese(_NAMES.get(column, {}), _shown(value))


def _shown(value: Cell) -> str:
    return plain_number(Decimal(plain_decimal(value))) if isinstance(value, Decimal) else str(value)
