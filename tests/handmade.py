"""Results written by hand, for tests of what comes after the checks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.document import Anchor, Block, Document, Span
from extractor.model import Amount, Extract, Fact, Figure, Finding, Key, Profile, Relation, Result, Section

UNIT = "青岚县档案馆"
TEXT = (
    "青岚县档案馆\n2021年度部门整体支出绩效自评报告\n一、基本情况\n（一）支出情况\n"
    "全年总支出109.58万元，其中：基本支出85.27万元，项目支出23.91万元。在职人员5人；执行率95.8%。\n"
)


@dataclass(frozen=True)
class Names:
    """Stands in for the patterns."""

    digest: str = "0123abcd"

    @property
    def profile(self) -> Names:
        return self

    def is_single(self, report_type: str, /) -> bool:
        return False

    def indicator_name(self, id: str, /) -> str:
        return {"expenditure_total": "支出合计", "basic_expenditure": "基本支出"}.get(id, id)


def amount(value: str, unit: str = "万元", scale: str = "10000", step: str = "0.01") -> Amount:
    number, size = Decimal(value), Decimal(scale)
    half = Decimal(step) * size / 2
    return Amount(number, unit, size, 2 * half, number * size - half, number * size + half)


def figure(id: str, raw: str, text: str = TEXT, kind: str = "money") -> Figure:
    units = {"money": ("万元", "10000", "0.01"), "count": ("人", "1", "0"), "percent": ("%", "0.01", "0.1")}
    start = text.index(raw)
    unit, scale, step = units[kind]
    return Figure(
        id, kind, Span(start, start + len(raw)), raw, amount(raw, unit, scale, step), "s2", label="总支出"
    )


FIGURES = (
    figure("f1", "109.58"),
    figure("f2", "85.27"),
    figure("f3", "23.91"),
    figure("f4", "5", TEXT.replace("109.5", "109.x").replace("85", "xx"), "count"),
    figure("f5", "95.8", kind="percent"),
)
SUM = Span(TEXT.index("全年总支出"), TEXT.index("。在职"))
RELATIONS = (
    Relation(
        "r1",
        "sum",
        "stated_sum",
        "sentence",
        "109.58 = 85.27 + 23.91",
        "off",
        "",
        ("f1", "f2", "f3"),
        SUM,
        "s2",
        1,
        Decimal("1095800"),
        Decimal("1091800"),
        Decimal("4000"),
        Decimal("150"),
    ),
    Relation(
        "r2", "growth", "growth", "sentence", "95.8% = x ÷ 0", "undetermined", "zero_base", ("f5",), SUM, "s2"
    ),
    Relation("r3", "count", "count", "table", "5 = 5", "exact", "", ("f4",), SUM, "s2", stated=Decimal(5)),
)


def finding(id: str = "00000000000000f1", severity: str = "error", **changes: str) -> Finding:
    return Finding(
        id,
        "stated_sum",
        changes.get("category", "arithmetic"),
        severity,
        changes.get("message", "总支出与各项之和相差0.4万元，请核对。"),
        "一、基本情况 > （一）支出情况",
        1,
        changes.get("quote", SUM.of(TEXT)),
        SUM,
        Decimal("1095800"),
        Decimal("1091800"),
        Decimal("4000"),
        "可能漏列一项",
        "请核对账表",
        ("f1", "f2", "f3"),
        ("r1",),
    )


def fact(figure: Figure, indicator: str, stage: str = "决算", scope: str = "") -> Fact:
    return Fact(Key(UNIT, indicator, 2021, stage, scope), figure, ())


def result(
    file: str = "报送/甲.docx",
    findings: Sequence[Finding] | None = None,
    text: str = TEXT,
    unit: str = UNIT,
    notes: tuple[str, ...] = (),
    relations: tuple[Relation, ...] = RELATIONS,
    figures: tuple[Figure, ...] = FIGURES,
) -> Result:
    """A report whose parts do not add up, read whole unless there are notes."""
    digest = hashlib.sha256((file + text).encode("utf-8", "replace")).hexdigest()
    whole, part = Span(text.index("一、"), len(text)), Span(text.index("（一）"), len(text))
    extract = Extract(
        Document(digest, file, "docx", text, text, (), 3, notes),
        Profile(
            "2021年度部门整体支出绩效自评报告", unit, "青岚县", 2021, "部门整体支出绩效自评", "2022-09-03"
        ),
        (
            Section(
                "s1", "", 1, "一、", "基本情况", "一、基本情况", 1, whole, Span(whole.start, whole.start + 6)
            ),
            Section(
                "s2", "s1", 2, "（一）", "支出情况", "一、基本情况 > （一）支出情况", 1, part, part, "skip"
            ),
        ),
        figures,
        (fact(figures[0], "expenditure_total"), fact(figures[1], "basic_expenditure")),
        relations,
    )
    found = (finding(),) if findings is None else tuple(findings)
    return Result(file, digest, "docx", extract, found, timings=(("read", 0.01), ("extract", 0.02)))


def from_pictures(file: str = "扫描.pdf") -> Result:
    """A report whose words were recognised in pictures."""
    base = result(file)
    assert base.extract is not None
    block = Block("paragraph", Span(0, len(TEXT)), Anchor(page=1), via="ocr")
    document = replace(base.extract.document, blocks=(block,))
    return replace(base, extract=replace(base.extract, document=document))


def failed(file: str = "报送/坏.pdf", code: str = "encrypted") -> Result:
    """A file that could not be read."""
    return Result(file, "ff" * 32, "pdf", error_code=code, error="文件有密码，请去掉密码后重新提交。")
