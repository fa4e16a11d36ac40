"""RTF of the samples as Chinese Word writes it: GBK bytes as escapes, list table and list text (RTF 1.9.1)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path

from sample_word import parts

HEAD = r"{\rtf1\ansi\ansicpg936\uc2\deff0\deflang1033\deflangfe2052{\fonttbl{\f0\fnil\fcharset134 %s;}}"
# \levelnfc 37 is 一二三, 0 is 1 2 3; the text of a level begins with its length, \'00 to \'02 stand for the numbers.
LEVELS = (
    (37, r"\'02\'00%s;", r"\'01;", "、"),
    (37, r"\'03%s\'01%s;", r"\'02;", "（）"),
    (0, r"\'02\'02%s;", r"\'01;", "."),
)
NUMERALS = "零一二三四五六七八九"
CELL = 1800  # twips


def write_rtf(lines: Sequence[str], path: Path) -> None:
    """Write numbered paragraphs and tables."""
    levels = "".join(
        rf"{{\listlevel\levelnfc{form}\leveljc0\levelfollow2\levelstartat1{{\leveltext{text % tuple(map(_escaped, signs))}}}"
        rf"{{\levelnumbers{places}}}}}"
        for form, text, places, signs in LEVELS
    )
    lists = rf"{{\*\listtable{{\list\listtemplateid1{levels}{{\listname ;}}\listid1}}}}"
    lists += r"{\*\listoverridetable{\listoverride\listid1\listoverridecount0\ls1}}"
    numbers = [0, 0, 0]
    body = [
        _row(x) if is_table else _paragraph(x, numbers) for is_table, group in parts(lines) for x in group
    ]
    path.write_text(
        HEAD % _escaped("宋体") + "\n" + lists + "\n" + "\n".join(body) + "}\n", "ascii", newline="\r\n"
    )


def _paragraph(line: str, numbers: list[int]) -> str:
    if not (line[:1] == "#" and line[1:2].isdigit()):
        return rf"\pard\plain\f0\fs24 {_escaped(line)}\par"
    deep = int(line[1])
    numbers[deep - 1] += 1
    numbers[deep:] = [0] * (3 - deep)
    shown = _shown(deep, numbers[deep - 1])
    text = _escaped(line[2:].strip())
    return rf"\pard\plain\ls1\ilvl{deep - 1}{{\listtext\f0 {_escaped(shown)}}}\f0\fs24 {text}\par"


def _shown(deep: int, number: int) -> str:
    return (f"{NUMERALS[number]}、", f"（{NUMERALS[number]}）", f"{number}.")[deep - 1]


def _row(line: str) -> str:
    cells = line[1:].split("|")
    ends = "".join(rf"\cellx{end}" for end, _ in zip(count(CELL, CELL), cells, strict=False))
    words = "".join(rf"\pard\plain\intbl\f0\fs24 {_escaped(cell)}\cell" for cell in cells)
    return rf"\trowd\trgaph108{ends}{words}\row"


def _escaped(text: str) -> str:
    return "".join(_char(char) for char in text)


def _char(char: str) -> str:
    if char in "\\{}":
        return "\\" + char
    return char if char.isascii() else "".join(f"\\'{byte:02x}" for byte in char.encode("gbk"))
