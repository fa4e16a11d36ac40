"""The room as people meet it: in a real browser, against a server of its own process."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from browser_parts import Served, Visitor, chromium, packed, report, served, visiting
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

ADMIN, OTHER = "赵管理", "钱审核"
PASSWORD = "青山绿水 不改颜色 88"
KEYS, DISMISSED, CLASH, LETTER, AGAIN, SEEN = (
    "青岚县档案馆",
    "白水县图书馆",
    "安溪区文化馆",
    "沙坪镇卫生院",
    "云桥市水务局",
    "双塔县民政局",
)
UNREADABLE = "坏文件.docx"
OPEN_AGAIN = "原已驳回，数值已变"

pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")  # playwright's own pipes


@dataclass
class Scene:
    """A room with reports in it, and two people signed in."""

    browser: Browser
    served: Served
    folder: Path

    def visit(self, name: str = ADMIN) -> AbstractContextManager[Visitor]:
        """Open a window in which somebody is signed in."""
        return visiting(self.browser, self.served.address, self.folder / f"{name}.json")

    def upload(self, page: Page, *files: Path) -> None:
        """Hand files in and wait for the end, without a click in between."""
        page.goto("/jobs")
        page.get_by_label("选择文件").set_input_files(files)
        page.get_by_role("button", name="上传并核对").click()
        page.wait_for_url("**/jobs/*")
        expect(page.locator("[data-name]")).to_have_text("完成", timeout=30_000)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("scene")
    with served(folder, ADMIN) as room, chromium() as browser:
        made = Scene(browser, room, folder)
        _begin(made)
        yield made


def _begin(scene: Scene) -> None:
    """Sign in for the first time, hand in a file and a zip, and let a second user in."""
    folder, address = scene.folder, scene.served.address
    with visiting(scene.browser, address) as visitor:
        page = visitor.page
        page.goto("/")
        visitor.check()
        visitor.sign_in(ADMIN, scene.served.password)
        page.goto("/reports")
        expect(page).to_have_url(f"{address}/password")  # nothing else until it is changed
        visitor.check()
        change(page, scene.served.password)
        visitor.sign_in(ADMIN, PASSWORD)
        page.context.storage_state(path=folder / f"{ADMIN}.json")
        one_time = _new_user(visitor)
        scene.upload(page, *_files(folder))
        (folder / "job.txt").write_text(page.locator("main").inner_text(), "utf-8")
        visitor.check()
    with visiting(scene.browser, address) as visitor:
        visitor.sign_in(OTHER, one_time)
        change(visitor.page, one_time)
        visitor.sign_in(OTHER, PASSWORD)
        visitor.page.context.storage_state(path=folder / f"{OTHER}.json")


def change(page: Page, old: str) -> None:
    page.get_by_label("现在的密码").fill(old)
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_label("再输入一次").fill(PASSWORD)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("密码已修改")


def _new_user(visitor: Visitor) -> str:
    page = visitor.page
    page.goto("/users")
    page.get_by_label("用户名").fill(OTHER)
    page.get_by_role("button", name="新建用户").click()
    visitor.check()
    return page.get_by_role("status").locator("code").inner_text()


def _files(folder: Path) -> list[Path]:
    single = folder / f"{KEYS}.txt"
    single.write_text(report(KEYS, "109.81"), "utf-8")
    others = {f"{unit}.txt": report(unit, "109.81") for unit in (DISMISSED, CLASH, LETTER, AGAIN, SEEN)}
    return [single, packed(folder / "各单位.zip", {**others, UNREADABLE: "no word file"})]


def open_report(page: Page, unit: str) -> Locator:
    """Go to a unit's report from the list; return the card of its error."""
    page.goto("/reports")
    page.get_by_label("查找").fill(unit)
    page.get_by_role("button", name="筛选").click()
    page.get_by_role("row", name=unit).get_by_role("link").nth(1).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(unit)
    page.wait_for_load_state()  # scripts have run
    return card(page)


def card(page: Page) -> Locator:
    return page.locator("[data-finding].error")


def state(page: Page) -> Locator:
    return card(page).locator(".state")


def test_files_and_a_zip_are_read_to_the_end_and_the_broken_one_is_named(scene: Scene) -> None:
    told = (scene.folder / "job.txt").read_text("utf-8")
    assert "已核对 7 / 7 份，未能读取 1 份" in told
    assert UNREADABLE in told


def test_filters_narrow_the_lists(scene: Scene) -> None:
    with scene.visit() as visitor:
        page = visitor.page
        page.goto("/reports")
        rows = page.locator("table.list tbody tr")
        expect(rows).to_have_count(7)
        page.get_by_label("查找").fill("白水")
        page.get_by_role("button", name="筛选").click()
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text(DISMISSED)
        page.get_by_role("link", name="清除").click()
        page.get_by_label("审核").select_option("未能读取")
        page.get_by_role("button", name="筛选").click()
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text(UNREADABLE)
        page.goto("/findings")
        page.get_by_label("查找").fill("档案馆")
        page.get_by_label("程度").select_option("错误")
        page.get_by_role("button", name="筛选").click()
        expect(rows).to_have_count(1)
        rows.get_by_role("link").first.click()
        expect(card(page)).to_contain_text("109.81")


def test_with_the_keyboard_alone_a_finding_is_confirmed_and_opened_again(scene: Scene) -> None:
    with scene.visit() as visitor:
        page = visitor.page
        open_report(page, KEYS)
        for _ in range(page.locator("[data-finding]").count()):
            page.keyboard.press("j")
            if "error" in (page.locator("[data-finding].current").get_attribute("class") or "").split():
                break
        page.keyboard.press("c")
        expect(state(page)).to_have_text("已确认")
        expect(card(page).locator(".decided")).to_contain_text(ADMIN)
        page.keyboard.press("u")
        expect(state(page)).to_have_text("未处理")
        page.keyboard.press("c")
        expect(state(page)).to_have_text("已确认")
        page.reload()
        expect(state(page)).to_have_text("已确认")


def test_dismissal_asks_for_a_reason_and_a_doubt_can_be_noted(scene: Scene) -> None:
    with scene.visit() as visitor:
        visitor.expected = ("400 (Bad Request)",)
        page = visitor.page
        found = open_report(page, DISMISSED)
        found.get_by_role("button", name="驳回").click()
        expect(found.get_by_text("驳回要写明理由")).to_be_visible()
        visitor.check()
        found.get_by_label("驳回理由").fill("口径不同")
        found.get_by_role("button", name="驳回").click()
        expect(state(page)).to_have_text("已驳回")
        expect(found.locator(".decided")).to_contain_text("口径不同")
        found.get_by_role("button", name="撤销").click()
        expect(state(page)).to_have_text("未处理")
        found.get_by_label("备注").fill("等单位回复")
        found.get_by_role("button", name="待核实").click()
        expect(state(page)).to_have_text("待核实")
        expect(found.locator(".decided")).to_contain_text("等单位回复")
        found.locator("summary").click()
        expect(found.locator(".chain li")).to_have_count(3)


def test_two_people_at_one_finding_see_each_other_and_nothing_is_lost(scene: Scene) -> None:
    with scene.visit() as first, scene.visit(OTHER) as second:
        second.expected = ("409 (Conflict)",)
        mine, theirs = open_report(first.page, CLASH), open_report(second.page, CLASH)
        mine.get_by_label("备注").fill("已与单位核对")
        mine.get_by_role("button", name="确认").click()
        expect(state(first.page)).to_have_text("已确认")
        theirs.get_by_label("驳回理由").fill("四舍五入")
        theirs.get_by_role("button", name="驳回").click()
        conflict = second.page.locator(".conflict")
        for words in (ADMIN, "已与单位核对", "已确认", "四舍五入", "已驳回"):
            expect(conflict).to_contain_text(words)
        second.check()
        first.page.reload()
        expect(state(first.page)).to_have_text("已确认")  # unless the other one insists
        conflict.get_by_role("button", name="改为我的结论").click()
        expect(state(second.page)).to_have_text("已驳回")
        first.page.reload()
        expect(mine.locator(".chain li")).to_have_count(2)
        for words in (ADMIN, OTHER, "已与单位核对", "四舍五入"):
            expect(mine.locator(".chain")).to_contain_text(words)


def test_the_reviewed_workbook_and_the_letters_are_taken_away(scene: Scene) -> None:
    with scene.visit() as visitor:
        page = visitor.page
        found = open_report(page, LETTER)
        found.get_by_label("备注").fill("请附决算批复")
        found.get_by_role("button", name="确认").click()
        expect(state(page)).to_have_text("已确认")
        page.goto(f"/findings?text={LETTER}")
        with page.expect_download() as taken:
            page.get_by_role("link", name="导出").click()
        sheet = load_workbook(io.BytesIO(taken.value.path().read_bytes())).active
        assert sheet is not None
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        (error,) = [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if "109.81" in str(row)]
        wanted = {"单位": LETTER, "审核结论": "已确认", "备注": "请附决算批复", "审核人": ADMIN}
        assert {name: error[name] for name in wanted} == wanted
        page.get_by_text("按已确认的问题写整改通知").click()
        visitor.check()
        page.get_by_label("落款单位").fill("沙坪镇财政所")
        with page.expect_download() as taken:
            page.get_by_role("button", name="导出整改通知").click()
        data = taken.value.path().read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (name,) = archive.namelist()
        letter = Document(io.BytesIO(archive.read(name)))
    cells = "".join(cell.text for table in letter.tables for row in table.rows for cell in row.cells)
    assert (name, "请附决算批复" in cells) == (f"{LETTER}整改通知.docx", True)


def test_a_corrected_report_opens_what_was_dismissed_on_other_figures(scene: Scene) -> None:
    with scene.visit() as visitor:
        page = visitor.page
        found = open_report(page, AGAIN)
        found.get_by_label("驳回理由").fill("报告另有说明")
        found.get_by_role("button", name="驳回").click()
        expect(state(page)).to_have_text("已驳回")
        changed = scene.folder / "更正" / f"{AGAIN}.txt"
        changed.parent.mkdir()
        changed.write_text(report(AGAIN, "109.95"), "utf-8")
        scene.upload(page, changed)
        found = open_report(page, AGAIN)
        expect(state(page)).to_have_text(OPEN_AGAIN)
        expect(found.locator(".notice")).to_contain_text("109.81")
        expect(found.locator(".notice")).to_contain_text("109.95")
        visitor.check()
        page.goto("/reports?state=stale")
        expect(page.locator("table.list tbody tr")).to_have_count(1)
        expect(page.locator("table.list tbody tr")).to_contain_text("1 处数值已变")


PAGES = (
    "/reports",
    "/findings",
    "/jobs",
    "/jobs/1",
    "/users",
    "/trail",
    "/password",
    "/reports?text=无",
    "/无",
)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_shuts_anybody_out(scene: Scene, address: str) -> None:
    with scene.visit() as visitor:
        visitor.expected = ("404 (Not Found)",) if address == "/无" else ()
        visitor.page.goto(address)
        visitor.check()


def test_the_page_of_a_report_shuts_nobody_out_and_fits_a_narrow_screen(scene: Scene) -> None:
    with scene.visit() as visitor:
        page = visitor.page
        open_report(page, SEEN)
        page.keyboard.press("j")
        visitor.check()
        page.set_viewport_size({"width": 420, "height": 800})
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert too_wide <= 0
        visitor.check()


def test_after_signing_out_nothing_is_shown(scene: Scene) -> None:
    state = json.loads((scene.folder / f"{OTHER}.json").read_text("utf-8"))
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Strict" for cookie in state["cookies"])
    with visiting(scene.browser, scene.served.address) as visitor:
        visitor.sign_in(OTHER, PASSWORD)
        visitor.page.get_by_role("button", name="退出").click()
        visitor.page.goto("/findings")
        expect(visitor.page).to_have_url(re.compile(r"/sign-in\b"))
        expect(visitor.page.locator("table")).to_have_count(0)
