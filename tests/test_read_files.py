from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from documents import docx_from_lines, pdf_from_lines
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from extractor.errors import ReadError
from extractor.plain import plain
from extractor.read import read, readers

LINES = [
    "青河县水利局2023年度绩效自评报告",
    *(f"第{n}个项目总支出102.18万元，其中基本支出{n}.18万元。" for n in range(1, 60)),
]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + b"\0" * 512


def docx_bytes(folder: Path) -> bytes:
    return docx_from_lines(LINES, folder / "whole.docx").read_bytes()


def pdf_bytes(folder: Path) -> bytes:
    return pdf_from_lines(LINES, folder / "whole.pdf").read_bytes()


def half(build: Callable[[Path], bytes]) -> Callable[[Path], bytes]:
    def cut(folder: Path) -> bytes:
        data = build(folder)
        return data[: len(data) // 2]

    return cut


def locked_pdf(folder: Path) -> bytes:
    canvas = Canvas(str(folder / "locked.pdf"), encrypt="secret")
    canvas.drawString(100, 100, "102.18")
    canvas.save()
    return (folder / "locked.pdf").read_bytes()


def empty_pdf(folder: Path) -> bytes:
    canvas = Canvas(str(folder / "scan.pdf"), pagesize=A4)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.showPage()
    canvas.save()
    return (folder / "scan.pdf").read_bytes()


def with_part(folder: Path, name: str, content: bytes) -> bytes:
    """Return a Word file with one part replaced or added."""
    whole = zipfile.ZipFile(io.BytesIO(docx_bytes(folder)))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for member in whole.namelist():
            if member != name:
                copy.writestr(member, whole.read(member))
        copy.writestr(name, content)
    return target.getvalue()


def bomb(folder: Path) -> bytes:
    return with_part(folder, "word/media/image1.bin", b"\0" * (201 * 2**20))


def entities(folder: Path) -> bytes:
    body = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>&b;102</w:t></w:r></w:p></w:body></w:document>"
    )
    return with_part(folder, "word/document.xml", body.encode())


def not_xml(folder: Path) -> bytes:
    return with_part(folder, "word/document.xml", b"<w:document")


def deep(folder: Path) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    inner = "<w:tbl><w:tr><w:tc>" * 2000 + "</w:tc></w:tr></w:tbl>" * 2000
    return with_part(
        folder, "word/document.xml", f"<w:document {space}><w:body>{inner}</w:body></w:document>".encode()
    )


FAILURES: list[tuple[str, Callable[[Path], bytes], str]] = [
    ("a.txt", lambda _: b"", "empty"),
    ("a.txt", lambda _: b" \r\n\t ", "empty"),
    ("a.txt", lambda _: "\u3000\n\u3000".encode(), "empty"),
    ("a.pdf", lambda _: b"", "empty"),
    ("a.docx", lambda folder: docx_from_lines(["", " "], folder / "blank.docx").read_bytes(), "empty"),
    ("a.pdf", empty_pdf, "empty"),
    ("a.docx", lambda _: ole("EncryptedPackage"), "encrypted"),
    ("a.doc", lambda _: ole("WordDocument"), "corrupt"),
    ("a.docx", lambda _: ole("WordDocument"), "corrupt"),
    ("a.docx", lambda _: ole("Workbook"), "mislabelled"),
    ("a.xls", lambda _: ole("Workbook"), "corrupt"),
    ("a.pdf", locked_pdf, "encrypted"),
    ("a.docx", half(docx_bytes), "corrupt"),
    ("a.pdf", half(pdf_bytes), "corrupt"),
    ("a.pdf", lambda _: b"%PDF-1.4\n" + b"\x93\x07" * 400, "corrupt"),
    ("a.docx", lambda _: b"PK\x03\x04" + b"\x93\x07" * 400, "corrupt"),
    ("a.docx", not_xml, "corrupt"),
    ("a.docx", entities, "corrupt"),
    ("a.docx", deep, "corrupt"),
    ("a.docx", bomb, "too_large"),
    ("a.docx", lambda _: "不是 Word 文件".encode(), "mislabelled"),
    ("a.pdf", lambda _: b"\x89PNG\r\n\x1a\n" + b"\1\2\3" * 100, "corrupt"),
    ("a.pdf", lambda _: bytes(range(256)) * 4, "mislabelled"),
    ("a.png", lambda _: b"\x89PNG\r\n\x1a\n" + b"\1\2\3" * 100, "corrupt"),
    ("a.txt", lambda _: bytes(range(256)) * 4, "unsupported"),
]


@pytest.mark.parametrize(("name", "build", "code"), FAILURES)
def test_a_file_that_cannot_be_read_gets_a_code(
    tmp_path: Path, name: str, build: Callable[[Path], bytes], code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(build(tmp_path))
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.code == code
    assert str(caught.value).endswith("。")


@pytest.mark.parametrize("name", ["missing.docx", "."])
def test_a_missing_file_or_a_folder_is_not_found(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(tmp_path / name)
    assert caught.value.code == "not_found"


@pytest.mark.parametrize(
    ("build", "name", "form"),
    [
        (docx_bytes, "a.docx", "docx"),
        (docx_bytes, "a.pdf", "docx"),
        (docx_bytes, "a", "docx"),
        (pdf_bytes, "a.pdf", "pdf"),
        (pdf_bytes, "a.docx", "pdf"),
        (pdf_bytes, "a.doc", "pdf"),
        (lambda _: "\n".join(LINES).encode(), "a.txt", "txt"),
        (lambda _: "\n".join(LINES).encode(), "a", "txt"),
    ],
)
def test_the_bytes_decide_the_format(
    tmp_path: Path, build: Callable[[Path], bytes], name: str, form: str
) -> None:
    path = tmp_path / name
    path.write_bytes(build(tmp_path))
    document = read(path)
    assert document.format == form
    assert [block.span.of(document.text) for block in document.blocks] == LINES
    assert document.notes == ()


def test_the_record_describes_the_file(tmp_path: Path) -> None:
    path = docx_from_lines(LINES, tmp_path / "a.docx")
    document = read(path, "提交\\a.zip!/b.docx")
    assert document.document_id == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.file == "提交/a.zip!/b.docx"
    assert document.text == "\n".join(LINES)
    assert document.plain == plain(document.text)


def outcome(path: Path) -> str:
    try:
        return "read" if "102.18" in read(path).text else "lost"
    except ReadError as error:
        return error.code


@pytest.mark.parametrize("keep", [0.2, 0.6, 0.9, 0.97, 0.999])
@pytest.mark.parametrize("build", [docx_bytes, pdf_bytes])
def test_no_truncation_escapes_as_a_crash(
    tmp_path: Path, build: Callable[[Path], bytes], keep: float
) -> None:
    data = build(tmp_path)
    path = tmp_path / "a.bin"
    path.write_bytes(data[: int(len(data) * keep)])
    assert outcome(path) in {"corrupt", "unsupported", "read"}


def test_formats_have_one_reader_each() -> None:
    formats = [form for reader in readers() for form in reader.FORMATS]
    assert len(formats) == len(set(formats))
    assert {"docx", "pdf", "txt"} <= set(formats)
