"""The six tables of the dataset, in the order they are documented."""

from __future__ import annotations

from typing import Any

from extractor.write.schema import Table
from extractor.write.tables.documents import DOCUMENTS
from extractor.write.tables.facts import FACTS
from extractor.write.tables.figures import FIGURES
from extractor.write.tables.findings import FINDINGS
from extractor.write.tables.relations import RELATIONS
from extractor.write.tables.sections import SECTIONS

TABLES: tuple[Table[Any], ...] = (DOCUMENTS, SECTIONS, FIGURES, FACTS, RELATIONS, FINDINGS)

__all__ = ["DOCUMENTS", "FACTS", "FIGURES", "FINDINGS", "RELATIONS", "SECTIONS", "TABLES"]
