from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from handmade import FIGURES, RELATIONS, Names, failed, finding, from_pictures, result
from lxml import html

from extractor.document import Span
from extractor.model import Finding, Result, Rule
from extractor.write import page, write
from extractor.write.marks import Piece, marked
from extractor.write.schema import View


def source(folder: Path, *results: Result) -> str:
    write(results, folder, Names())
    return (folder / "report.html").read_text("utf-8")


def parsed(text: str) -> Any:
    return html.fromstring(text)


def test_units_are_ranked_by_certain_errors_with_their_reports_below(tmp_path: Path) -> None:
    tree = parsed(
        source(
            tmp_path,
            result("一.docx", [finding(severity="warning")]),
            failed("二.pdf"),
            result("三.docx", [finding(), finding()]),
            result("四.docx", [finding(), finding(severity="warning")]),
            result("五.docx", []),
        )
    )
    rows = [
        [" ".join(cell.text_content().split()) for cell in row[:7]]
        for row in tree.xpath("//table[@class='ranking']/tbody/tr")
    ]
    assert rows == [
        ["1", "青岚县档案馆 4 份报告", "", "3", "2", "0", "4"],
        ["", "三.docx", "2021", "2", "0", "0", "1"],
        ["", "四.docx", "2021", "1", "1", "0", "1"],
        ["", "一.docx", "2021", "0", "1", "0", "1"],
        ["", "五.docx", "2021", "0", "0", "0", "1"],
        ["—", "二.pdf", "", "—", "—", "—", "—"],
    ]


def test_units_with_equal_counts_share_a_place(tmp_path: Path) -> None:
    units = {"甲局": 1, "乙局": 2, "丙局": 2, "丁局": 0}
    results = [result(f"{unit}.docx", [finding()] * n, unit=unit) for unit, n in units.items()]
    rows = parsed(source(tmp_path, *results)).xpath("//table[@class='ranking']//tr[td]")
    assert [(row[0].text, row.xpath("string(.//span)"), row.xpath("string(.//a)")) for row in rows] == [
        ("1", "乙局", "乙局.docx"),
        ("1", "丙局", "丙局.docx"),
        ("3", "甲局", "甲局.docx"),
        ("4", "丁局", "丁局.docx"),
    ]


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style>", "{{ 7 * 7 }}"]
)
def test_words_of_a_report_stay_words(tmp_path: Path, hostile: str) -> None:
    odd = finding(message=hostile, quote=hostile, category=hostile)
    text = source(tmp_path, result(f"{hostile.replace('/', '')}.docx", [odd], unit=hostile))
    tree = parsed(text)
    assert len(tree.xpath("//script")) == 1
    assert not tree.xpath("//img")
    assert tree.xpath("//h4[@class='message']")[0].text_content() == hostile


def test_nothing_is_fetched(tmp_path: Path) -> None:
    text = source(tmp_path, result())
    assert not re.findall(r"https?://|url\(|<link|<img|\ssrc=|@import", text)
    assert "default-src 'none'" in text


def test_a_finding_shows_operands_arithmetic_and_place(tmp_path: Path) -> None:
    stated = replace(RELATIONS[0], expression="85.27 + 23.91 = 109.58")
    tree = parsed(source(tmp_path, result(relations=(stated,))))
    (item,) = tree.xpath("//li[contains(@class, 'finding')]")
    assert [mark.text for mark in item.xpath(".//mark")] == ["109.58", "85.27", "23.91"]
    words = " ".join(item.text_content().split())
    for expected in (
        "● 错误",
        "算术勾稽",
        "一、基本情况 > （一）支出情况，第 1 页",
        "85.27 + 23.91 = 109.18万元 ≠ 109.58万元，差0.40万元",
        "写明 109.58万元，应为 109.18万元，相差 0.40万元",
        "可能漏列一项",
        "请核对账表",
    ):
        assert expected in words


def test_relations_left_undecided_are_listed_with_the_reason(tmp_path: Path) -> None:
    tree = parsed(source(tmp_path, result(findings=[])))
    (details,) = tree.xpath("//details[not(@open)]")
    assert "无法核对的勾稽关系 1 条" in details.text_content()
    assert "基数为零，变动率没有意义" in details.text_content()


def numbers(tree: Any) -> dict[str, list[list[str]]]:
    """Return the table of each chart by its title."""
    return {
        figure.xpath("string(figcaption/text())"): [
            [cell.text or "" for cell in row] for row in figure.xpath(".//tbody/tr")
        ]
        for figure in tree.xpath("//figure")
    }


def test_charts_count_findings_by_category_and_severity(tmp_path: Path) -> None:
    found = [finding(), finding(severity="info"), finding(severity="info"), finding(category="year")]
    tree = parsed(source(tmp_path, result(findings=found)))
    assert numbers(tree) == {"问题分类": [["算术勾稽", "1", "0", "2", "3"], ["年度", "1", "0", "0", "1"]]}
    (drawing,) = tree.xpath("//figure/svg")
    assert drawing.get("aria-label") == "各类问题数：算术勾稽 3，年度 1"
    assert [part.get("class") for part in drawing.xpath("rect")] == ["part error", "part info", "part error"]


def of_year(year: int, *found: Finding) -> Result:
    base = result(f"{year}-{len(found)}.docx", found)
    assert base.extract
    return replace(
        base, extract=replace(base.extract, profile=replace(base.extract.profile, fiscal_year=year))
    )


def test_charts_show_how_errors_are_spread_and_how_years_compare(tmp_path: Path) -> None:
    results = [of_year(2022, *[finding()] * 7), of_year(2021), of_year(2022, finding(severity="warning"))]
    shown = numbers(parsed(source(tmp_path, *results, failed())))
    assert [row[1] for row in shown["每份报告有几个错误"]] == ["2", "0", "0", "0", "0", "1", "0"]
    assert [row[1] for row in shown["每份报告无法核对的占比"]] == ["0", "0", "0", "3", "0"]
    assert shown["各年度平均每份报告的错误和警告"] == [["2021", "1", "0", "0"], ["2022", "2", "7", "1"]]
    assert shown["各年度无法核对的占比"] == [["2021", "3", "1", "33.3%"], ["2022", "6", "2", "33.3%"]]


def test_no_trend_is_drawn_of_one_year(tmp_path: Path) -> None:
    shown = numbers(parsed(source(tmp_path, of_year(2021, finding()), of_year(2021))))
    assert not [title for title in shown if "年度" in title]


def test_a_clean_run_says_so_without_promising(tmp_path: Path) -> None:
    text = source(tmp_path, result(findings=[], relations=()))
    assert "没有发现问题。" in text
    assert "没有找到可以核对的勾稽关系，不等于没有问题。" in text


def test_files_beyond_the_limit_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "_DOCUMENTS", 2)
    results = [result(f"{n}.docx", [finding()] * n) for n in (1, 3, 2)]
    tree = parsed(source(tmp_path, *results))
    assert [a.text for a in tree.xpath("//table[@class='ranking']//a")] == ["3.docx", "2.docx"]
    assert "另有 1 份报告排在后面" in tree.text_content()


def pieces(found: Finding, limit: int = 100) -> list[str]:
    shown = marked(found, View.of(result(), Names(), {}), limit)
    return [f"[{p.text}]" if p.mark else p.text for p in shown]


@pytest.mark.parametrize(
    ("quote", "limit", "expected"),
    [
        (
            "基本支出85.27万元，项目支出23.91万元",
            100,
            ["基本支出", "[85.27]", "万元，项目支出", "[23.91]", "万元"],
        ),
        # Words put together from two places: numbers are found by what is printed, whole numbers only.
        ("另见185.27与85.27万元", 100, ["另见185.27与", "[85.27]", "万元"]),
        ("甲" * 60 + "85.27" + "乙" * 60, 40, ["…", "甲" * 10, "[85.27]", "乙" * 25, "…"]),
        ("没有数字", 100, ["没有数字"]),
        ("", 100, []),
    ],
)
def test_operands_are_marked_in_the_quotation(quote: str, limit: int, expected: list[str]) -> None:
    assert pieces(finding(quote=quote), limit) == expected


def test_only_the_operand_is_marked_where_a_number_stands_twice() -> None:
    text = "上年9万元，本年9万元"
    first = replace(FIGURES[0], raw="9", span=FIGURES[0].span._replace(start=8, end=9))
    found = replace(finding(quote=text), figure_ids=("f1",), span=FIGURES[0].span._replace(start=0, end=11))
    view = View(_with_text(text), Names(), figures={"f1": first})
    assert marked(found, view, 100) == (
        Piece("上年9万元，本年", False),
        Piece("9", True),
        Piece("万元", False),
    )


def _with_text(text: str) -> Result:
    base = result()
    assert base.extract
    document = replace(base.extract.document, text=text)
    return replace(base, extract=replace(base.extract, document=document))


def test_rules_go_by_their_chinese_names(tmp_path: Path) -> None:
    rules = {"stated_sum": Rule("stated_sum", "分项合计", "arithmetic", "error")}
    write((result(),), tmp_path, Names(), rules=rules)
    (name,) = parsed((tmp_path / "report.html").read_text("utf-8")).xpath("//span[@class='rule']")
    assert name.text == "分项合计"


def test_operands_of_a_table_row_are_marked_by_their_place() -> None:
    text = "预算\t支出\t执行\n9.00\t9.00\t100%\n"
    at = text.index("9.00", text.index("9.00") + 1)
    second = replace(FIGURES[0], raw="9.00", span=Span(at, at + 4))
    found = replace(finding(quote="9.00 9.00 100%"), figure_ids=("f1",), span=second.span)
    view = View(_with_text(text), Names(), figures={"f1": second})
    assert [(p.text, p.mark) for p in marked(found, view, 100)] == [
        ("9.00 ", False),
        ("9.00", True),
        (" 100%", False),
    ]


def test_operands_in_two_quoted_places_are_marked_in_both() -> None:
    text = "甲5万元。乙8万元。丙5万元。"
    figures = {
        id: replace(FIGURES[0], raw="5", span=Span(text.index(word) + 1, text.index(word) + 2))
        for id, word in (("f1", "甲"), ("f2", "丙"))
    }
    found = replace(finding(quote="甲5万元。 …… 丙5万元。"), figure_ids=("f1", "f2"))
    shown = marked(found, View(_with_text(text), Names(), figures=figures), 100)
    assert "".join(f"[{p.text}]" if p.mark else p.text for p in shown) == "甲[5]万元。 …… 丙[5]万元。"


def test_a_slip_of_words_shows_two_figures_and_nothing_to_correct(tmp_path: Path) -> None:
    odd = replace(finding(category="wording"), expected=None, difference=None, figure_ids=("f2", "f3"))
    words = " ".join(parsed(source(tmp_path, result(findings=[odd]))).text_content().split())
    assert "85.27万元、23.91万元" in words
    assert "应为" not in words


@pytest.mark.parametrize(
    ("stated", "expected", "words"),
    [
        ("95.8", "95.0123", "写明 95.8%，应为 95.0%，相差 0.8个百分点"),
        ("95.8", "101", "写明 95.8%，应为 101.0%，相差 5.2个百分点"),
    ],
)
def test_rates_differ_by_points_with_the_decimals_as_printed(
    tmp_path: Path, stated: str, expected: str, words: str
) -> None:
    right = Decimal(expected)
    odd = replace(finding(), stated=Decimal(stated), expected=right, figure_ids=("f5",), relation_ids=())
    assert words in parsed(source(tmp_path, result(findings=[odd]))).text_content()


def test_how_a_file_was_read_is_said_in_the_ranking(tmp_path: Path) -> None:
    tree = parsed(source(tmp_path, from_pictures(), left_out("甲.xlsx")))
    rows = tree.xpath("//tr[contains(@class, 'under')]/td[@class='reading']")
    assert [td.text for td in rows] == ["完整读取（图片识别，须对照原件）", "完整读取"]
    assert [p.text for p in tree.xpath("//p[@class='unread']")][
        1
    ] == "完整读取：按约定略去：隐藏的工作表没有读取。"


def left_out(file: str) -> Result:
    base = result(file)
    assert base.extract
    document = replace(base.extract.document, remarks=("隐藏的工作表没有读取。",))
    return replace(base, extract=replace(base.extract, document=document))


def test_a_report_leads_to_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "甲 #1.zip").touch()
    tree = parsed(source(tmp_path / "结果", result("甲 #1.zip!/甲.docx"), result("没有.docx")))
    (link,) = tree.xpath("//p[@class='file']/a")
    assert (link.get("href"), link.text) == (
        "../%E7%94%B2%20%231.zip",
        "甲 #1.zip 内 甲.docx",
    )


def test_reports_too_many_for_a_browser_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "_BYTES", 10)
    tree = parsed(source(tmp_path, result(), failed()))
    assert "另有 1 份报告的问题没有列出" in tree.text_content()
    assert not tree.xpath("//table[@class='ranking']//a[text()='报送/甲.docx']")


def test_files_that_are_no_reports_stand_at_the_end(tmp_path: Path) -> None:
    write((result(),), tmp_path, Names(), passed_over=["收/Thumbs.db", "收/包.zip!/助手.exe"])
    (footer,) = parsed((tmp_path / "report.html").read_text("utf-8")).xpath("//footer")
    assert [li.text for li in footer.xpath(".//li")] == ["收/Thumbs.db", "收/包.zip 内 助手.exe"]


def test_a_report_alone_has_no_list_of_other_files(tmp_path: Path) -> None:
    assert not parsed(source(tmp_path, result())).xpath("//footer")
