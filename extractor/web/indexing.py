"""Writes findings into the index with what is already decided on them, and their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, text, update

from extractor.web.decisions import chains_of
from extractor.web.entries import Values
from extractor.web.grams import grams
from extractor.web.schema import DOCUMENTS
from extractor.web.verdicts import STATES, standing

_SQLITE = "INSERT INTO finding_words (rowid, words) VALUES (:number, :words)"
_POSTGRES = "INSERT INTO finding_words (finding, words) VALUES (:number, :words)"


def placed(connection: Connection, report: str, findings: Sequence[Values]) -> None:
    """Say in the rows of findings how they stand after what was decided before they were there."""
    chains = chains_of(connection, report, {str(values["finding_id"]) for values in findings})
    for values in findings:
        found = standing(chains.get(str(values["finding_id"]), ()), str(values["printed"]))
        values |= {"state": found.state, "stale": found.stale, "version": found.version}


def counted(connection: Connection, document: int, findings: Sequence[Values]) -> None:
    """Say in the row of a document how many of its findings stand how."""
    counts: Counter[str] = Counter(str(values["state"]) for values in findings)
    held = {state: counts[state] for state in STATES}
    held["stale"] = sum(bool(values["stale"]) for values in findings)
    connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document).values(held))


def add_words(connection: Connection, is_sqlite: bool, found: Iterable[tuple[int, str]]) -> None:
    """Make findings known by their words."""
    rows = [{"number": number, "words": grams(words)} for number, words in found]
    if is_sqlite:
        joined = [
            {**row, "words": " ".join(map(str, row["words"]))}
            for row in rows
            if isinstance(row["words"], list)
        ]
        connection.execute(text(_SQLITE), joined)
    elif rows:
        connection.execute(text(_POSTGRES), rows)
