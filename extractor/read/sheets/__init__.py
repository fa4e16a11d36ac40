"""Spreadsheets (.xlsx, .xlsm, .xls, .et, .csv and workbooks in one XML file), read as the text a person sees in their cells.

Each visible sheet is a page. Lines above and below a table are paragraphs, the table between them is cells;
rows and columns are counted over those that hold something.
"""

from __future__ import annotations

from extractor.read.container import ZIP
from extractor.read.content import Content
from extractor.read.limits import Limits

FORMATS = ("xlsx", "xlsm", "xls", "et", "xml", "csv")
_SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".et", ".ett")


def recognise(data: bytes, suffix: str) -> str:
    """Return the spreadsheet format of the bytes; text needs a suffix that promises a table."""
    from extractor.read.sheets import delimited, flat, package, xls

    if data.startswith(ZIP):
        return package.form_of(data, suffix)
    if xls.is_workbook(data, suffix in _SUFFIXES):
        return "et" if suffix in (".et", ".ett") else "xls"
    if flat.is_workbook(data):
        return "xml"
    return "csv" if delimited.is_table(data, suffix, _SUFFIXES) else ""


def read(data: bytes, form: str, limits: Limits) -> Content:
    """Read a workbook.

    Raises ReadError: encrypted, corrupt, too_large, unsupported, empty.
    """
    from extractor.read.sheets import delimited, flat, flow, xls, xlsx

    modules = {"xlsx": xlsx, "xlsm": xlsx, "xml": flat, "csv": delimited}
    return flow.content(modules.get(form, xls).workbook(data, limits), limits)
