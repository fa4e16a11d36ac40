"""Lines of a title block, and what is printed after a label on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.document import Span

_LABEL_TAIL = r"\s*(?:\([^()\n]{0,8}\))?\s*"
_NUMBER = r"(?:[一二三四五六七八九十]{1,2}、|\d{1,2}[、.])?"
_SEAL = re.compile(r"\((?:盖章|公章|章|签章|加盖公章)\)|\(?盖章\)?$")
_OTHER_LABEL = re.compile(
    r"[,，;。]|(?:填报|编制|编报|报告|自评|评价|填表)(?:日期|时间|人)|联系|负责人|单位:|金额|日期:|_"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the title block or the sign-off without white space: in plain text, and as printed."""

    words: str
    printed: str
    span: Span
    cell: tuple[int | None, int | None] | None


def labelled(lines: Sequence[Line], labels: Sequence[str]) -> Iterator[tuple[str, Span]]:
    """Yield what is printed after a label, on its line or in the next cell."""
    label = "|".join(map(re.escape, labels))
    pattern = re.compile(rf"{_NUMBER}(?:{label}){_LABEL_TAIL}(?P<colon>:)?(?P<value>.*)$")
    for number, line in enumerate(lines):
        match = pattern.match(line.words)
        if match is None:
            continue
        value = match["value"]
        following = lines[number + 1] if number + 1 < len(lines) else None
        if value and match["colon"]:
            yield _trimmed(value), line.span
        elif not value and following is not None and following.cell == line.cell:
            yield _trimmed(following.words), following.span


def without_seal(words: str) -> str:
    """Drop a note that asks for the seal, and brackets around the whole."""
    return unwrapped(_SEAL.sub("", words).strip(":"))


def unwrapped(words: str) -> str:
    """Drop brackets and title marks that enclose all of the words, or stand on one side only."""
    for opening, closing in ("()", "《》"):
        if words.startswith(opening) and words.endswith(closing):
            words = words[1:-1]
        if words.count(opening) != words.count(closing):
            words = words.strip(opening + closing)
    return words


def _trimmed(value: str) -> str:
    return without_seal(_OTHER_LABEL.split(_SEAL.sub("", value))[0])
