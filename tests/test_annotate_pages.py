"""Highlights and notes in PDFs: at the words, whatever the page is turned or cut by."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pdf_parts import song

from extractor.annotate.marks import Mark
from extractor.annotate.pages.document import Annotated, Unmarkable, annotated
from extractor.document import Document, Span
from extractor.read import read
from extractor.read.layout.frame import Frame

LINES = (
    "青河县水利局",
    "一、收支情况",
    "2023年收入合计846.23万元，其中财政拨款790.50万元，",
    "其他收入36.50万元。",
)


def report(path: Path, turn: int = 0, crop: tuple[float, float, float, float] | None = None) -> Path:
    """Write a page that is turned after its words were drawn."""
    pagesize = (595.0, 842.0) if turn in (0, 180) else (842.0, 595.0)
    canvas = song(path, pagesize=pagesize)
    for number, line in enumerate(LINES):
        canvas.drawString(100, pagesize[1] - 150 - 24 * number, line)
    if crop:
        canvas.setCropBox(crop)
    canvas.showPage()
    canvas.save()
    if turn:
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            pdf.pages[0].obj.Rotate = turn
            pdf.save(path)
    return path


def mark_at(document: Document, words: str, severity: str = "error") -> Mark:
    start = document.text.index(words)
    span = Span(start, start + len(words))
    block = document.block_at(start)
    assert block is not None
    lines = ("● 错误：甲应为乙。", "建议：请核对（1）\\。")
    return Mark("f", severity, span, block.span, lines, block.anchor.page, block.anchor.box)


def annotate(path: Path, *words: str) -> Annotated:
    document = read(path)
    return annotated(path.read_bytes(), document.text, [mark_at(document, each) for each in words])


def highlighted(data: bytes) -> list[str]:
    """Return the words below the boxes of each highlight."""
    found = []
    with closing(pypdfium2.PdfDocument(data)) as document, pikepdf.open(io.BytesIO(data)) as pdf:
        for page, number in zip(pdf.pages, range(len(document)), strict=True):
            text = document[number].get_textpage()
            for note in page.obj.get("/Annots", []):
                if note.Subtype == "/Highlight":
                    points = [float(point) for point in note.QuadPoints]
                    quads = [points[at : at + 8] for at in range(0, len(points), 8)]
                    boxes = [(min(q[::2]), min(q[1::2]), max(q[::2]), max(q[1::2])) for q in quads]
                    found.append("".join(text.get_text_bounded(*box).strip() for box in boxes))
    return found


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (40.0, 30.0, 560.0, 580.0)])
def test_highlights_stand_at_their_words(
    tmp_path: Path, turn: int, crop: tuple[float, float, float, float] | None
) -> None:
    path = report(
        tmp_path / "a.pdf", turn, crop if turn in (90, 270) else crop and (40.0, 30.0, 580.0, 800.0)
    )
    assert highlighted(annotate(path, "846.23万元", "36.50万元").data) == ["846.23万元", "36.50万元"]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_note_lies_on_the_page_beside_its_words(tmp_path: Path, turn: int) -> None:
    with pikepdf.open(io.BytesIO(annotate(report(tmp_path / "a.pdf", turn), "846.23万元").data)) as pdf:
        page = pdf.pages[0].obj
        highlight, note = page.Annots
        left, low, right, high = (float(edge) for edge in page.MediaBox)
        ax, ay, bx, by = (float(edge) for edge in note.Rect)
        hx, hy, kx, ky = (float(edge) for edge in highlight.Rect)
        assert [bx - ax, by - ay] == pytest.approx([11, 11])
        assert left <= ax <= right
        assert low <= by <= high
        assert hx - 12 < ax < kx + 12
        assert hy - 12 < by < ky + 12
        assert (str(note.Subtype), str(note.T), str(note.Contents).splitlines()[0]) == (
            "/Text",
            "勾稽",
            "● 错误：甲应为乙。",
        )
        assert highlight.IRT.objgen == note.objgen
        assert "/N" in highlight.AP
        assert "/N" in note.AP


def test_words_over_two_lines_have_two_boxes(tmp_path: Path) -> None:
    canvas = song(tmp_path / "a.pdf")
    for number, line in enumerate(
        ("本单位认真履行职责，积极推进各项工作，严格执行预算，全年总支出", "109.18万元。", "二、人员")
    ):
        canvas.drawString(96 - 24 * (number > 0), 700 - 26 * number, line)
    canvas.save()
    made = annotate(tmp_path / "a.pdf", "总支出109.18万元")
    assert highlighted(made.data) == ["总支出109.18万元"]
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert len(pdf.pages[0].obj.Annots[0].QuadPoints) == 16


def test_words_that_occur_twice_are_told_apart_by_those_around(tmp_path: Path) -> None:
    canvas = song(tmp_path / "a.pdf")
    canvas.drawString(100, 700, "甲项目支出5.00万元，乙项目支出5.00万元。")
    canvas.save()
    document = read(tmp_path / "a.pdf")
    first = mark_at(document, "5.00万元，乙")
    second = mark_at(document, "5.00万元。")
    marks = [
        Mark("f", "error", Span(m.span.start, m.span.start + 6), m.block, m.lines, m.page, m.box)
        for m in (first, second)
    ]
    data = annotated((tmp_path / "a.pdf").read_bytes(), document.text, marks).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        lefts = [float(note.Rect[0]) for note in pdf.pages[0].obj.Annots if note.Subtype == "/Highlight"]
    assert lefts[0] + 80 < lefts[1]
    assert highlighted(data) == ["5.00万元", "5.00万元"]


def test_a_paragraph_that_goes_on_on_the_next_page(tmp_path: Path) -> None:
    canvas = song(tmp_path / "a.pdf")
    for number in range(27):
        canvas.drawString(
            72, 770 - 26 * number, "本单位认真履行职责，积极推进各项工作，严格执行预算，加强管理，"
        )
    canvas.showPage()
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(72, 770, "全年支出109.18万元。")
    canvas.save()
    made = annotate(tmp_path / "a.pdf", "109.18万元")
    assert highlighted(made.data) == ["109.18万元"]


def test_annotations_that_were_there_stay(tmp_path: Path) -> None:
    path = report(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        old = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[1, 1, 9, 9], Contents="原有"
        )
        pdf.pages[0].obj.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(old)]))
        pdf.save(path)
    with pikepdf.open(io.BytesIO(annotate(path, "846.23万元").data)) as pdf:
        assert [str(note.Subtype) for note in pdf.pages[0].obj.Annots] == ["/Text", "/Highlight", "/Text"]
        assert str(pdf.pages[0].obj.Annots[0].Contents) == "原有"


def test_the_same_bytes_each_time(tmp_path: Path) -> None:
    path = report(tmp_path / "a.pdf")
    assert annotate(path, "846.23万元").data == annotate(path, "846.23万元").data


def test_a_mark_without_its_words_stands_at_the_block(tmp_path: Path) -> None:
    path = report(tmp_path / "a.pdf")
    document = read(path)
    mark = mark_at(document, "846.23万元")
    strange = document.text.replace("846.23", "999.99")
    made = annotated(path.read_bytes(), strange, [mark])
    assert made.marked == 1
    assert "846.23万元" in highlighted(made.data)[0].replace("\r\n", "")


def test_a_mark_without_a_page_is_told_of(tmp_path: Path) -> None:
    path = report(tmp_path / "a.pdf")
    mark = Mark("f", "error", Span(0, 2), Span(0, 4), ("● 错误：甲。",))
    made = annotated(path.read_bytes(), read(path).text, [mark])
    assert (made.marked, made.nowhere) == (0, ("● 错误：甲。",))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda data: encrypted(data, owner="b"), "权限保护"),
        (lambda data: encrypted(data, user="a", owner="b"), "打开密码"),
    ],
)
def test_what_cannot_be_marked_is_refused(
    tmp_path: Path, spoil: Callable[[bytes], bytes], words: str
) -> None:
    path = report(tmp_path / "a.pdf")
    document = read(path)
    data = spoil(path.read_bytes())
    with pytest.raises(Unmarkable, match=words):
        annotated(data, document.text, [mark_at(document, "846.23万元")])


def encrypted(data: bytes, user: str = "", owner: str = "") -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(user=user, owner=owner))
    return target.getvalue()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_is_drawn_lying_and_turned_upright(tmp_path: Path, turn: int) -> None:
    canvas = song(tmp_path / "a.pdf", pagesize=(595, 842) if turn in (0, 180) else (842, 595))
    width, height = canvas._pagesize
    canvas.rotate(turn)
    origin = {0: (0, 0), 90: (0, -width), 180: (-width, -height), 270: (-height, 0)}[turn]
    for number, line in enumerate(LINES):
        canvas.drawString(origin[0] + 100, origin[1] + 692 - 24 * number, line)
    canvas.save()
    with pikepdf.open(tmp_path / "a.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Rotate = turn
        pdf.save(tmp_path / "a.pdf")
    data = annotate(tmp_path / "a.pdf", "846.23万元").data
    assert highlighted(data) == ["846.23万元"]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        highlight, note = pdf.pages[0].obj.Annots
        # The upper left corner of a sign stays where it is, whatever the page is turned by.
        left, low, right, high = (float(edge) for edge in pdf.pages[0].obj.MediaBox)
        frame = Frame(left, low, right, high, turn)
        points = [float(point) for point in highlight.QuadPoints]
        x, y = frame.point(float(note.Rect[0]), float(note.Rect[3]))
        end, top = frame.point(points[2], points[3])
        assert [x - end, y - top] == pytest.approx([-1.65, -8.25], abs=0.1)


def test_turned_words_on_a_page_that_is_not(tmp_path: Path) -> None:
    canvas = song(tmp_path / "a.pdf")
    canvas.drawString(100, 700, "2023年收入合计846.23万元，其中财政拨款790.50万元。")
    canvas.saveState()
    canvas.rotate(90)
    for number, line in enumerate(("项目支出执行情况", "合计3,321.60万元")):
        canvas.drawString(120, -300 - 24 * number, line)
    canvas.restoreState()
    canvas.save()
    assert highlighted(annotate(tmp_path / "a.pdf", "846.23万元", "3,321.60万元").data) == [
        "846.23万元",
        "3,321.60万元",
    ]
