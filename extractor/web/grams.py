"""Words for searching: Chinese has no blanks, so a text is known by its pairs of neighbouring characters.

Both databases index the pairs: SQLite in a table of its full-text search, PostgreSQL as an array.
"""

from __future__ import annotations

import re

_RUN = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Return a text as it is compared: lower case."""
    return text.casefold()


def grams(text: str) -> list[str]:
    """Return the pairs of a text, each once, sorted; digits and letters count as characters too."""
    found: set[str] = set()
    for run in _RUN.findall(folded(text)):
        found.update(run[at : at + 2] for at in range(len(run) - 1))
    return sorted(found)


def terms(query: str) -> list[str]:
    """Return the words of a query, at most eight."""
    return folded(query).split()[:8]
