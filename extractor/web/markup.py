"""The text of a report as HTML, made without a template: it may hold thousands of figures.

Everything from outside passes `_safe`; plain strings are joined, since `Markup` would look at each of them anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup, escape

from extractor.web.evidence import Evidence
from extractor.web.layout import Cell, Part, Piece
from extractor.write.labels import VERDICTS

_SAID = ("off", "suspect", "undetermined")  # named in words too; the legend explains the others


class Writer:
    """Writes the parts of one report; `targets` are figures that findings name."""

    def __init__(self, number: int, evidence: Evidence, targets: Iterable[str]) -> None:
        self._number = int(number)
        self._verdicts = evidence.verdicts
        self._targets = frozenset(targets)

    def text(self, parts: Iterable[Part]) -> Markup:
        """Return all of the text."""
        return Markup("\n".join(line for part in parts for line in self._part(part)))

    def _part(self, part: Part) -> Iterator[str]:
        if part.page:
            yield f'<p class="leaf" id="p{part.page:d}" data-page="{part.page:d}">第 {part.page:d} 页</p>'
        if part.kind == "table":
            yield self._table(part)
        elif part.kind == "heading":
            yield f"<h{part.level:d}>{self._pieces(part.pieces)}</h{part.level:d}>"
        else:
            yield f"<p>{self._pieces(part.pieces)}</p>"

    def _table(self, part: Part) -> str:
        heads = _heads(part.rows)
        body = [self._row(row) for row in part.rows]
        head = f"<thead>{''.join(body[:heads])}</thead>" if heads else ""
        rows = "\n".join(body[heads:])
        name = f'<div class="grid" tabindex="0" role="region" aria-label="表{part.number or 0:d}">'
        return f"{name}<table>{head}<tbody>{rows}</tbody></table></div>"

    def _row(self, row: Sequence[Cell]) -> str:
        return f"<tr>{''.join(map(self._cell, row))}</tr>"

    def _cell(self, cell: Cell) -> str:
        name = "th" if cell.is_head else "td"
        rows = f' rowspan="{cell.rows:d}"' if cell.rows > 1 else ""
        columns = f' colspan="{cell.columns:d}"' if cell.columns > 1 else ""
        return f"<{name}{rows}{columns}>{self._pieces(cell.pieces)}</{name}>"

    def _pieces(self, pieces: Sequence[Piece]) -> str:
        return "".join(self._figure(piece) if piece.figure_id else _safe(piece.text) for piece in pieces)

    def _figure(self, piece: Piece) -> str:
        id, words, verdict = (
            _safe(piece.figure_id),
            _safe(piece.text),
            self._verdicts.get(piece.figure_id, ""),
        )
        if verdict not in VERDICTS:
            is_target = piece.figure_id in self._targets
            return f'<span class="g" id="g{id}" tabindex="-1">{words}</span>' if is_target else words
        said = f' title="{VERDICTS[verdict]}"' if verdict in _SAID else ""
        address = f"/reports/{self._number}/figures/{id}"
        return f'<a class="g {verdict}" id="g{id}" href="{address}"{said}>{words}</a>'


def _safe(words: str) -> str:
    return str(escape(words))


def _heads(rows: Sequence[Sequence[Cell]]) -> int:
    """Return how many rows make a head of their own; none where a cell of it reaches down into the others."""
    heads = sum(1 for row in rows if row and row[0].is_head)
    fits = all(number + cell.rows <= heads for number, row in enumerate(rows[:heads]) for cell in row)
    return heads if fits else 0
