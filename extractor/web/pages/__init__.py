"""The pages, one module a subject, each with a `router`."""

from __future__ import annotations

from fastapi import FastAPI

from extractor.web.pages import account, evidence, exports, findings, jobs, lists, report, trail, users

_MODULES = (account, lists, report, evidence, findings, jobs, exports, users, trail)


def install(app: FastAPI) -> None:
    """Add every page to an application."""
    for module in _MODULES:
        app.include_router(module.router, include_in_schema=False)
