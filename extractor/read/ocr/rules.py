"""Ruled lines in a picture: long straight runs of ink that meet each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from extractor.read.ocr.engine import Grey

Mask = npt.NDArray[np.uint8]

_DARKER = 50  # levels: a hairline on a coarse scan is grey
_ACROSS = 26.0  # points: longer than any stroke of a character or a dash between words
_UPRIGHT = 13.0  # points: rows may be as low as this
_THICK = 5.0  # points
_GAP = 2.0  # points missing from a rule
_WORN = 8.0  # points missing between the parts of a worn one
_ASIDE = 1.0  # points by which such parts differ in place
_MEET = 3.0  # points between rules that meet
_MOST = 4000  # rules of a page beyond which it is a drawing


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line in pixels: `at` on the axis it crosses, from `start` to `end` along its own."""

    upright: bool
    at: float
    start: float
    end: float
    thick: float


def find(grey: Grey, scale: float) -> list[list[Rule]]:
    """Return the rules of each group that touches itself, as tables do, the topmost first."""
    beams = _united(_rules(grey, scale), scale)
    posts = _united(_rules(grey, scale, upright=True), scale)
    posts = [post for post in posts if _stands(post, beams, _MEET * scale)]
    if len(beams) + len(posts) > _MOST:
        return []
    return _groups(beams, posts, _MEET * scale)


def wipe(grey: Grey, groups: list[list[Rule]]) -> Grey:
    """Return the picture without these rules."""
    clean = grey.copy()
    for rule in (rule for group in groups for rule in group):
        half = rule.thick / 2 + 1.5
        low, high = max(0, int(rule.at - half)), int(rule.at + half) + 1
        over = rule.thick + 2  # the corner, where it meets another
        start, end = max(0, int(rule.start - over)), int(rule.end + over) + 1
        if rule.upright:
            clean[start:end, low:high] = 255
        else:
            clean[low:high, start:end] = 255
    return clean


def _rules(grey: Grey, scale: float, upright: bool = False) -> Iterator[Rule]:
    if upright:
        grey = np.ascontiguousarray(grey.T)
    # Thin and darker than what is on both sides of it, on white and on shaded ground alike.
    across = np.ones((round(_THICK * scale) | 1, 1), np.uint8)
    ink = np.asarray(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, across) > _DARKER, np.uint8)
    gap = max(3, round(_GAP * scale))
    length = max(8, round((_UPRIGHT if upright else _ACROSS) * scale))
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(runs)
    for x, y, wide, high, area in stats[1:].tolist():
        yield Rule(upright, y + high / 2, x, x + wide, max(area / wide, high))


def _united(rules: Iterable[Rule], scale: float) -> list[Rule]:
    """Unite the parts of worn rules."""
    found: list[Rule] = []
    for rule in sorted(rules, key=lambda r: r.start):
        near = (
            n
            for n, other in enumerate(found)
            if abs(other.at - rule.at) <= _ASIDE * scale and 0 <= rule.start - other.end <= _WORN * scale
        )
        place = next(near, None)
        if place is None:
            found.append(rule)
            continue
        other = found[place]
        long, more = other.end - other.start, rule.end - rule.start
        at = (other.at * long + rule.at * more) / (long + more)
        found[place] = Rule(rule.upright, at, other.start, rule.end, max(other.thick, rule.thick))
    return found


def _stands(post: Rule, beams: list[Rule], near: float) -> bool:
    """Tell whether an upright line ends at or beyond beams, as strokes of characters do not."""
    crossed = [b.at for b in beams if b.start - near <= post.at <= b.end + near]
    above = any(
        abs(at - post.start) <= near or at < post.start + near for at in crossed if at < post.end - near
    )
    meets = [at for at in crossed if post.start - near <= at <= post.end + near]
    return above and len(meets) >= 2 and max(meets) - min(meets) >= (post.end - post.start) * 0.6


def _groups(beams: list[Rule], posts: list[Rule], near: float) -> list[list[Rule]]:
    """Group the rules that cross or touch."""
    rules = [*beams, *posts]
    leader = list(range(len(rules)))

    def lead(n: int) -> int:
        while leader[n] != n:
            leader[n] = leader[leader[n]]
            n = leader[n]
        return n

    for p, post in enumerate(posts, start=len(beams)):
        for b, beam in enumerate(beams):
            across = beam.start - near <= post.at <= beam.end + near
            if across and post.start - near <= beam.at <= post.end + near:
                leader[lead(b)] = lead(p)
    found: dict[int, list[Rule]] = {}
    for n, rule in enumerate(rules):
        found.setdefault(lead(n), []).append(rule)
    tables = (group for group in found.values() if any(r.upright for r in group))
    return sorted(tables, key=lambda group: min(r.start if r.upright else r.at for r in group))
