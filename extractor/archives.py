"""Archives of reports: the members of a zip, whatever encoding its names are in, without unpacking to disk.

A zip (APPNOTE.TXT 4.4.4, 4.6.9) says that a name is UTF-8 by bit 11 or by the extra field 0x7075; without either it
is what the archiving machine used, in China mostly GBK.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from extractor.errors import ReadError
from extractor.read.container import ZIP
from extractor.read.limits import Limits, megabytes

SEPARATOR = "!/"
DEPTH = 2  # an archive, and one inside it
_UTF8 = 1 << 11
_ENCRYPTED = 1
_UNICODE_PATH = 0x7075
_OFFICE = frozenset({"[Content_Types].xml", "OFD.xml", "mimetype"})
_MOST = 40  # times `Limits.unpacked` that an archive may hold in all


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its place in the archive's list, and a name that is safe to show."""

    index: int
    name: str
    refusal: ReadError | None = None


def is_archive(data: bytes, suffix: str) -> bool:
    """Tell whether bytes are a zip that is not itself a document (Word, Excel, OFD and others are zips too).

    A broken one is what its suffix promised.
    """
    if not data.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _OFFICE.isdisjoint(info.filename for info in archive.infolist())
    except Exception:
        return suffix == ".zip"


def members(data: bytes, limits: Limits) -> tuple[Member, ...]:
    """Return the files of an archive in its own order, folders left out.

    Raises ReadError: corrupt, too_large.
    """
    with _opened(data) as archive:
        infos = archive.infolist()
    room = limits.unpacked * _MOST
    if len(infos) > limits.parts or sum(info.file_size for info in infos) > room:
        raise ReadError(
            "too_large", f"压缩包里的文件太多，或解开后超过 {megabytes(room)} MB，请分几个包提交。"
        )
    return tuple(_distinct(_member(n, info, limits) for n, info in enumerate(infos) if not info.is_dir()))


def unpack(data: bytes, index: int, limits: Limits) -> bytes:
    """Return the bytes of one member. Raises ReadError: corrupt, encrypted, too_large."""
    with _opened(data) as archive:
        info = archive.infolist()[index]
        if refusal := _refusal(info, limits):
            raise refusal
        try:
            return archive.read(info)
        except NotImplementedError as error:
            raise ReadError(
                "unsupported", "压缩包用了不能识别的压缩方法，请改用普通 zip 压缩后再提交。"
            ) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
            raise ReadError("corrupt", "压缩包里的这个文件已损坏，请重新压缩后再提交。") from error


def unpack_all(data: bytes, inner: Sequence[int], limits: Limits) -> bytes:
    """Return the bytes of a member of a member, and so on; the outermost archive comes first."""
    for index in inner:
        data = unpack(data, index, limits)
    return data


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:
        raise ReadError("corrupt", "压缩包不完整或已损坏，请重新压缩后再提交。") from error


def _member(index: int, info: zipfile.ZipInfo, limits: Limits) -> Member:
    return Member(index, _safe(_decoded(info)), _refusal(info, limits))


def _refusal(info: zipfile.ZipInfo, limits: Limits) -> ReadError | None:
    if info.flag_bits & _ENCRYPTED:
        return ReadError("encrypted", "压缩包设有密码，请去掉密码后再提交。")
    if info.file_size > limits.file:
        return ReadError("too_large", f"文件超过 {megabytes(limits.file)} MB，请拆分或压缩图片后再提交。")
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
    return "/".join(parts) or "_"


def _distinct(found: Iterator[Member]) -> Iterator[Member]:
    seen: dict[str, int] = {}
    for member in found:
        count = seen[member.name] = seen.get(member.name, 0) + 1
        if count == 1:
            yield member
        else:
            yield Member(member.index, f"{member.name}#{count}", member.refusal)
