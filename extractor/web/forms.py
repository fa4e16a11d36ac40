"""Forms as they arrive: parsed only for who is signed in, with the CSRF token checked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import Depends
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from extractor.errors import GoujiError
from extractor.web.guards import check_csrf
from extractor.web.room import room_of
from extractor.web.sessions import Session

_FIELDS = 200
_FIELD = 64 * 1024  # bytes
_NUMBER = 2**31


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form and whose it is."""

    data: FormData
    session: Session

    def text(self, name: str) -> str:
        """Return a field, empty where it is missing."""
        return text_of(self.data, name)

    def number(self, name: str) -> int:
        """Return a whole number. Raises GoujiError."""
        value = self.text(name).strip()
        if not value.isascii() or not value.isdigit() or int(value[:12]) >= _NUMBER:
            raise GoujiError("表单不完整，请刷新页面后再试。")
        return int(value)

    def files(self, name: str) -> list[UploadFile]:
        """Return the files of a field; one left empty sends a file without a name."""
        return [each for each in self.data.getlist(name) if isinstance(each, UploadFile) and each.filename]


def text_of(data: FormData, name: str) -> str:
    """Return a field of a form, empty where it is missing or a file."""
    value = data.get(name)
    return value if isinstance(value, str) else ""


@asynccontextmanager
async def parsed(request: Request) -> AsyncIterator[FormData]:
    """Yield the fields of a request; its files are gone afterwards. Raises GoujiError."""
    files = room_of(request).settings.intake.files
    try:
        data = await request.form(max_files=files + 1, max_fields=_FIELDS, max_part_size=_FIELD)
    except HTTPException as error:
        if error.status_code != 400:
            raise
        raise GoujiError("表单太大或不完整，请刷新页面后再试。") from error
    try:
        yield data
    finally:
        await data.close()


def posted(who: Callable[[Request], Session]) -> Callable[..., AsyncIterator[Form]]:
    """Return a dependency that gives the form of who may send it. Raises what `who` raises, and Refused."""

    async def dependency(request: Request, session: Session = Depends(who)) -> AsyncIterator[Form]:  # noqa: B008
        async with parsed(request) as data:
            check_csrf(request, data.get("csrf"))
            yield Form(data, session)

    return dependency
