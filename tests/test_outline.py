from __future__ import annotations

import re
from dataclasses import replace

import pytest
from reports import SEED, document, patterns

from extractor.contents import contents_blocks
from extractor.model import Section
from extractor.numbering import first_candidate
from extractor.outline import items, outline
from extractor.patterns.headings import Residue, Style


def tree(text: str, levels: tuple[int | None, ...] = ()) -> list[str]:
    """Show the outline: one line per heading, a dot per level above, irregular numbers after a bar."""
    return [_shown(section) for section in outline(document(text, levels), patterns())]


def _shown(section: Section) -> str:
    odd = f" |{section.irregular}" if section.irregular else ""
    return "." * (section.level - 1) + section.number + section.title + odd


BODY = "本单位认真落实各项工作，取得了较好的成效。"

TREES = {
    "three levels": (
        "一、基本情况\n（一）职能\n1.主要职能\n正文。\n2.其他职能\n正文。\n（二）机构\n二、绩效\n（一）目标\n三、问题",
        [
            "一、基本情况",
            ".（一）职能",
            "..1.主要职能",
            "..2.其他职能",
            ".（二）机构",
            "二、绩效",
            ".（一）目标",
            "三、问题",
        ],
    ),
    "Chinese numbers one level down continue an Arabic one": (
        f"一、概况\n（一）甲\n（二）乙\n1、强化引领\n{BODY}\n二、坚持普及\n{BODY}\n三、服务发展\n{BODY}\n（三）丙\n二、问题\n三、建议",
        [
            "一、概况",
            ".（一）甲",
            ".（二）乙",
            "..1、强化引领",
            "..二、坚持普及 |style",
            "..三、服务发展",
            ".（三）丙",
            "二、问题",
            "三、建议",
        ],
    ),
    "Arabic numbers where siblings have Chinese ones": (
        f"一、概况\n{BODY}\n二、绩效\n{BODY}\n3、问题\n{BODY}\n四、建议\n{BODY}",
        ["一、概况", "二、绩效", "3、问题 |style", "四、建议"],
    ),
    "text goes on in the line of the heading": (
        "一、概况\n（一）机构设置。内设三个股室，分别是综合股等。\n（二）收支情况：全年收入10万元。\n1、收入:792.22万元\n2、支出：790万元",
        ["一、概况", ".（一）机构设置", ".（二）收支情况", "..1、收入", "..2、支出"],
    ),
    "year after the number": (
        f"一、概况\n1.2021年预算安排：全年10万元。\n2.2021年决算情况\n{BODY}",
        ["一、概况", ".1.2021年预算安排", ".2.2021年决算情况"],
    ),
    "parts and sections": (
        f"第一部分 单位概况\n一、职责\n{BODY}\n二、机构\n{BODY}\n第二部分：绩效情况\n一、结论\n{BODY}",
        ["第一部分单位概况", ".一、职责", ".二、机构", "第二部分绩效情况", ".一、结论"],
    ),
    "decimal numbers": (
        "一、概况\n1.1 背景\n正文\n1.2 目标\n1.2.1 总体目标\n正文\n1.2.2 年度目标\n正文\n"
        "二、绩效\n2.1 产出\n正文\n2.2 效益\n正文",
        [
            "一、概况",
            ".1.1背景",
            ".1.2目标",
            "..1.2.1总体目标",
            "..1.2.2年度目标",
            "二、绩效",
            ".2.1产出",
            ".2.2效益",
        ],
    ),
    "skip": (f"一、甲事\n{BODY}\n三、丙事\n{BODY}\n四、丁事", ["一、甲事", "三、丙事 |skip", "四、丁事"]),
    "repeat": (
        f"（一）甲\n{BODY}\n（二）乙\n{BODY}\n（二）丙\n{BODY}\n（三）丁\n{BODY}",
        ["（一）甲", "（二）乙", "（二）丙 |repeat", "（三）丁"],
    ),
    "half and full width brackets mixed": (
        f"一、概况\n(一）甲\n{BODY}\n（二)乙\n{BODY}",
        ["一、概况", ".(一）甲", ".（二)乙"],
    ),
    "residue in front of a number": (
        f"一、概况\n{BODY}\n[bookmark: _GoBack]二、绩效\n{BODY}",
        ["一、概况", "二、绩效"],
    ),
    "sentences are list items": (
        "一、职责\n1.负责档案收集工作，维护档案安全。\n2.负责档案利用工作，提供查询服务。\n3.完成其他任务。\n二、机构",
        ["一、职责", "二、机构"],
    ),
    "bare nouns in a row are a list": (
        "一、机构\n内设机构：\n1.办公室\n2.业务股\n3.技术股\n二、人员",
        ["一、机构", "二、人员"],
    ),
    "first of several is no number": (
        "一、措施\n一是加强领导。\n二是严格管理。\n二、效果",
        ["一、措施", "二、效果"],
    ),
    "number alone on its line": (
        "一、\n基本情况\n正文。\n二、\n绩效情况\n正文。",
        ["一、基本情况", "二、绩效情况"],
    ),
    "amounts and dates are no numbers": (
        "一、概况\n1.5万元用于培训。\n3.12活动顺利。\n3.8妇女节活动\n2021.12.31止。\n二、绩效",
        ["一、概况", "二、绩效"],
    ),
    "numbers that run through the parts": (
        f"（一）甲\n1.子项\n{BODY}\n2.丑项\n{BODY}\n（二）乙\n3.寅项\n{BODY}\n4.卯项\n{BODY}",
        ["（一）甲", ".1.子项", ".2.丑项", "（二）乙", ".3.寅项", ".4.卯项"],
    ),
    "list that begins inside a line": (f"一、概况\n{BODY}\n附件：1.自评表\n2.评分表", ["一、概况"]),
    "circled below bracketed": (
        f"一、概况\n（1）产出\n①数量\n{BODY}\n②质量\n{BODY}\n（2）效益\n{BODY}",
        ["一、概况", ".（1）产出", "..①数量", "..②质量", ".（2）效益"],
    ),
    "no headings": ("本单位完成了任务。\n特此报告。", []),
}


@pytest.mark.parametrize(("text", "expected"), TREES.values(), ids=TREES.keys())
def test_tree(text: str, expected: list[str]) -> None:
    assert tree(text) == expected


@pytest.mark.parametrize(
    ("text", "levels", "expected"),
    [
        (
            "2022年度部门整体支出绩效自评报告\n单位概况\n正文。\n绩效情况\n产出\n正文。",
            (1, 1, None, 1, 2, None),
            ["单位概况", "绩效情况", ".产出"],
        ),
        (
            "单位概况\n一、职责\n正文。\n二、机构\n正文。\n绩效情况\n一、产出\n正文。",
            (1, None, None, None, None, 1, None, None),
            ["单位概况", ".一、职责", ".二、机构", "绩效情况", ".一、产出"],
        ),
    ],
)
def test_word_levels(text: str, levels: tuple[int | None, ...], expected: list[str]) -> None:
    assert tree(text, levels) == expected


CONTENTS = [
    "目录\n第一部分 概况\n一、职责\n二、机构说明\n第二部分 绩效\n第三部分 附件\n",
    "目 录\n第一部分 概况..........1\n一、职责 2\n二、机构 3\n第二部分 绩效 5\n一、结论 5\n",
    "目录\n第一部分 概况\n一、职责\n二、机构\n第二部分 绩效\n一、结论\n",
    "第一部分 概况\t1\n一、职责\t2\n二、机构\t3\n第二部分 绩效\t5\n一、结论\t5\n",
    "目录\n第一部分 概况PAGEREF _Toc2583 h 1\n一、职责PAGEREF _Toc2584 h 2\n二、机构PAGEREF _Toc2585 h 3\n",
]


@pytest.mark.parametrize("contents", CONTENTS)
def test_table_of_contents_is_dropped(contents: str) -> None:
    body = f"第一部分 概况\n一、职责\n{BODY}\n二、机构\n{BODY}\n第二部分 绩效\n一、结论\n{BODY}"
    expected = ["第一部分概况", ".一、职责", ".二、机构", "第二部分绩效", ".一、结论"]
    assert tree(contents + body) == expected


def test_contents_before_headings_on_two_lines() -> None:
    contents = "目录\n第一部分 概况\n一、职责\n第二部分 绩效\n"
    text = contents + "第一部分\n概况\n一、职责\n正文。\n第二部分\n绩效\n正文。"
    assert tree(text) == ["第一部分概况", ".一、职责", "第二部分绩效"]


def test_headings_said_once_are_no_table_of_contents() -> None:
    made = document("一、概况\n二、绩效\n三、问题\n四、建议\n五、附件")
    assert contents_blocks(made, patterns().headings) == frozenset()


def test_tables_alone_hold_no_table_of_contents() -> None:
    made = replace(document("一、概况"), blocks=())
    assert contents_blocks(made, patterns().headings) == frozenset()


def test_two_items_on_one_line_leave_no_gap() -> None:
    text = (
        "一、职责\n（一）负责登记工作，做好票据管理。（二）负责检查工作，做好整改。\n"
        "（三）负责宣传工作，做好引导。（四）负责协调工作，做好沟通。\n（五）负责其他工作，做好保障。\n二、机构"
    )
    found = items(document(text), patterns())
    assert [i.candidate.ordinal for i in found] == [1, 1, 2, 3, 4, 5, 2]
    assert not any(i.place.irregular for i in found)


def test_spans_and_paths() -> None:
    text = "标题\n一、概况\n（一）机构设置。三个股室。\n（二）人员\n正文\n二、绩效\n正文"
    first, inner, second, last = outline(document(text), patterns())
    assert first.span.of(text) == "一、概况\n（一）机构设置。三个股室。\n（二）人员\n正文\n"
    assert inner.span.of(text) == "（一）机构设置。三个股室。\n"
    assert inner.head.of(text) == "（一）机构设置"
    assert (second.path, second.parent_id, second.level) == ("一、概况 / （二）人员", "s1", 2)
    assert last.span.end == len(text)


def test_many_headings_take_linear_time() -> None:
    text = "\n".join(f"（{n % 90 + 1}）第{n}项工作，完成较好。" for n in range(3000))
    assert len(items(document(text), patterns())) > 2000


@pytest.mark.skipif(not SEED, reason="the real report is not beside this checkout")
def test_real_report() -> None:
    shown = tree(SEED[0].read_text(encoding="utf-8"))
    assert [line for line in shown if not line.startswith(".")] == [
        "一、基本情况",
        "二、绩效评价工作情况",
        "三、存在的问题",
        "四、建议",
    ]
    assert [line[:5] for line in shown if line.startswith("..")] == [
        "..1.2",
        "..2.2",
        "..3.2",
        "..1、强",
        "..二、坚",
        "..三、聚",
        "..四、加",
        "..五、关",
    ]
    assert ".（四）绩效评价结果" in shown
    assert len(shown) == 21


@pytest.mark.parametrize("style", patterns().headings.styles, ids=lambda s: s.id)
def test_style_examples(style: Style) -> None:
    for example in style.examples:
        made = document(example.text)
        found = first_candidate(made, patterns().headings, 0, made.blocks[0])
        assert (found.number.of(made.text) if found else "") == example.number


@pytest.mark.parametrize("residue", patterns().headings.residues, ids=lambda r: r[0].id)
def test_residue_examples(residue: tuple[Residue, re.Pattern[str]]) -> None:
    entry, pattern = residue
    for example in entry.examples:
        match = pattern.search(example.text)
        assert (match.group() if match else "") == example.finds
