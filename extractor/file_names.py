"""Names for files made of what others wrote: safe on every system, each given once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from pathlib import PurePosixPath

_UNSAFE = re.compile(
    r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]'
)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_LONGEST = 180  # bytes of one name: 255 is what most file systems hold, and a number may be added
_SUFFIX = 20  # bytes of a suffix that is kept when a name is cut
_DEEPEST = 3_000  # bytes of a whole path


def safe(name: str) -> str:
    """Return one name that every system takes: no separators, no device names, not too long."""
    flat = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip().rstrip(".").strip()
    flat = flat or "_"
    if _RESERVED.fullmatch(flat) or flat.startswith((".", "~$")):
        flat = f"_{flat}"
    stem, dot, suffix = flat.rpartition(".")
    if not dot or len(suffix.encode()) > _SUFFIX:
        return _cut(flat, _LONGEST)
    return f"{_cut(stem, _LONGEST - len(suffix.encode()) - 1)}.{suffix}"


def _cut(text: str, most: int) -> str:
    raw = text.encode()
    return text if len(raw) <= most else raw[:most].decode("utf-8", "ignore").rstrip(" .") or "_"


def common_folder(files: Iterable[str]) -> int:
    """Return how many of the first parts of these names, folders all of them, are the same for all."""
    common: list[str] | None = None
    for file in files:
        folders = file.partition("!/")[0].split("/")[:-1]
        if common is None:
            common = folders
        length = sum(1 for _ in _alike(common, folders))
        common = common[:length]
    return len(common or ())


def _alike(first: list[str], second: list[str]) -> Iterable[str]:
    for a, b in zip(first, second, strict=False):
        if a != b:
            return
        yield a


class Names:
    """Gives each file a path of its own below one folder: equal names, also but for case, get a number."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def path(self, parts: Iterable[str]) -> PurePosixPath:
        """Return a relative path made of these names; the last one gets a number where it is taken."""
        names = [safe(part) for part in parts if part not in ("", ".", "..")] or ["_"]
        while len("/".join(names).encode()) > _DEEPEST and len(names) > 1:
            del names[0]
        folder = PurePosixPath()
        for name in names[:-1]:
            folder = _free(folder / name, self._files)
            self._folders.add(_key(folder))
        path = _free(folder / names[-1], _Either(self._files, self._folders))
        self._files.add(_key(path))
        return path


class _Either(Container[str]):
    def __init__(self, *sets: Container[str]) -> None:
        self._sets = sets

    def __contains__(self, key: object) -> bool:
        return any(key in each for each in self._sets)


def _free(path: PurePosixPath, taken: Container[str]) -> PurePosixPath:
    stem, number = path.stem, 1
    while _key(path) in taken:
        number += 1
        path = path.with_name(f"{stem}（{number}）{path.suffix}")
    return path


def _key(path: PurePosixPath) -> str:
    return unicodedata.normalize("NFKC", str(path)).casefold()
