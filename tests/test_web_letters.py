from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from history_parts import report
from sqlalchemy import select
from starlette.testclient import TestClient
from web_parts import Opened, post, reports

from extractor.web.lettering import TEMPLATE
from extractor.web.schema import FINDINGS, TRAIL


def confirm(room: Opened, browser: TestClient, unit: str, state: str = "confirmed", **fields: object) -> None:
    with room.database.reading() as connection:
        number = connection.scalar(select(FINDINGS.c.id).where(FINDINGS.c.unit_name == unit))
    answer = post(browser, f"/findings/{number}/decision", state=state, version=0, **fields)
    assert answer.status_code == 303


def letters(browser: TestClient, **query: str) -> dict[str, str]:
    """Return the words of each letter by its name."""
    answer = browser.get("/exports/letters", params=query)
    assert answer.headers["content-type"] == "application/zip", answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: words(archive.read(name)) for name in archive.namelist()}


def words(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_letter_for_each_unit_tells_what_was_confirmed_and_the_note(room: Opened) -> None:
    room.add(*reports("青岚县档案馆", "白水县图书馆", "安溪区文化馆"))
    browser = room.browser("李审核", "reviewer")
    confirm(room, browser, "青岚县档案馆", note="请附记账凭证")
    confirm(room, browser, "白水县图书馆")
    confirm(room, browser, "安溪区文化馆", state="dismissed", reason="口径不同")
    found = letters(browser, bureau="青岚县财政局", deadline="12月31日")
    assert set(found) == {"青岚县档案馆整改通知.docx", "白水县图书馆整改通知.docx"}
    first, second = found["青岚县档案馆整改通知.docx"], found["白水县图书馆整改通知.docx"]
    assert all(
        part in first for part in ("请附记账凭证", "青岚县财政局", "12月31日", "青岚县档案馆2021年度报告")
    )
    assert "请附记账凭证" not in second


def test_filters_choose_the_units_and_the_log_says_so(room: Opened) -> None:
    room.add(*reports())
    browser = room.browser("李审核", "reviewer")
    for unit in ("青岚县档案馆", "白水县图书馆"):
        confirm(room, browser, unit)
    assert list(letters(browser, text="白水县")) == ["白水县图书馆整改通知.docx"]
    with room.database.reading() as connection:
        told = connection.scalars(select(TRAIL.c.subject).where(TRAIL.c.action == "export")).all()
    assert told == ["整改通知 1 份"]


def test_several_reports_of_a_unit_are_told_apart_in_one_letter(room: Opened) -> None:
    room.add(report(year=2021), report(year=2022, file="报送/第二份.docx"))
    browser = room.browser("李审核", "reviewer")
    with room.database.reading() as connection:
        numbers = connection.scalars(select(FINDINGS.c.id)).all()
    for number in numbers:
        post(browser, f"/findings/{number}/decision", state="confirmed", version=0)
    (letter,) = letters(browser).values()
    assert "第二份.docx" in letter


@pytest.mark.parametrize(
    ("role", "status", "told"), [("reviewer", 400, "没有已确认的问题"), ("reader", 403, "您的角色不能")]
)
def test_without_confirmed_findings_or_the_role_there_is_a_sentence(
    room: Opened, role: str, status: int, told: str
) -> None:
    room.add(report())
    answer = room.browser("王某", role).get("/exports/letters")
    assert answer.status_code == status
    assert told in answer.text


def test_the_template_in_the_folder_of_the_room_is_used(room: Opened) -> None:
    room.add(report())
    browser = room.browser("李审核", "reviewer")
    confirm(room, browser, "青岚县档案馆")
    own = Document()
    own.add_paragraph("本局自己的格式：{{ 单位 }}")
    own.save(str(room.settings.room / TEMPLATE))
    assert letters(browser) == {"青岚县档案馆整改通知.docx": "本局自己的格式：青岚县档案馆"}
    (room.settings.room / TEMPLATE).write_bytes(b"no word file")
    answer = browser.get("/exports/letters")
    assert (answer.status_code, "信函模板不是 .docx 文件" in answer.text) == (400, True)
