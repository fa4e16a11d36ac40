"""Builders of scans: pages drawn as pictures, then made worse the way scanners, stamps and copies do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

_FONTS = Path("/usr/share/fonts/opentype/noto")
_SIMPLIFIED = 2  # place of the simplified Chinese face in the collection
_A4 = (595, 842)
_TOKEN = re.compile(r"[（(“]*(?:[!-~]+|.)[，。、；：！？）”％%]*")  # what a line end cannot divide


def font(size: float, name: str = "Serif", bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return a Chinese font, `size` in pixels."""
    file = _FONTS / f"Noto{name}CJK-{'Bold' if bold else 'Regular'}.ttc"
    return ImageFont.truetype(str(file), round(size), index=_SIMPLIFIED)


@dataclass
class Sheet:
    """A page that is filled from the top; lengths in points."""

    dpi: int = 200
    size: float = 15
    face: str = "Serif"
    paper: tuple[int, int] = _A4

    def __post_init__(self) -> None:
        self.scale = self.dpi / 72
        self.image = Image.new("RGB", self._pixels(*self.paper), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.y = 70.0
        self.left, self.right = 80.0, self.paper[0] - 80.0

    def _pixels(self, x: float, y: float) -> tuple[int, int]:
        return round(x * self.scale), round(y * self.scale)

    def width(self, text: str, size: float) -> float:
        return font(size * self.scale, self.face).getlength(text) / self.scale

    def put(self, text: str, x: float, y: float, size: float, bold: bool = False) -> None:
        ink = font(size * self.scale, self.face, bold)
        self.draw.text(self._pixels(x, y), text, font=ink, fill=(25, 25, 25))

    def title(self, text: str) -> None:
        """Set a line in the middle, larger."""
        size = self.size * 1.4
        self.put(text, (self.paper[0] - self.width(text, size)) / 2, self.y, size, bold=True)
        self.y += size * 1.9

    def paragraph(self, text: str) -> None:
        """Set a paragraph with its first line indented and no mark at the beginning of a line."""
        for number, line in enumerate(self._broken(text, 2 * self.size)):
            self.put(line, self.left + (0 if number else 2 * self.size), self.y, self.size)
            self.y += self.size * 1.75

    def footer(self, text: str) -> None:
        """Set a page number."""
        self.put(text, (self.paper[0] - self.width(text, 10)) / 2, self.paper[1] - 50, 10)

    def table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        merges: Sequence[tuple[int, int, int, int]] = (),
        size: float = 10.5,
        height: float = 22,
    ) -> None:
        """Set a ruled table; a merge is (row, column, last row, last column), counted from 0."""
        xs = [60.0]
        for wide in widths:
            xs.append(xs[-1] + wide)
        covered = {(r, c): m for m in merges for r in range(m[0], m[2] + 1) for c in range(m[1], m[3] + 1)}
        broken = [
            [self._wrapped(words, size, xs, r, c, covered) for c, words in enumerate(row)]
            for r, row in enumerate(rows)
        ]
        tall = [
            max(
                [
                    height,
                    *(
                        height + (len(lines) - 1) * size * 1.3
                        for c, lines in enumerate(row)
                        if (r, c) not in covered
                    ),
                ]
            )
            for r, row in enumerate(broken)
        ]
        ys = [self.y]
        for extent in tall:
            ys.append(ys[-1] + extent)
        for r, row in enumerate(broken):
            for c, lines in enumerate(row):
                top, left, bottom, right = covered.get((r, c), (r, c, r, c))
                if (r, c) == (top, left):
                    self._cell(lines, (xs[left], ys[top], xs[right + 1], ys[bottom + 1]), size)
        self.y = ys[-1] + 12

    def _wrapped(
        self,
        words: str,
        size: float,
        xs: Sequence[float],
        row: int,
        column: int,
        covered: dict[tuple[int, int], tuple[int, int, int, int]],
    ) -> list[str]:
        merge = covered.get((row, column), (row, column, row, column))
        return self._broken(words, 0, size, xs[merge[3] + 1] - xs[merge[1]] - 10)

    def _cell(self, lines: Sequence[str], box: tuple[float, float, float, float], size: float) -> None:
        x0, top, x1, bottom = box
        self.draw.rectangle(
            (*self._pixels(x0, top), *self._pixels(x1, bottom)),
            outline=(20, 20, 20),
            width=max(1, round(0.5 * self.scale)),
        )
        y = (top + bottom - len(lines) * size * 1.3) / 2 - size * 0.15
        for line in lines:
            self.put(line, (x0 + x1 - self.width(line, size)) / 2, y, size)
            y += size * 1.3

    def _broken(self, text: str, indent: float, size: float = 0, room: float = 0) -> list[str]:
        size, room = size or self.size, room or self.right - self.left
        lines: list[str] = []
        line = ""
        for token in _TOKEN.findall(text):
            if line and self.width(line + token, size) > room - (0 if lines else indent):
                lines.append(line)
                line = ""
            line += token
        return [*lines, line]


def stamped(image: Image.Image, x: float, y: float, across: float, scale: float) -> Image.Image:
    """Print a round red stamp with a star and words, its middle at x, y; ink darkens what is under it."""
    ink = Image.new("RGB", image.size, "white")
    draw = ImageDraw.Draw(ink)
    x, y, half = x * scale, y * scale, across * scale / 2
    draw.ellipse(
        (x - half, y - half, x + half, y + half), outline=(225, 35, 40), width=max(2, round(2 * scale))
    )
    words = font(across * scale / 9)
    for n, char in enumerate("云岭县水务局财务专用章"):
        turn = np.radians(-210 + 24 * n)
        at = (x + 0.78 * half * np.cos(turn), y + 0.78 * half * np.sin(turn))
        draw.text(at, char, font=words, fill=(225, 35, 40), anchor="mm")
    points = [
        (x + r * half * np.sin(n * np.pi / 5), y - r * half * np.cos(n * np.pi / 5))
        for n, r in enumerate((0.34, 0.13) * 5)
    ]
    draw.polygon(points, fill=(225, 35, 40))
    product = np.asarray(image, np.uint16) * np.asarray(ink, np.uint16) // 255
    return Image.fromarray(product.astype(np.uint8))


def scanned(
    image: Image.Image, angle: float = 0, noise: float = 0, paper: int = 255, seed: int = 1
) -> Image.Image:
    """Return the picture as a scanner makes it: turned by degrees, grey, blurred, with noise."""
    if angle:
        image = image.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white")
    if not noise and paper == 255:
        return image
    levels = np.asarray(image.filter(ImageFilter.GaussianBlur(0.6)), np.float64) * (paper / 255)
    levels = levels + np.random.default_rng(seed).normal(0, noise, levels.shape[:2])[:, :, None]
    return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
