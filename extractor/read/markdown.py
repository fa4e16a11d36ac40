"""Markdown (CommonMark with tables): the text as rendered, list numbers as they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractor.document import Anchor
from extractor.errors import ReadError
from extractor.read import wrapping
from extractor.read.content import Content, Piece
from extractor.read.encoding import DAMAGED, decode_most, is_text
from extractor.read.limits import Limits, megabytes

if TYPE_CHECKING:
    from markdown_it.token import Token

FORMATS = ("md",)
RANK = 90  # no signature: asked before plain text
_SUFFIXES = {".md", ".markdown", ".mdown"}
_FRONT = re.compile(r"\A---[ \t]*\n(?:[^\n]*\n){0,200}?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_DEEPEST = 60  # levels of lists and quotations, beyond which the parser drops what it finds
_NESTED = re.compile(
    r"^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))){20,}+[ \t]*+(?=[^\s*+-])", re.MULTILINE
)
_HIDDEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/h[1-6]|/li)\b[^>]*>", re.IGNORECASE)
_CELL = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z!][^>]*>")


def recognise(data: bytes, suffix: str) -> str:
    """Return `md` for text whose suffix says that it is Markdown."""
    return "md" if suffix in _SUFFIXES and is_text(data) else ""


def read(data: bytes, form: str, limits: Limits) -> Content:
    """Read a Markdown file; front matter is no text of the report.

    Raises ReadError: corrupt when no encoding fits, too_large beyond the limit of a part.
    """
    from markdown_it import MarkdownIt

    if len(data) > limits.part:
        raise ReadError("too_large", f"文件超过 {megabytes(limits.part)} MB，请拆分后再提交。")
    text, damaged = decode_most(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text = _FRONT.sub("", text, count=1)
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    text = _NESTED.sub("", text)
    tokens = parser.parse(text)
    deep = any(token.level >= _DEEPEST - 2 for token in tokens)
    pieces = _lines(text) if deep else _Writer().pieces(tokens)
    return Content(tuple(pieces), notes=(DAMAGED,) if damaged else ())


def _lines(text: str) -> Iterator[Piece]:
    """Yield the text as it was typed, where its marks nest so deeply that nothing could be told from them."""
    for number, line in enumerate(text.split("\n"), start=1):
        yield Piece(line, Anchor(paragraph=number))


@dataclass(slots=True)
class _List:
    """An open list: the number of its next item, or None where its items have no numbers."""

    number: int | None
    repeats: bool  # every item was given the same number: they are counted when rendered


@dataclass(slots=True)
class _Writer:
    """Turns the tokens of a document into pieces; numbers of paragraphs and tables run through it."""

    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    level: int | None = None
    label: str = ""
    lists: list[_List] = field(default_factory=list)

    def pieces(self, tokens: Sequence[Token]) -> Iterator[Piece]:
        """Yield paragraphs and cells in order."""
        for place, token in enumerate(tokens):
            if token.type == "inline":
                yield self._piece(token)
            elif token.type in ("fence", "code_block"):
                yield from (self._paragraph(line) for line in token.content.split("\n"))
            elif token.type == "html_block":
                yield from (self._paragraph(line) for line in _stripped(token.content).split("\n"))
            else:
                self._turn(token, tokens, place)

    def _turn(self, token: Token, tokens: Sequence[Token], place: int) -> None:
        match token.type:
            case "heading_open" | "heading_close":
                self.level = int(token.tag[1:]) if token.nesting > 0 else None
            case "ordered_list_open" | "bullet_list_open":
                self.lists.append(_opened(tokens, place))
            case "ordered_list_close" | "bullet_list_close":
                self.lists.pop()
            case "list_item_open":
                self.label = self._numbered(token)
            case "table_open" | "table_close":
                self.table += token.nesting > 0
                self.row = 0
            case "tr_open":
                self.row += 1
                self.column = 0
            case "td_open" | "th_open":
                self.column += 1

    def _numbered(self, token: Token) -> str:
        current = self.lists[-1]
        if current.number is None:
            return ""
        shown = str(current.number) if current.repeats else token.info
        current.number += 1
        return f"{shown}{token.markup} "

    def _piece(self, token: Token) -> Piece:
        text, bold = _rendered(token.children or [])
        if self.row:
            anchor = Anchor(table=self.table, row=self.row, column=self.column)
            return Piece(text, anchor, kind="cell", bold=bold)
        return self._paragraph(text, bold)

    def _paragraph(self, text: str, bold: bool = False) -> Piece:
        label, self.label = self.label, ""
        self.paragraph += 1
        return Piece(label + text, Anchor(paragraph=self.paragraph), level=self.level, bold=bold)


def _opened(tokens: Sequence[Token], place: int) -> _List:
    opening = tokens[place]
    if opening.type == "bullet_list_open":
        return _List(None, False)
    typed: list[str] = []
    for number in range(place + 1, len(tokens)):
        token = tokens[number]
        if token.level == opening.level and token.nesting < 0:
            break
        if token.type == "list_item_open" and token.level == opening.level + 1:
            typed.append(token.info)
    return _List(int(typed[0]), len(set(typed)) == 1)


def _rendered(children: Sequence[Token]) -> tuple[str, bool]:
    """Return the words of a paragraph and whether all of them are strong."""
    text, depth, plain = "", 0, False
    for child in children:
        if child.type in ("strong_open", "strong_close"):
            depth += child.nesting
        elif child.type == "softbreak":
            text = text.rstrip() + "\n"
        elif child.type == "hardbreak" or (child.type == "html_inline" and _BREAK.match(child.content)):
            text = text.rstrip() + "\v"
        elif child.type in ("text", "code_inline"):
            text += child.content
            plain = plain or (depth == 0 and bool(child.content.strip()))
    return _joined(text), bool(text.strip()) and not plain


def _joined(text: str) -> str:
    """Join the lines that the source breaks; those broken on purpose stay."""
    lines = []
    for line in text.split("\v"):
        first, *others = line.split("\n")
        for other in others:
            first = wrapping.join(first, other.lstrip())
        lines.append(first)
    return "\n".join(lines)


def _stripped(html: str) -> str:
    from html import unescape

    visible = _CELL.sub("\t", _BREAK.sub("\n", _HIDDEN.sub("", html)))
    return unescape(_TAG.sub("", visible))
