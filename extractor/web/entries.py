"""What the index says of a document and its findings, made of the rows of the dataset."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from extractor.history.parts import Mark
from extractor.runs import Row
from extractor.web.grams import folded
from extractor.write.schema import Cell, plain_decimal

RANKS = {"error": 0, "warning": 1, "info": 2}
Values = dict[str, object]
_TEXTS = (
    *("unit_name", "region", "report_type", "title", "report_date"),
    *("format", "status", "error_code", "error"),
)
_COUNTS = (
    *("pages", "figures", "relations", "exact", "rounded", "suspect", "off", "undetermined"),
    *("errors", "warnings", "infos"),
)
_FINDING = (
    *("finding_id", "rule", "category", "severity", "message", "section", "quote"),
    *("stated", "expected", "difference", "diagnosis", "suggestion", "figure_ids"),
)
_SEARCHED = ("message", "quote", "unit_name", "diagnosis")


def document_values(row: Row, added: int, report: str, mark: Mark) -> Values:
    """Return the row of the index for a document."""
    values: Values = {name: _text(row.get(name)) for name in (*_TEXTS, "document_id", "file")}
    values |= {name: row.get(name) or 0 for name in _COUNTS}
    values |= {"added": added, "report": report, "is_newest": mark.is_newest, "unit_id": mark.unit_id}
    shown = (values[name] for name in ("unit_name", "title", "region", "file"))
    return values | {"fiscal_year": row.get("fiscal_year"), "haystack": folded(" ".join(map(str, shown)))}


def finding_values(
    document: Values, number: int, findings: Sequence[Row], figures: Sequence[Row]
) -> list[Values]:
    """Return the rows of the index for the findings of a document."""
    known = {_text(figure["figure_id"]): figure for figure in figures}
    shared = {name: document[name] for name in ("report", "is_newest", "fiscal_year", "unit_id", "unit_name")}
    shared |= {"document": number, "region": document["region"]}
    made = []
    for place, row in enumerate(findings):
        own: Values = {name: _text(row.get(name)) for name in _FINDING}
        printed = operands(row, known)
        own |= {"place": place, "page": row.get("page"), "rank": RANKS.get(_text(row["severity"]), 2)}
        own |= {"operands": json.dumps(printed, ensure_ascii=False), "printed": printed_hash(printed)}
        made.append(shared | own)
    return made


def operands(finding: Row, figures: Mapping[str, Row]) -> list[list[str]]:
    """Return the operands of a finding as printed, each with its label; its quotation where it has none."""
    named = [id for id in _text(finding["figure_ids"]).split(";") if id in figures]
    if not named:
        quote = "".join(_text(finding["quote"]).split())
        return [["", quote]] if quote else []
    return [[_text(figures[id]["label"]), _printed(figures[id])] for id in named]


def printed_hash(operands: Sequence[Sequence[str]]) -> str:
    """Return what is the same for operands printed alike, whatever they were labelled."""
    return hashlib.sha256(
        "\x1f".join(printed for _, printed in operands).encode("utf-8", "replace")
    ).hexdigest()


def words_of(values: Values) -> str:
    """Return what a finding is searched by."""
    return " ".join(str(values[name]) for name in _SEARCHED)


def _printed(figure: Row) -> str:
    """Return a number with its unit, also where the unit stands in the head of a table."""
    raw, unit = "".join(_text(figure["raw"]).split()), _text(figure["unit"])
    return raw if raw.endswith(unit) else f"{raw}{unit}"


def _text(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return plain_decimal(cell)
    # PostgreSQL holds no NUL, and no lone surrogate
    return "" if cell is None else str(cell).replace("\x00", "").encode("utf-8", "replace").decode()
