"""The title block of a report: title, unit, region, year, type and date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from extractor.dates import Day, day_in, fiscal_year_in, years_in
from extractor.document import Block, Document, Span
from extractor.labels import Line, labelled
from extractor.model import Profile, Section
from extractor.patterns.profile import ProfileWords
from extractor.region import region
from extractor.unit_name import looks_like_unit, unit_name

if TYPE_CHECKING:
    from extractor.patterns import Patterns

_LONGEST_LINE = 60
_FRONT_LINES = 40
_BACK_LINES = 12
_TITLE_LINES = 4
_DOCUMENT_NUMBER = re.compile(r"\[(?:19|20)\d\d\]\s*\d+\s*号")


def profile(document: Document, sections: Sequence[Section], patterns: Patterns) -> Profile:
    """Read what the title block, the labels and the sign-off say of the report."""
    words = patterns.profile
    front = _front_lines(document, sections, patterns)
    back = _back_lines(document)
    title, used = _title(front, words)
    unit = unit_name([*front[: used.start], *front[used.stop :]], _first_lines(document), back, title, words)
    date = _report_date(front, back, words)
    return Profile(
        title="".join(line.printed for line in front[used.start : used.stop]).strip("《》"),
        unit_name=_as_printed(unit, (*front, *back)),
        region=region(unit, words) or region(_before_year(title), words),
        fiscal_year=_fiscal_year(title, front, sections, document, words),
        report_type=words.report_type(title) or _type_in_text(front, words),
        report_date=date.iso if date else "",
    )


def date_of(document: Document, sections: Sequence[Section], patterns: Patterns) -> Day | None:
    """Return the report's date with the place it is printed at."""
    return _report_date(_front_lines(document, sections, patterns), _back_lines(document), patterns.profile)


def _front_lines(document: Document, sections: Sequence[Section], patterns: Patterns) -> list[Line]:
    """Return the lines before the table of contents and the first heading."""
    limit = sections[0].span.start if sections else len(document.text)
    found: list[Line] = []
    for block in document.blocks:
        if block.span.start >= limit or len(found) >= _FRONT_LINES:
            break
        if "".join(block.span.of(document.plain).split()) in patterns.headings.contents:
            break
        found.extend(_lines(document, block))
    return found


def _first_lines(document: Document) -> list[Line]:
    """Return the first lines, headings or not: forms have their labels below the first heading."""
    return [line for block in document.blocks[:_FRONT_LINES] for line in _lines(document, block)]


def _back_lines(document: Document) -> list[Line]:
    found: list[Line] = []
    for block in reversed(document.blocks):
        if block.kind == "paragraph":
            found[:0] = _lines(document, block)
        if len(found) >= _BACK_LINES:
            break
    return found


def _lines(document: Document, block: Block) -> Iterator[Line]:
    at = block.span.start
    cell = (block.anchor.table, block.anchor.row) if block.kind == "cell" else None
    for piece in block.span.of(document.plain).split("\n"):
        if words := "".join(piece.split()):
            printed = "".join(document.text[at : at + len(piece)].split())
            # Plain text writes 〇 as 零, which titles do not.
            words = words.replace("零", "〇") if "年" in words else words
            yield Line(words, printed, Span(at, at + len(piece)), cell)
        at += len(piece) + 1


def _title(front: Sequence[Line], words: ProfileWords) -> tuple[str, range]:
    """Return the title and the lines it was joined from."""
    ends = [n for n, line in enumerate(front) if _ends_title(line, words)]
    for last in ends:
        first = last
        while (
            first > 0
            and last - first < _TITLE_LINES - 1
            and _is_title_part(front[first - 1], front[last], words)
        ):
            first -= 1
        joined = "".join(_bare(line.words) for line in front[first : last + 1])
        if any(topic in joined for topic in words.words("title_topic")):
            return joined, range(first, last + 1)
    return "", range(0)


def _as_printed(name: str, lines: Sequence[Line]) -> str:
    for line in lines:
        at = line.words.find(name)
        if at >= 0:
            return line.printed[at : at + len(name)]
    return name


def _bare(words: str) -> str:
    return re.sub(r"^附件\d*:?|^\((.{4,})\)$", r"\1", words).strip("《》")


def _ends_title(line: Line, words: ProfileWords) -> bool:
    text = re.sub(r"\([^()]{0,12}\)$", "", line.words).strip("《》")
    if (
        len(text) > _LONGEST_LINE
        or any(mark in text for mark in "。;，")
        or text.startswith(("附件", "根据"))
    ):
        return False
    if ":" in text:
        return False
    return text.endswith(words.words("title_end"))


def _is_title_part(line: Line, last: Line, words: ProfileWords) -> bool:
    text = line.words
    if (
        len(text) > 40
        or any(mark in text for mark in "。;:，!?")
        or (line.cell is None) != (last.cell is None)
    ):
        return False
    if last.words.startswith(text):
        return False  # a header above the title that the title begins with
    if text.startswith(words.words("not_unit")) or _DOCUMENT_NUMBER.search(text):
        return False
    if day_in(text, line.span) is not None or text.endswith(words.words("title_end")) or text.isdigit():
        return False
    topical = any(topic in text for topic in words.words("title_topic"))
    return topical or fiscal_year_in(text) is not None or looks_like_unit(text, words) or "年度" in text


def _report_date(front: Sequence[Line], back: Sequence[Line], words: ProfileWords) -> Day | None:
    """Return the date below the title, after a label, or the last one that stands alone at the end."""
    alone = (day_in(line.words, line.span) for line in front)
    found = next((day for day in alone if day is not None), None)
    if found is not None:
        return found
    for value, span in labelled(front, words.words("date_label")):
        day = day_in(value, span)
        if day is not None:
            return day
    signed = (day_in(line.words, line.span) for line in reversed(back))
    return next((day for day in signed if day is not None), None)


def _fiscal_year(
    title: str, front: Sequence[Line], sections: Sequence[Section], document: Document, words: ProfileWords
) -> int | None:
    year = fiscal_year_in(title)
    if year is not None:
        return year
    for value, _ in labelled([*front, *_first_lines(document)], words.words("year_label")):
        year = fiscal_year_in(f"{value.removesuffix('年').removesuffix('年度')}年度")
        if year is not None:
            return year
    texts = [
        "".join(f"{line.words}\n" for line in front),
        "\n".join(s.title for s in sections),
        document.plain,
    ]
    counts = (Counter(years_in(text)).most_common(2) for text in texts)
    return next((c[0][0] for c in counts if c and (len(c) == 1 or c[0][1] > c[1][1])), None)


def _before_year(title: str) -> str:
    return re.split(r"\d|二〇|关于", title, maxsplit=1)[0]


def _type_in_text(front: Sequence[Line], words: ProfileWords) -> str:
    """A report without title: its type is said in the opening sentence, if there."""
    return words.report_type("".join(line.words for line in front[:6]))
