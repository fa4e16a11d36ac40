"""Records that are quickly made, and quickly sent to another process: by their values alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from operator import attrgetter
from typing import TypeVar

T = TypeVar("T", bound=type)


def flat(record: T) -> T:
    """Have a frozen dataclass with slots filled and pickled in one step; by itself it does each field by its name."""
    names = [field.name for field in fields(record) if field.init]
    assert len(names) > 1  # of one name attrgetter returns no tuple
    values = attrgetter(*names)

    def reduced(self: object) -> tuple[type, tuple[object, ...]]:
        return record, values(self)

    setattr(record, "__reduce__", reduced)  # noqa: B010 (a method of a type that is a parameter)
    setattr(record, "__init__", _filler(record))  # noqa: B010
    return record


def _filler(record: type) -> Callable[..., None]:
    """Return an `__init__` that fills a record while it is of a class of the same slots that is not frozen."""
    given = [field for field in fields(record) if field.init]
    lines = [
        f"def __init__(self, {', '.join(field.name for field in given)}):",
        "as_class(self, unfrozen)",
        *(f"self.{field.name} = {field.name}" for field in given),
        "self.__class__ = record",
        *(["self.__post_init__()"] if hasattr(record, "__post_init__") else []),
    ]
    scope: dict[str, Callable[..., None] | type] = {
        "as_class": object.__dict__["__class__"].__set__,
        "unfrozen": type(record.__name__, (), {"__slots__": record.__dict__["__slots__"]}),
        "record": record,
    }
    exec("\n    ".join(lines), scope)
    made = scope["__init__"]
    assert not isinstance(made, type)
    assert all(field.default_factory is MISSING for field in given)
    setattr(made, "__defaults__", tuple(f.default for f in given if f.default is not MISSING))  # noqa: B010
    return made
