from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from documents import Layout, pdf_from_lines, pdf_from_table
from pdf_parts import song
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import ArrayObject, NameObject, NumberObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Document
from extractor.errors import ReadError
from extractor.read import read
from extractor.read.limits import Limits

LINES = [
    "一、基本情况",
    "2023年青河县水利局全年总收入9859.38万元，其中财政拨款收入9838.66万元，占总收入的99.79%，其他收入20.72万元。",
    "二、存在的问题",
    "部分项目进度较慢，年末结转资金35.18万元，占预算的0.36%，下一步将加强项目管理，按照合同约定及时支付到位。",
]
ROWS = [["项目", "预算数", "决算数"], *([f"第{n}项支出", f"{n},200.00", f"{n},000.00"] for n in range(1, 8))]


def texts(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.span.of(document.text)) for block in document.blocks]


def rewritten(path: Path, change: Callable[[PdfWriter], None], version: str = "1.7") -> Path:
    writer = PdfWriter(clone_from=PdfReader(path))
    change(writer)
    writer.pdf_header = f"%PDF-{version}"
    changed = path.with_stem(f"{path.stem}2")
    writer.write(changed)
    return changed


def as_is(writer: PdfWriter) -> None:
    writer.compress_identical_objects()


def locked_without_password(algorithm: str) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        writer.encrypt(user_password="", owner_password="owner", algorithm=algorithm)

    return change


def cropped(writer: PdfWriter) -> None:
    for page in writer.pages:
        page.cropbox.lower_left = (30, 20)
        page.cropbox.upper_right = (A4[0] - 25, A4[1] - 15)


def moved_media_box(writer: PdfWriter) -> None:
    for page in writer.pages:
        page.add_transformation(Transformation().translate(-100, 200))
        page.mediabox.lower_left = (-100, 200)
        page.mediabox.upper_right = (A4[0] - 100, A4[1] + 200)
        page[NameObject("/CropBox")] = ArrayObject(page.mediabox)


def turned_and_back(writer: PdfWriter) -> None:
    for page in writer.pages:
        page.rotate(90)
        page.transfer_rotation_to_content()


def halved_and_scaled(writer: PdfWriter) -> None:
    for page in writer.pages:
        page.scale_by(0.5)
        page[NameObject("/UserUnit")] = NumberObject(2)


def compressed(writer: PdfWriter) -> None:
    for page in writer.pages:
        page.compress_content_streams()


CHANGES = {
    "as is": as_is,
    "compressed": compressed,
    "cropped": cropped,
    "moved": moved_media_box,
    "turned": turned_and_back,
    "scaled": halved_and_scaled,
    "rc4": locked_without_password("RC4-128"),
    "aes": locked_without_password("AES-256"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_rewritten_file_reads_the_same(tmp_path: Path, name: str) -> None:
    layout = Layout(size=12, leading=20, digits="Times-Roman", page_number="")
    for path in (
        pdf_from_lines(LINES, tmp_path / "lines.pdf", layout),
        pdf_from_table(ROWS, tmp_path / "table.pdf", around=("单位：万元", "以上数据均已核对。")),
    ):
        assert texts(read(rewritten(path, CHANGES[name]))) == texts(read(path)), path.name


def test_pages_of_several_files_on_one_sheet(tmp_path: Path) -> None:
    path = pdf_from_table(ROWS, tmp_path / "table.pdf")
    source = PdfReader(path).pages[0]
    sheet = PageObject.create_blank_page(width=A4[1], height=A4[0])
    for n in range(2):
        sheet.merge_transformed_page(source, Transformation().scale(0.7).translate(10 + n * 400, 0))
    writer = PdfWriter()
    writer.add_page(sheet)
    writer.write(tmp_path / "two.pdf")
    found = [text for _, text in texts(read(tmp_path / "two.pdf"))]
    assert found == [cell for row in ROWS for cell in row] * 2


def test_junk_before_and_behind(tmp_path: Path) -> None:
    path = pdf_from_lines(LINES, tmp_path / "a.pdf")
    odd = tmp_path / "b.pdf"
    odd.write_bytes(b"HTTP/1.1 200 OK\r\n\r\n" + path.read_bytes() + b"\r\n<!-- end -->" * 40)
    assert texts(read(odd)) == texts(read(path))


def test_a_broken_cross_reference_table_is_rebuilt(tmp_path: Path) -> None:
    path = pdf_from_lines(LINES, tmp_path / "a.pdf")
    data = path.read_bytes()
    odd = tmp_path / "b.pdf"
    odd.write_bytes(re.sub(rb"startxref\s+\d+", b"startxref\n7", data))
    assert texts(read(odd)) == texts(read(path))


def without_unicode(path: Path) -> Path:
    """Write text in an embedded font by glyph numbers, without a table that says what they mean."""
    plain = pdf_from_lines(["占位"], path.with_stem("plain"), Layout(page_number=""))
    writer = PdfWriter(clone_from=PdfReader(plain))
    for page in writer.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            held = font.get_object()
            if held.get("/Subtype") == "/Type0":
                held[NameObject("/Encoding")] = NameObject("/Identity-H")
                inner = held["/DescendantFonts"][0].get_object()
                inner["/CIDSystemInfo"][NameObject("/Ordering")] = inner["/CIDSystemInfo"][
                    "/Registry"
                ].__class__("Identity")
    writer.write(path)
    return path


def test_text_without_a_meaning_is_not_given_as_text(tmp_path: Path) -> None:
    path = without_unicode(tmp_path / "a.pdf")
    with pytest.raises(ReadError, match="没有"):
        read(path, limits=Limits(ocr=False))


def test_letters_drawn_as_outlines_are_noted(tmp_path: Path) -> None:
    sheet = song(tmp_path / "a.pdf")
    sheet.drawString(80, 700, "第一页的文字。")
    sheet.showPage()
    outlines(sheet, 200)
    sheet.save()
    document = read(tmp_path / "a.pdf", limits=Limits(ocr=False))
    assert document.text == "第一页的文字。"
    assert len(document.notes) == 1
    assert "第2页" in document.notes[0]


def outlines(sheet: Canvas, count: int) -> None:
    for n in range(count):
        x, y = 60 + 20 * (n % 20), 700 - 20 * (n // 20)
        path = sheet.beginPath()
        path.moveTo(x, y)
        path.curveTo(x + 3, y + 12, x + 9, y + 12, x + 12, y)
        path.curveTo(x + 9, y + 6, x + 3, y + 6, x, y)
        sheet.drawPath(path, stroke=0, fill=1)


def test_bytes_of_one_file_in_memory_are_as_on_disk(tmp_path: Path) -> None:
    path = pdf_from_lines(LINES, tmp_path / "a.pdf")
    held = BytesIO()
    PdfWriter(clone_from=PdfReader(path)).write(held)
    (tmp_path / "b.pdf").write_bytes(held.getvalue())
    assert texts(read(tmp_path / "b.pdf")) == texts(read(path))
