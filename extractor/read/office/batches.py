"""Converts files in batches; what a crash or a hang left undone is tried again one by one."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from extractor.errors import ReadError
from extractor.read.limits import Limits
from extractor.read.office import program
from extractor.read.office.fields import ready
from extractor.read.office.inspect import unopened
from extractor.read.office.numbers import restore
from extractor.read.office.profile import write_profile

_SIZE = 50
_TARGET = "docx:MS Word 2007 XML"
_OPTIONS = ("--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault", "--nologo")
_ENDED = (0, 1)  # exit statuses of a program that came to its end, whatever became of the files
_FAILURES = {
    "timeout": "LibreOffice 在规定时间内打不开这个文件，请用 Word 打开另存为 .docx 后再提交。",
    "crashed": "LibreOffice 处理这个文件时异常退出，请用 Word 打开另存为 .docx 后再提交。",
}


def convert(files: Mapping[Path, str], limits: Limits) -> dict[Path, Path | ReadError]:
    """Return for each file, given with its format, the Word file made beside it, or why there is none."""
    try:
        soffice = program.find()
        waiting = list(files.items())
        found: dict[Path, Path | ReadError] = {}
        for start in range(0, len(waiting), _SIZE):
            found |= _batch(soffice, dict(waiting[start : start + _SIZE]), limits)
    except ReadError as error:
        return dict.fromkeys(files, error)
    return found


def _batch(soffice: Path, files: Mapping[Path, str], limits: Limits) -> dict[Path, Path | ReadError]:
    failure = _convert(soffice, files, limits)
    found: dict[Path, Path | ReadError] = {}
    for path, form in files.items():
        # One bad file takes its neighbours along: each of them gets a start of its own.
        if len(files) > 1 and not _result(path).exists():
            failure = _convert(soffice, {path: form}, limits)
        found[path] = _result(path) if _result(path).exists() else _error(path, failure)
    return found


def _convert(soffice: Path, files: Mapping[Path, str], limits: Limits) -> str:
    """Convert some files with one start of the program and return how that failed: timeout, crashed, or not at all."""
    with tempfile.TemporaryDirectory(prefix="gouji-", ignore_cleanup_errors=True) as name:
        folder, made = Path(name), Path(name, "made")
        made.mkdir()
        # Numbers for names, so that results are told apart and no name is an option.
        sources = [folder / f"{number}.{form}" for number, form in enumerate(files.values())]
        for source, (path, form) in zip(sources, files.items(), strict=True):
            source.write_bytes(ready(path.read_bytes(), form, limits))
        settings = write_profile(folder / "profile")
        command: list[str | Path] = [
            soffice,
            settings,
            *_OPTIONS,
            "--convert-to",
            _TARGET,
            "--outdir",
            made,
            *sources,
        ]
        failure = _run(command, folder, made, limits)
        for number, path in enumerate(files):
            result = made / f"{number}.docx"
            # A file that was being written when the program ended has no directory yet.
            if zipfile.is_zipfile(result):
                restore(result)
                shutil.move(result, _result(path))
    return failure


def _run(command: Sequence[str | Path], folder: Path, made: Path, limits: Limits) -> str:
    try:
        status = program.run(command, folder, lambda: len(os.listdir(made)), limits)
    except program.Stalled:
        return "timeout"
    except OSError as error:
        raise ReadError(
            "missing_tool", f"LibreOffice 无法启动（{error.strerror}），请重新安装后再试。"
        ) from error
    return "" if status in _ENDED else "crashed"


def _result(path: Path) -> Path:
    return path.with_name(f"{path.name}.docx")


def _error(path: Path, failure: str) -> ReadError:
    return ReadError(failure, _FAILURES[failure]) if failure else unopened(path.read_bytes())
