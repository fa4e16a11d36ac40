from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest
from pdf_parts import long_pdf, song
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Anchor, Document
from extractor.errors import ReadError
from extractor.read import ocr, read
from extractor.read.content import Piece
from extractor.read.limits import Limits


@dataclass(frozen=True, slots=True)
class Reading:
    """What the stand-in recognises on a page: one paragraph and a table of one row."""

    pieces: tuple[Piece, ...] = ()

    def note(self, number: int) -> str:
        return ""


@dataclass(slots=True)
class StandIn:
    """Stands where the engine would read pictures, and remembers what it was given."""

    words: str = "识别的文字"
    refusal: str = ""
    given: list[tuple[int, tuple[int, int], float]] = field(default_factory=list)

    def read_page(self, image: Image.Image, number: int, scale: float, limits: Limits) -> Reading:
        self.given.append((number, image.size, scale))
        if self.refusal:
            raise ReadError("too_large", self.refusal)
        box = (80.0, 80.0, 200.0, 92.0)
        cells = [Anchor(page=number, box=box, table=1, row=1, column=n) for n in (1, 2)]
        pieces = (
            [Piece(f"第{number}页{self.words}", Anchor(page=number, box=box), via="ocr")]
            if self.words
            else []
        )
        pieces += [Piece(f"{number}", anchor, kind="cell", via="ocr") for anchor in cells if self.words]
        return Reading(tuple(pieces))

    def together(self, readings: Sequence[Reading]) -> list[Piece]:
        return [piece for reading in readings for piece in reading.pieces]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    stand_in = StandIn()
    module = ModuleType("extractor.read.ocr.page")
    module.read_page = stand_in.read_page  # type: ignore[attr-defined]
    module.together = stand_in.together  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "extractor.read.ocr.page", module)
    monkeypatch.setattr(ocr, "available", lambda: True)
    return stand_in


def scan(sheet: Canvas) -> None:
    sheet.drawImage(ImageReader(Image.new("L", (40, 60), 200)), 0, 0, *A4)


def strips(sheet: Canvas) -> None:
    for n in range(10):
        sheet.drawImage(ImageReader(Image.new("L", (40, 6), 200)), 0, n * A4[1] / 10, A4[0], A4[1] / 10)


def numbered_scan(sheet: Canvas) -> None:
    scan(sheet)
    sheet.drawString(290, 40, "- 2 -")


def outlines(sheet: Canvas) -> None:
    for n in range(100):
        path = sheet.beginPath()
        path.moveTo(60 + n, 700)
        path.curveTo(63 + n, 712, 69 + n, 712, 72 + n, 700)
        sheet.drawPath(path, stroke=0, fill=1)


def emblem(sheet: Canvas) -> None:
    sheet.drawImage(ImageReader(Image.new("L", (40, 40), 200)), 300, 800, 20, 20)


def searchable(sheet: Canvas) -> None:
    scan(sheet)
    words = sheet.beginText(80, 700)
    words.setFont("STSong-Light", 12)
    words.setTextRenderMode(3)
    words.textOut("扫描件后面不可见的文字：全年总支出9859.38万元，比上年减少1062.85万元。")
    sheet.drawText(words)


def three_pages(path: Path, draw: Callable[[Canvas], None]) -> Path:
    sheet = song(path)
    for n in range(3):
        sheet.setFont("STSong-Light", 12)
        if n == 1:
            draw(sheet)
        else:
            sheet.drawString(80, 700, f"第{n + 1}页的文字，总支出9.00万元，全部完成。")
            sheet.grid([80, 180, 280], [600, 570])
            sheet.drawString(90, 580, "合计")
            sheet.drawString(190, 580, "9.00")
        sheet.showPage()
    sheet.save()
    return path


def found(document: Document) -> list[tuple[str, int | None, str]]:
    return [(b.span.of(document.text), b.anchor.table, b.via) for b in document.blocks]


TEXT = [
    ("第1页的文字，总支出9.00万元，全部完成。", None, ""),
    ("合计", 1, ""),
    ("9.00", 1, ""),
    ("第2页识别的文字", None, "ocr"),
    ("2", 2, "ocr"),
    ("2", 2, "ocr"),
    ("第3页的文字，总支出9.00万元，全部完成。", None, ""),
    ("合计", 3, ""),
    ("9.00", 3, ""),
]


@pytest.mark.parametrize("draw", [scan, strips, numbered_scan, outlines])
def test_a_page_without_text_is_recognised(
    tmp_path: Path, engine: StandIn, draw: Callable[[Canvas], None]
) -> None:
    document = read(three_pages(tmp_path / "a.pdf", draw))
    assert found(document) == TEXT
    assert document.notes == ()
    assert document.via == "ocr"
    [(number, size, scale)] = engine.given
    assert (number, size) == (2, (1654, 2339))  # A4 at 200 dpi
    assert scale == pytest.approx(200 / 72)


@pytest.mark.parametrize("draw", [searchable, emblem, lambda sheet: None])
def test_a_page_that_needs_no_recognition(
    tmp_path: Path, engine: StandIn, draw: Callable[[Canvas], None]
) -> None:
    document = read(three_pages(tmp_path / "a.pdf", draw))
    assert engine.given == []
    assert document.notes == ()
    assert document.via == ""


def test_text_without_a_meaning_is_recognised(tmp_path: Path, engine: StandIn) -> None:
    writer = PdfWriter(clone_from=PdfReader(long_pdf(tmp_path / "a.pdf", 3)))
    for page in writer.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            font.get_object().pop("/ToUnicode", None)
    writer.write(tmp_path / "b.pdf")
    document = read(tmp_path / "b.pdf")
    assert [number for number, *_ in engine.given] == [1, 2, 3]
    assert {block.via for block in document.blocks} == {"ocr"}
    assert [b.anchor.table for b in document.blocks if b.kind == "cell"] == [1, 1, 2, 2, 3, 3]
    with pytest.raises(ReadError, match="没有"):
        read(tmp_path / "b.pdf", limits=Limits(ocr=False))


@pytest.mark.parametrize(
    ("available", "allowed", "said"),
    [(False, True, 'pip install "gouji[ocr]"'), (True, False, "未启用"), (False, False, "未启用")],
)
def test_a_scan_that_is_not_recognised_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, available: bool, allowed: bool, said: str
) -> None:
    monkeypatch.setattr(ocr, "available", lambda: available)
    document = read(three_pages(tmp_path / "a.pdf", scan), limits=Limits(ocr=allowed))
    assert len(document.notes) == 1
    assert document.notes[0].startswith("第2页")
    assert said in document.notes[0]
    assert len(document.blocks) == 6


@pytest.mark.parametrize(("available", "code"), [(False, "missing_tool"), (True, "empty")])
def test_nothing_but_scans(
    tmp_path: Path, engine: StandIn, monkeypatch: pytest.MonkeyPatch, available: bool, code: str
) -> None:
    engine.words = ""
    monkeypatch.setattr(ocr, "available", lambda: available)
    sheet = song(tmp_path / "a.pdf")
    scan(sheet)
    sheet.save()
    with pytest.raises(ReadError) as raised:
        read(tmp_path / "a.pdf")
    assert raised.value.code == code


def test_a_page_that_recognition_refuses_costs_only_itself(tmp_path: Path, engine: StandIn) -> None:
    engine.refusal = "图片太大。"
    document = read(three_pages(tmp_path / "a.pdf", scan))
    assert len(document.blocks) == 6
    assert document.notes == ("第2页没有文字，可能是扫描图片，没有读取：图片太大。",)


@pytest.mark.parametrize("side", [1_000, 14_400])
def test_pictures_stay_within_the_limit_of_pixels(tmp_path: Path, engine: StandIn, side: int) -> None:
    sheet = song(tmp_path / "a.pdf", pagesize=(side, side))
    sheet.drawImage(ImageReader(Image.new("L", (40, 60), 200)), 0, 0, side, side)
    sheet.save()
    read(tmp_path / "a.pdf", limits=Limits(pixels=1_000_000))
    [(_, (width, height), scale)] = engine.given
    assert width * height <= 1_000_000
    assert width == pytest.approx(side * scale, abs=1)
