"""Site furniture: menus, breadcrumbs, share bars, footers. In doubt it is text of the report."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from extractor.read import wrapping
from extractor.read.container import Element

_TAGS = {
    "nav": 2,
    "footer": 2,
    "aside": 2,
    "header": 1,
    "form": 1,
}  # 2: whatever it holds, if it is no report
_ROLES = {"navigation", "search", "menu", "menubar", "toolbar", "complementary", "contentinfo", "banner"}
_NAMES = {
    *(
        "nav",
        "navbar",
        "navi",
        "navigation",
        "menu",
        "submenu",
        "breadcrumb",
        "breadcrumbs",
        "crumb",
        "crumbs",
    ),
    *("share", "bdshare", "bdsharebuttonbox", "footer", "foot", "copyright", "sidebar", "toolbar", "topbar"),
    *("friendlink", "friendlinks", "links", "search", "searchbar", "login", "weizhi", "dqwz", "mbx", "print"),
    *("pager", "pagination", "qrcode", "skip", "toolbox"),
}
_SILENT = {"script", "style", "noscript", "template"}
_WHOLE = {"html", "body", "main", "article"}
_WORD = re.compile(r"[A-Za-z]+")
_BLOCKS = {"ul", "ol", "dl", "div", "table", "p", "section", "center", "td"}
_AMOUNT = re.compile(r"\d\s*(?:[万亿]?元|[%％]|个百分点)")
_MOST = 0.6  # share of the page's text beyond which an element is the page
_MENU = 20_000  # characters beyond which links are no menu
_MANY = 3  # links that make a menu
_DENSE, _HALF = 0.8, 0.5  # share of the text inside links
_SHORT, _LONG = 300, 2000  # characters


@dataclass(slots=True)
class _Weight:
    """Characters inside an element, those in links that lead elsewhere, and how many such links there are."""

    text: int = 0
    linked: int = 0
    links: int = 0
    headings: int = 0

    def add(self, inner: _Weight, tail: int) -> None:
        """Count what stands in an element inside, and the text behind it."""
        self.text += inner.text + tail
        self.linked += inner.linked
        self.links += inner.links
        self.headings += inner.headings


def furniture(root: Element) -> set[Element]:
    """Return the elements of a page that belong to the site and are no part of the report."""
    found: dict[Element, int] = {}
    open_ = [_Weight()]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.lower()
        if event == "start":
            open_.append(_Weight(0 if tag in _SILENT else _ink(element.text)))
            continue
        weight = open_.pop()
        if tag in _SILENT:
            weight = _Weight()
        elif tag == "a" and not (element.get("href") or "#").startswith("#"):
            weight.linked, weight.links = weight.text, 1
        weight.headings += tag in ("h1", "h2", "h3")
        if tag not in _WHOLE and _is_furniture(element, tag, weight):
            found[element] = weight.text
        open_[-1].add(weight, _ink(element.tail))
    most = _MOST * open_[0].text
    return {element for element, text in found.items() if text <= most}


def _is_furniture(element: Element, tag: str, weight: _Weight) -> bool:
    if not weight.text:
        return False
    dense = (
        tag in _BLOCKS
        and weight.text < _MENU
        and weight.links >= _MANY
        and weight.linked > _DENSE * weight.text
    )
    return (dense or _is_suspect(element, tag, weight)) and not _is_report(element)


def _is_suspect(element: Element, tag: str, weight: _Weight) -> bool:
    suspicion = _suspicion(element, tag)
    if not suspicion:
        return False
    linked = weight.linked > _HALF * weight.text
    return linked or (weight.text < _LONG if suspicion > 1 else weight.text < _SHORT and not weight.headings)


def _suspicion(element: Element, tag: str) -> int:
    """Return how much tag, role and names speak for furniture: 0, 1 or 2."""
    role = element.get("role")
    if tag in ("header", "footer", "form") and _is_inside_article(element):
        return 0
    if role in _ROLES or tag in _TAGS:
        return _TAGS.get(tag, 1 if role == "banner" else 2)
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:200].lower()
    return 1 if tag in _BLOCKS and any(word in _NAMES for word in _WORD.findall(names)) else 0


def _is_inside_article(element: Element) -> bool:
    return any(str(outer.tag).lower() in ("article", "main") for outer in element.iterancestors())


def _is_report(element: Element) -> bool:
    text = " ".join("".join(map(str, element.itertext())).split())
    return _AMOUNT.search(text) is not None or wrapping.starts_item(text)


def _ink(text: str | None) -> int:
    return sum(len(word) for word in text.split()) if text else 0
