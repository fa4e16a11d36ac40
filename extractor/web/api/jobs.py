"""Uploads by program."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request

from extractor.web import jobs, uploads
from extractor.web.api.models import Job, JobDetail, Queued, Unread
from extractor.web.forms import Form, parsed
from extractor.web.guards import HEADER, actor, check_csrf, csrf_header, reader, reviewer
from extractor.web.queries import Number
from extractor.web.room import room_of
from extractor.web.sessions import Session

router = APIRouter(prefix="/api", tags=["任务"])
_FILES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array",
                            "minItems": 1,
                            "items": {"type": "string", "format": "binary"},
                        }
                    },
                }
            }
        },
    }
}


@router.get("/jobs")
def listed(request: Request, session: Annotated[Session, Depends(reader)]) -> list[Job]:
    """Return the last jobs, the newest first."""
    with room_of(request).database.reading() as connection:
        return [Job.model_validate(row) for row in jobs.newest(connection)]


async def _sent(request: Request, session: Annotated[Session, Depends(reviewer)]) -> AsyncIterator[Form]:
    check_csrf(request, request.headers.get(HEADER))
    async with parsed(request) as data:
        yield Form(data, session)


@router.post("/jobs", status_code=202, openapi_extra=_FILES)
def upload(request: Request, sent: Annotated[Form, Depends(_sent)]) -> Queued:
    """Take files and queue a job for them."""
    room = room_of(request)
    files = [uploads.Handed(each.filename or "", each.file) for each in sent.files("files")]
    return Queued(id=uploads.take(room.settings, room.database, actor(request, sent.session), files))


@router.get("/jobs/{number}")
def shown(request: Request, number: Number, session: Annotated[Session, Depends(reader)]) -> JobDetail:
    """Return how far a job is and what was not read."""
    with room_of(request).database.reading() as connection:
        job, unread = jobs.find(connection, number), jobs.unread(connection, number)
    return JobDetail(job=Job.model_validate(job), unread=[Unread.model_validate(row) for row in unread])


@router.post("/jobs/{number}/again", status_code=202, dependencies=[Depends(csrf_header)])
def again(request: Request, number: Number, session: Annotated[Session, Depends(reviewer)]) -> Queued:
    """Queue a job that failed once more."""
    jobs.again(room_of(request).database, actor(request, session), number)
    return Queued(id=number)
