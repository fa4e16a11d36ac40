"""The patterns: every example of theirs holds, and a damaged file is refused by name."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from reports import patterns

from extractor.cli import cli, main
from extractor.errors import PatternError
from extractor.examples import Case, cases, check_examples, count_examples, run
from extractor.patterns import default_folder, load_patterns

CASES = list(cases(patterns()))


@pytest.mark.parametrize("case", CASES, ids=[f"{c.where}: {c.text}" for c in CASES])
def test_example(case: Case) -> None:
    assert run(case, patterns()) == ""


def test_every_indicator_stage_scope_and_formula_has_an_example() -> None:
    words = patterns().words
    without = [i.id for i in words.indicators if not i.examples]
    without += [c.id for c in (*words.stages, *words.scopes, *words.years) if not c.examples]
    without += [u.id for u in words.units if not u.examples] + [h.id for h in words.hedges if not h.examples]
    without += [f.check.id for f in patterns().formulas if not f.check.examples]
    assert without == []


def test_formulas_say_what_they_are_based_on() -> None:
    assert [f.check.id for f in patterns().formulas if not f.check.basis] == []


ENTRY = '\n[[indicator]]\nid = "{id}"\nname = "{name}"\nkind = "{kind}"\n'
CHECK = '\n[[check]]\nid = "extra"\nname = "甲"\nformula = "{}"\nseverity = "error"\n'
UNIT = '\n[[unit]]\nid = "{}"\nkind = "{}"\nwords = ["{}"]\n'
APPENDED = {
    "unknown key": (
        "indicators.toml",
        ENTRY.format(id="x", name="甲费", kind="money") + 'colour = "red"',
        ["x", "colour"],
    ),
    "missing key": ("indicators.toml", '\n[[indicator]]\nid = "x"\nkind = "money"\n', ["x", "name"]),
    "wrong type": (
        "indicators.toml",
        ENTRY.format(id="x", name="甲费", kind="money") + 'synonyms = "乙费"',
        ["x", "synonyms"],
    ),
    "wrong type inside a list": (
        "indicators.toml",
        ENTRY.format(id="x", name="甲费", kind="money") + "synonyms = [3]",
        ["x", "synonyms"],
    ),
    "wrong type of a flag": (
        "indicators.toml",
        ENTRY.format(id="x", name="甲费", kind="money") + "generic = 1",
        ["x", "generic"],
    ),
    "unknown key in an example": (
        "indicators.toml",
        ENTRY.format(id="x", name="甲费", kind="money") + 'examples = [{ text = "甲", found = "乙" }]',
        ["x", "found"],
    ),
    "duplicate id": (
        "indicators.toml",
        ENTRY.format(id="reception", name="甲费", kind="money"),
        ["reception"],
    ),
    "name claimed twice": (
        "indicators.toml",
        ENTRY.format(id="x", name="会议费", kind="money"),
        ["x", "会议费"],
    ),
    "synonym claimed twice": (
        "indicators.toml",
        ENTRY.format(id="x", name="甲费", kind="money") + 'synonyms = ["公务接待费"]',
        ["x", "公务接待费"],
    ),
    "unknown kind": ("indicators.toml", ENTRY.format(id="x", name="甲费", kind="gold"), ["x", "gold"]),
    "misspelt table": ("indicators.toml", '\n[[indicater]]\nid = "x"\n', ["indicater"]),
    "broken TOML": ("indicators.toml", '\n[[indicator]\nid = "x"\n', []),
    "unknown unit kind": ("units.toml", UNIT.format("x", "gold", "甲"), ["x", "gold"]),
    "unit claimed twice": ("units.toml", UNIT.format("x", "money", "万元"), ["x", "万元"]),
    "scale that is no number": (
        "units.toml",
        UNIT.format("x", "money", "甲") + 'scale = "ten"',
        ["x", "ten"],
    ),
    "unknown position": (
        "units.toml",
        '\n[[hedge]]\nid = "x"\nwords = ["甲"]\nposition = "middle"\n',
        ["x", "middle"],
    ),
    "misspelt table of units": ("units.toml", '\n[[units]]\nid = "x"\n', ["units"]),
    "unknown stage": (
        "context.toml",
        '\n[[stage]]\nid = "x"\nvalue = "期中"\nwords = ["甲"]\n',
        ["x", "期中"],
    ),
    "unknown scope": (
        "context.toml",
        '\n[[scope]]\nid = "x"\nvalue = "全国"\nwords = ["甲"]\n',
        ["x", "全国"],
    ),
    "year that is no number": (
        "context.toml",
        '\n[[year]]\nid = "x"\nvalue = "去年"\nwords = ["甲"]\n',
        ["x", "去年"],
    ),
    "context word claimed twice": (
        "context.toml",
        '\n[[stage]]\nid = "x"\nvalue = "决算"\nwords = ["年初预算"]\n',
        ["x", "年初预算"],
    ),
    "unknown role": ("claims.toml", '\n[[cue]]\nid = "x"\nrole = "whole"\nwords = ["甲"]\n', ["x", "whole"]),
    "cue claimed twice": (
        "claims.toml",
        '\n[[cue]]\nid = "x"\nrole = "part"\nwords = ["其中"]\n',
        ["x", "其中"],
    ),
    "unknown name in a formula": (
        "checks.toml",
        CHECK.format("基本支出 = 人员经废 + 公用经费"),
        ["extra", "人员经废"],
    ),
    "unknown stage in a formula": (
        "checks.toml",
        CHECK.format("基本支出[期中] = 人员经费"),
        ["extra", "期中"],
    ),
    "mixed kinds": ("checks.toml", CHECK.format("基本支出 = 人员经费 + 在职人员"), ["extra"]),
    "no sign of equality": ("checks.toml", CHECK.format("基本支出 人员经费"), ["extra"]),
    "two terms on the left": ("checks.toml", CHECK.format("基本支出 + 项目支出 = 支出合计"), ["extra"]),
    "nothing on the right": ("checks.toml", CHECK.format("基本支出 = "), ["extra"]),
    "unknown sign": ("checks.toml", CHECK.format("基本支出 = 人员经费 * 公用经费"), ["extra"]),
    "unknown severity": (
        "checks.toml",
        CHECK.format("基本支出 = 人员经费").replace('"error"', '"fatal"'),
        ["extra", "fatal"],
    ),
    "unknown role of a header": (
        "tables.toml",
        '\n[[word]]\nid = "x"\nrole = "sum"\nwords = ["甲"]\n',
        ["x"],
    ),
    "unknown kind of a header": (
        "tables.toml",
        '\n[[word]]\nid = "x"\nrole = "kind"\nkind = "gold"\nwords = ["甲"]\n',
        ["x"],
    ),
    "failing example of a header": (
        "tables.toml",
        '\n[[word]]\nid = "x"\nrole = "total"\nwords = ["甲"]\nexamples = [{ text = "乙" }]\n',
        ["x", "乙"],
    ),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_folder(), tmp_path / "patterns"))


def append(folder: Path, file: str, text: str) -> None:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.mark.parametrize(("file", "text", "named"), APPENDED.values(), ids=APPENDED)
def test_a_damaged_file_is_refused_by_name(copy: Path, file: str, text: str, named: list[str]) -> None:
    append(copy, file, text)
    with pytest.raises(PatternError) as refused:
        load_patterns(copy)
    message = str(refused.value)
    assert message.startswith((file, f"规则文件 {file}"))
    assert message.endswith("。")
    assert "\n" not in message
    assert all(name in message for name in named)


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "units.toml").unlink()
    with pytest.raises(PatternError, match=r"units\.toml"):
        load_patterns(copy)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(PatternError, match="nowhere"):
        load_patterns(tmp_path / "nowhere")


def test_a_file_in_another_encoding_is_named(copy: Path) -> None:
    path = copy / "units.toml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    with pytest.raises(PatternError, match=r"units\.toml"):
        load_patterns(copy)


def test_the_copy_as_it_is_loads(copy: Path) -> None:
    loaded = load_patterns(copy)
    assert loaded.digest == patterns().digest
    assert count_examples(loaded) == len(CASES) > 100


def test_a_changed_word_changes_the_digest(copy: Path) -> None:
    append(copy, "indicators.toml", ENTRY.format(id="x", name="甲费", kind="money"))
    assert load_patterns(copy).digest != patterns().digest


def test_a_new_indicator_is_one_entry(copy: Path) -> None:
    example = 'examples = [{ text = "林木抚育费12.5万元", finds = "12.5万元" }]'
    append(copy, "indicators.toml", ENTRY.format(id="forest", name="林木抚育费", kind="money") + example)
    assert check_examples(load_patterns(copy)) == ()


def test_a_new_formula_is_one_entry(copy: Path) -> None:
    text = "会议费10万元。培训费8万元。"
    example = f'examples = [{{ text = "{text}", gives = "limit:off" }}]'
    append(copy, "checks.toml", CHECK.format("会议费 <= 培训费") + example)
    assert check_examples(load_patterns(copy)) == ()


FAILING = 'examples = [{ text = "甲费3万元", finds = "4万元" }]'


def test_a_failing_example_is_told_in_a_sentence(copy: Path) -> None:
    append(copy, "indicators.toml", ENTRY.format(id="x", name="甲费", kind="money") + FAILING)
    assert check_examples(load_patterns(copy)) == (
        "indicators.toml x：例子「甲费3万元」应得「4万元」，实得「3万元」。",
    )


def test_the_command_tests_the_shipped_patterns() -> None:
    assert main(["patterns", "test"]) == 0


@pytest.mark.parametrize(
    ("file", "text", "status", "words"),
    [
        ("indicators.toml", "", 0, "不符 0 个"),
        ("indicators.toml", ENTRY.format(id="x", name="甲费", kind="money") + FAILING, 1, "甲费3万元"),
        ("indicators.toml", ENTRY.format(id="x", name="会议费", kind="money"), 2, "indicators.toml x"),
        ("checks.toml", CHECK.format("基本支出 = 人员经废"), 2, "人员经废"),
    ],
)
def test_exit_status(
    copy: Path, capsys: pytest.CaptureFixture[str], file: str, text: str, status: int, words: str
) -> None:
    append(copy, file, text)
    assert main(["patterns", "test", str(copy)]) == status
    shown = capsys.readouterr()
    assert words in shown.out + shown.err
    assert "Traceback" not in shown.err


def test_the_command_has_help() -> None:
    result = CliRunner().invoke(cli, ["patterns", "test", "--help"])
    assert result.exit_code == 0
    assert "例子" in result.output


def test_an_audit_refuses_patterns_whose_examples_fail(tmp_path: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(default_folder(), own)
    units = own / "units.toml"
    units.write_text(units.read_text("utf-8").replace('finds = "5.2亿元"', 'finds = "5.3亿元"'), "utf-8")
    report = tmp_path / "report.txt"
    report.write_text("总支出5万元。", "utf-8")
    arguments = ["audit", str(report), "-o", str(tmp_path / "out"), "--patterns", str(own)]
    done = subprocess.run([sys.executable, "-m", "extractor", *arguments], capture_output=True, text=True)
    assert done.returncode == 2
    assert "units.toml yi_yuan" in done.stderr
    assert not (tmp_path / "out").exists()
