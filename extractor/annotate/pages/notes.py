"""The annotations themselves (ISO 32000-1, 12.5.6.4 and 12.5.6.10), drawn so that every viewer shows the same."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from extractor.annotate.marks import AUTHOR, Mark
from extractor.annotate.pages.places import Place
from extractor.read.layout.frame import Box, Frame

_COLOURS = {"error": (1.0, 0.62, 0.58), "warning": (1.0, 0.87, 0.35), "info": (0.68, 0.83, 1.0)}
_INKS = {"error": (0.75, 0.0, 0.0), "warning": (0.6, 0.42, 0.0), "info": (0.12, 0.3, 0.6)}
_PRINTED, _UPRIGHT = 4, 8 | 16  # flags: printed with the page; neither enlarged nor turned with it
_SIZE = 11.0  # points: the side of a note's sign
_KAPPA = 0.5523
# Widths of the digits of Helvetica, in thousandths: all alike.
_DIGIT = 0.556


def written(
    pdf: pikepdf.Pdf, page: pikepdf.Object, place: Place, mark: Mark, number: int
) -> list[pikepdf.Object]:
    """Return a note with a numbered sign and the highlight that belongs to it."""
    colour = Array([_decimal(part) for part in _INKS.get(mark.severity, _INKS["info"])])
    contents = String("\n".join(mark.lines))
    note = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Text,
            Rect=_rect(_corner(place)),
            Contents=contents,
            T=String(AUTHOR),
            NM=String(f"gouji-{mark.finding_id}-{number}"),
            Name=Name.Comment,
            C=colour,
            F=_PRINTED | _UPRIGHT,
            P=page,
        )
    )
    note.AP = Dictionary(N=_sign(pdf, mark.severity, number))
    light = _COLOURS.get(mark.severity, _COLOURS["info"])
    highlight = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Highlight,
            Rect=_rect(_around(place.boxes)),
            QuadPoints=Array([_decimal(edge) for box in place.boxes for edge in _quad(box, place.frame)]),
            Contents=contents,
            T=String(AUTHOR),
            NM=String(f"gouji-{mark.finding_id}-{number}-h"),
            C=Array([_decimal(part) for part in light]),
            F=_PRINTED,
            P=page,
            IRT=note,
            RT=Name.Group,
        )
    )
    highlight.AP = Dictionary(N=_shade(pdf, place.boxes, light))
    return [highlight, note]


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.3f}")


def _rect(box: Box) -> Array:
    return Array([_decimal(edge) for edge in box])


def _around(boxes: Sequence[Box]) -> Box:
    lefts, lows, rights, highs = zip(*boxes, strict=True)
    return min(lefts), min(lows), max(rights), max(highs)


def _quad(box: Box, frame: Frame) -> tuple[float, ...]:
    """Return the corners in the order that viewers expect: upper left, upper right, lower left, lower right as read."""
    left, low, right, high = box
    corners = {
        0: ((left, high), (right, high), (left, low), (right, low)),
        90: ((left, low), (left, high), (right, low), (right, high)),
        180: ((right, low), (left, low), (right, high), (left, high)),
        270: ((right, high), (right, low), (left, high), (left, low)),
    }[frame.turn]
    return tuple(edge for corner in corners for edge in corner)


def _corner(place: Place) -> Box:
    """Return where the sign goes: above the end of the words as they are read, inside the page.

    A note is never turned with its page (12.5.6.4): its upper left corner stays, and from there it is upright.
    """
    box, words, shown = place.boxes[0], place.frame, place.shown
    (ax, ay), (bx, by) = words.point(box[0], box[1]), words.point(box[2], box[3])
    x, y = shown.point(*words.original(max(ax, bx) + _SIZE * 0.35, min(ay, by) - _SIZE * 0.25))
    x = min(max(x - _SIZE / 2, 0.0), max(shown.width - _SIZE, 0.0))
    y = min(max(y - _SIZE / 2, 0.0), max(shown.height - _SIZE, 0.0))
    left, high = shown.original(x, y)
    return left, high - _SIZE, left + _SIZE, high


def _shade(pdf: pikepdf.Pdf, boxes: Sequence[Box], colour: Sequence[float]) -> pikepdf.Object:
    """Return the drawing of a highlight: the words stay readable below it."""
    drawn = " ".join(f"{x0:.3f} {y0:.3f} {x1 - x0:.3f} {y1 - y0:.3f} re" for x0, y0, x1, y1 in boxes)
    stream = pdf.make_stream(f"/G gs {_numbers(colour)} rg {drawn} f".encode())
    stream.Type, stream.Subtype = Name.XObject, Name.Form
    stream.BBox = _rect(_around(boxes))
    stream.Group = Dictionary(S=Name.Transparency)
    stream.Resources = Dictionary(ExtGState=Dictionary(G=Dictionary(BM=Name.Multiply, ca=1)))
    return stream


def _sign(pdf: pikepdf.Pdf, severity: str, number: int) -> pikepdf.Object:
    """Return the drawing of a note: a number in a disc."""
    half, label = _SIZE / 2, str(number)
    size = 7.0 if len(label) < 2 else 6.0 if len(label) < 3 else 4.5
    x = half - _DIGIT * size * len(label) / 2
    circle = _circle(half, half - 0.4)
    ink = _numbers(_INKS.get(severity, _INKS["info"]))
    words = f"BT 1 g /F {size:g} Tf {x:.3f} {half - 0.36 * size:.3f} Td ({label}) Tj ET"
    stream = pdf.make_stream(f"{ink} rg {circle} f {words}".encode())
    stream.Type, stream.Subtype = Name.XObject, Name.Form
    stream.BBox = Array([0, 0, _decimal(_SIZE), _decimal(_SIZE)])
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold"))
    stream.Resources = Dictionary(Font=Dictionary(F=font))
    return stream


def _numbers(colour: Sequence[float]) -> str:
    return " ".join(f"{part:g}" for part in colour)


def _circle(centre: float, radius: float) -> str:
    c, r, k = centre, radius, radius * _KAPPA
    arcs = (
        (c + r, c + k, c + k, c + r, c, c + r),
        (c - k, c + r, c - r, c + k, c - r, c),
        (c - r, c - k, c - k, c - r, c, c - r),
        (c + k, c - r, c + r, c - k, c + r, c),
    )
    curves = " ".join(" ".join(f"{value:.3f}" for value in arc) + " c" for arc in arcs)
    return f"{c + r:.3f} {c:.3f} m {curves}"
