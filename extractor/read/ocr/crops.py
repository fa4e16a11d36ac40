"""What to read: one picture of one line each, divided where rules run, none of the ink in a cell left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
import numpy.typing as npt

from extractor.read.ocr.boxes import Box
from extractor.read.ocr.engine import Grey
from extractor.read.ocr.grid import Cell, Grid

Ink = npt.NDArray[np.bool_]

_INK = 170
_DUST = 0.05  # em: a spot that is less in both directions
_PADDED = 1.35  # times the character's height: the height of a box that was found
_SINGLE = 1.75  # em up to which a box holds one line
_LINE = 0.55  # em of a line's height at least
_TALL = 1.6  # times as high as wide: characters one below the other
_INSET = 0.6  # points between a cell's rules and its contents
_SPECK = 0.12  # em: what is smaller is dirt
_BESIDE = 0.4  # em
_AROUND = 0.22  # em of white around ink that is read alone


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of the page that holds one line; `ink` is what is printed in it."""

    box: Box
    ink: Box
    grid: int | None = None
    cell: Cell | None = None


class Cutter:
    """Cuts one page, freed of rules, into lines. `em` is the usual size of its characters in pixels."""

    def __init__(self, grey: Grey, grids: Sequence[Grid], boxes: Sequence[Box], scale: float) -> None:
        self._grids = grids
        self._boxes = boxes
        self._claimed: list[Box] = []  # parts of cells that are read already
        self.scale = scale
        heights = [box.height for box in boxes if box.width > 2 * box.height]
        self.em = median(heights) / _PADDED if heights else 12 * scale
        self._ink = _ink(grey, self.em)

    def crops(self) -> list[Crop]:
        """Return the lines of the page in no particular order."""
        found = [crop for box in self._boxes for crop in self._of_box(box)]
        for number, grid in enumerate(self._grids):
            found += [crop for cell in grid.cells for crop in self._missed(number, cell)]
        return found

    def picture(self, grey: Grey, crop: Crop) -> Grey:
        """Return what a crop shows."""
        _, _, area = self._window(crop.box)
        return grey[area]

    def _of_box(self, box: Box) -> Iterator[Crop]:
        number = next((n for n, grid in enumerate(self._grids) if grid.box.holds(*box.middle)), None)
        if number is None:
            yield from self._lines(box, None, None)
            return
        for cell in self._grids[number].cells:
            inside = cell.box.grown(-_INSET * self.scale)
            part = box.common(inside)
            least = min(box.height, cell.box.height, self.em * _PADDED) * 0.45
            if part.height >= least and part.width >= min(0.3 * self.em, 0.5 * box.width):
                part = self._widened(part, box, inside)
                self._claimed.append(part)
                yield from self._lines(part, number, cell)

    def _widened(self, part: Box, box: Box, inside: Box) -> Box:
        """Add what belongs to a word but lies just beside it in its cell."""
        reach = _BESIDE * self.em
        wide = Box(part.x0 - reach, part.top, part.x1 + reach, part.bottom).common(inside)
        taken = (other.common(wide) for other in self._boxes if other is not box)
        return part if any(t.width and t.height > _BESIDE * self.em for t in taken) else wide

    def _lines(self, box: Box, grid: int | None, cell: Cell | None) -> Iterator[Crop]:
        tall = box.height > _TALL * box.width
        if box.height <= _SINGLE * self.em * (1 if tall else _PADDED):
            bands = [(box.top, box.bottom)]
        else:
            bands = self._bands(box, min(self.em, box.width) if tall else 0)
        for top, bottom in bands:
            part = Box(box.x0, top, box.x1, bottom)
            if ink := self._extent(part):
                yield Crop(part, ink, grid, cell)

    def _bands(self, box: Box, square: float) -> list[tuple[float, float]]:
        """Divide a box between its lines; `square` is the height of characters that stand alone."""
        _, rows, area = self._window(box)
        filled = self._ink[area].sum(axis=1) > 0
        runs = [(rows + a, rows + b) for a, b in _runs(filled)]
        whole: list[tuple[int, int]] = []
        for run in runs:
            least = square * 1.2 if square else _LINE * self.em
            joins = bool(whole) and (
                run[1] - whole[-1][0] <= least
                or (not square and min(whole[-1][1] - whole[-1][0], run[1] - run[0]) < least)
            )
            if joins:
                whole[-1] = (whole[-1][0], run[1])
            else:
                whole.append(run)
        if len(whole) < 2:
            return [(box.top, box.bottom)]
        pad = _AROUND * self.em
        return [(max(box.top, a - pad), min(box.bottom, b + pad)) for a, b in whole]

    def _extent(self, box: Box) -> Box | None:
        """Return the box of the ink in a part of the page, None where there is none worth reading."""
        x0, top, area = self._window(box)
        ink = self._ink[area]
        across, down = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
        if not len(across) or max(np.ptp(across), np.ptp(down)) < _SPECK * self.em:
            return None
        return Box(x0 + float(across[0]), top + float(down[0]), x0 + across[-1] + 1.0, top + down[-1] + 1.0)

    def _window(self, box: Box) -> tuple[int, int, tuple[slice, slice]]:
        height, width = self._ink.shape
        x0, top = min(width - 1, max(0, int(box.x0))), min(height - 1, max(0, int(box.top)))
        x1, bottom = max(x0 + 1, int(box.x1 + 1)), max(top + 1, int(box.bottom + 1))
        return x0, top, np.s_[top:bottom, x0:x1]

    def _missed(self, number: int, cell: Cell) -> Iterator[Crop]:
        """Return what the search for words has passed over in a cell: single digits, dashes, slashes."""
        inside = cell.box.grown(-_INSET * self.scale)
        x0, top, area = self._window(inside)
        ink = self._ink[area].copy()
        for box in self._claimed:
            part = box.common(inside)
            if part.width and part.height:
                ink[
                    int(part.top) - top : int(part.bottom) - top + 1,
                    int(part.x0) - x0 : int(part.x1) - x0 + 1,
                ] = 0
        border = max(1, round(self.scale))
        ink[:border] = ink[-border:] = 0
        ink[:, :border] = ink[:, -border:] = 0
        for a, b in _runs(np.asarray(ink.any(axis=1), np.bool_), round(self.em / 4)):
            across = np.flatnonzero(ink[a:b].any(axis=0))
            if len(across) and np.ptp(across) >= _SPECK * self.em:
                line = Box(x0 + across[0], top + a, x0 + across[-1] + 1, top + b).grown(_AROUND * self.em)
                part = line.common(inside)
                if extent := self._extent(part):
                    yield Crop(part, extent, number, cell)


def _ink(grey: Grey, em: float) -> Ink:
    """Return what is printed, without dust."""
    dark = np.asarray(grey < _INK, np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark)
    kept = stats[:, cv2.CC_STAT_AREA] > max(2.0, (_DUST * em) ** 2)
    kept[0] = False
    return np.asarray(kept[labels], np.bool_)


def _runs(filled: npt.NDArray[np.bool_], gap: int = 0) -> list[tuple[int, int]]:
    """Return where a row of flags is set, as half-open ranges; those not further apart than `gap` are one."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], filled.astype(np.int8), [0]])))
    found: list[tuple[int, int]] = []
    for a, b in edges.reshape(-1, 2).tolist():
        if found and a - found[-1][1] <= gap and gap:
            found[-1] = (found[-1][0], b)
        else:
            found.append((a, b))
    return found
