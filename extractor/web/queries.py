"""Filters and page numbers as they stand in an address."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Path
from starlette.datastructures import QueryParams

from extractor.web.searching import DEEPEST, Filters

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]  # what both databases can hold
_LONGEST = 100
_NAMES = ("text", "region", "unit", "severity", "state", "rule", "order")


def filters_of(query: QueryParams) -> Filters:
    """Return the filters that an address names; what makes no sense is left out."""
    held = {name: query.get(name, "").strip().replace("\x00", "")[:_LONGEST] for name in _NAMES}
    return Filters(year=_number(query.get("year", ""), 9999), **held)


def page_of(query: QueryParams) -> int:
    """Return the page that an address names, the first unless it names one."""
    return _number(query.get("page", ""), DEEPEST) or 1


def address(path: str, filters: Filters, **changed: object) -> str:
    """Return an address with these filters, some of them changed."""
    held: dict[str, object] = {name: getattr(filters, name) for name in (*_NAMES, "year")} | changed
    kept = {name: value for name, value in held.items() if value not in ("", None)}
    return f"{path}?{urlencode(kept)}" if kept else path


def _number(value: str, most: int) -> int | None:
    is_number = value.isascii() and value.isdigit() and len(value) < 10
    return min(int(value), most) if is_number else None
