"""The page in a real browser: what it loads, how it filters, and whether everybody can use it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from handmade import RELATIONS, Names, failed, finding, result
from playwright.sync_api import Browser, Page, sync_playwright

from extractor.model import Result
from extractor.write import write

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SERIOUS = ("serious", "critical")
NARROW, WIDE = 400, 1280


def of(file: str, unit: str, year: int, *severities: str) -> Result:
    found = [
        finding(f"{n:016x}", severity, category="arithmetic" if n else "year", message=f"{unit}第{n}处不符。")
        for n, severity in enumerate(severities)
    ]
    stated = replace(RELATIONS[0], expression="85.27 + 23.91 = 109.58")
    base = result(file, found, unit=unit, relations=(stated, *RELATIONS[1:]))
    assert base.extract
    profile = replace(base.extract.profile, fiscal_year=year)
    return replace(base, extract=replace(base.extract, profile=profile))


RESULTS = (
    of("甲一.docx", "甲局", 2021, "error", "warning"),
    of("甲二.docx", "甲局", 2022, "error", "info", "info"),
    of("乙.docx", "乙局", 2022, "warning"),
    failed("坏.pdf"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("结果")
    write(RESULTS, folder, Names())
    return (folder / "report.html").as_uri()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": WIDE, "height": 900})
    page.goto(address)
    yield page
    page.close()


def shown(page: Page) -> list[str]:
    return page.locator(".finding:visible h4").all_text_contents()


def test_the_page_asks_for_nothing_and_nothing_goes_wrong(browser: Browser, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(address)
    page.get_by_role("searchbox", name="文字").fill("乙局")
    page.get_by_text("显示 1 个问题").wait_for()
    page.close()
    assert (asked, told) == ([address], [])


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("medium", ["screen", "print"])
def test_no_serious_fault_of_access(page: Page, width: int, medium: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(media="print" if medium == "print" else "screen")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    found = Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in SERIOUS] == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_nothing_reaches_over_the_edge(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(
    ("label", "option", "expected"),
    [
        ("类别", "年度", ["甲局第0处不符。", "甲局第0处不符。", "乙局第0处不符。"]),
        ("单位", "乙局", ["乙局第0处不符。"]),
        ("年度", "2021", ["甲局第0处不符。", "甲局第1处不符。"]),
    ],
)
def test_findings_are_filtered_by_choice(page: Page, label: str, option: str, expected: list[str]) -> None:
    page.get_by_label(label, exact=True).select_option(option)
    page.get_by_text(f"显示 {len(expected)} 个问题").wait_for()
    assert sorted(shown(page)) == sorted(expected)


@pytest.mark.parametrize(
    ("words", "count"),
    [("甲二.docx", 3), ("乙局", 1), ("甲局 第1处", 2), ("８５．２７", 6), ("甲局 没有的字", 0)],
)
def test_findings_are_searched_by_words(page: Page, words: str, count: int) -> None:
    page.get_by_role("searchbox", name="文字").fill(words)
    page.get_by_text(f"显示 {count} 个问题").wait_for()
    assert len(shown(page)) == count
    assert page.get_by_text("没有符合条件的问题").is_visible() is (count == 0)


def test_severities_are_left_out_and_all_comes_back(page: Page) -> None:
    page.get_by_label("提示", exact=True).uncheck()
    page.get_by_label("警告", exact=True).uncheck()
    page.get_by_text("显示 2 个问题").wait_for()
    assert not page.locator("article:visible h3", has_text="乙局").count()
    page.get_by_role("button", name="全部显示").click()
    page.get_by_text("显示 6 个问题").wait_for()
    assert page.locator("article:visible").count() == 4


def test_keys_alone_lead_to_the_findings(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "findings"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_text("显示 4 个问题").wait_for()


def test_a_screen_reader_finds_its_way(page: Page) -> None:
    assert [page.get_by_role(role).count() for role in ("banner", "navigation", "main", "search")] == [1] * 4
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.locator("#shown").get_attribute("aria-live") == "polite"


def test_a_report_in_the_ranking_leads_to_its_findings(page: Page) -> None:
    page.locator(".ranking a", has_text="乙.docx").click()
    bar = page.locator("#filter").bounding_box()
    heading = page.locator("article h3", has_text="乙局").bounding_box()
    assert bar
    assert heading
    assert bar["y"] + bar["height"] <= heading["y"] < page.evaluate("innerHeight")


def test_all_findings_are_printed(page: Page) -> None:
    page.emulate_media(media="print")
    assert len(shown(page)) == 6
    assert not page.locator("#filter").is_visible()
    assert page.locator("article").first.evaluate("e => getComputedStyle(e).contentVisibility") == "visible"
