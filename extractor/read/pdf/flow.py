"""All pages of a PDF: read one by one, freed of headers and footers, with what is to be said about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from operator import itemgetter

import pypdfium2

from extractor.errors import ReadError
from extractor.read.content import Content
from extractor.read.layout.leaf import Leaf, lack, leaf_of
from extractor.read.layout.margins import strip
from extractor.read.layout.order import in_order
from extractor.read.layout.page import Page
from extractor.read.limits import Limits
from extractor.read.pdf.fonts import placeholder
from extractor.read.pdf.page import load
from extractor.read.pdf.scans import Scans

_FEW_UNKNOWN = 5  # characters of a page without a meaning: bullets and the like


class _Pages:
    """Reads the pages one by one and gathers what is to be said about them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._cells = 0
        self._notes: list[tuple[int, str]] = []
        self._lacks: list[tuple[int, str, bool]] = []  # page, what is amiss, whether its text is none
        self.leaves: list[Leaf] = []
        self.remarks: list[str] = []

    @property
    def notes(self) -> list[str]:
        """The notes in the order of the pages."""
        return [note for _, note in sorted(self._notes, key=itemgetter(0))]

    def read(self, document: pypdfium2.PdfDocument) -> None:
        """Read the text of all pages.

        Raises ReadError: too_large.
        """
        if len(document) > self._limits.pages:
            raise ReadError("too_large", f"PDF 超过 {self._limits.pages} 页，请拆分后再提交。")
        for index in range(len(document)):
            self.leaves.append(self._guarded(index, partial(self._leaf, document, index)))

    def recognise(self, scans: Scans) -> None:
        """Read the pages without usable text from pictures of them."""
        for index, reason, is_unreadable in self._lacks:
            recognised = partial(self._recognised, scans, index, reason, is_unreadable)
            self.leaves[index] = self._guarded(index, recognised)

    def _guarded(self, index: int, leaf: Callable[[], Leaf]) -> Leaf:
        """Return one page, an empty one with a note where it cannot be read."""
        try:
            return leaf()
        except (ReadError, MemoryError):
            raise
        except Exception:
            self._note(index, f"第{index + 1}页已损坏，没有读取，请重新导出 PDF 后再提交。")
            return Leaf(index + 1)

    def _leaf(self, document: pypdfium2.PdfDocument, index: int) -> Leaf:
        page = load(document, index)
        made = leaf_of(page)
        self._remark(page)
        if reason := lack(page, made):
            self._lacks.append((index, reason, page.is_unreadable))
        else:
            self._cells += sum(len(grid.cells) for grid in made.grids)
        if self._cells > self._limits.cells:
            raise ReadError("too_large", f"PDF 里的表格超过 {self._limits.cells} 格，请拆分后再提交。")
        return made

    def _recognised(self, scans: Scans, index: int, reason: str, is_unreadable: bool) -> Leaf:
        made = self.leaves[index]
        reading, note = scans.read(index, reason)
        if note:
            self._note(index, note)
        return Leaf(index + 1, made.frame, made.shown, reading=reading) if reading or is_unreadable else made

    def _note(self, index: int, words: str) -> None:
        self._notes.append((index, words))

    def _remark(self, page: Page) -> None:
        if page.slanting.strip():
            self.remarks.append(
                f"第{page.number}页斜着印的文字（水印）没有读取：{page.slanting.strip()[:30]}。"
            )
        if page.outside:
            self.remarks.append(f"第{page.number}页有{page.outside}个字印在页面可见范围之外，没有读取。")
        if not page.is_unreadable and page.unknown > _FEW_UNKNOWN:
            self._note(
                page.number - 1,
                f"第{page.number}页有{page.unknown}个字没有编码信息，可能读错，请对照原件核对。",
            )
        if page.cut:
            self._note(page.number - 1, f"第{page.number}页的内容过多，只读取了一部分，请拆分后再提交。")


def content(opened: Callable[[], pypdfium2.PdfDocument], limits: Limits) -> Content:
    """Read all pages; one that fails is left out with a note. `opened` opens the document.

    It is opened anew for pictures of pages: PDFium keeps the fonts of a document while that is open.
    Raises ReadError: empty or missing_tool when no page holds usable text; too_large.
    """
    pages = _Pages(limits)
    with placeholder(), closing(opened()) as document:
        pages.read(document)
    with closing(Scans(opened, limits)) as scans:
        pages.recognise(scans)
    if all(leaf.is_empty for leaf in pages.leaves):
        raise _nothing(scans)
    leaves = pages.leaves
    margins = strip(leaves)
    return Content(tuple(in_order(leaves)), len(leaves), _few(pages.notes), margins, _few(pages.remarks))


def _nothing(scans: Scans) -> ReadError:
    if scans.lacking:
        return ReadError(
            "missing_tool",
            'PDF 里没有可用的文字，可能是扫描件，请执行 pip install "gouji[ocr]" 后再试，或提交带文字的文件。',
        )
    return ReadError("empty", "PDF 里没有文字，可能是扫描件，请提交由 Word 导出的 PDF 或 Word 文件。")


def _few(sentences: Sequence[str], most: int = 200) -> tuple[str, ...]:
    left = len(sentences) - most
    return (*sentences[:most], f"另有{left}条同类说明从略。") if left > 0 else tuple(sentences)
