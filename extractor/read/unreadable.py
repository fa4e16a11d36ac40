"""Why bytes that no reader knows cannot be read, and what the user can do."""

from __future__ import annotations

from extractor.errors import ReadError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROMISED = {".docx", ".docm", ".dotx", ".pdf"}
_KINDS = (
    (b"{\\rtf", "RTF 文档"),
    (b"PK\x03\x04", "压缩包或其他 Office 文件"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\0", "图片"),
    (b"MM\0*", "图片"),
)


def refusal(data: bytes, suffix: str) -> ReadError:
    """Return the error that explains these bytes to the user."""
    if data.startswith(OLE):
        return _ole(data, suffix)
    kind = _kind(data)
    if suffix in _PROMISED:
        what = f"内容是{kind}" if kind else "内容不是这种格式"
        return ReadError("mislabelled", f"扩展名是 {suffix}，但{what}，请用原软件重新导出后再提交。")
    what = kind or (f"{suffix} 文件" if suffix else "无法识别的文件")
    return ReadError("unsupported", f"暂不能读取{what}，请另存为 .docx 或带文字的 .pdf 后再提交。")


def _ole(data: bytes, suffix: str) -> ReadError:
    if _has_stream(data, "EncryptedPackage"):
        return ReadError("encrypted", "文件设有打开密码，请去掉密码后再提交。")
    if _has_stream(data, "WordDocument"):
        return ReadError("unsupported", "这是旧版 Word（.doc）文件，请另存为 .docx 后再提交。")
    if suffix in _PROMISED:
        return ReadError(
            "mislabelled", f"扩展名是 {suffix}，但内容是旧版 Office 文件，请另存为 .docx 后再提交。"
        )
    return ReadError("unsupported", "这是旧版 Office 文件，请另存为 .docx 后再提交。")


def _has_stream(data: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in data


def _kind(data: bytes) -> str:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, kind in _KINDS:
        if start.startswith(magic):
            return kind
    head = start.lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<html" in head:
        return "网页"
    return "XML 文件" if head.startswith(b"<?xml") else ""
