"""Reports made of instances: title, headings and paragraphs, in memory, as a reader would hand them over."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random

from accuracy_draw import Exhausted, Instance, Names, draw
from accuracy_form import Form, pools
from accuracy_render import Line, lines

from extractor.document import Anchor, Document, Span
from extractor.plain import plain
from extractor.read.content import Piece, flatten

_LEAST, _MOST = 8, 25
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one slot of one instance stands in the text."""

    instance: int
    slot: str
    span: Span


@dataclass(frozen=True, slots=True)
class Report:
    """Instances in order, under headings."""

    number: int
    unit: str
    year: int
    sections: tuple[tuple[str, tuple[tuple[str, tuple[int, ...]], ...]], ...]
    instances: tuple[Instance, ...]

    def changed(self, at: int, instance: Instance) -> Report:
        """Return the report with one instance in another's place."""
        before, after = self.instances[:at], self.instances[at + 1 :]
        return replace(self, instances=(*before, instance, *after))


@dataclass(frozen=True, slots=True)
class Written:
    """A report as a document, with the places of its slots and the ranges of its instances."""

    report: Report
    document: Document
    places: tuple[Place, ...]
    ranges: tuple[Span, ...]


def reports(forms: Sequence[Form], number: int, seed: int) -> Iterator[Report]:
    """Yield reports in which every form has its turn; the same ones for the same forms and seed."""
    random = Random(seed)
    deck = deque(random.sample(list(forms), len(forms)))
    waiting: deque[Form] = deque()
    for at in range(number):
        wanted = random.randint(_LEAST, _MOST)
        year = random.randint(2018, 2024)
        made, back = _instances(deck, waiting, forms, wanted, random, year)
        waiting = back
        yield _arranged(at, made, random, year)


def _instances(
    deck: deque[Form],
    waiting: deque[Form],
    forms: Sequence[Form],
    wanted: int,
    random: Random,
    year: int,
) -> tuple[list[Instance], deque[Form]]:
    names, tags = Names(random), set[str]()
    made: list[Instance] = []
    back: deque[Form] = deque()
    for _ in range(4 * len(forms)):
        if len(made) == wanted:
            break
        form = waiting.popleft() if waiting else _next(deck, forms, random)
        if form.tags & tags or any(i.form is form for i in made):
            back.append(form)
            if len(back) > len(forms):
                break
            continue
        try:
            made.append(draw(form, random, names, year))
        except Exhausted:
            back.append(form)
        else:
            tags |= form.tags
    back.extend(waiting)
    return made, back


def _next(deck: deque[Form], forms: Sequence[Form], random: Random) -> Form:
    if not deck:
        deck.extend(random.sample(list(forms), len(forms)))
    return deck.popleft()


def _arranged(number: int, made: list[Instance], random: Random, year: int) -> Report:
    random.shuffle(made)
    headings = random.sample(pools()["heading"], len(pools()["heading"]))
    groups: list[tuple[int, ...]] = []
    at = 0
    while at < len(made):
        size = random.randint(1, 3)
        groups.append(tuple(range(at, min(at + size, len(made)))))
        at += size
    subs = [(headings[i % len(headings)], group) for i, group in enumerate(groups)]
    tops = pools()["part"]
    share = -(-len(subs) // len(tops))
    sections = tuple(
        (top, tuple(subs[i * share : (i + 1) * share]))
        for i, top in enumerate(tops)
        if subs[i * share : (i + 1) * share]
    )
    unit = random.choice(pools()["unit"])
    return Report(number, unit, year, sections, tuple(made))


def write(report: Report) -> Written:
    """Return the report as a document."""
    layout = _Layout()
    layout.paragraph(report.unit)
    layout.paragraph(f"{report.year}年度部门整体支出绩效自评报告")
    layout.paragraph(f"（{report.year + 1}年4月20日）")
    for at, (top, subs) in enumerate(report.sections):
        layout.paragraph(f"{_NUMERALS[at]}、{top}")
        for sub_at, (title, group) in enumerate(subs):
            layout.paragraph(f"（{_numeral(sub_at)}）{title}")
            for index in group:
                layout.instance(index, report.instances[index])
    return layout.finished(report)


def alone(instance: Instance) -> Written:
    """Return a report of one instance, for a look at it."""
    return write(
        Report(0, "清溪县档案馆", instance.year, (("基本情况", (("有关情况", (0,)),)),), (instance,))
    )


@cache
def _numeral(at: int) -> str:
    return _NUMERALS[at] if at < 10 else f"十{_NUMERALS[at - 10]}"


class _Layout:
    """Collects pieces and where the slots stand in each."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._marks: list[tuple[int, Line]] = []
        self._tables = 0

    def paragraph(self, text: str) -> None:
        self._pieces.append(Piece(text, Anchor(paragraph=len(self._pieces) + 1)))
        self._marks.append((-1, Line(text, ())))

    def instance(self, index: int, instance: Instance) -> None:
        self._tables += instance.form.is_table
        for line in lines(instance):
            if not line.text.strip():
                continue
            self._pieces.append(self._piece(line))
            self._marks.append((index, line))

    def _piece(self, line: Line) -> Piece:
        if line.cell is None:
            return Piece(line.text, Anchor(paragraph=len(self._pieces) + 1))
        row, column, height, width = line.cell
        anchor = Anchor(table=self._tables, row=row, column=column, row_span=height, column_span=width)
        return Piece(line.text, anchor, "cell")

    def finished(self, report: Report) -> Written:
        text, blocks = flatten(self._pieces)
        document = Document(f"report-{report.number}", "report.docx", "docx", text, plain(text), blocks)
        places: list[Place] = []
        ranges = [Span(0, 0)] * len(report.instances)
        for block, (index, line) in zip(blocks, self._marks, strict=True):
            if index >= 0:
                start = ranges[index].start or block.span.start
                ranges[index] = Span(start, block.span.end)
            places.extend(_places(index, line, block.span.start))
        return Written(report, document, tuple(places), tuple(ranges))


def _places(index: int, line: Line, offset: int) -> Iterable[Place]:
    lead = len(line.text) - len(line.text.lstrip())
    for slot, start, end in line.marks:
        yield Place(index, slot, Span(offset + start - lead, offset + end - lead))
