"""What the page of a report needs, one compressed file a document, so that it is there at once.

STORE/room/reports/0003/….json.gz   the text and the rows of its tables, as the third run of the history has them
STORE/room/blocks/ab/….json.gz      paragraphs, cells and boxes of a document read here, by the hash of its bytes
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractor.model import Result
from extractor.runs import Row
from extractor.web.settings import Settings
from extractor.write.folder import whole
from extractor.write.schema import plain_decimal

Rows = Sequence[Row]
TABLES = {
    "sections": ("section_id", "level", "number", "title", "path", "page", "start", "end"),
    "figures": (
        *("figure_id", "section_id", "page", "table", "row", "column", "start", "end", "raw", "kind"),
        *("value", "unit", "amount", "label", "indicator", "year", "stage", "scope", "quote"),
    ),
    "relations": (
        *("relation_id", "section_id", "page", "kind", "rule", "source", "expression", "stated", "computed"),
        *("difference", "slack", "verdict", "reason", "figure_ids"),
    ),
    "facts": ("figure_id", "entity", "indicator", "indicator_name", "year", "stage", "scope", "amount"),
}
_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Derived:
    """A document as its page shows it; rows as in the dataset (TABLES says which columns), decimals as text."""

    text: str = ""
    sections: Rows = ()
    figures: Rows = ()
    relations: Rows = ()
    facts: Rows = ()


@dataclass(frozen=True, slots=True)
class Blocks:
    """Paragraphs and cells of a document: kind, start, end, and what `Anchor` holds; `digest` is that of the text."""

    digest: str = ""
    blocks: Rows = ()


def keep(settings: Settings, added: int, document: tuple[str, str], derived: Derived) -> None:
    """Write what a run says of a document (its id and file)."""
    _write(_place(settings, added, document), asdict(derived))


def load(settings: Settings, added: int, document: tuple[str, str]) -> Derived:
    """Return what a run says of a document, all of it empty where it is gone."""
    held = _read(_place(settings, added, document))
    return Derived(**held) if held else Derived()


def keep_blocks(settings: Settings, result: Result) -> None:
    """Write where the paragraphs and cells of a document stand that was just read."""
    if result.extract is None or not result.document_id:
        return
    document = result.extract.document
    rows = [
        {"kind": b.kind, "start": b.span.start, "end": b.span.end, **_anchor(asdict(b.anchor))}
        for b in document.blocks
    ]
    held = {"digest": _digest(document.text), "blocks": rows}
    _write(_blocks_place(settings, result.document_id), held)


def load_blocks(settings: Settings, document_id: str, text: str) -> Blocks:
    """Return the blocks of a document whose text reads like this, none where they are not known."""
    held = _read(_blocks_place(settings, document_id))
    return Blocks(**held) if held and held["digest"] == _digest(text) else Blocks()


def _anchor(held: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in held.items() if value is not None}


def _place(settings: Settings, added: int, document: tuple[str, str]) -> Path:
    name = hashlib.sha256("\x1f".join(document).encode("utf-8", "replace")).hexdigest()[:32]
    return settings.room / "reports" / f"{added:04}" / name[:2] / f"{name}.json.gz"


def _blocks_place(settings: Settings, document_id: str) -> Path:
    return settings.room / "blocks" / document_id[:2] / f"{document_id}.json.gz"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _write(path: Path, held: object) -> None:
    data = json.dumps(held, ensure_ascii=False, separators=(",", ":"), default=_plain)
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(path) as partial:
        partial.write_bytes(gzip.compress(data.encode("utf-8", "replace"), _LEVEL, mtime=0))


def _plain(value: object) -> str:
    return plain_decimal(value) if isinstance(value, Decimal) else str(value)


def _read(path: Path) -> dict[str, Any]:  # as it was written
    try:
        held = json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}
