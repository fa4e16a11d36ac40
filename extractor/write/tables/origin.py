"""The two columns every row begins with: the document it came from."""

from __future__ import annotations

from typing import TypeVar

from extractor.write.schema import TEXT, Column

R = TypeVar("R")


def document_id() -> Column[R]:
    """Declare the column that, with the file, names the document of a row."""
    return Column(
        "document_id", TEXT, "文档编号", "所在文档，见 documents", lambda v, r: v.result.document_id or None
    )


def file() -> Column[R]:
    """Declare the column with the path of the document."""
    return Column("file", TEXT, "文件", "所在文件，见 documents", lambda v, r: v.result.file)
