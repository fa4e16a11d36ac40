"""Uploads and what became of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from extractor.web import jobs, uploads
from extractor.web.forms import Form, posted
from extractor.web.guards import actor, reader, reviewer
from extractor.web.queries import Number
from extractor.web.room import room_of
from extractor.web.sessions import Session
from extractor.web.views import page

router = APIRouter()


@router.get("/jobs")
def listed(request: Request, session: Annotated[Session, Depends(reader)]) -> Response:
    """Show the form for uploads, and the last jobs."""
    room = room_of(request)
    with room.database.reading() as connection:
        rows = jobs.newest(connection)
    held = {
        "jobs": rows,
        "job_states": jobs.STATES,
        "intake": room.settings.intake,
        "accepted": sorted(uploads.ACCEPTED),
    }
    return page(request, "jobs.html", held)


@router.post("/jobs")
def upload(request: Request, sent: Annotated[Form, Depends(posted(reviewer))]) -> Response:
    """Take files and queue a job for them."""
    room = room_of(request)
    files = [uploads.Handed(each.filename or "", each.file) for each in sent.files("files")]
    number = uploads.take(room.settings, room.database, actor(request, sent.session), files)
    return RedirectResponse(f"/jobs/{number}", 303)


@router.get("/jobs/{number}")
def shown(request: Request, number: Number, session: Annotated[Session, Depends(reader)]) -> Response:
    """Show how far a job is and what was not read."""
    with room_of(request).database.reading() as connection:
        held = {
            "job": jobs.find(connection, number),
            "unread": jobs.unread(connection, number),
            "job_states": jobs.STATES,
        }
    return page(request, "job.html", held)


@router.get("/jobs/{number}/progress")
def progress(request: Request, number: Number, session: Annotated[Session, Depends(reader)]) -> Response:
    """Return how far a job is, for the script."""
    with room_of(request).database.reading() as connection:
        row = jobs.find(connection, number)
    names = ("state", "step", "total", "done", "failed")
    return JSONResponse({name: row._mapping[name] for name in names} | {"name": jobs.STATES[row.state]})


@router.post("/jobs/{number}/again")
def again(request: Request, number: Number, sent: Annotated[Form, Depends(posted(reviewer))]) -> Response:
    """Queue a job that failed once more."""
    jobs.again(room_of(request).database, actor(request, sent.session), number)
    return RedirectResponse(f"/jobs/{number}", 303)
