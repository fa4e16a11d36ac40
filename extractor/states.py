"""What a count or a score is of: posts or those who fill them, a full mark or the one awarded."""

from __future__ import annotations

from functools import lru_cache

from extractor.patterns import Patterns

_STATES = {"count": ("post", "filled"), "score": ("full_mark", "mark", "lost")}


def state_of(words: str, kind: str, patterns: Patterns) -> str:
    """Return the state that the last word of the kind's states names; empty where none stands there."""
    cues = _words_of(_STATES[kind], patterns) if kind in _STATES else ()
    return max(((words.rfind(w) + len(w), role) for w, role in cues if w in words), default=(0, ""))[1]


@lru_cache
def _words_of(roles: tuple[str, ...], patterns: Patterns) -> tuple[tuple[str, str], ...]:
    cues = (cue for cue in patterns.words.cues if cue.role in roles)
    return tuple((word, cue.role) for cue in cues for word in cue.words)
