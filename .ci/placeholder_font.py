"""Makes the font in which PDFium sets Chinese text that is only read (extractor/read/pdf/fonts.py).

Every character is the same line: it has the extent that PDFium asks for, so that no character is dropped as empty,
and no area, so that nothing would show. It lies within half an em on the base line: never beyond the width that the
file states for a character, whatever that is, because PDFium would count that in.

The same bytes come from every run.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

FILE = Path(__file__).resolve().parents[1] / "extractor" / "read" / "pdf" / "placeholder.ttf"
EM, ASCENT, DESCENT = 1000, 880, 120
START, END = (100, 0), (400, 700)
SURROGATES = range(0xD800, 0xE000)
CHARACTERS = range(0x20, 0x40000)  # the planes that hold Chinese characters


def main() -> None:
    """Write the font, or with --check tell whether the one in the package is the same."""
    if "--check" not in sys.argv:
        write(FILE)
        return
    made = FILE.with_suffix(".new")
    write(made)
    same = made.read_bytes() == FILE.read_bytes()
    made.unlink()
    raise SystemExit(0 if same else f"{FILE.name} is not what this script makes")


def write(path: Path) -> None:
    """Write the font."""
    names = [".notdef", "line"]
    font = FontBuilder(EM, isTTF=True)
    font.setupHead(unitsPerEm=EM, created=0, modified=0)
    font.font.recalcTimestamp = False
    font.setupGlyphOrder(names)
    font.setupGlyf(dict.fromkeys(names, _line()))
    font.setupHorizontalMetrics(dict.fromkeys(names, (EM, START[0])))
    font.setupHorizontalHeader(ascent=ASCENT, descent=-DESCENT)
    font.setupCharacterMap({})
    font.font["cmap"].tables = [_all_characters(names[1])]
    font.setupOS2(sTypoAscender=ASCENT, sTypoDescender=-DESCENT, usWinAscent=ASCENT, usWinDescent=DESCENT)
    font.setupNameTable({"familyName": "Gouji Placeholder", "styleName": "Regular"})
    font.setupPost()
    font.save(path)


def _line() -> object:
    pen = TTGlyphPen(None)
    pen.moveTo(START)
    pen.lineTo(END)
    pen.closePath()
    return pen.glyph()


def _all_characters(name: str) -> object:
    """Return a table of format 13 (OpenType, cmap): one glyph for a whole range of characters."""
    table = CmapSubtable.newSubtable(13)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.cmap = dict.fromkeys((code for code in CHARACTERS if code not in SURROGATES), name)
    return table


if __name__ == "__main__":
    main()
