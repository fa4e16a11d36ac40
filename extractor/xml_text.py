"""Text of others as XML can hold it."""

from __future__ import annotations

import re

_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile(r"[\t\r\n\v\f\x85\u2028\u2029]+")


def writable(words: str) -> str:
    """Return words on one line, without what XML 1.0 cannot hold (2.2)."""
    return _UNWRITABLE.sub("", _BREAKS.sub(" ", words))
