from __future__ import annotations

import pytest
from reports import SEED, extract, patterns

from extractor.checks.structure import RULES, check

BODY = "本单位认真落实各项工作，取得了较好的成效。"


def found(text: str) -> list[tuple[str, str]]:
    """Show the findings as (rule, the number they quote)."""
    return [(f.rule, f.quote[:4]) for f in check(extract(text), patterns())]


def headings(*titles: str) -> str:
    return "\n".join(f"{title}\n{BODY}" for title in titles)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (headings("一、概况", "三、绩效", "四、问题"), [("heading-skip", "三、绩效")]),
        (headings("一、概况", "二、绩效", "二、问题", "三、建议"), [("heading-repeat", "二、问题")]),
        (headings("一、概况", "二、绩效", "3、问题", "四、建议"), [("heading-style", "3、问题")]),
        (
            "一、职责\n1.负责登记，做好服务。\n2.负责检查，做好整改。\n4.负责宣传，做好引导。\n5.负责其他，做好保障。\n二、机构",
            [("heading-skip", "4.负责")],
        ),
        (
            "一、职责\n1.负责登记，做好服务。\n2.负责检查，做好整改。\n3.负责宣传，做好引导。\n4.负责协调，做好沟通。\n"
            "4.负责督办，做好反馈。\n5.负责其他，做好保障。\n二、机构",
            [("heading-repeat", "4.负责")],
        ),
        (
            headings("一、概况", "（一）甲事", "（三）丙事", "（四）丁事", "二、绩效"),
            [("heading-skip", "（三）丙")],
        ),
    ],
)
def test_numbers_out_of_order(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        headings("一、概况", "（一）甲", "（二）乙", "二、绩效", "（一）丙", "（二）丁", "三、问题"),
        headings("一、概况", "1.甲", "2.乙", "二、绩效", "1.丙", "2.丁"),
        headings("第一部分 概况", "一、甲", "二、乙", "第二部分 绩效", "一、丙", "二、丁"),
        "一、职责\n（一）负责登记，做好服务。（二）负责检查，做好整改。\n（三）负责宣传，做好引导。\n二、机构",
        "一、职责\n主要职责：1.负责登记，做好服务；2.负责检查，做好整改；3.负责宣传，做好引导。\n二、机构",
        "一、职责\n1.负责登记，做好服务。\n2.负责检查，做好整改。\n二、机构\n1.综合股，负责文电。\n2.业务股，负责业务。",
        "一、措施\n一是加强领导。\n二是严格管理。\n四是认真总结。\n二、效果",
        "一、概况\n1.5万元用于培训。\n3.12活动顺利开展。\n二、绩效",
        headings("一、概况", "1.甲", "（1）子项", "（2）丑项", "2.乙", "（1）寅项", "3.丙", "二、绩效"),
        headings("（一）甲", "1.子项", "2.丑项", "（二）乙", "3.寅项", "4.卯项"),
        "一、依据\n第三条规定的情形不适用。\n第十二条另有规定。\n二、结论",
        "一、职责\n1.负责登记，做好服务。\n2,负责检查，做好整改。\n3.负责宣传，做好引导。\n二、机构",
        "一、概况\n（1）甲事已办。（2）乙事已办。\n（3）丙事已办，效果较好。\n二、绩效",
        "一、获奖\n一等奖2名、二等奖3名。\n二、三等奖共10名。\n二、培训\n三、宣传",
        "目录\n一、概况 1\n二、绩效 2\n三、问题 3\n" + headings("一、概况", "二、绩效", "三、问题"),
        headings("一、概况", "（一）甲", "二、绩效", "（一）乙"),
        "|一、产出|10|\n|三、效益|20|\n" + headings("一、概况", "二、绩效"),
        "没有标题的报告。",
    ],
)
def test_ordinary_reports_are_silent(text: str) -> None:
    assert found(text) == []


def test_message_names_both_numbers() -> None:
    finding = next(check(extract(headings("一、概况", "二、绩效", "五、建议")), patterns()))
    assert (
        finding.message
        == "标题编号不连续：“二、”之后直接是“五、”，缺第3、4项，请核对是否漏写内容或编号有误。"
    )
    assert (finding.severity, finding.section) == ("warning", "五、建议")


@pytest.mark.skipif(not SEED, reason="the real report is not beside this checkout")
def test_real_report_has_one_odd_style() -> None:
    assert found(SEED[0].read_text(encoding="utf-8")) == [("heading-style", "二、坚持")]


def test_rules_have_unique_ids() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
