"""Where a line was broken by the width of the page: shared by readers of wrapped text."""

from __future__ import annotations

import re
import unicodedata

_NUMERAL = "[零〇一二三四五六七八九十百]"
_ITEM = re.compile(
    rf"""\s*(?:
        第{_NUMERAL}+(?:部分|[章节条款项])
      | {_NUMERAL}{{1,4}}[、.．]
      | [(（]\s*(?:{_NUMERAL}{{1,4}}|\d{{1,3}})\s*[)）]
      | \d{{1,3}}\s*[)）、]
      | \d{{1,3}}[.．](?!\d)
      | \d{{1,2}}[.．](?=20\d\d年)
      | \d{{1,2}}(?:\.\d{{1,2}}){{1,3}}(?=[^\d.%％万亿元个\s-])
      | [①-⑳⑴-⒇⒈-⒛㈠-㈩●■◆▪•]
    )""",
    re.VERBOSE,
)
_TOKEN = re.compile(r"\s*[（(“‘《〈【〔「]*(?:[!-~]+|.)[，。、；：？！）”’》〉】〕」％%…,;:)]*")
_CUT = (
    (re.compile(r"\d\s*[万亿]?$"), re.compile(r"\s*[万亿]?(?:元|[%％]|个百分点)")),
    (re.compile(r"\d[.．]$"), re.compile(r"\s*\d+\s*(?:[%％]|[万亿]?元)")),
    (re.compile(r"\d$"), re.compile(r"[.．]\d{1,6}\s*(?:[%％]|[万亿]?元)")),
    (
        re.compile(r"[占为长加少降达的出入升至到约仅超]\s*$"),
        re.compile(r"\s*\d[\d,.]*\s*(?:[%％]|[万亿]?元)"),
    ),
)
_TAIL = 80  # characters at a line's end that are looked at, however long the line
_CLOSE = r"\s*[”’」』）)]*\s*$"
_SENTENCE_END = re.compile(rf"[。！？；：!?;:]{_CLOSE}")
_FULL_STOP = re.compile(rf"[。！？!?]{_CLOSE}")
_LEADER = re.compile(r"[.．…·]{4,}\s*\d*\s*$")


def starts_item(line: str) -> bool:
    """Tell whether a line begins with a heading or list number (一、 （一） 1. ① …)."""
    return _ITEM.match(line) is not None


def is_label(words: str) -> bool:
    """Tell whether the words are a heading or list number and nothing else."""
    return _ITEM.fullmatch(words) is not None


def ends_sentence(line: str) -> bool:
    """Tell whether a line ends where a sentence or clause list ends."""
    return _SENTENCE_END.search(line[-_TAIL:]) is not None


def ends_in_full_stop(line: str) -> bool:
    """Tell whether a line ends with a whole sentence."""
    return _FULL_STOP.search(line[-_TAIL:]) is not None


def ends_in_leader(line: str) -> bool:
    """Tell whether a line ends as an entry of a table of contents does."""
    return _LEADER.search(line[-_TAIL:]) is not None


def cuts_amount(line: str, following: str) -> bool:
    """Tell whether the break between two lines falls inside an amount, whatever the layout."""
    end = line[-_TAIL:]
    return any(before.search(end) and after.match(following) for before, after in _CUT)


def first_token(line: str) -> str:
    """Return what cannot be broken at the beginning of a line: a word, a number, or one character."""
    found = _TOKEN.match(line)
    return found.group().lstrip() if found else ""


def columns(text: str) -> int:
    """Return the width in half-width columns: two for a Chinese character, one for a Latin one."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def is_han(char: str) -> bool:
    """Tell whether a character is set without spaces around it (Chinese writing and its punctuation)."""
    return ord(char) >= 0x2E80 or char in "“”‘’…—·"


def join(left: str, right: str) -> str:
    """Join two parts of a broken line: nothing inside Chinese text or a number, one space between words."""
    if cuts_amount(left, right):
        return left.rstrip() + right.lstrip()
    if not left or not right or left[-1].isspace() or right[0].isspace():
        return left + right
    words = left[-1].isascii() and right[0].isascii() and left[-1].isalpha() and right[0].isalpha()
    return f"{left} {right}" if words else left + right
