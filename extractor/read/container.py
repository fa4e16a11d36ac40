"""Opens zip containers (Word, Excel, OFD, archives) without trusting what they say of themselves."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from extractor.errors import ReadError
from extractor.read.limits import Limits, megabytes

ZIP = b"PK\x03\x04"
Element = etree._Element


def open_container(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open a container whose parts together stay within the limits.

    Raises ReadError: corrupt, too_large, encrypted.
    """
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ReadError("corrupt", "文件不完整或已损坏，请用原软件打开另存后再提交。") from error
    members = container.infolist()
    if len(members) > limits.parts or sum(member.file_size for member in members) > limits.unpacked:
        raise ReadError(
            "too_large", f"文件解开后超过 {megabytes(limits.unpacked)} MB，请压缩图片或拆分后再提交。"
        )
    if any(member.flag_bits & 1 for member in members):
        raise ReadError("encrypted", "文件设有密码，请去掉密码后再提交。")
    return container


def part_of(container: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    """Return the bytes of one part. Raises KeyError where there is none, ReadError(too_large)."""
    if container.getinfo(name).file_size > limits.part:
        raise ReadError("too_large", f"文件内的 {name} 超过 {megabytes(limits.part)} MB，请拆分后再提交。")
    return container.read(name)


def parse_xml(data: bytes) -> Element:
    """Parse XML without entities, networks and excessive depth.

    Raises ReadError(corrupt) for a document type with entities of its own, etree.XMLSyntaxError for what is no XML.
    """
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReadError("corrupt", "文件里有不应出现的实体定义，请用原软件打开另存后再提交。")
    return root
