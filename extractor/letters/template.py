"""The template that ships with the program, laid out as official letters are (GB/T 9704: 仿宋 三号, 28 pt lines)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

_LATIN = "Times New Roman"
_STYLES = (
    # name, font, points, line in points, first line indented by two characters, alignment
    ("信函标题", "方正小标宋简体", 22, 32, False, WD_ALIGN_PARAGRAPH.CENTER),
    ("信函正文", "仿宋", 16, 28, True, WD_ALIGN_PARAGRAPH.JUSTIFY),
    ("信函抬头", "仿宋", 16, 28, False, WD_ALIGN_PARAGRAPH.LEFT),
    ("信函落款", "仿宋", 16, 28, False, WD_ALIGN_PARAGRAPH.RIGHT),
    ("附件字样", "黑体", 16, 28, False, WD_ALIGN_PARAGRAPH.LEFT),
    ("附件标题", "方正小标宋简体", 18, 28, False, WD_ALIGN_PARAGRAPH.CENTER),
    ("附件说明", "仿宋", 12, 18, False, WD_ALIGN_PARAGRAPH.LEFT),
    ("表头", "黑体", 10.5, 15, False, WD_ALIGN_PARAGRAPH.CENTER),
    ("表格文字", "仿宋", 10.5, 15, False, WD_ALIGN_PARAGRAPH.LEFT),
    ("表格居中", "仿宋", 10.5, 15, False, WD_ALIGN_PARAGRAPH.CENTER),
)
_HEADS = (("序号", 12), ("位置", 42), ("原文", 66), ("问题和依据", 78), ("单位答复", 49))
_OPENING = (
    "我局对你单位报送的{{ 报告 or '绩效自评报告' }}进行了数据核对，"
    "发现应当改正的问题{{ 错误数 }}处{% if 警告数 %}、需要核实的问题{{ 警告数 }}处{% endif %}，"
    "逐条列在附件中。现就有关事项通知如下："
)
_BODY = (
    "一、请对照附件，逐条核对报告原文和原始账表。确属差错的，改正报告；"
    "核对无误的，在“单位答复”栏说明理由，并附有关依据。",
    "二、改正时请同时检查引用同一数据的其他章节和表格，保证前后一致。",
    "三、请于{{ 期限 }}前，将改正后的报告和填写答复的附件（加盖公章）报送我局。",
    "联系人：＿＿＿＿＿＿　　联系电话：＿＿＿＿＿＿＿＿",
)
_PROBLEM = (
    "{{ 问题.问题 }}",
    "{%p if 问题.应为 %}",
    "应为：{{ 问题.应为 }}",
    "{%p endif %}",
    "{%p if 问题.依据 %}",
    "算式：{{ 问题.依据 }}",
    "{%p endif %}",
    "{%p if 问题.原因 %}",
    "可能的原因：{{ 问题.原因 }}",
    "{%p endif %}",
    "{%p if 问题.建议 %}",
    "{{ 问题.建议 }}",
    "{%p endif %}",
    "{%p if 问题.审核意见 %}",
    "审核意见：{{ 问题.审核意见 }}",
    "{%p endif %}",
)
_PLACE = ("{%p if 问题.报告 %}", "{{ 问题.报告 }}", "{%p endif %}", "{{ 问题.位置 or '全文' }}")


def default_template() -> bytes:
    """Return the template as a Word file."""
    document = docx.Document()
    _settle(document)
    _page(document.sections[0], upright=True)
    _add(document, "信函标题", "关于整改绩效自评报告数据问题的通知")
    _add(document, "信函正文", "")
    _add(document, "信函抬头", "{{ 单位 }}：")
    for words in (_OPENING, *_BODY):
        _add(document, "信函正文", words)
    _add(document, "信函正文", "")
    _add(document, "信函正文", "附件：问题清单")
    for words in ("", "", "{{ 财政部门 }}　　", "{{ 日期 }}　　"):
        _add(document, "信函落款", words)
    _page(document.add_section(), upright=False)
    _add(document, "附件字样", "附件")
    _add(document, "附件标题", "{{ 单位 }}绩效自评报告问题清单")
    _part(document, "错误", "一、应当改正的问题（{{ 错误数 }}处）")
    _part(document, "警告", "二、需要核实的问题（{{ 警告数 }}处）：改正，或者说明理由")
    _add(
        document,
        "附件说明",
        "原文中加粗并带下划线的是有关的数字。填表人：＿＿＿＿＿＿　　负责人：＿＿＿＿＿＿（公章）",
    )
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _part(document: Document, severity: str, title: str) -> None:
    """Add a table of findings, which is left out where there are none."""
    _add(document, "附件说明", f"{{%p if {severity} %}}")
    _add(document, "附件说明", title)
    table = document.add_table(rows=4, cols=len(_HEADS))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _pad(table)
    head, begin, row, end = table.rows
    for cell, (name, _) in zip(head.cells, _HEADS, strict=True):
        _fill(cell, "表头", [name])
    _repeat(head)
    _fill(begin.cells[0], "表格文字", [f"{{%tr for 问题 in {severity} %}}"])
    _fill(end.cells[0], "表格文字", ["{%tr endfor %}"])
    number, place, quote, problem, answer = row.cells
    _fill(number, "表格居中", ["{{ 问题.序号 }}"])
    _fill(place, "表格文字", _PLACE)
    _fill(quote, "表格文字", ["{{r 问题.原文 }}"])
    _fill(problem, "表格文字", _PROBLEM)
    _fill(answer, "表格文字", [""])
    for each in table.rows:
        _keep(each)
        for cell, (_, width) in zip(each.cells, _HEADS, strict=True):
            cell.width = Mm(width)
    for column, (_, width) in zip(table.columns, _HEADS, strict=True):
        column.width = Mm(width)
    _add(document, "附件说明", "")
    _add(document, "附件说明", "{%p endif %}")


def _settle(document: Document) -> None:
    """Set styles and properties; the same on every day."""
    properties = document.core_properties
    properties.author = properties.last_modified_by = "勾稽"
    properties.title, properties.comments = "整改通知模板", ""
    properties.created = properties.modified = datetime(2020, 1, 1)
    _font(document.styles["Normal"], "仿宋", 16)
    for name, font, points, line, is_indented, alignment in _STYLES:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _font(style, font, points)
        layout = style.paragraph_format
        layout.alignment = alignment
        layout.space_before = layout.space_after = Pt(0)
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
        if points < 12:  # in a table: no line is cut off, whatever the font that is there
            layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(line)
        if is_indented:
            layout.first_line_indent = Pt(2 * points)


def _font(style: object, name: str, points: float) -> None:
    style.font.name, style.font.size = _LATIN, Pt(points)  # type: ignore[attr-defined]
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()  # type: ignore[attr-defined]
    fonts.set(qn("w:eastAsia"), name)


def _page(section: Section, upright: bool) -> None:
    """Set size and margins of A4, and the number of the page at its foot."""
    section.orientation = WD_ORIENT.PORTRAIT if upright else WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Mm(210), Mm(297)) if upright else (Mm(297), Mm(210))
    margins = (37, 35, 28, 26) if upright else (28, 25, 25, 25)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Mm, margins)
    section.footer_distance = Mm(18)
    if upright:
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _number(foot)


def _number(foot: Paragraph) -> None:
    for words, kind in (
        ("— ", ""),
        ("", "begin"),
        (" PAGE ", "code"),
        ("", "separate"),
        ("1", ""),
        ("", "end"),
        (" —", ""),
    ):
        run = foot.add_run()
        run.font.size = Pt(14)
        if kind == "code":
            code = OxmlElement("w:instrText")
            code.text = words
            run._r.append(code)
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            run.text = words


def _add(document: Document, style: str, words: str) -> None:
    document.add_paragraph(words, style=style)


def _fill(cell: _Cell, style: str, paragraphs: Sequence[str]) -> None:
    first, *others = paragraphs
    cell.paragraphs[0].style = style
    cell.paragraphs[0].add_run(first)
    for words in others:
        cell.add_paragraph(words, style=style)


def _pad(table: Table) -> None:
    """Leave some room above and below the words of each cell."""
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", 45), ("bottom", 45)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        table._tbl.tblPr.append(margins)
    else:
        look.addprevious(margins)


def _repeat(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
