"""Which reports of two runs are the same: by their bytes, else by their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.runs import Document

Pair = tuple[Document, Document]
_Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    """Pairs of one report in both runs (old, new), those whose bytes changed apart, and what is in one run only."""

    same: tuple[Pair, ...]
    rewritten: tuple[Pair, ...]
    gone: tuple[Document, ...]
    added: tuple[Document, ...]


def pair(old: Sequence[Document], new: Sequence[Document]) -> Pairing:
    """Pair the documents of two runs: by bytes and file, by bytes, and what is left by the name of the file.

    When the folder was moved, a file keeps the end of its path; the longest end that only one file on either
    side has decides.
    """
    left, right = dict.fromkeys(old), dict.fromkeys(new)
    same = list(_matched(left, right, lambda document: (*document,)))
    depth = max((document[1].count("/") + 1 for document in (*old, *new)), default=0)
    for size in range(depth, -1, -1):
        same += _matched(left, right, _by_bytes(size))
    rewritten = [p for size in range(depth, 0, -1) for p in _matched(left, right, _by_name(size))]
    order = {document: number for number, document in enumerate(new)}
    same.sort(key=lambda p: order[p[1]])
    rewritten.sort(key=lambda p: order[p[1]])
    return Pairing(tuple(same), tuple(rewritten), tuple(left), tuple(right))


def _by_bytes(size: int) -> Callable[[Document], _Name]:
    # A file whose bytes could not be read is known by its name alone.
    return lambda document: (document[0], *_end(document, size)) if document[0] else ()


def _by_name(size: int) -> Callable[[Document], _Name]:
    return lambda document: end if len(end := _end(document, size)) == size else ()


def _end(document: Document, size: int) -> _Name:
    return tuple(document[1].split("/")[-size:]) if size else ()


def _matched(
    left: dict[Document, None], right: dict[Document, None], name: Callable[[Document], _Name]
) -> Iterator[Pair]:
    """Take out of both sides the documents that alone bear a name there."""
    ours, theirs = _alone(left, name), _alone(right, name)
    for key in [key for key in ours if key in theirs]:
        del left[ours[key]]
        del right[theirs[key]]
        yield ours[key], theirs[key]


def _alone(documents: Iterable[Document], name: Callable[[Document], _Name]) -> dict[_Name, Document]:
    found: defaultdict[_Name, list[Document]] = defaultdict(list)
    for document in documents:
        if key := name(document):
            found[key].append(document)
    return {key: those[0] for key, those in found.items() if len(those) == 1}
