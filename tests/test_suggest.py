from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from reports import patterns

from extractor.cli import main
from extractor.examples import check_examples
from extractor.patterns import Patterns, load_patterns
from extractor.patterns.words import Indicator
from extractor.suggest.groups import Group, Label, Quote, grouped
from extractor.suggest.labels import LabelReader
from extractor.suggest.nearest import Nearest, Neighbours, is_synonym
from extractor.suggest.text import document, quoted
from extractor.suggest.trial import Proposal, proposals

REPORTS = {
    "甲.txt": (
        "青岚县档案馆2022年度部门整体支出绩效自评报告\n"
        "全年总支出120万元，其中：基本支出80万元，项目支出40万元。\n"
        "拨付库房租赁费12.5万元。2022年档案库房专用租赁费6.5万元。馆藏档案数字化率86.5%。\n"
        "合计9万元。馆藏图书3万册，占4.5%。基本支出比上年增加5万元，增长6.7%。\n"
    ),
    "乙.txt": (
        "云岫县图书馆2022年度部门整体支出绩效自评报告\n"
        "全年总支出90万元，其中：基本支出60万元，项目支出30万元。\n"
        "1、库房租赁费8万元。其中：库房租赁的费用3.2万元。\n"
    ),
}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("run")
    for name, text in REPORTS.items():
        (root / name).write_text(text, "utf-8")
    files = [str(root / name) for name in REPORTS]
    assert main(["audit", *files, "-o", str(root / "out"), "--quiet", "--workers", "0"]) == 0
    return root / "out"


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("库房租赁费", "库房租赁费"),
        ("库房 租赁费", "库房租赁费"),
        ("（一）库房租赁费", "库房租赁费"),
        ("1、库房租赁费：", "库房租赁费"),
        ("①库房租赁费", "库房租赁费"),
        ("其中：库房租赁费", "库房租赁费"),
        ("其中:1.库房租赁费", "库房租赁费"),
        ("2022年库房租赁费", "库房租赁费"),
        ("２０２２年度库房租赁费决算数", "库房租赁费"),
        ("上年库房租赁费", "库房租赁费"),
        ("库房租赁费年初预算", "库房租赁费"),
        ("库房租赁费（万元）", "库房租赁费"),
        ("库房租赁费(含电费、物业费)", "库房租赁费"),
        ("库房租赁费（境）", "库房租赁费境"),
        ("“库房”租赁费", "库房租赁费"),
        ("库房租赁费达到", "库房租赁费"),
        ("全年库房租赁费", "库房租赁费"),
        ("其中：（1）库房租赁费", "库房租赁费"),
        ("（万元）库房租赁费", "库房租赁费"),
        ("一是库房租赁费", "库房租赁费"),
        ("2.1库房租赁费", "库房租赁费"),
        ("人均库房租赁费", "人均库房租赁费"),
        ("库房租赁费占比", "库房租赁费占比"),
        ("）租金", "租金"),
        ("65岁以上老年人健康管理率", "65岁以上老年人健康管理率"),
        ("2022年", ""),
        ("合计", ""),
        ("≥", ""),
    ],
)
def test_what_changes_from_report_to_report_is_taken_off(label: str, name: str) -> None:
    assert LabelReader(patterns()).normal(label) == name


@pytest.mark.parametrize(
    ("name", "is_name"),
    [
        ("库房租赁费", True),
        ("65岁以上老年人健康管理率", True),
        ("县级资金", True),
        ("", False),
        ("费", False),
        ("386人", False),
        ("3.1万亩", False),
        ("90%", False),
        ("指标值", False),
        ("支出决算", False),
        ("库房" * 20, False),
    ],
)
def test_what_can_name_an_indicator(name: str, is_name: bool) -> None:
    assert LabelReader(patterns()).is_name(name) == is_name


@pytest.mark.parametrize(
    ("label", "kind", "raw", "quote", "is_beside"),
    [
        ("住房保障", "percent", "4.9%", "住房保障支出占4.9%", True),
        ("库房租赁费", "percent", "5%", "库房租赁费增长5%", True),
        ("库房租赁费占比", "percent", "5%", "3 库房租赁费 5%", True),
        ("租赁费同比增长", "percent", "5%", "租赁费 5%", True),
        ("新增公租房", "count", "136套", "新增公租房136套", False),
        ("就诊率由", "percent", "88.2%", "就诊率由88.2%提高到90.5%", False),
        ("库房租赁费", "money", "5万元", "库房租赁费5万元", False),
        ("库房租赁费", "money", "5万元", "比上年增加库房租赁费5万元", False),
        ("库房租赁费", "money", "5万元", "库房租赁费5万元用于档案保管", False),
        ("不在原文里", "money", "5万元", "增加5万元", False),
        ("县内", "count", "114个", "县内114个村成立了协会", True),
        ("县内", "count", "１１４个", "县内１１４个村成立了协会", True),
        ("注册志愿者", "count", "738人", "注册志愿者共有738人", False),
        ("注册志愿者", "count", "738人", "注册志愿者738人、培训12场", False),
    ],
)
def test_a_figure_beside_a_label_may_measure_another_thing(
    label: str, kind: str, raw: str, quote: str, is_beside: bool
) -> None:
    assert LabelReader(patterns()).is_beside(label, kind, raw, quote) == is_beside


def label(name: str, kind: str = "money", files: Sequence[str] = ("甲",), raw: str = "5万元") -> Label:
    made = Label(name, kind)
    for file in files:
        made.add(
            {
                "document_id": file,
                "file": file,
                "kind": kind,
                "table": None,
                "raw": raw,
                "unit": "万元",
                "label": name,
                "quote": f"{name}{raw}",
            }
        )
    return made


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        (["档案库房租赁费", "档案库房的租赁费"], [["档案库房租赁费", "档案库房的租赁费"]]),
        (["县级资金", "省级资金"], [["县级资金"], ["省级资金"]]),
        (["库房租赁费"], [["库房租赁费"]]),
        (["管网维修工程合格率", "校舍维修工程合格率"], [["校舍维修工程合格率"], ["管网维修工程合格率"]]),
    ],
)
def test_names_nearly_the_same_are_one_group(names: list[str], groups: list[list[str]]) -> None:
    found = sorted([g.lead.name, *(n.name for n in g.near)] for g in grouped(map(label, names)))
    assert found == sorted(groups)


def test_what_measures_another_thing_is_another_group() -> None:
    assert len(list(grouped([label("库房面积", "count"), label("库房面积", "money")]))) == 2


def test_a_group_counts_all_its_names() -> None:
    group = Group(label("甲费", files=("a", "b", "b")), (label("甲的费", files=("b", "c")),))
    assert (group.figures, group.documents) == (5, 3)


def test_running_text_is_quoted_before_tables() -> None:
    made = label("租赁费")
    table = dict.fromkeys(("document_id", "file"), "乙") | {"raw": "3", "unit": "万元", "label": "租赁费"}
    made.add({**table, "table": 1, "quote": "费 3"})
    assert [(q.text, q.printed, q.in_table) for q in made.quotes] == [
        ("租赁费5万元", "5万元", False),
        ("费 3", "3万元", True),
    ]


@pytest.mark.parametrize(
    ("name", "word", "same"),
    [
        ("公务用车运行和维护费", "公务用车运行维护费", True),
        ("项目总支出", "项目支出", True),
        ("公务用车运维费", "公务用车运行维护费", True),
        ("非财政拨款收入", "财政拨款收入", False),
        ("一般公共预算拨款支出", "一般公共预算拨款收入", False),
        ("在职人员培训", "在职人员", False),
        ("基本工资支出", "基本支出", False),
        ("其他固定资产", "固定资产", False),
    ],
)
def test_alike_is_not_enough_for_a_synonym(name: str, word: str, same: bool) -> None:
    indicator = Indicator("x", word, "money")
    near = Neighbours(_only(indicator)).of(name, "money")
    assert [is_synonym(name, n) for n in near] == [same]


def _only(indicator: Indicator) -> Patterns:
    return replace(patterns(), words=replace(patterns().words, indicators=(indicator,)))


def test_the_nearest_indicators_are_of_the_same_kind_and_each_is_named_once() -> None:
    found = Neighbours(patterns()).of("公务接待费支出", "money")
    assert found[0].indicator.id == "reception"
    assert len({n.indicator.id for n in found}) == len(found) <= 3
    assert all(n.indicator.kind == "money" and not n.indicator.generic for n in found)
    assert [n.likeness for n in found] == sorted((n.likeness for n in found), reverse=True)


def proposed(*labels: Label, most: int = 9) -> tuple[Proposal, ...]:
    return proposals([Group(each) for each in labels], most, patterns())


def test_an_example_is_a_sentence_that_was_tried() -> None:
    (made,) = proposed(label("库房租赁费"))
    assert made.is_ready
    assert made.example is not None
    assert (made.example.text, made.example.finds) == ("库房租赁费5万元", "5万元")


def test_a_word_that_spoils_an_example_is_not_offered() -> None:
    (made,) = proposed(label("接待", "count", raw="5批次"))
    assert not made.is_ready
    assert made.spoils
    assert tomllib.loads(document([made], patterns())) == {}


def test_longer_names_that_would_be_taken_too_are_told() -> None:
    made = proposed(label("新建", "count", raw="5公里"), label("新建机耕路", "count", raw="6公里"), most=1)
    assert made[0].takes == ("新建机耕路",)
    assert "“新建机耕路” 的数字可能也归到这里" in document(made, patterns())


@pytest.mark.parametrize("text", ['引号"和\\', "控制\x1b[2J\x00\x7f", "换\n行\r", "表\t格", "正常"])
def test_whatever_a_report_says_stays_a_string(text: str) -> None:
    value = tomllib.loads(f"a = {quoted(text)}")["a"]
    assert isinstance(value, str)
    assert value.isprintable()


def test_a_hostile_label_stays_in_its_comment() -> None:
    quote = Quote("甲\n[[indicator]]\nid = 1", "5万元", "5万元", "a\n[x]", False)
    made = Label("库房租赁费", "money", quotes=[quote])
    made.spellings["租\n[[indicator]]"] += 1
    assert tomllib.loads(document([Proposal(1, Group(made), (), None)], patterns())) == {}


def test_the_file_loads_when_only_the_ids_are_filled_in(run: Path, tmp_path: Path) -> None:
    target = tmp_path / "建议.toml"
    assert main(["patterns", "suggest", str(run), "-o", str(target)]) == 0
    text = target.read_text("utf-8")
    entries = tomllib.loads(text)["indicator"]
    assert [(e["name"], e["kind"]) for e in entries][:1] == [("库房租赁费", "money")]
    assert "馆藏档案数字化率" in {e["name"] for e in entries}
    assert all(e["id"].startswith("请改成英文编号_") and e["examples"] for e in entries)
    rules = tmp_path / "规则"
    shutil.copytree(patterns().folder, rules)
    with (rules / "indicators.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + re.sub("请改成英文编号_", "mine_", text))
    assert main(["patterns", "test", str(rules)]) == 0
    assert {f"mine_{number}" for number, _ in enumerate(entries, 1)} & set(load_patterns(rules).words.by_id)


@pytest.mark.parametrize("synonyms", ['synonyms = ["档案库租赁费"]\n', ""])
def test_the_line_of_a_synonym_takes_the_place_of_the_old_one(
    run: Path, tmp_path: Path, synonyms: str
) -> None:
    rules, target = tmp_path / "规则", tmp_path / "建议.toml"
    shutil.copytree(patterns().folder, rules)
    path = rules / "indicators.toml"
    known = path.read_text("utf-8")
    entry = '\n[[indicator]]\nid = "hangar_rent"\nname = "档案库房租赁费"\nkind = "money"\n'
    path.write_text(known + entry + synonyms, "utf-8")
    assert main(["patterns", "suggest", str(run), "-o", str(target), "--patterns", str(rules)]) == 0
    found = re.search(r'id = "hangar_rent" 的一条，(.*)（.*\n# (synonyms = .*)\n', target.read_text("utf-8"))
    assert found is not None
    assert ("换成" in found[1]) == bool(synonyms)
    path.write_text(known + entry + found[2], "utf-8")
    mine = tmp_path / "我的规则"  # a folder is loaded once while the program runs
    shutil.copytree(rules, mine)
    loaded = load_patterns(mine)
    assert {"档案库房专用租赁费", *re.findall('"(.*)"', synonyms)} <= set(
        loaded.words.by_id["hangar_rent"].words
    )
    assert check_examples(loaded) == ()


def test_the_screen_has_a_table_the_text_and_how_to_go_on(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["patterns", "suggest", str(run), "--most", "1"]) == 0
    printed = capsys.readouterr().out
    assert "库房租赁费（金额）：2 个数字，2 份报告" in printed
    assert "[[indicator]]" in printed
    assert re.search(r"还有 \d+ 组标签排在后面", printed)
    assert printed.rstrip().endswith("gouji patterns diff 旧结果 新结果")
    assert "注意：这次核对用的规则" not in printed


def test_a_file_of_rules_is_never_overwritten(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "indicators.toml"
    target.write_text("# 指标与同义词\n", "utf-8")
    assert main(["patterns", "suggest", str(run), "-o", str(target)]) == 2
    assert "没有覆盖" in capsys.readouterr().err
    assert target.read_text("utf-8") == "# 指标与同义词\n"
    for _ in range(2):
        assert main(["patterns", "suggest", str(run), "-o", str(tmp_path / "建议.toml")]) == 0


def test_other_patterns_than_those_of_the_run_are_told(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "规则"
    shutil.copytree(patterns().folder, rules)
    (rules / "more.toml").write_text("# 多一个文件\n", "utf-8")
    assert main(["patterns", "suggest", str(run), "--patterns", str(rules)]) == 0
    assert "这次核对用的规则与现在的规则不同" in capsys.readouterr().out


def test_a_run_without_unknown_labels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "甲.txt").write_text("全年总支出120万元，其中：基本支出80万元，项目支出40万元。", "utf-8")
    out = str(tmp_path / "out")
    main(["audit", str(tmp_path / "甲.txt"), "-o", out, "--quiet", "--workers", "0"])
    assert main(["patterns", "suggest", out]) == 0
    assert "没有找到值得加的标签" in capsys.readouterr().out


def test_likeness_is_shown_with_the_word_that_is_alike() -> None:
    made = Proposal(1, Group(label("甲费")), (Nearest(Indicator("x", "乙费", "money"), "丙费", 50),), None)
    assert "乙费 x（像 50%，也叫丙费）" in document([made], patterns())
