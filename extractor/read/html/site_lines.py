"""Lines that a site sets around a report without saying so in its tags: where one is, when it was put up, what comes next.

Only whole paragraphs outside tables near the beginning or the end that hold nothing else; in doubt a line is text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.read import wrapping
from extractor.read.html.flow import Paragraph
from extractor.read.html.tables import Item

_REACH = 15  # paragraphs at either end that are looked at
_LONGEST, _VALUE = 300, 60  # characters of a line, and of what stands behind a label
_AMOUNT = re.compile(r"\d\s*(?:[万亿]?元|[%％]|个百分点)|[万亿]元")
_WAY = re.compile(
    r"[\[【]?(?:[您你]?的?(?:当前|现在)(?:所在)?的?位置|[您你](?:现在)?所?在的?位置|所在位置)(?:是|为)?\s*[:：].*"
)
_STEP = re.compile(r"[>＞»›→/／\\]|首页")
_OTHER = r"[上下]一[篇条则](?:文章|信息|新闻)?"
_NEXT = re.compile(rf"[\[【]{_OTHER}[\]】].*|{_OTHER}\s*(?:[:：].*)?")
_SURE = (
    r"发布(?:时间|日期)|发文时间|更新(?:时间|日期)|(?:浏览|点击|访问|阅读)(?:次数|量|数|率)"
    r"|责任编辑|(?:信息|文章|稿件)来源"
)
_PERHAPS = (
    r"来源|作者|编辑|审核|发布(?:机构|单位|人)|供稿|日期|字体(?:大小)?|字号|分享到?|视力保护色|保护视力色"
)
_LABEL = re.compile(rf"(?P<sure>{_SURE})\s*[:：]|(?:{_PERHAPS})\s*[:：]")
_BUTTON = re.compile(
    r"打印(?:本页|此页|文章)?|关闭(?:窗口|本页|页面)?|收藏本页|返回(?:顶部|首页|列表)|分享到?[:：]?|字[体号][:：]?"
    r"|[大中小](?![^\s\]】|])|扫一扫在?手机(?:打开|查看|浏览)(?:当前|本)?页面?"
)
_GAP = re.compile(r"[\s|｜/／,，、·\[\]【】()（）]+")
_SENTENCE = re.compile(r"[。；;！？!?]|[:：](?!\d)")


def divided(items: Sequence[Item]) -> tuple[list[Item], list[str]]:
    """Return what belongs to the page, and the lines that belong to the site; a page is never nothing but its site."""
    ends = {n: kinds for n in _ends(len(items)) if "text" not in (kinds := _kinds(items[n]))}
    found = {n for n, kinds in ends.items() if "sure" in kinds}
    for step in (1, -1):
        for n in sorted(ends)[::step]:
            if n - step in found:
                found.add(n)
    kept = [item for n, item in enumerate(items) if n not in found]
    if not kept:
        return list(items), []
    return kept, [
        " ".join(item.text.split()) for n in sorted(found) if isinstance(item := items[n], Paragraph)
    ]


def _ends(count: int) -> list[int]:
    return sorted({*range(min(_REACH, count)), *range(max(0, count - _REACH), count)})


def _kinds(item: Item) -> set[str]:
    """Return what the lines of a paragraph are: text, sure or perhaps lines of the site."""
    if not isinstance(item, Paragraph) or len(item.text) > _LONGEST:
        return {"text"}
    return {_kind(line.strip()) for line in item.text.split("\n")}


def _kind(line: str) -> str:
    if wrapping.starts_item(line) or _AMOUNT.search(line):
        return "text"
    if _NEXT.fullmatch(line) or (_WAY.fullmatch(line) and _STEP.search(line)):
        return "sure"
    labels = list(_LABEL.finditer(line))
    if not labels:
        return "perhaps" if _is_buttons(line) else "text"
    if not _is_buttons(line[: labels[0].start()] or "|"):
        return "text"
    ends = [label.start() for label in labels[1:]] + [len(line)]
    values = [line[label.end() : end] for label, end in zip(labels, ends, strict=True)]
    if any(len(value) > _VALUE or _SENTENCE.search(value) for value in values):
        return "text"
    return "sure" if any(label["sure"] for label in labels) else "perhaps"


def _is_buttons(line: str) -> bool:
    return not _GAP.sub("", _BUTTON.sub("", line))
