"""All pages of a PDF: read one by one, freed of headers and footers, with what is to be said about them."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2

from extractor.errors import ReadError
from extractor.read.content import Content
from extractor.read.layout.leaf import Leaf, lack, leaf_of
from extractor.read.layout.margins import strip
from extractor.read.layout.order import in_order
from extractor.read.layout.page import Page
from extractor.read.limits import Limits
from extractor.read.pdf.page import load
from extractor.read.pdf.scans import Scans

_FEW_UNKNOWN = 5  # characters of a page without a meaning: bullets and the like


class _Pages:
    """Reads the pages one by one and gathers what is to be said about them."""

    def __init__(self, document: pypdfium2.PdfDocument, limits: Limits) -> None:
        self._document = document
        self._limits = limits
        self._cells = 0
        self.scans = Scans(document, limits)
        self.notes: list[str] = []
        self.remarks: list[str] = []

    def read(self, index: int) -> Leaf:
        """Return one page, an empty one with a note where it cannot be read."""
        try:
            return self._read(index)
        except (ReadError, MemoryError):
            raise
        except Exception:
            self.notes.append(f"第{index + 1}页已损坏，没有读取，请重新导出 PDF 后再提交。")
            return Leaf(index + 1)

    def _read(self, index: int) -> Leaf:
        page = load(self._document, index)
        made = leaf_of(page)
        self._remark(page)
        if reason := lack(page, made):
            reading, note = self.scans.read(index, reason)
            self.notes += [note] if note else []
            if reading or page.is_unreadable:
                made = Leaf(index + 1, made.frame, made.shown, reading=reading)
        self._cells += sum(len(grid.cells) for grid in made.grids)
        if self._cells > self._limits.cells:
            raise ReadError("too_large", f"PDF 里的表格超过 {self._limits.cells} 格，请拆分后再提交。")
        return made

    def _remark(self, page: Page) -> None:
        if page.slanting.strip():
            self.remarks.append(
                f"第{page.number}页斜着印的文字（水印）没有读取：{page.slanting.strip()[:30]}。"
            )
        if page.outside:
            self.remarks.append(f"第{page.number}页有{page.outside}个字印在页面可见范围之外，没有读取。")
        if not page.is_unreadable and page.unknown > _FEW_UNKNOWN:
            self.notes.append(
                f"第{page.number}页有{page.unknown}个字没有编码信息，可能读错，请对照原件核对。"
            )
        if page.cut:
            self.notes.append(f"第{page.number}页的内容过多，只读取了一部分，请拆分后再提交。")


def content(document: pypdfium2.PdfDocument, limits: Limits) -> Content:
    """Read all pages; one that fails is left out with a note.

    Raises ReadError: empty or missing_tool when no page holds usable text; too_large.
    """
    pages = _Pages(document, limits)
    leaves = [pages.read(index) for index in range(len(document))]
    if all(leaf.is_empty for leaf in leaves):
        raise _nothing(pages)
    margins = strip(leaves)
    return Content(tuple(in_order(leaves)), len(leaves), _few(pages.notes), margins, _few(pages.remarks))


def _nothing(pages: _Pages) -> ReadError:
    if pages.scans.lacking:
        return ReadError(
            "missing_tool",
            'PDF 里没有可用的文字，可能是扫描件，请执行 pip install "gouji[ocr]" 后再试，或提交带文字的文件。',
        )
    return ReadError("empty", "PDF 里没有文字，可能是扫描件，请提交由 Word 导出的 PDF 或 Word 文件。")


def _few(sentences: Sequence[str], most: int = 200) -> tuple[str, ...]:
    left = len(sentences) - most
    return (*sentences[:most], f"另有{left}条同类说明从略。") if left > 0 else tuple(sentences)
