"""From paths to results: finds the reports, processes each on its own, and never lets one stop the rest."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from extractor.errors import PatternError, ReadError
from extractor.model import Result

if TYPE_CHECKING:
    from extractor.patterns import Patterns

T = TypeVar("T")
Progress = Callable[[Result], None]

# What a folder is searched for; a file named outright is processed whatever it is called.
SUFFIXES = frozenset(
    {
        *(".docx", ".docm", ".dotx", ".doc", ".wps", ".rtf", ".odt"),
        *(".pdf", ".ofd", ".txt", ".md", ".html", ".htm"),
        *(".xlsx", ".xls", ".et", ".csv", ".zip"),
        *(".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff"),
    }
)
_LOCKS = ("~$", ".")
_CHUNK = 1 << 20


def gather(paths: Iterable[Path], leave_out: Path | None = None) -> tuple[Path, ...]:
    """Return the files to process, sorted by path, each once; folders are walked.

    Hidden files, lock files, `leave_out` and the output folders of earlier runs are passed over. A folder
    without reports and a path that does not exist are kept: they become failed results.
    """
    out = os.path.realpath(leave_out) if leave_out else ""
    found: dict[str, Path] = {}
    for path in sorted((p for given in paths for p in _files(given, out)), key=shown):
        found.setdefault(os.path.realpath(path), path)
    return tuple(found.values())


def _files(path: Path, out: str) -> Iterator[Path]:
    if not os.path.isdir(path):
        yield path
        return
    files = [file for file in _walk(path, out) if file.suffix.lower() in SUFFIXES]
    yield from files or [path]


def _walk(root: Path, out: str) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not _passed_over(Path(folder, name), out)]
        yield from (Path(folder, name) for name in files if not name.startswith(_LOCKS))


def _passed_over(folder: Path, out: str) -> bool:
    if folder.name.startswith(_LOCKS) or folder.name == "__MACOSX" or os.path.realpath(folder) == out:
        return True
    return (folder / "gouji.xlsx").is_file() and (folder / "run.json").is_file()


def shown(path: Path) -> str:
    """Return a path as the dataset names it: / separated, names in GBK made readable."""
    name = path.as_posix()
    if name.isascii():
        return name
    raw = name.encode("utf-8", "surrogateescape")
    with suppress(UnicodeDecodeError):
        return raw.decode("utf-8")
    return raw.decode("gb18030", "replace")


def run(paths: Sequence[Path], patterns: Patterns, progress: Progress | None = None) -> Iterator[Result]:
    """Process the files of `gather` one after another; `progress` is told of each result.

    Raises PatternError when a pattern turns out to be wrong; whatever else happens costs only its file.
    """
    for path in paths:
        result = process(path, patterns)
        if progress:
            progress(result)
        yield result


def process(path: Path, patterns: Patterns) -> Result:
    """Read, extract and audit one file; a failure becomes a result with its code and reason."""
    clock = _Clock()
    try:
        return _processed(path, patterns, clock)
    except PatternError:
        raise
    except ReadError as error:
        return _failed(path, error.code, str(error), clock)
    except MemoryError:
        return _failed(path, "memory", "内存不足，处理不了这个文件，请拆分后再试。", clock)
    except Exception as error:
        return _failed(path, "crashed", _apology(error), clock)


def _processed(path: Path, patterns: Patterns, clock: _Clock) -> Result:
    from extractor.read import read

    if os.path.isdir(path):
        raise ReadError("empty", "文件夹里没有可以处理的报告，请检查路径。")
    document = clock.time("read", lambda: read(path, shown(path)))
    from extractor.checks import audit
    from extractor.pipeline import extract

    understood = clock.time("extract", lambda: extract(document, patterns))
    findings = clock.time("audit", lambda: audit(understood, patterns))
    return Result(
        file=document.file,
        document_id=document.document_id,
        format=document.format,
        extract=understood,
        findings=tuple(findings),
        timings=clock.steps(),
    )


def _failed(path: Path, code: str, message: str, clock: _Clock) -> Result:
    return Result(
        file=shown(path),
        document_id=_digest(path),
        format=path.suffix.lower().lstrip(".") if not os.path.isdir(path) else "",
        error_code=code,
        error=message,
        timings=clock.steps(),
    )


def _digest(path: Path) -> str:
    """Return the sha256 of the bytes, empty when they cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()


def _apology(error: Exception) -> str:
    """Say what kind of error it was and where, so that a report of it is of use."""
    trace, where = error.__traceback__, ""
    while trace:
        code = trace.tb_frame.f_code
        if "extractor" in Path(code.co_filename).parts:
            where = f"，{Path(code.co_filename).name} 第 {trace.tb_lineno} 行"
        trace = trace.tb_next
    return f"处理这个文件时程序出错（{type(error).__name__}{where}），其余文件不受影响，请把它发给维护人员。"


class _Clock:
    """Seconds per step of one document."""

    def __init__(self) -> None:
        self._steps: list[tuple[str, float]] = []

    def time(self, step: str, work: Callable[[], T]) -> T:
        """Do the work and note how long it took, also when it fails."""
        begin = time.perf_counter()
        try:
            return work()
        finally:
            self._steps.append((step, time.perf_counter() - begin))

    def steps(self) -> tuple[tuple[str, float], ...]:
        """Return the steps so far."""
        return tuple(self._steps)
