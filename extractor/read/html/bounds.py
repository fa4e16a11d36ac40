"""What a page may hold before it is parsed: a tree of tags, cells or attributes without end costs minutes and gigabytes."""

from __future__ import annotations

import re

from extractor.errors import ReadError
from extractor.read.limits import Limits

_ROOM = 200_000  # tags of a page without tables
_MARKS = 2  # of tags for each cell allowed
_FEW, _MOST = 200, 2000  # attributes of a tag: usual at most, and in any case
_RICH = 500  # tags with more than is usual
_STEPS = 10**8
# HTML Living Standard 13.2.5.8 and 13.2.5.32 to 13.2.5.40: whatever the text around, this is how a tag goes on.
_NAME = r"<[A-Za-z][^\s/>]*+"
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
_CROWDED = re.compile(rf"{_NAME}(?:{_ATTRIBUTE}){{{_FEW}}}((?:{_ATTRIBUTE}){{{_MOST - _FEW}}})?+")
_BEGIN = re.compile("<[A-Za-z]")
_RUN = re.compile(r"(?<![^\s>])[^\s>]{5000,}+")
_SCRIPT, _SCRIPT_END = re.compile("<script", re.IGNORECASE), re.compile(r"</script\s*>", re.IGNORECASE)
_CELL = re.compile(r"<t[dh][\s/>]", re.IGNORECASE)


def parsable(text: str, limits: Limits) -> str:
    """Return a page that can be parsed in seconds. Raises ReadError(too_large)."""
    if _cells(text) > limits.cells:
        raise ReadError("too_large", f"网页里的表格超过 {limits.cells} 格，请拆分后再提交。")
    if text.count("<") > _ROOM + _MARKS * limits.cells:
        raise ReadError("too_large", "网页的标签过多，请拆分后再提交。")
    if _is_crowded(text):
        # A script compares (i<n) as a tag begins; what is taken out is not parsed either, whatever it was.
        text = _without_scripts(text)
        if _is_crowded(text):
            raise ReadError("too_large", "网页里有的标签属性过多，请用浏览器打开后另存为 Word 文件再提交。")
    return text


def _cells(text: str) -> int:
    return sum(1 for _ in _CELL.finditer(text))


def _without_scripts(text: str) -> str:
    *parts, rest = _SCRIPT_END.split(text)
    return "".join(_SCRIPT.split(part, maxsplit=1)[0] for part in parts) + rest


def _is_crowded(text: str) -> bool:
    """Tell whether there are tags whose attributes take the parser, which compares each with each, too long."""
    # Where tags begin again and again within one word, looking at each of them would itself take too long.
    words = (run.group() for run in _RUN.finditer(text))
    if sum(len(_BEGIN.findall(word)) * len(word) for word in words) > _STEPS:
        return True
    return any(tag[1] or number > _RICH for number, tag in enumerate(_CROWDED.finditer(text), start=1))
