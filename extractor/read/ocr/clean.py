"""A picture as dark print on white paper: without red stamps, shades and uneven light."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from extractor.read.ocr.boxes import Box
from extractor.read.ocr.engine import Grey

Colours = npt.NDArray[np.uint8]

_RED = 40  # levels by which red exceeds green and blue in stamp ink
_NEAR = 9  # points between the strokes of one stamp
_STAMP = (40.0, 260.0)  # points across: official stamps measure 38 to 45 mm, name stamps 15 to 20
_OBLONG = 2.0
_EDGE = 4.0  # points from the edge of the sheet: a stamp across several sheets shows a strip there
_BLACK = 60  # level of print under a stamp
_COARSE = 0.7  # pixels per point at which the light on the paper is measured
_WHITE = 240
_DARK = 96  # a ground darker than this is a picture, not paper


def cleaned(image: Image.Image, scale: float) -> Grey:
    """Return the picture in grey with white ground and without stamps; `scale` is pixels per point."""
    if image.mode in ("1", "L", "LA") or image.mode.startswith(("I", "F")):
        return even(_depth(image), scale)
    colours = _on_white(image)
    return even(without_stamps(colours, scale), scale)


def without_stamps(colours: Colours, scale: float) -> Grey:
    """Return the grey picture in which red stamps have vanished and print under them stays.

    Red ink reflects red light as paper does, black print does not: under a stamp the red channel tells them apart.
    """
    grey = np.asarray(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY), np.uint8)
    red = np.asarray(colours[:, :, 0], np.int16)
    excess = red - colours[:, :, 1:].max(axis=2)
    mask = excess > _RED
    for box in stamps(mask, scale):
        area = np.s_[int(box.top) : int(box.bottom) + 1, int(box.x0) : int(box.x1) + 1]
        ink = float(np.median(red[area][mask[area]]))
        black = min(_BLACK, ink / 2)
        paper = np.clip((red[area] - black) * (255 / (ink - black)), 0, 255)
        inked = cv2.dilate(mask[area].astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
        inked &= excess[area] > _RED // 4
        grey[area] = np.where(inked, np.maximum(paper, grey[area]), grey[area])
    return grey


def stamps(mask: npt.NDArray[np.bool_], scale: float) -> list[Box]:
    """Return the boxes of what is red and has the size of a stamp; red words are wide or small."""
    height, width = mask.shape
    size = max(1, round(width / scale)), max(1, round(height / scale))
    coarse = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.1
    if not coarse.any():
        return []
    near = np.ones((_NEAR, _NEAR), np.uint8)
    joined = cv2.morphologyEx(coarse.astype(np.uint8), cv2.MORPH_CLOSE, near)
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for x, y, wide, tall, _ in stats[1:].tolist():
        if _is_stamp(x, wide, tall, size[0]):
            found.append(Box(x - 2, y - 2, x + wide + 2, y + tall + 2).scaled(scale))
    return [box.common(Box(0, 0, width - 1, height - 1)) for box in found]


def even(grey: Grey, scale: float) -> Grey:
    """Return the picture with the ground made white, shades and shadows included."""
    height, width = grey.shape
    factor = min(1.0, _COARSE / scale)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    # Closing keeps the edges of a shaded cell and forgets what is narrower than the space around words.
    ground = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), 5)
    if int(ground.min()) >= _WHITE:
        return grey
    ground = cv2.resize(np.maximum(ground, _DARK), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, ground, scale=255), np.uint8)


def _is_stamp(x: int, wide: int, tall: int, sheet: int) -> bool:
    low, high = _STAMP
    if low <= wide <= high and low <= tall <= high and max(wide, tall) <= _OBLONG * min(wide, tall):
        return True
    return low <= tall <= high and wide <= high and (x <= _EDGE or x + wide >= sheet - _EDGE)


def _on_white(image: Image.Image) -> Colours:
    if "A" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        image = Image.alpha_composite(ground, layer)
    return np.asarray(image.convert("RGB"), np.uint8)


def _depth(image: Image.Image) -> Grey:
    if image.mode in ("1", "L"):
        return np.asarray(image.convert("L"), np.uint8)
    if image.mode == "LA":
        return np.asarray(Image.fromarray(_on_white(image)).convert("L"), np.uint8)
    levels = np.asarray(image, np.float32)  # more than 8 bits a pixel
    top = max(1.0, float(np.nan_to_num(levels).max()))
    return np.asarray(np.clip(np.nan_to_num(levels) * (255 / top), 0, 255), np.uint8)
