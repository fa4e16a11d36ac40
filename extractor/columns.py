"""Records as columns of plain values: quickly packed, quickly made again, and nothing but records comes out.

Pickle asks every record, and every number in it, how it is taken apart. Here all records of a kind are taken apart
together, one field after another, in the way that the declaration of the field asks for.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import cache
from itertools import chain, compress, islice, repeat
from operator import attrgetter, is_, is_not
from types import NoneType, UnionType
from typing import Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

R = TypeVar("R")
_REMEMBERED = 10_000  # numbers
_NOTHING = "None"


def packed(record: object) -> bytes:
    """Return a record, with all that it holds, as bytes."""
    return pickle.dumps(_kind(type(record)).packed([record]), pickle.HIGHEST_PROTOCOL)


def opened(kind: type[R], data: bytes) -> R:
    """Return a record of this kind. Raises UnpicklingError, TypeError or ValueError for what holds none."""
    (record,) = _kind(kind).opened(_Plain(io.BytesIO(data)).load(), 1)
    if not isinstance(record, kind):
        raise TypeError(type(record).__name__)
    return record


class _Plain(pickle.Unpickler):
    """Makes plain values alone: what it reads may have been written by anybody who can write to the folder."""

    def find_class(self, module: str, name: str) -> object:
        raise pickle.UnpicklingError(f"{module}.{name}")


class _Kind(Protocol):
    """How the values of a field are taken apart and put together."""

    def packed(self, values: list[object]) -> object:
        """Return values of the kind as plain ones."""

    def opened(self, content: object, number: int) -> Iterable[object]:
        """Return so many values of the kind."""


class _Values:
    """Values that are plain; many that are all one are kept once."""

    def packed(self, values: list[object]) -> object:
        is_one = len(values) > 1 and all(map(is_, values, repeat(values[0])))
        return (values[0],) if is_one else values

    def opened(self, content: object, number: int) -> Iterable[object]:
        return repeat(content[0], number) if isinstance(content, tuple) else _parts(content)


class _Decimals:
    """Decimals and None, as one text."""

    def packed(self, values: list[object]) -> object:
        return " ".join(map(str, values))

    def opened(self, content: object, number: int) -> Iterable[object]:
        text = str(content)
        return map(_NUMBERS.__getitem__ if _NOTHING in text else Decimal, text.split())


class _Numbers(dict[str, Decimal | None]):
    """Decimals by how they are written: most are met many times."""

    def __missing__(self, text: str) -> Decimal | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        made = self[text] = None if text == _NOTHING else Decimal(text)
        return made


_NUMBERS = _Numbers()


@dataclass(frozen=True, slots=True)
class _Tuples:
    """Named tuples of plain values."""

    kind: type[tuple[object, ...]]
    names: tuple[str, ...]

    def packed(self, values: list[object]) -> object:
        return [list(map(attrgetter(name), values)) for name in self.names]

    def opened(self, content: object, number: int) -> Iterable[object]:
        columns: Iterable[Iterable[object]] = map(_parts, _parts(content))
        return map(tuple.__new__, repeat(self.kind), zip(*columns, strict=True))


@dataclass(frozen=True, slots=True)
class _Form:
    """Records of one kind: how to ask for each field, and how its values are taken apart."""

    record: Callable[..., object]
    fields: tuple[tuple[Callable[[object], object], _Kind], ...]

    def packed(self, values: list[object]) -> object:
        return [kind.packed(list(map(ask, values))) for ask, kind in self.fields]

    def opened(self, content: object, number: int) -> Iterable[object]:
        columns = zip(self.fields, _parts(content), strict=True)
        return map(self.record, *[kind.opened(column, number) for (_, kind), column in columns])


@dataclass(frozen=True, slots=True)
class _Perhaps:
    """Values of a kind and None: which are there, then those."""

    kind: _Kind

    def packed(self, values: list[object]) -> object:
        there = list(map(is_not, values, repeat(None)))
        return there, self.kind.packed(list(compress(values, there)))

    def opened(self, content: object, number: int) -> Iterable[object]:
        there, inner = _parts(content)
        found = _parts(there)
        made = iter(self.kind.opened(inner, sum(map(bool, found))))
        return [next(made) if is_there else None for is_there in found]


@dataclass(frozen=True, slots=True)
class _Many:
    """Tuples of values of a kind: their lengths, then all of the values."""

    kind: _Kind

    def packed(self, values: list[object]) -> object:
        tuples = [_parts(value) for value in values]
        return list(map(len, tuples)), self.kind.packed(list(chain.from_iterable(tuples)))

    def opened(self, content: object, number: int) -> Iterable[object]:
        lengths, inner = _parts(content)
        sizes = [size for size in _parts(lengths) if isinstance(size, int)]
        made = iter(self.kind.opened(inner, sum(sizes)))
        return [tuple(islice(made, size)) for size in sizes]


def _parts(content: object) -> Sequence[object]:
    if not isinstance(content, list | tuple):
        raise TypeError(type(content).__name__)
    return content


@cache
def _form(record: type) -> _Form:
    types = get_type_hints(record)
    return _Form(record, tuple((attrgetter(f.name), _kind(types[f.name])) for f in fields(record)))


def _kind(declared: object) -> _Kind:
    """Return how values of a declared type are taken apart."""
    inner = [each for each in get_args(declared) if each not in (NoneType, Ellipsis)]
    if get_origin(declared) in (Union, UnionType):
        kind = _kind(inner[0])
        return _Perhaps(kind) if isinstance(kind, _Form | _Tuples) else kind
    if get_origin(declared) is tuple and is_dataclass(inner[0]):
        return _Many(_kind(inner[0]))
    if not isinstance(declared, type) or declared is Decimal:
        return _Decimals() if declared is Decimal else _Values()
    if is_dataclass(declared):
        return _form(declared)
    named = getattr(declared, "_fields", ())
    return _Tuples(declared, named) if named else _Values()
