"""Files handed in: checked, kept by the hash of their bytes, laid out as they were named for a job."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO

from extractor.archives import is_archive, members
from extractor.errors import GoujiError, ReadError
from extractor.read.limits import Limits, megabytes
from extractor.sources import SUFFIXES
from extractor.web import jobs, trail
from extractor.web.database import Database
from extractor.web.settings import Intake, Settings
from extractor.web.trail import Actor

_UNREADABLE = {".rar", ".7z", ".tar", ".gz", ".tgz", ".caj", ".ppt", ".pptx", ".dps", ".eml", ".msg"}
ACCEPTED = frozenset(SUFFIXES - _UNREADABLE)
_LONGEST = 120  # characters of a name, its suffix included
_SHOWN = 5
_BLOCK = 2**20
_ODD = set('<>:"|?*')


@dataclass(frozen=True, slots=True)
class Handed:
    """One file as it arrived, under the name that the browser gave."""

    name: str
    content: IO[bytes]


class TooLarge(GoujiError):
    """More than the room takes in at once."""


def take(settings: Settings, database: Database, actor: Actor, files: Sequence[Handed]) -> int:
    """Keep files and queue a job for them; return its number. Raises GoujiError and takes none then."""
    sizes = _checked(settings.intake, files)
    kept = [(clean(each.name), _keep(settings, each.content)) for each in files]
    for name, digest in kept:
        _check_archive(settings, name, digest)
    with database.writing() as connection:
        number = jobs.create(connection, actor, len(files), sum(sizes))
        _lay_out(settings, number, kept)
        names = "、".join(name for name, _ in kept[:_SHOWN])
        trail.log(connection, actor, "upload", f"任务 {number}", f"{len(kept)} 个文件：{names}")
    return number


def clean(name: str) -> str:
    """Return the last part of a name as a file may be called everywhere, its suffix kept."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c if c.isprintable() and c not in _ODD else "_" for c in last)
    shown = shown.strip().lstrip(".~$ ") or "_"
    suffix = PurePosixPath(shown).suffix
    return shown.removesuffix(suffix)[: _LONGEST - len(suffix)].rstrip(". ") + suffix


def keep_bytes(settings: Settings, data: bytes) -> None:
    """Keep a file under the hash of its bytes."""
    target = settings.originals(hashlib.sha256(data).hexdigest())
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}-{os.getpid()}")
        partial.write_bytes(data)
        os.replace(partial, target)


def _checked(intake: Intake, files: Sequence[Handed]) -> list[int]:
    if not files:
        raise GoujiError("请先选择要上传的文件。")
    if len(files) > intake.files:
        raise TooLarge(f"一次最多上传 {intake.files} 个文件，请分几次，或打成 zip 包。")
    wrong = [each.name for each in files if PurePosixPath(clean(each.name)).suffix.lower() not in ACCEPTED]
    if wrong:
        told = "、".join(clean(name) for name in wrong[:_SHOWN])
        raise GoujiError(f"不接收这种类型的文件：{told}。请上传 Word、WPS、PDF、OFD、Excel、图片或 zip。")
    sizes = [_size(each.content) for each in files]
    for each, size in zip(files, sizes, strict=True):
        if size > intake.file:
            raise TooLarge(f"{clean(each.name)} 超过 {megabytes(intake.file)} MB，请拆分后再上传。")
    if sum(sizes) > intake.total:
        raise TooLarge(f"一次最多上传 {megabytes(intake.total)} MB，请分几次上传。")
    return sizes


def _size(content: IO[bytes]) -> int:
    size = content.seek(0, os.SEEK_END)
    content.seek(0)
    return size


def _keep(settings: Settings, content: IO[bytes]) -> str:
    """Write a file under its hash, whole or not at all; return the hash."""
    folder = settings.room / "originals"
    folder.mkdir(parents=True, exist_ok=True)
    digest = _digest(content)
    target = settings.originals(digest)
    if not target.exists():
        content.seek(0)
        target.parent.mkdir(exist_ok=True)
        partial = target.with_name(f".{digest}-{os.getpid()}-{id(content)}")
        with partial.open("wb") as file:
            shutil.copyfileobj(content, file, _BLOCK)
        os.replace(partial, target)
    return digest


def _digest(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := content.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _check_archive(settings: Settings, name: str, digest: str) -> None:
    """Refuse an archive that says it unpacks to more than the room takes in."""
    if not name.lower().endswith(".zip"):
        return
    intake, data = settings.intake, settings.originals(digest).read_bytes()
    if not is_archive(data, ".zip"):
        return
    try:
        found = members(data, replace(Limits(), parts=intake.files))
    except ReadError as error:
        kind = TooLarge if error.code == "too_large" else GoujiError
        raise kind(f"{name}：{error}") from error
    if sum(member.size for member in found) > intake.unpacked:
        raise TooLarge(f"{name} 解开后超过 {megabytes(intake.unpacked)} MB，请分几个包上传。")


def _lay_out(settings: Settings, number: int, kept: Sequence[tuple[str, str]]) -> None:
    """Put files under their names into the folder of a job; equal names are told apart."""
    folder = settings.job(number) / "files"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, digest in kept:
        target, count = folder / name, 1
        while target.exists():
            count += 1
            target = folder / f"{PurePosixPath(name).stem}#{count}{PurePosixPath(name).suffix}"
        _link(settings.originals(digest), target)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or a file system without links
        shutil.copyfile(source, target)
