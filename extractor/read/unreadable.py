"""Why bytes that no reader knows cannot be read, and what the user can do."""

from __future__ import annotations

import re

from extractor.errors import ReadError
from extractor.read import ole

_PROMISED = frozenset((".docx", ".docm", ".dotx", ".doc", ".dot", ".wps", ".rtf", ".odt", ".pdf", ".ofd"))
_PROMISED |= {".xlsx", ".xlsm", ".xls", ".et"}
_BLANK = b"\xef\xbb\xbf \t\r\n"
_HEAD = 4096

_AS_WORD = "请另存为 .docx 或带文字的 .pdf 后再提交"
_UNPACK = "请解压后提交里面的文件"
_REPORT = "请核对后提交报告文件"
_ARCHIVES = (
    (b"Rar!\x1a\x07", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "gz 压缩包"),
    (b"BZh", "bz2 压缩包"),
    (b"\xfd7zXZ\0", "xz 压缩包"),
    (b"MSCF", "CAB 压缩包"),
)
_PROGRAMS = (
    (b"MZ", "可执行程序"),
    (b"\x7fELF", "可执行程序"),
    (b"\xcf\xfa\xed\xfe", "可执行程序"),
    (b"\xca\xfe\xba\xbe", "可执行程序"),
    (b"L\0\0\0\x01\x14\x02\0", "快捷方式"),
    (b"[InternetShortcut]", "快捷方式"),
    (b"\0\1\0\0Standard Jet DB", "Access 数据库"),
    (b"\0\1\0\0Standard ACE DB", "Access 数据库"),
    (b"SQLite format 3\0", "SQLite 数据库"),
    (b"ID3", "音频"),
    (b"RIFF", "音频或视频"),
    (b"AC10", "CAD 图纸"),
)
_DOCUMENTS = (
    (b"CAJ\0", "知网 CAJ 文件"),
    (b"HN\0\0", "知网 CAJ 文件"),
    (b"KDH ", "知网 CAJ 文件"),
    (b"\xc8\0\0\0", "知网 CAJ 文件"),
    (b"\xdb\xa5-\0", "Word 2.0 文档"),
    (b"{\\rtf", "RTF 文档"),
    (b"%!PS", "PostScript 文件"),
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\0", "图片"),
    (b"MM\0*", "图片"),
)
_SIGNATURES = (
    *((sign, what, _UNPACK) for sign, what in _ARCHIVES),
    *((sign, what, _REPORT) for sign, what in _PROGRAMS),
    *((sign, what, _AS_WORD) for sign, what in _DOCUMENTS),
)
_STREAMS = (
    ("WordDocument", "Word 文档", _AS_WORD),
    ("PowerPoint Document", "PowerPoint 演示文稿", _AS_WORD),
    ("Workbook", "Excel 工作簿", "请另存为 .xlsx 后再提交"),
    ("Book", "Excel 工作簿", "请另存为 .xlsx 后再提交"),
    ("VisioDocument", "Visio 绘图", _AS_WORD),
    ("__properties_version1.0", "Outlook 邮件", "请提交邮件里的附件"),
    ("MatOST", "Works 文档", _AS_WORD),
    ("FileHeader", "HWP 文档", _AS_WORD),
)
# Names of members in a zip, which stand in the clear in its directory.
_MEMBERS = (
    (b"ppt/presentation.xml", "PowerPoint 演示文稿", _AS_WORD),
    (b"visio/document.xml", "Visio 绘图", _AS_WORD),
    (b"Index/Document.iwa", "苹果 Pages 文稿", _AS_WORD),
    (b"application/vnd.oasis.opendocument.presentation", "ODP 演示文稿", _AS_WORD),
    (b"application/vnd.oasis.opendocument.spreadsheet", "ODS 表格", "请另存为 .xlsx 后再提交"),
    (b"application/epub+zip", "EPUB 电子书", _AS_WORD),
    (b"word/document.xml", "Word 文档", _AS_WORD),
    (b"xl/workbook", "Excel 工作簿", "请另存为 .xlsx 后再提交"),
    (b"OFD.xml", "OFD 文件", _AS_WORD),
)
_MAIL = re.compile(rb"^mime-version:|^content-type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
_MARKUP = (
    (b'progid="word.document"', "Word 2003 XML 文档", _AS_WORD),
    (b"<pkg:package", "Word XML 文档", _AS_WORD),
    (b'progid="excel.sheet"', "Excel 2003 XML 表格", "请另存为 .xlsx 后再提交"),
    (b"<uof:uof", "标文通（UOF）文档", _AS_WORD),
    (b"<html", "网页", _AS_WORD),
    (b"<!doctype html", "网页", _AS_WORD),
)
_OWNER_FILES = (162, 165)  # bytes of the files named ~$… that Word and Excel keep while a document is open


def refusal(data: bytes, suffix: str) -> ReadError:
    """Return the error that explains these bytes to the user."""
    if data.startswith(ole.MAGIC):
        return _compound(data, suffix)
    if b"E-SafeNet" in data[:_HEAD]:
        return ReadError("encrypted", "文件被单位的加密软件加了密，请解密后再提交。")
    what, advice = _kind(data, suffix)
    if what or suffix not in _PROMISED:
        return _named(what or (f"{suffix} 文件" if suffix else "无法识别的文件"), advice, suffix)
    return ReadError("mislabelled", f"扩展名是 {suffix}，但内容不是这种格式，请用原软件重新导出后再提交。")


def _named(what: str, advice: str, suffix: str) -> ReadError:
    what = f" {what}" if what[0].isascii() else what
    if suffix in _PROMISED:
        return ReadError("mislabelled", f"扩展名是 {suffix}，但内容是{what}，{advice}。")
    return ReadError("unsupported", f"暂不能读取{what}，{advice}。")


def _compound(data: bytes, suffix: str) -> ReadError:
    streams = ole.streams(data)
    if _holds(data, streams, "EncryptedPackage"):
        return ReadError("encrypted", "文件设有打开密码，请去掉密码后再提交。")
    found = next((kind for kind in _STREAMS if _holds(data, streams, kind[0])), None)
    stream, what, advice = found or ("", "旧版 Office 或其他软件的文件", _AS_WORD)
    if stream == "WordDocument":
        return ReadError("corrupt", "Word 文件不完整或已损坏，请用 Word 或 WPS 打开另存为 .docx 后再提交。")
    return _named(what, advice, suffix)


def _holds(data: bytes, streams: frozenset[str], name: str) -> bool:
    # Where the directory is lost its sectors may still be there.
    return name in streams or (not streams and name.encode("utf-16-le") in data)


def _kind(data: bytes, suffix: str) -> tuple[str, str]:
    """Return what the bytes are, empty where nobody knows, and what to do about it."""
    if len(data) in _OWNER_FILES and suffix in _PROMISED and data[0] < 64:
        return "Office 打开文件时的临时文件（文件名以 ~$ 开头）", "请关闭 Office 后提交原文件"
    if data.startswith(b"PK"):
        return next(
            (kind[1:] for kind in _MEMBERS if kind[0] in data), ("压缩包或其他 Office 文件", _AS_WORD)
        )
    start = data[:_HEAD].lstrip(_BLANK)
    for sign, what, advice in _SIGNATURES:
        if start.startswith(sign):
            return what, advice
    if data[257:262] == b"ustar":
        return "tar 压缩包", _UNPACK
    return ("视频", _REPORT) if data[4:8] == b"ftyp" else (_written(start), _AS_WORD)


def _written(start: bytes) -> str:
    if _MAIL.search(start[:1024]):
        return "网页归档（MHT）或邮件"
    head = start.lower()
    if what := next((kind[1] for kind in _MARKUP if kind[0] in head), ""):
        return what
    if head.startswith(b"<?xml"):
        return "XML 文件"
    return "" if b"\0" in start or not start else _plain(start)


def _plain(start: bytes) -> str:
    controls = sum(byte < 32 and byte not in b"\t\r\n\f" for byte in start)
    return "" if controls * 100 > len(start) else "纯文本"
