"""The name of the unit that reports: from the title, a label, a line of its own or the sign-off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.dates import day_in
from extractor.labels import Line, labelled, unwrapped, without_seal
from extractor.patterns.profile import ProfileWords

_TITLE_YEARS = (
    r"(?:19|20)\d\d(?:\s?[-~—至]+\s?(?:19|20)\d\d)?\s?年度?"
    r"|[一二][〇零一二三四五六七八九]{3}年度?|^关于|^中共(?=关于)"
)
# Digits are of dates and amounts, but in a name: 第3中学, 12号渠首.
_NUMBERED = re.compile(r"(?<![第\d])\d+(?!\d|号)|第\d{3,}")
_IN_BRACKETS = re.compile(r"\(([^()]{3,30})\)$")


def unit_name(
    front: Sequence[Line], body: Sequence[Line], back: Sequence[Line], title: str, words: ProfileWords
) -> str:
    """Return the unit's name in plain text, empty when nothing names it.

    `front` are the lines before the first heading without the title's own, `body` the first lines below it.
    """
    named = [name for name in _names(front, body, back, title, words) if name]
    if not named:
        return ""
    # The same unit is printed with and without its region.
    return max((name for name in named if name.endswith(named[0])), key=len)


def _names(
    front: Sequence[Line], body: Sequence[Line], back: Sequence[Line], title: str, words: ProfileWords
) -> Iterator[str]:
    yield _in_title(title, words)
    yield _after_label(front, words.words("unit_label"))
    yield _standing_alone(front, words)
    yield _signed(back, words)
    yield _after_label(front, words.words("second_label"))
    yield _after_label(body, words.words("unit_label"))
    yield _after_label(body, words.words("second_label"))


def looks_like_unit(text: str, words: ProfileWords) -> bool:
    """Tell whether the words end as the name of a unit does."""
    if not 3 <= len(text) <= 40 or _NUMBERED.search(text) or re.search(r"[,，。;:、!?%]", text):
        return False
    if text.startswith(words.words("not_unit")) or any(word in text for word in words.words("not_in_unit")):
        return False
    return re.sub(r"\([^()]*\)$", "", text).endswith(words.words("unit_suffix"))


def _in_title(title: str, words: ProfileWords) -> str:
    topics = "|".join(re.escape(t) for t in words.words("topic_start"))
    for piece in re.split(_TITLE_YEARS, title):
        whole = unwrapped(piece.removeprefix("关于")).strip("的")
        for name in _heads(whole, topics):
            unit = _cut_to_unit(unwrapped(name.strip("的")), words)
            if unit:
                return unit
    last = _IN_BRACKETS.search(title)
    return last[1] if last and looks_like_unit(last[1], words) else ""


def _heads(piece: str, topics: str) -> Iterator[str]:
    """Yield what stands before each topic word, nearest the beginning first, then the whole piece."""
    for match in re.finditer(f"(?=(?:{topics}))", piece):
        yield piece[: match.start()]
    yield piece


def _cut_to_unit(name: str, words: ProfileWords) -> str:
    if looks_like_unit(name, words):
        return name
    if len(name) < 4 or _NUMBERED.search(name):
        return ""
    strong = "|".join(re.escape(s) for s in words.words("strong_suffix"))
    match = re.match(f".{{2,30}}?(?:{strong})", name)
    return match.group() if match and looks_like_unit(match.group(), words) else ""


def _after_label(lines: Sequence[Line], labels: Sequence[str]) -> str:
    return next((value for value, _ in labelled(lines, labels) if _may_be_unit(value)), "")


def _may_be_unit(value: str) -> bool:
    if not 3 <= len(value) <= 40 or _NUMBERED.search(value) or re.search(r"[:。]|万元|[Xx×]{3}", value):
        return False
    return bool(re.search("[\u4e00-\u9fff]{3}", value))


def _standing_alone(lines: Sequence[Line], words: ProfileWords) -> str:
    short = (unwrapped(line.words) for line in lines if line.cell is None)
    return next((text for text in short if looks_like_unit(text, words)), "")


def _signed(back: Sequence[Line], words: ProfileWords) -> str:
    """Return the unit printed on the line above the last date, or in front of it."""
    for number in range(len(back) - 1, -1, -1):
        line = back[number]
        day = day_in(line.words, line.span)
        if day is None:
            continue
        before = without_seal(line.words[: day.start_in_line])
        above = without_seal(back[number - 1].words) if number else ""
        return next((name for name in (before, above) if looks_like_unit(name, words)), "")
    last = without_seal(back[-1].words) if back else ""
    return last if looks_like_unit(last, words) and len(last) >= 5 else ""
