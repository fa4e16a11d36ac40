from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import pdfplumber
import pytest
from documents import RULES, Layout, pdf_from_lines, pdf_from_table
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Document
from extractor.read import read

HEAD = ["项目", "年初预算", "全年预算", "全年执行", "执行率"]
ROWS = [HEAD, *([f"第{n}项支出", f"{n}.50", f"{n},200.00", f"{n},000.00", "95.10%"] for n in range(1, 8))]
LONG = [HEAD, *([f"第{n}项支出", f"{n}.50", f"{n},200.00", f"{n},000.00", "95.10%"] for n in range(1, 60))]
GAPS = [
    HEAD,
    ["甲", "", "1.00", "", "9.1%"],
    ["乙", "2.00", "", "3.00", ""],
    ["丙", "5.00", "6.00", "7.00", ""],
]
WORDS = [["指标", "年度目标", "完成情况"], ["产出", "建设两处", "已建成"], ["效益", "群众满意", "达到目标"]]
AROUND = ("收支情况（单位：万元）", "以上数据均已核对。")
Placed = tuple[int | None, int | None, int, int, str]


def cells(document: Document) -> list[Placed]:
    """Show the cells as (row, column, spans, text)."""
    return [
        (b.anchor.row, b.anchor.column, b.anchor.row_span, b.anchor.column_span, b.span.of(document.text))
        for b in document.blocks
        if b.kind == "cell"
    ]


def paragraphs(document: Document) -> list[str]:
    return [b.span.of(document.text) for b in document.blocks if b.kind == "paragraph"]


def single(rows: Sequence[Sequence[str]]) -> list[Placed]:
    """Show rows of unmerged cells in the same way."""
    return [(r, c, 1, 1, text) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1) if text]


@pytest.mark.parametrize(
    ("rules", "align", "rows"),
    [
        (rules, align, rows)
        for rules, align, rows in product(RULES, ("LEFT", "RIGHT", "CENTER"), (ROWS, GAPS, WORDS))
        # Words under each other in a cell are one cell: nothing tells rows apart.
        if (rules, rows) != ("posts", WORDS)
    ],
)
def test_tables_that_lack_rules(
    tmp_path: Path, rules: str, align: str, rows: Sequence[Sequence[str]]
) -> None:
    document = read(pdf_from_table(rows, tmp_path / "a.pdf", rules=rules, align=align, around=AROUND))
    assert cells(document) == single(rows)
    assert paragraphs(document) == list(AROUND)


def sheet(path: Path) -> Canvas:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("STSong-Light", 12)
    return canvas


Rules = Sequence[tuple[float, float, float]]  # x, x, distance from the top
Words = Sequence[tuple[float, float, str]]  # x, distance from the top, text


def printed(path: Path, rules: Rules, words: Words, posts: Rules = ()) -> Path:
    canvas = sheet(path)
    for x0, x1, y in rules:
        canvas.line(x0, A4[1] - y, x1, A4[1] - y)
    for y0, y1, x in posts:
        canvas.line(x, A4[1] - y0, x, A4[1] - y1)
    for x, y, text in words:
        canvas.drawString(x, A4[1] - y, text)
    canvas.save()
    return path


def beams(*heights: float) -> Rules:
    return [(80, 500, y) for y in heights]


def lines(columns: Sequence[float], rows: Mapping[int, Sequence[str]]) -> Words:
    return [(x, y, text) for y, row in rows.items() for x, text in zip(columns, row, strict=True) if text]


THREE = (90, 250, 400)
BODY = {
    150: ("基本支出", "12.50", "11.00"),
    170: ("项目支出", "30.00", "29.00"),
    190: ("合计", "42.50", "40.00"),
}


@pytest.mark.parametrize(
    ("rules", "words", "expected"),
    [
        (  # a head over two columns with a rule below it
            [*beams(95, 135, 200), (245, 450, 115)],
            [(90, 120, "项目"), (310, 110, "收支金额"), *lines(THREE, {130: ("", "预算", "决算"), **BODY})],
            [(1, 1, 2, 1, "项目"), (1, 2, 1, 2, "收支金额"), (2, 2, 1, 1, "预算"), (2, 3, 1, 1, "决算")],
        ),
        (  # the same without that rule
            beams(95, 135, 200),
            [
                (90, 120, "项目"),
                (250, 110, "收支金额（单位：万元）合计数"),
                *lines(THREE, {130: ("", "预算", "决算")}),
                *lines(THREE, BODY),
            ],
            [
                (1, 1, 2, 1, "项目"),
                (1, 2, 1, 2, "收支金额（单位：万元）合计数"),
                (2, 2, 1, 1, "预算"),
                (2, 3, 1, 1, "决算"),
            ],
        ),
        (  # double rules
            beams(95, 98, 135, 200, 203),
            lines(THREE, {120: ("项目", "预算", "决算"), **BODY}),
            [(1, 1, 1, 1, "项目"), (1, 2, 1, 1, "预算"), (1, 3, 1, 1, "决算")],
        ),
        (  # two lines in the head, and a column that has none but its head
            beams(95, 135, 200),
            [
                *lines(THREE, {110: ("项目", "年初", "年末"), 126: ("", "预算数", "决算数"), **BODY}),
                (460, 118, "备注"),
            ],
            [
                (1, 1, 1, 1, "项目"),
                (1, 2, 1, 1, "年初\n预算数"),
                (1, 3, 1, 1, "年末\n决算数"),
                (1, 4, 1, 1, "备注"),
            ],
        ),
        (  # a rule of the page's header above, with a caption between it and the table
            beams(60, 95, 135, 200),
            [
                (90, 80, "收支情况表"),
                (400, 80, "万元"),
                *lines(THREE, {120: ("项目", "预算", "决算"), **BODY}),
            ],
            [(1, 1, 1, 1, "项目"), (1, 2, 1, 1, "预算"), (1, 3, 1, 1, "决算")],
        ),
    ],
)
def test_heads_of_tables_with_horizontal_rules(
    tmp_path: Path, rules: Rules, words: Words, expected: list[Placed]
) -> None:
    found = cells(read(printed(tmp_path / "a.pdf", rules, words)))
    depth = max(row or 0 for row, *_ in expected)
    assert found[: len(expected)] == expected
    assert [
        ((row or 0) - depth, column, *spans, text) for row, column, *spans, text in found[len(expected) :]
    ] == single(list(BODY.values()))


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (
            beams(80),
            [(200, 70, "整体支出绩效自评报告"), (80, 120, "全年总收入9.00万元。"), (80, 150, "全部完成。")],
        ),
        (
            beams(80, 760),
            [
                (80, 70, "自评报告"),
                (80, 120, "全年总收入9.00万元。"),
                (80, 150, "全部完成。"),
                (80, 780, "财政局"),
            ],
        ),
        (
            beams(100, 130, 160),
            [(80, 98, "全年总收入9.00万元，"), (80, 128, "比上年增加1.00万元，"), (80, 158, "全部完成。")],
        ),
        (
            [(200, 400, 300), (200, 400, 340), (200, 400, 380)],
            [
                (100, 298, "单位名称："),
                (210, 298, "水利局"),
                (100, 338, "填报人："),
                (210, 338, "张三"),
                (100, 378, "日期："),
            ],
        ),
        (
            beams(60, 400),
            [
                (80, 80, "一、基本情况"),
                (80, 110, "收入"),
                (400, 110, "9.00"),
                (80, 140, "以上为全部收入。"),
                (80, 170, "完。"),
            ],
        ),
        (
            [*beams(80), (80, 490, 200)],
            [(90, 120, "收入"), (400, 120, "9.00"), (90, 150, "支出"), (400, 150, "8.00")],
        ),
        (
            [(80, 150, 80), (80, 150, 200)],
            [(90, 120, "收入"), (400, 120, "9.00"), (90, 150, "支出"), (400, 150, "8.00")],
        ),
        (  # a table of contents between the rules of header and footer
            beams(60, 760),
            [
                word
                for n in range(1, 9)
                for word in ((80, 100 + 30 * n, f"第{n}部分收支情况"), (480, 100 + 30 * n, f"{n}"))
            ],
        ),
    ],
)
def test_rules_that_make_no_table(tmp_path: Path, rules: Rules, words: Words) -> None:
    document = read(printed(tmp_path / "a.pdf", rules, words))
    assert cells(document) == []
    assert Counter("".join(document.text.split())) == Counter("".join(text for _, _, text in words))


@pytest.mark.parametrize(
    ("names", "amounts"),
    [
        (("项目支出合计",), ("12.50", "11.00")),  # two amounts for one name
        (("", "农村饮水", "安全工程"), ("12.50", "", "11.00")),  # lines that do not face each other
        (("甲", "乙"), ("1234567.", "89")),
        (("甲", "乙"), ("一处", "两处")),
    ],
)
def test_cells_with_several_lines_stay_whole(
    tmp_path: Path, names: Sequence[str], amounts: Sequence[str]
) -> None:
    canvas = sheet(tmp_path / "a.pdf")
    canvas.grid([80, 180, 280], [740, 710, 610])
    for x, head, column in ((90, "项目", names), (190, "金额", amounts)):
        canvas.drawString(x, 720, head)
        for n, text in enumerate(column):
            canvas.drawString(x, 690 - 20 * n, text)
    canvas.save()
    assert len(cells(read(tmp_path / "a.pdf"))) == 4


def test_words_that_had_no_room_stay_in_their_row(tmp_path: Path) -> None:
    body = {
        150: ("农村饮水安全巩固提升", "12.50", "11.00"),
        166: ("工程支出", "", ""),
        186: ("项目支出", "30.00", "29.00"),
        206: ("其中：", "", ""),
        226: ("水库维修", "42.50", "40.00"),
    }
    words = lines(THREE, {120: ("项目", "预算", "决算"), **body})
    found = cells(read(printed(tmp_path / "a.pdf", beams(95, 135, 240), words)))
    assert [(row, text) for row, column, _, _, text in found if column == 1] == [
        (1, "项目"),
        (2, "农村饮水安全巩固提升工程支出"),
        (3, "项目支出"),
        (4, "其中："),
        (5, "水库维修"),
    ]


def test_two_tables_of_one_width(tmp_path: Path) -> None:
    words = [
        *lines(THREE, {120: ("项目", "预算", "决算"), **BODY}),
        (80, 230, "下表列出各项支出的上年数，单位为万元，数据来自部门决算。"),
        *lines(
            THREE, {280: ("项目", "上年", "本年"), 310: ("甲", "1.00", "2.00"), 330: ("乙", "3.00", "4.00")}
        ),
    ]
    document = read(printed(tmp_path / "a.pdf", beams(95, 135, 200, 260, 290, 340), words))
    assert [b.anchor.table for b in document.blocks if b.kind == "cell"] == [1] * 12 + [2] * 9
    assert len(paragraphs(document)) == 1


@pytest.mark.parametrize("rules", RULES)
def test_a_table_goes_on_where_no_rule_ends_the_page(tmp_path: Path, rules: str) -> None:
    document = read(pdf_from_table(LONG, tmp_path / "a.pdf", header_rows=1, rules=rules))
    assert document.pages == 2
    assert cells(document) == single(LONG)
    assert {b.anchor.table for b in document.blocks} == {1}


def test_a_line_of_parts_below_a_table_is_none_of_its_rows(tmp_path: Path) -> None:
    words = [
        *lines(THREE, {120: ("项目", "预算", "决算"), **BODY}),
        *lines(THREE, {220: ("填表：张三", "审核：李四", "3月5日")}),
    ]
    document = read(printed(tmp_path / "a.pdf", beams(95, 135, 200), words))
    assert len(cells(document)) == 12
    assert paragraphs(document) == ["填表：张三\t审核：李四\t3月5日"]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_cropped_and_turned_page(tmp_path: Path, rotation: int) -> None:
    canvas = sheet(tmp_path / "a.pdf")
    width, height = A4  # as shown; a page turned by a quarter lies on its side
    canvas.setCropBox(
        (20, 30, height - 10, width - 15) if rotation % 180 else (20, 30, width - 15, height - 10)
    )
    canvas.setPageRotation(rotation)
    turns = {0: (0, 0, 0), 90: (height, 0, 90), 180: (width, height, 180), 270: (0, width, 270)}
    x, y, angle = turns[rotation]
    canvas.translate(x, y)
    canvas.rotate(angle)
    for y in (500, 460, 400):
        canvas.line(80, y, 500, y)
    rows = {480: HEAD[:3], 440: ("甲", "1.00", "2.00"), 420: ("乙", "3.00", "4.00")}
    for x, y, text in lines(THREE, rows):
        canvas.drawString(x, y, text)
    canvas.save()
    assert cells(read(tmp_path / "a.pdf")) == single([list(row) for row in rows.values()])


def test_a_merged_cell_goes_on_over_a_page(tmp_path: Path) -> None:
    canvas = sheet(tmp_path / "a.pdf")
    for names in (("甲", "乙"), ("丙", "丁", "戊")):
        bottom = 740 - 30 * len(names)
        canvas.setFont("STSong-Light", 12)
        canvas.grid([80, 180], [740, bottom])
        canvas.grid([180, 280, 380], [740 - 30 * n for n in range(len(names) + 1)])
        if names[0] == "甲":
            canvas.drawString(90, 720, "产出指标")
        for n, name in enumerate(names):
            canvas.drawString(190, 720 - 30 * n, name)
            canvas.drawString(290, 720 - 30 * n, f"{n}.50")
        canvas.showPage()
    canvas.save()
    found = cells(read(tmp_path / "a.pdf"))
    assert found[0] == (1, 1, 5, 1, "产出指标")
    assert [(row, column, text) for row, column, _, _, text in found if column == 2] == [
        (1, 2, "甲"), (2, 2, "乙"), (3, 2, "丙"), (4, 2, "丁"), (5, 2, "戊"),
    ]  # fmt: skip


def test_a_repeated_head_of_two_rows(tmp_path: Path) -> None:
    rows = [["项目", "金额", "", "", "备注"], ["", "年初", "调整", "决算", ""], *LONG[1:]]
    merges = [(0, 0, 1, 0), (0, 1, 0, 3), (0, 4, 1, 4)]
    document = read(pdf_from_table(rows, tmp_path / "a.pdf", merges, header_rows=2))
    assert document.pages == 2
    assert sum(text == "年初" for *_, text in cells(document)) == 1
    assert max(row or 0 for row, *_ in cells(document)) == len(rows)


def test_a_word_wider_than_its_cell(tmp_path: Path) -> None:
    canvas = sheet(tmp_path / "a.pdf")
    canvas.grid([80, 165, 230], [740, 600])
    for n, line in enumerate(("费用合理安全", "全", "767.96%", "，“三公”经", "费合计")):
        canvas.drawString(86, 720 - 20 * n, line)
    canvas.drawString(170, 720, "甲")
    canvas.save()
    assert cells(read(tmp_path / "a.pdf"))[0][-1] == "费用合理安全全767.96%，“三公”经费合计"


def inked(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


MERGES = [(1, 0, 2, 0), (3, 1, 3, 2), (5, 2, 6, 3)]
REPORT = [
    "2023年青河县水利局全年总收入9859.38万元，其中财政拨款收入9838.66万元，占总收入的99.79%，其他收入20.72万元，"
    "占总收入的0.21%；全年总支出9859.38万元，比上年减少1062.85万元，下降9.73%，主要原因是项目支出减少。",
    "项目支出6659.23万元，用于水库除险加固、农村饮水安全和防汛抗旱等方面，全部按照合同约定支付到位。",
]


def corpus(folder: Path) -> list[Path]:
    """Tables of several shapes, and text whose digits sit lower."""
    merged = [list(row) for row in ROWS]
    for top, left, bottom, right in MERGES:
        for row, column in product(range(top, bottom + 1), range(left, right + 1)):
            merged[row][column] = merged[top][left] if (row, column) == (top, left) else ""
    return [
        pdf_from_table(ROWS, folder / "grid.pdf", around=AROUND),
        pdf_from_table([[f"{r}{c}" for c in "甲乙"] for r in range(1, 20)], folder / "narrow.pdf"),
        pdf_from_table(ROWS, folder / "open.pdf", rules="open sides", around=AROUND),
        pdf_from_table(merged, folder / "merged.pdf", MERGES, around=AROUND),
        pdf_from_table(LONG, folder / "long.pdf"),
        pdf_from_lines(REPORT * 6, folder / "plain.pdf", Layout(page_number="")),
        pdf_from_lines(
            REPORT * 6, folder / "low.pdf", Layout(page_number="", drop=4.8, digits="Times-Roman")
        ),
    ]


def test_pdfplumber_reads_the_same_characters(tmp_path: Path) -> None:
    for path in corpus(tmp_path):
        document = read(path)
        with pdfplumber.open(path) as pdf:
            shown = [inked(page.extract_text(y_tolerance=5)) for page in pdf.pages]
        ours = [Counter[str]() for _ in shown]
        for block in document.blocks:
            ours[(block.anchor.page or 1) - 1] += inked(block.span.of(document.text))
        if path.name in ("plain.pdf", "low.pdf"):  # a paragraph belongs to the page it begins on
            ours, shown = [sum(ours, Counter[str]())], [sum(shown, Counter[str]())]
        assert ours == shown, path.name


def test_pdfplumber_reads_the_same_cells(tmp_path: Path) -> None:
    for path in corpus(tmp_path):
        if path.name == "open.pdf":
            continue  # pdfplumber leaves out the columns that no rule closes
        document = read(path)
        with pdfplumber.open(path) as pdf:
            found = [table for page in pdf.pages for table in page.extract_tables({"text_y_tolerance": 5})]
        shown = [cell for table in found for row in table for cell in row if cell]
        assert [text for *_, text in cells(document)] == shown, path.name
        assert [
            [b.span.of(document.text) for b in document.blocks if (b.kind, b.anchor.row) == ("cell", row)]
            for row in sorted({b.anchor.row for b in document.blocks if b.anchor.row})
        ] == [[cell for cell in row if cell] for table in found for row in table if any(row)], path.name


@pytest.mark.parametrize("drop", [0, 4.8])
def test_pdfplumber_reads_the_same_lines(tmp_path: Path, drop: float) -> None:
    path = pdf_from_lines(REPORT, tmp_path / "a.pdf", Layout(page_number="", drop=drop, digits="Times-Roman"))
    with pdfplumber.open(path) as pdf:
        shown = "".join(pdf.pages[0].extract_text(y_tolerance=5).split())
    assert "".join(read(path).text.split()) == shown
