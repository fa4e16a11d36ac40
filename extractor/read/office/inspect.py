"""What is wrong with a file that can be told without LibreOffice."""

from __future__ import annotations

from extractor.errors import ReadError
from extractor.read import ole
from extractor.read.container import open_container, part_of
from extractor.read.limits import Limits

_MANIFEST = "META-INF/manifest.xml"
_FIB_FLAGS, _ENCRYPTED = 10, 0x0100


def refusal(data: bytes, form: str, limits: Limits) -> ReadError | None:
    """Return why a file need not be converted at all: encrypted, corrupt, too_large; None where nothing is wrong."""
    try:
        locked = _locked_package(data, limits) if form == "odt" else _locked_word(data)
    except ReadError as error:
        return error
    except MemoryError:
        raise
    except Exception:
        return unopened(data)
    return ReadError("encrypted", "文件设有打开密码，请去掉密码后再提交。") if locked else None


def _locked_word(data: bytes) -> bool:
    # [MS-DOC] 2.5.2, FibBase: fEncrypted is the ninth bit of the flags; [MS-OFFCRYPTO] 2.3.3 leaves them in the clear.
    flags = ole.head(data, "WordDocument", _FIB_FLAGS + 2)[_FIB_FLAGS:]
    return bool(int.from_bytes(flags, "little") & _ENCRYPTED)


def _locked_package(data: bytes, limits: Limits) -> bool:
    # ODF 1.2 part 3, 4.4: each encrypted member has an element of this name in the manifest.
    with open_container(data, limits) as container:
        try:
            return b"encryption-data" in part_of(container, _MANIFEST, limits)
        except KeyError:
            return False


def unopened(data: bytes) -> ReadError:
    """Return why LibreOffice finds nothing in a file: it is damaged, or of a kind that it does not know."""
    streams = ole.streams(data)
    if streams and "WordDocument" not in streams:
        return ReadError(
            "unsupported", "这是 WPS 或 Works 早期的自有格式，无法读取，请用 WPS 打开另存为 .docx 后再提交。"
        )
    return ReadError("corrupt", "文件不完整或已损坏，请用 Word 或 WPS 打开另存为 .docx 后再提交。")
