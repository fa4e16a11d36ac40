"""The application: pages, API, static files, and what stands around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles

from extractor.web import errors, pages
from extractor.web.api import install as install_api
from extractor.web.database import Database
from extractor.web.headers import Doorkeeper, SafeHeaders
from extractor.web.room import HERE, Room
from extractor.web.settings import Settings
from extractor.web.worker import Worker
from extractor.write.folder import tool_version

_THREADS = 16  # requests at a time; each holds a connection to the database


def create_app(settings: Settings, database: Database | None = None, *, works: bool = True) -> FastAPI:
    """Return the application of a room; without `works` nobody does the jobs that are uploaded."""
    database = database or Database.open(settings)
    room = Room(settings, database)
    worker = Worker(settings, database) if works else None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = _THREADS
        if worker:
            worker.start()
        yield
        if worker:
            worker.stop()

    app = FastAPI(
        title="勾稽审核室",
        version=tool_version(),
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.room = room
    app.state.worker = worker
    errors.install(app)
    install_api(app)
    pages.install(app)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.add_middleware(Doorkeeper, intake=settings.intake, refuse=errors.failure)
    if settings.names:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.names))
    app.add_middleware(SafeHeaders)
    return app
