"""What a failed relation is told as: message, diagnosis and suggestion, in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from extractor.diagnose import rate_slip, sum_slip
from extractor.model import Figure, Relation
from extractor.relations import money_text, printed, with_unit

_RATES = ("share", "growth", "completion", "rate")
_POINTS = "个百分点"


def name(figure: Figure) -> str:
    """Return label and number as printed (总支出109.18万元)."""
    clean = figure.label if len(figure.label) > 1 and not figure.label[0].isdigit() else ""
    return f"{clean}{with_unit(figure)}"


def message(relation: Relation, figures: Sequence[Figure]) -> str:
    """Return one sentence that says what does not tie and by how much."""
    if relation.kind in _RATES:
        return _rate(relation, figures)
    return _BY_KIND.get(relation.kind, _sum)(relation, figures)


def diagnosis_of(relation: Relation, figures: Sequence[Figure]) -> str:
    """Return what probably happened, empty where no single explanation fits."""
    amounts = [f.amount for f in figures if f.amount]
    if relation.kind in ("sum", "table_sum"):
        return sum_slip(relation, amounts)
    if relation.kind in _RATES and relation.stated is not None and relation.computed is not None:
        return rate_slip(relation.stated, relation.computed, amounts[0].step / amounts[0].scale)
    return ""


def suggestion(relation: Relation, figures: Sequence[Figure]) -> str:
    """Return what the unit should do."""
    if relation.kind in _RATES and relation.computed is not None:
        return f"请核对金额；如金额无误，应改为{_as_printed(relation.computed, figures[0])}%。"
    if relation.kind == "agreement":
        return "请核对原始账表，前后统一。"
    return _ADVICE.get(relation.kind, f"请核对{name(figures[0])}及其分项，改正后重新计算。")


_ADVICE = {
    "count": "请核对数量与列举的项目。",
    "order": "请核对两个数字与文字表述。",
    "difference": "请核对前后两个数字与增减额。",
    "score": "请核对得分与分值。",
    "share_total": "请核对各项占比。",
}


def _known(value: Decimal | None) -> Decimal:
    return Decimal(0) if value is None else value


def _gap(relation: Relation) -> Decimal:
    return abs(_known(relation.stated) - _known(relation.computed))


def _as_printed(value: Decimal, figure: Figure) -> str:
    """Print a rate with as many decimals as the report did."""
    amount = figure.amount
    unit = amount.step / amount.scale if amount and amount.step > 0 else Decimal("0.01")
    return format(value.quantize(unit, rounding=ROUND_HALF_UP), "f")


def _rate(relation: Relation, figures: Sequence[Figure]) -> str:
    rate = figures[0]
    right = _as_printed(_known(relation.computed), rate)
    gap = _as_printed(_gap(relation), rate)
    formula = relation.expression.rsplit(" = ", 1)[0].removesuffix("×100%")
    return f"写明{with_unit(rate)}，按所列数字计算应为{right}%（{formula}），相差{gap}{_POINTS}。"


def _sum(relation: Relation, figures: Sequence[Figure]) -> str:
    first = figures[0]
    words = "，列举可能不完整" if "列举可能不完整" in relation.reason else ""
    parts = money_text(_known(relation.computed), first)
    return f"{name(first)}，分项相加为{parts}，相差{money_text(_gap(relation), first)}{words}。"


def _balance(relation: Relation, figures: Sequence[Figure]) -> str:
    formula = relation.expression.rsplit(" = ", 1)[0]
    right, gap = (money_text(v, figures[0]) for v in (_known(relation.computed), _gap(relation)))
    return f"{name(figures[0])}，按{formula}计算应为{right}，相差{gap}。"


def _subset(relation: Relation, figures: Sequence[Figure]) -> str:
    whole, gap = figures[0], money_text(_gap(relation), figures[0])
    if len(figures) == 2:
        return f"其中的{name(figures[1])}大于总数{name(whole)}，多{gap}。"
    return f"其中各项相加大于总数{name(whole)}，多{gap}。"


def _limit(relation: Relation, figures: Sequence[Figure]) -> str:
    others = "与".join(name(f) for f in figures[1:])
    return f"{name(figures[0])}大于{others}，多{money_text(_gap(relation), figures[0])}。"


def _share_total(relation: Relation, figures: Sequence[Figure]) -> str:
    total = _as_printed(_known(relation.computed), figures[0])
    return f"各项占比相加为{total}%，不等于100%。"


def _count(relation: Relation, figures: Sequence[Figure]) -> str:
    listed, gap = (format(v.normalize(), "f") for v in (_known(relation.computed), _gap(relation)))
    return f"写明{figures[0].raw}，列举的是{listed}项，相差{gap}。"


def _agreement(relation: Relation, figures: Sequence[Figure]) -> str:
    first, second = figures[0], figures[1]
    gap = money_text(_gap(relation), first)
    if first.kind == "percent":
        gap = f"{format((_gap(relation) * 100).normalize(), 'f')}{_POINTS}"
    return f"同一指标前后不一：前为{name(first)}，后为{with_unit(second)}，相差{gap}。"


def _difference(relation: Relation, figures: Sequence[Figure]) -> str:
    change = figures[0]
    right, gap = (money_text(v, change) for v in (_known(relation.computed), _gap(relation)))
    return f"写明相差{with_unit(change)}，按前后两数计算为{right}，差{gap}。"


def _order(relation: Relation, figures: Sequence[Figure]) -> str:
    word = "大于" if ">" in relation.expression else "小于"
    return f"文字写“{word}”，金额为{name(figures[0])}与{with_unit(figures[1])}，方向不符。"


def _score(relation: Relation, figures: Sequence[Figure]) -> str:
    return f"得分{printed(figures[0])}分，高于分值{printed(figures[1])}分。"


_BY_KIND: dict[str, Callable[[Relation, Sequence[Figure]], str]] = {
    "balance": _balance,
    "subset": _subset,
    "limit": _limit,
    "share_total": _share_total,
    "count": _count,
    "agreement": _agreement,
    "difference": _difference,
    "order": _order,
    "score": _score,
}
