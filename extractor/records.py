"""Records that are quickly sent to another process: by their values alone."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import TypeVar

T = TypeVar("T", bound=type)


def flat(record: T) -> T:
    """Have pickle take the values of a frozen dataclass in one step: what it does by itself asks for each by name."""
    values = attrgetter(*(field.name for field in fields(record)))

    def reduced(self: object) -> tuple[type, tuple[object, ...]]:
        return record, values(self)

    setattr(record, "__reduce__", reduced)  # noqa: B010 (a method of a type that is a parameter)
    return record
