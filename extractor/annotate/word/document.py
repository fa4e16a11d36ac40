"""Puts comments into a Word file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from extractor.annotate.marks import Mark
from extractor.annotate.word import comments
from extractor.annotate.word.anchors import kind_of, note_of, reference, whole
from extractor.annotate.word.origins import SPACES, Origins, Place, Untraceable, trace
from extractor.annotate.word.parts import Parts
from extractor.annotate.word.runs import Pieces
from extractor.read.container import Element
from extractor.read.limits import Limits

_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Commented:
    """A copy with its comments: the bytes, how many marks stand at their words, and why others do not."""

    data: bytes
    marked: int
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a mark goes: from one letter to another, or around something that stays whole."""

    mark: Mark
    first: Place
    last: Place
    aside: str = ""


def commented(data: bytes, form: str, text: str, marks: Sequence[Mark], limits: Limits) -> Commented:
    """Return a copy of a Word file with a comment for each mark.

    `text` is what the reader made of it. Raises Untraceable where that cannot be led back to the file, ReadError.
    """
    parts = Parts(data, limits)
    trees = {name: parts.tree(name) for name in (parts.main, *parts.notes)}
    origins = trace(parts.container, trees, form, text, limits)
    body = trees[parts.main]
    found = parts.comments()
    listed = found if found is not None else comments.empty(_space(body))
    all_parts = [*trees.values(), listed]
    room = comments.MOST - comments.count(all_parts)
    targets = [_target(origins, mark, text, body) for mark in marks[: max(room, 0)]]
    number = comments.next_id(all_parts)
    _put(targets, body, listed, number)
    elsewhere = [f"{mark.lines[0]}（Word 容不下更多批注）" for mark in marks[max(room, 0) :]]
    elsewhere += [f"{target.mark.lines[0]}（{target.aside}）" for target in targets if target.aside]
    return Commented(parts.copy(body, listed), len(targets), tuple(elsewhere))


def _target(origins: Origins, mark: Mark, text: str, body: Element) -> _Target:
    quoted = mark.span.of(text)[:_QUOTED]
    ends = origins.ends(*mark.span)
    if ends and _has_place(ends[0], body) and _has_place(ends[1], body):
        aside = kind_of(ends[0].element)
        return _Target(mark, *ends, f"位置：{aside}内的“{quoted}”。" if aside else "")
    # Numbers that Word makes itself are nowhere in the file: the paragraph they stand before is.
    ends = origins.ends(*mark.block)
    if ends and _has_place(ends[0], body) and _has_place(ends[1], body):
        return _Target(mark, *ends)
    ends = origins.ends(0, len(text))
    if ends is None or not _has_place(ends[0], body):
        raise Untraceable("文件里没有可以加批注的文字")
    return _Target(mark, ends[0], ends[0], f"位置：“{quoted}”。")


def _has_place(place: Place, body: Element) -> bool:
    note = note_of(place.element)
    return note is None or reference(body, *note) is not None


def _put(targets: Sequence[_Target], body: Element, listed: Element, number: int) -> None:
    w = f"{{{_space(body)}}}"
    pieces = Pieces(cut for target in targets for cut in _cuts(target))
    placed = [(_unit(target.first, body, pieces), _unit(target.last, body, pieces)) for target in targets]
    for place, target in enumerate(targets):
        comments.add(listed, number + place, target.mark, target.aside)
    # From the last on, so that of comments that end together the first ends first.
    for place in reversed(range(len(targets))):
        first, last = placed[place]
        comments.put(first, last, number + place, w)


def _cuts(target: _Target) -> Iterator[tuple[Element, int]]:
    if whole(target.first.element) is None and note_of(target.first.element) is None:
        yield target.first.element, target.first.index
    if whole(target.last.element) is None and note_of(target.last.element) is None:
        yield target.last.element, target.last.index + 1


def _unit(place: Place, body: Element, pieces: Pieces) -> Element:
    """Return what a comment begins or ends at."""
    if note := note_of(place.element):
        found = reference(body, *note)
    else:
        found = whole(place.element)
        found = pieces.run(place.element, place.index) if found is None else found
    if found is None:
        raise Untraceable("引用脚注的位置没有找到")
    return found


def _space(body: Element) -> str:
    space = etree.QName(body).namespace or ""
    return space if space in SPACES else SPACES[0]
