"""The documents table: one row per input, read or not."""

from __future__ import annotations

from collections.abc import Callable

from extractor.model import Extract, Profile, Result
from extractor.write.schema import INTEGER, TEXT, Cell, Column, Table, View, joined


def _profile(value: Callable[[Profile], Cell]) -> Callable[[View, Result], Cell]:
    return lambda view, result: value(result.extract.profile) if result.extract else None


def _extract(value: Callable[[Extract], Cell]) -> Callable[[View, Result], Cell]:
    return lambda view, result: value(result.extract) if result.extract else None


def _verdicts(verdict: str) -> Callable[[View, Result], Cell]:
    return _extract(lambda extract: sum(r.verdict == verdict for r in extract.relations))


def _findings(severity: str) -> Callable[[View, Result], Cell]:
    return lambda view, result: result.count(severity) if result.extract else None


def _error(view: View, result: Result) -> Cell:
    notes = result.extract.document.notes if result.extract else ()
    return result.error or "；".join(notes) or None


DOCUMENTS: Table[Result] = Table(
    "documents",
    "文档",
    "每个输入文件一行，读不了的也在内；未读取的文件各项计数为空",
    lambda result: (result,),
    (
        Column(
            "document_id",
            TEXT,
            "文档编号",
            "文件字节的 sha256；读不到字节时为空",
            lambda v, r: r.document_id or None,
        ),
        Column("file", TEXT, "文件", "给出的路径，以 / 分隔；压缩包内为 a.zip!/b.docx", lambda v, r: r.file),
        Column("format", TEXT, "格式", "按内容认定的格式，如 docx、pdf、txt", lambda v, r: r.format or None),
        Column("status", TEXT, "读取情况", "ok 完整，partial 部分，failed 未读取", lambda v, r: r.status),
        Column(
            "error_code",
            TEXT,
            "原因代码",
            "未读取的原因，见下面的封闭清单",
            lambda v, r: r.error_code or None,
        ),
        Column("error", TEXT, "原因", "一句话说明原因和办法；部分读取时是未读到的内容", _error),
        Column("title", TEXT, "标题", "报告标题", _profile(lambda p: p.title or None)),
        Column("unit_name", TEXT, "单位名称", "编报单位", _profile(lambda p: p.unit_name or None)),
        Column("region", TEXT, "地区", "单位所在的行政区", _profile(lambda p: p.region or None)),
        Column("fiscal_year", INTEGER, "年度", "报告评价的预算年度", _profile(lambda p: p.fiscal_year)),
        Column(
            "report_type",
            TEXT,
            "报告类型",
            "所用模板，如部门整体支出绩效自评",
            _profile(lambda p: p.report_type or None),
        ),
        Column(
            "report_date", TEXT, "报告日期", "落款或标题下的日期", _profile(lambda p: p.report_date or None)
        ),
        Column("pages", INTEGER, "页数", "页数；没有分页的格式为空", _extract(lambda e: e.document.pages)),
        Column(
            "characters", INTEGER, "字数", "text/ 下文本的字符数", _extract(lambda e: len(e.document.text))
        ),
        Column("figures", INTEGER, "数字", "提取的数字个数", _extract(lambda e: len(e.figures))),
        Column("relations", INTEGER, "勾稽关系", "找到的勾稽关系个数", _extract(lambda e: len(e.relations))),
        Column("exact", INTEGER, "一致", "结论为一致的关系个数", _verdicts("exact")),
        Column("rounded", INTEGER, "尾差", "结论为尾差的关系个数", _verdicts("rounded")),
        Column("suspect", INTEGER, "存疑", "结论为存疑的关系个数", _verdicts("suspect")),
        Column("off", INTEGER, "不一致", "结论为不一致的关系个数", _verdicts("off")),
        Column("undetermined", INTEGER, "无法核对", "没有得出结论的关系个数", _verdicts("undetermined")),
        Column("errors", INTEGER, "错误", "严重程度为错误的问题个数", _findings("error")),
        Column("warnings", INTEGER, "警告", "严重程度为警告的问题个数", _findings("warning")),
        Column("infos", INTEGER, "提示", "严重程度为提示的问题个数", _findings("info")),
        Column(
            "via",
            TEXT,
            "识别方式",
            "文字由识别得来的方式：ocr 图片识别，ofd 版式文件试读；直接读取为空",
            _extract(lambda e: e.document.via or None),
        ),
        Column(
            "margins",
            TEXT,
            "页眉页脚",
            "页眉页脚的文字，不参加核对",
            _extract(lambda e: joined(e.document.margins)),
        ),
        Column(
            "remarks",
            TEXT,
            "说明",
            "按约定没有读取的内容，如隐藏的工作表",
            _extract(lambda e: "；".join(e.document.remarks) or None),
        ),
    ),
)
