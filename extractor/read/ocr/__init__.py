"""Reads the words of a picture of a page, offline: shared by the readers that meet pictures.

The engine is an optional dependency (`pip install "gouji[ocr]"`). Its wheel carries its models; nothing is fetched.
"""

from __future__ import annotations

from importlib.util import find_spec


def available() -> bool:
    """Tell whether the optional dependency is installed, without importing it."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))
