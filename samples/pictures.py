"""Takes the pictures of docs/手册.md from the sample reports: PYTHONPATH=tests python samples/pictures.py."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from browser_parts import CHROMIUM, Visitor, chromium, served, visiting
from playwright.sync_api import Browser, Page, expect

HERE = Path(__file__).parent
PICTURES = HERE.parent / "docs" / "pictures"
USED = ("clean_department", "numbered_with_errors", "unit_slip", "two_page_table", "score_workbook")
ADMIN, PASSWORD = "admin", "青山绿水 不改颜色 88"
UNIT = "云桥市河道管理所"


def main() -> None:
    """Take every picture anew."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gouji-pictures-") as made:
        folder = Path(made)
        reports = folder / "2023年报送"
        for name in USED:
            (source,) = (HERE / name).glob("report.*")
            reports.mkdir(exist_ok=True)
            shutil.copy(source, reports / f"{name}{source.suffix}")
        _audit(folder, reports)
        with chromium() as browser, served(folder, ADMIN) as room:
            _page_of_results(browser, folder / "结果" / "report.html")
            with visiting(browser, room.address) as visitor:
                _room(visitor, room.password, sorted(reports.iterdir()))
        _printed(folder, folder / "结果" / "gouji.xlsx", "workbook", "-r", "130", "-H", "250", "-W", "1400")
        _printed(folder, next((folder / "结果" / "letters").glob("*.docx")), "letter")
        marked = next((folder / "结果" / "annotated").rglob("two_page_table.pdf"))
        _drawn(marked, "annotated", "-r", "90", "-H", "420", first=2)


def _audit(folder: Path, reports: Path) -> None:
    command = [sys.executable, "-m", "extractor", "audit", reports.name, "-o", "结果"]
    more = ["--annotate", "--letters", "--bureau", "云桥市财政局", "--quiet"]
    # From the folder itself, so that no path of this machine is in a picture.
    subprocess.run([*command, *more], check=True, cwd=folder)


def _page_of_results(browser: Browser, page_of: Path) -> None:
    page = browser.new_page(viewport={"width": 1100, "height": 760}, locale="zh-CN")
    page.goto(page_of.as_uri())
    page.locator("li a[href='#findings']").click()
    _take(page, "page")
    page.close()


def _room(visitor: Visitor, password: str, files: list[Path]) -> None:
    page = visitor.page
    page.set_viewport_size({"width": 1200, "height": 760})
    page.goto("/sign-in")
    _take(page, "sign-in")
    visitor.sign_in(ADMIN, password)
    page.get_by_label("现在的密码").fill(password)
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_label("再输入一次").fill(PASSWORD)
    page.get_by_role("button", name="保存").click()
    visitor.sign_in(ADMIN, PASSWORD)
    page.goto("/jobs")
    _take(page, "upload")
    page.get_by_label("选择文件").set_input_files(files)
    page.get_by_role("button", name="上传并核对").click()
    expect(page.locator("[data-name]")).to_have_text("完成", timeout=60_000)
    page.goto("/reports")
    _take(page, "list")
    page.get_by_role("row", name=UNIT).get_by_role("link").nth(1).click()
    found = page.locator("[data-finding].error").first
    found.get_by_label("备注").fill("请附决算批复")
    found.get_by_role("button", name="确认").click()
    expect(page.locator(".decided").first).to_contain_text("已确认")
    page.wait_for_timeout(500)
    _take(page, "review")
    page.goto("/findings")
    page.get_by_text("按已确认的问题写整改通知").click()
    _take(page, "findings")


def _take(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png")


def _printed(folder: Path, source: Path, name: str, *cut: str) -> None:
    """Take a picture of the first page as LibreOffice prints it."""
    profile = (folder / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(folder), str(source)], check=True, capture_output=True)
    _drawn(folder / f"{source.stem}.pdf", name, *cut)


def _drawn(source: Path, name: str, *cut: str, first: int = 1) -> None:
    command = ["pdftoppm", *(cut or ("-r", "70")), "-f", str(first), "-singlefile", "-png", str(source)]
    subprocess.run([*command, str(PICTURES / name)], check=True)


if __name__ == "__main__":
    assert CHROMIUM
    main()
