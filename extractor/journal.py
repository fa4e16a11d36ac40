"""What a run has done so far, kept on disk: a run that was ended goes on where it was.

One file that only grows: a head that says what the results depend on, then records, each with its length and a
checksum, so that a record cut short by the end of a run is seen and dropped. Results are kept by what they were made
of, never by the name of a file.
"""

from __future__ import annotations

import hashlib
import os
import struct
import tempfile
import weakref
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from extractor import columns
from extractor.errors import WriteError
from extractor.model import Result
from extractor.write.folder import refusal

JOURNAL = ".gouji-journal"
UNFINISHED = f"{JOURNAL}-unfinished"
_MAGIC = b"gouji journal 2\n"
_RECORD = struct.Struct("<HII")  # bytes of the key, bytes of the content, checksum of both (CRC-32)
_LEVEL = 1  # the first level takes a third of the time of the next and leaves a tenth more


@dataclass(frozen=True, slots=True)
class Place:
    """Where a result lies in the file."""

    start: int
    size: int


def packed(result: Result) -> bytes:
    """Return a result as the journal keeps it."""
    return zlib.compress(columns.packed(result), _LEVEL)


def key_of(digest: str, suffix: str, condition: str = "") -> str:
    """Name what a result was made of: the bytes, the suffix that says how to read them, and what else it hangs on."""
    return f"{digest}{suffix}" + (f"@{condition}" if condition else "")


class Journal:
    """The results of a run by what they were made of; those of an earlier run too, where they would be the same."""

    def __init__(self, file: IO[bytes], identity: str) -> None:
        """Go on with a file open for reading and writing; all of it is dropped where it is of another identity."""
        self._file = file
        self.close = weakref.finalize(self, file.close)
        self._head = _MAGIC + hashlib.sha256(identity.encode()).digest()
        self._places: dict[str, Place] = {}
        self._used: set[str] = set()
        self.is_stale = False  # made by other patterns, options or another version
        self._end = self._read()

    @classmethod
    def temporary(cls) -> Journal:
        """Return a journal that nobody will go on with."""
        return cls(tempfile.TemporaryFile(), "")

    @classmethod
    def open(cls, folder: Path, identity: str, resume: bool | None = None) -> Journal:
        """Open the journal of an output folder. Raises WriteError.

        It goes on with that of a run that did not end; with `resume` also with that of one that did, without it
        (False) with none.
        """
        path, ended = folder / UNFINISHED, folder / JOURNAL
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if resume is False:
                path.unlink(missing_ok=True)
            elif resume and ended.exists() and not path.exists():
                os.replace(ended, path)
            path.touch()
            return cls(path.open("r+b"), identity)
        except OSError as error:
            raise refusal(folder, error) from error

    def __len__(self) -> int:
        return len(self._places)

    def find(self, *keys: str) -> Place | None:
        """Return where the result of the first of these that is known lies."""
        for key in keys:
            if place := self._places.get(key):
                self._used.add(key)
                return place
        return None

    def add(self, key: str, content: bytes) -> Place:
        """Append a packed result, under a key unless that is empty, and return where it lies. Raises WriteError."""
        record = _record(key, content)
        try:
            self._file.seek(self._end)
            self._file.write(record)
            self._file.flush()
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise WriteError(f"已核对的结果存不下（{why}），请清理磁盘后加 --resume 接着核对。") from error
        self._end += len(record)
        place = Place(self._end - len(content), len(content))
        if key:
            self._places[key] = place
            self._used.add(key)
        return place

    def read(self, place: Place) -> Result:
        """Return the result that lies there."""
        return columns.opened(Result, zlib.decompress(self._bytes(place)))

    def finish(self, folder: Path) -> None:
        """Say that the run has ended well; what no document of it asked for goes, where that is more than half."""
        size = sum(place.size for key, place in self._places.items() if key in self._used)
        if 2 * size < self._end - len(self._head):
            self._prune(folder / UNFINISHED)
        self.close()
        os.replace(folder / UNFINISHED, folder / JOURNAL)

    def _prune(self, path: Path) -> None:
        partial = path.with_name(f"{path.name}-partial")
        with partial.open("w+b") as file:
            file.write(self._head)
            for key, place in self._places.items():
                if key in self._used:
                    file.write(_record(key, self._bytes(place)))
        self.close()
        os.replace(partial, path)

    def _bytes(self, place: Place) -> bytes:
        self._file.seek(place.start)
        return self._file.read(place.size)

    def _read(self) -> int:
        """Find what the file holds, cut off what is broken, and return its end."""
        self._file.seek(0)
        if self._file.read(len(self._head)) != self._head:
            self.is_stale = self._file.seek(0, os.SEEK_END) > len(self._head)
            self._file.seek(0)
            self._file.truncate()
            self._file.write(self._head)
            self._file.flush()
            return len(self._head)
        end = len(self._head)
        for key, place in self._records(end):
            end = place.start + place.size
            if key:
                self._places[key] = place
        self._file.truncate(end)
        return end

    def _records(self, start: int) -> Iterator[tuple[str, Place]]:
        while True:
            self._file.seek(start)
            head = self._file.read(_RECORD.size)
            if len(head) < _RECORD.size:
                return
            name_size, size, checksum = _RECORD.unpack(head)
            name, content = self._file.read(name_size), self._file.read(size)
            if len(content) < size or zlib.crc32(content, zlib.crc32(name)) != checksum:
                return
            place = Place(start + len(head) + len(name), size)
            start = place.start + size
            yield name.decode(), place


def _record(key: str, content: bytes) -> bytes:
    name = key.encode()
    return _RECORD.pack(len(name), len(content), zlib.crc32(content, zlib.crc32(name))) + name + content
