"""The administrative prefix of a unit's name: province, city, county."""

from __future__ import annotations

import re

from extractor.patterns.profile import ProfileWords

_NAME = re.compile("[\u4e00-\u9fffXx×*]+")
_LONGEST_NAME = 6
_LONGEST_ETHNIC_NAME = 14


def region(unit_name: str, words: ProfileWords) -> str:
    """Return 益阳市资阳区 for 益阳市资阳区科学技术协会; empty when the name has no such prefix."""
    start = _after_prefix(unit_name, words)
    end = start
    province = next((p for p in words.words("province") if unit_name.startswith(p, start)), "")
    end += len(province)
    for kind in ("city", "county"):
        end = _next_end(unit_name, end, words, kind)
    return unit_name[start:end]


def _after_prefix(unit_name: str, words: ProfileWords) -> int:
    start = 0
    for prefix in words.words("region_prefix"):
        if unit_name.startswith(prefix, start):
            start += len(prefix)
    return start


def _next_end(name: str, start: int, words: ProfileWords, kind: str) -> int:
    """Return where the next name of this kind ends, `start` where none follows."""
    for at in range(start + 1, min(len(name), start + _LONGEST_ETHNIC_NAME)):
        if _ends_region(name, start, at, words, "city"):
            # A county-level city follows a city; the first name decides nothing else.
            return _suffix_end(name, at, words, "city")
        if _ends_region(name, start, at, words, "county"):
            return start if kind == "city" else _suffix_end(name, at, words, "county")
    return start


def _suffix_end(name: str, at: int, words: ProfileWords, kind: str) -> int:
    return at + len(next(s for s in words.words(kind) if name.startswith(s, at)))


def _ends_region(name: str, start: int, at: int, words: ProfileWords, kind: str) -> bool:
    suffix = next((s for s in words.words(kind) if name.startswith(s, at)), "")
    if not suffix:
        return False
    end = at + len(suffix)
    ethnic = suffix.startswith("自治") or "族" in name[start:at]
    longest = _LONGEST_ETHNIC_NAME if ethnic else _LONGEST_NAME
    if not _NAME.fullmatch(name, start, at) or at - start > longest:
        return False
    if any(name.startswith(word, at) for word in words.words("region_after")):
        return False
    return not any(_covers(name, word, start, end) for word in words.words("region_before"))


def _covers(name: str, word: str, start: int, end: int) -> bool:
    """Tell whether `word`, begun inside the name, runs over its last character."""
    first = name.find(word, max(start, end - len(word)))
    return first != -1 and first < end <= first + len(word)
