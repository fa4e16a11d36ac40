"""Where reports come from: files, folders and archives given on the command line, each report once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from extractor.archives import DEPTH, SEPARATOR, is_archive, members, unpack, unpack_all
from extractor.errors import ReadError
from extractor.read import bytes_of, suffix_of
from extractor.read.container import ZIP
from extractor.read.limits import Limits

# What folders and archives are searched for; a file named outright is processed whatever it is called.
SUFFIXES = frozenset(
    {
        *(".docx", ".docm", ".dotx", ".dotm", ".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt"),
        *(".pdf", ".ofd", ".txt", ".md", ".html", ".htm", ".mht", ".mhtml"),
        *(".xlsx", ".xlsm", ".xls", ".et", ".ett", ".csv", ".tsv", ".ods"),
        *(".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".gif", ".webp"),
        # not readable, but a report may hide in them: each gets a row that says so
        *(".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".caj", ".ppt", ".pptx", ".dps", ".eml", ".msg"),
    }
)
_LOCKS = ("~$", ".")
_HEAD = 128
_NESTED = "压缩包里的压缩包又套了压缩包，没有再打开，请解开后再提交。"


@dataclass(frozen=True, slots=True)
class Source:
    """One report before it is read: a file, or a member of an archive (its places from the outermost in).

    `file` is its name in the dataset, `refusal` why it is known not to be readable.
    """

    path: Path
    file: str
    inner: tuple[int, ...] = ()
    refusal: ReadError | None = None

    @classmethod
    def of(cls, path: Path) -> Source:
        """Return the source of a path as given."""
        return cls(path, shown(path))

    def load(self, limits: Limits) -> bytes:
        """Return the bytes. Raises ReadError: whatever `refusal` says, not_found, too_large, corrupt, encrypted."""
        if self.refusal:
            raise self.refusal
        if os.path.isdir(self.path):
            raise ReadError("empty", "文件夹里没有可以处理的报告，请检查路径。")
        if not self.inner:
            return bytes_of(self.path, limits)
        return unpack(_archive(self.path, self.inner[:-1], limits), self.inner[-1], limits)

    def head(self, limits: Limits) -> bytes:
        """Return the first bytes; empty where there are none to be had."""
        try:
            if self.inner or self.refusal:
                return self.load(limits)[:_HEAD]
            with self.path.open("rb") as file:
                return file.read(_HEAD)
        except (OSError, ReadError):
            return b""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is to be processed, sorted by name, and the names of files of other kinds that are passed over."""

    sources: tuple[Source, ...]
    passed_over: tuple[str, ...] = ()


def gather(paths: Iterable[Path], leave_out: Path | None = None, limits: Limits | None = None) -> Gathered:
    """Return what to process, sorted by path, each once; folders and archives are searched.

    Hidden files, lock files, `leave_out` and the output folders of earlier runs are passed over. A folder
    without reports, a path that does not exist and an archive that cannot be opened are kept: they become
    failed results.
    """
    limits = limits or Limits()
    out = os.path.realpath(leave_out) if leave_out else ""
    other: list[str] = []
    files: dict[str, Path] = {}
    for path in sorted((p for given in paths for p in _files(given, out, other)), key=shown):
        files.setdefault(os.path.realpath(path), path)
    sources = [source for path in files.values() for source in _opened(Source.of(path), limits, other)]
    return Gathered(tuple(sorted(sources, key=lambda s: s.file)), tuple(sorted(set(other))))


def _files(path: Path, out: str, other: list[str]) -> Iterator[Path]:
    if not os.path.isdir(path):
        yield path
        return
    walked = list(_walk(path, out))
    files = [file for file in walked if file.suffix.lower() in SUFFIXES]
    other += (shown(file) for file in walked if file.suffix.lower() not in SUFFIXES)
    yield from files or [path]


def _walk(root: Path, out: str) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not _passed_over(Path(folder, name), out)]
        yield from (Path(folder, name) for name in files if not name.startswith(_LOCKS))


def _passed_over(folder: Path, out: str) -> bool:
    if folder.name.startswith(_LOCKS) or folder.name == "__MACOSX" or os.path.realpath(folder) == out:
        return True
    return (folder / "gouji.xlsx").is_file() and (folder / "run.json").is_file()


def _opened(source: Source, limits: Limits, other: list[str]) -> Iterator[Source]:
    """Yield a file itself, or the reports in it where it is an archive."""
    if not source.head(limits).startswith(ZIP):
        yield source
        return
    try:
        data = source.load(limits)
        found = list(_members(source, data, limits, other)) if is_archive(data, suffix_of(source.file)) else [source]
    except ReadError as error:
        found = [Source(source.path, source.file, refusal=error)]
    yield from found


def _members(source: Source, data: bytes, limits: Limits, other: list[str]) -> Iterator[Source]:
    found = [
        Source(source.path, source.file + SEPARATOR + m.name, (*source.inner, m.index), m.refusal)
        for m in members(data, limits)
        if not _is_hidden(m.name)
    ]
    kept = [member for member in found if suffix_of(member.file.partition("#")[0]) in SUFFIXES]
    other += (member.file for member in found if member not in kept)
    if not kept:
        yield Source(
            source.path, source.file, source.inner, ReadError("empty", "压缩包里没有可以处理的报告。")
        )
    for member in kept:
        yield from _nested(member, data, limits, other) if member.file.lower().endswith(".zip") else [member]


def _nested(member: Source, data: bytes, limits: Limits, other: list[str]) -> Iterator[Source]:
    if member.refusal or not is_archive(inside := unpack(data, member.inner[-1], limits), ".zip"):
        yield member
    elif len(member.inner) < DEPTH:
        yield from _members(member, inside, limits, other)
    else:
        yield Source(member.path, member.file, member.inner, ReadError("unsupported", _NESTED))


def _is_hidden(name: str) -> bool:
    parts = name.split("/")
    return "__MACOSX" in parts or any(part.startswith(_LOCKS) for part in parts)


@lru_cache(maxsize=1)
def _archive(path: Path, inner: tuple[int, ...], limits: Limits) -> bytes:
    # The members of one archive are read one after another.
    return unpack_all(bytes_of(path, limits), inner, limits)


def shown(path: Path) -> str:
    """Return a path as the dataset names it: / separated, names in GBK made readable."""
    name = path.as_posix()
    if name.isascii():
        return name
    raw = name.encode("utf-8", "surrogateescape")
    with suppress(UnicodeDecodeError):
        return raw.decode("utf-8")
    return raw.decode("gb18030", "replace")
