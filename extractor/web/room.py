"""What every request shares: settings, database, templates, the choices of the filters."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request

from extractor.rulebook import rulebook
from extractor.web import searching
from extractor.web.accounts import ROLES
from extractor.web.database import Database
from extractor.web.settings import Settings
from extractor.web.trail import ACTIONS
from extractor.web.verdicts import STALE, STATES
from extractor.write import labels
from extractor.write.display import WAN, file_name, plain_number
from extractor.write.folder import tool_version

HERE = Path(__file__).parent
_FRESH = 20.0  # seconds for which the choices of the filters are kept


class Room:
    """An open room."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self._choices: tuple[float, dict[str, list[Any]]] = (-_FRESH, {})

    def choices(self) -> dict[str, list[Any]]:
        """Return what can be chosen in the filters, some seconds old at most."""
        at, held = self._choices
        if time.monotonic() - at > _FRESH:
            with self.database.reading() as connection:
                held = searching.choices(connection)
            self._choices = (time.monotonic(), held)
        return held

    @cached_property
    def rules(self) -> dict[str, str]:
        """The Chinese names of the rules by id."""
        from extractor.history.checks import rules
        from extractor.patterns import load_patterns

        known = {id: rule.name for id, rule in rulebook(load_patterns(None)).items()}
        return known | {rule.id: rule.name for rule in rules()}

    @cached_property
    def templates(self) -> Environment:
        """The templates, escaped by default."""
        environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            auto_reload=False,
        )
        environment.globals.update(
            severities=labels.SEVERITIES,
            marks=labels.MARKS,
            categories=labels.CATEGORIES,
            statuses=labels.STATUSES,
            states=STATES,
            stale_names=STALE,
            roles=ROLES,
            actions=ACTIONS,
            version=tool_version(),
            rule_name=lambda id: self.rules.get(id, id),
        )
        environment.filters.update(
            local=local, file_name=file_name, wan=wan, as_choices=_pairs, plain_number=plain_number
        )
        return environment


def room_of(request: Request) -> Room:
    """Return the room of a request."""
    held: Room = request.app.state.room
    return held


def _pairs(values: Iterable[str]) -> list[tuple[str, str]]:
    """Return values that are their own names, for a list to choose from."""
    return [(value, value) for value in values]


def local(at: datetime | None) -> str:
    """Return a time of the tables as people here read it."""
    if at is None:
        return ""
    return at.replace(tzinfo=UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def wan(yuan: str) -> str:
    """Return yuan in 万元, with separators; what is no number as it is."""
    try:
        return f"{Decimal(yuan) / WAN:,f}"
    except InvalidOperation:
        return yuan
