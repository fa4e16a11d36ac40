"""What makes Word files hard to read, each a small piece of XML with what a person sees of it."""

from __future__ import annotations

from collections.abc import Callable

from reader_docx import CLAUSES, ITEMS, ROW_NUMBERS, Report
from reader_truth import Grid
from reader_word import (
    deleted,
    drawn_box,
    field,
    grouped_boxes,
    inserted,
    numbered,
    old_box,
    paragraph,
    run,
    table,
)

_SMALL = '<w:sz w:val="21"/>'
_MARK = '<w:rPr><w:del w:id="903" w:author="甲" w:date="2024-01-05T09:00:00Z"/></w:rPr>'
_CHANGE = 'w:id="904" w:author="甲" w:date="2024-01-05T09:00:00Z"'


def tracked(report: Report) -> None:
    old, new = report.press.money(), report.press.money()
    runs = run("经核减，决算数调整为") + deleted(old) + inserted(run(new)) + run("，已履行审批程序。")
    report.add(paragraph(runs), f"经核减，决算数调整为{new}，已履行审批程序。", amounts=[new])
    report.truth.deleted.append(old)


def moved(report: Report) -> None:
    amount = report.press.money()
    move = f"<w:moveFrom {_CHANGE}>{run(f'（{amount}）')}</w:moveFrom>"
    runs = move + run("追加资金移至句末") + f"<w:moveTo {_CHANGE}>{run(f'（{amount}）')}</w:moveTo>"
    report.add(paragraph(runs), f"追加资金移至句末（{amount}）", amounts=[amount])


def deleted_paragraph(report: Report) -> None:
    old, first, second = (report.press.money() for _ in range(3))
    report.add(paragraph(deleted(f"原第三款安排{old}。"), _MARK))
    report.truth.deleted.append(old)
    report.add(
        paragraph(run(f"上半年支付{first}，"), _MARK) + paragraph(run(f"下半年支付{second}。")),
        f"上半年支付{first}，下半年支付{second}。",
        amounts=[first, second],
    )


def hidden(report: Report) -> None:
    amount, secret, veiled, ghost = (report.press.money() for _ in range(4))
    runs = run(f"公开口径为{amount}") + run(f"内部口径{secret}", "<w:vanish/>")
    runs += run(f"底稿口径{veiled}", '<w:rStyle w:val="veil"/>')
    runs += run("，按公开口径填报。", '<w:vanish w:val="0"/>')
    report.add(paragraph(runs), f"公开口径为{amount}，按公开口径填报。", amounts=[amount])
    report.add(paragraph(run(f"填表说明{ghost}"), '<w:pStyle w:val="ghost"/>'))
    report.truth.hidden += [secret, veiled, ghost]


def old_properties(report: Report) -> None:
    amount = report.press.money()
    was = f"<w:pPrChange {_CHANGE}><w:pPr>{numbered(1, 0)}</w:pPr></w:pPrChange>"
    run_was = f"<w:rPrChange {_CHANGE}><w:rPr><w:vanish/></w:rPr></w:rPrChange>"
    text = f"本段取消了编号，金额{amount}照旧。"
    report.add(paragraph(run(text, run_was), was), text, amounts=[amount])


def number_off(report: Report) -> None:
    text = "本段沿用标题样式但关闭了编号"
    off = '<w:pStyle w:val="b3x"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
    report.add(paragraph(run(text), off), text)


def items(report: Report) -> None:
    number = report.fresh_list(ITEMS)
    first, third = report.press.money(), report.press.money()
    report.add(paragraph(run(f"设备购置{first}；"), numbered(number, 0)), amounts=[first])
    report.add(paragraph("", numbered(number, 0)))
    report.add(paragraph(run(f"设备维护{third}。"), numbered(number, 0)), amounts=[third])
    report.truth.headings += [f"1）设备购置{first}；", f"3）设备维护{third}。"]


def clauses(report: Report) -> None:
    number = report.fresh_list(CLAUSES)
    for level, mark in ((0, "第一条"), (1, "1.1"), (1, "1.2"), (0, "第二条"), (1, "2.1")):
        title = report.press.title(("管理要求",))
        report.add(paragraph(run(title), numbered(number, level)))
        report.truth.headings.append(mark + title)


def typed_heading(report: Report) -> None:
    amount = report.press.money()
    text = f"（附）{report.press.title(('补充说明',))}。"
    report.add(paragraph(run(f"{text}补充资金{amount}。")), f"{text}补充资金{amount}。", amounts=[amount])


def controls(report: Report) -> None:
    first, second, third = (report.press.money() for _ in range(3))
    inline = f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run(first)}</w:sdtContent></w:sdt>"
    report.add(paragraph(run("申报金额") + inline + run("。")), f"申报金额{first}。", amounts=[first])
    smart = f'<w:smartTag w:uri="urn:x" w:element="y">{run(second)}</w:smartTag>'
    block = paragraph(run("批复金额") + smart + run("。"))
    custom = f'<w:customXml w:uri="urn:x" w:element="y">{paragraph(run(f"下达金额{third}。"))}</w:customXml>'
    report.add(
        f"<w:sdt><w:sdtPr/><w:sdtContent>{block}{custom}</w:sdtContent></w:sdt>",
        f"批复金额{second}。",
        f"下达金额{third}。",
        amounts=[second, third],
    )


def fields(report: Report) -> None:
    first, second, third = (report.press.money() for _ in range(3))
    nested = field(f"IF {field('DOCPROPERTY x', run('隐藏条件'))} = 1", run(second))
    simple = f'<w:fldSimple w:instr=" MERGEFIELD z ">{run(third)}</w:fldSimple>'
    runs = (
        run("合计见")
        + field("= SUM(ABOVE)", run(first))
        + run("、")
        + nested
        + run("、")
        + simple
        + run("。")
    )
    report.add(paragraph(runs), f"合计见{first}、{second}、{third}。", amounts=[first, second, third])
    report.truth.hidden += ["隐藏条件", "DOCPROPERTY"]


def link(report: Report) -> None:
    amount = report.press.money()
    runs = run("公开网址：") + f'<w:hyperlink r:id="web">{run(f"附件（{amount}）")}</w:hyperlink>' + run("。")
    report.add(paragraph(runs), f"公开网址：附件（{amount}）。", amounts=[amount])


def signs(report: Report) -> None:
    first, second = report.press.money(), report.press.money()
    runs = run("是否完成：") + '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("是 □否。")
    runs += run("2021") + "<w:r><w:noBreakHyphen/></w:r>" + run(f"2023年共{first}，")
    runs += (
        run("其中")
        + "<w:r><w:softHyphen/><w:tab/></w:r>"
        + run(second)
        + "<w:r><w:br/></w:r>"
        + run("已付清。")
    )
    report.add(
        paragraph(runs),
        f"是否完成：☑是□否。2021-2023年共{first}，其中{second}已付清。",
        amounts=[first, second],
    )


def formula(report: Report) -> None:
    above, below = report.press.money(), report.press.money()
    parts = "".join(
        f"<m:{tag}><m:r><m:t>{text}</m:t></m:r></m:{tag}>" for tag, text in (("num", above), ("den", below))
    )
    report.add(paragraph(run("执行率＝") + f"<m:oMath><m:f>{parts}</m:f></m:oMath>"), amounts=[above, below])


def comment(report: Report) -> None:
    amount, remark = report.press.money(), f"请核对{report.press.money()}"
    number = len(report.comments)
    report.comments.append(f'<w:comment w:id="{number}" w:author="乙">{paragraph(run(remark))}</w:comment>')
    runs = f'<w:commentRangeStart w:id="{number}"/>{run(f"质保金为{amount}。")}<w:commentRangeEnd w:id="{number}"/>'
    runs += f'<w:r><w:commentReference w:id="{number}"/></w:r>'
    report.add(paragraph(runs), f"质保金为{amount}。", amounts=[amount])
    report.truth.hidden.append(remark)


def notes(report: Report) -> None:
    first, second = report.press.money(), report.press.money()
    below = report.footnote(f"口径为决算报表数{report.press.money()}。")
    behind = report.footnote(f"数据来自部门填报{report.press.money()}。", "endnote")
    runs = run(f"部门支出{first}") + below + run(f"，项目支出{second}") + behind + run("。")
    report.add(paragraph(runs), f"部门支出{first}，项目支出{second}。", amounts=[first, second])


def boxes(report: Report) -> None:
    texts = [f"提示：{what}额度{report.press.money()}" for what in ("图示", "旧版", "组合甲", "组合乙")]
    inner = [paragraph(run(text, '<w:sz w:val="21"/>')) for text in texts]
    drawings = (
        drawn_box(report.next_id(), inner[0]),
        old_box(report.next_id(), inner[1]),
        grouped_boxes(report.next_id(), inner[2:]),
    )
    for number, drawing in enumerate(drawings):
        text = f"资金流向如图{number + 1}所示。"
        report.add(paragraph(run(text) + drawing), text)
    report.truth.boxes += texts


def crowded_table(report: Report) -> None:
    """A table with rows numbered by Word, a footnote, a nested table, tracked rows, a row that begins late."""
    press = report.press
    number = report.fresh_list(ROW_NUMBERS)
    old = press.number()
    inner = Grid([[press.number(), press.number()], [press.number(), press.number()]])
    names = [press.title(("项目",)) for _ in range(4)]
    rows = [["序号", "项目", "预算数", "执行数"]]
    rows += [[str(n), name, press.number(), press.number()] for n, name in enumerate(names, start=1)]
    rows.append(["", "续表栏", press.number(), press.number()])
    contents = {(n, 0): paragraph("", numbered(number, 0)) for n in range(1, 5)}
    contents[1, 2] = paragraph(run(rows[1][2], _SMALL) + report.footnote(f"含上年结转{press.money()}。"))
    contents[2, 3] = paragraph(deleted(old) + inserted(run(rows[2][3])))
    contents[3, 1] = paragraph(run(names[2][:2], _SMALL)) + paragraph(run(names[2][2:], _SMALL))
    contents[4, 1] = paragraph(run(names[3])) + table(inner, {}, 2_000) + paragraph("")
    late = "".join(
        f"<w:tc><w:tcPr><w:tcW w:w='2200' w:type='dxa'/></w:tcPr>{paragraph(run(t))}</w:tc>"
        for t in rows[5][1:]
    )
    gone = press.number()
    cell = f"<w:tc><w:tcPr><w:tcW w:w='2200' w:type='dxa'/></w:tcPr>{paragraph(deleted(gone), _MARK)}</w:tc>"
    more = f"<w:tr><w:trPr><w:del {_CHANGE}/></w:trPr>{cell * 4}</w:tr>"
    more += f"<w:tr><w:trPr><w:gridBefore w:val='1'/><w:ins {_CHANGE}/></w:trPr>{late}</w:tr>"
    report.grid(Grid(rows[:-1], header=1), contents, more)
    report.truth.grids[-1:] = [Grid(rows, header=1), inner]
    report.truth.deleted += [old, gone]


TRAPS: tuple[Callable[[Report], None], ...] = (
    tracked,
    notes,
    hidden,
    items,
    boxes,
    moved,
    crowded_table,
    deleted_paragraph,
    fields,
    old_properties,
    clauses,
    signs,
    controls,
    number_off,
    link,
    comment,
    formula,
    typed_heading,
)
