"""The recognition engine: one per process, without network, log messages and more threads than wanted.

RapidOCR with the PP-OCRv6 models of its wheel: one finds where words stand, the other reads a line of them.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import numpy.typing as npt
import rapidocr

from extractor.errors import ReadError

if TYPE_CHECKING:
    from rapidocr import RapidOCR

Grey = npt.NDArray[np.uint8]  # one channel, rows of pixels from the top
Quads = npt.NDArray[np.float64]  # n × 4 corners × (x, y), clockwise from the top left

_THREADS = 2
_DETAIL = 1.9  # pixels per point at which words are found: 137 dpi
_LARGEST = 2.0  # how far a small picture is enlarged
_TILE = 1900  # pixels of height that are searched at once
_AREA = 6_000_000  # pixels that are searched in one picture


def find(grey: Grey, scale: float) -> Quads:
    """Return where words stand, in pixels of the picture; `scale` is pixels per point."""
    height, width = grey.shape
    factor = min(_DETAIL / scale, _LARGEST, (_AREA / (width * height)) ** 0.5)
    size = max(32, round(width * factor)), max(32, round(height * factor))
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    small = np.asarray(cv2.resize(grey, size, interpolation=way), np.uint8)
    found = [_find(small[top:bottom]) + np.array((0, top)) for top, bottom in tiles(small)]
    quads = np.concatenate([np.zeros((0, 4, 2)), *found])
    return np.asarray(quads * (width / size[0], height / size[1]), np.float64)


def tiles(grey: Grey) -> list[tuple[int, int]]:
    """Divide a long picture into bands of rows, cut where a row shows the least."""
    height = grey.shape[0]
    cuts = [0]
    while height - cuts[-1] > _TILE:
        first, last = cuts[-1] + _TILE * 3 // 4, cuts[-1] + _TILE
        cuts.append(first + int(np.argmax(grey[first:last].min(axis=1))))
    return list(zip(cuts, [*cuts[1:], height], strict=True))


def words(grey: Grey) -> tuple[str, float]:
    """Read a picture of one line. Returns its text and how sure that is, from 0 to 1."""
    if min(grey.shape) < 2:
        return "", 0.0
    result = _engine()(_colours(grey), use_det=False, use_cls=False, use_rec=True)
    texts, scores = getattr(result, "txts", None), getattr(result, "scores", None)
    return (str(texts[0]), float(scores[0])) if texts and scores else ("", 0.0)


def _find(grey: Grey) -> Quads:
    result = _engine()(_colours(grey), use_det=True, use_cls=False, use_rec=False)
    boxes = getattr(result, "boxes", None)
    return np.zeros((0, 4, 2)) if boxes is None else np.asarray(boxes, np.float64).reshape(-1, 4, 2)


def _colours(grey: Grey) -> Grey:
    return np.ascontiguousarray(np.repeat(grey[:, :, None], 3, axis=2))


@cache
def _engine() -> RapidOCR:
    share = os.environ.get("OMP_NUM_THREADS", "")  # what a pool of workers leaves to each
    threads = min(_THREADS, int(share) if share.isdigit() else os.cpu_count() or 1) or 1
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_preprocess_img": False,  # pictures come in the size wanted
            "Global.use_vertical_padding": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": 8192,
            "Det.model_path": _model("det"),
            "Rec.model_path": _model("rec"),
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _model(task: str) -> str:
    # Named, so that the package never looks for models on the network.
    folder = Path(rapidocr.__file__).parent / "models"
    found = sorted(folder.glob(f"*_{task}_*.onnx"))
    if not found:
        raise ReadError(
            "missing_tool", '已安装的 rapidocr 不含识别模型，请执行 pip install -U "gouji[ocr]" 后再试。'
        )
    return str(found[-1])
