from __future__ import annotations

from io import BytesIO

import pytest
from history_parts import report
from openpyxl import load_workbook
from web_parts import PASSWORD, Opened, changed, post, reports, sign_in, token

from extractor.web.grams import grams
from extractor.web.queries import filters_of
from extractor.web.searching import Filters

UNITS = ("青岚县档案馆", "白水县图书馆", "安溪区教育局")


@pytest.fixture
def filled(room: Opened) -> Opened:
    first, second, third = reports(*UNITS)
    room.add(
        first,
        changed(second, severity="warning", message="100%与 99_9 不符。"),
        changed(third, severity="info"),
    )
    room.add(report("云桥市水务局", year=2022, region="云桥市"))
    return room


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"青岚县档案馆", "白水县图书馆", "安溪区教育局", "云桥市水务局"}),
        ("text=档案馆", {"青岚县档案馆"}),
        ("text=青岚 2021", {"青岚县档案馆", "白水县图书馆", "安溪区教育局"}),
        ("text=%25", set()),
        ("year=2022", {"云桥市水务局"}),
        ("region=云桥市", {"云桥市水务局"}),
        ("severity=warning", {"白水县图书馆"}),
        ("state=done", set()),
        ("state=left&year=2021&severity=error", {"青岚县档案馆"}),
        ("year=' OR 1=1", {"青岚县档案馆", "白水县图书馆", "安溪区教育局", "云桥市水务局"}),
        ("page=9999999", set()),
    ],
)
def test_the_list_of_reports_is_filtered(filled: Opened, query: str, found: set[str]) -> None:
    page = filled.browser("何", "reader").get(f"/reports?{query}").text
    listed = page[page.index("<tbody>") :]
    assert {unit for unit in (*UNITS, "云桥市水务局") if unit in listed} == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("text=图书馆", {"白水县图书馆"}),
        ("text=书", {"白水县图书馆"}),
        ("text=100%25与", {"白水县图书馆"}),
        ("text=99_9", {"白水县图书馆"}),
        ("text=9999", set()),
        ("text=总支出与各项之和 青岚", {"青岚县档案馆"}),
        ("text=支出&severity=info", {"安溪区教育局"}),
        ("severity=error&year=2021", {"青岚县档案馆"}),
        ("region=云桥市", {"云桥市水务局"}),
        ("unit=青岚县档案馆", {"青岚县档案馆"}),
        ("rule=none", set()),
        ('text="档案" OR a*', set()),
        ("text=" + "长" * 500, set()),
    ],
)
def test_findings_are_searched(filled: Opened, query: str, found: set[str]) -> None:
    answer = filled.browser("何", "reader").get(f"/findings?{query}")
    listed = answer.text[answer.text.index("<tbody>") :]
    assert {unit for unit in (*UNITS, "云桥市水务局") if unit in listed} == found


@pytest.mark.parametrize(
    ("state", "units"),
    [
        ("open", {"白水县图书馆", "安溪区教育局", "云桥市水务局"}),
        ("confirmed", {"青岚县档案馆"}),
        ("left", {"白水县图书馆", "安溪区教育局", "云桥市水务局"}),
        ("done", {"青岚县档案馆"}),
        ("stale", set()),
    ],
)
def test_findings_are_chosen_by_what_was_decided(filled: Opened, state: str, units: set[str]) -> None:
    browser = filled.browser("何", "reviewer")
    post(browser, "/findings/1/decision", version=0, state="confirmed")
    for path in ("/findings", "/reports"):
        listed = browser.get(f"{path}?state={state}").text.partition("<tbody>")[2]
        wanted = set() if (path, state) == ("/reports", "stale") else units
        assert {unit for unit in (*UNITS, "云桥市水务局") if unit in listed} == wanted, path


def test_only_the_newest_submission_is_listed_and_the_older_leads_to_it(filled: Opened) -> None:
    filled.add(report("青岚县档案馆", spent="209.58"))
    browser = filled.browser("何", "reader")
    assert browser.get("/reports?text=青岚县档案馆").text.count("青岚县档案馆2021年度报告") == 1
    old = browser.get("/reports/1").text
    assert "这不是最新的一次报送" in old
    assert 'href="/reports/5"' in old
    assert "209.58" in browser.get("/reports/5").text


def test_a_decision_without_the_script_leads_back_to_the_finding(filled: Opened) -> None:
    browser = filled.browser("何", "reviewer")
    answer = post(browser, "/findings/1/decision", version=0, state="dismissed", reason="识别有误")
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports/1#f1")
    page = browser.get("/reports/1").text
    assert "已驳回" in page
    assert "识别有误" in page


def test_of_two_reviewers_the_second_sees_both_decisions(filled: Opened) -> None:
    first, second = filled.browser("何", "reviewer"), filled.browser("吕", "reviewer")
    post(first, "/findings/1/decision", version=0, state="confirmed", note="属实")
    answer = post(
        second, "/findings/1/decision", version=0, state="dismissed", reason="口径不同", note="见说明"
    )
    assert answer.status_code == 409
    assert all(words in answer.text for words in ("属实", "何", "口径不同", "见说明"))
    fields = {"csrf": token(second.get("/password")), "version": "0", "state": "pending"}
    part = second.post("/findings/1/decision", data=fields, headers={"X-Fragment": "1"})
    assert (part.status_code, "<html" in part.text) == (409, False)
    post(second, "/findings/1/decision", version=1, state="dismissed", reason="口径不同")
    page = first.get("/reports/1").text
    assert all(words in page for words in ("属实", "口径不同"))


def test_the_workbook_says_what_was_decided(filled: Opened) -> None:
    browser = filled.browser("何", "reviewer")
    post(browser, "/findings/1/decision", version=0, state="dismissed", reason="口径不同", note="见说明")
    sheet = load_workbook(BytesIO(browser.get("/exports/workbook?year=2021").content)).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    told = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert set(told) == set(UNITS)
    first = told["青岚县档案馆"]
    assert [first[name] for name in ("审核结论", "理由", "备注", "审核人", "写明值")] == [
        *("已驳回", "口径不同", "见说明", "何"),
        1095800,
    ]
    assert told["白水县图书馆"]["审核结论"] == "未处理"


def test_users_are_made_changed_and_closed(filled: Opened) -> None:
    admin = filled.browser("何", "admin")
    page = post(admin, "/users", name="新人", role="reviewer").text
    password = page.partition("<code>")[2].partition("</code>")[0]
    new = filled.browser()
    assert sign_in(new, "新人", password).headers["location"] == "/password"
    assert new.get("/reports").headers["location"] == "/password"
    fields = {"old": password, "new": "自己的密码 第一次用", "again": "自己的密码 第一次用"}
    assert "密码已修改" in post(new, "/password", **fields).text
    assert sign_in(new, "新人", "自己的密码 第一次用").headers["location"] == "/reports"
    assert post(new, "/findings/1/decision", version=0, state="confirmed").status_code == 303
    assert "至少要留一个" in post(admin, "/users/1", role="reader", active=1).text
    assert "已保存" in post(admin, "/users/2", role="reviewer").text
    assert sign_in(filled.browser(), "新人", "自己的密码 第一次用").status_code == 401
    assert "新建用户" in admin.get("/trail").text


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("不对", "自己的密码 第一次用", "自己的密码 第一次用", "现在的密码不对"),
        (None, "自己的密码 第一次用", "自己的密码 第二次用", "不一样"),
        (None, None, None, "要和现在的不同"),
        (None, "太短", "太短", "至少 10 位"),
        (None, "甲用户的密码12345", "甲用户的密码12345", "不要含有用户名"),
        (None, "1111111111", "1111111111", "太简单"),
    ],
)
def test_a_password_must_be_good(
    filled: Opened, old: str | None, new: str | None, again: str | None, said: str
) -> None:
    browser = filled.browser("甲用户", "reader")
    fields = {"old": old or PASSWORD, "new": new or PASSWORD, "again": again or PASSWORD}
    answer = post(browser, "/password", **fields)
    assert (answer.status_code, said in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("总支出9.5", ["出9", "总支", "支出"]),
        ("A b12", ["12", "b1"]),
        ("支", []),
        ("支出支出", ["出支", "支出"]),
    ],
)
def test_a_text_is_known_by_its_pairs(text: str, pairs: list[str]) -> None:
    assert grams(text) == pairs


def test_filters_that_make_no_sense_are_left_out() -> None:
    from starlette.datastructures import QueryParams

    assert filters_of(QueryParams("year=x&page=-1&text=%00a&unknown=1")) == Filters(text="a")
