"""What went wrong, as a page or as JSON, in Chinese and without a traceback."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from extractor.errors import GoujiError
from extractor.web.decisions import Conflict, Missing
from extractor.web.guards import PasswordNeeded, Refused, SignInNeeded
from extractor.web.views import is_api, is_fragment, page

LOG = logging.getLogger("gouji.web")
_SENTENCES = {
    400: "请求不完整，请返回后再试。",
    403: "这个请求是从别的网站发来的，没有执行。",
    404: "没有这个页面，请检查地址。",
    405: "这个地址不能这样访问。",
    413: "上传的内容太大，请分几次上传。",
    422: "填写的内容不对，请返回后检查。",
    429: "操作太频繁，请稍后再试。",
}
_OTHER = "请求没有完成，请返回后再试。"
_OURS = "系统出错，没有完成这项操作。请把编号 {} 告诉管理员。"


def failure(request: Request, status: int, message: str = "") -> Response:
    """Return a page, a fragment or JSON that says what is wrong."""
    message = message or _SENTENCES.get(status, _OTHER)
    if is_api(request):
        return JSONResponse({"error": message}, status)
    name = "error_fragment.html" if is_fragment(request) else "error.html"
    return page(request, name, {"status": status, "message": message}, status)


def install(app: FastAPI) -> None:
    """Say what becomes of every exception."""
    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        SignInNeeded: _sign_in,
        PasswordNeeded: _password,
        Conflict: _conflict,
        GoujiError: _gouji,
        HTTPException: _http,
        RequestValidationError: _invalid,
        ClientDisconnect: _gone,
        Exception: _ours,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


async def _sign_in(request: Request, error: Exception) -> Response:
    if is_api(request) or is_fragment(request):
        return failure(request, 401, str(error))
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    wanted = f"?next={quote(asked)}" if request.method == "GET" and asked != "/" else ""
    return RedirectResponse(f"/sign-in{wanted}", 303)


async def _password(request: Request, error: Exception) -> Response:
    if is_api(request) or is_fragment(request):
        return failure(request, 403, str(error))
    return RedirectResponse("/password", 303)


async def _conflict(request: Request, error: Exception) -> Response:
    assert isinstance(error, Conflict)
    chain = error.chain
    if is_api(request):
        last = chain[-1] if chain else None
        held = {
            "error": str(error),
            "version": last.version if last else 0,
            "state": last.state if last else "open",
            "by": last.user_name if last else "",
        }
        return JSONResponse(held, 409)
    name = "conflict_fragment.html" if is_fragment(request) else "conflict.html"
    return page(request, name, {"message": str(error), "wish": error.wish, "chain": chain}, 409)


async def _gouji(request: Request, error: Exception) -> Response:
    status = 403 if isinstance(error, Refused) else 404 if isinstance(error, Missing) else 400
    return failure(request, status, str(error))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = failure(request, error.status_code)
    response.headers.update(error.headers or {})
    return response


async def _invalid(request: Request, error: Exception) -> Response:
    return failure(request, 422 if is_api(request) else 400)


async def _gone(request: Request, error: Exception) -> Response:
    return Response(status_code=400)  # nobody is there to read it


async def _ours(request: Request, error: Exception) -> Response:
    number = secrets.token_hex(4)
    LOG.error("%s %s %s", number, request.method, request.url.path, exc_info=error)
    return failure(request, 500, _OURS.format(number))
