"""Puts a letter into a template: a Word file with the tags of docxtpl, whose names are Chinese.

What units and reports say is only ever a value: it is never read as a template, and what would be markup is escaped.
The template runs in Jinja's sandbox.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate, RichText
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from extractor.errors import GoujiError, ReadError
from extractor.letters.records import Item, Letter, Piece, Sender
from extractor.read.container import open_container
from extractor.read.limits import Limits
from extractor.xml_text import writable

if TYPE_CHECKING:
    from docx.document import Document

NAMES = ("单位", "年度", "报告", "错误", "警告", "错误数", "警告数", "财政部门", "日期", "期限")
FIELDS = ("序号", "报告", "位置", "原文", "问题", "应为", "依据", "原因", "建议", "审核意见")
_SIZE = 20 * 2**20
_MOMENT = (1980, 1, 1, 0, 0, 0)
_BLANKS = {"bureau": "＿＿＿＿＿＿＿＿", "date": "　　年　　月　　日", "deadline": "　　年　　月　　日"}
_SEE = "请改正模板，或用 gouji letters template 另写一份。"
_TRIED = Item("error", "甲", "乙", "丙", (Piece("丁", False), Piece("1", True)), "2", "3", "4", "5", "6")


class Filler:
    """A template, tried once, and then filled as often as there are letters."""

    def __init__(self, template: bytes) -> None:
        """Raise GoujiError, with one sentence that names what is wrong, for a template that cannot be filled."""
        self._template = template
        if len(template) > _SIZE:
            raise GoujiError(f"信函模板超过 {_SIZE // 2**20} MB，请压缩其中的图片后再试。")
        try:
            open_container(template, Limits())
        except ReadError as error:
            raise GoujiError("信函模板不是 .docx 文件，请用 Word 打开模板另存为 .docx 后再试。") from error
        trial = (_TRIED, Item("warning", "甲"))
        for items in (trial, trial[:1], trial[1:]):
            self.fill(Letter("甲单位", items, ("甲报告",), 2023, Sender("乙局", "某日", "某日")))

    def fill(self, letter: Letter) -> bytes:
        """Return the letter as a Word file, the same bytes for the same letter. Raises GoujiError."""
        environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
        try:
            document = DocxTemplate(io.BytesIO(self._template))
            document.render(_context(letter), environment, autoescape=True)
            _refuse_nested(document.docx)
            target = io.BytesIO()
            document.save(target)
        except GoujiError:
            raise
        except TemplateError as error:
            raise GoujiError(f"信函模板{_fault(error)}，{_SEE}") from error
        except (OpcError, KeyError, ValueError, etree.LxmlError) as error:
            raise GoujiError("信函模板不是完整的 .docx 文件，请用 Word 打开模板另存后再试。") from error
        except Exception as error:
            raise GoujiError(f"信函模板填不出来（{type(error).__name__}），{_SEE}") from error
        return _settled(target.getvalue())


def _context(letter: Letter) -> Mapping[str, object]:
    sender = letter.sender
    errors, warnings = (_rows(letter.of(severity)) for severity in ("error", "warning"))
    return {
        "单位": writable(letter.unit) or "＿＿＿＿＿＿＿＿",
        "年度": "" if letter.year is None else str(letter.year),
        "报告": "、".join(f"《{writable(title)}》" for title in letter.reports if title.strip()),
        "错误": errors,
        "警告": warnings,
        "错误数": len(errors),
        "警告数": len(warnings),
        "财政部门": writable(sender.bureau) or _BLANKS["bureau"],
        "日期": writable(sender.date) or _BLANKS["date"],
        "期限": writable(sender.deadline) or _BLANKS["deadline"],
    }


def _rows(items: Sequence[Item]) -> list[dict[str, object]]:
    return [
        {
            "序号": number,
            "报告": writable(item.report),
            "位置": writable(item.place),
            "原文": _quotation(item.quote),
            "问题": writable(item.message),
            "应为": writable(item.expected),
            "依据": writable(item.proof),
            "原因": writable(item.cause),
            "建议": writable(item.advice),
            "审核意见": writable(item.note),
        }
        for number, item in enumerate(items, start=1)
    ]


def _quotation(pieces: Sequence[Piece]) -> RichText:
    """Return a quotation whose figures stand out in black and white too."""
    text = RichText()
    for piece in pieces:
        if words := writable(piece.text):
            if piece.mark:
                text.add(words, bold=True, underline="single")
            else:
                text.add(words)
    return text


def _fault(error: TemplateError) -> str:
    """Say what is wrong with a template, and near which words."""
    message = str(error.message or "")
    if isinstance(error, UndefinedError):
        name = message.partition("'")[2].rpartition("'")[0] if "'" in message else message
        name = name.split("'")[-1] or message
        return (
            f"里的“{name}”不是可以填的名字，可以填的是：{'、'.join(NAMES)}；每个问题有：{'、'.join(FIELDS)}"
        )
    around = "".join(getattr(error, "docx_context", ()) or ()).strip()
    near = f"在“{around[:40]}”附近" if around else ""
    what = "的标记写得不对或没有成对" if isinstance(error, TemplateSyntaxError) else "用了不允许的写法"
    return f"{near}{what}"


def _refuse_nested(document: Document) -> None:
    """Refuse a template in which a quotation would stand inside the words of a run, which Word cannot open."""
    for text in document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
        if len(text):
            raise GoujiError(f"信函模板里的原文要写成 {{{{r 问题.原文 }}}}，大括号后面有字母 r，{_SEE}")


def _settled(data: bytes) -> bytes:
    """Return a container without the time it was made at."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as made,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as settled,
    ):
        for old in made.infolist():
            info = zipfile.ZipInfo(old.filename, _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            settled.writestr(info, made.read(old))
    return target.getvalue()
