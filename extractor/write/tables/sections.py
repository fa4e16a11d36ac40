"""The sections table: one row per heading."""

from __future__ import annotations

from extractor.model import Section
from extractor.write.schema import INTEGER, TEXT, Column, Table
from extractor.write.tables.origin import document_id, file

SECTIONS: Table[Section] = Table(
    "sections",
    "目录结构",
    "每个标题一行，按在文中出现的先后",
    lambda result: result.extract.sections if result.extract else (),
    (
        document_id(),
        file(),
        Column("section_id", TEXT, "章节编号", "文档内唯一", lambda v, s: s.section_id),
        Column(
            "parent_id",
            TEXT,
            "上级章节",
            "上一级标题的 section_id；最高一级为空",
            lambda v, s: s.parent_id or None,
        ),
        Column("level", INTEGER, "层级", "1 为最高一级", lambda v, s: s.level),
        Column(
            "number", TEXT, "序号", "标题的序号连同标点，如 一、（一）1. ①", lambda v, s: s.number or None
        ),
        Column("title", TEXT, "标题", "不含序号、末尾的标点和同行的正文", lambda v, s: s.title),
        Column("path", TEXT, "章节", "从最高一级到本标题", lambda v, s: s.path),
        Column("page", INTEGER, "页", "标题所在页，从 1 起", lambda v, s: s.page),
        Column(
            "start",
            INTEGER,
            "起",
            "标题在 text/ 文本中的起始位置（码点，从 0 起）",
            lambda v, s: s.span.start,
        ),
        Column("end", INTEGER, "止", "到下一个同级或更高级标题为止（不含）", lambda v, s: s.span.end),
        Column(
            "irregular",
            TEXT,
            "序号问题",
            "skip、repeat、restart、style，见封闭清单",
            lambda v, s: s.irregular or None,
        ),
    ),
)
