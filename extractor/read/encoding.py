"""Bytes to text where no format says how they were written: shared by the readers of text formats."""

from __future__ import annotations

import codecs
import unicodedata

from extractor.errors import ReadError

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
DAMAGED = "文件里有个别字符已损坏，无法识别，请核对原文后重新提交。"
_SAMPLE = 20_000  # characters beyond ASCII by which one encoding is told from another
_CHANCE = 12  # characters beyond ASCII that may look like UTF-8 by chance
_LOOKED_AT = 2000  # bytes
_LOST = "\ufffd"
_FEW = 200  # characters for each that may be broken
_CHINESE = {"gb2312", "gbk", "gb18030", "x-gbk", "cp936", "ms936", "gb_2312-80", "chinese", "hz-gb-2312"}
_WESTERN = ("ascii", "iso8859-1", "cp1252")
_NAMES = dict.fromkeys(_CHINESE, "gb18030") | dict.fromkeys(("big5", "big5-hkscs", "x-x-big5"), "big5hkscs")


def is_text(data: bytes) -> bool:
    """Tell whether bytes hold text in some encoding: hardly any control characters."""
    if data.startswith(tuple(bom for bom, _ in BOMS)) or bare_utf16(data):
        return True
    controls = sum(data.count(code) for code in (*range(9), *range(14, 27), *range(28, 32)))
    return controls * 1000 <= len(data)


def decode(data: bytes, declared: str = "") -> str:
    """Return the text of bytes: a byte order mark counts first, then `declared`, then what fits.

    Raises ReadError(corrupt) when no encoding fits.
    """
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _strict(data, encoding) or _give_up()
    if guess := bare_utf16(data):
        return _strict(data, guess) or _give_up()
    return _as_declared(data, declared) or _unmarked(data)


def decode_most(data: bytes, declared: str = "") -> tuple[str, bool]:
    """Return the text of bytes and whether a few of them fit nowhere and were left out.

    Raises ReadError(corrupt) when no encoding fits.
    """
    whole = not data.startswith(tuple(bom for bom, _ in BOMS)) and not bare_utf16(data)
    text = (
        _as_declared(data, declared) or _strict(data, "utf-8") or _strict(data, "gb18030") if whole else None
    )
    names = [
        name
        for name in (_known(declared), "utf-8", "gb18030")
        if name and not name.startswith("utf-16") and name not in _WESTERN
    ]
    if whole and text is None:
        tried = [data.decode(name, "replace") for name in names]
        best = min(tried, key=lambda one: one.count(_LOST))
        if best.count(_LOST) * _FEW <= len(best):
            return best.replace(_LOST, ""), True
    return decode(data, declared), False


def bare_utf16(data: bytes) -> str:
    """Return the byte order of UTF-16 without a mark, empty for anything else."""
    # Line breaks and ASCII digits leave every other byte zero.
    if len(data) % 2 or b"\0" not in data:
        return ""
    little, big = b"\n\0" in data, b"\0\n" in data
    if little and data[1::2].count(0) * 50 > len(data) and _is_sound(data, "utf-16-le"):
        return "utf-16-le"
    return "utf-16-be" if big and data[::2].count(0) * 50 > len(data) and _is_sound(data, "utf-16-be") else ""


def _is_sound(data: bytes, encoding: str) -> bool:
    """Tell whether the beginning holds characters, not the numbers of a program."""
    start = data[:_LOOKED_AT].decode(encoding, "ignore")
    odd = sum(unicodedata.category(char) in ("Cc", "Cn", "Co") and char not in "\t\r\n\f" for char in start)
    return odd * 50 <= len(start)


def _as_declared(data: bytes, declared: str) -> str | None:
    name = _known(declared)
    if not name or name.startswith("utf-16") or name in _WESTERN:
        return None  # whoever could read the declaration has not read UTF-16; these are what tools write by habit
    text = _strict(data, name)
    if text is None or name == "utf-8":
        return text
    # Pages are converted to UTF-8 without a change to what they say of themselves.
    other = _strict(data, "utf-8")
    return text if other is None or sum(not c.isascii() for c in other[:_SAMPLE]) < _CHANCE else other


def _known(declared: str) -> str:
    name = declared.strip().strip("\"'").lower()
    try:
        return _NAMES.get(name) or codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def _unmarked(data: bytes) -> str:
    text = _strict(data, "utf-8")
    if text is not None:
        return text
    text = _strict(data, "gb18030")
    if text is not None and not _is_doubtful(text):
        return _traditional(data, text) or text
    return _guessed(data) or text or _give_up()


def _traditional(data: bytes, text: str) -> str | None:
    """Return the text read as Big5 where that gives common characters and GB 18030 rare ones."""
    if _share(text, "gb2312") > 0.75:
        return None
    other = _strict(data, "big5")
    common = (b"\xa1", b"\xc6")  # punctuation and the 5,401 frequent characters
    return other if other and _share(other, "big5", common) > 0.9 else None


def _share(text: str, encoding: str, leads: tuple[bytes, bytes] = (b"\x80", b"\xff")) -> float:
    """Return which share of the characters beyond ASCII an encoding has, between two lead bytes."""
    sample = [c for c in text[: 4 * _SAMPLE] if not c.isascii()][:_SAMPLE]
    found = (c.encode(encoding, "ignore") for c in sample)
    return sum(bool(code) and leads[0] <= code[:1] <= leads[1] for code in found) / max(1, len(sample))


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _guessed(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return None if best is None else str(best)


def _give_up() -> str:
    raise ReadError("corrupt", "文字编码无法识别，请用记事本另存为 UTF-8 编码后再试。")


def _is_doubtful(text: str) -> bool:
    # Other legacy encodings read as GB18030 yield private-use and unassigned characters.
    odd = sum(unicodedata.category(c) in ("Co", "Cn") for c in text)
    return odd * 200 > len(text)
