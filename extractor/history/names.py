"""One writing for the many ways in which a unit's name or a title is printed."""

from __future__ import annotations

import unicodedata

# What NFKC leaves apart and readers take for the same.
_SAME = str.maketrans(
    {"〔": "(", "〕": ")", "【": "(", "】": ")", "[": "(", "]": ")", "﹙": "(", "﹚": ")", "〇": "零"}
)
_QUOTES = str.maketrans(dict.fromkeys("“”‘’「」『』\"'《》", None))


def normal_name(printed: str | None) -> str:
    """Return the name without spaces and quotes, with one kind of brackets and half-width signs."""
    if not printed:
        return ""
    plain = unicodedata.normalize("NFKC", printed).translate(_SAME).translate(_QUOTES)
    return "".join(char for char in plain if char.isprintable() and not char.isspace()).casefold()
