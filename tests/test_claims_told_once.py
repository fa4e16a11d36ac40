"""Sums whose words or units are told once: a unit at the end, last year in brackets, what was raised, kinds of a whole."""

from __future__ import annotations

import pytest
from said import stated


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("修路资金甲村12.5，乙村13.5，丙村20，三村合计46万元。", ("sum", "exact", 4)),
        (
            "补助大坪乡1356.35万元，双凤乡2252.31，古塘镇260.99，三个乡镇合计3869.65万元。",
            ("sum", "exact", 4),
        ),
        ("补助大坪乡1356.35万元，双凤乡2252.31，古塘镇260.99，三个乡镇合计3968.65万元。", ("sum", "off", 4)),
        ("工作经费：办公费342、印刷费184、差旅费476，合计1002万元。", ("sum", "exact", 4)),
        ("工作经费：办公费342、印刷费184、差旅费476，合计1020万元。", ("sum", "off", 4)),
        (
            "捐赠收入20.5万元（上年18.2万元），其中企业12.5万元（上年10.2万元）、个人8.0万元（上年8.5万元）。",
            ("sum", "off", 3),
        ),
        ("去年年底收到捐款10万元（其中企业6万元，个人4万元），已张榜公布。", ("sum", "exact", 3)),
        (
            "课题12项，合同经费300万元。其中国家级5项，经费180万元；省级7项，经费120万元。",
            ("sum", "exact", 3),
        ),
        (
            "人员经费增加9.3万元，其中：调整职称工资增加5.1万元，提高公积金缴存比例增加4.2万元。",
            ("sum", "exact", 3),
        ),
        ("全年开支90万元。一类是人头经费50万元；另一类是运转经费40万元。", ("sum", "exact", 3)),
        ("分红一组拿298万，二组拿1048万，三组拿1068万，合到一起2414万。", ("sum", "exact", 4)),
        ("分红一组拿298万，二组拿1048万，三组拿1068万，合到一起2441万。", ("sum", "off", 4)),
        ("收回有效问卷654份，其中表示满意和比较满意的583份。", ("subset", "exact", 2)),
        ("试点的有人事股、综合股、审批股、法规股，共4个职能部门。", ("count", "exact", 1)),
        ("授权专利12件，发明专利7件。", ("subset", "exact", 2)),
        ("本年举办培训12场，技能培训7场。", ("subset", "exact", 2)),
        ("在校学生810人，其中男生338人、女生472人；寄宿生127人，走读生683人。", ("sum", "exact", 3)),
        ("20个实施单位中抽取10个，抽样比例50%。", ("rate", "exact", 3)),
        ("修缮支出（单位：万元）：15.49，其中房屋修缮12.32，标识制作3.17。", ("sum", "exact", 3)),
        ("试点的有人事股、综合股、审批股、法规股，共5个职能部门。", ("count", "off", 1)),
    ],
)
def test_stated(text: str, wanted: tuple[str, str, int]) -> None:
    """Each wording states its relation, right or wrong."""
    assert wanted in stated(text)


@pytest.mark.parametrize(
    "text",
    [
        "甲村修路12公里，乙村13，丙村20，合计花费45万元。",
        "修路资金甲村12，乙村13，丙村20，三村合计49万元。",
        "评分为甲队92.5，乙队93.5，丙队90，奖金合计46万元。",
        "设保洁员、护林员、护河员等公益性岗位61个。",
        "学校成立了语文组、数学组、英语组，共6名教师参加。",
        "批复概算10.74万元，累计完成投资8.84万元，本年完成投资1.90万元。",
        "筹集资金（县里31.15万元，镇里5.24万元），实际用去36.39万元。",
        "申请专利12件，授权专利7件。",
        "完成项目12个，上年项目7个。",
        "发放补贴12笔，临时补贴13笔。",
        "20个实施单位中抽取10个，抽样比例40%。",
        "建设内容（万元）：道路长12.5公里，投资：35.2。",
        "受益对象有退休人员、在职人员、外聘人员，共3个单位。",
    ],
)
def test_silent(text: str) -> None:
    """What only looks alike states nothing."""
    assert stated(text) == []


def test_whole_called_by_more_words_is_held_only_where_it_says_the_same() -> None:
    """A planned whole is not the sum of what its parts have got."""
    text = "课题12项，计划总投资300万元，其中国家级5项，投资80万元；省级7项，投资120万元。"
    assert stated(text) == [("sum", "exact", 3)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "课题经费（元）\n|课题|期初余额|本期到账|本期支出|期末余额\n|甲|101768.76|127498.78|93150.91|136116.63"
            "\n|乙|305515.43|136852.97|125806.83|316561.57",
            ("balance", "exact", 4),
        ),
        (
            "项目收支（万元）\n|项目|上级拨款|自筹|收入合计|材料款|人工费|机械费|支出合计|结余\n|金额|38|3|41|13|8|6|27|14",
            ("balance", "exact", 3),
        ),
        (
            "分期付款（万元）\n|内容|首款|尾款|累计支付\n|布置|72.93|205.18|278.11\n|整理|192.49|202.33|394.82"
            "\n以上合同累计支付672.93万元。",
            ("table_sum", "exact", 3),
        ),
        (
            "是否满意？\n|选项|小计（人）|比例\n|很满意|286|45.83%\n|满意|277|44.39%\n|一般|47|7.53%\n|不满意|14|2.24%"
            "\n|本题有效填写人次|624",
            ("table_sum", "exact", 5),
        ),
    ],
)
def test_tables(text: str, wanted: tuple[str, str, int]) -> None:
    """Balances by the words of the columns, totals of one row, below a table and of those who answered."""
    assert wanted in stated(text)


def test_line_below_a_table_that_adds_up_to_something_else_is_silent() -> None:
    """What a recap counts besides the table nobody knows."""
    table = "分期付款（万元）\n|内容|首款|尾款\n|布置|72.93|205.18\n|整理|192.49|202.33\n以上合同累计支付772.93万元。"
    assert stated(table) == []
