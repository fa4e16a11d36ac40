"""Pages without usable text: rendered and recognised where that part is installed, else noted."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import TYPE_CHECKING

import pypdfium2

from extractor.errors import ReadError
from extractor.read import ocr
from extractor.read.limits import Limits

if TYPE_CHECKING:
    from PIL import Image

    from extractor.read.ocr.page import Reading

_SCALE = 200 / 72  # pixels per point
_INSTALL = '请安装文字识别组件（pip install "gouji[ocr]"）后再试，或提交带文字的文件'


class Scans:
    """Recognises the pages of one document that have no usable text, and remembers why it could not."""

    def __init__(self, opened: Callable[[], pypdfium2.PdfDocument], limits: Limits) -> None:
        self._opened = opened
        self._document: pypdfium2.PdfDocument | None = None
        self._limits = limits
        self.lacking = False  # the part that recognises is not installed

    def read(self, index: int, reason: str) -> tuple[Reading | None, str]:
        """Return what was recognised on a page, counted from 0, and a note; `reason` says what is amiss."""
        if not self._limits.ocr:
            return (
                None,
                f"第{index + 1}页{reason}，文字识别未启用，没有读取，请启用后再试，或提交带文字的文件。",
            )
        if not ocr.available():
            self.lacking = True
            return None, f"第{index + 1}页{reason}，没有读取，{_INSTALL}。"
        from extractor.read.ocr.page import read_page

        image, scale = self._picture(index)
        try:
            reading = read_page(image, index + 1, scale, self._limits)
        except ReadError as error:
            return None, f"第{index + 1}页{reason}，没有读取：{error}"
        if not any(piece.text.strip() for piece in reading.pieces):
            return None, f"第{index + 1}页{reason}，也没有识别到文字，请核对该页是否清晰。"
        return reading, reading.note(index + 1)

    def close(self) -> None:
        """Close the document, if pictures of it were needed."""
        if self._document:
            self._document.close()

    def _picture(self, index: int) -> tuple[Image.Image, float]:
        self._document = self._document or self._opened()
        page = self._document[index]
        try:
            area = max(1.0, page.get_width() * page.get_height())
            scale = min(_SCALE, sqrt(0.98 * self._limits.pixels / area))
            return page.render(scale=scale).to_pil(), scale
        finally:
            page.close()
