"""Names of WordprocessingML (ECMA-376 part 1, clause 17) and small questions to its elements."""

from __future__ import annotations

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

VAL = f"{W}val"
PARAGRAPH = f"{W}p"
TABLE = f"{W}tbl"
RUN = f"{W}r"
TEXT = f"{W}t"
BOX = f"{W}txbxContent"
PROPERTIES = f"{W}pPr"
RUN_PROPERTIES = f"{W}rPr"
ROW_PROPERTIES = f"{W}trPr"
CELL_PROPERTIES = f"{W}tcPr"
ALTERNATIVES = f"{COMPATIBLE}AlternateContent"
CHOICES = (f"{COMPATIBLE}Choice", f"{COMPATIBLE}Fallback")

_OFF = {"0", "false", "off", "none"}
_LARGEST = 2**31 - 1  # ST_DecimalNumber as Word reads it

Element = etree._Element


def child(parent: Element | None, tag: str) -> Element | None:
    """Return the first child with a name (without prefix)."""
    return None if parent is None else next(parent.iterchildren(W + tag), None)


def head(parent: Element, tag: str) -> Element | None:
    """Return the properties of an element, which come first in it; `tag` is the full name."""
    try:
        first = parent[0]
    except IndexError:
        return None
    return first if first.tag == tag else next(parent.iterchildren(tag), None)


def value(parent: Element | None, tag: str) -> str | None:
    """Return the w:val of the child `tag` (without prefix); None where there is no such child."""
    found = child(parent, tag)
    return None if found is None else found.get(VAL)


def integer(parent: Element | None, tag: str) -> int | None:
    """Return the w:val of the child `tag` as a number; None where it is absent or no number Word could hold."""
    return number(value(parent, tag))


def number(raw: str | None) -> int | None:
    """Return an attribute as a number; None where it is absent or no number Word could hold."""
    try:
        found = None if raw is None else int(raw)
    except ValueError:
        return None
    return None if found is None or abs(found) > _LARGEST else found


def switch(parent: Element | None, tag: str) -> bool | None:
    """Return an on/off property; None where it is not set."""
    found = child(parent, tag)
    return None if found is None else is_on(found)


def is_on(element: Element) -> bool:
    """Tell whether an on/off element (CT_OnOff, 17.17.4) says on."""
    return element.get(VAL, "1").lower() not in _OFF


def by_name(parent: Element | None) -> dict[str, Element]:
    """Return the children by their full name."""
    return {} if parent is None else {element.tag: element for element in parent}


def chosen(alternatives: Element) -> Element | None:
    """Return the branch of an mc:AlternateContent that holds words: what Word shows is in it once."""
    branches = alternatives.iterchildren(*CHOICES)
    return next(
        (b for b in branches if next(b.iter(BOX, TEXT, PARAGRAPH, f"{W}sym"), None) is not None), None
    )
