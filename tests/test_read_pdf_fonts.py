from __future__ import annotations

import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from pdf_parts import raw_pdf, song, stream
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader

from extractor.read.pdf import fonts

MAKER = Path(__file__).parents[1] / ".ci" / "placeholder_font.py"
WORDS = "2023年度支出合计1,234.50万元，完成预算的99.5%。"
ALONE = "全年经费收入6笔"  # each character placed for itself, as programs do that justify lines

NO_FONTS = "import pypdfium2.raw; pypdfium2.raw.FPDF_SetSystemFontInfo(None)\n"
PLAIN = """
import json, sys, pypdfium2
print(json.dumps([pypdfium2.PdfDocument(name)[0].get_textpage().get_text_range() for name in sys.argv[1:]]))
"""
READ = """
import json, sys
from pathlib import Path
from extractor.read import read
print(json.dumps([read(Path(name)).text for name in sys.argv[1:]]))
"""
RENDER = """
import sys, pypdfium2
document = pypdfium2.PdfDocument(sys.argv[1])
page = document[0]
page.render(scale=200 / 72).to_pil().save(sys.argv[2])
"""
RECOGNISE = """
import sys
from dataclasses import make_dataclass
from pathlib import Path
from types import ModuleType
from extractor.document import Anchor
from extractor.read import ocr, read
from extractor.read.content import Piece

Reading = make_dataclass("Reading", ["pieces"], namespace={"note": lambda self, number: ""})

def read_page(image, number, scale, limits):
    image.save(sys.argv[2])
    pieces = (Piece("识别的文字", Anchor(page=number), via="ocr"),)
    return Reading(pieces)

page = ModuleType("extractor.read.ocr.page")
page.read_page = read_page
page.together = lambda readings: [piece for reading in readings for piece in reading.pieces]
sys.modules[page.__name__] = page
ocr.available = lambda: True
assert read(Path(sys.argv[1])).text == "识别的文字"
"""


def apart(code: str, *words: Path) -> str:
    """Run code in a process in which nothing has asked for fonts yet."""
    command = [sys.executable, "-c", code, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def unembedded(base: bytes, encoding: bytes, codec: str) -> bytes:
    """Return a page in a Chinese font that is named and not carried: a line, and characters one by one."""
    down = encoding.endswith(b"V")
    shows = [_show(60, 700, WORDS, codec)]
    shows += [
        _show(*((90, 700 - 12 * n) if down else (60 + 12 * n, 650)), c, codec) for n, c in enumerate(ALONE)
    ]
    half = b"/DW 1000/W[1 95 500 814 939 500]"
    info = b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    look = b"/Flags 4/Ascent 859/Descent -141/CapHeight 859/ItalicAngle 0/StemV 80/FontBBox[0 -141 1000 859]"
    font = b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/%b/DescendantFonts[6 0 R]>>" % (base, encoding)
    inner = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b%b%b/FontDescriptor 7 0 R>>" % (base, info, half)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    content = stream(b"BT /F1 12 Tf " + b" ".join(shows) + b" ET")
    outline = b"<</Type/FontDescriptor/FontName/%b%b>>" % (base, look)
    return raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, content, font, inner, outline])


def _show(x: int, y: int, words: str, codec: str) -> bytes:
    return b"1 0 0 1 %d %d Tm <%b> Tj" % (x, y, words.encode(codec).hex().encode())


FACES = {
    "Song": (b"STSong-Light", b"UniGB-UCS2-H", "utf-16-be"),
    "bold": (b"SimHei,Bold", b"GBK-EUC-H", "gbk"),
    "GBK name": (b"#CB#CE#CC#E5", b"GBK-EUC-H", "gbk"),
    "GBK name, bold": (b"#BA#DA#CC#E5,Bold", b"UniGB-UTF16-H", "utf-16-be"),
    "unheard of": (b"XingKong-W7", b"GBKp-EUC-H", "gbk"),
}


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("faces")
    found = []
    for name, face in FACES.items():
        found.append(folder / f"{name}.pdf")
        found[-1].write_bytes(unembedded(*face))
    return found


@pytest.fixture(scope="module")
def texts(faces: list[Path]) -> dict[str, str]:
    return dict(zip(FACES, json.loads(apart(NO_FONTS + READ, *faces)), strict=True))


@pytest.mark.parametrize("face", FACES)
def test_text_is_read_whole_where_the_machine_has_no_fonts(texts: dict[str, str], face: str) -> None:
    assert texts[face] == f"{WORDS}\n{ALONE}"


def test_text_is_the_same_with_the_fonts_of_this_machine(texts: dict[str, str], faces: list[Path]) -> None:
    assert json.loads(apart(READ, *faces)) == list(texts.values())


def test_without_the_placeholder_characters_would_be_lost(faces: list[Path]) -> None:
    for text in json.loads(apart(NO_FONTS + PLAIN, *faces)):
        assert "入" not in text
        assert "支出合计" in text


def test_characters_below_each_other_are_all_read(tmp_path: Path) -> None:
    path = tmp_path / "down.pdf"
    path.write_bytes(unembedded(b"SimSun", b"UniGB-UCS2-V", "utf-16-be"))
    [text] = json.loads(apart(NO_FONTS + READ, path))
    wide = str.maketrans("，", "︐")
    assert sorted("".join(text.split())) == sorted((WORDS + ALONE).translate(wide).replace("︐", "，"))


def test_a_page_is_rendered_in_the_fonts_of_the_machine(tmp_path: Path) -> None:
    path, ours, theirs = (tmp_path / name for name in ("scan.pdf", "ours.png", "theirs.png"))
    sheet = song(path)
    sheet.drawImage(ImageReader(Image.new("L", (40, 60), 200)), 0, 0, *A4)
    sheet.drawString(80, 700, "复印件与原件一致")
    sheet.save()
    apart(RECOGNISE, path, ours)
    apart(RENDER, path, theirs)
    with Image.open(ours) as made, Image.open(theirs) as wanted:
        assert made.tobytes() == wanted.tobytes()
        assert made.size == (1654, 2339)


def test_what_others_render_in_the_same_process_stays_as_it_was(tmp_path: Path) -> None:
    path, before, after = (tmp_path / name for name in ("a.pdf", "before.png", "after.png"))
    sheet = song(path, size=40)
    sheet.drawString(80, 700, "看得见的文字")
    sheet.save()
    again = RENDER.replace("argv[2]", "argv[3]")
    apart(
        f"{RENDER}document.close()\n{READ.replace('sys.argv[1:]', 'sys.argv[1:2]')}{again}",
        path,
        before,
        after,
    )
    with Image.open(before) as first, Image.open(after) as second:
        assert first.tobytes() == second.tobytes()


def test_the_placeholder_would_not_show(tmp_path: Path) -> None:
    path, ours = tmp_path / "a.pdf", tmp_path / "ours.png"
    sheet = song(path, size=40)
    sheet.drawString(80, 700, "看不见的文字")
    sheet.save()
    code = "from extractor.read.pdf.fonts import placeholder\nwith placeholder():"
    apart(code + RENDER.replace("\n", "\n    "), path, ours)
    with Image.open(ours) as made:
        assert made.convert("L").getextrema() == (255, 255)


def test_the_font_is_what_its_script_makes(tmp_path: Path) -> None:
    runpy.run_path(str(MAKER))["write"](tmp_path / "made.ttf")
    assert (tmp_path / "made.ttf").read_bytes() == fonts.FILE.read_bytes()
