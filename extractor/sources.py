"""Where reports come from: files, folders and archives given on the command line, each report once."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from extractor.archives import DEPTH, SEPARATOR, Room, is_archive, members, unpack
from extractor.errors import ReadError
from extractor.read import bytes_of, suffix_of
from extractor.read.container import ZIP
from extractor.read.limits import Limits
from extractor.stored import Stored, Url
from extractor.stored import files as stored_files

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
_NO_MEMORY = "内存不足，打不开这个压缩包，请拆分后再试。"
_NESTED = "压缩包里的压缩包又套了压缩包，没有再打开，请解开后再提交。"


@dataclass(frozen=True, slots=True)
class Source:
    """One report before it is read: a file, or a member of an archive (its places from the outermost in).

    `file` is its name in the dataset, `refusal` why it is known not to be readable, `size` what the archive says.
    """

    path: Path | Stored
    file: str
    inner: tuple[int, ...] = ()
    refusal: ReadError | None = None
    size: int = 0

    @classmethod
    def of(cls, path: Path) -> Source:
        """Return the source of a path as given."""
        return cls(path, shown(path))

    def load(self, limits: Limits) -> bytes:
        """Return the bytes. Raises ReadError: whatever `refusal` says, not_found, too_large, corrupt, encrypted."""
        if self.refusal:
            raise self.refusal
        if isinstance(self.path, Path) and os.path.isdir(self.path):
            raise ReadError("empty", "文件夹里没有可以处理的报告，请检查路径。")
        if not self.inner:
            return _bytes(self.path, limits)
        return unpack(_archive(self.path, self.inner[:-1], limits, _state(self.path)), self.inner[-1], limits)

    def head(self, limits: Limits) -> bytes:
        """Return the first bytes; empty where there are none to be had."""
        try:
            if not isinstance(self.path, Path) or self.inner or self.refusal or _is_special(self.path):
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


def gather(
    paths: Iterable[Path | Url], leave_out: Path | None = None, limits: Limits | None = None
) -> Gathered:
    """Return what to process, sorted by path, each once; folders and archives are searched.

    Hidden files, lock files, `leave_out` and the output folders of earlier runs are passed over. A folder
    without reports, a path that does not exist and an archive that cannot be opened are kept: they become
    failed results.
    """
    limits = limits or Limits()
    out = os.path.realpath(leave_out) if leave_out else ""
    other: list[str] = []
    files: dict[str, Path] = {}
    given = list(paths)
    local = (path for path in given if isinstance(path, Path))
    for path in sorted((p for each in local for p in _files(each, out, other)), key=shown):
        files.setdefault(os.path.realpath(path), path)
    begun = [Source.of(path) for path in files.values()]
    begun += [source for url in given if isinstance(url, Url) for source in _in_store(url, other)]
    sources = [found for source in begun for found in _opened(source, limits, other)]
    return Gathered(tuple(sorted(sources, key=lambda s: s.file)), tuple(sorted(set(other))))


def _in_store(url: Url, other: list[str]) -> Iterator[Source]:
    """Yield the reports under an address; what has no suffix of one is passed over, but a file named outright."""
    found = [each for each in stored_files(url) if not _is_hidden(each.address.partition("://")[2])]
    kept = [each for each in found if suffix_of(each.address) in SUFFIXES or each.address == url]
    other += (each.address for each in found if each not in kept)
    if not kept:
        yield Source(
            Path(url), url, refusal=ReadError("not_found", "这个地址里没有可以处理的报告，请检查地址。")
        )
    yield from (Source(each, each.address, size=each.size) for each in kept)


def _bytes(path: Path | Stored, limits: Limits) -> bytes:
    return path.read(limits) if isinstance(path, Stored) else bytes_of(path, limits)


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


def _is_special(path: Path) -> bool:
    """Tell whether reading might never end: a pipe, a device, a socket."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False  # reading says what is wrong
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _opened(source: Source, limits: Limits, other: list[str]) -> Iterator[Source]:
    """Yield a file itself, or the reports in it where it is an archive."""
    if not source.head(limits).startswith(ZIP):
        yield source
        return
    search = _Search(limits, other)
    yield from search.inside(source, lambda: source.load(limits), suffix_of(source.file)) or [source]


class _Search:
    """Looks for reports in one archive and in those inside it; one that cannot be opened costs only itself."""

    def __init__(self, limits: Limits, other: list[str]) -> None:
        self._limits = limits
        self._other = other
        self._room = Room.of(limits)

    def inside(self, source: Source, load: Callable[[], bytes], suffix: str) -> list[Source]:
        """Return the reports in an archive, or why there are none; nothing for what is no archive."""
        try:
            data = load()
            return self._reports(source, data) if is_archive(data, suffix) else []
        except ReadError as error:
            # A new one: what was raised holds on to the archive by its traceback.
            return [replace(source, refusal=ReadError(error.code, str(error)))]
        except MemoryError:
            return [replace(source, refusal=ReadError("memory", _NO_MEMORY))]

    def _reports(self, source: Source, data: bytes) -> list[Source]:
        found = [member for member in members(data, self._limits) if not _is_hidden(member.name)]
        self._room.take(found, self._limits)
        kept: list[Source] = []
        for member in found:
            report = Source(
                source.path,
                source.file + SEPARATOR + member.name,
                (*source.inner, member.index),
                member.refusal,
                member.size,
            )
            if suffix_of(member.name) in SUFFIXES:
                kept += self._member(report, data)
            else:
                self._other.append(report.file)
        if not kept:
            raise ReadError("empty", "压缩包里没有可以处理的报告。")
        return kept

    def _member(self, report: Source, data: bytes) -> list[Source]:
        if report.refusal or not report.file.lower().endswith(".zip"):
            return [report]
        if len(report.inner) >= DEPTH:
            return [replace(report, refusal=ReadError("unsupported", _NESTED))]
        return self.inside(report, lambda: unpack(data, report.inner[-1], self._limits), ".zip") or [report]


def _is_hidden(name: str) -> bool:
    parts = name.split("/")
    return "__MACOSX" in parts or any(part.startswith(_LOCKS) for part in parts)


# The members of one archive are read one after another.
@lru_cache(maxsize=2)
def _archive(path: Path | Stored, inner: tuple[int, ...], limits: Limits, state: tuple[int, ...]) -> bytes:
    if not inner:
        return _bytes(path, limits)
    return unpack(_archive(path, inner[:-1], limits, state), inner[-1], limits)


def _state(path: Path | Stored) -> tuple[int, ...]:
    """Return what changes when the file does; a stored one says it itself."""
    if isinstance(path, Stored):
        return ()
    with suppress(OSError):
        found = path.stat()
        return found.st_mtime_ns, found.st_size, found.st_ino
    return ()


def shown(path: Path | Url) -> str:
    """Return a path as the dataset names it: / separated, names in GBK made readable; an address as it is."""
    if isinstance(path, Url):
        return str(path)
    name = path.as_posix()
    if name.isascii():
        return name
    raw = name.encode("utf-8", "surrogateescape")
    with suppress(UnicodeDecodeError):
        return raw.decode("utf-8")
    return raw.decode("gb18030", "replace")
