"""From a document to everything understood of it: outline, profile, figures, facts, relations."""

from __future__ import annotations

from extractor.agreements import agreements, told_once, with_status
from extractor.claims import claims
from extractor.counts import counts
from extractor.document import Document
from extractor.equations import equations, explained, proven
from extractor.facts import facts
from extractor.figures import figures
from extractor.model import Extract, Fact, Figure, labelled
from extractor.outline import outline
from extractor.passages import Passage, passages
from extractor.patterns import Patterns
from extractor.profile import profile
from extractor.relations import numbered, with_doubt
from extractor.superseded import outdone
from extractor.table_cells import Cells, table_cells
from extractor.table_facts import table_facts
from extractor.table_marks import mark_relations
from extractor.table_quotes import quote_relations
from extractor.table_relations import table_relations
from extractor.table_told import told_relations
from extractor.table_worded import worded_formulas
from extractor.tables import cell_label


def extract(document: Document, patterns: Patterns) -> Extract:
    """Return sections, figures, facts and relations of a document."""
    sections = outline(document, patterns)
    about = profile(document, sections, patterns)
    found = figures(document, sections, patterns)
    read = passages(document, found, patterns)
    cells = list(table_cells(document, found, patterns))
    stated = facts(document, about, sections, found, read, patterns)
    known = with_status([*stated, *table_facts(cells, about, patterns)])
    read_off = (
        *claims(document, read, patterns),
        *table_relations(cells, patterns),
        *mark_relations(cells, found, patterns),
    )
    read_off = (*read_off, *told_relations(document, found, cells, read_off, patterns))
    known_sets = {frozenset(r.figure_ids) for r in read_off}
    beside = (*quote_relations(document, read, cells, patterns), *worded_formulas(document, cells, patterns))
    quotes = [r for r in beside if frozenset(r.figure_ids) not in known_sets]
    said = [r for r in read_off if r.kind != "agreement"]
    told_twice = told_once(
        (
            *agreements(known, proven(said)),
            *(r for r in read_off if r.kind == "agreement"),
            *quotes,
        )
    )
    stated_or_demanded = (
        *said,
        *counts(document, found, patterns),
        *outdone(equations(known, patterns.formulas, explained(said)), said),
        *told_twice,
    )
    relations = numbered(with_doubt(stated_or_demanded, found))
    return Extract(
        document, about, sections, _labelled(document.text, found, read, known, cells), known, relations
    )


def _labelled(
    text: str,
    found: tuple[Figure, ...],
    read: tuple[Passage, ...],
    known: tuple[Fact, ...],
    cells: Cells,
) -> tuple[Figure, ...]:
    labels = {figure.figure_id: cell_label(table, block) for table, block, figure in cells}
    labels |= {
        m.figure.figure_id: m.label_span.of(text) if m.indicator else m.label
        for passage in read
        for m in passage.mentions
    }
    named = {f.figure.figure_id: f.figure for f in known if f.figure.label}
    return tuple(named.get(f.figure_id) or labelled(f, labels.get(f.figure_id, "")) for f in found)
