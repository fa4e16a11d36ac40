"""The labels of list items as a browser shows them (HTML Living Standard 4.4.5, CSS Counter Styles 3)."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.read.container import Element
from extractor.read.html.styles import Declared

_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_ROMAN: tuple[tuple[int, str], ...] = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_PLAIN, _FORMAL = ("零一二三四五六七八九", "十百千"), ("零壹贰叁肆伍陆柒捌玖", "拾佰仟")
_CHINESE = {
    "cjk-ideographic": _PLAIN,
    "simp-chinese-informal": _PLAIN,
    "trad-chinese-informal": _PLAIN,
    "simp-chinese-formal": _FORMAL,
    "trad-chinese-formal": ("零壹貳參肆伍陸柒捌玖", "拾佰仟"),
}
_NO_LABEL = {"none", "disc", "circle", "square", "disclosure-open", "disclosure-closed"}


@dataclass(slots=True)
class Counter:
    """The state of one open list; `form` is empty where its items have no label in words."""

    form: str
    next: int = 1
    step: int = 1

    @classmethod
    def of(cls, element: Element, declared: Declared) -> Counter:
        """Begin a list."""
        if str(element.tag).lower() != "ol":
            return cls(_named(declared, ""))
        form = _named(declared, _TYPES.get(element.get("type") or "1", "decimal"))
        reverse = element.get("reversed") is not None
        items = sum(1 for child in element if str(child.tag).lower() == "li") if reverse else 1
        return cls(form, _whole(element.get("start"), items), -1 if reverse else 1)

    def label(self, item: Element, declared: Declared) -> str:
        """Return the label of the next item with what separates it from the text."""
        number = _whole(item.get("value"), self.next)
        self.next = number + self.step
        form = _named(declared, _TYPES.get(item.get("type") or "", self.form))
        return render(number, form)


def render(number: int, form: str) -> str:
    """Write a list number in a counter style, with its suffix; styles without words give nothing."""
    if not form or form in _NO_LABEL:
        return ""
    if form in _CHINESE and 0 < number < 10_000:
        return f"{_chinese(number, *_CHINESE[form])}、"
    return f"{_western(number, form)}. "


def _western(number: int, form: str) -> str:
    if form in ("lower-alpha", "lower-latin", "upper-alpha", "upper-latin") and 0 < number < 10**6:
        text = _letters(number)
    elif form in ("lower-roman", "upper-roman") and 0 < number < 4000:
        text = _roman(number)
    else:
        return f"{number:02d}" if form == "decimal-leading-zero" else str(number)
    return text.upper() if form.startswith("upper") else text


def _letters(number: int) -> str:
    text = ""
    while number:
        number, letter = divmod(number - 1, 26)
        text = chr(ord("a") + letter) + text
    return text


def _roman(number: int) -> str:
    text = ""
    for amount, sign in _ROMAN:
        count, number = divmod(number, amount)
        text += sign * count
    return text


def _chinese(number: int, digits: str, units: str) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += (digits[0] if gap else "") + digits[digit] + (units[place - 1] if place else "")
            gap = False
        else:
            gap = bool(text)
    return text[1:] if 10 <= number < 20 and digits == _PLAIN[0] else text


def _named(declared: Declared, default: str) -> str:
    named = declared.get("list-style-type") or ""
    for word in declared.get("list-style", "").split():
        if word in _NO_LABEL or word in _CHINESE or word.startswith(("decimal", "lower-", "upper-")):
            named = named or word
    return named or default


def _whole(text: str | None, default: int) -> int:
    try:
        return int(text) if text and len(text) < 10 else default
    except ValueError:
        return default
