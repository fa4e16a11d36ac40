"""Signs of the symbol fonts, which keep them in a private range or in the place of letters.

The names of the glyphs are those of the fonts' own tables (Symbol, Wingdings, Wingdings 2, Webdings).
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def sign(code: int, font: str | None) -> str:
    """Return the sign for a place in a symbol font; a bullet where a private one is not known."""
    place = code - _PRIVATE if _PRIVATE <= code < _PRIVATE + 256 else code
    found = _FONTS.get((font or "").strip().lower(), _ANY).get(place)
    if found is None:
        found = _ANY.get(place, "•") if place != code else chr(code)
    return found


def shown(text: str, font: str | None) -> str:
    """Return a text as a font shows it: other fonts than the symbol fonts leave it as it is."""
    if font is not None and font.strip().lower() in _FONTS:
        return "".join(sign(ord(c), font) for c in text)
    return _PRIVATE_RANGE.sub(lambda found: sign(ord(found.group()), None), text)


_PRIVATE = 0xF000
_PRIVATE_RANGE = re.compile("[\uf020-\uf0ff]")


def _table(*runs: tuple[int, str], more: Iterable[tuple[int, str]] = ()) -> dict[int, str]:
    found = {first + n: char for first, chars in runs for n, char in enumerate(chars) if char != " "}
    return found | dict(more)


_SYMBOL = _table(
    (0x41, "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"),
    (0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"),
    (0xA2, "′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…"),
    (0xC5, "⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊"),
    (0x22, "∀ ∃  ∋"),
    more=((0x2A, "∗"), (0x2D, "−"), (0x40, "≅"), (0x5C, "∴"), (0x5E, "⊥"), (0xE5, "∑"), (0xF2, "∫")),
)
_WINGDINGS = _table(
    (0x6C, "●❍■□□❑❒◆◆◆❖◆☒"),
    (0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    (0x9E, "·•▪○○○◉◎"),
    (0xA7, "▪□"),
    (0xAA, "✦★✶✴✹✵"),
    (0xDF, "←→↑↓↖↗↙↘"),
    (0xEF, "⇦⇨⇧⇩"),
    (0xFB, "✗✓☒☑"),
    more=((0x46, "☞"), (0x4A, "☺"), (0x52, "☼"), (0xD8, "➢"), (0xDC, "➲"), (0xE8, "➔"), (0x28, "☎")),
)
_WINGDINGS_2 = _table(
    (0x4F, "✗✓☒☑☒☒"),
    (0x69, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"),
    (0x96, "●●●"),
    more=((0xA2, "■"), (0xA3, "□")),
)
_WEBDINGS = _table(more=((0x61, "✓"), (0x63, "□"), (0x67, "■"), (0x72, "✗"), (0x3D, "■")))
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "webdings": _WEBDINGS}
# Where the font is not named: the signs that forms use.
_ANY = {0x52: "☑", 0xFE: "☑", 0xFD: "☒", 0x54: "☒", 0xA8: "□", 0x6F: "□", 0xA3: "□", 0xFC: "✓", 0xFB: "✗"}
