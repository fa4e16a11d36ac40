"""What the look of an element says: hidden, bold, size, outline level. Of style sheets only rules for one name count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from extractor.read.container import Element

_NEVER = {
    *(
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "meta",
        "link",
        "base",
        "xml",
        "object",
        "embed",
    ),
    *(
        "iframe",
        "frame",
        "applet",
        "audio",
        "video",
        "canvas",
        "svg",
        "math",
        "map",
        "datalist",
        "button",
        "rt",
        "rp",
    ),
    *("img", "col", "colgroup", "del", "noframes", "dialog"),
}
_STRONG = {"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"}
_PRE = {"pre", "listing", "xmp", "plaintext", "textarea"}
_TELLING = _STRONG | _PRE | {"font"}
_FONT_SIZES = {"1": 7.5, "2": 10.0, "3": 12.0, "4": 13.5, "5": 18.0, "6": 24.0, "7": 36.0}
_LENGTH = re.compile(r"\s*([\d.]{1,8})\s*(pt|px)")
_BRACE = re.compile("[{}]")
_SHOWN = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*")
_SIMPLE = re.compile(r"([a-z][\w-]*)?(?:([.#])([\w-]+))?", re.I)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_KEPT = {"display", "visibility", "mso-hide", "font-weight", "font-size", "list-style-type", "list-style"}
_KEPT |= {"mso-element", "mso-list", "mso-outline-level", "white-space", "font", "font-family"}
_REMEMBERED = 2000
_NESTED = 3
_MOST = 20_000  # rules of one page

Declared = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """How text inside an element is shown. `level` is the outline level, `marker` that this is a list label."""

    hidden: bool = False
    bold: bool = False
    size: float | None = None
    level: int | None = None
    pre: bool = False
    block: bool | None = None  # shown as a block or inside a line, where the page says so
    marker: bool = False


class Sheet:
    """The rules of a page's style sheets that hide text or say how it looks."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._rules: dict[tuple[str, str], dict[str, str]] = {}
        self._holding = lru_cache(_REMEMBERED)(self._found)  # pages repeat a few looks thousands of times
        for text in texts:
            for selectors, body in _rules(_COMMENT.sub("", text)):
                declared = declarations(body)
                for selector in selectors.split(",") if declared and len(self._rules) < _MOST else ():
                    self._add(selector.strip(), declared)

    def _add(self, selector: str, declared: Declared) -> None:
        match = _SIMPLE.fullmatch(selector)
        if match and selector:
            tag, sign, name = match.groups()
            key = ((tag or "").lower(), f"{sign or ''}{name or ''}")
            self._rules.setdefault(key, {}).update(declared)

    def of(self, element: Element) -> Declared:
        """Return the declarations that hold for an element, its own last."""
        style, classes, name = (element.get(key) or "" for key in ("style", "class", "id"))
        return self._holding(str(element.tag).lower(), classes, name, style)

    def _found(self, tag: str, classes: str, name: str, style: str) -> Declared:
        found: dict[str, str] = {}
        names = [f".{one}" for one in classes.split()[:20]] + ([f"#{name}"] if name else [])
        for key in ((tag, ""), *((t, name) for name in names for t in ("", tag))):
            found |= self._rules.get(key, {})
        return {**found, **declarations(style)}


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and bodies of the rules that hold on any screen."""
    preludes: list[str] = []
    start = 0
    for brace in _BRACE.finditer(text):
        words = text[start : brace.start()]
        start = brace.end()
        if brace.group() == "{":
            preludes.append(words.rpartition(";")[2].strip())
        elif preludes:
            selectors = preludes.pop()
            if len(preludes) < _NESTED and all(_SHOWN.fullmatch(prelude) for prelude in preludes):
                yield selectors, words


@lru_cache(_REMEMBERED)
def declarations(text: str) -> Declared:
    """Return the properties of a style attribute that count here."""
    parts = (part.partition(":") for part in text.split(";")) if ":" in text else ()
    named = (
        (name.strip().lower(), value.replace("!important", "").strip().lower()) for name, _, value in parts
    )
    return {name: value for name, value in named if name in _KEPT}


def look(element: Element, declared: Declared, outer: Look) -> Look:
    """Return how an element looks inside one that looks like `outer`."""
    tag = str(element.tag).lower()
    if tag in _NEVER or _is_hidden(element, declared):
        return replace(outer, hidden=True)
    if not declared and tag not in _TELLING:
        return outer if outer.block is None and not outer.marker else replace(outer, block=None, marker=False)
    display = declared.get("display", "")
    return Look(
        hidden=outer.hidden,
        bold=_bold(tag, declared, outer.bold),
        size=_size(element, tag, declared) or outer.size,
        level=_level(tag, declared) or outer.level,
        pre=outer.pre or tag in _PRE or declared.get("white-space", "").startswith("pre"),
        block=None if not display else display not in ("inline", "inline-block", "inline-flex", "contents"),
        marker=declared.get("mso-list") == "ignore",
    )


def _is_hidden(element: Element, declared: Declared) -> bool:
    return (
        declared.get("display") == "none"
        or declared.get("visibility") in ("hidden", "collapse")
        or declared.get("mso-hide") == "all"
        or declared.get("mso-element", "") in ("comment-list", "comment")
        or (element.get("hidden") is not None and "display" not in declared)
    )


def _bold(tag: str, declared: Declared, outer: bool) -> bool:
    weight = declared.get("font-weight") or ("bold" if " bold " in f" {declared.get('font', '')} " else "")
    if not weight:
        return outer or tag in _STRONG
    return weight in ("bold", "bolder") or (weight.isdecimal() and int(weight[:4]) >= 600)


def _size(element: Element, tag: str, declared: Declared) -> float | None:
    if tag == "font":
        return _FONT_SIZES.get(element.get("size") or "")
    match = _LENGTH.match(declared.get("font-size", ""))
    if match is None:
        return None
    try:
        size = float(match.group(1)) * (0.75 if match.group(2) == "px" else 1)
    except ValueError:
        return None
    return round(size, 1) if 1 <= size <= 200 else None


def _level(tag: str, declared: Declared) -> int | None:
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return int(tag[1])
    level = declared.get("mso-outline-level", "")
    return int(level) if level in tuple("123456789") else None
