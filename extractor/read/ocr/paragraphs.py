"""Lines of one page to paragraphs: a line that the margin broke goes on in the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.read import wrapping
from extractor.read.layout.paragraphs import margins
from extractor.read.ocr.lines import Line

_INDENT = 1.2  # em that make an indent
_LOOSE = 1.35  # times the usual pitch: the white space between paragraphs
_SLACK = 0.6  # em by which the right margin of a scan is uncertain
_TELLING = 4  # characters from which the size of a line can be told
_UNLIKE = 0.15  # sizes that differ more are different


@dataclass(frozen=True, slots=True)
class Area:
    """The text area of a page in points: margins, usual size and pitch.

    `indented`: first lines of paragraphs are; `flowing`: lines that reach the right margin are mostly cut there.
    """

    left: float
    right: float
    size: float
    pitch: float
    indented: bool
    flowing: bool


def measure(lines: Sequence[Line], width: float) -> Area:
    """Find margins and pitch from the lines of a page that is so many points wide."""
    if not lines:
        return Area(0, width, 0, 0, indented=False, flowing=False)
    size = median(line.size for line in lines)
    few = max(2, len(lines) // 20)
    left, right, indented, flowing = margins(
        [(line.x0, line.x1, line.text) for line in lines], size, few, width, _INDENT
    )
    return Area(left, right, size, _pitch(lines, right, size), indented, flowing)


def _pitch(lines: Sequence[Line], right: float, size: float) -> float:
    steps = Counter(
        round(after.middle - line.middle) for line, after in pairwise(lines) if line.x1 > right - 3 * size
    )
    return max(1.2 * size, min(steps, key=lambda step: (-steps[step], step))) if steps else 2 * size


def groups(lines: Sequence[Line], area: Area) -> list[list[Line]]:
    """Return the lines of each paragraph."""
    found: list[list[Line]] = []
    for line in lines:
        if found and _goes_on(found[-1], line, area):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def joined(lines: Sequence[Line]) -> str:
    """Return the text of lines that belong together."""
    text = lines[0].text
    for line in lines[1:]:
        text = wrapping.join(text, line.text)
    return text


def in_cell(lines: Sequence[Line], room: float) -> str:
    """Return the text of a table cell that leaves `room` points for words: broken only where it was meant."""
    text = lines[0].text if lines else ""
    for before, line in pairwise(lines):
        cut = wrapping.cuts_amount(before.text, line.text)
        full = before.x1 - before.x0 + line.token > room - _SLACK * line.size
        if cut or (full and not wrapping.starts_item(line.text)):
            text = wrapping.join(text, line.text)
        else:
            text += f"\n{line.text}"
    return text


def continues(line: Line, area: Area) -> bool:
    """Tell whether a line may be the second of a paragraph that the page before began."""
    return _begins_at_margin(line, area) and not wrapping.starts_item(line.text)


def breaks_off(line: Line, area: Area) -> bool:
    """Tell whether a line is full and ends within a sentence."""
    full = line.x1 > area.right - 1.5 * line.size
    return full and "\t" not in line.text and not wrapping.ends_in_full_stop(line.text)


def _begins_at_margin(line: Line, area: Area) -> bool:
    return line.x0 - area.left <= _INDENT * line.size


def _goes_on(group: Sequence[Line], line: Line, area: Area) -> bool:
    last = group[-1]
    if _is_unlike(last, line) or wrapping.ends_in_leader(last.text):
        return False
    if "\t" in last.text + line.text or _is_apart(last, line, area):
        return False
    if _in_middle(group[0], area) and _in_middle(line, area) and line.size > 1.1 * area.size:
        return last.x1 - last.x0 + line.token > area.right - area.left - 2 * line.size
    if last.x1 + line.token <= area.right - _SLACK * last.size:
        return False
    return wrapping.cuts_amount(last.text, line.text) or _may_start_there(group, line, area)


def _is_unlike(last: Line, line: Line) -> bool:
    """Tell whether two lines differ in size, which a few characters (中：, 9.33%) do not show."""
    few = sum(map(str.isalpha, line.text)) < _TELLING and line.size < last.size
    return not few and abs(last.size - line.size) > _UNLIKE * line.size


def _is_apart(last: Line, line: Line, area: Area) -> bool:
    if not area.indented and not area.flowing and wrapping.ends_sentence(last.text):
        return True
    pitch = area.pitch * max(1, line.size / area.size)
    return line.middle - last.middle > max(_LOOSE * pitch, pitch + 4)


def _in_middle(line: Line, area: Area) -> bool:
    return abs((line.x0 - area.left) - (area.right - line.x1)) < 1.5 * line.size


def _may_start_there(group: Sequence[Line], line: Line, area: Area) -> bool:
    """Tell whether the left end and the first words of `line` are those of a continuation."""
    em = line.size
    first, last = group[0], group[-1]
    item = wrapping.starts_item(line.text)
    if item and (not area.indented or wrapping.ends_sentence(last.text) or line.x0 > first.x0 - em / 2):
        return False
    if _begins_at_margin(line, area):
        return True
    if len(group) > 1:
        return abs(line.x0 - last.x0) <= em / 2
    return wrapping.starts_item(first.text) and 0 < line.x0 - first.x0 < 4 * em and not item
