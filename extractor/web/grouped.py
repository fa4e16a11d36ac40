"""A table of the history read along with the documents: their rows lie in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from extractor.history.layout import Part
from extractor.history.store import Store
from extractor.history.submissions import Document
from extractor.runs import Row

_KEY = ("document_id", "file")
_AT_ONCE = 2_000


class Grouped:
    """The rows of one part by document, each asked for once and in the order of the documents."""

    def __init__(self, store: Store, part: Part, columns: Sequence[str] | None) -> None:
        """Open a part; `columns` None means all."""
        source = store.open(part)
        names = source.schema_arrow.names if columns is None else [*_KEY, *columns]
        batches = source.iter_batches(_AT_ONCE, columns=[n for n in names if n in source.schema_arrow.names])
        self._groups = groupby((row for batch in batches for row in batch.to_pylist()), _key)
        self._ahead = self._next()

    def of(self, document: Document) -> list[Row]:
        """Return the rows of a document, none where it has none."""
        if self._ahead is None or self._ahead[0] != document:
            return []
        rows, self._ahead = self._ahead[1], self._next()
        return rows

    def _next(self) -> tuple[Document, list[Row]] | None:
        found: Iterator[tuple[Document, Iterator[Row]]] = self._groups
        return next(((document, list(rows)) for document, rows in found), None)


def _key(row: Row) -> Document:
    return str(row["document_id"] or ""), str(row["file"] or "")
