"""Renders pages: what every template is given beside its own."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse

from extractor.web.room import room_of
from extractor.write.schema import encodable

FRAGMENT = "x-fragment"  # header by which the script asks for a part of a page


def is_api(request: Request) -> bool:
    """Tell whether a program asks."""
    return request.url.path.startswith("/api/")


def is_fragment(request: Request) -> bool:
    """Tell whether the script of a page asks for a part of one."""
    return FRAGMENT in request.headers


def page(request: Request, name: str, more: Mapping[str, object], status: int = 200) -> HTMLResponse:
    """Render a template."""
    session = getattr(request.state, "session", None)
    held = {"me": session, "csrf": session.csrf if session else "", "path": request.url.path, **more}
    return HTMLResponse(encodable(room_of(request).templates.get_template(name).render(held)), status)
