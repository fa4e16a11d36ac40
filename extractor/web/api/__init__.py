"""The same operations as JSON, under /api, described by /api/openapi.json."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse, Response

from extractor.web.api import jobs, reviewing, session, users
from extractor.web.api.models import Problem
from extractor.web.guards import reader
from extractor.web.sessions import Session

_MODULES = (session, reviewing, jobs, users)
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text}
    for status, text in {
        400: "填写的内容不对",
        401: "没有登录",
        403: "无权，或缺少 X-CSRF-Token",
        404: "没有这一项",
        413: "太大",
        422: "参数不对",
    }.items()
}


def install(app: FastAPI) -> None:
    """Add the API to an application."""
    for module in _MODULES:
        app.include_router(module.router, responses=_PROBLEMS)

    @app.get("/api/openapi.json", include_in_schema=False)
    def description(session: Annotated[Session, Depends(reader)]) -> Response:
        """Describe the API."""
        return JSONResponse(described(app))


def described(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description of an application."""
    if app.openapi_schema is None:
        app.openapi_schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
    return app.openapi_schema
