"""Letters of what reviewers confirmed: one for each unit, in a zip."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row

from extractor.errors import GoujiError
from extractor.file_names import Names
from extractor.history.names import normal_name
from extractor.letters.fill import Filler
from extractor.letters.records import Item, Letter, Sender, file_name, quotation
from extractor.letters.template import default_template
from extractor.web.exporting import rows
from extractor.web.searching import Filters
from extractor.web.settings import Settings
from extractor.web.verdicts import CONFIRMED
from extractor.write import display

TEMPLATE = "letters.docx"  # the bureau's own template in the folder of the room
_NONE = "所选范围里没有已确认的问题，没有整改通知可写；请先确认要整改的问题。"
_UNNAMED = "未写明单位（{}）"
_MOST = 300
_MOMENT = (1980, 1, 1, 0, 0, 0)


def letters_of(connection: Connection, filters: Filters, sender: Sender) -> list[Letter]:
    """Return the letters on the confirmed findings that filters choose. Raises GoujiError."""
    units: dict[str, list[Row[Any]]] = {}
    for row in rows(connection, replace(filters, state=CONFIRMED)):
        # Reports whose unit is not known belong to nobody in common.
        units.setdefault(normal_name(row.unit_name) or f"\0{row.document}", []).append(row)
    if not units:
        raise GoujiError(_NONE)
    if len(units) > _MOST:
        raise GoujiError(f"一次最多写 {_MOST} 份整改通知，请按地区或年度分几次导出。")
    return [_letter(found, sender) for found in units.values()]


def packed(settings: Settings, letters: Sequence[Letter]) -> bytes:
    """Return a zip of letters written out. Raises GoujiError for a template that cannot be filled."""
    own = settings.room / TEMPLATE
    filler = Filler(own.read_bytes() if own.is_file() else default_template())
    made, names = io.BytesIO(), Names()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for letter in letters:
            name = names.path([file_name(letter.unit or _UNNAMED.format(*letter.reports))])
            archive.writestr(zipfile.ZipInfo(str(name), _MOMENT), filler.fill(letter))
    return made.getvalue()


def _letter(found: Sequence[Row[Any]], sender: Sender) -> Letter:
    titles = {row.document: row.title or _name(row) for row in found}
    years = Counter(row.fiscal_year for row in found if row.fiscal_year)
    items = (_item(row, "" if len(titles) == 1 else _name(row)) for row in found)
    year = years.most_common(1)[0][0] if years else None
    return Letter(found[0].unit_name, tuple(items), tuple(dict.fromkeys(titles.values())), year, sender)


def _item(row: Row[Any], report: str) -> Item:
    printed = [number for _, number in json.loads(row.operands)]
    page = f"第 {row.page} 页" if row.page else ""
    return Item(
        severity="error" if row.severity == "error" else "warning",  # a letter knows no third kind
        message=row.message,
        report=report,
        place="，".join(filter(None, (row.section, page))),
        quote=quotation(row.quote, printed),
        cause=row.diagnosis,
        advice=row.suggestion,
        note=row.decided_note or "",
    )


def _name(row: Row[Any]) -> str:
    return display.file_name(row.file)
