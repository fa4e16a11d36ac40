"""Carries past LibreOffice the list numbers that it does not know: ⑴, ⒈, ㊀ and legal numbering (1.1 below 第一章).

It would count with bare digits. So such levels get Japanese number formats on the way in, which LibreOffice keeps and
no Chinese report uses, and their own again in the Word file that comes out.
"""

from __future__ import annotations

import re
import shutil
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

# [MS-OSHARED] 2.2.1.3, MSONFC: the format, its carrier, the name of the carrier in ECMA-376, 17.18.59, and what it was.
_CARRIED = (
    (27, 12, b"aiueo", b'<w:numFmt w:val="decimalEnclosedParen"/>'),
    (26, 20, b"aiueoFullWidth", b'<w:numFmt w:val="decimalEnclosedFullstop"/>'),
    (29, 21, b"iroha", b'<w:numFmt w:val="ideographEnclosedCircle"/>'),
)
_LEGAL = (13, b"irohaFullWidth", b'<w:numFmt w:val="decimal"/><w:isLgl/>')
_CARRIERS = {nfc: carrier for nfc, carrier, _, _ in _CARRIED}
_RESTORED = {name: was for _, _, name, was in _CARRIED} | {_LEGAL[1]: _LEGAL[2]}
_FORMAT = re.compile(rb'<w:numFmt w:val="((?:aiueo|iroha)(?:FullWidth)?)"/>')
_NUMBERING = "word/numbering.xml"

_PLFLST = 73  # [MS-DOC] 2.5.6: the pair that tells where the lists are
_LSTF, _LVLF = 28, 28
_FLEGAL = 0x04
_RTF_LEVEL = re.compile(rb"\\listlevel\b[^{}]{0,400}")
_RTF_FORMAT = re.compile(rb"(\\levelnfcn?)(\d{1,4})")


def carriers_of_word(fib: bytes, table: bytes) -> Iterator[tuple[int, int]]:
    """Yield where in the table stream of a Word 97 file a number format stands that needs a carrier, and the carrier."""
    start, size = struct.unpack_from("<II", fib, 154 + 8 * _PLFLST)
    if size < 2 or start + size > len(table):
        return
    # [MS-DOC] 2.9.211, PlfLst: the count, and LSTFs; after it the levels, one for a simple list and nine for others.
    count = int.from_bytes(table[start : start + 2], "little")
    flags = [table[start + 2 + _LSTF * n + 26] for n in range(min(count, (size - 2) // _LSTF))]
    at = start + size
    for _ in range(sum(1 if flag & 1 else 9 for flag in flags)):
        level = table[at : at + _LVLF]
        if len(level) < _LVLF:
            return
        nfc, legal = level[4], level[5] & _FLEGAL
        carrier = _LEGAL[0] if legal and nfc == 0 else _CARRIERS.get(nfc)
        if carrier is not None:
            yield at + 4, carrier
        # 2.9.147, LVL: the properties of paragraph and characters, then the text with its length before it.
        at += _LVLF + level[24] + level[25]
        at += 2 + 2 * int.from_bytes(table[at : at + 2], "little")


def carried_in_rtf(data: bytes) -> bytes:
    """Return RTF whose levels have carriers."""
    return _RTF_LEVEL.sub(_level, data)


def _level(found: re.Match[bytes]) -> bytes:
    legal = b"\\levellegal1" in found[0]

    def carrier(form: re.Match[bytes]) -> bytes:
        nfc = int(form[2])
        return form[1] + b"%d" % (_LEGAL[0] if legal and nfc == 0 else _CARRIERS.get(nfc, nfc))

    return _RTF_FORMAT.sub(carrier, found[0])


def restore(path: Path) -> None:
    """Give the levels of a Word file their own formats again."""
    with zipfile.ZipFile(path) as word:
        if _NUMBERING not in word.namelist() or not _FORMAT.search(numbering := word.read(_NUMBERING)):
            return
        with zipfile.ZipFile(path.with_suffix(".new"), "w", zipfile.ZIP_DEFLATED) as copy:
            for member in word.infolist():
                own = member.filename != _NUMBERING
                copy.writestr(member, word.read(member) if own else _FORMAT.sub(_own, numbering))
    shutil.move(path.with_suffix(".new"), path)


def _own(found: re.Match[bytes]) -> bytes:
    return _RESTORED[found[1]]
