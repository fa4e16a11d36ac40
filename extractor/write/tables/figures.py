"""The figures table: one row per number with a unit and a place."""

from __future__ import annotations

import re
from collections.abc import Callable

from extractor.document import Span
from extractor.model import Amount, Fact, Figure
from extractor.write.schema import DECIMAL, INTEGER, TEXT, Cell, Column, Table, View
from extractor.write.tables.origin import document_id, file

_REACH = 60
_STOP = re.compile("[。；，\r\n]")


def clause(text: str, span: Span) -> str:
    """Return the words around a span up to the next 。；， or line end, at most 60 on each side."""
    before = text[max(0, span.start - _REACH) : span.start]
    after = text[span.end : span.end + _REACH]
    begin = max((m.end() for m in _STOP.finditer(before)), default=0)
    stop = _STOP.search(after)
    return (before[begin:] + span.of(text) + after[: stop.start() if stop else None]).strip()


def _amount(value: Callable[[Amount], Cell]) -> Callable[[View, Figure], Cell]:
    return lambda view, figure: value(figure.amount) if figure.amount else None


def _in_base(value: Callable[[Amount], Cell]) -> Callable[[View, Figure], Cell]:
    """Return a value in yuan; nothing where the report names no unit."""
    known = _amount(value)
    return lambda view, figure: None if figure.unit_from == "missing" else known(view, figure)


def _fact(value: Callable[[Fact], Cell]) -> Callable[[View, Figure], Cell]:
    def cell(view: View, figure: Figure) -> Cell:
        fact = view.facts.get(figure.figure_id)
        return value(fact) if fact else None

    return cell


def _year(view: View, figure: Figure) -> Cell:
    fact = view.facts.get(figure.figure_id)
    return fact.key.year if fact else figure.year


FIGURES: Table[Figure] = Table(
    "figures",
    "数字",
    "文中每个带单位的数字一行，按在文中出现的先后",
    lambda result: result.extract.figures if result.extract else (),
    (
        document_id(),
        file(),
        Column("figure_id", TEXT, "数字编号", "文档内唯一", lambda v, f: f.figure_id),
        Column("section_id", TEXT, "章节编号", "所在章节，见 sections", lambda v, f: f.section_id or None),
        Column("page", INTEGER, "页", "所在页，从 1 起", lambda v, f: f.page),
        Column("table", INTEGER, "表", "所在表格，从 1 起；不在表中为空", lambda v, f: f.table),
        Column("row", INTEGER, "行", "所在表格的行，从 1 起", lambda v, f: f.row),
        Column("column", INTEGER, "列", "所在表格的列，从 1 起", lambda v, f: f.column),
        Column(
            "start", INTEGER, "起", "在 text/ 文本中的起始位置（码点，从 0 起）", lambda v, f: f.span.start
        ),
        Column("end", INTEGER, "止", "在 text/ 文本中的结束位置（不含）", lambda v, f: f.span.end),
        Column("raw", TEXT, "原文数字", "text[start:end]，一字不改", lambda v, f: f.span.of(v.text) or f.raw),
        Column("kind", TEXT, "类别", "money、percent、count、score、date，见封闭清单", lambda v, f: f.kind),
        Column("value", DECIMAL, "数值", "印出的数，不含千分位和单位", _amount(lambda a: a.value)),
        Column("unit", TEXT, "单位", "印出或认定的单位，见封闭清单", _amount(lambda a: a.unit or None)),
        Column(
            "amount",
            DECIMAL,
            "折算值",
            "金额为元，百分比为小数，其余为分、人、个等",
            _in_base(lambda a: a.base),
        ),
        Column("low", DECIMAL, "下限", "四舍五入前可能的最小值，单位同折算值", _in_base(lambda a: a.low)),
        Column("high", DECIMAL, "上限", "四舍五入前可能的最大值，单位同折算值", _in_base(lambda a: a.high)),
        Column("hedge", TEXT, "约数词", "约、近、余、不足等", _amount(lambda a: a.hedge or None)),
        Column("label", TEXT, "标签", "数字前或表头中指明它的词", lambda v, f: f.label or None),
        Column(
            "indicator",
            TEXT,
            "指标编号",
            "认定的指标，见封闭清单；未认定为空",
            _fact(lambda f: f.key.indicator),
        ),
        Column("year", INTEGER, "年度", "数字所属年度", _year),
        Column(
            "stage", TEXT, "阶段", "年初预算、调整预算、全年预算、预算、决算", _fact(lambda f: f.key.stage)
        ),
        Column("scope", TEXT, "口径", "财政拨款等；空文本为全口径", _fact(lambda f: f.key.scope)),
        Column("quote", TEXT, "原文", "数字所在的分句", lambda v, f: clause(v.text, f.span) or None),
        Column(
            "via", TEXT, "识别方式", "所在文字由识别得来的方式，同 documents.via", lambda v, f: f.via or None
        ),
    ),
)
