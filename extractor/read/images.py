"""Pictures of pages: scans and photographs, one page a frame, read by the optional recognition engine."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from extractor.errors import ReadError
from extractor.read import ocr
from extractor.read.content import Content
from extractor.read.limits import Limits

if TYPE_CHECKING:
    from PIL import Image

    from extractor.read.ocr.page import Reading

FORMATS = ("png", "jpg", "tif", "bmp", "gif", "webp")
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"II*\0", "tif"),
    (b"MM\0*", "tif"),
    (b"II+\0", "tif"),
    (b"MM\0+", "tif"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
)
_BITMAP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
_A4 = (595.0, 842.0)  # points
_SHEET = (400.0, 1300.0)  # points of the longer side that a resolution may claim: A6 to A3
_LEAST = 8  # pixels


def recognise(data: bytes, suffix: str) -> str:
    """Return the kind of picture these bytes begin as, whatever the suffix."""
    for signature, form in _SIGNATURES:
        if data.startswith(signature):
            return form
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    is_bitmap = data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in _BITMAP_HEADERS
    return "bmp" if is_bitmap and len(data) > 18 else ""


def read(data: bytes, form: str, limits: Limits) -> Content:
    """Read a picture.

    Raises ReadError: unsupported (recognition is switched off), missing_tool, corrupt, too_large, empty.
    """
    _check(limits)
    from extractor.read.ocr.page import read_page, together

    readings: list[Reading] = []
    with warnings.catch_warnings():
        # Pillow warns of odd metadata and of sizes, which are bounded here.
        warnings.simplefilter("ignore")
        for number, frame in enumerate(_frames(data, form, limits), start=1):
            readings.append(read_page(frame, number, scale_of(frame), limits))
    pieces = together(readings)
    if not any(piece.text.strip() for piece in pieces):
        raise ReadError("empty", "图片里没有识别到文字，请核对图片是否清晰、完整后重新提交。")
    notes = (reading.note(number) for number, reading in enumerate(readings, start=1))
    return Content(tuple(pieces), pages=len(readings), notes=tuple(note for note in notes if note))


def scale_of(image: Image.Image) -> float:
    """Return the pixels per point: from the stated resolution where that makes a sheet of paper, else of A4."""
    width, height = image.size
    stated = image.info.get("dpi", (0, 0))[0]
    if stated and _SHEET[0] <= max(width, height) * 72 / float(stated) <= _SHEET[1]:
        return float(stated) / 72
    short, long = sorted((width, height))
    return max(short / _A4[0], min(long / _A4[1], 1.5 * short / _A4[0]), 0.1)


def _check(limits: Limits) -> None:
    if not limits.ocr:
        raise ReadError("unsupported", "这是图片，文字识别已关闭，请去掉 --no-ocr 选项后再试。")
    if not ocr.available():
        raise ReadError(
            "missing_tool", '这是图片，读取它需要文字识别组件，请执行 pip install "gouji[ocr]" 后再试。'
        )


def _frames(data: bytes, form: str, limits: Limits) -> Iterator[Image.Image]:
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data)) as image:
            count = getattr(image, "n_frames", 1) if form == "tif" else 1
            if count > limits.pages:
                raise ReadError("too_large", f"图片超过 {limits.pages} 页，请拆分后再提交。")
            for number in range(count):
                image.seek(number)
                _check_size(image, limits)
                image.load()
                yield ImageOps.exif_transpose(image)
    except Image.DecompressionBombError as error:
        raise _too_large(limits) from error
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError) as error:
        raise ReadError("corrupt", "图片不完整或已损坏，请重新扫描或导出后再提交。") from error


def _check_size(image: Image.Image, limits: Limits) -> None:
    if image.width * image.height > limits.pixels:
        raise _too_large(limits)
    if min(image.size) < _LEAST:
        raise ReadError("empty", "图片太小，里面没有文字，请核对后重新提交。")


def _too_large(limits: Limits) -> ReadError:
    return ReadError("too_large", f"图片超过 {limits.pixels // 10_000} 万像素，请降低分辨率后再提交。")
