"""Old and foreign Word formats (.doc, .wps, .rtf, .odt): LibreOffice makes .docx of them, which the Word reader reads.

The detour by way of .docx keeps what plain text would lose: automatic numbers, merged cells, tracked changes, notes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from extractor.errors import ReadError
from extractor.read import ole
from extractor.read.container import ZIP
from extractor.read.limits import Limits

FORMATS = ("doc", "wps", "rtf", "odt")
_RTF = b"{\\rtf"
_ODT = b"application/vnd.oasis.opendocument.text"
SIGNS = (ole.MAGIC, _RTF, _ODT)
_BLANK = b"\xef\xbb\xbf \t\r\n"
_OTHERS = frozenset({"Workbook", "Book", "PowerPoint Document", "EncryptedPackage"})
_HEAD = 1024


def recognise(data: bytes, suffix: str) -> str:
    """Return the format by streams and signatures; an unknown compound file named .wps may be one of Works."""
    if data.startswith(ole.MAGIC):
        return _compound(data, suffix)
    if data[:_HEAD].lstrip(_BLANK).startswith(_RTF):
        return "rtf"
    # ODF 1.2 part 3, 3.3: the type is the first member, not compressed.
    return "odt" if data.startswith(ZIP) and data[30:].startswith(b"mimetype" + _ODT) else ""


def convert(files: Mapping[Path, str], limits: Limits) -> Mapping[Path, Path | ReadError]:
    """Make a .docx beside each file, or say why not: encrypted, corrupt, too_large, timeout, crashed, missing_tool."""
    from extractor.read.office import batches
    from extractor.read.office.inspect import refusal

    refused = {path: refusal(path.read_bytes(), form, limits) for path, form in files.items()}
    sound = {path: form for path, form in files.items() if refused[path] is None}
    found = {path: error for path, error in refused.items() if error is not None}
    return found | batches.convert(sound, limits) if sound else found


def _compound(data: bytes, suffix: str) -> str:
    streams = ole.streams(data)
    if "WordDocument" in streams:
        return "wps" if suffix == ".wps" else "doc"
    if suffix == ".wps" and not streams & _OTHERS:
        return "wps"
    # Where the directory is lost, LibreOffice may find its way.
    return "doc" if suffix in (".doc", ".dot") and not streams else ""
