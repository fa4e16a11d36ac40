from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain, pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw
from scan_parts import Sheet, scanned, stamped

from extractor.document import Anchor, Document
from extractor.errors import ReadError
from extractor.plain import plain
from extractor.read import images, ocr, read_bytes
from extractor.read.content import Piece
from extractor.read.limits import Limits
from extractor.read.ocr import clean, crops, engine, grid, lines, page, paragraphs, rules, strokes, turn
from extractor.read.ocr.boxes import Box
from extractor.read.ocr.engine import Grey
from extractor.read.ocr.lines import Line, Word
from extractor.read.ocr.page import Reading

TITLE = "2023年度部门整体支出绩效自评报告"
REPORT = [
    "一、部门基本情况",
    "（一）机构设置。云岭县水务局内设办公室、规划财务股、水资源股等6个股室，下属事业单位3个。编制数48名，年末实有在职人员45人，控制率93.75%。",
    "二、预算执行情况",
    "2023年收入总计1234.56万元，其中：一般公共预算财政拨款收入1000.08万元，占81.01%；政府性基金收入200.00万元，占16.20%；"
    "其他收入34.48万元，占2.79%。比上年增加102.18万元，增长9.02%。",
    "2023年支出总计1,198.77万元，完成年初预算的97.10%。其中：基本支出698.33万元，占58.25%；项目支出500.44万元，占41.75%。",
    "1.因公出国（境）费0.00万元；",
    "2.公务用车购置及运行维护费9.26万元；",
    "3.公务接待费4.45万元，共接待30批次、215人次。",
    "三、存在的问题",
    "（一）预算执行进度不均衡，四季度支出占全年支出的43.66%。",
]
MORE = [
    "（二）绩效目标不够细化，部分指标难以量化，设备购置项目年初预算21.50万元，调整预算18.70万元，实际支出16.83万元，执行率90.00%，结转1.87万元。",
    "四、下一步工作安排",
    "严格执行预算，每季度末通报支出进度，力争2024年6月底前支出进度达到55.5%以上。",
]
TABLE = [
    ["项目名称", "农村饮水安全巩固提升工程", "", "", "", "", ""],
    ["预算执行情况（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "得分"],
    ["", "年度资金总额", "120.00", "118.50", "112.36", "10", "9.48"],
    ["", "其中：财政拨款", "100.00", "98.50", "95.36", "-", "-"],
    ["", "其他资金", "20", "20", "17", "/", "/"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ["产出指标", "数量指标", "新建供水管网长度", "≥15公里", "15.6公里", "20", "20"],
    ["", "质量指标", "工程验收合格率", "100%", "100%", "15", "15"],
    ["", "时效指标", "项目按期完成率", "≥95%", "93.5%", "15", "13"],
    ["效益指标", "社会效益指标", "受益群众人数", "≥3200人", "3268人", "30", "30"],
    ["满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "92%", "10", "9"],
    ["总分", "", "", "", "", "100", "96.48"],
]
WIDTHS = [62, 85, 96, 66, 70, 45, 45]
MERGES = [(0, 1, 0, 6), (1, 0, 4, 0), (6, 0, 8, 0), (11, 0, 11, 4)]
AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?%?")


def saved(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def texts(document: Document) -> list[str]:
    return [block.span.of(document.plain) for block in document.blocks]


def amounts(words: list[str]) -> Counter[str]:
    return Counter(chain.from_iterable(AMOUNT.findall(plain(text)) for text in words))


def report(dpi: int, paragraphs: list[str], title: str = "") -> Sheet:
    sheet = Sheet(dpi)
    if title:
        sheet.title(title)
    for text in paragraphs:
        sheet.paragraph(text)
    sheet.footer("— 3 —")
    return sheet


def test_a_stamped_page_comes_back_whole() -> None:
    sheet = report(200, REPORT, TITLE)
    image = scanned(stamped(sheet.image, 300, 300, 120, sheet.scale), noise=6, paper=245)
    document = read_bytes(saved(image, "JPEG", quality=75, dpi=(200, 200)), "扫描件.jpg")
    assert texts(document) == [plain(text) for text in (TITLE, *REPORT)]
    assert {(block.via, block.anchor.page) for block in document.blocks} == {("ocr", 1)}
    assert (document.format, document.pages, document.notes) == ("jpg", 1, ())
    left, top, right, bottom = document.blocks[4].anchor.box or (0, 0, 0, 0)
    assert (left, right) == pytest.approx((80, 505), abs=12)
    assert 150 < top < bottom < 400


def test_noisy_pages_that_hang_askew_and_share_a_paragraph() -> None:
    first = report(150, REPORT[3:], TITLE)
    begun, rest = MORE[0][:27], MORE[0][27:]
    first.y += 10 * first.size
    for place, part in ((2, begun), (0, "")):
        first.put(part, first.left + place * first.size, first.y, first.size)
    second = Sheet(150)
    for number, line in enumerate(second._broken(rest, 0)):
        second.put(line, second.left, second.y + number * 26, second.size)
    second.y += 26 * 3
    for text in MORE[1:]:
        second.paragraph(text)
    frames = [scanned(sheet.image, angle, 12, 235) for sheet, angle in ((first, 1), (second, -0.8))]
    data = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="tiff_deflate")
    document = read_bytes(data, "扫描件.tif")
    assert document.pages == 2
    assert amounts(texts(document)) == amounts([TITLE, *REPORT[3:], *MORE])
    assert texts(document)[-3:] == [plain(text) for text in MORE]


def test_a_stamped_score_table_that_lies_on_its_side() -> None:
    sheet = Sheet(200)
    sheet.title("项目支出绩效自评表")
    sheet.table(TABLE, WIDTHS, MERGES)
    sheet.paragraph("填报单位：云岭县水务局")
    image = stamped(sheet.image, 420, 200, 120, sheet.scale).rotate(90, expand=True)
    pieces = page.read_image(image, 7, sheet.scale, Limits())
    assert [plain(p.text) for p in pieces if p.kind == "paragraph"] == [
        "项目支出绩效自评表",
        "填报单位:云岭县水务局",
    ]
    cells = {(p.anchor.row, p.anchor.column): p for p in pieces if p.kind == "cell"}
    printed = {(r, c): text for r, row in enumerate(TABLE, 1) for c, text in enumerate(row, 1) if text}
    assert {place: plain(p.text) for place, p in cells.items() if p.text} == {
        place: plain(text) for place, text in printed.items()
    }
    spans = {place: (p.anchor.row_span, p.anchor.column_span) for place, p in cells.items()}
    assert [spans[place] for place in ((1, 2), (2, 1), (7, 1), (12, 1), (3, 3))] == [
        (1, 6),
        (4, 1),
        (3, 1),
        (1, 5),
        (1, 1),
    ]
    assert {(p.anchor.page, p.anchor.table) for p in cells.values()} == {(7, 1)}
    # The picture lies on its side: its upper edge shows what was at the right.
    assert (cells[3, 7].anchor.box or (0, 0, 0, 0))[1] < (cells[3, 1 + 1].anchor.box or (0, 0, 0, 0))[1]


# Stamps and paper


def red_ring(image: Image.Image, box: tuple[int, int, int, int]) -> None:
    ImageDraw.Draw(image).ellipse(box, outline=(215, 40, 45), width=6)


def test_a_stamp_vanishes_and_print_under_it_stays() -> None:
    image = Image.new("RGB", (600, 600), "white")
    red_ring(image, (150, 150, 390, 390))
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 265, 500, 275), fill=(30, 20, 20))
    grey = clean.without_stamps(np.asarray(image), 2)
    assert grey[266:274, 100:500].max() < 80
    assert grey[140:258, 140:400].min() > 235


@pytest.mark.parametrize(
    ("box", "kept"),
    [
        ((100, 100, 900, 160), True),  # a headline
        ((100, 100, 140, 130), True),  # a red number
        ((100, 100, 330, 330), False),
        ((100, 100, 200, 200), False),  # the seal of a person
        ((970, 200, 999, 400), False),  # a stamp across the edges of sheets
    ],
)
def test_only_what_has_the_size_of_a_stamp_is_removed(box: tuple[int, int, int, int], kept: bool) -> None:
    image = Image.new("RGB", (1000, 1000), "white")
    draw = ImageDraw.Draw(image)
    for y in range(box[1], box[3], 12):
        draw.rectangle((box[0], y, box[2], min(y + 5, box[3])), fill=(215, 40, 45))
    grey = clean.without_stamps(np.asarray(image), 2)
    assert (grey.min() < 140) == kept


def test_shades_and_shadows_become_white() -> None:
    slope = np.linspace(150, 250, 800).astype(np.uint8)
    grey = np.repeat(slope[None, :], 400, axis=0)
    grey[100:160, 100:700] = (grey[100:160, 100:700] * 0.8).astype(np.uint8)
    grey[120:124, 300:320] = 20
    done = clean.even(grey, 2.78)
    assert done[130:155, 110:690].mean() > 235
    assert done[300].min() > 235
    assert done[121, 310] < 60


@pytest.mark.parametrize("mode", ["1", "L", "LA", "RGBA", "RGB", "P", "CMYK", "I;16", "I", "F"])
def test_every_kind_of_picture_is_dark_on_white(mode: str) -> None:
    image = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(image).rectangle((50, 50, 90, 54), fill=0)
    if mode == "I;16":
        image = Image.fromarray((np.asarray(image, np.uint16) * 257).astype(np.uint16))
    else:
        image = image.convert(mode)
    grey = clean.cleaned(image, 2)
    assert (str(grey.dtype), grey.shape, int(grey[10, 10])) == ("uint8", (200, 200), 255)
    assert grey[52, 70] < 40


def test_what_is_transparent_is_white() -> None:
    image = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    assert clean.cleaned(image, 2).min() == 255


# Turning


@pytest.mark.parametrize("angle", [-4.0, -0.5, 0.3, 2.5])
def test_the_skew_is_that_of_the_long_lines(angle: float) -> None:
    slope = np.tan(np.radians(angle))
    quads = np.array(
        [
            [(50, y), (x, y + slope * (x - 50)), (x, y + 20 + slope * (x - 50)), (50, y + 20)]
            for y, x in ((100, 900), (200, 850), (300, 120), (400, 700))
        ],
        np.float64,
    )
    assert turn.skew(quads, 1000) == pytest.approx(angle, abs=0.01)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_places_lead_back_to_the_picture_as_it_came(monkeypatch: pytest.MonkeyPatch, quarters: int) -> None:
    upright = np.full((400, 600), 255, np.uint8)
    upright[100:120, 50:450] = 0
    came = np.ascontiguousarray(np.rot90(upright, -quarters))
    rows, columns = np.nonzero(came == 0)
    x0, x1, top, bottom = columns.min(), columns.max(), rows.min(), rows.max()
    quads = np.array([[(x0, top), (x1, top), (x1, bottom), (x0, bottom)]], np.float64)
    monkeypatch.setattr(turn, "_sureness", lambda grey, box, turned: 0.99 if turned == quarters else 0.3)
    done = turn.upright(came, quads)
    assert done.grey.shape == (400, 600)
    (box,) = done.boxes
    assert (box.x0, box.top, box.x1, box.bottom) == (50, 100, 449, 119)
    assert done.origin(box) == Box(x0, top, x1, bottom)


def test_a_page_without_words_stays_as_it_is() -> None:
    done = turn.upright(np.full((100, 200), 255, np.uint8), np.zeros((0, 4, 2)))
    assert (done.grey.shape, done.boxes) == ((100, 200), [])


# Tables


def ruled(
    xs: list[int], ys: list[int], without: Sequence[tuple[int, int, int, int]] = (), thick: int = 2
) -> Image.Image:
    image = Image.new("L", (1000, 1000), 255)
    draw = ImageDraw.Draw(image)
    for x in xs:
        draw.rectangle((x, ys[0], x + thick - 1, ys[-1]), fill=0)
    for y in ys:
        draw.rectangle((xs[0], y, xs[-1], y + thick - 1), fill=0)
    for box in without:
        draw.rectangle(box, fill=255)
    return image


def grids(image: Image.Image) -> list[grid.Grid]:
    found = rules.find(np.asarray(image), 2)
    return [made for group in found if (made := grid.grid(group, 2))]


def places(table: grid.Grid) -> list[tuple[int, int, int, int]]:
    return [(c.row, c.column, c.row_span, c.column_span) for c in table.cells]


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (ruled([100, 400, 800], [100, 160, 220]), [(1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1)]),
        # the upper row is one cell
        (
            ruled([100, 400, 800], [100, 160, 220], [(395, 103, 405, 158)]),
            [(1, 1, 1, 2), (2, 1, 1, 1), (2, 2, 1, 1)],
        ),
        # the left column is one cell
        (
            ruled([100, 400, 800], [100, 160, 220], [(103, 155, 398, 165)]),
            [(1, 1, 2, 1), (1, 2, 1, 1), (2, 2, 1, 1)],
        ),
        # worn rules
        (
            ruled([100, 400, 800], [100, 160, 220], [(x, 150, x + 3, 170) for x in range(130, 380, 60)]),
            [(1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1)],
        ),
        # no rules at the sides
        (
            ruled([100, 400, 800], [100, 160, 220], [(98, 103, 104, 158), (98, 163, 104, 218)]),
            [(1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1)],
        ),
        (
            ruled([100, 400, 800], [100, 160, 220], thick=5),
            [(1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1)],
        ),
    ],
)
def test_rules_make_cells(image: Image.Image, expected: list[tuple[int, int, int, int]]) -> None:
    (table,) = grids(image)
    assert places(table) == expected


@pytest.mark.parametrize(
    "image",
    [
        ruled([100, 800], [100, 900]),  # a frame around the page
        ruled([100, 160], [100, 130, 160]),  # a character of a headline
        ruled([100, 800], [100, 160], [(90, 103, 900, 158)]),  # two underlines
        Image.new("L", (300, 300), 255),
    ],
)
def test_what_is_no_table(image: Image.Image) -> None:
    assert grids(image) == []


def test_rules_on_shaded_ground_are_found_and_wiped() -> None:
    image = ruled([100, 400, 800], [100, 160, 220])
    grey = np.asarray(image).copy()
    shade = grey[100:160, 100:800]
    shade[shade == 255] = 190
    groups = rules.find(grey, 2)
    assert [places(made) for group in groups if (made := grid.grid(group, 2))] == [
        [(1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1)]
    ]
    assert rules.wipe(grey, groups).min() >= 190


def inked(*boxes: tuple[int, int, int, int]) -> Grey:
    image = Image.new("L", (1000, 1000), 255)
    for box in boxes:
        ImageDraw.Draw(image).rectangle(box, fill=0)
    return np.asarray(image)


def cut(
    grey: Grey, boxes: list[Box], table: grid.Grid | None = None
) -> list[tuple[tuple[int, int] | None, int, int]]:
    """Return row and column, left and upper edge of what is to be read, from top to bottom."""
    cutter = crops.Cutter(grey, [table] if table else [], boxes, 2)
    found = [
        ((c.cell.row, c.cell.column) if c.cell else None, round(c.ink.x0), round(c.ink.top))
        for c in cutter.crops()
    ]
    return sorted(found, key=lambda crop: (crop[2], crop[1]))


def test_a_box_that_crosses_rules_is_divided_and_missed_ink_is_read() -> None:
    (table,) = grids(ruled([100, 400, 800], [100, 160, 220]))
    grey = inked((350, 120, 380, 140), (420, 120, 460, 140), (600, 180, 608, 200), (200, 178, 260, 198))
    boxes = [Box(340, 112, 470, 148), Box(190, 170, 270, 206)]
    assert cut(grey, boxes, table) == [
        ((1, 1), 350, 120),
        ((1, 2), 420, 120),
        ((2, 1), 200, 178),
        ((2, 2), 600, 180),
    ]


def test_lines_found_as_one_box_are_told_apart() -> None:
    usual = [Box(100, 500 + 60 * n, 600, 535 + 60 * n) for n in range(3)]
    grey = inked(
        (110, 110, 300, 134),
        (110, 150, 300, 174),
        *((110, 505 + 60 * n, 590, 529 + 60 * n) for n in range(3)),
    )
    found = cut(grey, [Box(100, 100, 310, 184), *usual])
    assert [top for _, _, top in found if top < 400] == [110, 150]


def test_characters_below_each_other_are_told_apart() -> None:
    usual = [Box(300, 500 + 60 * n, 800, 535 + 60 * n) for n in range(3)]
    column = [(110, 100 + 32 * n, 134, 124 + 32 * n) for n in range(4)]
    two = [(110, 240, 134, 243), (108, 258, 136, 261)]  # 二, whose strokes lie apart
    grey = inked(*column, *two, *((310, 505 + 60 * n, 790, 529 + 60 * n) for n in range(3)))
    found = cut(grey, [Box(105, 95, 139, 268), *usual])
    assert [top for _, left, top in found if left < 200] == [100, 132, 164, 196, 240]


# Single strokes


def stroke(*points: tuple[int, int], width: int = 3) -> Grey:
    image = Image.new("L", (60, 50), 255)
    ImageDraw.Draw(image).line(points, fill=0, width=width)
    return np.asarray(image)


def specked(grey: Grey) -> Grey:
    worse = grey.copy()
    worse[[4, 12, 33, 45], [3, 50, 8, 44]] = 0
    worse[40:42, 52] = 0
    return worse


@pytest.mark.parametrize(
    ("grey", "seen", "expected"),
    [
        (stroke((24, 38), (34, 10)), "1", "/"),
        (specked(stroke((24, 38), (34, 10))), "1", "/"),
        (stroke((29, 38), (29, 10)), "1", "1"),
        (specked(stroke((29, 38), (29, 10))), "1", "1"),
        (stroke((24, 10), (34, 38)), "1", "1"),
        (stroke((20, 25), (32, 25)), "图", "-"),
        (stroke((15, 25), (45, 25)), "一", "—"),
        (stroke((29, 25), (31, 25)), "8", ""),
        (stroke((24, 38), (34, 10)), "7", "7"),
    ],
)
def test_a_single_stroke_is_no_figure(
    monkeypatch: pytest.MonkeyPatch, grey: Grey, seen: str, expected: str
) -> None:
    monkeypatch.setattr(engine, "words", lambda picture: (seen, 0.9))
    assert strokes.read_line(grey, 30)[0] == expected


# Lines and paragraphs


def word(text: str, x0: float, top: float, size: float = 12) -> Word:
    wide = sum(size if ord(c) > 255 else size / 2 for c in text)
    return Word(text, Box(x0, top, x0 + wide, top + size * 0.92), 0.99)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([word("收入", 100, 50), word("1234.56", 300, 52)], ["收入\t1234.56"]),
        ([word("本年收入", 100, 50), word("合计", 150, 50)], ["本年收入合计"]),
        ([word("下一行", 100, 70), word("上一行", 100, 50)], ["上一行", "下一行"]),
        ([word("合计12, 345.60元", 100, 50)], ["合计12,345.60元"]),
        ([word("9859 .38万元", 100, 50)], ["9859.38万元"]),
        ([word("2019年 12 34", 100, 50)], ["2019年 12 34"]),
        ([word("１，２３４．５６", 100, 50)], ["１，２３４．５６"]),
    ],
)
def test_words_make_lines(words: list[Word], expected: list[str]) -> None:
    assert [line.text for line in lines.lines(words)] == expected


def line(text: str, x0: float, y: float, x1: float, size: float = 12) -> Line:
    return Line(text, Box(x0, y, x1, y + size), x0, x1, size)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        # indented, broken inside an amount
        (
            [
                ("一、基本情况", 104, 180),
                ("全年总收入9859.38万", 104, 500),
                ("元，比上年增加。", 80, 200),
                ("二、绩效", 104, 160),
            ],
            ["一、基本情况", "全年总收入9859.38万元，比上年增加。", "二、绩效"],
        ),
        # a short line ends a paragraph
        (
            [
                ("单位地址：人民路", 104, 300),
                ("联系电话：略", 104, 250),
                *[("满行的文字没有结束", 80, 500)] * 3,
            ],
            None,
        ),
    ],
)
def test_lines_make_paragraphs(printed: list[tuple[str, int, int]], expected: list[str] | None) -> None:
    made = [line(text, x0, 100 + 24 * n, x1) for n, (text, x0, x1) in enumerate(printed)]
    area = paragraphs.measure(made, 595)
    found = [paragraphs.joined(group) for group in paragraphs.groups(made, area)]
    assert found == expected if expected else found[:2] == [text for text, _, _ in printed[:2]]


@pytest.mark.parametrize(
    ("printed", "room", "expected"),
    [
        (["服务对象满意", "度指标"], 72, "服务对象满意度指标"),
        (["年初预算数", "（万元）"], 120, "年初预算数\n（万元）"),
        (["1.培训合格率高", "2.按期完成"], 72, "1.培训合格率高\n2.按期完成"),
        (["9859.38", "万元"], 200, "9859.38万元"),
        ([], 72, ""),
    ],
)
def test_a_cell_is_broken_only_where_it_was_meant(printed: list[str], room: float, expected: str) -> None:
    made = [line(t, 0, 15 * n, sum(12 if ord(c) > 255 else 6 for c in t)) for n, t in enumerate(printed)]
    assert paragraphs.in_cell(made, room) == expected


@pytest.mark.parametrize(
    ("ends", "begins", "expected"),
    [
        (True, True, ["甲", "占1.5%", "乙"]),
        (True, False, ["甲", "占", "1.5%", "乙"]),
        (False, True, ["甲", "占", "1.5%", "乙"]),
    ],
)
def test_a_paragraph_that_crosses_pages(ends: bool, begins: bool, expected: list[str]) -> None:
    def reading(words: tuple[str, ...], number: int, begun: bool, is_open: bool) -> Reading:
        return Reading(tuple(Piece(w, Anchor(page=number)) for w in words), 2, 0, begun, is_open)

    pages = [reading(("甲", "占"), 1, False, ends), Reading(()), reading(("1.5%", "乙"), 2, begins, False)]
    assert [piece.text for piece in page.together(pages)] == expected


@pytest.mark.parametrize(("doubtful", "said"), [(0, False), (2, False), (9, False), (12, True)])
def test_a_page_with_many_uncertain_words_is_named(doubtful: int, said: bool) -> None:
    note = Reading((), 100, doubtful).note(4)
    assert note == (f"第4页有{doubtful}处文字识别把握不大，请对照原件核对。" if said else "")


@pytest.mark.parametrize(("height", "count"), [(1000, 1), (1900, 1), (4000, 3)])
def test_long_pictures_are_searched_in_parts(height: int, count: int) -> None:
    grey = np.full((height, 50), 255, np.uint8)
    grey[::7] = 0
    found = engine.tiles(grey)
    assert len(found) == count
    assert (found[0][0], found[-1][1]) == (0, height)
    assert all(a[1] == b[0] for a, b in pairwise(found))
    assert all(grey[cut].min() == 255 for _, cut in found[:-1])


# Picture files


def dot(form: str, **options: object) -> bytes:
    return saved(Image.new("L", (64, 48), 255), form, **options)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (dot("PNG"), "png"),
        (dot("JPEG"), "jpg"),
        (dot("TIFF"), "tif"),
        (dot("BMP"), "bmp"),
        (dot("GIF"), "gif"),
        (dot("WEBP"), "webp"),
        (b"BM is no picture, and long enough", ""),
        (b"RIFF....WAVE", ""),
        (b"BM", ""),
        (b"%PDF-1.7", ""),
    ],
)
def test_pictures_are_told_by_their_bytes(data: bytes, expected: str) -> None:
    assert images.recognise(data, ".pdf") == expected


@pytest.fixture
def _blank_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "find", lambda grey, scale: np.zeros((0, 4, 2)))


@pytest.mark.usefixtures("_blank_pages")
@pytest.mark.parametrize(
    ("data", "limits", "code", "words"),
    [
        (dot("PNG"), Limits(ocr=False), "unsupported", "文字识别已关闭"),
        (dot("PNG"), Limits(), "empty", "没有识别到文字"),
        (dot("PNG"), Limits(pixels=1000), "too_large", "万像素"),
        (saved(Image.new("L", (900, 700), 255))[:-200], Limits(), "corrupt", "重新扫描"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), Limits(), "corrupt", "重新扫描"),
        (b"\xff\xd8\xff\xe0" + b"x" * 90, Limits(), "corrupt", "重新扫描"),
        (b"II*\0" + b"\xff" * 40, Limits(), "corrupt", "重新扫描"),
        (
            dot("TIFF", save_all=True, append_images=[Image.new("L", (9, 9))] * 3),
            Limits(pages=2),
            "too_large",
            "2 页",
        ),
        (saved(Image.new("L", (3, 3))), Limits(), "empty", "太小"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, limits: Limits, code: str, words: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "图.png", limits)
    assert caught.value.code == code
    assert words in str(caught.value)


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    head = bytearray(dot("BMP"))
    head[18:26] = (60_000).to_bytes(4, "little") * 2
    with pytest.raises(ReadError) as caught:
        read_bytes(bytes(head), "图.bmp")
    assert caught.value.code == "too_large"


def test_without_the_package_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ocr.available()
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    with pytest.raises(ReadError, match=r'pip install "gouji\[ocr\]"') as caught:
        read_bytes(dot("PNG"), "图.png")
    assert caught.value.code == "missing_tool"


def test_a_page_of_a_document_has_a_limit_of_its_own() -> None:
    with pytest.raises(ReadError) as caught:
        page.read_image(Image.new("L", (2000, 2000)), 3, 2.78, Limits(pixels=10**6))
    assert caught.value.code == "too_large"


def test_frames_come_as_they_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[tuple[int, int], int]] = []

    def reading(image: Image.Image, number: int, scale: float, limits: Limits) -> Reading:
        seen.append((image.size, number))
        return Reading((Piece("字", Anchor(page=number), via="ocr"),), 1)

    monkeypatch.setattr(page, "read_page", reading)
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter (Exif 2.32, 4.6.4, tag 274)
    assert images.read(dot("JPEG", exif=exif), "jpg", Limits()).pages == 1
    frames = [Image.new("L", (70, 50)), Image.new("L", (80, 50))]
    content = images.read(dot("TIFF", save_all=True, append_images=frames), "tif", Limits())
    assert [piece.anchor.page for piece in content.pieces] == [1, 2, 3]
    assert seen == [((48, 64), 1), ((64, 48), 1), ((70, 50), 2), ((80, 50), 3)]


@pytest.mark.parametrize(
    ("size", "dpi", "expected"),
    [
        ((1654, 2339), 200, 200 / 72),
        ((1654, 2339), 72, 1654 / 595),  # a resolution that would make a poster
        ((2339, 1654), 0, 1654 / 595),
        ((600, 800), 300, 600 / 595),  # and one that would make a stamp
        ((1080, 8000), 0, 1.5 * 1080 / 595),
    ],
)
def test_the_scale_is_that_of_a_sheet(size: tuple[int, int], dpi: int, expected: float) -> None:
    image = Image.new("1", size)
    if dpi:
        image.info["dpi"] = (dpi, dpi)
    assert images.scale_of(image) == pytest.approx(expected, rel=0.01)


def placed(text: str, number: int, top: float, size: float = 14.0) -> Piece:
    return Piece(text, Anchor(page=number, box=(90.0, top, 300.0, top + size)), size=size, via="ocr")


def reading_of(number: int, *pieces: Piece, begun: bool = False, is_open: bool = False) -> Reading:
    starts, stops = [False] * len(pieces), [False] * len(pieces)
    if begun:
        starts[1] = True
    if is_open:
        stops[-1] = True
    return Reading(pieces, height=842.0, starts=tuple(starts), stops=tuple(stops), open=is_open)


@pytest.mark.parametrize(
    ("first", "second", "is_dropped"),
    [
        (("松岭县林业局", 40, 14), ("松岭县林业局", 41, 14), True),
        (("松岭县林业局2023年度报告", 40, 14), ("松岭具林业局2023年度报告", 46, 14), True),
        (("第1页松岭县林业局", 800, 14), ("第2页松岭县林业局", 800, 14), True),
        (("松岭县林业局", 40, 14), ("松岭县林业局", 400, 14), False),
        (("松岭县林业局", 40, 14), ("松岭县林业局", 62, 8), False),
        (("松岭县林业局2023年", 40, 14), ("松岭县林业局2022年", 40, 14), False),
        (("松岭县林业局", 40, 14), ("机构设置情况", 40, 14), False),
        (("项目支出绩效自评表", 40, 20), ("项目支出绩效自评表", 40, 20), False),
        (("单位：万元", 40, 14), ("单位：万元", 40, 14), False),
    ],
)
def test_running_lines_of_scans_are_dropped(
    first: tuple[str, float, float], second: tuple[str, float, float], is_dropped: bool
) -> None:
    pages = [
        reading_of(
            n,
            *(placed(f"正文{n}{m}", n, 100.0 + 20 * m) for m in range(3)),
            placed(line[0], n, line[1], line[2]),
        )
        for n, line in ((1, first), (2, second))
    ]
    texts = [piece.text for piece in page.together(pages)]
    assert (first[0] not in texts and second[0] not in texts) is is_dropped
    assert len(texts) == (6 if is_dropped else 8)


def test_a_sentence_goes_on_below_a_running_line() -> None:
    pages = [
        reading_of(1, placed("松岭县林业局", 1, 40), placed("较上年下降", 1, 700), is_open=True),
        reading_of(2, placed("松岭县林业局", 2, 40), placed("9.33%。", 2, 80), begun=True),
    ]
    assert [piece.text for piece in page.together(pages)] == ["较上年下降9.33%。"]


def a_table(number: int, top: float, *rows: str, width: float = 100.0, table: int = 1) -> list[Piece]:
    return [
        Piece(
            text,
            Anchor(
                number,
                (90 + width * c, top + 20 * r, 90 + width * (c + 1), top + 20 * (r + 1)),
                None,
                table,
                r + 1,
                c + 1,
            ),
            "cell",
            size=14.0,
            via="ocr",
        )
        for r, row in enumerate(rows)
        for c, text in enumerate(row.split("|"))
    ]


@pytest.mark.parametrize(
    ("upper", "lower", "expected"),
    [
        # goes on; a head printed again; a row divided between pages
        (["项目|预算", "甲|1"], ["乙|2"], "1.1项目 1.1预算 1.2甲 1.2 1 1.3乙 1.3 2"),
        (["项目|预算", "甲|1"], ["项目|预算", "乙|2"], "1.1项目 1.1预算 1.2甲 1.2 1 1.3乙 1.3 2"),
        (
            ["项目|预算", "林业有害生物|1"],
            ["防治|", "乙|2"],
            "1.1项目 1.1预算 1.2林业有害生物防治 1.2 1 1.3乙 1.3 2",
        ),
        # a short cell was not cut
        (
            ["项目|预算", "甲|1"],
            ["二、其他|", "乙|2"],
            "1.1项目 1.1预算 1.2甲 1.2 1 1.3二、其他 1.3 1.4乙 1.4 2",
        ),
    ],
)
def test_a_table_goes_on_over_a_page_end(upper: list[str], lower: list[str], expected: str) -> None:
    pages = [
        Reading(tuple(a_table(1, 700, *upper)), height=842.0),
        Reading(tuple(a_table(2, 72, *lower)), height=842.0),
    ]
    found = " ".join(
        f"{p.anchor.table}.{p.anchor.row}{' ' if p.text.isdigit() else ''}{p.text}"
        for p in page.together(pages)
    )
    assert found == expected


@pytest.mark.parametrize(
    "lower",
    [a_table(2, 300, "乙|2"), a_table(2, 72, "乙|2|3"), [placed("二、其他", 2, 72), *a_table(2, 90, "乙|2")]],
)
def test_another_table_has_its_own_number(lower: list[Piece]) -> None:
    pages = [
        Reading(tuple(a_table(1, 700, "项目|预算", "甲|1")), height=842.0),
        Reading(tuple(lower), height=842.0),
    ]
    assert {(p.anchor.page, p.anchor.table) for p in page.together(pages) if p.kind == "cell"} == {
        (1, 1),
        (2, 2),
    }
