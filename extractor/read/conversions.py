"""Files that an outside program turns into a format another reader knows, many at each start of the program."""

from __future__ import annotations

import hashlib
import tempfile
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
    """Keeps originals and what became of them in a folder of its own, for as long as a run lasts."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._folder = tempfile.TemporaryDirectory(prefix="gouji-", ignore_cleanup_errors=True)
        self._waiting: dict[Converter, dict[Path, str]] = {}
        self._done: dict[Path, Path | ReadError] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._folder.cleanup()

    def add(self, data: bytes, converter: Converter, form: str) -> None:
        """Keep a file for the next `run`."""
        path = self._path(data, form)
        if path not in self._done and not path.exists():
            path.write_bytes(data)
            self._waiting.setdefault(converter, {})[path] = form

    def run(self) -> None:
        """Convert what waits."""
        waiting, self._waiting = self._waiting, {}
        for converter, files in waiting.items():
            self._done |= converter.convert(files, self._limits)

    def take(self, data: bytes, converter: Converter, form: str) -> bytes:
        """Return the converted bytes, made now unless a run made them; they are kept no longer.

        Raises ReadError with the reason why the file could not be converted.
        """
        path = self._path(data, form)
        if path not in self._done:
            self.add(data, converter, form)
            self.run()
        made = self._done[path]
        if isinstance(made, ReadError):
            raise made
        return made.read_bytes()

    def _path(self, data: bytes, form: str) -> Path:
        # The name says nothing of the original: outside programs never see hostile names.
        return Path(self._folder.name, f"{hashlib.sha256(data).hexdigest()[:32]}.{form}")
