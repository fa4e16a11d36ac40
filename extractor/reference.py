"""Fills the generated passages of docs/dataset.md: `python -m extractor.reference`.

A passage stands between `<!-- generated: NAME -->` and `<!-- end -->`; a test fails when one is out of date.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from extractor.model import Rule
from extractor.patterns.words import Indicator, Unit
from extractor.write import labels
from extractor.write.schema import DECIMAL, INTEGER, TEXT, Table
from extractor.write.tables import TABLES

_PASSAGE = re.compile(r"(<!-- generated: (\S+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
_TYPES = {TEXT: "文本", INTEGER: "整数", DECIMAL: "小数"}
_LISTS: dict[str, Mapping[str, str]] = {
    "status": labels.STATUSES,
    "error_code": labels.ERROR_CODES,
    "irregular": labels.IRREGULAR,
    "figure_kind": labels.FIGURE_KINDS,
    "stage": labels.STAGES,
    "scope": labels.SCOPES,
    "fact_status": labels.FACT_STATUSES,
    "relation_kind": labels.KINDS,
    "source": labels.SOURCES,
    "verdict": labels.VERDICTS,
    "category": labels.CATEGORIES,
    "severity": labels.SEVERITIES,
    "reason": labels.REASONS,
}


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def rule_table(rules: Mapping[str, Rule]) -> str:
    """Return the closed list of rules."""
    rows = [
        (
            f"`{r.id}`",
            r.name,
            labels.chinese(labels.CATEGORIES, r.category),
            labels.chinese(labels.SEVERITIES, r.severity),
            r.basis,
        )
        for r in sorted(rules.values(), key=lambda r: r.id)
    ]
    return table(("规则", "名称", "类别", "程度", "依据"), rows)


def indicator_table(indicators: Iterable[Indicator]) -> str:
    """Return the closed list of indicator ids."""
    rows = ((f"`{i.id}`", i.name, labels.chinese(labels.FIGURE_KINDS, i.kind)) for i in indicators)
    return table(("指标编号", "名称", "类别"), rows)


def unit_table(units: Iterable[Unit]) -> str:
    """Return the closed list of units with how many base units each holds."""
    rows = (
        (f"`{u.id}`", labels.chinese(labels.FIGURE_KINDS, u.kind), "、".join(u.words), u.scale) for u in units
    )
    return table(("单位", "类别", "写法", "合基本单位"), rows)


def passages(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return every passage by name; `more` are those from the patterns (rules, indicators, units)."""
    columns = {t.name: _columns(t) for t in TABLES}
    lists = {
        f"list-{name}": table(("取值", "含义"), ((f"`{key}`", title) for key, title in names.items()))
        for name, names in _LISTS.items()
    }
    return columns | lists | dict(more or {})


def fill(text: str, known: Mapping[str, str]) -> str:
    """Return the text with every known passage brought up to date; the others stay."""
    return _PASSAGE.sub(lambda m: m[1] + known.get(m[2], m[3]) + m[4], text)


def names(text: str) -> list[str]:
    """Return the names of the passages in a text."""
    return [match[2] for match in _PASSAGE.finditer(text)]


def _columns(declared: Table[object]) -> str:
    rows = ((f"`{c.name}`", _TYPES[c.type], c.title, c.meaning) for c in declared.columns)
    return table(("列", "类型", "中文名", "含义"), rows)


if __name__ == "__main__":
    from extractor.patterns import load_patterns
    from extractor.rulebook import rulebook

    patterns = load_patterns()
    words = patterns.words
    listed = {
        "rules": rule_table(rulebook(patterns)),
        "indicators": indicator_table(words.indicators),
        "units": unit_table(words.units),
    }
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/dataset.md")
    path.write_text(fill(path.read_text("utf-8"), passages(listed)), "utf-8")
