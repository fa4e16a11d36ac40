"""What every response carries, and how much of a request is let in."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from extractor.web.settings import Intake

_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_SAFE = ("GET", "HEAD", "OPTIONS")
_SLACK = 2**20  # bytes of a form around its files
UPLOADS = ("/jobs", "/api/jobs")


class SafeHeaders:
    """Adds the headers of safety; pages are kept nowhere, static files for an hour."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_static = scope["path"].startswith("/static/")

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "max-age=3600" if is_static else "no-store")
            await send(message)

        await self._app(scope, receive, sent)


class Doorkeeper:
    """Refuses what another site sends, and bodies that are too long, while they arrive."""

    def __init__(self, app: ASGIApp, intake: Intake, refuse: Callable[[Request, int], Response]) -> None:
        self._app = app
        self._intake = intake
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or scope["method"] in _SAFE:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if is_foreign(headers):
            await self._refuse(Request(scope), 403)(scope, receive, send)
            return
        most = self._intake.total + _SLACK if scope["path"] in UPLOADS else self._intake.body
        stated = headers.get("content-length", "")
        if stated.isdigit() and int(stated) > most:
            await self._refuse(Request(scope), 413)(scope, receive, send)
            return
        await self._app(scope, _counted(receive, most), send)


def is_foreign(headers: Headers) -> bool:
    """Tell whether a browser says that a request comes from another site."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc != headers.get("host", "")


def _counted(receive: Receive, most: int) -> Receive:
    left = most

    async def counted() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413)
        return message

    return counted
