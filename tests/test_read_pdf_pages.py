from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from documents import Layout, pdf_from_lines
from pdf_parts import song
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Document
from extractor.read import read

WIDTH, HEIGHT = A4
LEFT = (
    "全年收入合计九千八百五十九万元",
    "比上年减少一千零六十二万元整，",
    "主要原因是水利建设项目已经完成",
    "并且按照合同约定支付到位，剩余",
    "资金已由县财政局统一收回使用。",
    "全年支出合计九千八百五十九万元",
    "其中基本支出三千二百万元，项目",
    "支出六千六百五十九万元，全部用",
)
RIGHT = (
    "于水库除险加固和防汛抗旱工作。",
    "年末结转和结余资金为零，预算执",
    "行率达到百分之一百，各项绩效目",
    "标均已完成，群众满意度较高，自",
    "评得分九十八分，等级为优，详细",
    "情况见附表所列各项指标完成值。",
    "下一步将加强项目管理，提高资金",
    "使用效益，做好绩效运行监控工作",
)


def texts(document: Document) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks]


def columns(path: Path, head: str = "", foot: str = "") -> Path:
    sheet = song(path)
    y = 760.0
    if head:
        sheet.drawString(60, y, head)
        y -= 40
    for left, right in zip(LEFT, RIGHT, strict=True):
        sheet.drawString(60, y, left)
        sheet.drawString(310, y, right)
        y -= 20
    if foot:
        sheet.drawString(60, y - 20, foot)
    sheet.save()
    return path


@pytest.mark.parametrize("head", ["", "青河县水利局二〇二三年度部门整体支出绩效自评报告（全文共两栏）"])
@pytest.mark.parametrize("foot", ["", "注：本表所列数据均来自部门决算，已经与财政部门核对一致，单位为万元。"])
def test_two_columns_are_read_one_after_the_other(tmp_path: Path, head: str, foot: str) -> None:
    body = "".join(LEFT) + "".join(RIGHT)
    document = read(columns(tmp_path / "a.pdf", head, foot))
    assert "".join(texts(document)) == head + body + foot
    assert body[: body.index("全年支出")] in document.text  # whole sentences, across lines and columns
    assert "全部用于水库" in document.text


def test_names_and_numbers_side_by_side_are_no_columns(tmp_path: Path) -> None:
    sheet = song(tmp_path / "a.pdf")
    rows = [(f"第{n}项农村饮水安全巩固提升工程", f"{n}2,345,678,901,234.50") for n in range(1, 10)]
    for n, (name, amount) in enumerate(rows):
        sheet.drawString(60, 700 - 20 * n, name)
        sheet.drawString(350, 700 - 20 * n, amount)
    sheet.save()
    assert texts(read(tmp_path / "a.pdf")) == ["\t".join(row) for row in rows]


def landscape(path: Path, angle: int, rows: int = 4) -> Path:
    """A ruled table drawn turned on an upright page, between an upright header and a page number."""
    sheet = song(path)
    for page in range(1, 4):
        sheet.setFont("STSong-Light", 9)
        sheet.drawCentredString(WIDTH / 2, HEIGHT - 40, "青河县水利局绩效自评报告")
        sheet.drawCentredString(WIDTH / 2, 40, f"- {page} -")
        sheet.setFont("STSong-Light", 12)
        if page != 2:
            sheet.drawString(80, 700, f"第{page}页的正文说明全年预算执行情况。")
            sheet.drawString(80, 660, f"另有{page}项工作已经完成，群众满意度较高。")
        else:
            sheet.saveState()
            sheet.translate(*((520, 100) if angle == 90 else (80, 740)))
            sheet.rotate(angle)
            sheet.drawString(0, 380, "附表：收支情况（单位：万元）")
            sheet.grid([0, 150, 300, 450, 600], [360 - 30 * n for n in range(rows + 1)])
            for row in range(rows):
                for column in range(4):
                    sheet.drawString(5 + 150 * column, 340 - 30 * row, f"{row}行{column}列{row}{column}.50")
            sheet.restoreState()
        sheet.showPage()
    sheet.save()
    return path


@pytest.mark.parametrize("angle", [90, -90])
def test_a_landscape_table_on_an_upright_page(tmp_path: Path, angle: int) -> None:
    document = read(landscape(tmp_path / "a.pdf", angle))
    cells = [block for block in document.blocks if block.kind == "cell"]
    assert [block.span.of(document.text) for block in cells] == [
        f"{row}行{column}列{row}{column}.50" for row in range(4) for column in range(4)
    ]
    assert [(b.anchor.row, b.anchor.column) for b in cells[:5]] == [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1)]
    assert [block.span.of(document.text) for block in document.blocks if block.kind == "paragraph"] == [
        "第1页的正文说明全年预算执行情况。",
        "另有1项工作已经完成，群众满意度较高。",
        "附表：收支情况（单位：万元）",
        "第3页的正文说明全年预算执行情况。",
        "另有3项工作已经完成，群众满意度较高。",
    ]
    assert document.margins == ("青河县水利局绩效自评报告", "- 1 -", "- 3 -", "- 2 -")


@pytest.mark.parametrize(("angle", "box"), [(90, (160, 592, 190, 742)), (-90, (410, 102, 440, 252))])
def test_places_on_a_turned_page_are_those_that_a_viewer_shows(
    tmp_path: Path, angle: int, box: tuple[float, ...]
) -> None:
    document = read(landscape(tmp_path / "a.pdf", angle))
    first = next(block for block in document.blocks if block.kind == "cell")
    assert first.anchor.box == pytest.approx(box, abs=1)


def test_a_turned_label_in_a_cell(tmp_path: Path) -> None:
    sheet = song(tmp_path / "a.pdf")
    sheet.grid([80, 110], [700, 600])
    sheet.grid([110, 300], [700, 650, 600])
    sheet.saveState()
    sheet.translate(100, 620)
    sheet.rotate(90)
    sheet.drawString(0, 0, "产出指标")
    sheet.restoreState()
    sheet.drawString(120, 670, "建成水库2座，除险加固3座。")
    sheet.drawString(120, 620, "完成率100%，质量合格。")
    sheet.save()
    document = read(tmp_path / "a.pdf")
    assert document.text == "产出指标\t建成水库2座，除险加固3座。\n完成率100%，质量合格。"
    assert document.blocks[0].anchor.row_span == 2


@pytest.mark.parametrize("angle", [30, 45, -35, 60])
def test_a_watermark_across_the_page_is_left_out_with_a_remark(tmp_path: Path, angle: int) -> None:
    sheet = song(tmp_path / "a.pdf")
    sheet.drawString(80, 700, "全年总支出9859.38万元。")
    sheet.saveState()
    sheet.translate(200, 400)
    sheet.rotate(angle)
    sheet.setFont("STSong-Light", 60)
    sheet.setFillGray(0.8)
    sheet.drawString(0, 0, "内部资料")
    sheet.restoreState()
    sheet.drawString(80, 680, "全年总收入9859.38万元。")
    sheet.save()
    document = read(tmp_path / "a.pdf")
    assert "".join(texts(document)) == "全年总支出9859.38万元。全年总收入9859.38万元。"
    assert len(document.remarks) == 1
    assert "内部资料" in document.remarks[0]
    assert document.notes == ()


def bold(sheet: Canvas, x: float, y: float, text: str, offset: float) -> None:
    for dx, dy in ((0, 0), (offset, 0), (0, offset), (offset, offset)):
        sheet.drawString(x + dx, y + dy, text)


@pytest.mark.parametrize(("size", "offset"), [(12, 0.25), (12, 0.6), (22, 0.5), (22, 1.1)])
def test_words_printed_several_times_for_bold_are_read_once(
    tmp_path: Path, size: float, offset: float
) -> None:
    sheet = song(tmp_path / "a.pdf", size)
    bold(sheet, 80, 700, "合计1,122.33万元，占99.00%", offset)
    sheet.drawString(80, 600, "完。")
    sheet.save()
    document = read(tmp_path / "a.pdf")
    assert texts(document) == ["合计1,122.33万元，占99.00%", "完。"]


def mode(sheet: Canvas, text: str, number: int) -> None:
    words = sheet.beginText(80, 700)
    words.setFont("STSong-Light", 12)
    words.setTextRenderMode(number)
    words.textOut(text)
    sheet.drawText(words)


@pytest.mark.parametrize(("number", "is_bold"), [(0, False), (2, True), (3, False)])
def test_text_rendering_modes(tmp_path: Path, number: int, is_bold: bool) -> None:
    sheet = song(tmp_path / "a.pdf")
    mode(sheet, "全年总支出9859.38万元，比上年减少，全部完成，没有结余结转。", number)
    sheet.save()
    document = read(tmp_path / "a.pdf")
    assert document.text == "全年总支出9859.38万元，比上年减少，全部完成，没有结余结转。"
    assert document.blocks[0].bold == is_bold


def test_words_beyond_the_visible_part_of_the_page(tmp_path: Path) -> None:
    sheet = song(tmp_path / "a.pdf")
    sheet.setCropBox((50, 50, WIDTH - 50, HEIGHT - 50))
    sheet.drawString(80, 700, "总支出9.00万元。")
    sheet.drawString(80, HEIGHT - 20, "裁掉的文字")
    sheet.save()
    document = read(tmp_path / "a.pdf")
    assert document.text == "总支出9.00万元。"
    assert len(document.remarks) == 1


def test_headers_and_footers_are_given_once(tmp_path: Path) -> None:
    lines = [
        f"{n}.第{'甲乙丙丁戊己庚辛壬癸'[n % 10]}项支出{n}.18万元，按照合同约定支付。" for n in range(1, 90)
    ]
    layout = Layout(header="青河县水利局绩效自评报告", page_number="第 {} 页")
    document = read(pdf_from_lines(lines, tmp_path / "a.pdf", layout))
    assert document.pages == 4
    assert document.margins == ("青河县水利局绩效自评报告", "第 1 页", "第 2 页", "第 3 页", "第 4 页")
    assert texts(document) == lines


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (("1", "2"), ["1", "2"]),
        (("2023", "1"), ["2023", "1"]),
        (("总支出9.00万元。", "35"), ["总支出9.00万元。", "35"]),
        (
            ("总支出9.00万元。|- 1 -", "- 2 -", "总收入8.00万元。|- 3 -"),
            ["总支出9.00万元。", "总收入8.00万元。"],
        ),
        (("总支出9.00万元。|5",), ["总支出9.00万元。"]),
        (("总支出9.00万元。", "— 7 —"), ["总支出9.00万元。"]),
        (("总支出9.00万元。", "2"), ["总支出9.00万元。"]),
    ],
)
def test_a_page_number_is_beside_something_or_like_others(
    tmp_path: Path, pages: tuple[str, ...], expected: list[str]
) -> None:
    sheet = song(tmp_path / "a.pdf")
    for page in pages:
        *words, number = page.split("|")
        sheet.setFont("STSong-Light", 12)
        for line in words:
            sheet.drawString(80, 700, line)
        sheet.drawCentredString(WIDTH / 2, 40, number)
        sheet.showPage()
    sheet.save()
    assert texts(read(tmp_path / "a.pdf")) == expected


CONTENTS = (
    ("一、部门概况", "1"),
    ("（一）部门职责", "1"),
    ("（二）机构设置和人员编制情况", "3"),
    ("二、部门整体支出管理及使用情况", "12"),
    ("三、存在的主要问题及原因分析", "125"),
)


def dotted(sheet: Canvas, y: float, title: str, page: str) -> None:
    sheet.drawString(80, y, title)
    sheet.drawRightString(510, y, page)
    x = 80 + 12 * len(title) + 4
    while x < 485:
        sheet.drawString(x, y, ".")
        x += 4


def spaced(sheet: Canvas, y: float, title: str, page: str) -> None:
    sheet.drawString(80, y, title)
    sheet.drawRightString(510, y, page)


@pytest.mark.parametrize("entry", [dotted, spaced])
def test_entries_of_a_table_of_contents_stay_apart(
    tmp_path: Path, entry: Callable[[Canvas, float, str, str], None]
) -> None:
    sheet = song(tmp_path / "a.pdf")
    for n, (title, page) in enumerate(CONTENTS):
        entry(sheet, 700 - 24 * n, title, page)
    sheet.save()
    found = texts(read(tmp_path / "a.pdf"))
    assert len(found) == len(CONTENTS)
    for text, (title, page) in zip(found, CONTENTS, strict=True):
        assert text.startswith(title)
        assert text.endswith(page)
