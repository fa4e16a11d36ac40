"""Archives of reports: the members of a zip, whatever encoding its names are in, without unpacking to disk.

A zip (APPNOTE.TXT 4.4.4, 4.6.9) says that a name is UTF-8 by bit 11 or by the extra field 0x7075; without either it
is what the archiving machine used, in China mostly GBK. A link (4.4.15, made on Unix) has no content but a path.
"""

from __future__ import annotations

import posixpath
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from extractor.errors import ReadError
from extractor.read.container import ZIP, contents, opened
from extractor.read.limits import Limits, megabytes

SEPARATOR = "!/"
DEPTH = 2  # an archive, and one inside it
_UTF8 = 1 << 11
_ENCRYPTED = 1
_UNICODE_PATH = 0x7075
_OFFICE = frozenset({"[Content_Types].xml", "OFD.xml", "mimetype"})
_MOST = 40  # times `Limits.unpacked` that an archive may hold in all
_UNIX = 3
_LONGEST = 1000  # characters of a name that are shown, its end


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its place in the archive's list, and a name that is safe to show."""

    index: int
    name: str
    refusal: ReadError | None = None
    size: int = 0  # bytes, as the archive says


def is_archive(data: bytes, suffix: str) -> bool:
    """Tell whether bytes are a zip that is not itself a document (Word, Excel, OFD and others are zips too).

    A broken one is what its suffix promised.
    """
    if not data.startswith(ZIP):
        return False
    try:
        with opened(data, Limits().parts) as archive:
            return _OFFICE.isdisjoint(info.filename for info in archive.infolist())
    except MemoryError:
        raise
    except ReadError:
        return True  # so that nobody makes a list of its members; `members` says why
    except Exception:
        return suffix == ".zip"


def members(data: bytes, limits: Limits) -> tuple[Member, ...]:
    """Return the files of an archive in its own order, folders left out.

    Raises ReadError: corrupt, too_large.
    """
    infos = _opened(data, limits).infolist()
    files = (_member(n, info, limits) for n, info in enumerate(infos) if not info.is_dir())
    found = tuple(_distinct(files))
    Room.of(limits).take(found, limits)
    return found


def unpack(data: bytes, index: int, limits: Limits) -> bytes:
    """Return the bytes of one member. Raises ReadError: corrupt, encrypted, too_large, unsupported."""
    archive = _opened(data, limits)
    infos = archive.infolist()
    if index >= len(infos):
        raise ReadError("corrupt", "压缩包在处理期间被改动，请等它不再变化后重新处理。")
    if refusal := _refusal(infos[index], limits):
        raise refusal
    try:
        return contents(archive, infos[index])
    except NotImplementedError as error:
        raise ReadError(
            "unsupported", "压缩包用了不能识别的压缩方法，请改用普通 zip 压缩后再提交。"
        ) from error
    except zipfile.BadZipFile as error:
        raise ReadError("corrupt", "压缩包里的这个文件已损坏，请重新压缩后再提交。") from error


@dataclass(slots=True)
class Room:
    """What all members of one archive, and of the archives inside it, may still take together."""

    size: int
    members: int

    @classmethod
    def of(cls, limits: Limits) -> Room:
        """Return the room of a whole archive."""
        return cls(limits.unpacked * _MOST, limits.parts)

    def take(self, found: Sequence[Member], limits: Limits) -> None:
        """Count these members in. Raises ReadError(too_large)."""
        self.size -= sum(member.size for member in found)
        self.members -= len(found)
        if self.size < 0 or self.members < 0:
            most = f"{megabytes(limits.unpacked * _MOST)} MB 或 {limits.parts} 个文件"
            raise ReadError("too_large", f"压缩包解开后超过 {most}，请分几个包提交。")


# The members of one archive are read one after another, those of an archive inside it in between.
@lru_cache(maxsize=2)
def _opened(data: bytes, limits: Limits) -> zipfile.ZipFile:
    try:
        return opened(data, limits.parts)
    except (ReadError, MemoryError):
        raise
    except Exception as error:
        raise ReadError("corrupt", "压缩包不完整或已损坏，请重新压缩后再提交。") from error


def _member(index: int, info: zipfile.ZipInfo, limits: Limits) -> Member:
    return Member(index, _safe(_decoded(info)), _refusal(info, limits), info.file_size)


def _refusal(info: zipfile.ZipInfo, limits: Limits) -> ReadError | None:
    if info.flag_bits & _ENCRYPTED:
        return ReadError("encrypted", "压缩包设有密码，请去掉密码后再提交。")
    if info.file_size > limits.file:
        return ReadError("too_large", f"文件超过 {megabytes(limits.file)} MB，请拆分或压缩图片后再提交。")
    if info.create_system == _UNIX and stat.S_ISLNK(info.external_attr >> 16):
        return ReadError("unsupported", "压缩包里的这一项只是指向别处的链接，请放入文件本身后重新压缩。")
    return None


def _decoded(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8:
        return info.filename
    raw = info.orig_filename.encode("cp437", "replace")
    if stated := _unicode_path(info.extra, raw):
        return stated
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return raw.decode("gb18030", "replace")


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """Return the name of the Info-ZIP Unicode path field, if it still belongs to this name."""
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(field) > 5 and struct.unpack("<I", field[1:5])[0] == zlib.crc32(raw):
            return field[5:].decode("utf-8", "replace")
    return ""


def _safe(name: str) -> str:
    """Drop what would lead out of the archive: the name is only ever shown, but others may use it as a path."""
    printable = "".join(c if c.isprintable() else "_" for c in name.replace("\\", "/"))
    parts = [part for part in printable.split("/") if part not in ("", ".", "..")]
    if parts and len(parts[0]) == 2 and parts[0].endswith(":"):
        parts = parts[1:]
    return "/".join(parts)[-_LONGEST:] or "_"


def _distinct(found: Iterator[Member]) -> Iterator[Member]:
    """Tell equal names apart: a.txt, a#2.txt, a#3.txt."""
    seen: dict[str, int] = {}
    for member in found:
        name, count = member.name, seen.get(member.name, 0)
        stem, suffix = posixpath.splitext(member.name)
        while name in seen:
            count += 1
            name = f"{stem}#{count}{suffix}"
        seen[name] = 1
        seen[member.name] = max(count, 1)
        yield replace(member, name=name)
