"""Opens zip containers (Word, Excel, OFD, archives) without trusting what they say of themselves.

A zip (APPNOTE.TXT 4.3.12, 4.3.16) states how many members it has and how long each is; any of it may be a lie. Members
are counted before a list of them is made, may not overlap, and are unpacked up to the length stated and no further.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence

from lxml import etree

from extractor.errors import ReadError
from extractor.read.limits import Limits, megabytes

ZIP = b"PK\x03\x04"
Element = etree._Element

_ENTRY = b"PK\x01\x02"
_END, _END_SIZE = b"PK\x05\x06", 22
_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20
_COMMENT = 65_535
_LOCAL_SIZE = 30
_LISTED = 512  # bytes of the list for each member: long names fit, extra fields without end do not
_ENCRYPTED = 1
_MARKS = 10_000_000  # a tree takes about 100 bytes for each mark of a tag, twice as much for an attribute


def open_container(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open a container whose parts together stay within the limits.

    Raises ReadError: corrupt, too_large, encrypted.
    """
    try:
        container = opened(data, limits.parts)
    except ReadError:
        raise
    except Exception as error:
        raise ReadError("corrupt", "文件不完整或已损坏，请用原软件打开另存后再提交。") from error
    members = container.infolist()
    if sum(member.file_size for member in members) > limits.unpacked:
        raise ReadError(
            "too_large", f"文件解开后超过 {megabytes(limits.unpacked)} MB，请压缩图片或拆分后再提交。"
        )
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise ReadError("encrypted", "文件设有密码，请去掉密码后再提交。")
    return container


def opened(data: bytes, most: int) -> zipfile.ZipFile:
    """Open any zip of up to `most` members.

    Raises ReadError(too_large) beyond that, ReadError(corrupt) where members overlap, and whatever zipfile raises
    for what is no zip.
    """
    if _entries(data) > most:
        raise ReadError("too_large", f"文件里打包的内容超过 {most} 项，请拆分后再提交。")
    container = zipfile.ZipFile(io.BytesIO(data))
    if _overlap(container.infolist()):
        raise ReadError("corrupt", "文件里打包的内容互相重叠，请用原软件重新生成后再提交。")
    return container


def part_of(container: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    """Return the bytes of one part. Raises KeyError where there is none, ReadError: too_large, corrupt."""
    info = container.getinfo(name)
    if info.file_size > limits.part:
        raise ReadError("too_large", f"文件内的 {name} 超过 {megabytes(limits.part)} MB，请拆分后再提交。")
    try:
        return contents(container, info)
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise ReadError("corrupt", f"文件内的 {name} 已损坏，请用原软件打开另存后再提交。") from error


def contents(container: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a member, of exactly the length it states.

    Raises BadZipFile for what is broken, NotImplementedError for packing other than by deflating.
    """
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError  # the others know no bound: a few bytes become gigabytes before anybody can look
    try:
        with container.open(info) as member:
            # Without a number `read` unpacks up to a gigabyte before it looks at the length.
            found = member.read(info.file_size + 1)
    except (MemoryError, NotImplementedError):
        raise
    except Exception as error:
        raise zipfile.BadZipFile(str(error)) from error
    if len(found) != info.file_size:
        raise zipfile.BadZipFile("not of the length stated")
    return found


def parse_xml(data: bytes) -> Element:
    """Parse XML without entities, networks and excessive depth.

    Raises ReadError(corrupt) for a document type with entities of its own, ReadError(too_large) for more tags and
    attributes than a document has, etree.XMLSyntaxError for what is no XML, MemoryError.
    """
    if data.count(b"<") + 2 * data.count(b"=") > _MARKS:
        raise ReadError("too_large", "文件的内容过多，请拆分后再提交。")
    try:
        root = etree.fromstring(
            data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        )
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReadError("corrupt", "文件里有不应出现的实体定义，请用原软件打开另存后再提交。")
    return root


def _entries(data: bytes) -> int:
    """Return how many members the list at the end holds, at least one for each 512 bytes of it."""
    end = len(data) - _END_SIZE
    if not data.startswith(_END, max(end, 0)):
        end = data.rfind(_END, max(0, end - _COMMENT))
    if end < 0 or len(data) < end + _END_SIZE:
        return 0  # no zip: zipfile says so
    # 4.3.14: in the long form the size stands elsewhere; what precedes may be counted too.
    long = data.startswith(_LOCATOR, max(0, end - _LOCATOR_SIZE))
    start = 0 if long else max(0, end - int(struct.unpack_from("<L", data, end + 12)[0]))
    return max(data.count(_ENTRY, start, end), 0 if long else (end - start) // _LISTED)


def _overlap(members: Sequence[zipfile.ZipInfo]) -> bool:
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            return True
        end = member.header_offset + _LOCAL_SIZE + len(member.orig_filename) + member.compress_size
    return False
