"""Every exception gouji raises on purpose, as one tree.

    GoujiError
    ├── ReadError        one input cannot be read; costs only itself
    ├── PatternError     patterns/*.toml are wrong; names file and entry
    └── WriteError       the output folder cannot be written

Messages are single Chinese sentences that say what is wrong and what to do.
"""

from __future__ import annotations


class GoujiError(Exception):
    """Base of all errors a user may see; `str(error)` is one Chinese sentence."""


class ReadError(GoujiError):
    """An input file cannot be read.

    `code` is one of the closed list in docs/dataset.md (documents.error_code).
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str]]:
        return type(self), (self.code, str(self))


class PatternError(GoujiError):
    """A pattern file is wrong; the message names the file and the entry."""


class WriteError(GoujiError):
    """The results cannot be written."""
