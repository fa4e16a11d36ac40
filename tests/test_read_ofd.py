from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from documents import Layout, pdf_from_lines, pdf_from_table
from ofd_parts import Container, Producer, ofd_from_sheets, path_object, sheets_of, single, text_object

from extractor.document import Document
from extractor.errors import ReadError
from extractor.read import read
from extractor.read.limits import Limits
from extractor.read.ofd import recognise
from extractor.read.ofd.values import offsets

LINES = (
    "青河县水利局2023年度部门整体支出绩效自评报告",
    "一、部门（单位）概况",
    "（一）收支情况",
    "2023年全年总收入9859.38万元，其中财政拨款收入9838.66万元，占总收入的99.79%，其他收入20.72万元，占总收入的0.21%；"
    "全年总支出9859.38万元，比上年减少1,062.85万元，下降9.73%，主要原因是项目支出减少。",
    "1.基本支出3200.15万元，用于保障机构正常运转、完成日常工作任务，包括人员经费和日常公用经费。",
    "2.项目支出6659.23万元，用于水库除险加固、农村饮水安全和防汛抗旱等方面，全部按照合同约定支付到位。",
)
PRODUCERS = {
    "offsets": Producer(),
    "runs": Producer("runs", rules="areas"),
    "short": Producer("short", rules="scaled"),
    "characters": Producer("characters", rules="areas", blocks=3),
    "scaled": Producer("scaled", rules="scaled", absolute=True),
    "default namespace": Producer(prefix="", root="Document.xml"),
    "old namespace": Producer(namespace="http://www.ofdspec.org", root="文档 1/Root.xml", reverse=True),
}
Shown = list[tuple[str, int | None, int | None, int | None, int, int, int | None, str]]


def shown(document: Document) -> Shown:
    return [
        (
            b.kind,
            b.anchor.table,
            b.anchor.row,
            b.anchor.column,
            b.anchor.row_span,
            b.anchor.column_span,
            b.anchor.page,
            b.span.of(document.text),
        )
        for b in document.blocks
    ]


def texts(path: Path) -> list[str]:
    document = read(path)
    return [b.span.of(document.text) for b in document.blocks]


@pytest.mark.parametrize("producer", PRODUCERS.values(), ids=PRODUCERS)
def test_paragraphs_are_those_of_the_same_pdf(tmp_path: Path, producer: Producer) -> None:
    layout = Layout(titles=1, header="青河县水利局自评报告", digits="Helvetica", drop=2)
    pdf = pdf_from_lines(LINES[:1] + LINES[1:] * 6, tmp_path / "a.pdf", layout)
    document = read(ofd_from_sheets(sheets_of(pdf), tmp_path / "a.ofd", producer))
    assert shown(document) == shown(read(pdf))
    assert document.text == "\n".join(LINES[:1] + LINES[1:] * 6)
    assert (document.format, document.via, document.pages) == ("ofd", "ofd", read(pdf).pages)
    assert document.margins == read(pdf).margins
    assert "青河县水利局自评报告" in document.margins


HEAD = ["项目", "年初预算", "全年预算", "全年执行", "执行率"]
ROWS = [HEAD, *([f"第{n}项支出", f"{n}.50", f"{n},200.00", f"{n},000.00", "95.10%"] for n in range(1, 60))]
ROWS[2] = ["", "2.00", "", "3.00", ""]


@pytest.mark.parametrize("producer", PRODUCERS.values(), ids=PRODUCERS)
@pytest.mark.parametrize("rules", ["grid", "three-line", "frame"])
def test_tables_are_those_of_the_same_pdf(tmp_path: Path, producer: Producer, rules: str) -> None:
    merges = [(1, 0, 2, 0), (0, 3, 0, 4)] if rules == "grid" else []
    rows = [list(row) for row in (ROWS if rules == "grid" else ROWS[:8])]
    rows[0][4] = "" if merges else rows[0][4]
    pdf = pdf_from_table(rows, tmp_path / "a.pdf", merges, header_rows=1, rules=rules, around=("表一", "完"))
    document = read(ofd_from_sheets(sheets_of(pdf), tmp_path / "a.ofd", producer))
    assert shown(document) == shown(read(pdf))
    cells = {
        (b.anchor.row, b.anchor.column): b.span.of(document.text) for b in document.blocks if b.kind == "cell"
    }
    assert cells[1, 2] == "年初预算"
    assert cells[3, 2] == "2.00"
    assert cells[len(rows), 3] == rows[-1][2]


def test_headers_on_a_template_page_are_margins(tmp_path: Path) -> None:
    pdf = pdf_from_lines(LINES * 8, tmp_path / "a.pdf", Layout(header="青河县水利局"))
    producer = Producer(head=24)
    document = read(ofd_from_sheets(sheets_of(pdf), tmp_path / "a.ofd", producer))
    assert document.text == read(pdf).text
    assert document.margins == read(pdf).margins
    assert "青河县水利局" in document.margins


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ('DeltaX="5 5"', "总支出", "总支出"),
        ('DeltaX="g 3 2.5"', "400.00", "400.00"),
        ('DeltaX="2.5,2.5,2.5"', "9.00", "9.00"),
        ("", "总支出9.00万元", "总支出9.00万元"),
        ('DeltaX="0 0 0"', "财政拨款", "财政拨款"),
        ('DeltaX="g 99999999999 5"', "财政拨款", "财政拨款"),
        ('DeltaX="x NaN 1e400"', "财政", "财政"),
        ('DeltaX="g 12 3.9"', "总支出1,062.85万元", "总支出1,062.85万元"),
        ('DeltaX="5 5 30"', "收入支出", "收入支\t出"),
        ("", "甲\\0020乙", "甲 乙"),
        ('DeltaX="g 5 2.5"', "\\0020甲", "\\0020甲"),
        ("", "\n      总支出\n    ", "总支出"),
        ("", "A&B<C>", "A&B<C>"),
    ],
)
def test_characters_are_placed_by_offsets(tmp_path: Path, code: str, text: str, expected: str) -> None:
    path = single(text_object(text, 30, 60, code=code or 'DeltaY=""'), tmp_path / "a.ofd")
    assert texts(path) == [expected]


def test_several_codes_and_transformed_objects(tmp_path: Path) -> None:
    objects = (
        '<@TextObject ID="1" Font="1" Size="5" Boundary="30 50 100 20"><@TextCode X="0" Y="5" DeltaX="5">收入</@TextCode>'
        '<@TextCode X="10">9</@TextCode><@TextCode>.5元</@TextCode><@TextCode X="0" Y="15" DeltaX="5">支出</@TextCode>'
        '</@TextObject><@TextObject ID="2" Font="1" Size="10" CTM="0.5 0 0 0.5 -10 5" Boundary="40 80 9 9">'
        '<@TextCode X="0" Y="10" DeltaX="g 1 10">结余</@TextCode></@TextObject>'
    )
    document = read(single(objects, tmp_path / "a.ofd"))
    assert document.text == "收入9.5元\n支出\n结余"
    box = document.blocks[2].anchor.box
    assert box is not None
    assert [round(edge * 25.4 / 72) for edge in box] == [30, 86, 40, 91]


HIDDEN = (
    text_object("看得见", 30, 60)
    + text_object("看不见", 30, 70, more='Visible="false"')
    + text_object("未着色", 30, 80, more='Fill="false"')
    + "<!-- 注释 -->"
)


def test_what_is_not_shown_is_left_out(tmp_path: Path) -> None:
    assert texts(single(HIDDEN, tmp_path / "a.ofd")) == ["看得见"]


def test_words_across_the_page_are_kept_apart(tmp_path: Path) -> None:
    mark = text_object("内部资料", 60, 150, 12, more='CTM="0.7 -0.7 0.7 0.7 0 0"')
    document = read(single(text_object("正文", 30, 60) + mark, tmp_path / "a.ofd"))
    assert (document.text, document.margins) == ("正文", ("内部资料",))


def test_bold_type(tmp_path: Path) -> None:
    container = Container()
    container.entry("Doc_0/Document.xml")
    container.document("Doc_0/Document.xml", ["P.xml"], "<@PublicRes>Res/Public.xml</@PublicRes>")
    container.add("Doc_0/Res/Public.xml", "Res", '<@Fonts><@Font ID="2" FontName="甲" Bold="true"/></@Fonts>')
    heavy = text_object("一、概况", 30, 60).replace('Font="1"', 'Font="2"')
    objects = heavy + text_object("二、情况", 30, 80, more='Weight="700"') + text_object("正文", 30, 100)
    container.page("Doc_0/P.xml", objects)
    assert [b.bold for b in read(container.save(tmp_path / "a.ofd")).blocks] == [True, True, False]


GRID = "M 30 50 L 130 50 M 30 60 L 130 60 M 30 70 L 130 70 M 30 50 L 30 70 M 80 50 L 80 70 M 130 50 L 130 70"
CELLS = "".join(
    text_object(text, x, y)
    for text, x, y in (("项目", 32, 57), ("金额", 82, 57), ("合计", 32, 67), ("9.00", 82, 67))
)


@pytest.mark.parametrize(
    "paths",
    [
        path_object(GRID),
        path_object(GRID.lower().replace("m", "M").replace("l", "L")),
        "".join(
            path_object("M 0 0 L 50 0 L 50 10 L 0 10 C", f"{x} {y} 50 10") for x in (30, 80) for y in (50, 60)
        ),
        "".join(
            path_object("S 0 0 L 50 0 50 10", f"{x} {y} 50 10")
            + path_object("M0 0L50 0L50 10L0 10L0 0", f"{x} {y} 50 10")
            for x in (30, 80)
            for y in (50, 60)
        ),
        path_object(GRID.replace("M", "S"), more='LineWidth="0.1" Fill="false" Stroke="true"'),
        path_object("M 0 0 B 1 1 2 2 3 3 Q 1 1 2 2 A 5 5 0 1 1 9 9 " + GRID + " C"),
    ],
)
def test_rules_of_tables(tmp_path: Path, paths: str) -> None:
    document = read(single(CELLS + paths, tmp_path / "a.ofd"))
    assert [(b.anchor.row, b.anchor.column, b.span.of(document.text)) for b in document.blocks] == [
        (1, 1, "项目"),
        (1, 2, "金额"),
        (2, 1, "合计"),
        (2, 2, "9.00"),
    ]


TURNS = {0: "1 0 0 1 0 0", 90: "0 1 -1 0 0 0", 180: "-1 0 0 -1 0 0", 270: "0 -1 1 0 0 0"}


def turned(turn: int, rules: bool) -> str:
    """Return a table and a line as they lie on a page of 210 by 297 mm that was printed turned."""
    wide, tall = (297, 210) if turn % 180 else (210, 297)
    corner = {0: "0 0", 90: f"{tall} 0", 180: f"{wide} {tall}", 270: f"0 {wide}"}[turn]
    place = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[turn]
    words = [("项目", 32, 57), ("金额", 82, 57), ("合计", 32, 67), ("9.00", 82, 67), ("单位：万元", 90, 45)]
    objects = ""
    for text, x, y in words:
        shift = f"{place[0] * x + place[2] * y} {place[1] * x + place[3] * y}"
        objects += (
            f'<@TextObject ID="1" Font="1" Size="5" Boundary="{corner} 9 9" CTM="{" ".join(map(str, place))} {shift}">'
            f'<@TextCode X="0" Y="0" DeltaX="g {len(text) - 1} {5 if text[0] != "9" else 2.5}">{text}</@TextCode>'
            "</@TextObject>"
        )
    return objects + (path_object(GRID, f"{corner} 9 9", f'CTM="{TURNS[turn]}"') if rules else "")


@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("rules", [True, False])
def test_turned_pages_read_like_upright_ones(tmp_path: Path, turn: int, rules: bool) -> None:
    upright, document = (read(single(turned(t, rules), tmp_path / f"{t}.ofd")) for t in (0, turn))
    assert document.text == upright.text
    assert "项目\t金额\n合计\t9.00" in document.text
    assert [b.kind for b in document.blocks] == [b.kind for b in upright.blocks]
    boxes = [b.anchor.box for b in document.blocks]
    assert all(box and 0 <= box[0] < box[2] <= 596 and 0 <= box[1] < box[3] <= 842 for box in boxes)


def test_coloured_areas_make_a_table(tmp_path: Path) -> None:
    areas = "".join(
        path_object("M 0 0 L 50 0 L 50 10 L 0 10 C", f"{x} {y} 50 10", 'Fill="true" Stroke="false"')
        for x in (30, 80)
        for y in (50, 60)
    )
    document = read(single(areas + CELLS, tmp_path / "a.ofd"))
    assert [b.kind for b in document.blocks] == ["cell"] * 4


@pytest.mark.parametrize("more", ['Visible="false"', 'Stroke="false"'])
def test_rules_that_are_not_drawn_are_none(tmp_path: Path, more: str) -> None:
    document = read(single(CELLS + path_object(GRID, more=more), tmp_path / "a.ofd"))
    assert {b.kind for b in document.blocks} == {"paragraph"}


def test_composite_objects(tmp_path: Path) -> None:
    unit = f'<@CompositeGraphicUnit ID="5" Width="9" Height="9"><@Content>{text_object("其中", 0, 10)}</@Content>'
    container = Container()
    container.entry("Doc_0/Document.xml")
    container.document("Doc_0/Document.xml", ["P.xml"], "<@DocumentRes>R.xml</@DocumentRes>")
    container.add(
        "Doc_0/R.xml",
        "Res",
        f"<@CompositeGraphicUnits>{unit}</@CompositeGraphicUnit></@CompositeGraphicUnits>",
    )
    used = '<@CompositeObject ID="7" ResourceID="5" Boundary="30 {} 20 20"/>'
    container.page("Doc_0/P.xml", used.format(40) + used.format(80))
    assert texts(container.save(tmp_path / "a.ofd")) == ["其中", "其中"]


def test_pages_in_the_order_of_the_document(tmp_path: Path) -> None:
    container = Container()
    container.entry("Doc_0/Document.xml", "Doc_1\\Document.xml")
    container.document(
        "Doc_0/Document.xml", ["Pages/Page_1/Content.xml", "./Pages/Page_0/../Page_0/Content.xml"]
    )
    container.document("Doc_1/Document.xml", ["/Doc_1/pages/PAGE_0/content.XML"])
    for name, text in (
        ("0/Pages/Page_1", "第一页。"),
        ("0/Pages/Page_0", "第二页。"),
        ("1/Pages/Page_0", "第三页。"),
    ):
        container.page(f"Doc_{name}/Content.xml", text_object(text, 30, 60))
    document = read(container.save(tmp_path / "a.ofd"))
    assert document.text == "第一页。\n第二页。\n第三页。"
    assert [b.anchor.page for b in document.blocks] == [1, 2, 3]


def test_the_current_version_counts(tmp_path: Path) -> None:
    container = Container()
    versions = (
        '<@Versions><@Version ID="1" Index="1" Current="false" BaseLoc="Doc_0/Versions/V1.xml"/>'
        '<@Version ID="2" Index="2" Current="true" BaseLoc="Doc_0/Versions/V2.xml"/></@Versions>'
    )
    container.entry("Doc_0/Document.xml", body=versions)
    for number, text in (("", "初稿"), ("_2", "定稿")):
        container.document(f"Doc_0/Document{number}.xml", [f"P{number}.xml"])
        container.page(f"Doc_0/P{number}.xml", text_object(text, 30, 60))
    container.add(
        "Doc_0/Versions/V2.xml", "DocVersion", "<@FileList/><@DocRoot>/Doc_0/Document_2.xml</@DocRoot>"
    )
    assert texts(container.save(tmp_path / "a.ofd")) == ["定稿"]


IMAGE = '<@ImageObject ID="4" ResourceID="6" Boundary="0 0 210 297"/>'


@pytest.mark.parametrize(
    ("pages", "notes"),
    [
        ([IMAGE], ["第2页没有文字，可能是扫描图片"]),
        ([path_object("M 0 0 B 1 1 2 2 3 3") * 30], ["第2页没有文字"]),
        ([text_object("\ue001\ue002\ue003", 30, 60)], ["第2页的文字使用了自造编码"]),
        ([None], ["第2页已损坏"]),
        ([IMAGE + text_object("落款", 30, 60)], []),
        ([""], []),
    ],
)
def test_pages_that_cannot_be_read_are_noted(
    tmp_path: Path, pages: list[str | None], notes: list[str]
) -> None:
    container = Container()
    container.entry("Doc_0/Document.xml")
    container.document("Doc_0/Document.xml", ["P0.xml", "P1.xml"])
    for number, objects in enumerate([text_object("正文", 30, 60), *pages]):
        if objects is None:
            container.parts[f"Doc_0/P{number}.xml"] = "<broken"
        else:
            container.page(f"Doc_0/P{number}.xml", objects)
    document = read(container.save(tmp_path / "a.ofd"))
    assert document.pages == 2
    assert [note[: len(n)] for note, n in zip(document.notes, notes, strict=True)] == notes


def test_attachments_are_remarked(tmp_path: Path) -> None:
    container = Container()
    container.entry("Doc_0/Document.xml")
    container.document(
        "Doc_0/Document.xml", ["P.xml"], more="<@Attachments>Attachs/Attachments.xml</@Attachments>"
    )
    container.page("Doc_0/P.xml", text_object("正文", 30, 60))
    document = read(container.save(tmp_path / "a.ofd"))
    assert (document.notes, document.remarks) == ((), ("文件带有附件，附件的内容没有读取。",))


AGAIN = '<@CompositeObject ID="7" ResourceID="5"/>' * 40
ENTITY = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "甲">]><OFD/>'


def endless(container: Container) -> None:
    unit = f'<@CompositeGraphicUnit ID="5"><@Content>{AGAIN}</@Content></@CompositeGraphicUnit>'
    container.document("Doc_0/Document.xml", ["P.xml"], "<@DocumentRes>R.xml</@DocumentRes>")
    container.add("Doc_0/R.xml", "Res", f"<@CompositeGraphicUnits>{unit}</@CompositeGraphicUnits>")
    container.page("Doc_0/P.xml", AGAIN)


BROKEN: dict[str, Callable[[Container], object]] = {
    "scan": lambda c: c.page("Doc_0/P.xml", IMAGE),
    "no entry": lambda c: c.parts.pop("OFD.xml"),
    "no document": lambda c: c.parts.pop("Doc_0/Document.xml"),
    "no pages": lambda c: c.document("Doc_0/Document.xml", []),
    "many pages": lambda c: c.document("Doc_0/Document.xml", ["P.xml"] * 99),
    "entity": lambda c: c.parts.update({"OFD.xml": ENTITY}),
    "locked": lambda c: c.parts.update({"Encryptions.xml": "<Encryptions/>"}),
    "endless": endless,
    "no page": lambda c: c.parts.pop("Doc_0/P.xml"),
    "broken page": lambda c: c.parts.update({"Doc_0/P.xml": "<broken"}),
    "bomb": lambda c: c.parts.update({"Doc_0/P.xml": ENTITY}),
}


def broken(name: str) -> Container:
    container = Container()
    container.entry("Doc_0/Document.xml")
    container.document("Doc_0/Document.xml", ["P.xml"])
    container.page("Doc_0/P.xml", text_object("正文", 30, 60))
    BROKEN[name](container)
    return container


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("scan", "empty"),
        ("no entry", "corrupt"),
        ("no document", "corrupt"),
        ("no pages", "corrupt"),
        ("many pages", "too_large"),
        ("entity", "corrupt"),
        ("locked", "encrypted"),
        ("endless", "too_large"),
        ("no page", "corrupt"),
        ("broken page", "corrupt"),
        ("bomb", "corrupt"),
    ],
)
def test_refused(tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(broken(name).save(tmp_path / "a.ofd"), limits=Limits(pages=50))
    assert caught.value.code == code


def test_recognised(tmp_path: Path) -> None:
    whole = single(text_object("正文", 30, 60), tmp_path / "a.ofd").read_bytes()
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("a.txt", "正文")
    other = (tmp_path / "b.zip").read_bytes()
    assert recognise(whole, ".zip") == "ofd"
    assert recognise(whole[:300], ".ofd") == "ofd"
    assert recognise(other, ".zip") == ""
    assert recognise(b"%PDF-1.7", ".ofd") == ""


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("1 2 3", 9, [1, 2, 3]),
        ("g 3 4.5", 9, [4.5, 4.5, 4.5]),
        ("g 2 1 7 g 2 3 8", 9, [1, 1, 7, 3, 3, 8]),
        ("g 9 1", 2, [1, 1]),
        ("1 2 3", 2, [1, 2]),
        ("g", 9, []),
        ("g -3 1 5", 9, [5]),
        ("", 9, []),
        (None, 9, []),
    ],
)
def test_runs_of_offsets(text: str | None, most: int, expected: list[float]) -> None:
    assert offsets(text, most) == expected
