"""Turns a page upright: by quarters, then by the few degrees a scanner adds."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

import cv2
import numpy as np
import numpy.typing as npt

from extractor.read.ocr import engine
from extractor.read.ocr.boxes import Box
from extractor.read.ocr.engine import Grey, Quads

Matrix = npt.NDArray[np.float64]

_TALL = 1.5  # times higher than wide: a line of words that runs up or down
_SAMPLES = 4
_SURE = 0.8  # lines that are upside down score below 0.7
_SKEW = (0.12, 10.0)  # degrees that are worth turning


@dataclass(frozen=True, slots=True)
class Upright:
    """A page turned upright; `back` leads from its pixels to those of the picture as it came."""

    grey: Grey
    boxes: list[Box]
    back: Matrix  # 2 × 3

    def origin(self, box: Box) -> Box:
        """Return where a box stands on the picture as it came."""
        corners = np.array([(box.x0, box.top), (box.x1, box.top), (box.x1, box.bottom), (box.x0, box.bottom)])
        return _bounds(_moved(corners, self.back))


def upright(grey: Grey, quads: Quads) -> Upright:
    """Turn a page so that its words run from left to right."""
    quarters = _quarters(grey, quads)
    turn = _quarter_matrix(quarters, *grey.shape)
    grey = np.ascontiguousarray(np.rot90(grey, quarters))
    quads = _moved(np.roll(quads, -quarters, axis=1), turn)  # the first corner is at the top left again
    angle = skew(quads, grey.shape[1])
    if _SKEW[0] <= abs(angle) <= _SKEW[1]:
        level = _level_matrix(angle, *grey.shape)
        size = grey.shape[1], grey.shape[0]
        grey = np.asarray(
            cv2.warpAffine(grey, level, size, flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)), np.uint8
        )
        quads, turn = _moved(quads, level), _after(turn, level)
    back = np.asarray(cv2.invertAffineTransform(turn), np.float64)
    return Upright(grey, [_bounds(quad) for quad in quads], back)


def skew(quads: Quads, width: int) -> float:
    """Return the angle of the lines in degrees, positive where they fall to the right."""
    across = quads[:, 1] - quads[:, 0]
    long = across[:, 0] > width * 0.12
    if not long.any():
        return 0.0
    angles = np.degrees(np.arctan2(across[long, 1], across[long, 0]))
    order = np.argsort(angles)
    weight = np.cumsum(across[long, 0][order])
    return float(angles[order][int(np.searchsorted(weight, weight[-1] / 2))])


def _quarters(grey: Grey, quads: Quads) -> int:
    """Return by how many quarters to the left the page must be turned."""
    if not len(quads):
        return 0
    wide = np.ptp(quads[:, :, 0], axis=1)
    tall = np.ptp(quads[:, :, 1], axis=1)
    longest = np.argsort(-np.maximum(wide, tall))[:_SAMPLES]
    sideways = tall[tall > _TALL * wide].sum() > wide[wide > _TALL * tall].sum()
    samples = [_bounds(quads[n]) for n in longest]
    best = (0.0, 0)
    for quarters in (1, 3) if sideways else (0, 2):
        sure = sum(_sureness(grey, box, quarters) for box in samples) / len(samples)
        best = max(best, (sure, -quarters))
        if sure >= _SURE:
            break
    return -best[1]


def _sureness(grey: Grey, box: Box, quarters: int) -> float:
    part = grey[max(0, int(box.top)) : int(box.bottom) + 1, max(0, int(box.x0)) : int(box.x1) + 1]
    text, sure = engine.words(np.ascontiguousarray(np.rot90(part, quarters)))
    return sure if text.strip() else 0.0


def _quarter_matrix(quarters: int, height: int, width: int) -> Matrix:
    turns = {
        0: ((1, 0, 0), (0, 1, 0)),
        1: ((0, 1, 0), (-1, 0, width - 1)),
        2: ((-1, 0, width - 1), (0, -1, height - 1)),
        3: ((0, -1, height - 1), (1, 0, 0)),
    }
    return np.array(turns[quarters % 4], np.float64)


def _level_matrix(angle: float, height: int, width: int) -> Matrix:
    c, s = cos(radians(angle)), sin(radians(angle))
    x, y = width / 2, height / 2
    return np.array(((c, s, x - c * x - s * y), (-s, c, y + s * x - c * y)), np.float64)


def _after(first: Matrix, second: Matrix) -> Matrix:
    bottom = np.array([[0.0, 0.0, 1.0]])
    return np.asarray(second @ np.concatenate([first, bottom]), np.float64)


def _moved(points: npt.NDArray[np.float64], matrix: Matrix) -> npt.NDArray[np.float64]:
    return np.asarray(points @ matrix[:, :2].T + matrix[:, 2], np.float64)


def _bounds(corners: npt.NDArray[np.float64]) -> Box:
    (x0, top), (x1, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return Box(x0, top, x1, bottom)
