"""Reports, findings and decisions."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request

from extractor.web import decisions, reading, searching
from extractor.web.api.models import (
    Clash,
    Decided,
    Finding,
    Findings,
    Report,
    ReportDetail,
    Reports,
    Reviewed,
    Stands,
    Undo,
    Verdict,
)
from extractor.web.decisions import Wish
from extractor.web.guards import actor, csrf_header, reader, reviewer
from extractor.web.queries import Number, filters_of, page_of
from extractor.web.room import room_of
from extractor.web.searching import Found
from extractor.web.sessions import Session

router = APIRouter(prefix="/api", tags=["审核"])
_CLASH: dict[int | str, dict[str, Any]] = {409: {"model": Clash, "description": "另一位审核人员已作出结论"}}
_Text = Annotated[str, Query(max_length=100)]
_Year = Annotated[int | None, Query(ge=1900, le=2200)]
_PageNumber = Annotated[int, Query(ge=1, le=searching.DEEPEST)]


def _filters(
    text: _Text = "",
    year: _Year = None,
    region: _Text = "",
    unit: _Text = "",
    severity: _Text = "",
    state: _Text = "",
    rule: _Text = "",
    order: _Text = "",
    page: _PageNumber = 1,
) -> None:
    """Name the filters in the description; `queries` reads them."""


@router.get("/reports", dependencies=[Depends(_filters)])
def reports(request: Request, session: Annotated[Session, Depends(reader)]) -> Reports:
    """Return a page of the newest reports."""
    query = request.query_params
    with room_of(request).database.reading() as connection:
        found = searching.reports(connection, filters_of(query), page_of(query))
    return Reports(rows=[Report.model_validate(row) for row in found.rows], **_page(found))


@router.get("/reports/{number}")
def report(request: Request, number: Number, session: Annotated[Session, Depends(reader)]) -> ReportDetail:
    """Return a report with its findings and decisions."""
    with room_of(request).database.reading() as connection:
        found = reading.report(connection, number)
    return ReportDetail(
        report=Report.model_validate(found.row), findings=[_reviewed(entry) for entry in found.findings]
    )


@router.get("/findings", dependencies=[Depends(_filters)])
def findings(request: Request, session: Annotated[Session, Depends(reader)]) -> Findings:
    """Return a page of findings."""
    query = request.query_params
    with room_of(request).database.reading() as connection:
        found = searching.findings(connection, filters_of(query), page_of(query))
    return Findings(rows=[Finding.model_validate(row) for row in found.rows], **_page(found))


@router.get("/findings/{number}")
def finding(request: Request, number: Number, session: Annotated[Session, Depends(reader)]) -> Reviewed:
    """Return a finding with its decisions."""
    with room_of(request).database.reading() as connection:
        return _reviewed(reading.finding(connection, number)[1])


@router.post("/findings/{number}/decision", responses=_CLASH, dependencies=[Depends(csrf_header)])
def decide(
    request: Request, number: Number, sent: Verdict, session: Annotated[Session, Depends(reviewer)]
) -> Stands:
    """Write a decision."""
    wish = Wish(number, sent.version, sent.state, sent.reason, sent.note)
    return Stands.model_validate(decisions.decide(room_of(request).database, actor(request, session), wish))


@router.post("/findings/{number}/undo", responses=_CLASH, dependencies=[Depends(csrf_header)])
def undo(
    request: Request, number: Number, sent: Undo, session: Annotated[Session, Depends(reviewer)]
) -> Stands:
    """Take the last decision back."""
    database, who = room_of(request).database, actor(request, session)
    return Stands.model_validate(decisions.undo(database, who, number, sent.version))


def _reviewed(entry: reading.Entry) -> Reviewed:
    return Reviewed(
        finding=Finding.model_validate(entry.row),
        operands=[list(pair) for pair in entry.operands],
        decisions=[Decided.model_validate(each) for each in entry.chain],
    )


def _page(found: Found) -> dict[str, Any]:
    return {"total": found.total, "is_more": found.is_more, "page": found.page, "pages": found.pages}
