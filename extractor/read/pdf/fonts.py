"""The font that stands for those a PDF names but does not carry, while its text is read.

PDFium sets such text in a font of the machine: it loads an outline for every character, from files of many
megabytes, and loses characters for which the machine has none. Where text is read only the widths count, which
the file states. So while `placeholder()` lasts PDFium is given a font of this package, in which every character
is the same line without area (`.ci/placeholder_font.py` makes it); otherwise, as for rendering, the machine's.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pypdfium2.raw as pdfium

FILE = Path(__file__).with_name("placeholder.ttf")
_NAME = b"Gouji Placeholder"  # what PDFium keeps it under: no name of a font that a file asks for
# For other fonts that are missing PDFium has type of its own.
_CHINESE_JAPANESE_KOREAN = (
    pdfium.FXFONT_GB2312_CHARSET,
    pdfium.FXFONT_CHINESEBIG5_CHARSET,
    pdfium.FXFONT_SHIFTJIS_CHARSET,
    pdfium.FXFONT_HANGEUL_CHARSET,
)


@contextmanager
def placeholder() -> Iterator[None]:
    """Keep PDFium from fonts of the machine, for documents that are opened and closed in the meantime."""
    source = _source()
    before, source.reads = source.reads, True
    try:
        yield
    finally:
        source.reads = before


@cache
def _source() -> _Source:
    """Return what PDFium asks for fonts from now on until the process ends."""
    source = _Source()
    pdfium.FPDF_SetSystemFontInfo(ctypes.byref(source.info))
    return source


class _Source:
    """Answers PDFium's questions for fonts (fpdf_sysfontinfo.h); what is not ours to answer goes to PDFium's own.

    These methods are called from C, through which no exception can pass.
    """

    def __init__(self) -> None:
        data = FILE.read_bytes()
        self._data = ctypes.create_string_buffer(data, len(data))
        self._own = ctypes.addressof(self._data)  # any number would do that is no handle of the machine's
        self._machine = pdfium.FPDF_GetDefaultSystemFontInfo()
        self._mapper: int | None = None  # where PDFium waits for the list of the machine's fonts
        self.reads = False
        self.info = pdfium.FPDF_SYSFONTINFO(version=1)
        answers: dict[str, Callable[..., int | None]] = {
            "Release": lambda _: None,
            "EnumFonts": self._list_fonts,
            "MapFont": self._map_font,
            "GetFont": self._font,
            "GetFontData": self._font_data,
            "GetFaceName": self._face_name,
            "GetFontCharset": self._charset,
            "DeleteFont": self._delete,
        }
        kinds = dict(pdfium.FPDF_SYSFONTINFO._fields_)
        for name, answer in answers.items():
            setattr(self.info, name, kinds[name](answer))  # the structure keeps them alive

    def _ask(self, question: str, *words: object) -> int | None:
        if not self._machine:
            return None
        found: int | None = getattr(self._machine.contents, question)(self._machine, *words)
        return found

    def _list_fonts(self, _: object, mapper: int) -> None:
        self._mapper = mapper  # later: the list takes as long as a short report

    def _map_font(self, _: object, weight: int, slant: int, charset: int, *words: object) -> int | None:
        if self.reads:
            return self._own if charset in _CHINESE_JAPANESE_KOREAN else None
        if self._mapper:
            mapper, self._mapper = self._mapper, None
            self._ask("EnumFonts", mapper)
        return self._ask("MapFont", weight, slant, charset, *words)

    def _font(self, _: object, name: object) -> int | None:
        return None if self.reads else self._ask("GetFont", name)

    def _font_data(self, _: object, font: int, table: int, room: object, size: int) -> int:
        if font != self._own:
            return self._ask("GetFontData", font, table, room, size) or 0
        return 0 if table else _given(self._data.raw, room, size)

    def _face_name(self, _: object, font: int, room: object, size: int) -> int:
        if font != self._own:
            return self._ask("GetFaceName", font, room, size) or 0
        return _given(_NAME, room, size)

    def _charset(self, _: object, font: int) -> int:
        if font != self._own:
            return self._ask("GetFontCharset", font) or 0
        return int(pdfium.FXFONT_GB2312_CHARSET)

    def _delete(self, _: object, font: int) -> None:
        if font != self._own:
            self._ask("DeleteFont", font)


def _given(data: bytes, room: object, size: int) -> int:
    """Write data where there is room for it; return its length in any case."""
    if room and size >= len(data):
        ctypes.memmove(room, data, len(data))  # type: ignore[arg-type]
    return len(data)
