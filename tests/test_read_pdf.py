from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from documents import Layout, docx_from_table, pdf_from_lines, pdf_from_table
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Document
from extractor.read import read
from extractor.read.layout.lines import lines
from extractor.read.layout.page import Glyph
from extractor.read.limits import Limits
from extractor.read.pdf import flow, page

REPORT = [
    "青河县水利局",
    "2023年度部门整体支出绩效自评报告",
    "一、基本情况",
    "2023年青河县水利局全年总收入9859.38万元，其中财政拨款收入9838.66万元，占总收入的99.79%，其他收入20.72万元，"
    "占总收入的0.21%；全年总支出9859.38万元，比上年减少1062.85万元，下降9.73%，主要原因是项目支出减少。",
    "（一）预算执行情况",
    "1.基本支出3200.15万元，用于保障机构正常运转、完成日常工作任务，包括人员经费和日常公用经费两个部分，"
    "与上年相比基本持平，没有大的变化，各项开支都按照预算执行。",
    "2.项目支出6659.23万元，用于水库除险加固、农村饮水安全和防汛抗旱等方面，全部按照合同约定支付到位。",
    "单位地址：青河县人民路88号，联系电话：0737-1234567。",
]


def texts(document: Document) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks]


def report(chapters: int) -> list[str]:
    """Chapters that differ from each other, so that nothing looks like a running header."""
    names = "甲乙丙丁戊己庚辛壬癸"
    return [
        line.replace("县", f"县{names[n]}").replace("支出", f"{names[n]}项支出")
        for n in range(chapters)
        for line in REPORT
    ]


@pytest.mark.parametrize(
    ("size", "leading", "drop", "justify"),
    [*product((12, 16), (1.15, 1.75), (0, 4.8), (True, False)), (10.5, 1.3, 0, True), (14, 2, 4.8, True)],
)
def test_paragraphs_come_back_whole(
    tmp_path: Path, size: float, leading: float, drop: float, justify: bool
) -> None:
    layout = Layout(
        size=size, leading=size * leading, drop=drop, digits="Times-Roman", justify=justify, titles=2
    )
    document = read(pdf_from_lines(report(5), tmp_path / "a.pdf", layout))
    assert texts(document) == report(5)


@pytest.mark.parametrize("header", ["", "青河县水利局绩效自评报告"])
@pytest.mark.parametrize("number", ["- {} -", "{}", "第 {} 页", "第{}页 共3页", "— {} —"])
def test_headers_and_page_numbers_are_left_out(tmp_path: Path, header: str, number: str) -> None:
    layout = Layout(header=header, page_number=number)
    document = read(pdf_from_lines(report(4), tmp_path / "a.pdf", layout))
    assert texts(document) == report(4)
    assert document.pages is not None
    assert document.pages > 2


def test_a_page_number_on_a_single_page(tmp_path: Path) -> None:
    assert texts(read(pdf_from_lines(REPORT[:3], tmp_path / "a.pdf"))) == REPORT[:3]


def test_numbered_lines_at_the_same_place_are_text(tmp_path: Path) -> None:
    items = [f"{n}.项目支出{n}.18万元。" for n in range(1, 80)]
    assert texts(read(pdf_from_lines(items, tmp_path / "a.pdf"))) == items


def test_a_title_printed_twice_is_read_once(tmp_path: Path) -> None:
    layout = Layout(titles=2, bold_twice=True)
    document = read(pdf_from_lines(REPORT, tmp_path / "a.pdf", layout))
    assert texts(document) == REPORT
    assert document.blocks[0].size == layout.size + 6


def test_a_long_title_in_the_middle_is_one_block(tmp_path: Path) -> None:
    title = "青河县水利局2023年度部门整体支出绩效自评报告及重点项目支出情况补充说明"
    document = read(pdf_from_lines([title, *REPORT[2:]], tmp_path / "a.pdf", Layout(titles=1)))
    assert texts(document)[:2] == [title, "一、基本情况"]


def test_anchors_name_page_and_box(tmp_path: Path) -> None:
    document = read(pdf_from_lines(report(3), tmp_path / "a.pdf"))
    assert document.blocks[0].anchor.page == 1
    assert document.blocks[-1].anchor.page == document.pages
    for block in document.blocks:
        assert block.anchor.box is not None
        x0, top, x1, bottom = block.anchor.box
        assert 0 < x0 < x1 < A4[0]
        assert 0 < top < bottom < A4[1]


def cells(document: Document) -> list[tuple[object, ...]]:
    return [
        (
            b.anchor.table,
            b.anchor.row,
            b.anchor.column,
            b.anchor.row_span,
            b.anchor.column_span,
            b.span.of(document.text),
        )
        for b in document.blocks
        if b.kind == "cell"
    ]


HEAD = ["项目", "年初预算", "全年预算", "全年执行", "执行率"]
ROWS = [HEAD, *([f"第{n}项支出", f"{n}.50", f"{n},200.00", f"{n},000.00", "95.10%"] for n in range(1, 8))]
LONG = [HEAD, *([f"第{n}项支出", f"{n}.50", f"{n},200.00", f"{n},000.00", "95.10%"] for n in range(1, 60))]
MERGES = [(1, 0, 2, 0), (3, 1, 3, 2), (5, 2, 6, 3)]


def merged(rows: list[list[str]], merges: list[tuple[int, int, int, int]]) -> list[list[str]]:
    """Blank the fields that a merge hides."""
    copy = [list(row) for row in rows]
    for top, left, bottom, right in merges:
        hidden = set(product(range(top, bottom + 1), range(left, right + 1))) - {(top, left)}
        for row, column in hidden:
            copy[row][column] = ""
    return copy


@pytest.mark.parametrize(
    ("rows", "merges"),
    [(ROWS, []), (ROWS, MERGES), (LONG, []), (LONG, MERGES), ([HEAD, ["", "", "", "", "9"]], [])],
)
def test_a_ruled_table_reads_as_in_word(
    tmp_path: Path, rows: list[list[str]], merges: list[tuple[int, int, int, int]]
) -> None:
    rows = merged(rows, merges)
    word = read(docx_from_table(rows, tmp_path / "a.docx", merges))
    assert cells(read(pdf_from_table(rows, tmp_path / "a.pdf", merges))) == cells(word)


def test_a_repeated_head_comes_once(tmp_path: Path) -> None:
    document = read(pdf_from_table(LONG, tmp_path / "a.pdf", header_rows=1))
    assert document.pages == 2
    assert cells(document) == [
        (1, r, c, 1, 1, text) for r, row in enumerate(LONG, 1) for c, text in enumerate(row, 1)
    ]


def canvas(path: Path) -> Canvas:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    sheet = Canvas(str(path), pagesize=A4)
    sheet.setFont("STSong-Light", 12)
    return sheet


def test_text_around_a_table(tmp_path: Path) -> None:
    sheet = canvas(tmp_path / "a.pdf")
    sheet.drawString(80, 760, "单位：万元")
    sheet.grid([80, 180, 280], [740, 710, 680])
    for x, y, text in ((90, 720, "合计"), (190, 720, "9.00"), (90, 690, "其中："), (190, 690, "8.00")):
        sheet.drawString(x, y, text)
    sheet.drawString(80, 650, "表后文字。")
    sheet.save()
    document = read(tmp_path / "a.pdf")
    assert document.text == "单位：万元\n合计\t9.00\n其中：\t8.00\n表后文字。"
    assert [block.kind for block in document.blocks] == ["paragraph", *["cell"] * 4, "paragraph"]


def test_an_amount_broken_in_a_cell(tmp_path: Path) -> None:
    sheet = canvas(tmp_path / "a.pdf")
    sheet.grid([80, 130, 230], [740, 690])
    sheet.drawString(90, 720, "95.")
    sheet.drawString(90, 700, "10%")
    sheet.drawString(140, 720, "甲")
    sheet.drawString(140, 700, "乙")
    sheet.save()
    assert texts(read(tmp_path / "a.pdf")) == ["95.10%", "甲\n乙"]


def test_rows_without_rules_stay_lines(tmp_path: Path) -> None:
    sheet = canvas(tmp_path / "a.pdf")
    for n, (name, amount) in enumerate((("收入合计", "102.18"), ("支出合计", "109.18"))):
        sheet.drawString(80, 700 - 20 * n, name)
        sheet.drawString(400, 700 - 20 * n, amount)
    sheet.save()
    assert texts(read(tmp_path / "a.pdf")) == ["收入合计\t102.18", "支出合计\t109.18"]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turned_pages_are_read_as_shown(tmp_path: Path, rotation: int) -> None:
    sheet = canvas(tmp_path / "a.pdf")
    sheet.setPageRotation(rotation)
    width, height = A4  # as shown; the page itself lies on its side
    turns = {90: (height, 0, 90), 180: (width, height, 180), 270: (0, width, 270)}
    x, y, angle = turns[rotation]
    sheet.translate(x, y)
    sheet.rotate(angle)
    sheet.drawString(80, 500, "总支出9.00万元。")
    sheet.drawString(80, 450, "总收入8.00万元。")
    sheet.save()
    document = read(tmp_path / "a.pdf")
    assert texts(document) == ["总支出9.00万元。", "总收入8.00万元。"]
    box = document.blocks[0].anchor.box
    assert box is not None
    assert box[0] == pytest.approx(80, abs=1)


def test_a_page_without_text_is_noted(tmp_path: Path) -> None:
    sheet = canvas(tmp_path / "a.pdf")
    sheet.drawString(80, 700, "总支出9.00万元。")
    sheet.showPage()
    sheet.drawInlineImage(str(picture(tmp_path)), 80, 300, 200, 200)
    sheet.showPage()
    sheet.showPage()
    sheet.save()
    document = read(tmp_path / "a.pdf", limits=Limits(ocr=False))
    assert texts(document) == ["总支出9.00万元。"]
    assert len(document.notes) == 1
    assert "第2页" in document.notes[0]


def picture(folder: Path) -> Path:
    path = folder / "a.ppm"
    path.write_bytes(b"P6 2 2 255\n" + b"\x80" * 12)
    return path


def printed(text: str, step: float, size: float = 10) -> list[Glyph]:
    return [Glyph(char, 100 + n * step, 100 + n * step + size, 100, size) for n, char in enumerate(text)]


@pytest.mark.parametrize(
    ("glyphs", "expected"),
    [
        (printed("经费总预算", 10), "经费总预算"),
        (printed("经费总预算", 16), "经费总预算"),
        (printed("经 费 总预 算 安 排", 10), "经费总预算安排"),
        (printed("部门 单位绩效自评报告", 10), "部门 单位绩效自评报告"),
        ([*printed("支出绩效", 10), Glyph("率", 152, 162, 100, 10)], "支出绩效 率"),
        ([*printed("支出绩效", 10), Glyph("9", 142.5, 147.5, 104.8, 10)], "支出绩效9"),
        ([Glyph("A", 100, 107, 100, 10), Glyph("B", 110, 117, 100, 10)], "A B"),
        ([Glyph("1", 100, 105, 100, 10), Glyph("2", 108, 113, 100, 10)], "12"),
        (printed("支出", 10) + printed("支出", 10), "支出"),
    ],
)
def test_spaces_and_doubles_in_a_line(glyphs: list[Glyph], expected: str) -> None:
    assert [line.text for line in lines(glyphs, 1)] == [expected]


def test_tight_lines_stay_apart() -> None:
    lower = [Glyph(g.char, g.x0, g.x1, 106, g.size) for g in printed("乙丙丁", 10)]
    assert [line.text for line in lines(printed("甲乙丙", 10) + lower, 1)] == ["甲乙丙", "乙丙丁"]


def test_a_page_that_fails_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(document: object, index: int) -> object:
        if index == 1:
            raise ValueError("broken page")
        return page.load(document, index)

    path = pdf_from_lines(report(4), tmp_path / "a.pdf")
    whole = texts(read(path))
    monkeypatch.setattr(flow, "load", load)
    document = read(path)
    assert len(document.notes) == 1
    assert "第2页" in document.notes[0]
    assert texts(document)[0] == whole[0]
    assert texts(document)[-1] == whole[-1]
    assert len(document.text) < sum(map(len, whole))


def test_many_rules_take_no_time(tmp_path: Path) -> None:
    drawing = canvas(tmp_path / "a.pdf")
    drawing.drawString(80, 800, "总支出9.00万元。")
    drawing.grid([20 + n * 2.5 for n in range(200)], [20 + n * 2.5 for n in range(300)])
    drawing.save()
    assert texts(read(tmp_path / "a.pdf")) == ["总支出9.00万元。"]
