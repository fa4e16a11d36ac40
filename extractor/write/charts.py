"""The charts of the page: findings by category, how they are spread over the reports, and by fiscal year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from extractor.write import drawing, labels
from extractor.write.drawing import Bar, Chart, Part
from extractor.write.standing import SHARES, Standing, Tally

_ERRORS = ((0, "0"), (1, "1"), (2, "2"), (3, "3"), (4, "4"), (9, "5–9"))  # upper ends; one more is above
_MORE = "≥10"
_YEARS = 8  # the latest, as many as can be read side by side


def charts(standing: Standing) -> Iterator[Chart]:
    """Yield the charts that have something to show."""
    if standing.categories:
        yield _categories(standing.categories)
    if standing.errors.total() > 1:
        yield _errors(standing.errors)
    if standing.shares.total() > 1:
        yield _shares(standing.shares)
    years = [tally for _, tally in sorted(standing.years.items())][-_YEARS:]
    if len(years) > 1:
        yield _errors_by_year(years)
        yield _shares_by_year(years)


def _categories(counts: Counter[tuple[str, str]]) -> Chart:
    totals = Counter[str]()
    for (category, _), count in counts.items():
        totals[category] += count
    ordered = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    shown = [
        Bar(
            labels.chinese(labels.CATEGORIES, category),
            "",
            tuple(Part(s, n, str(n)) for s in labels.SEVERITIES if (n := counts[category, s])),
            str(total),
        )
        for category, total in ordered
    ]
    heads = ("类别", *labels.SEVERITIES.values(), "合计")
    rows = tuple(
        (bar.label, *(str(counts[category, s]) for s in labels.SEVERITIES), str(total))
        for bar, (category, total) in zip(shown, ordered, strict=True)
    )
    return Chart("问题分类", "个数，按程度", drawing.bars(shown, _told("各类问题数", shown)), heads, rows)


def _errors(counts: Counter[int]) -> Chart:
    names = [*(name for _, name in _ERRORS), _MORE]
    bands = Counter[int]()
    for errors, reports in counts.items():
        bands[sum(errors > limit for limit, _ in _ERRORS)] += reports
    return _histogram("每份报告有几个错误", ("错误数", "报告数"), names, bands, "error")


def _shares(bands: Counter[int]) -> Chart:
    limits = [f"{limit:.0%}" for limit in SHARES]
    names = [limits[0], *(f"≤{limit}" for limit in limits[1:]), f">{limits[-1]}"]
    return _histogram("每份报告无法核对的占比", ("占比", "报告数"), names, bands, "plain")


def _histogram(
    title: str, heads: tuple[str, ...], names: Sequence[str], bands: Counter[int], kind: str
) -> Chart:
    shown = [Bar(name, "", (Part(kind, bands[n], ""),), str(bands[n])) for n, name in enumerate(names)]
    rows = tuple((bar.label, bar.total) for bar in shown)
    return Chart(title, "报告份数", drawing.columns(shown, _told(title, shown)), heads, rows)


def _errors_by_year(years: Sequence[Tally]) -> Chart:
    title = "各年度平均每份报告的错误和警告"
    shown = [
        Bar(
            tally.name,
            f"{tally.reports} 份",
            tuple(
                Part(kind, count / tally.reports, "")
                for kind, count in (("error", tally.errors), ("warning", tally.warnings))
            ),
            f"{(tally.errors + tally.warnings) / tally.reports:.1f}",
        )
        for tally in years
    ]
    rows = tuple((t.name, str(t.reports), str(t.errors), str(t.warnings)) for t in years)
    return Chart(
        title,
        "个",
        drawing.columns(shown, _told(title, shown)),
        ("年度", "报告数", "错误", "警告"),
        rows,
    )


def _shares_by_year(years: Sequence[Tally]) -> Chart:
    title = "各年度无法核对的占比"
    shown = [_share(tally) for tally in years]
    rows = tuple((t.name, str(t.relations), str(t.undetermined), _share(t).total) for t in years)
    return Chart(
        title,
        "占勾稽关系",
        drawing.line(shown, _told(title, shown)),
        ("年度", "勾稽关系", "无法核对", "占比"),
        rows,
    )


def _share(tally: Tally) -> Bar:
    share = tally.undetermined / tally.relations if tally.relations else 0.0
    return Bar(tally.name, f"{tally.relations} 条", (Part("plain", share, ""),), f"{share:.1%}")


def _told(title: str, bars: Sequence[Bar]) -> str:
    return f"{title}：{'，'.join(f'{bar.label} {bar.total}' for bar in bars)}"
