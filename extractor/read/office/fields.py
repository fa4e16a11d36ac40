"""Makes a document ready for LibreOffice, so that fields keep the words their author saw and lists their numbers.

LibreOffice works out anew what it loads: a date becomes that of today, a file name that of the converted file, a
reference whose target is gone an error message. A quotation stands as it is, so these fields are made quotations.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile

from extractor.read import ole
from extractor.read.container import contents, open_container
from extractor.read.limits import Limits
from extractor.read.office.numbers import carried_in_rtf, carriers_of_word

# [MS-DOC] 2.9.90, flt: references, conditions, counters, properties of the document, dates, pages, sums, links.
_LIVELY = frozenset({3, 7, 10, 12, *range(15, 35), 37, 45, 46, 56, 60, 61, 62, 65, 66, 68, 72, 79, 85})
_QUOTE = 35
_BEGIN = 0x13  # [MS-DOC] 2.9.88: the mark at which a field begins, in the lower five bits
_TABLES, _PAIRS = (
    154,
    (16, 18, 48, 57),
)  # [MS-DOC] 2.5.6: the fields of body, footnotes, endnotes and text boxes
_WORDS = (
    rb"REF|IF|STYLEREF|SEQ|TITLE|SUBJECT|AUTHOR|KEYWORDS|COMMENTS|LASTSAVEDBY|CREATEDATE|SAVEDATE|PRINTDATE|REVNUM|"
    rb"EDITTIME|NUMPAGES|NUMWORDS|NUMCHARS|FILENAME|FILESIZE|TEMPLATE|DATE|TIME|PAGE|PAGEREF|DDE|DDEAUTO|LINK|USERNAME|"
    rb"USERINITIALS|USERADDRESS|SECTION|SECTIONPAGES|INCLUDETEXT|NOTEREF|AUTOTEXT|DOCPROPERTY|INFO|DOCVARIABLE"
)
# RTF 1.9.1, "Fields": the instruction follows, most often inside groups of character formatting.
_RTF = re.compile(
    rb"(\\fldinst(?:[{}\s]|\\\*|\\[a-z]{1,32}-?\d{0,10} ?){0,60}+)(?:(?:" + _WORDS + rb")(?![A-Za-z])|=)",
    re.IGNORECASE,
)
# ODF 1.2 part 1, 7: the elements whose text LibreOffice replaces.
_ODF = re.compile(
    rb"</?text:(?:date|time|modification-(?:date|time)|creation-(?:date|time)|print-(?:date|time)|printed-by|creator|"
    rb"initial-creator|author-(?:name|initials)|sender-[a-z-]+|file-name|template-name|page-number|page-count|"
    rb"paragraph-count|word-count|character-count|title|subject|keywords|description|editing-(?:cycles|duration)|"
    rb"sequence|sequence-ref|bookmark-ref|reference-ref|note-ref|chapter|conditional-text|expression|"
    rb"variable-(?:get|set|input)|user-field-(?:get|input)|user-defined|dde-connection)(?:\s[^<>]*)?/?>"
)
_BODY = "content.xml"
_FIB = _TABLES + 8 * 0x5D  # bytes: up to the end of the pairs that Word 97 knows


def ready(data: bytes, form: str, limits: Limits) -> bytes:
    """Return the same document in a form that LibreOffice shows as Word does; what is not understood is left alone."""
    try:
        if form == "rtf":
            return carried_in_rtf(_RTF.sub(rb"\1QUOTE", data))
        return _package(data, limits) if form == "odt" else _word(data)
    except MemoryError:
        raise
    except Exception:  # a broken file is LibreOffice's to judge
        return data


def _word(data: bytes) -> bytes:
    fib = ole.head(data, "WordDocument", _FIB)
    if len(fib) < _FIB or not _is_word_97(fib):
        return data
    # [MS-DOC] 2.5.2: fWhichTblStm tells the table stream.
    places = ole.places(data, "1Table" if fib[11] & 2 else "0Table", len(data))
    table = b"".join(data[start:end] for start, end in places)
    edits = [*carriers_of_word(fib, table)]
    for pair in _PAIRS:
        edits += ((at, _QUOTE) for at in _lively(table, *struct.unpack_from("<II", fib, _TABLES + 8 * pair)))
    changed = bytearray(data)
    for offset, value in edits:
        index, within = divmod(offset, places[0][1] - places[0][0])
        changed[places[index][0] + within] = value
    return bytes(changed)


def _is_word_97(fib: bytes) -> bool:
    # [MS-DOC] 2.5.1: the sizes of the parts before the pairs, and of the pairs, at least 0x5D; 2.5.2: wIdent and nFib.
    ident, version = struct.unpack_from("<2H", fib)
    sizes = [int.from_bytes(fib[at : at + 2], "little") for at in (32, 62, 152)]
    return ident == 0xA5EC and version >= 0xC0 and sizes[:2] == [0x0E, 0x16] and sizes[2] >= 0x5D


def _lively(table: bytes, start: int, size: int) -> list[int]:
    """Return where in the table stream the types of such fields stand."""
    # [MS-DOC] 2.8.25, Plcfld: n + 1 positions of four bytes, then n marks of two.
    count = (min(size, len(table) - start) - 4) // 6
    marks = range(start + 4 * (count + 1), start + 4 * (count + 1) + 2 * count, 2)
    return [at + 1 for at in marks if table[at] & 0x1F == _BEGIN and table[at + 1] in _LIVELY]


def _package(data: bytes, limits: Limits) -> bytes:
    target = io.BytesIO()
    with open_container(data, limits) as package, zipfile.ZipFile(target, "w") as copy:
        for member in package.infolist():
            part = contents(package, member)
            if member.filename == _BODY and len(part) <= limits.part:
                part = _ODF.sub(b"", part)
            copy.writestr(member, part)
    return target.getvalue()
