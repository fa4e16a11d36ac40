"""Finds LibreOffice on this computer and runs it: one profile for each, a limit of time, nothing left behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from extractor.errors import ReadError
from extractor.read.limits import Limits

VARIABLE = "GOUJI_SOFFICE"
_MISSING = (
    "读取 .doc、.wps、.rtf、.odt 需要 LibreOffice，请安装后重试（Debian/Ubuntu：apt install libreoffice-writer-nogui，"
    "Windows 和 macOS：从 libreoffice.org 下载），或者用 Word 另存为 .docx 后再提交。"
)
_NAMES = ("soffice.com",) if sys.platform == "win32" else ("soffice", "libreoffice")
_UNIX = ("/opt/libreoffice*/program", "/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program")
_MAC = "Applications/LibreOffice.app/Contents/MacOS"
_PAUSE = 0.05  # seconds between two looks at the results
_GRACE = 10.0  # seconds for a killed program to be gone
_OWN = 2 * 2**30  # bytes of address space that the program itself takes at most
_USUAL = 4 * 2**30  # and a document, where no limit says otherwise
_WINDOWS = (
    "SystemRoot",
    "SystemDrive",
    "ProgramFiles",
    "ProgramData",
    "APPDATA",
    "LOCALAPPDATA",
    "TEMP",
    "TMP",
)
_KEPT = frozenset(("PATH", *_WINDOWS))


def find() -> Path:
    """Return the program: the one that the environment names, the one on the path, or one at a usual place.

    Raises ReadError(missing_tool).
    """
    named = os.environ.get(VARIABLE)
    if named:
        if found := shutil.which(named):
            return Path(found)
        raise ReadError(
            "missing_tool", f"环境变量 {VARIABLE} 指向的 LibreOffice（{named}）不存在，请改正后重试。"
        )
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    found = found or next((str(path) for path in _usual_places() if path.is_file()), None)
    if found is None:
        raise ReadError("missing_tool", _MISSING)
    return Path(found)


def _usual_places() -> Iterator[Path]:
    if sys.platform == "win32":
        for variable in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"):
            if folder := os.environ.get(variable):
                yield Path(folder, "LibreOffice", "program", "soffice.com")
    elif sys.platform == "darwin":
        yield from (Path(root, _MAC, "soffice") for root in ("/", Path.home()))
    else:
        for pattern in _UNIX:
            yield from (folder / "soffice" for folder in sorted(Path("/").glob(pattern[1:]), reverse=True))


class Stalled(Exception):
    """The program made no progress for the time allowed."""


def run(command: Sequence[str | Path], home: Path, progress: Callable[[], int], limits: Limits) -> int:
    """Run a program until it ends and return its exit status; whatever it started ends with it.

    Raises Stalled where `progress` did not grow within the seconds allowed, OSError where it cannot be started.
    """
    process = _start(command, home)
    _bound(process, _OWN + (limits.memory or _USUAL))
    try:
        seen, until = progress(), time.monotonic() + limits.seconds
        while True:
            try:
                return process.wait(_PAUSE)
            except subprocess.TimeoutExpired:
                now = progress()
            if now > seen:
                seen, until = now, time.monotonic() + limits.seconds
            elif time.monotonic() > until:
                raise Stalled
    finally:
        _end(process)


def _start(command: Sequence[str | Path], home: Path) -> subprocess.Popen[bytes]:
    # Settings of the user (displays, proxies, preloaded libraries) do not reach a program that opens hostile files.
    environment = {name: value for name, value in os.environ.items() if name in _KEPT}
    environment |= {"HOME": str(home), "TMPDIR": str(home), "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=home,
        env=environment,
        start_new_session=True,
    )


def _bound(process: subprocess.Popen[bytes], most: int) -> None:
    if sys.platform == "linux":
        import resource

        # It may have ended already. The bound of this process, which it inherits, is made for something else.
        with contextlib.suppress(OSError):
            _, hard = resource.prlimit(process.pid, resource.RLIMIT_AS)
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.prlimit(process.pid, resource.RLIMIT_AS, (most, hard))


def _end(process: subprocess.Popen[bytes]) -> None:
    # The launcher starts a second process, which would live on without it.
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(
                ["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False
            )
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_GRACE)
