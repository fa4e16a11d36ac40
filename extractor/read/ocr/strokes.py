"""Reads one line, with care for the marks that are a single stroke: a slash or a dash in a cell is no figure."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from extractor.read.ocr import engine
from extractor.read.ocr.engine import Grey

Ink = npt.NDArray[np.bool_]

_INK = 170
_LOW = 1.3  # em of height that a line is given
_SHORT = 2.0  # times as wide as high up to which a line is short
_MARGIN = 1.1  # of the height: white beside a short line; without it a slash is read as 1
_FLAT = 0.22  # em of height up to which ink is no character
_SPECK, _DASH = 0.22, 0.8  # em of width from which it is a dash, and a long one
_UPRIGHT_MARKS = frozenset("1lI|丨")
_SLANT = 0.11  # of the height that the upper half of a slash stands to the right of the lower one
_LESSER = 0.15  # of the largest spot's area
_FAINT = 0.6  # how sure a mark below half an em must be


def read_line(grey: Grey, em: float) -> tuple[str, float]:
    """Read a picture of one line. Returns its text and how sure that is; `em` is the usual size in pixels."""
    ink = main_ink(grey)
    rows, columns = np.nonzero(ink)
    if not len(rows):
        return "", 0.0
    high, wide = np.ptp(rows) + 1, np.ptp(columns) + 1
    if high <= max(3.0, _FLAT * em) and wide < 2.5 * em and (wide < _DASH * em or is_dash(ink)):
        return _dash(wide / em), 1.0
    text, sure = engine.words(_with_margin(grey, em))
    text = text.strip()
    if text in _UPRIGHT_MARKS and slants(ink):
        return "/", sure
    return ("", sure) if high < em / 2 and sure < _FAINT else (text, sure)


def _dash(ems: float) -> str:
    if ems < _SPECK:
        return ""
    return "-" if ems < _DASH else "—"


def main_ink(grey: Grey) -> Ink:
    """Return what is printed without the specks beside it."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(grey < _INK, np.uint8))
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    return np.asarray((areas > _LESSER * areas.max())[labels], np.bool_)


def slants(ink: Ink) -> bool:
    """Tell whether a single stroke leans to the right as a slash does."""
    rows, columns = np.nonzero(ink)
    if not len(rows):
        return False
    low, high = int(rows.min()), int(rows.max())
    middle = (low + high) / 2
    above, below = columns[rows < middle], columns[rows > middle]
    if not len(above) or not len(below):
        return False
    return bool(above.mean() - below.mean() > _SLANT * (high - low))


def is_dash(ink: Ink) -> bool:
    """Tell whether a flat stroke is as thick at both ends as in its middle, which the character 一 is not."""
    columns = np.flatnonzero(ink.any(axis=0))
    if len(columns) < 8:
        return True
    thick = ink[:, columns[0] : columns[-1] + 1].sum(axis=0)
    tops = ink[:, columns[0] : columns[-1] + 1].argmax(axis=0)
    return bool(np.ptp(thick[1:-1]) <= 2 and np.ptp(tops[1:-1]) <= 2)


def _with_margin(grey: Grey, em: float) -> Grey:
    height, width = grey.shape
    above = max(0, round((_LOW * em - height) / 2))
    beside = round(_MARGIN * (height + 2 * above)) if width < _SHORT * (height + 2 * above) else 0
    if not above and not beside:
        return grey
    return np.pad(grey, ((above, above), (beside, beside)), constant_values=255)
