"""The facts of a report found by what their keys share, in order of place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.model import Amount, Fact, Key
from extractor.patterns.formulas import Term


def amount_of(fact: Fact) -> Amount:
    """Return the amount of a fact; facts always have one."""
    amount = fact.figure.amount
    assert amount is not None
    return amount


class Stated:
    """Facts by key, and those that stand together."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._facts = facts
        self._first: dict[str, dict[Key, Fact]] = {}
        self._alike: dict[Key, list[Fact]] = {}  # by key without scope
        self._beside: dict[tuple[int | None, str], Stated] = {}
        for fact in facts:
            self._first.setdefault(fact.key.indicator, {}).setdefault(fact.key, fact)
            self._alike.setdefault(_without_scope(fact.key), []).append(fact)

    def first_of_each_key(self, term: Term) -> Iterator[Fact]:
        """Yield the facts that state a key of a term's indicator first."""
        for fact in self._first.get(term.indicator, {}).values():
            if not term.stage or fact.key.stage == term.stage:
                yield fact

    def alike(self, key: Key) -> Sequence[Fact]:
        """Return the facts that share all of a key but its scope."""
        return self._alike.get(_without_scope(key), ())

    def has(self, key: Key) -> bool:
        """Tell whether a key is stated."""
        return key in self._first.get(key.indicator, {})

    def beside(self, left: Fact) -> Stated:
        """Return the facts of the same table, or of the text of the same section."""
        if not self._beside:
            groups: dict[tuple[int | None, str], list[Fact]] = {}
            for fact in self._facts:
                groups.setdefault(_place(fact), []).append(fact)
            self._beside = {place: Stated(facts) for place, facts in groups.items()}
        return self._beside[_place(left)]


def _without_scope(key: Key) -> Key:
    return Key(key.entity, key.indicator, key.year, key.stage, "") if key.scope else key


def _place(fact: Fact) -> tuple[int | None, str]:
    figure = fact.figure
    return figure.table, figure.section_id if figure.table is None else ""
