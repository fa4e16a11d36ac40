"""What an instance prints: paragraphs and cells, with the places of its slots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from accuracy_draw import Instance
from accuracy_form import Form, Part, Slot


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or cell as printed, with the ranges of its slots. `cell` is row, column, row span, column span."""

    text: str
    marks: tuple[tuple[str, int, int], ...]
    cell: tuple[int, int, int, int] | None = None


def lines(instance: Instance) -> Iterator[Line]:
    """Yield what the instance prints: paragraphs, the cells of its table, paragraphs after it."""
    form = instance.form
    for parts in form.lines:
        yield _line(instance, parts, None)
    for at, row in enumerate(form.rows, start=1):
        for column, cell in enumerate(row, start=1):
            if not isinstance(cell, str):
                place = (at, column, _height(form, at, column), _width(row, column))
                yield _line(instance, cell, place)
    for parts in form.after:
        yield _line(instance, parts, None)


def _width(row: tuple[tuple[Part, ...] | str, ...], column: int) -> int:
    width = 1
    while column - 1 + width < len(row) and row[column - 1 + width] == "<":
        width += 1
    return width


def _height(form: Form, at: int, column: int) -> int:
    height = 1
    while at - 1 + height < len(form.rows):
        below = form.rows[at - 1 + height]
        if column > len(below) or below[column - 1] != "^":
            break
        height += 1
    return height


def _line(instance: Instance, parts: tuple[Part, ...], cell: tuple[int, int, int, int] | None) -> Line:
    text, marks, last = "", [], ""
    for part in parts:
        if isinstance(part, str):
            text += _words(part, instance, last)
            last = ""
        else:
            said = _said(part, instance)
            if part.kind == "number":
                marks.append((part.name, len(text), len(text) + len(said)))
                last = part.name
            text += said
    return Line(text, tuple(marks), cell)


def _words(text: str, instance: Instance, slot: str) -> str:
    if slot in instance.units:
        right, wrong = ("万元", instance.units[slot])
        return wrong + text.removeprefix(right) if text.startswith(right) else text
    return text.replace("万元", "元") if instance.style.unit == "元" else text


def _said(slot: Slot, instance: Instance) -> str:
    if slot.kind == "number":
        return instance.numbers[slot.name].text
    if slot.kind == "choice":
        return slot.words[instance.words.choices[slot.name]]
    if slot.kind == "list":
        return slot.words[0].join(instance.lists[slot.name])
    if slot.kind == "year":
        return str(instance.year + int(slot.name[1:] or 0))
    return instance.labels[slot.name]
