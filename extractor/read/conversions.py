"""Files that an outside program turns into a format another reader knows, many at each start of the program."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, Self

from extractor.errors import ReadError
from extractor.read.limits import Limits


class Converter(Protocol):
    """What a reader module offers that does not read its formats itself."""

    def convert(self, files: Mapping[Path, str], limits: Limits) -> Mapping[Path, Path | ReadError]:
        """Return for each file, given with its format, the converted file beside it or why there is none."""


class Conversions:
    """Keeps originals and what became of them in a folder of its own, each until it has been asked for.

    A folder that is given is left as it is in the end.
    """

    def __init__(self, limits: Limits, folder: Path | None = None) -> None:
        self._limits = limits
        self._place = folder
        self._folder: tempfile.TemporaryDirectory[str] | None = None  # made for the first file
        self._latest: dict[str, Path] = {}  # by digest
        self._waiting: dict[Converter, dict[Path, str]] = {}
        self._done: dict[Path, Path | ReadError] = {}
        self._wanted: Counter[Path] = Counter()  # by how many files of the same bytes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def add(self, data: bytes, converter: Converter, form: str) -> None:
        """Keep a file for the next `run`."""
        path = self._path(data, form)
        self._latest[path.stem] = path
        self._wanted[path] += 1
        if self._wanted[path] > 1:
            return
        try:
            path.write_bytes(data)
        except OSError as error:
            reason = f"临时文件夹写不进去（{error.strerror}），请清理磁盘后重试。"
            self._done[path] = ReadError("crashed", reason)
        else:
            self._waiting.setdefault(converter, {})[path] = form

    def run(self) -> None:
        """Convert what waits."""
        waiting, self._waiting = self._waiting, {}
        for converter, files in waiting.items():
            try:
                made = converter.convert(files, self._limits)
            except Exception as error:
                reason = f"转换文件时出错（{type(error).__name__}），请用原软件另存为 .docx 后再提交。"
                made = dict.fromkeys(files, ReadError("crashed", reason))
            self._done |= made

    def place_of(self, data: bytes) -> Path | None:
        """Return where these bytes were kept when they were last added, None where they never were."""
        return self._latest.get(_digest(data))

    def made(self, place: Path) -> Path | ReadError:
        """Return the converted file, or why there is none, of what is kept at a place; it stays wanted."""
        return self._done[place]

    def take(self, data: bytes, converter: Converter, form: str) -> bytes:
        """Return the converted bytes, made now unless a run made them; they are kept no longer than they are wanted.

        Raises ReadError with the reason why the file could not be converted.
        """
        path = self._path(data, form)
        if path not in self._wanted:
            self.add(data, converter, form)
        if path not in self._done:
            self.run()
        made = self._done[path]
        try:
            if isinstance(made, ReadError):
                raise made
            return made.read_bytes()
        finally:
            self._release(path, made)

    def _release(self, path: Path, made: Path | ReadError) -> None:
        self._wanted[path] -= 1
        if self._wanted[path] > 0:
            return
        del self._wanted[path], self._done[path]
        for kept in (path, made):
            if isinstance(kept, Path):
                kept.unlink(missing_ok=True)

    def _path(self, data: bytes, form: str) -> Path:
        if self._place is None:
            self._folder = tempfile.TemporaryDirectory(prefix="gouji-", ignore_cleanup_errors=True)
            self._place = Path(self._folder.name)
        # The name says nothing of the original: outside programs never see hostile names.
        return self._place / f"{_digest(data)}.{form}"


class Unconverted(Exception):
    """Only an outside program can open a file, and nobody has made it do so yet."""


class Converted(Conversions):
    """Holds what became of one file; starts no program."""

    def __init__(self, limits: Limits, made: Path | ReadError | None) -> None:
        super().__init__(limits)
        self._made = made

    def take(self, data: bytes, converter: Converter, form: str) -> bytes:
        """Return the converted bytes. Raises ReadError why there are none, Unconverted where that is not known."""
        if self._made is None:
            raise Unconverted
        if isinstance(self._made, ReadError):
            raise self._made
        return self._made.read_bytes()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]
