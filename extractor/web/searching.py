"""Lists from the index: filters to SQL, pages of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    Text,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY

from extractor.web.entries import RANKS
from extractor.web.grams import grams, terms
from extractor.web.schema import DOCUMENTS, FINDINGS
from extractor.web.verdicts import OPEN, PENDING

PAGE = 50
MOST = 10_000  # rows that are counted; beyond it the count reads "10000 以上"
_MOST_FOUND = 1_000  # the same where words are searched for
DEEPEST = 2_000  # pages
_WORDS = table("finding_words", column("rowid"), column("words"), column("finding"))
_WORDS_ARRAY = table("finding_words", column("words", ARRAY(Text)), column("finding"))
_SEARCHED = (FINDINGS.c.message, FINDINGS.c.quote, FINDINGS.c.unit_name, FINDINGS.c.diagnosis)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list shows; an empty one shows all. `state` is one of verdicts.STATES, or stale, left, done."""

    text: str = ""
    year: int | None = None
    region: str = ""
    unit: str = ""
    severity: str = ""
    state: str = ""
    rule: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of rows. `total` is how many there are, or as many as are counted where `is_more`."""

    rows: Sequence[Row[Any]]
    total: int
    is_more: bool
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are to turn."""
        return min(DEEPEST, max(1, -(-self.total // PAGE)))


def reports(connection: Connection, filters: Filters, page: int) -> Found:
    """Return a page of the newest reports, most errors first."""
    chosen = [DOCUMENTS.c.is_newest, *_report_conditions(filters)]
    listed = select(DOCUMENTS).where(*chosen).order_by(*_report_order(filters.order))
    return _page(connection, listed, select(DOCUMENTS.c.id).where(*chosen), page, MOST)


def findings(connection: Connection, filters: Filters, page: int) -> Found:
    """Return a page of the findings of the newest reports, errors first; those found by words, newest first."""
    listed, most = chosen_findings(connection, filters)
    ids = listed.with_only_columns(FINDINGS.c.id)
    order: tuple[ColumnElement[Any], ...] = (FINDINGS.c.rank, FINDINGS.c.id)
    if most == _MOST_FOUND:  # by the index of words, so that the search ends with the page
        order = (_WORDS.c.rowid.desc() if connection.dialect.name == "sqlite" else FINDINGS.c.id.desc(),)
    return _page(connection, listed.order_by(*order), ids, page, most)


def chosen_findings(connection: Connection, filters: Filters) -> tuple[Select[Any], int]:
    """Return the findings that filters choose, without order, and up to how many of them are counted."""
    words = terms(filters.text)
    pairs = sorted({pair for word in words for pair in grams(word)})
    chosen = select(FINDINGS).where(FINDINGS.c.is_newest, *_finding_conditions(filters))
    is_sqlite = connection.dialect.name == "sqlite"
    for word in words:
        if grams(word) != [word]:  # a pair is found by the index alone, letter by letter
            chosen = chosen.where(_holds(word, is_sqlite))
    if not pairs:
        return chosen, MOST
    source, condition = _by_sqlite(pairs) if is_sqlite else _by_postgres(pairs)
    return chosen.select_from(source).where(condition), _MOST_FOUND


def documents_of(connection: Connection, rows: Sequence[Row[Any]]) -> dict[int, Row[Any]]:
    """Return the documents of findings by number."""
    wanted = select(DOCUMENTS).where(DOCUMENTS.c.id.in_({row.document for row in rows}))
    return {row.id: row for row in connection.execute(wanted)}


def choices(connection: Connection) -> dict[str, list[Any]]:
    """Return what can be chosen in the filters: years, regions."""
    found = {}
    for name in ("fiscal_year", "region"):
        each = DOCUMENTS.c[name]
        values = connection.scalars(select(each).where(DOCUMENTS.c.is_newest).distinct().order_by(each))
        found[name] = [value for value in values if value]
    return found


def _holds(word: str, is_sqlite: bool) -> ColumnElement[bool]:
    escaped = word.replace("/", "//").replace("%", "/%").replace("_", "/_")
    # SQLite's own LIKE takes a for A
    like = (each.like if is_sqlite else each.ilike for each in _SEARCHED)
    return or_(*(holds(f"%{escaped}%", escape="/") for holds in like))


def _by_sqlite(pairs: Sequence[str]) -> tuple[FromClause, ColumnElement[bool]]:
    # The plus keeps SQLite from looking up the words of one finding after another: words come first.
    query = " ".join(f'"{pair}"' for pair in pairs)
    matched = literal_column(_WORDS.name).op("MATCH", is_comparison=True)(query)
    return _WORDS.join(FINDINGS, FINDINGS.c.id == literal_column("+finding_words.rowid")), matched


def _by_postgres(pairs: Sequence[str]) -> tuple[FromClause, ColumnElement[bool]]:
    joined = _WORDS_ARRAY.join(FINDINGS, FINDINGS.c.id == _WORDS_ARRAY.c.finding)
    return joined, _WORDS_ARRAY.c.words.contains(list(pairs))


def _report_conditions(filters: Filters) -> Iterator[ColumnElement[bool]]:
    for word in terms(filters.text):
        yield DOCUMENTS.c.haystack.contains(word, autoescape=True)
    if filters.year is not None:
        yield DOCUMENTS.c.fiscal_year == filters.year
    for name in ("region", "unit"):
        if value := getattr(filters, name):
            yield DOCUMENTS.c["region" if name == "region" else "unit_id"] == value
    counts = {"error": DOCUMENTS.c.errors, "warning": DOCUMENTS.c.warnings, "info": DOCUMENTS.c.infos}
    if filters.severity in counts:
        yield counts[filters.severity] > 0
    if condition := _report_state(filters.state):
        yield condition[0]


def _report_state(state: str) -> tuple[ColumnElement[bool]] | None:
    left = (DOCUMENTS.c[OPEN] > 0) | (DOCUMENTS.c[PENDING] > 0)
    if state == "left":
        return (left,)
    if state == "done":
        return (~left,)
    if state == "failed":
        return (DOCUMENTS.c.status == "failed",)
    names = (OPEN, PENDING, "confirmed", "dismissed", "stale")
    return (DOCUMENTS.c[state] > 0,) if state in names else None


def _report_order(order: str) -> tuple[ColumnElement[Any], ...]:
    if order == "unit":
        return (DOCUMENTS.c.unit_name, DOCUMENTS.c.fiscal_year.desc(), DOCUMENTS.c.id)
    if order == "new":
        return (DOCUMENTS.c.id.desc(),)
    return (DOCUMENTS.c.errors.desc(), DOCUMENTS.c.warnings.desc(), DOCUMENTS.c.id.desc())


def _finding_conditions(filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.year is not None:
        yield FINDINGS.c.fiscal_year == filters.year
    for name, each in (("unit", "unit_id"), ("region", "region"), ("rule", "rule")):
        if value := getattr(filters, name):
            yield FINDINGS.c[each] == value
    if filters.severity:
        yield FINDINGS.c.rank == RANKS.get(filters.severity, -1)
    if filters.state:
        yield _finding_state(filters.state)


def _finding_state(state: str) -> ColumnElement[bool]:
    undecided = (OPEN, PENDING)
    if state == "stale":
        return FINDINGS.c.stale != ""
    if state == "left":
        return FINDINGS.c.state.in_(undecided)
    return FINDINGS.c.state.not_in(undecided) if state == "done" else FINDINGS.c.state == state


def _page(connection: Connection, listed: Select[Any], ids: Select[Any], page: int, most: int) -> Found:
    page = min(max(1, page), DEEPEST)
    rows = connection.execute(listed.limit(PAGE).offset((page - 1) * PAGE)).all()
    if page == 1 and len(rows) < PAGE:
        return Found(rows, len(rows), False, page)
    total = connection.scalar(select(func.count()).select_from(ids.limit(most + 1).subquery())) or 0
    return Found(rows, min(total, most), total > most, page)
