"""The wide table: one row per unit and year, one column per indicator, scope and stage, each cell with its source.

A cell is taken from the report of its own year, else from the nearest year whose report states it; among the
reports of a year from the one on the whole unit. Where that report states it twice with different values the
cell is empty and all of them are among the sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.history.catalog import report_words, units_of
from extractor.history.frames import documents, facts
from extractor.history.layout import NO_YEAR
from extractor.history.names import normal_name
from extractor.history.regions import place
from extractor.write.labels import FIGURE_KINDS, STAGES

if TYPE_CHECKING:
    import pandas

    from extractor.history.store import Store

TAKEN, OTHER_YEAR, UNLIKE = "采用", "取自其他年度的报告", "同一报告内不一致"
KEYS = ["unit_id", "year"]
HEAD = {
    "unit_id": "单位编号",
    "unit_name": "单位名称",
    "region": "地区",
    "province": "省",
    "city": "市",
    "county": "县",
    "year": "年度",
}
_PLACE = ("province", "city", "county")
_CELL = ["unit_id", "year", "indicator", "scope", "stage", "kind"]
_FACT_COLUMNS = (
    *(
        "unit_id",
        "unit_name",
        "entity",
        "fiscal_year",
        "year",
        "indicator",
        "indicator_name",
        "scope",
        "stage",
    ),
    *("kind", "amount", "low", "high", "value", "unit", "quote", "page", "figure_id", "document_id", "file"),
    *("run_id", "added"),
)
SOURCE_COLUMNS = {
    "unit_id": "单位编号",
    "year": "年度",
    "column": "列",
    "note": "取用情况",
    "amount": "折算值",
    "value": "数值",
    "unit": "单位",
    "quote": "原文",
    "file": "文件",
    "page": "页",
    "fiscal_year": "报告年度",
    "figure_id": "数字编号",
    "document_id": "文档编号",
    "run_id": "批次编号",
}
COLUMN_COLUMNS = {
    "column": "列",
    "column_id": "编号",
    "indicator": "指标编号",
    "indicator_name": "指标",
    "scope": "口径",
    "stage": "阶段",
    "kind": "类别",
    "measure": "计量单位",
}
_MEASURES = {"money": "元", "percent": "小数（1 为 100%）", "score": "分", "count": "个、人等", "date": ""}


@dataclass(frozen=True, slots=True)
class Wide:
    """The wide table with Chinese headings, the sources of its cells, and what its columns are."""

    table: pandas.DataFrame
    sources: pandas.DataFrame
    columns: pandas.DataFrame


def wide(store: Store) -> Wide:
    """Return the newest facts of all years by unit and year; only facts of the unit itself, not of its parts."""
    import pandas as pd

    chosen = pd.concat([_best(_candidates(store, year)) for year in store.years()] or [_none()])
    chosen = _best(chosen).reset_index(drop=True)
    columns = _columns(chosen)
    sources = chosen.merge(
        columns[["indicator", "scope", "stage", "kind", "column"]], on=_CELL[2:], how="left"
    )
    sources = _with_notes(sources)
    ordered = sources.sort_values(["unit_id", "year", "column", "file", "figure_id"], kind="stable")
    return Wide(
        _table(store, ordered, list(columns["column"])),
        ordered[list(SOURCE_COLUMNS)].reset_index(drop=True),
        columns,
    )


def _none() -> pandas.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns=[*_FACT_COLUMNS, "distance", "rank"])


def _candidates(store: Store, year: int) -> pandas.DataFrame:
    """Return the facts that the reports of one fiscal year state of their own units."""
    found = facts(store, _FACT_COLUMNS, years=[year])
    found = found.dropna(subset=["unit_id", "year", "fiscal_year", "amount"])
    entity, unit = (found[name].fillna("").map(normal_name) for name in ("entity", "unit_name"))
    found = found[(entity == "") | (entity == unit)]
    kinds = documents(store, ["document_id", "file", "added", "report_type"], years=[year])
    found = found.merge(kinds, on=["document_id", "file", "added"], how="left")
    is_single = found["report_type"].fillna("").map(report_words().is_single).astype(bool)
    found["distance"] = (found["fiscal_year"] - found["year"]).abs().astype(int)
    found["rank"] = (~is_single).astype(int)
    for name in ("scope", "stage", "kind"):
        found[name] = found[name].fillna("")
    for name in ("low", "high"):
        found[name] = found[name].where(found[name].notna(), found["amount"])
    return found[[*_FACT_COLUMNS, "distance", "rank"]]


def _best(found: pandas.DataFrame) -> pandas.DataFrame:
    """Keep of each cell the facts of the nearest year and of the report on the whole unit."""
    if found.empty:
        return found
    for order in ("distance", "rank"):
        least = found.groupby(_CELL, sort=False)[order].transform("min")
        found = found[found[order] == least]
    # Two years equally near: the later report knows better.
    return found[found["fiscal_year"] == found.groupby(_CELL, sort=False)["fiscal_year"].transform("max")]


def _with_notes(sources: pandas.DataFrame) -> pandas.DataFrame:
    """Say of each fact whether its cell takes it; of those that agree, the most precise one is taken."""
    if sources.empty:
        return sources.assign(note=[])
    groups = sources.groupby(_CELL, sort=False)
    is_unlike = groups["low"].transform("max") > groups["high"].transform("min")
    width = sources["high"] - sources["low"]
    first = width.groupby([sources[name] for name in _CELL], sort=False).transform("min") == width
    kept = sources.assign(is_unlike=is_unlike)[first | is_unlike]
    is_second = kept.duplicated(_CELL) & ~kept["is_unlike"]
    kept = kept[~is_second]
    note = kept["distance"].map(lambda distance: OTHER_YEAR if distance else TAKEN)
    return kept.assign(note=note.where(~kept["is_unlike"], UNLIKE))


def _columns(chosen: pandas.DataFrame) -> pandas.DataFrame:
    order = {stage: rank for rank, stage in enumerate(STAGES)}
    names = ["indicator", "indicator_name", "scope", "stage", "kind"]
    found = chosen[names].drop_duplicates(subset=["indicator", "scope", "stage", "kind"])
    ranks = found["stage"].map(lambda stage: order.get(stage, len(order)))
    found = found.assign(rank=ranks).sort_values(["indicator", "scope", "rank", "kind"])
    several = found.groupby(["indicator", "scope", "stage"])["kind"].transform("size") > 1
    titles = [
        _title(str(row.indicator_name), str(row.scope), str(row.stage), str(row.kind) if more else "")
        for row, more in zip(found.itertuples(index=False), several, strict=True)
    ]
    ids = found["indicator"] + "|" + found["scope"] + "|" + found["stage"] + "|" + found["kind"]
    measures = found["kind"].map(lambda kind: _MEASURES.get(kind, ""))
    made = found.assign(column=titles, column_id=ids, measure=measures)
    return made[list(COLUMN_COLUMNS)].reset_index(drop=True)


def _title(name: str, scope: str, stage: str, kind: str) -> str:
    words = [name + (f"（{scope}）" if scope else ""), stage, FIGURE_KINDS.get(kind, kind)]
    return "·".join(word for word in words if word)


def _table(store: Store, sources: pandas.DataFrame, columns: list[str]) -> pandas.DataFrame:
    taken = sources[sources["note"] != UNLIKE]
    cells = taken.pivot(index=KEYS, columns="column", values="amount").reindex(columns=columns)
    everyone = sources[KEYS].drop_duplicates().set_index(KEYS).sort_index()
    cells = everyone.join(cells).reset_index()
    about = _names(store)
    table = cells.merge(about, on="unit_id", how="left")
    return table[[*HEAD, *columns]].rename(columns=HEAD)


def _names(store: Store) -> pandas.DataFrame:
    """Return the name and region each unit has in the roster, else in its latest report."""
    found = documents(store, ["unit_id", "unit_name", "region", "fiscal_year"]).dropna(subset=["unit_id"])
    found = found.sort_values(["fiscal_year", "unit_name"], na_position="first", kind="stable")
    named = found.groupby("unit_id", as_index=False)[["unit_name", "region"]].last()
    known = units_of(store).in_year(NO_YEAR)
    for name, part in (("unit_name", "name"), ("region", "region")):
        listed = [getattr(known[code], part) if code in known else "" for code in named["unit_id"]]
        named[name] = [one or printed for one, printed in zip(listed, named[name], strict=True)]
    places = [place(str(region)) for region in named["region"].fillna("")]
    for name in _PLACE:
        named[name] = [(getattr(one, name) or None) if one else None for one in places]
    return named
