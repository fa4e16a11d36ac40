from __future__ import annotations

from pathlib import Path

import pytest
from pdf_parts import long_pdf, page_of, raw_pdf, stream

from extractor.errors import ReadError
from extractor.read import read, read_bytes
from extractor.read.limits import Limits
from extractor.read.pdf import glyphs

NO_OCR = Limits(ocr=False)

TEXT = b"BT /F1 12 Tf 80 700 Td (Total 9.00) Tj ET "
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"


def tree(kids: bytes, count: int) -> bytes:
    pages = b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count)
    return raw_pdf([CATALOG, pages, PAGE, stream(TEXT), FONT])


def forms(depth: int) -> bytes:
    box = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
    inner = [
        stream(b"/X%d Do" % (n + 1), b"%b/Resources<</XObject<</X%d %d 0 R>>>>" % (box, n + 1, n + 7))
        for n in range(depth)
    ]
    return page_of(
        TEXT + b"/X0 Do", more=b"/XObject<</X0 6 0 R>>", objects=[*inner, stream(b"0 0 m 9 9 l S", box)]
    )


READABLE = {
    "pages in a circle": tree(b"2 0 R 3 0 R", 2),
    "more pages declared than there are": tree(b"3 0 R", 400),
    "one page very often": tree(b"3 0 R " * 300, 300),
    "a box upside down": page_of(TEXT, b"595 842 0 0"),
    "a matrix without end": page_of(
        TEXT + b"q 1e38 1e38 1e38 1e38 1e38 1e38 cm 1e38 0 0 1e38 0 0 cm 0 0 m 5 5 l S Q"
    ),
    "a font without size": page_of(TEXT + b"BT /F1 0 Tf 80 600 Td (none) Tj ET"),
    "a font beyond all sizes": page_of(TEXT + b"BT /F1 1e20 Tf 80 600 Td (none) Tj ET"),
    "states within states": page_of(b"q " * 50_000 + TEXT),
    "forms within forms": forms(300),
    "many paths": page_of(
        TEXT + b"".join(b"%d %d m %d 9 l S " % (n % 500, n % 700, n % 500) for n in range(60_000))
    ),
    "one path of many": page_of(
        TEXT + b"".join(b"%d %d 9 9 re " % (n % 500, n % 700) for n in range(60_000)) + b"S"
    ),
    "junk in the content": page_of(TEXT + b"\xff\x00<<[[((" * 500),
    "text in no font": page_of(TEXT + b"BT /F9 12 Tf 80 600 Td (none) Tj ET"),
    "a colour space that is missing": page_of(TEXT + b"/None cs 1 2 3 sc 10 10 50 50 re f"),
}


@pytest.mark.parametrize("name", READABLE)
def test_the_text_is_read_all_the_same(name: str) -> None:
    document = read_bytes(READABLE[name], "a.pdf", NO_OCR)
    assert document.text.startswith("Total 9.00")


REFUSED = {
    "a circle alone": (raw_pdf([CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 5>>"]), ("empty", "corrupt")),
    "too many pages": (tree(b"3 0 R", 100_000), ("too_large",)),
    "no page": (tree(b"", 0), ("corrupt",)),
    "no root": (raw_pdf([b"<<>>"]), ("corrupt",)),
    "cut in the middle": (page_of(TEXT * 200)[:3000], ("corrupt",)),
    "cut at the head": (b"%PDF-1.7\n", ("corrupt",)),
    "a stream that unpacks to nothing": (
        raw_pdf(
            [
                CATALOG,
                b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                PAGE,
                stream(b"\0" * 99, b"/Filter/FlateDecode"),
                FONT,
            ]
        ),
        ("empty", "corrupt"),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_code(name: str) -> None:
    data, codes = REFUSED[name]
    with pytest.raises(ReadError) as raised:
        read_bytes(data, "a.pdf", NO_OCR)
    assert raised.value.code in codes


def test_a_page_of_too_many_characters_is_cut_with_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "_MOST", 1000)
    row = b"(%b) Tj T* " % (b"abcdefghi " * 10)
    document = read_bytes(page_of(b"BT /F1 1 Tf 8 TL 10 800 Td " + row * 50 + b"ET"), "a.pdf")
    assert len(document.notes) == 1
    assert "第1页" in document.notes[0]
    assert 800 < len("".join(document.text.split())) < 1000


def test_pages_and_cells_are_limited(tmp_path: Path) -> None:
    path = long_pdf(tmp_path / "a.pdf", 6)
    assert read(path, limits=Limits(pages=6, cells=400)).pages == 6
    for limits in (Limits(pages=5), Limits(cells=399)):
        with pytest.raises(ReadError) as raised:
            read(path, limits=limits)
        assert raised.value.code == "too_large"


@pytest.mark.parametrize("share", [n / 20 for n in range(1, 20)])
def test_a_file_cut_anywhere_is_read_or_refused(tmp_path: Path, share: float) -> None:
    data = long_pdf(tmp_path / "a.pdf", 3).read_bytes()
    with pytest.raises(ReadError) as raised:
        read_bytes(data[: int(len(data) * share)], "a.pdf", NO_OCR)
    assert raised.value.code in ("corrupt", "empty", "mislabelled")


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bytes_never_raise_anything_else(tmp_path: Path, seed: int) -> None:
    data = bytearray(long_pdf(tmp_path / "a.pdf", 3).read_bytes())
    for n in range(30):
        data[(seed * 7919 + n * 104_729) % len(data)] ^= 1 << (n % 8)
    code = ""
    try:
        read_bytes(bytes(data), "a.pdf", NO_OCR)
    except ReadError as error:
        code = error.code
    assert code in ("", "corrupt", "empty", "encrypted", "mislabelled", "unsupported")
