"""A TrueType font made for tests: every character a plain square, as wide as Chinese type sets it.

What a reader must find out - characters, widths, embedding - is as in the files of real programs; no font of
the machine enters a test.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path

_EM = 1000
_HIGH, _LOW = 880, -120


def square_font(path: Path, characters: Iterable[str], family: str = "Squares") -> Path:
    """Write a font with these characters: 1 em wide, half an em below U+2000."""
    codes = sorted({ord(char) for char in characters})
    advances = [_EM, *(_EM // 2 if code < 0x2000 else _EM for code in codes)]
    glyphs = [_square(advance) for advance in advances]
    tables = {
        b"OS/2": _os2(codes),
        b"cmap": _cmap(codes),
        b"glyf": b"".join(glyphs),
        b"head": _head(),
        b"hhea": struct.pack(">Ihhh24xH", 0x10000, _HIGH, _LOW, 0, len(advances)),
        b"hmtx": b"".join(struct.pack(">Hh", advance, 50) for advance in advances),
        b"loca": b"".join(struct.pack(">I", n * len(glyphs[0])) for n in range(len(glyphs) + 1)),
        b"maxp": struct.pack(">IHHH22x", 0x10000, len(glyphs), 4, 1),
        b"name": _name(family),
        b"post": struct.pack(">Iihh20x", 0x30000, 0, -100, 50),
    }
    path.write_bytes(_file(tables))
    return path


def _square(advance: int) -> bytes:
    left, right, low, high = 50, advance - 50, 0, 750
    outline = struct.pack(">hhhhhHH", 1, left, low, right, high, 3, 0) + b"\1\1\1\1"
    xs, ys = (left, 0, right - left, 0), (low, high - low, 0, low - high)
    return (outline + struct.pack(">4h4h", *xs, *ys)).ljust(36, b"\0")


def _cmap(codes: list[int]) -> bytes:
    # Format 4: one segment for each character, and the one that ends the table.
    ends = [*codes, 0xFFFF]
    deltas = [(n - code) % 0x10000 for n, code in enumerate(codes, start=1)] + [1]
    count = len(ends)
    body = struct.pack(f">{count}HH{count}H", *ends, 0, *ends) + struct.pack(f">{count}H", *deltas)
    body += bytes(2 * count)
    high = 1 << (count.bit_length() - 1)
    search = (2 * high, high.bit_length() - 1, 2 * count - 2 * high)
    table = struct.pack(">HHHHHHH", 4, 14 + len(body), 0, 2 * count, *search) + body
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + table


def _head() -> bytes:
    return struct.pack(
        ">IIIIHHQQhhhhHHhhh",
        *(0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0),
        *(0, _LOW, _EM, _HIGH, 0, 8, 2, 1, 0),
    )


def _os2(codes: list[int]) -> bytes:
    start = struct.pack(">HhHHH", 3, _EM, 400, 5, 0) + bytes(22) + bytes(10) + bytes(16) + b"TEST"
    rest = struct.pack(">HHHhhhHH", 64, codes[0], codes[-1], _HIGH, _LOW, 0, _HIGH, -_LOW)
    return (start + rest + bytes(8) + struct.pack(">hhHHH", 500, 750, 0, 32, 1)).ljust(96, b"\0")


def _name(family: str) -> bytes:
    names = {1: family, 2: "Regular", 4: family, 6: family}
    records, words = b"", b""
    for number, name in names.items():
        text = name.encode("utf-16-be")
        records += struct.pack(">HHHHHH", 3, 1, 0x409, number, len(text), len(words))
        words += text
    return struct.pack(">HHH", 0, len(names), 6 + len(records)) + records + words


def _file(tables: dict[bytes, bytes]) -> bytes:
    high = 1 << (len(tables).bit_length() - 1)
    head = struct.pack(
        ">IHHHH", 0x10000, len(tables), 16 * high, high.bit_length() - 1, 16 * (len(tables) - high)
    )
    directory, body = b"", b""
    start = len(head) + 16 * len(tables)
    for tag, table in sorted(tables.items()):
        padded = table.ljust(-(-len(table) // 4) * 4, b"\0")
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) % 2**32
        directory += struct.pack(">4sIII", tag, total, start + len(body), len(table))
        body += padded
    return head + directory + body
