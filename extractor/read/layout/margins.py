"""Headers, footers and page numbers of a whole document, taken out of its pages."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.read.layout.furniture import furniture
from extractor.read.layout.leaf import Leaf, settle


def strip(leaves: Sequence[Leaf]) -> tuple[str, ...]:
    """Take headers, footers and page numbers out and return them, each once; none where nothing else is left."""
    turned = [leaf for leaf in leaves if leaf.upright and leaf.shown]
    pages = [[item.line for item in leaf.lines] for leaf in leaves]
    heights = [leaf.height for leaf in leaves]
    pages += [leaf.upright for leaf in turned]
    heights += [leaf.shown.height for leaf in turned if leaf.shown]
    bare = [not (leaf.grids or leaf.reading) for leaf in leaves]
    dropped = furniture(pages, heights, len(leaves), [*bare, *(False for _ in turned)])
    if all(bare) and all(len(gone) == len(found) for found, gone in zip(pages, dropped, strict=True)):
        return ()
    words: dict[str, None] = {}
    for found, gone in zip(pages, dropped, strict=True):
        words |= dict.fromkeys(found[n].text.strip() for n in sorted(gone))
    for leaf, gone in zip(leaves, dropped, strict=False):
        leaf.lines = [item for n, item in enumerate(leaf.lines) if n not in gone]
    for leaf, gone in zip(turned, dropped[len(leaves) :], strict=True):
        settle(leaf, [line for n, line in enumerate(leaf.upright) if n not in gone])
    return tuple(words)
