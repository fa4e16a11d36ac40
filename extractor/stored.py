"""Files that lie in a store (an object store, a web server) and not in a folder, by their addresses.

Any address that fsspec knows will do: s3://…, oss://…, hdfs://…, http://…, memory://….
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from extractor.errors import GoujiError, ReadError, WriteError
from extractor.read.limits import Limits, megabytes

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_LAST = "run.json"
_REPLACED = ("annotated", "letters")  # folders of files that an earlier run named otherwise


class Url(str):
    """An address in a store."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """One file of a store. `size` in bytes, `state` what changes when the file does."""

    address: str
    size: int
    state: str = ""

    def read(self, limits: Limits) -> bytes:
        """Return the bytes. Raises ReadError: not_found, too_large."""
        try:
            with _fsspec().open(self.address, "rb") as file:
                data: bytes = file.read(limits.file + 1)
        except Exception as error:  # each kind of store raises its own
            raise ReadError("not_found", "文件不存在或打不开，请检查地址和权限。") from error
        if len(data) > limits.file:
            raise ReadError("too_large", f"文件超过 {megabytes(limits.file)} MB，请拆分或压缩图片后再提交。")
        return data


def is_address(text: str) -> bool:
    """Tell whether a text is an address and no path."""
    return _ADDRESS.match(text) is not None


def files(url: Url) -> Iterator[Stored]:
    """Yield every file under an address, or the one file that it is. Raises GoujiError."""
    system, path = _opened(url)
    try:
        found = system.find(path, detail=True)
        if not found and system.exists(path):
            found = {path: system.info(path)}
    except Exception as error:
        raise GoujiError(f"打不开 {url}，请检查地址和权限。") from error
    for name, info in sorted(found.items()):
        state = str(info.get("ETag") or info.get("mtime") or info.get("LastModified") or "")
        yield Stored(str(system.unstrip_protocol(name)), int(info.get("size") or 0), state)


def workplace(url: Url) -> Path:
    """Return the folder of this machine in which the results for an address are made, the same for each run."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "gouji" / hashlib.sha256(url.encode()).hexdigest()[:16]


def publish(folder: Path, url: Url) -> None:
    """Put the outputs of a run where they belong, run.json last. Raises WriteError."""
    system, root = _opened(url)
    made = [path for path in folder.rglob("*") if path.is_file() and not _is_own(path.relative_to(folder))]
    try:
        for old in (_LAST, "text", *(name for name in _REPLACED if (folder / name).exists())):
            place = f"{root.rstrip('/')}/{old}"
            if system.exists(place):
                system.rm(place, recursive=True)
        for path in sorted(made, key=lambda path: (path.name == _LAST, path)):
            target = PurePosixPath(root, path.relative_to(folder).as_posix())
            system.makedirs(str(target.parent), exist_ok=True)
            system.put_file(str(path), str(target))
    except Exception as error:
        raise WriteError(
            f"无法写到 {url}，结果留在 {folder}，请检查地址和权限后再运行一次同样的命令。"
        ) from error


def _is_own(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _opened(url: Url) -> tuple[AbstractFileSystem, str]:
    try:
        system, path = _fsspec().core.url_to_fs(str(url))
    except (ImportError, ValueError) as error:
        raise GoujiError(f"{url} 这类地址需要另装组件才能打开，请见 docs/scale.md。") from error
    return system, str(path)


def _fsspec() -> Any:
    try:
        import fsspec
        import fsspec.core
    except ImportError as error:
        raise GoujiError("地址需要先安装组件才能打开，请运行 pip install 'gouji[dask]'。") from error
    return fsspec
