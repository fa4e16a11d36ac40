"""Amounts whose words name the slot and that one slip keeps from making each other up."""

import pytest
from said import relations


def _verdicts(text: str) -> list[tuple[str, str]]:
    return [(r.kind, r.verdict) for r in relations(text) if r.kind in ("sum", "balance", "difference")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("公共图书购置项目工程款总共2296.86万元，到年底付了2025.44万元，还欠施工队271.2万元。", "balance"),
        (
            "河道项目列支158.07万元，由甲、乙、丙三部分构成，金额分别为63.67万元、72.79万元、66.61万元。",
            "sum",
        ),
        ("校舍维修决算87.01万元，低于当初的概算1.0383万元，节余16.82万元。", "balance"),
        (
            "水电费列支191.73万元，较上年增加28.17万元（上年163.56万元），较预算节约12.02万元（预算203.79万元）。",
            "difference",
        ),
        (
            "福利基金年初余额252.46万元，本年提取345.84万元，本年使用203.48万元，年末余额395.00万元。",
            "balance",
        ),
    ],
)
def test_one_slip_in_what_words_name_is_suspect(text: str, kind: str) -> None:
    assert (kind, "suspect") in _verdicts(text)


@pytest.mark.parametrize(
    "text",
    [
        "公共图书购置项目工程款总共2296.86万元，到年底付了2025.44万元，还欠施工队271.42万元。",
        "河道项目列支158.07万元，另有甲、乙、丙三项，金额分别为63.67万元、72.79万元、66.61万元。",
        "全年采购办公设备2296.86万元，维修房屋2025.44万元，购买服务271.2万元。",
        "会议费10.00万元；培训费3.00万元；差旅费5.00万元。",
        "校舍维修概算120.00万元，决算100.00万元，节余30.00万元。",
        "项目共完成投资1520.33万元，支付工程款1210.45万元，尚有质保金52.18万元未支付。",
        "福利基金年初余额252.64万元，本年提取345.84万元，本年使用203.48万元，年末余额395.00万元。",
    ],
)
def test_what_no_single_slip_explains_is_no_doubt(text: str) -> None:
    assert all(verdict not in ("suspect", "off") for _, verdict in _verdicts(text))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("全年预算安排16.65万元，实际发生13.45万元，控制率为83.78%。", "suspect"),
        ("维修项目批复20.35万元，实际支出18.77万元，结余1.58万元，支出率92.42%。", "suspect"),
        ("应付36.25万元，实付34.46万元，付款率95.36%。", "suspect"),
        ("设备更新计划120台，完成108台，更新率80%。", "suspect"),
        ("项目调整预算数4.55万元，执行3.41万元（执行率74.98%），较序时进度100.00%仍有差距。", ""),
        ("项目下达资金20.35万元，支付18.77万元，为序时进度的75%。", ""),
        ("项目下达资金20.35万元，支付18.77万元，受益群众满意率95%。", ""),
        ("项目下达资金20.35万元，支付18.77万元，支付率92.24%。", ""),
    ],
)
def test_a_rate_of_what_was_planned_and_done(text: str, verdict: str) -> None:
    assert {r.verdict for r in relations(text) if r.verdict in ("suspect", "off")} == (
        {verdict} if verdict else set()
    )
