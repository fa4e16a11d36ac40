"""The words around a figure: the sentence or table row it stands in, and what they call it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.document import Block, Document, Span
from extractor.model import Figure

WIDTH = 160
GAP = " …… "
_BLANK = re.compile(r"\s+")
_REACH = 2_000  # cells between a figure and its header, characters around one, that are looked at
_LONGEST = 14  # characters of a subject; more is a sentence
_MARKS = "。；;，,：:、（()）！？\n\t"
_LEADING = re.compile(r"^(?:其中|以及|并|且|\d{4}年度?|上述|[\d.、]+(?<!\d))+")
_TRAILING = re.compile(r"(?:共计|总计为|合计为|达到|约为|分别为|为|是|共|约|达|近|仅)+$")
_NO_NAME = re.compile(r"[\d≥≤<>＜＞%．.\-~—/]")
# Words that say what a percentage does, not what it is of.
_VERB = re.compile(r"(?:同比|环比)?(?:增长|下降|增加|减少|上升|降低|提高|完成|占|占比|达到)(?:了|到)?")
_UNIT = re.compile(r"[（(](?:单位[:：])?(?:万元|元|亿元|%|分)[)）]|\s+")


def sentence(document: Document, figure: Figure) -> Span:
    """Return the range of the sentence, in a table of the row, in which a figure stands."""
    block = document.block_at(figure.span.start)
    if block is None:
        return figure.span
    if figure.table is not None:
        row = [block, *_beside(document, block, 1), *_beside(document, block, -1)]
        return Span(min(b.span.start for b in row), max(b.span.end for b in row))
    text = document.text
    start = max(text.rfind(mark, block.span.start, figure.span.start) for mark in "。；") + 1
    ends = [i + 1 for mark in "。" if (i := text.find(mark, figure.span.end, block.span.end)) >= 0]
    return Span(max(start, block.span.start), min(ends, default=block.span.end))


def quote(document: Document, figures: Sequence[Figure]) -> str:
    """Return the sentence (in a table the row) of figures; of far apart figures the first and the last."""
    spans = sorted({sentence(document, figure) for figure in figures})
    parts = [spans[0], spans[-1]] if len(spans) > 1 else spans
    if len(spans) > 1 and spans[-1].end - spans[0].start <= WIDTH and not any(f.table for f in figures):
        parts = [Span(spans[0].start, spans[-1].end)]
    parts = [_near(span, figures) for span in parts]
    words = [_BLANK.sub(" ", span.of(document.text)).strip() for span in parts]
    width = WIDTH // len(words)
    shown = (_cut(w, width, s, figures, document) for w, s in zip(words, parts, strict=True))
    return GAP.join(shown)


def _near(span: Span, figures: Sequence[Figure]) -> Span:
    """Return what a quotation can show of an endless sentence: the words around its first figure."""
    if span.end - span.start <= 2 * _REACH:
        return span
    first = min((f.span for f in figures if span.holds(f.span)), default=span)
    return Span(max(span.start, first.start - _REACH), min(span.end, first.start + _REACH))


def _cut(words: str, width: int, span: Span, figures: Sequence[Figure], document: Document) -> str:
    """Shorten a quotation to `width` characters around its first figure."""
    if len(words) <= width:
        return words
    first = min((f.span for f in figures if span.holds(f.span)), default=span)
    before = len(_BLANK.sub(" ", document.text[span.start : first.end]).strip())
    if before < width:
        return f"{words[: width - 1]}…"
    start = min(before - width // 2, len(words) - width + 1)
    end = start + width - 2
    return f"…{words[start:end]}" + ("…" if end < len(words) else "")


def named(document: Document, figure: Figure) -> Figure:
    """Return a figure whose label is what the words around it call it, as fully as they do."""
    block = document.block_at(figure.span.start)
    if block is None:
        return figure
    words = (
        _in_table(document, block, figure) if figure.table is not None else _in_text(document, block, figure)
    )
    return replace(figure, label=words)


def _in_text(document: Document, block: Block, figure: Figure) -> str:
    text, start = document.text, figure.span.start
    while start > block.span.start and text[start - 1] not in _MARKS:
        start -= 1
    clause = _TRAILING.sub("", _LEADING.sub("", _BLANK.sub("", text[start : figure.span.start])))
    fits = 1 < len(clause) <= _LONGEST
    if _is_name(figure.label):
        return clause if fits and clause.endswith(figure.label) else figure.label
    return clause if fits and _is_name(clause) else ""


def _in_table(document: Document, block: Block, figure: Figure) -> str:
    row, head = figure.label, _header(document, block)
    if not _is_name(row):
        left = (_words(document, cell) for cell in _beside(document, block, -1))
        row = next((words for words in left if _is_name(words)), "")
    if not head or head == row or len(head) > _LONGEST:
        return row
    return f"{row}（{head}）" if row else head


def _header(document: Document, block: Block) -> str:
    """Return the nearest words above a cell in its column."""
    column = block.anchor.column or 0
    for cell in _along(document, block, -1):
        first = cell.anchor.column or 0
        above = cell.anchor.row != block.anchor.row and first <= column < first + cell.anchor.column_span
        if above and _is_name(words := _words(document, cell)):
            return words
    return ""


def _beside(document: Document, block: Block, step: int) -> Iterator[Block]:
    for cell in _along(document, block, step):
        if cell.anchor.row != block.anchor.row:
            return
        yield cell


def _along(document: Document, block: Block, step: int) -> Iterator[Block]:
    """Yield the cells of the same table before (-1) or after (1) a cell, nearest first."""
    at = bisect_left(document.blocks, block.span.start, key=lambda b: b.span.start)
    for _ in range(_REACH):
        at += step
        if not 0 <= at < len(document.blocks) or document.blocks[at].anchor.table != block.anchor.table:
            return
        yield document.blocks[at]


def _words(document: Document, cell: Block) -> str:
    return _UNIT.sub("", cell.span.of(document.text))


def _is_name(words: str) -> bool:
    return len(words) > 1 and not _NO_NAME.match(words) and not _VERB.fullmatch(words)
