"""A review room of its own process and a real browser, both seeing only this machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, sync_playwright

CHROMIUM = shutil.which("chromium")
_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
_PATIENCE = 15_000  # milliseconds
_FAULTS = ("serious", "critical")


@dataclass(frozen=True)
class Served:
    """A room that is open: its address, its store, the first administrator's password for one use."""

    address: str
    store: Path
    password: str


@contextmanager
def served(folder: Path, admin: str) -> Iterator[Served]:
    """Run `gouji serve` as a user would, on a free port."""
    store = folder / "历年数据库"
    command = [sys.executable, "-u", "-m", "extractor", "serve", str(store), "--port", "0", "--admin", admin]
    with (
        (folder / "errors.txt").open("wb") as errors,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8"
        ) as process,
    ):
        assert process.stdout
        try:
            lines = [process.stdout.readline() for _ in range(2)]
            said = "".join(lines)
            address, password = re.search(r"http://\S+?:\d+", said), re.search(r"密码 (\S+?)，", said)
            assert address, (said, (folder / "errors.txt").read_text("utf-8"))
            assert password, said
            yield Served(address[0], store, password[1])
        finally:
            process.terminate()
            process.wait(20)
    told = (folder / "errors.txt").read_text("utf-8")
    assert "Traceback" not in told, told


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's browser where it is, the one that playwright brings elsewhere."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visitor:
    """Somebody at a browser of their own; what goes wrong in it is kept."""

    page: Page
    faults: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    @property
    def unexpected(self) -> list[str]:
        """What the console said beside what was to be expected."""
        return [fault for fault in self.faults if not any(part in fault for part in self.expected)]

    def sign_in(self, name: str, password: str) -> None:
        self.page.goto("/sign-in")
        self.page.get_by_label("用户名").fill(name)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(re.compile(r"/(reports|password)$"))

    def check(self) -> None:
        """See that nobody would be shut out of the page: no serious fault by the rules of accessibility."""
        found = Axe().run(self.page).response["violations"]
        told = [
            f"{self.page.url} {each['id']} {node['target']} {node.get('failureSummary', '')}"
            for each in found
            if each["impact"] in _FAULTS
            for node in each["nodes"]
        ]
        assert not told, "\n".join(told)


@contextmanager
def visiting(browser: Browser, address: str, state: Path | None = None) -> Iterator[Visitor]:
    """Open a browser's window at a room, with the cookies of an earlier one; nothing may go wrong in it."""
    context = browser.new_context(
        base_url=address, storage_state=state, viewport={"width": 1280, "height": 900}, locale="zh-CN"
    )
    context.set_default_timeout(_PATIENCE)
    visitor = Visitor(context.new_page())
    _watch(context, visitor, urlsplit(address).netloc)
    try:
        yield visitor
    finally:
        context.close()
    assert not visitor.elsewhere
    assert not visitor.unexpected


def _watch(context: BrowserContext, visitor: Visitor, home: str) -> None:
    def passed(route: Route) -> None:
        if urlsplit(route.request.url).netloc == home:
            route.continue_()
        else:
            visitor.elsewhere.append(route.request.url)
            route.abort()

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            visitor.faults.append(message.text)

    context.route("**/*", passed)
    context.on("console", said)
    context.on("weberror", lambda error: visitor.faults.append(str(error.error)))


def report(unit: str, total: str, year: int = 2023) -> str:
    """Return a report whose total is not the sum of its parts, which is 109.18, unless it says so."""
    return "\n\n".join(
        [
            f"{unit}{year}年度部门整体支出绩效自评报告",
            "一、部门概况",
            f"{unit}负责有关工作，编制数18人，在职人员17人。",
            "二、部门整体支出情况",
            f"{year}年度支出合计{total}万元，其中：基本支出85.27万元，项目支出23.91万元。",
            "三、存在的问题",
            "信息化进度偏慢。",
        ]
    )


def packed(target: Path, files: dict[str, str]) -> Path:
    """Write a zip of texts."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return target
