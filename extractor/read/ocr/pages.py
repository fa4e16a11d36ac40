"""Recognised pages one after the other: running lines left out, paragraphs and tables that cross pages made whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby, takewhile

from extractor.document import Anchor
from extractor.read import wrapping
from extractor.read.content import Piece

_ZONE = 0.09  # share of the page height at either end where running lines stand
_AROUND = 20  # pages before and after that are compared
_DEPTH = 2  # pieces at either end that are looked at
_SHIFT = 15.0  # points by which a scanner moves a page
_ALIKE = 0.8  # share of the characters that recognition keeps
_LONGEST = 60  # characters of a running line
_LARGE = 1.15  # times the usual size: a title
_TOP = 0.2  # share of the page height above which a table begins that goes on
_NEAR = 0.012  # of a table's width between the column edges on two pages
_PADDING = 11.4  # points between rules and text of a cell, both sides together
_VALUE = re.compile(r"[-+\d.,%％\s/—]*")
_DIGITS = re.compile(r"\d+")
_MANY = 0.1  # share of doubtful words that is worth a note
_CAPTION = re.compile(r"(?:金额)?单位[:：]|续表|附[件表]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read on one page, `height` points high.

    `doubtful` of `words` are uncertain. `begun`: the page begins within a paragraph; `open`: it ends within one.
    `starts` and `stops` say the same of each piece, should it be the first or the last.
    """

    pieces: tuple[Piece, ...]
    words: int = 0
    doubtful: int = 0
    begun: bool = False
    open: bool = False
    height: float = 0.0
    starts: tuple[bool, ...] = ()
    stops: tuple[bool, ...] = ()

    def note(self, number: int) -> str:
        """Return a sentence on a page with many uncertain words, empty where there are few."""
        if self.doubtful < 3 or self.doubtful < _MANY * self.words:
            return ""
        return f"第{number}页有{self.doubtful}处文字识别把握不大，请对照原件核对。"

    def without(self, gone: set[int]) -> Reading:
        """Return the reading without some of its pieces."""
        kept = [n for n in range(len(self.pieces)) if n not in gone]
        if not gone or not kept or not self.starts:
            return replace(self, pieces=tuple(self.pieces[n] for n in kept), starts=(), stops=())
        return replace(
            self,
            pieces=tuple(self.pieces[n] for n in kept),
            begun=self.starts[kept[0]],
            open=self.stops[kept[-1]],
            starts=tuple(self.starts[n] for n in kept),
            stops=tuple(self.stops[n] for n in kept),
        )


def together(readings: Sequence[Reading]) -> list[Piece]:
    """Return the pieces of pages that follow each other, tables numbered on from the first."""
    pieces: list[Piece] = []
    before: Reading | None = None
    for reading in _without_running_lines(readings):
        own = list(reading.pieces)
        if before and pieces and own:
            if before.open and reading.begun:
                pieces[-1] = replace(pieces[-1], text=wrapping.join(pieces[-1].text, own.pop(0).text))
            elif _is_cell(pieces[-1]) and _is_cell(own[0]):
                own = _gone_on(pieces, own, reading.height)
        pieces += _numbered(pieces, own)
        before = reading if reading.pieces else before
    return pieces


def _without_running_lines(readings: Sequence[Reading]) -> Iterator[Reading]:
    """Yield the readings without what stands at the same end of two pages and more."""
    ends = [list(_ends(reading)) for reading in readings]
    for page, reading in enumerate(readings):
        others = ends[max(0, page - _AROUND) : page] + ends[page + 1 : page + _AROUND + 1]
        enough = max(1, len(others) // 3)
        gone = {
            n
            for n, line in ends[page]
            if sum(any(_alike(line, like) for _, like in other) for other in others) >= enough
        }
        yield reading.without(gone) if gone else reading


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    digits: tuple[str, ...]
    counted: tuple[int, ...]  # the numbers less the page's
    top: float


def _ends(reading: Reading) -> Iterator[tuple[int, _Line]]:
    """Yield what may be a running line: short words near an end of the page, not set as a title."""
    pieces, height = reading.pieces, reading.height
    sizes = sorted(piece.size for piece in pieces if piece.size)
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    for n in {*range(min(_DEPTH, len(pieces))), *range(max(0, len(pieces) - _DEPTH), len(pieces))}:
        piece, box = pieces[n], pieces[n].anchor.box
        if piece.kind != "paragraph" or box is None or not height or len(piece.text) > _LONGEST:
            continue
        outside = box[3] < _ZONE * height or box[1] > (1 - _ZONE) * height
        if outside and (piece.size or 0) <= _LARGE * usual and not _CAPTION.match(piece.text):
            words = "".join(piece.text.split())
            digits = tuple(_DIGITS.findall(words))
            counted = tuple(int(run[-9:]) - (piece.anchor.page or 0) for run in digits)
            yield n, _Line(_DIGITS.sub("#", words), digits, counted, box[1])


def _alike(line: _Line, other: _Line) -> bool:
    if abs(line.top - other.top) > _SHIFT or (line.digits != other.digits and line.counted != other.counted):
        return False
    return _same_words(line.words, other.words)


def _same_words(first: str, second: str) -> bool:
    """Tell whether two texts are one, some characters read wrongly."""
    return first == second or SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE


def _is_cell(piece: Piece) -> bool:
    return piece.kind == "cell" and piece.anchor.table is not None


def _gone_on(pieces: list[Piece], own: list[Piece], height: float) -> list[Piece]:
    """Count on the rows of a table that goes on at the top of the next page; a head printed again is left out."""
    number = pieces[-1].anchor.table
    upper = list(takewhile(lambda p: _is_cell(p) and p.anchor.table == number, reversed(pieces)))[::-1]
    lower = list(takewhile(lambda p: _is_cell(p) and p.anchor.table == own[0].anchor.table, own))
    top = min((p.anchor.box[1] for p in lower if p.anchor.box), default=height)
    columns = _columns([p for p in upper if p.anchor.page == upper[-1].anchor.page], lower)
    if top > _TOP * height or not columns:
        return own
    heads = zip(_rows(upper), _rows(lower), strict=False)
    again = sum(1 for _ in takewhile(lambda pair: _is_repeated(*pair), heads))
    rows = [[_moved(p, columns) for p in row] for row in _rows(lower)[again:]]
    last = max(_last_row(p.anchor) for p in upper)
    ending = {p.anchor.column: n for n, p in enumerate(pieces) if p in upper and _last_row(p.anchor) == last}
    if rows and _is_divided(rows[0], {column: pieces[n] for column, n in ending.items()}):
        for cell in rows.pop(0):
            n = ending[cell.anchor.column]
            pieces[n] = replace(pieces[n], text=wrapping.join(pieces[n].text, cell.text))
        again += 1
    shift = last - again
    pieces += [
        replace(p, anchor=replace(p.anchor, table=number, row=(p.anchor.row or 0) + shift))
        for row in rows
        for p in row
    ]
    return own[len(lower) :]


def _is_divided(row: Sequence[Piece], above: Mapping[int | None, Piece]) -> bool:
    """Tell whether a page's first row is the rest of the row before: some cells are done, the others were cut."""
    pairs = [(above.get(p.anchor.column), p) for p in row]
    if any(upper is None for upper, _ in pairs) or any(p.anchor.row_span > 1 for p in row):
        return False
    begun = [(upper, p) for upper, p in pairs if upper is not None and p.text]
    return 0 < len(begun) < len(pairs) and all(_is_cut(upper, p) for upper, p in begun)


def _is_cut(upper: Piece, lower: Piece) -> bool:
    """Tell whether the last line of a cell has no room for a further character."""
    box, size = upper.anchor.box, upper.size
    if not box or not size or not upper.text or _VALUE.fullmatch(upper.text):
        return False
    line = upper.text.rsplit("\n", 1)[-1]
    width = wrapping.columns(line + wrapping.first_token(lower.text)) * size / 2
    return width > box[2] - box[0] - _PADDING


def _last_row(anchor: Anchor) -> int:
    return (anchor.row or 0) + anchor.row_span - 1


def _rows(cells: Sequence[Piece]) -> list[list[Piece]]:
    return [list(row) for _, row in groupby(cells, key=lambda p: p.anchor.row)]


def _is_repeated(first: Sequence[Piece], second: Sequence[Piece]) -> bool:
    if len(first) != len(second) or not any(p.text for p in first):
        return False
    return all(
        a.anchor.column == b.anchor.column and _same_words(a.text, b.text) and not _differ(a.text, b.text)
        for a, b in zip(first, second, strict=True)
    )


def _differ(first: str, second: str) -> bool:
    return _DIGITS.findall(first) != _DIGITS.findall(second)


def _columns(upper: Sequence[Piece], lower: Sequence[Piece]) -> dict[int, int]:
    """Return for each edge between columns of the lower part which one of the upper part it is; none if one is new."""
    one, two = _edges(upper), _edges(lower)
    found = {}
    for edge, at in two.items():
        nearest = min(one, key=lambda n: abs(one[n] - at), default=-1)
        if nearest < 0 or abs(one[nearest] - at) > _NEAR:
            return {}
        found[edge] = nearest
    return found


def _edges(cells: Sequence[Piece]) -> dict[int, float]:
    """Return where columns end and begin, counted from 0, as a share of the table's width."""
    boxes = [(p.anchor, p.anchor.box) for p in cells if p.anchor.box]
    left = min((box[0] for _, box in boxes), default=0.0)
    width = max((box[2] for _, box in boxes), default=0.0) - left
    if width <= 0:
        return {}
    ends = {(a.column or 1) - 1 + a.column_span: (box[2] - left) / width for a, box in boxes}
    return {(a.column or 1) - 1: (box[0] - left) / width for a, box in boxes} | ends


def _moved(piece: Piece, columns: Mapping[int, int]) -> Piece:
    first = (piece.anchor.column or 1) - 1
    start, end = columns[first], columns[first + piece.anchor.column_span]
    return replace(piece, anchor=replace(piece.anchor, column=start + 1, column_span=end - start))


def _numbered(pieces: Sequence[Piece], own: Sequence[Piece]) -> Iterator[Piece]:
    """Count tables on: none has the number of one before."""
    used = next((p.anchor.table for p in reversed(pieces) if p.anchor.table), None)
    first = next((p.anchor.table for p in own if p.anchor.table), None)
    shift = used + 1 - first if used and first else 0
    for piece in own:
        table = piece.anchor.table
        yield replace(piece, anchor=replace(piece.anchor, table=table + shift)) if table and shift else piece
