"""Words that are struck through (17.3.2.37, 17.3.2.9): Word shows them, so they are read, and that is said."""

from __future__ import annotations

from extractor.read.docx.names import RUN, RUN_PROPERTIES, TEXT, Element, W, is_on, switch

_STRUCK = (f"{W}strike", f"{W}dstrike")
_MOVED = f"{W}moveFrom"  # deleted words are no w:t
_SHOWN = 20  # characters that are quoted


def remark(body: Element) -> str:
    """Return a sentence on the struck words of a body, empty where there are none."""
    places, first = set(), ""
    for mark in body.iter(*_STRUCK):
        properties = mark.getparent()
        run = None if properties is None else properties.getparent()
        if properties is None or run is None or properties.tag != RUN_PROPERTIES or run.tag != RUN:
            continue
        words = "".join(text.text or "" for text in run.iterchildren(TEXT)).strip()
        paragraph = run.getparent()
        gone = paragraph is None or paragraph.tag == _MOVED or switch(properties, "vanish")
        if words and is_on(mark) and not gone:
            places.add(paragraph)
            first = first or words
    if not places:
        return ""
    quoted = first if len(first) <= _SHOWN else f"{first[:_SHOWN]}…"
    return f"有{len(places)}段文字带删除线（如“{quoted}”），已按正文读取，请核对是否应当删去。"
