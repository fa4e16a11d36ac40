"""Names and beginnings of the streams in a compound file, the container of Word 97, Excel 97 and WPS ([MS-CFB]).

Only the directory is walked, whatever the size of the file: the question is what a file is, and every file is asked.
olefile would read all tables first (four times slower for a small file) and refuses files whose tables have defects
that Word and LibreOffice overlook.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER = 512
_ENTRY = 128  # 2.6.1: bytes of a directory entry
_LAST = 0xFFFFFFFA  # 2.1: greater sector numbers are marks
_NONE = 0xFFFFFFFF
_MINI = 64  # 2.2: bytes of a sector of the mini stream
_STREAM, _ROOT = 2, 5
_SECTORS = 16_384  # of a directory: as many streams no document has


def streams(data: bytes) -> frozenset[str]:
    """Return the names of the streams at the top of a compound file, as far as it is whole; never raises."""
    return frozenset(name for name, *_ in _Compound(data).top())


def head(data: bytes, name: str, size: int) -> bytes:
    """Return up to `size` bytes from the beginning of a stream at the top; empty where there is none."""
    return b"".join(data[start:end] for start, end in places(data, name, size))[:size]


def places(data: bytes, name: str, size: int) -> list[tuple[int, int]]:
    """Return where in the file the first `size` bytes of a stream at the top lie, in their order, sector by sector."""
    compound = _Compound(data)
    for found, start, length in compound.top():
        if found == name:
            return compound.places(start, length, min(size, length))
    return []


class _Compound:
    def __init__(self, data: bytes) -> None:
        whole = data.startswith(MAGIC) and len(data) >= _HEADER
        self._data = data if whole else b""
        shift = struct.unpack_from("<H", data, 0x1E)[0] if whole else 0
        # 2.2: sectors of 512 bytes in version 3, of 4096 in version 4.
        self._size = 1 << shift if shift in (9, 12) else _HEADER
        self._fat: list[int] | None = None

    def top(self) -> Iterator[tuple[str, int, int]]:
        """Yield name, first sector and length of each stream that stands directly under the root."""
        if not self._data:
            return
        directory = self._chain(self._number(0x30), _SECTORS)
        root = self._entry(directory, 0)
        waiting, seen = [_links(root)[2]] if root else [], {0}
        while waiting:
            number = waiting.pop()
            entry = b"" if number in seen else self._entry(directory, number)
            seen.add(number)
            if entry:
                waiting += _links(entry)[:2]
                if entry[66] == _STREAM:
                    yield (_name(entry), *self._place(entry))

    def places(self, start: int, length: int, size: int) -> list[tuple[int, int]]:
        """Return the beginning and end of each sector of a stream, of those that hold its first `size` bytes."""
        if length >= self._number(0x38):
            return [self._bounds(sector) for sector in self._chain(start, -(-size // self._size))]
        # 2.6.3: a short stream lies in the stream of the root entry.
        root = self._entry(self._chain(self._number(0x30), 1), 0)
        first, whole = self._place(root) if root else (_NONE, 0)
        sectors = self._chain(first, min(-(-whole // self._size), _SECTORS))
        table = self._chain(self._number(0x3C), _SECTORS)
        found = []
        for short in self._short_chain(table, start, -(-size // _MINI)):
            index, offset = divmod(short * _MINI, self._size)
            if index < len(sectors):
                begin = self._bounds(sectors[index])[0] + offset
                found.append((begin, begin + _MINI))
        return found

    def _short_chain(self, table: list[int], start: int, most: int) -> Iterator[int]:
        while start <= _LAST and most > 0:
            yield start
            index, place = divmod(4 * start, self._size)
            held = self._sector(table[index])[place : place + 4] if index < len(table) else b""
            start, most = int.from_bytes(held, "little") if len(held) == 4 else _NONE, most - 1

    def _place(self, entry: bytes) -> tuple[int, int]:
        # 2.6.1: in version 3 the upper half of the length may hold anything.
        start, length = struct.unpack_from("<IQ", entry, 116)
        return start, length if self._size > _HEADER else length & 0xFFFFFFFF

    def _entry(self, directory: list[int], number: int) -> bytes:
        index, offset = divmod(number * _ENTRY, self._size)
        entry = self._sector(directory[index])[offset : offset + _ENTRY] if index < len(directory) else b""
        return entry if len(entry) == _ENTRY else b""

    def _chain(self, sector: int, most: int) -> list[int]:
        found: list[int] = []
        seen: set[int] = set()
        while sector <= _LAST and sector not in seen and len(found) < most:
            found.append(sector)
            seen.add(sector)
            sector = self._next(sector)
        return found

    def _next(self, sector: int) -> int:
        if self._fat is None:
            self._fat = list(self._fat_sectors())
        index, place = divmod(sector, self._size // 4)
        found = self._sector(self._fat[index])[4 * place : 4 * place + 4] if index < len(self._fat) else b""
        return int.from_bytes(found, "little") if len(found) == 4 else _NONE

    def _fat_sectors(self) -> Iterator[int]:
        # 2.5: 109 numbers stand in the header, the others in a chain of sectors that ends with its successor.
        yield from struct.unpack_from("<109I", self._data, 0x4C)
        sector, left = self._number(0x44), len(self._data) // (self._size * self._size // 4) + 1
        while sector <= _LAST and left > 0:
            held = self._sector(sector)
            if len(held) < self._size:
                return
            *numbers, sector = struct.unpack(f"<{self._size // 4}I", held)
            yield from numbers
            left -= 1

    def _number(self, offset: int) -> int:
        return int(struct.unpack_from("<I", self._data, offset)[0])

    def _sector(self, number: int) -> bytes:
        start, end = self._bounds(number)
        return self._data[start:end]

    def _bounds(self, number: int) -> tuple[int, int]:
        start = (number + 1) * self._size
        return start, start + self._size


def _links(entry: bytes) -> tuple[int, int, int]:
    """Return the numbers of the left sibling, the right sibling and the child of an entry."""
    left, right, child = struct.unpack_from("<3I", entry, 68)
    return left, right, child


def _name(entry: bytes) -> str:
    # 2.6.1: UTF-16 with a closing zero; the length counts bytes.
    length = min(int.from_bytes(entry[64:66], "little"), 64)
    return entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
