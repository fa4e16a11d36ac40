"""The output folder: all is written beside and moved in when whole, so nobody sees half a file."""

from __future__ import annotations

import csv
import errno
import json
import os
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from extractor.errors import WriteError
from extractor.model import Result
from extractor.write.schema import encodable
from extractor.write.summary import Summary

_STAGING = ".gouji-partial"
_LAST = "run.json"
LOCK = ".gouji-lock"
_FLUSHES_NO_FOLDERS = (errno.EINVAL, errno.ENOTSUP)  # what some network file systems say


class Staging:
    """A hidden folder inside the output folder that becomes the output when the run is whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / _STAGING
        try:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(self.path, ignore_errors=True)
            for name in ("data", "text"):
                (self.path / name).mkdir(parents=True)
        except OSError as error:
            raise refusal(folder, error) from error

    def publish(self) -> None:
        """Move every output to its place: files replace files, text/ is replaced as a whole.

        run.json goes first and comes last, so that a folder that has one is whole.
        """
        (self._folder / "data").mkdir(exist_ok=True)
        (self._folder / _LAST).unlink(missing_ok=True)
        self._swap("text")
        made = (path for path in self.path.rglob("*") if path.is_file())
        for source in sorted(made, key=lambda path: (path.name == _LAST, path)):
            os.replace(source, self._folder / source.relative_to(self.path))
        self.discard()

    def discard(self) -> None:
        """Remove what was not moved."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _swap(self, name: str) -> None:
        # The files of an earlier run must go: their documents may no longer be part of this one.
        old = self._folder / f"{_STAGING}-{name}"
        shutil.rmtree(old, ignore_errors=True)
        target = self._folder / name
        if target.exists():
            os.replace(target, old)
        os.replace(self.path / name, target)
        shutil.rmtree(old, ignore_errors=True)


def refusal(folder: Path, error: OSError) -> WriteError:
    """Say in one sentence why an output folder cannot be written."""
    if isinstance(error, PermissionError):
        why = "没有写入权限"
    elif isinstance(error, FileExistsError | NotADirectoryError):
        why = "它或它的上级不是文件夹"
    else:
        why = error.strerror or type(error).__name__
    return WriteError(
        f"无法写入输出文件夹 {folder}（{why}），请换一个文件夹，或关闭正在打开其中文件的程序后再试。"
    )


def flush(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk itself."""
    is_folder = path.is_dir()
    if is_folder and os.name == "nt":  # Windows flushes no folders
        return
    handle = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)
    try:
        os.fsync(handle)
    except OSError as error:
        if not is_folder or error.errno not in _FLUSHES_NO_FOLDERS:
            raise
    finally:
        os.close(handle)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield where to write a file beside its place; it is moved there when it is whole and on the disk, or removed."""
    partial = path.with_name(f".{path.name}{_STAGING}")
    try:
        yield partial
        flush(partial)
        os.replace(partial, path)
        flush(path.parent)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


@contextmanager
def alone(folder: Path, patience: float, busy: str) -> Iterator[None]:
    """Keep other runs out of a folder; one that is still taken after so many seconds is a WriteError, `busy`."""
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=patience)
        lock.acquire()
    except Timeout as error:
        raise WriteError(busy) from error
    except OSError as error:
        raise refusal(folder, error) from error
    try:
        yield
    finally:
        lock.release()


class Texts:
    """The text that offsets point into, one file a document; without a byte order mark, line ends as read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, result: Result) -> None:
        """Write the text of a document."""
        if result.extract:
            path = self._folder / f"{result.document_id}.txt"
            path.write_text(encodable(result.extract.document.text), encoding="utf-8", newline="")


class Timings:
    """timings.csv: seconds per document and step."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._csv = csv.writer(self._file)
        self._csv.writerow(("document_id", "file", "step", "seconds"))

    def add(self, result: Result) -> None:
        """Append the steps of a document."""
        file = encodable(result.file)
        self._csv.writerows((result.document_id, file, step, f"{s:.6f}") for step, s in result.timings)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def tool_version() -> str:
    """Return the version of the installed tool."""
    try:
        return version("gouji")
    except PackageNotFoundError:  # run from a checkout that was never installed
        project = Path(__file__).parents[2] / "pyproject.toml"
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


def write_run(path: Path, digest: str, options: Mapping[str, object], summary: Summary) -> None:
    """Write run.json: how the results were made and what they add up to."""
    run = {
        "version": tool_version(),
        "patterns": digest,
        "options": dict(options),
        "counts": summary.counts(),
        "undetermined_share": summary.undetermined_share,
        "passed_over": list(summary.passed_over),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    path.write_text(encodable(json.dumps(run, ensure_ascii=False, indent=2)) + "\n", encoding="utf-8")
