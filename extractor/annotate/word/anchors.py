"""To what a comment can hold on: a run that may be divided, or a thing that must stay whole.

Word ignores comments inside text boxes, footnotes and endnotes (MS-OI29500 2.1.315): those are put at the object, or
at the reference, in the body. Formulas, phonetic guides and controls with a text of their own are not divided either.
"""

from __future__ import annotations

from lxml import etree

from extractor.read.container import Element

_WHOLE = frozenset({"txbxContent", "ruby", "oMath", "oMathPara"})
# Controls whose words come from elsewhere or must not hold anything but words.
_FIXED = frozenset({"text", "dataBinding", "dropDownList", "comboBox", "date"})
_NOTES = {"footnote": "footnoteReference", "endnote": "endnoteReference"}


def local(element: Element) -> str:
    """Return the name of an element without its name space; empty for comments and the like."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def whole(text: Element) -> Element | None:
    """Return the run or object around a text that a comment must not go into; None where its run may be divided."""
    around: Element | None = None
    for element in text.iterancestors():
        name = local(element)
        if name in _WHOLE or (_is_fixed(element, name) and _in_paragraph(element)):
            around = element
    if around is None:
        run = text.getparent()
        return None if run is not None and local(run) == "r" else run
    runs = [element for element in around.iterancestors() if local(element) == "r"]
    return runs[-1] if runs else around


def note_of(text: Element) -> tuple[str, str] | None:
    """Return kind and id of the note that a text belongs to."""
    for element in text.iterancestors():
        if (name := local(element)) in _NOTES:
            return _NOTES[name], _attribute(element, "id")
    return None


def reference(body: Element, kind: str, name: str) -> Element | None:
    """Return the run in the body that refers to a note, or the object that it stands in."""
    for mark in body.iter(f"{{*}}{kind}"):
        if _attribute(mark, "id") == name:
            around = whole(mark)
            return mark.getparent() if around is None else around
    return None


def kind_of(text: Element) -> str:
    """Say in what aside a text stands, as a person calls it; empty for the body itself."""
    for element in text.iterancestors():
        name = local(element)
        if name == "txbxContent":
            return "文本框"
        if name in _NOTES:
            return "脚注" if name == "footnote" else "尾注"
    return ""


def _is_fixed(element: Element, name: str) -> bool:
    if name == "AlternateContent":
        return True
    if name != "sdt":
        return False
    properties = next((child for child in element if local(child) == "sdtPr"), None)
    return properties is not None and any(local(child) in _FIXED for child in properties)


def _in_paragraph(element: Element) -> bool:
    return any(local(parent) == "p" for parent in element.iterancestors())


def _attribute(element: Element, name: str) -> str:
    return next((str(v) for k, v in element.items() if str(k).rpartition("}")[2] == name), "")
