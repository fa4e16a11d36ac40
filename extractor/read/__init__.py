"""Reading: bytes of any known format to a `Document`. A new reader is one new module in this package.

A reader module declares `FORMATS`, `recognise(data, suffix)` (the format name, or an empty string) and
`read(data, form)`. Modules without `FORMATS` are helpers of the readers.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from extractor.errors import ReadError
from extractor.model import Document
from extractor.plain import plain
from extractor.read import unreadable
from extractor.read.content import Content, flatten

_LARGEST = 500 * 2**20  # bytes of one file


class Reader(Protocol):
    """What a reader module offers. `RANK`, where present, orders the questions; zero is usual."""

    FORMATS: tuple[str, ...]

    def recognise(self, data: bytes, suffix: str) -> str:
        """Return the format of these bytes, empty when this reader does not know them."""

    def read(self, data: bytes, form: str) -> Content:
        """Read the bytes."""


def read(path: Path | str, name: str | None = None) -> Document:
    """Read one file; the bytes decide the format, not the suffix. `name` is the `file` of the dataset.

    Raises ReadError with a code of the closed list and a Chinese sentence.
    """
    path = Path(path)
    file = (name if name is not None else str(path)).replace("\\", "/")
    data = _bytes_of(path)
    suffix = path.suffix.lower()
    reader, form = _reader_for(data, suffix)
    content = _guarded(reader, data, form)
    text, blocks = flatten(content.pieces)
    if not blocks:
        raise ReadError("empty", "文件里没有文字，请核对后重新提交。")
    return Document(
        document_id=hashlib.sha256(data).hexdigest(),
        file=file,
        format=form,
        text=text,
        plain=plain(text),
        blocks=blocks,
        pages=content.pages,
        notes=content.notes,
    )


@cache
def readers() -> tuple[Reader, ...]:
    """Return every reader module of this package, those with a signature first."""
    modules = [importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)]
    found = [m for m in modules if hasattr(m, "FORMATS")]
    found.sort(key=lambda m: (getattr(m, "RANK", 0), m.__name__))
    return tuple(cast("Reader", m) for m in found)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise ReadError("too_large", f"文件超过 {_LARGEST >> 20} MB，请拆分或压缩图片后再提交。")
        data = path.read_bytes()
    except OSError as error:
        raise ReadError("not_found", f"文件不存在或打不开（{error.strerror}），请检查路径和权限。") from error
    if not data.strip(b"\0 \t\r\n"):
        raise ReadError("empty", "文件是空的，请重新提交。")
    return data


def _reader_for(data: bytes, suffix: str) -> tuple[Reader, str]:
    for reader in readers():
        if form := reader.recognise(data, suffix):
            return reader, form
    raise unreadable.refusal(data, suffix)


def _guarded(reader: Reader, data: bytes, form: str) -> Content:
    # Input is hostile: whatever a parser trips over costs this file only and gets a reason.
    try:
        return reader.read(data, form)
    except ReadError:
        raise
    except MemoryError as error:
        raise ReadError("memory", "内存不足，读不完这个文件，请拆分后再试。") from error
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:120]
        raise ReadError("corrupt", f"文件已损坏或不完整（{reason}），请重新导出后再提交。") from error
