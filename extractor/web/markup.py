"""The text of a report as HTML, made without a template: it may hold thousands of figures."""

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
        self._number = number
        self._verdicts = evidence.verdicts
        self._targets = frozenset(targets)

    def text(self, parts: Iterable[Part]) -> Markup:
        """Return all of the text."""
        return Markup("\n").join(line for part in parts for line in self._part(part))

    def _part(self, part: Part) -> Iterator[Markup]:
        if part.page:
            yield Markup('<p class="leaf" id="p{0}" data-page="{0}">第 {0} 页</p>').format(part.page)
        if part.kind == "table":
            yield self._table(part)
        elif part.kind == "heading":
            yield Markup("<h{0}>{1}</h{0}>").format(part.level, self._pieces(part.pieces))
        else:
            yield Markup("<p>{}</p>").format(self._pieces(part.pieces))

    def _table(self, part: Part) -> Markup:
        heads = _heads(part.rows)
        body = [self._row(row) for row in part.rows]
        head = Markup("<thead>{}</thead>").format(Markup("").join(body[:heads])) if heads else ""
        name = Markup('<div class="grid" tabindex="0" role="region" aria-label="表{}"><table>').format(
            part.number
        )
        rows = Markup("<tbody>{}</tbody>").format(Markup("\n").join(body[heads:]))
        return name + head + rows + Markup("</table></div>")

    def _row(self, row: Sequence[Cell]) -> Markup:
        return Markup("<tr>{}</tr>").format(Markup("").join(map(self._cell, row)))

    def _cell(self, cell: Cell) -> Markup:
        name = "th" if cell.is_head else "td"
        rows = Markup(' rowspan="{}"').format(cell.rows) if cell.rows > 1 else ""
        columns = Markup(' colspan="{}"').format(cell.columns) if cell.columns > 1 else ""
        words = self._pieces(cell.pieces)
        return Markup("<{0}{1}{2}>{3}</{0}>").format(name, rows, columns, words)

    def _pieces(self, pieces: Sequence[Piece]) -> Markup:
        return Markup("").join(
            self._figure(piece) if piece.figure_id else escape(piece.text) for piece in pieces
        )

    def _figure(self, piece: Piece) -> Markup:
        id, verdict = piece.figure_id, self._verdicts.get(piece.figure_id, "")
        if not verdict:
            if id not in self._targets:
                return escape(piece.text)
            return Markup('<span class="g" id="g{}" tabindex="-1">{}</span>').format(id, piece.text)
        said = Markup(' title="{}"').format(VERDICTS[verdict]) if verdict in _SAID else ""
        return Markup('<a class="g {}" id="g{}" href="/reports/{}/figures/{}"{}>{}</a>').format(
            verdict, id, self._number, id, said, piece.text
        )


def _heads(rows: Sequence[Sequence[Cell]]) -> int:
    """Return how many rows make a head of their own; none where a cell of it reaches down into the others."""
    heads = sum(1 for row in rows if row and row[0].is_head)
    fits = all(number + cell.rows <= heads for number, row in enumerate(rows[:heads]) for cell in row)
    return heads if fits else 0
