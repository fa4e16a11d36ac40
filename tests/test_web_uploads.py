from __future__ import annotations

import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select
from starlette.testclient import TestClient
from web_parts import ORIGIN, Opened, sign_in, token

from extractor.history.store import open_store
from extractor.web import derived, jobs
from extractor.web.app import create_app
from extractor.web.schema import DOCUMENTS, JOB_FILES, JOBS
from extractor.web.settings import Intake, Settings
from extractor.web.trail import Actor
from extractor.web.uploads import Handed, clean, take

REPORT = "青湖县图书馆2022年度部门整体支出绩效自评报告\n全年总支出10.31万元，其中：基本支出6.12万元，项目支出5.17万元。\n"
SECONDS = 90


def zipped(members: dict[str, str]) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return data.getvalue()


def upload(browser: TestClient, *files: tuple[str, bytes]) -> Any:
    sent = [("files", (name, data)) for name, data in files]
    return browser.post("/jobs", data={"csrf": token(browser.get("/jobs"))}, files=sent)


def ended(room: Opened, number: int = 1) -> Row[Any]:
    """Wait for a job."""
    for _ in range(SECONDS * 5):
        with room.database.reading() as connection:
            row = jobs.find(connection, number)
        if row.state in (jobs.DONE, jobs.FAILED):
            return row
        time.sleep(0.2)
    raise TimeoutError(row)


@pytest.fixture
def working(room: Opened) -> Iterator[TestClient]:
    """A browser in which a reviewer is signed in; jobs are done."""
    room.user("何", "reviewer")
    app = create_app(room.settings, room.database)
    with TestClient(app, base_url=ORIGIN, follow_redirects=False) as browser:
        sign_in(browser, "何")
        yield browser


def test_files_become_reports(room: Opened, working: TestClient) -> None:
    held = zipped({"../../evil.txt": REPORT.replace("青湖", "白鹭"), "broken.docx": "no", "注.db": "x"})
    answer = upload(working, ("..\\..\\报告.txt", REPORT.encode()), ("一批.zip", held))
    assert answer.headers["location"] == "/jobs/1"
    job = ended(room)
    assert (job.state, job.error, job.done, job.failed) == ("done", "", 3, 1)
    with room.database.reading() as connection:
        rows = connection.execute(select(DOCUMENTS).order_by(DOCUMENTS.c.file)).all()
        unread = connection.execute(select(JOB_FILES).order_by(JOB_FILES.c.id)).all()
    assert [(row.file, row.unit_name, row.errors) for row in rows] == [
        ("一批.zip!/broken.docx", "", 0),
        ("一批.zip!/evil.txt", "白鹭县图书馆", 1),
        ("报告.txt", "青湖县图书馆", 1),
    ]
    assert [(row.file, row.status) for row in unread] == [
        ("一批.zip!/注.db", "passed_over"),
        ("一批.zip!/broken.docx", "failed"),
    ]
    assert not list(room.folder.rglob("evil.txt"))
    assert [run.documents for run in open_store(room.settings.store).runs] == [3]
    page = working.get("/jobs/1").text
    assert unread[1].error in page
    for row in rows[1:]:
        original = room.settings.originals(row.document_id).read_text("utf-8")
        held_page = derived.load(room.settings, row.added, (row.document_id, row.file))
        assert held_page.text.strip() == original.strip()
        assert len(derived.load_blocks(room.settings, row.document_id, held_page.text).blocks) > 1
        assert "基本支出" in working.get(f"/reports/{row.id}").text


def test_a_job_under_way_when_the_room_closed_is_taken_up(room: Opened) -> None:
    actor = room.user("何", "reviewer")
    number = take(room.settings, room.database, actor, [Handed("报告.txt", BytesIO(REPORT.encode()))])
    assert jobs.claim(room.database) == number  # by a server that then ended
    with TestClient(create_app(room.settings, room.database)):
        assert ended(room, number).state == "done"


def test_a_job_whose_process_dies_is_tried_again_and_then_given_up(room: Opened) -> None:
    actor = room.user("何", "reviewer")
    number = take(room.settings, room.database, actor, [Handed("报告.txt", BytesIO(REPORT.encode()))])
    states = []
    for _ in range(3):
        jobs.claim(room.database)
        jobs.ended_early(room.database, number, "程序多次退出。")
        with room.database.reading() as connection:
            states.append(jobs.find(connection, number).state)
    assert states == ["queued", "queued", "failed"]
    jobs.again(room.database, actor, number)
    assert jobs.claim(room.database) == number


@pytest.mark.parametrize(
    ("files", "intake", "said"),
    [
        ({"a.exe": b"x"}, Intake(), "不接收这种类型"),
        ({"a": b"x"}, Intake(), "不接收这种类型"),
        ({"a.rar": b"x"}, Intake(), "不接收这种类型"),
        ({}, Intake(), "请先选择"),
        ({"a.txt": b"x", "b.txt": b"x", "c.txt": b"x"}, Intake(files=2), "最多上传 2 个文件"),
        ({"a.txt": b"x" * 2_000_000}, Intake(file=1_000_000), "a.txt 超过"),
        ({"a.txt": b"x" * 600_000, "b.txt": b"x" * 600_000}, Intake(total=1_000_000), "最多上传"),
        ({"a.zip": zipped({"a.txt": "0" * 3_000_000})}, Intake(unpacked=2_000_000), "解开后超过"),
        ({"a.zip": zipped({f"{n}.txt": "0" for n in range(9)})}, Intake(files=5), "a.zip"),
        ({"a.zip": b"PK\x03\x04 and nothing else"}, Intake(), "a.zip"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_taken_in(tmp_path: Path, files: dict[str, bytes], intake: Intake, said: str) -> None:
    from extractor.web.database import Database

    database = Database.open(Settings(tmp_path))
    room = Opened(replace(Settings(tmp_path), intake=intake), database, tmp_path)
    browser = room.browser("何", "reviewer")
    answer = (
        upload(browser, *files.items())
        if files
        else browser.post("/jobs", data={"csrf": token(browser.get("/jobs"))})
    )
    assert answer.status_code == 400
    assert said in answer.text
    with database.reading() as connection:
        assert connection.execute(select(JOBS)).all() == []
    database.close()


def test_an_upload_longer_than_all_that_is_taken_in_is_cut_short(room: Opened) -> None:
    small = replace(room.settings, intake=Intake(total=1_000))
    room.user("何", "reviewer")
    browser = TestClient(
        create_app(small, room.database, works=False), base_url=ORIGIN, follow_redirects=False
    )
    sign_in(browser, "何")
    assert upload(browser, ("a.txt", b"x" * 3_000_000)).status_code == 413


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("报告.docx", "报告.docx"),
        ("../../etc/报告.docx", "报告.docx"),
        ("C:\\桌面\\报告.docx", "报告.docx"),
        ("a\x00b\n.txt", "a_b_.txt"),
        ("~$报告.docx", "报告.docx"),
        (".hidden.txt", "hidden.txt"),
        ("..", "_"),
        ("", "_"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        ("长" * 300 + ".docx", "长" * 115 + ".docx"),
    ],
)
def test_names_are_made_harmless(name: str, kept: str) -> None:
    assert clean(name) == kept


def test_files_of_the_same_name_are_told_apart(room: Opened) -> None:
    files = [Handed("a.txt", BytesIO(f"{n}".encode())) for n in range(3)]
    number = take(room.settings, room.database, Actor(room.user("何", "reviewer").user_id, "何"), files)
    folder = room.settings.job(number) / "files"
    assert {path.name: path.read_text() for path in folder.iterdir()} == {
        "a.txt": "0",
        "a#2.txt": "1",
        "a#3.txt": "2",
    }
