"""Which documents need no work: their result is known from before, or another of the same bytes is being processed."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import ReadError
from extractor.journal import Journal, Place, key_of, packed
from extractor.model import Result
from extractor.read import suffix_of
from extractor.read.limits import Limits
from extractor.sources import Source

_CONDITIONAL = "timeout"  # another time limit may give another result
_PASSING = "missing_tool"  # gone once the tool is installed


@dataclass(frozen=True, slots=True)
class Sealed:
    """A result as the journal keeps it: nobody has to open it before its turn comes."""

    content: bytes
    digest: str
    code: str


def sealed(result: Result) -> Sealed:
    """Pack a result."""
    return Sealed(packed(result), result.document_id, result.error_code)


class Known:
    """What is known of the documents of a run, by their bytes.

    Bytes are looked at only where it may help: when the journal has results, or when files have the same size.
    """

    def __init__(self, sources: Sequence[Source], journal: Journal, limits: Limits, timeout: float) -> None:
        self._sources = sources
        self._journal = journal
        self._limits = limits
        self._condition = f"{timeout:g}"
        self._is_resumed = len(journal) > 0
        self._sizes = Counter(map(_size, sources))
        self._first: dict[str, int] = {}
        self._places: dict[int, Place] = {}  # of what others have the bytes of, or may have

    def look(self, number: int) -> Place | int | None:
        """Return where the result of a document lies, or the number of an earlier one that has the same bytes."""
        source = self._sources[number]
        if source.refusal or not (self._is_resumed or self._may_have_twins(number)):
            return None
        digest = digest_of(source, self._limits)
        if not digest:
            return None
        key = key_of(digest, suffix_of(source.file))
        if place := self._journal.find(key, key_of(digest, suffix_of(source.file), self._condition)):
            return place
        first = self._first.setdefault(key, number)
        return None if first == number else self._places.get(first, first)

    def keep(self, number: int, result: Sealed) -> Place:
        """Put the result of a document into the journal."""
        is_lasting = result.digest and result.code != _PASSING
        condition = self._condition if result.code == _CONDITIONAL else ""
        suffix = suffix_of(self._sources[number].file)
        place = self._journal.add(
            key_of(result.digest, suffix, condition) if is_lasting else "", result.content
        )
        if self._may_have_twins(number):
            self._places[number] = place
        return place

    def open(self, place: Place | int) -> Result:
        """Return the result that lies there, or that of the document of this number."""
        return self._journal.read(self._places[place] if isinstance(place, int) else place)

    def _may_have_twins(self, number: int) -> bool:
        return self._sizes[_size(self._sources[number])] > 1


def digest_of(source: Source, limits: Limits) -> str:
    """Return the document's id, empty where its bytes cannot be had."""
    with suppress(ReadError, MemoryError):
        return hashlib.sha256(source.load(limits)).hexdigest()
    return ""


def _size(source: Source) -> int:
    if source.inner or not isinstance(source.path, Path):
        return source.size
    with suppress(OSError):
        return os.stat(source.path).st_size
    return -1
