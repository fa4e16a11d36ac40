from __future__ import annotations

from pathlib import Path

import pytest
from documents import Layout, pdf_from_lines
from pdf_parts import song
from reportlab.lib.pagesizes import A4

from extractor.document import Document
from extractor.read import read

FULL = "二〇二三年度青河县水利局按照年初预算和工作计划，较好地完成了各项工作任务，"  # fills a line of 16 pt


def texts(document: Document) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks]


def printed(path: Path, lines: list[str], pages: int = 1, right: float = 520, size: float = 12) -> Path:
    """Print lines as they are, each stretched between the margins but the last of all; pages share them."""
    sheet = song(path, size)
    share = -(-len(lines) // pages)
    for n, line in enumerate(lines):
        if n and n % share == 0:
            sheet.showPage()
        last = n == len(lines) - 1
        words = sheet.beginText(80, 760 - 22 * (n % share))
        words.setFont("STSong-Light", size)
        width = sheet.stringWidth(line, "STSong-Light", size)
        words.setCharSpace(0 if last else (right - 80 - width) / (len(line) - 1))
        words.textOut(line)
        sheet.drawText(words)
    sheet.save()
    return path


CUT = [
    ("收入9859.38 万", "元，其中", "9859.38 万元"),
    ("，占", "99.79%，其中", "占99.79%"),
    ("执行率95.", "10%，其中", "95.10%"),
    ("减少 1062.85", "万元，其中", "1062.85万元"),
    ("本年收", "入390.55万元，其中", "本年收入390.55万元"),
]


@pytest.mark.parametrize("pages", [1, 2])
@pytest.mark.parametrize(("end", "start", "figure"), CUT)
def test_a_figure_broken_by_a_line_or_page_end_is_whole(
    tmp_path: Path, end: str, start: str, figure: str, pages: int
) -> None:
    lead = "二〇二三年度按照年初预算和工作计划完成各项工作任务，全年"
    rest = "财政拨款已经按照合同约定全部支付到位，没有结余结转资金，各项"
    lines = [
        lead + "各项重点工作支出已经核对",
        rest[: 36 - len(end)] + end,
        start + rest[:20],
        rest,
        "目标全部完成。",
    ]
    document = read(printed(tmp_path / "a.pdf", lines, pages))
    assert figure in document.text.replace("\t", "")


@pytest.mark.parametrize("drop", [0, 2.5, 4.8])
@pytest.mark.parametrize("size", [10.5, 12, 16, 22])
def test_digits_that_sit_lower_stay_in_their_line(tmp_path: Path, drop: float, size: float) -> None:
    lines = [
        f"{FULL}全年总收入9859.38万元，占预算的99.79%，比上年减少1062.85万元，下降9.73%。",
        f"{FULL}全年总支出8,123.45万元，完成预算的95.10%，其中项目支出390.55万元。",
    ]
    layout = Layout(
        size=size, leading=size * 1.5, drop=min(drop, 0.42 * size), digits="Helvetica", page_number=""
    )
    assert texts(read(pdf_from_lines(lines, tmp_path / "a.pdf", layout))) == lines


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("经 费 总预 算 安 排 37337407.64 元", "经费总预算安排37337407.64元"),
        ("部门整体支出 绩效自评报告", "部门整体支出 绩效自评报告"),
        ("基本支出1, 537.4万元", "基本支出1, 537.4万元"),
        ("占比 31.88 %", "占比 31.88 %"),
        ("GDP growth of 5.2 percent", "GDP growth of 5.2 percent"),
    ],
)
def test_spaces_that_were_typed(tmp_path: Path, line: str, expected: str) -> None:
    sheet = song(tmp_path / "a.pdf")
    sheet.drawString(80, 700, line)
    sheet.save()
    assert read(tmp_path / "a.pdf").text == expected


@pytest.mark.parametrize("gap", [3.0, 6.0, 9.0, 11.0])
def test_words_drawn_one_by_one_with_gaps(tmp_path: Path, gap: float) -> None:
    # A justified line whose characters stand apart, some of them in pairs.
    sheet = song(tmp_path / "a.pdf")
    x = 80.0
    for part in ("经", "费", "总预", "算", "安", "排", "37337407.64", "元"):
        sheet.drawString(x, 700, part)
        x += sheet.stringWidth(part, "STSong-Light", 12) + gap
    sheet.save()
    assert "".join(read(tmp_path / "a.pdf").text.split()) == "经费总预算安排37337407.64元"
    assert "37337407.64" in read(tmp_path / "a.pdf").text


def test_a_number_set_wide_is_one_number(tmp_path: Path) -> None:
    sheet = song(tmp_path / "a.pdf")
    x = 80.0
    for char in "总支出1,537.40万元":
        sheet.drawString(x, 700, char)
        x += sheet.stringWidth(char, "STSong-Light", 12) + 1.5
    sheet.save()
    assert read(tmp_path / "a.pdf").text == "总支出1,537.40万元"


def test_a_paragraph_goes_on_over_a_table_of_other_pages_width(tmp_path: Path) -> None:
    # An upright page, a landscape one with a table, and an upright one again.
    sheet = song(tmp_path / "a.pdf")
    sheet.drawString(80, 700, "一、基本情况")
    sheet.showPage()
    sheet.setPageSize((A4[1], A4[0]))
    sheet.setFont("STSong-Light", 12)
    sheet.grid([80, 400, 700], [500, 470, 440])
    for x, y, text in ((90, 480, "项目"), (410, 480, "金额"), (90, 450, "合计"), (410, 450, "9.00")):
        sheet.drawString(x, y, text)
    sheet.showPage()
    sheet.setPageSize(A4)
    sheet.setFont("STSong-Light", 12)
    sheet.drawString(80, 700, "二、存在问题")
    sheet.save()
    assert read(tmp_path / "a.pdf").text == "一、基本情况\n项目\t金额\n合计\t9.00\n二、存在问题"


@pytest.mark.parametrize(
    ("parts", "gaps", "expected"),
    [
        # a program that leaves no room between Chinese and Latin of its own: this was typed
        (("第二部分", "2023", "年度收支情况"), (3, 0), "第二部分 2023年度收支情况"),
        (("附件", "A", "类项目"), (4, 0), "附件 A类项目"),
        # one that does, as word processors do
        (
            ("全年收入", "1,234.50", "万元，比上年多", "9", "万元"),
            (3, 3, 3, 3),
            "全年收入1,234.50万元，比上年多9万元",
        ),
        (("第二部分", "2023"), (3,), "第二部分2023"),
        # digits in the room of wide characters
        (("共计", "8", "个项目"), (0, 6), "共计8个项目"),
    ],
)
def test_room_between_chinese_and_latin(
    tmp_path: Path, parts: tuple[str, ...], gaps: tuple[float, ...], expected: str
) -> None:
    sheet = song(tmp_path / "a.pdf")
    x = 80.0
    for part, gap in zip(parts, (*gaps, 0), strict=True):
        sheet.drawString(x, 700, part)
        x += sheet.stringWidth(part, "STSong-Light", 12) + gap
    sheet.save()
    assert read(tmp_path / "a.pdf").text == expected
