"""Reading: bytes of any known format to a `Document`. A new reader is one new module in this package.

A reader module declares `FORMATS`, `recognise(data, suffix)` (the format name, or an empty string) and
`read(data, form, limits)`; one that leaves the work to an outside program declares `convert(files, limits)`
instead, and `SIGNS`, bytes of which one is among the first of its files. Modules without
`FORMATS` are helpers of the readers.
"""

from __future__ import annotations

import gc
import hashlib
import importlib
import os
import pkgutil
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from io import FileIO
from pathlib import Path
from typing import Protocol, cast

from extractor.document import Document
from extractor.errors import ReadError
from extractor.plain import plain
from extractor.read import unreadable
from extractor.read.content import Content, flatten
from extractor.read.conversions import Conversions, Converter
from extractor.read.limits import Limits, megabytes

_CHUNK = 2**16
BROKEN = "文件已损坏或不完整，请用原软件打开后另存，或重新导出后再提交。"


class Reader(Protocol):
    """What a reader module offers. `RANK`, where present, orders the questions; zero is usual."""

    FORMATS: tuple[str, ...]

    def recognise(self, data: bytes, suffix: str) -> str:
        """Return the format of these bytes, empty when this reader does not know them."""

    def read(self, data: bytes, form: str, limits: Limits) -> Content:
        """Read the bytes."""


def read(path: Path | str, name: str | None = None, limits: Limits | None = None) -> Document:
    """Read one file; the bytes decide the format, not the suffix. `name` is the `file` of the dataset.

    Raises ReadError with a code of the closed list and a Chinese sentence.
    """
    limits = limits or Limits()
    file = (name if name is not None else str(path)).replace("\\", "/")
    return read_bytes(bytes_of(Path(path), limits), file, limits)


def read_bytes(
    data: bytes, file: str, limits: Limits | None = None, conversions: Conversions | None = None
) -> Document:
    """Read the bytes of one file, wherever they came from. `conversions` holds what was converted in advance."""
    limits = limits or Limits()
    if not data.strip(b"\0 \t\r\n"):
        raise ReadError("empty", "文件是空的，请重新提交。")
    suffix = suffix_of(file)
    with ExitStack() as stack:
        stack.enter_context(_collector_off())
        reader, form = _reader_for(data, suffix)
        if hasattr(reader, "convert"):
            store = conversions or stack.enter_context(Conversions(limits))
            made = store.take(data, cast("Converter", reader), form)
            content = _guarded(*_reader_for(made, ""), made, limits)
        else:
            content = _guarded(reader, form, data, limits)
        return _document(data, file, form, content)


def _document(data: bytes, file: str, form: str, content: Content) -> Document:
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
        margins=content.margins,
        remarks=content.remarks,
    )


@contextmanager
def _collector_off() -> Iterator[None]:
    """Keep the collector still: a document is many small records without cycles, and looking for some costs a third."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def offer(data: bytes, file: str, conversions: Conversions) -> None:
    """Have a file that only an outside program can open converted with others by the next `conversions.run()`."""
    suffix = suffix_of(file)
    for reader in readers():
        if form := reader.recognise(data, suffix):
            if hasattr(reader, "convert"):
                conversions.add(data, cast("Converter", reader), form)
            return


def may_need_conversion(head: bytes) -> bool:
    """Tell by the first bytes whether a file may be one that only an outside program can open."""
    return any(sign in head for reader in readers() for sign in getattr(reader, "SIGNS", ()))


@cache
def readers() -> tuple[Reader, ...]:
    """Return every reader module of this package, those with a signature first."""
    modules = [importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)]
    found = [m for m in modules if hasattr(m, "FORMATS")]
    found.sort(key=lambda m: (getattr(m, "RANK", 0), m.__name__))
    return tuple(cast("Reader", m) for m in found)


def suffix_of(file: str) -> str:
    """Return the suffix of a file name in lower case, with its dot."""
    return Path(file).suffix.lower()


def bytes_of(path: Path, limits: Limits) -> bytes:
    """Return the bytes of a file. Raises ReadError: not_found, too_large, unsupported for a pipe or a device."""
    try:
        with open(path, "rb", buffering=0, opener=_without_waiting) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise ReadError("unsupported", "这是管道或设备，不是文件，请改为文件本身。")
            # Files grow, and some of the system's say that they are empty: the size is no promise.
            data = (
                b"".join(_chunks(file, found.st_size, limits.file)) if found.st_size <= limits.file else None
            )
    except OSError as error:
        raise ReadError("not_found", "文件不存在或打不开，请检查路径、文件名和权限。") from error
    if data is None or len(data) > limits.file:
        raise ReadError("too_large", f"文件超过 {megabytes(limits.file)} MB，请拆分或压缩图片后再提交。")
    return data


def _chunks(file: FileIO, size: int, most: int) -> Iterator[bytes]:
    """Yield a file piece by piece until there is more of it than `most` bytes."""
    while most >= 0 and (chunk := file.read(min(max(size, _CHUNK), most) + 1)):
        most -= len(chunk)
        yield chunk


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # a pipe is waited for otherwise


def _reader_for(data: bytes, suffix: str) -> tuple[Reader, str]:
    for reader in readers():
        if form := reader.recognise(data, suffix):
            return reader, form
    raise unreadable.refusal(data, suffix)


def _guarded(reader: Reader, form: str, data: bytes, limits: Limits) -> Content:
    # Input is hostile: whatever a parser trips over costs this file only and gets a reason.
    try:
        return reader.read(data, form, limits)
    except ReadError:
        raise
    except MemoryError as error:
        raise ReadError("memory", "内存不足，读不完这个文件，请拆分后再试。") from error
    except Exception as error:
        raise ReadError("corrupt", BROKEN) from error
