from __future__ import annotations

import struct
import time

import office_parts as parts
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.read import ole
from extractor.read.unreadable import refusal

ZIP = b"PK\x03\x04" + b"\0" * 26
MHT = b"From: <saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n"
PPT = parts.compound({"PowerPoint Document": b"", "Current User": b""})
XLS = parts.compound({"Workbook": b""})

# bytes, suffix, code, and what the sentence must say
REFUSALS = [
    (b"Rar!\x1a\x07\x01\0", ".rar", "unsupported", "RAR 压缩包"),
    (b"Rar!\x1a\x07\x01\0", ".doc", "mislabelled", "RAR 压缩包，请解压"),
    (b"7z\xbc\xaf\x27\x1c", ".7z", "unsupported", "7z 压缩包"),
    (b"\x1f\x8b\x08\0", ".gz", "unsupported", "gz 压缩包"),
    (b"a.txt".ljust(257, b"\0") + b"ustar\0", ".tar", "unsupported", "tar 压缩包"),
    (b"CAJ\0\0", ".caj", "unsupported", "CAJ"),
    (b"HN\0\0", ".pdf", "mislabelled", "CAJ"),
    (b"KDH \0", ".kdh", "unsupported", "CAJ"),
    (PPT, ".ppt", "unsupported", "PowerPoint"),
    (PPT, ".dps", "unsupported", "PowerPoint"),
    (PPT, ".doc", "mislabelled", "PowerPoint"),
    (ZIP + b"ppt/presentation.xml", ".pptx", "unsupported", "PowerPoint"),
    (ZIP + b"ppt/presentation.xml", ".docx", "mislabelled", "PowerPoint"),
    (XLS, ".docx", "mislabelled", "Excel"),
    (parts.compound({"VisioDocument": b""}), ".vsd", "unsupported", "Visio"),
    (parts.compound({"__properties_version1.0": b""}), ".msg", "unsupported", "邮件"),
    (parts.compound({"Contents": b""}), ".pub", "unsupported", "其他软件"),
    (ole.MAGIC + b"\0" * 600 + "WordDocument".encode("utf-16-le"), ".docx", "corrupt", "Word"),
    (ole.MAGIC + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), ".docx", "encrypted", "密码"),
    (b"\0\1\0\0Standard ACE DB\0", ".accdb", "unsupported", "Access 数据库"),
    (b"SQLite format 3\0", ".db", "unsupported", "SQLite 数据库"),
    (b"MZ\x90\0\3", ".exe", "unsupported", "可执行程序"),
    (b"\x7fELF\2", ".docx", "mislabelled", "可执行程序"),
    (b"L\0\0\0\x01\x14\x02\0", ".lnk", "unsupported", "快捷方式"),
    (MHT, ".mht", "unsupported", "MHT"),
    (MHT, ".doc", "mislabelled", "MHT"),
    (
        b"<?xml version='1.0'?><?mso-application progid=\"Word.Document\"?>",
        ".doc",
        "mislabelled",
        "Word 2003 XML",
    ),
    (b"<?xml version='1.0'?><a/>", ".xml", "unsupported", "XML"),
    (b"<html>", ".doc", "mislabelled", "网页"),
    ("报告".encode("gb18030"), ".doc", "mislabelled", "纯文本"),
    (b"\x89PNG\r\n", ".docx", "mislabelled", "图片"),
    (b"%PDF-1.7", ".docx", "mislabelled", "PDF"),
    (b"\0\0\0\x18ftypmp42", ".mp4", "unsupported", "视频"),
    (b"\x05zhang".ljust(162, b"\0"), ".docx", "mislabelled", "临时文件"),
    (b"b\x14#e\xc5\0\0\0".ljust(32, b"\0") + b"E-SafeNet", ".docx", "encrypted", "解密"),
    (b"\x93\x07\0\x01" * 50, ".pdf", "mislabelled", "不是这种格式"),
    (b"\x93\x07\0\x01" * 50, ".dat", "unsupported", ".dat 文件"),
    (b"\x93\x07\0\x01" * 50, "", "unsupported", "无法识别的文件"),
]


@pytest.mark.parametrize(("data", "suffix", "code", "words"), REFUSALS)
def test_what_no_reader_knows_is_named(data: bytes, suffix: str, code: str, words: str) -> None:
    error = refusal(data, suffix)
    assert error.code == code
    assert words in str(error)
    assert str(error).count("。") == 1
    assert str(error).endswith("。")
    assert "提交" in str(error)


def test_names_and_beginnings_of_streams() -> None:
    data = parts.compound({"WordDocument": b"abc", "1Table": b"d" * 9000, "\x05SummaryInformation": b""})
    assert ole.streams(data) == {"WordDocument", "1Table", "\x05SummaryInformation"}
    assert ole.head(data, "WordDocument", 4) == b"abc\0"
    assert ole.head(data, "1Table", 10_000) == b"d" * 9000 + b"\0" * 216
    assert ole.head(data, "Workbook", 4) == b""


WHOLE = parts.compound({"WordDocument": b"abc", "1Table": b"d"})


@pytest.mark.parametrize("size", [0, 8, 511, 512, 600, 1024, 1100, len(WHOLE) - 1])
def test_a_cut_compound_file_never_raises(size: int) -> None:
    assert ole.streams(WHOLE[:size]) <= {"WordDocument", "1Table"}
    assert ole.head(WHOLE[:size], "1Table", 4) in (b"", b"d\0\0\0")


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.tuples(st.integers(8, 1535), st.integers(0, 255)), min_size=1, max_size=30),
    st.sampled_from([len(WHOLE), 1200, 5000]),
)
def test_a_spoilt_compound_file_never_raises(changes: list[tuple[int, int]], size: int) -> None:
    data = bytearray(WHOLE)
    for place, value in changes:
        data[place] = value
    assert all(isinstance(name, str) for name in ole.streams(bytes(data[:size])))
    assert len(ole.head(bytes(data[:size]), "WordDocument", 64)) <= 64


def endless() -> bytes:
    """A large file whose tables and directory run in circles, with as many entries as fit."""
    data = bytearray(WHOLE[:512] + b"\0" * (32 * 2**20))
    struct.pack_into("<I", data, 0x44, 1)  # the table of tables is a sector that names itself
    struct.pack_into("<109I", data, 0x4C, *range(109))
    struct.pack_into("<128I", data, 1024, *[1] * 128)
    for sector in range(16_384):
        struct.pack_into("<I", data, 512 + 4 * sector, sector + 2)
        for place in range(512 * (sector + 3), 512 * (sector + 4), 128):
            struct.pack_into("<H", data, place + 64, 4)
            number = 4 * sector + (place // 128) % 4
            struct.pack_into("<BB3I", data, place + 66, 2, 1, number + 1, number, number + 2)
    return bytes(data)


def test_circles_end() -> None:
    data = endless()
    begin = time.perf_counter()
    ole.streams(data)
    ole.head(data, "Workbook", 4)
    assert time.perf_counter() - begin < 5
