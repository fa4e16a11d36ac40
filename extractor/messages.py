"""What a failed relation is told as: message, diagnosis and suggestion, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from extractor.diagnose import decimals, mistaken
from extractor.model import Figure, Relation

_RATES = ("share", "growth", "completion", "rate")
_POINTS = "个百分点"
_MOST_PLACES = 6
_MOST_TERMS = 12
_NOUNS = {"share": "占比", "growth": "增减幅度", "completion": "完成率", "rate": "比率"}
_UNIT = re.compile("“([\\d.,]+)(万?元)”的单位可能应为“(万?元)”")
_LONG = re.compile(r"(?<![\d.,])(\d{4,})(?![\d,])")


def grouped(value: Decimal, places: int = 0) -> str:
    """Print a number with thousands separators and at least so many decimals, more only where it has them."""
    value = value if decimals(value) <= places else value.normalize()
    return format(value, f",.{max(places, decimals(value))}f")


def number(figure: Figure) -> str:
    """Return a figure's number with the decimals it was printed with (12,486.90)."""
    amount = figure.amount
    return grouped(amount.value, decimals(amount.value)) if amount else figure.raw


def with_unit(figure: Figure) -> str:
    """Return number and unit."""
    return number(figure) + (figure.amount.unit if figure.amount else "")


def name(figure: Figure) -> str:
    """Return label and number as printed (总支出109.18万元)."""
    return f"{_label(figure)}{with_unit(figure)}"


def amount_of(value: Decimal, figures: Sequence[Figure]) -> str:
    """Print a value in base units in the unit of the first figure, with as many decimals as the finest of them."""
    amount = figures[0].amount
    if amount is None or amount.unit.endswith("%"):
        return grouped(value)
    alike = [f.amount.value for f in figures if f.amount and f.amount.scale == amount.scale]
    if amount.unit.endswith("百分点"):
        return grouped(value, max(map(decimals, alike))) + amount.unit  # told in points already
    places, told = max(map(decimals, alike)), value / amount.scale
    # A quotient has no end of its own.
    told = _rounded(told, max(places, 2)) if decimals(told.normalize()) > _MOST_PLACES else told
    return grouped(told, places) + amount.unit


def compared(stated: Decimal, expected: Decimal | None, figures: Sequence[Figure]) -> tuple[str, str, str]:
    """Return what is stated, what is expected and the difference, all printed alike; empty where unknown."""
    first = figures[0]
    rate = first.amount is not None and first.amount.unit.endswith("%")
    if not rate:
        gap = "" if expected is None else amount_of(abs(stated - expected), figures)
        return amount_of(stated, figures), "" if expected is None else amount_of(expected, figures), gap
    places = _rate_places(first)
    shown = (
        with_unit(first) if first.amount and first.amount.value == stated else f"{grouped(stated, places)}%"
    )
    if expected is None:
        return shown, "", ""
    right = _rounded(expected, places)
    return shown, f"{grouped(right, places)}%", f"{grouped(abs(stated - right), places)}{_POINTS}"


def message(relation: Relation, figures: Sequence[Figure]) -> str:
    """Return one sentence that says what does not tie and by how much."""
    if relation.kind in _RATES:
        return _rate(relation, figures)
    return _BY_KIND.get(relation.kind, _sum)(relation, figures)


def written_out(relation: Relation, figures: Sequence[Figure]) -> str:
    """Return the arithmetic of a failed relation in one line: 85.27 + 23.91 = 109.18万元 ≠ 109.81万元，差0.63万元."""
    expression, equals, _ = relation.expression.rpartition(" = ")
    if not equals or relation.stated is None or relation.computed is None or not figures:
        return f"{thousands(relation.expression)}，不成立" if relation.expression else ""
    stated, right, gap = _values(relation, figures)
    if relation.kind == "share_total":
        stated, right = "100%", f"{grouped(relation.computed, max(map(_rate_places, figures)))}%"
        gap = f"{grouped(abs(relation.computed - 100))}{_POINTS}"
    left = thousands(_few_terms(expression.removesuffix("×100%")))
    proof = f"{left} ≠ {right}" if relation.kind == "agreement" else f"{left} = {right} ≠ {stated}"
    return f"{proof}，差{gap}"


def _few_terms(sum_: str) -> str:
    """Leave out the middle of a sum of very many terms, and say so."""
    terms = sum_.split(" + ")
    if len(terms) <= _MOST_TERMS:
        return sum_
    return " + ".join((*terms[:6], "…", *terms[-2:])) + f"（共{len(terms)}项）"


def cause_message(figure: Figure, right: Decimal, relations: int) -> str:
    """Return one sentence that names the wrong number and the one that makes all of the relations hold."""
    wrong, expected, gap = _correction(figure, right)
    return (
        f"{_label(figure)}{wrong}应为{expected}，相差{gap}：改正后，{relations}处不成立的勾稽关系都能对上。"
    )


def cause_diagnosis(figure: Figure, right: Decimal, why: str) -> str:
    """Return how the right number became the printed one."""
    told = mistaken(figure.amount, right) if figure.amount else ""
    return f"{told}，{why}" if why and told not in why else why or told


def cause_suggestion(figure: Figure, right: Decimal, sure: bool = True) -> str:
    """Return what to do about one wrong number; unless it is `sure`, it is only the likely one of a relation."""
    return f"请核对{name(figure)}，{'应改为' if sure else '可能应为'}{_correction(figure, right)[1]}。"


def maybe_suggestion(pairs: Sequence[tuple[Figure, Decimal]], why: str) -> str:
    """Return what to do where one of several figures, or the unit of one, is wrong; empty where nothing is known."""
    if unit := _UNIT.search(why):
        return f"请核对{unit[1]}{unit[2]}的单位，可能应为{unit[1]}{unit[3]}。"
    told = [f"{with_unit(f)}（可能应为{_correction(f, right)[1]}）" for f, right in pairs]
    joined = ("与" if "互相" in why else "或").join(told)
    return f"请核对{joined}。" if told else ""


def turned_message(figures: Sequence[Figure]) -> str:
    """Return one sentence on a rate that is said to rise where its figures fall, or the reverse."""
    return f"{_label(figures[1])}增减方向不符：所列数字的增减与“{with_unit(figures[0])}”前的文字相反。"


def _correction(figure: Figure, right: Decimal) -> tuple[str, str, str]:
    """Return the printed number, the right one and the difference."""
    amount = figure.amount
    assert amount is not None
    places = max(decimals(amount.value), decimals(right.normalize()))
    gap = grouped(abs(amount.value - right), places)
    unit = _POINTS if amount.unit.endswith("%") else amount.unit
    return with_unit(figure), f"{grouped(right, places)}{amount.unit}", f"{gap}{unit}"


def suggestion(relation: Relation, figures: Sequence[Figure]) -> str:
    """Return what the unit should do."""
    if relation.kind in _RATES and relation.computed is not None:
        right = compared(_known(relation.stated), relation.computed, figures)[1]
        return f"请核对金额；如金额无误，应改为{right}。"
    if _is_of_another(relation, figures):
        return "请核对比率所依据的预算口径，改正分母用语。"
    if relation.kind == "agreement":
        return "请核对原始账表，前后统一。"
    return _ADVICE.get(relation.kind, f"请核对{name(figures[0])}及其分项，改正后重新计算。")


TURNED_ADVICE = "请核对增减额、增减幅度前的“增加”“减少”等文字。"
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


def _label(figure: Figure) -> str:
    return figure.label if len(figure.label) > 1 and not figure.label[0].isdigit() else ""


def _rate_places(figure: Figure) -> int:
    return decimals(figure.amount.value) if figure.amount else 2


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _formula(expression: str) -> str:
    """Return the left side of an expression, its numbers printed as in messages."""
    return thousands(expression.rsplit(" = ", 1)[0].removesuffix("×100%"))


def thousands(text: str) -> str:
    """Put separators into the numbers of an expression."""
    return _LONG.sub(lambda m: f"{int(m[1]):,}", text)


def _values(relation: Relation, figures: Sequence[Figure]) -> tuple[str, str, str]:
    stated, computed = _known(relation.stated), _known(relation.computed)
    amount = figures[0].amount
    if amount and amount.unit.endswith("%") and stated == amount.base != amount.value:
        stated, computed = stated / amount.scale, computed / amount.scale
    return compared(stated, computed, figures)


def _rate(relation: Relation, figures: Sequence[Figure]) -> str:
    rate = figures[0]
    _, right, gap = _values(relation, figures)
    subject = _label(rate) or f"{_label(figures[1]) if len(figures) > 1 else ''}{_NOUNS[relation.kind]}"
    subject += "比例" if subject.endswith("的") else ""
    if _is_of_another(relation, figures):
        fits = f"按{name(figures[3])}计算才相符"
        return f"{subject}写明{with_unit(rate)}，但所写的基数{name(figures[2])}为零，{fits}。"
    formula = _formula(relation.expression)
    return f"{subject}写明{with_unit(rate)}，按所列数字计算应为{right}（{formula}），相差{gap}。"


def _is_of_another(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Tell whether a rate is said to be of a budget of nothing and is that of another one."""
    return relation.kind == "completion" and relation.computed is None and len(figures) == 4


def _sum(relation: Relation, figures: Sequence[Figure]) -> str:
    words = "，列举可能不完整" if "列举可能不完整" in relation.reason else ""
    _, parts, gap = _values(relation, figures)
    return f"{name(figures[0])}，分项相加为{parts}，相差{gap}{words}。"


def _balance(relation: Relation, figures: Sequence[Figure]) -> str:
    _, right, gap = _values(relation, figures)
    return f"{name(figures[0])}，按{_formula(relation.expression)}计算应为{right}，相差{gap}。"


def _subset(relation: Relation, figures: Sequence[Figure]) -> str:
    whole, gap = figures[0], amount_of(_gap(relation), figures)
    if len(figures) == 2:
        return f"其中的{name(figures[1])}大于总数{name(whole)}，多{gap}。"
    return f"其中各项相加大于总数{name(whole)}，多{gap}。"


def _limit(relation: Relation, figures: Sequence[Figure]) -> str:
    others = "与".join(name(f) for f in figures[1:])
    return f"{name(figures[0])}大于{others}，多{amount_of(_gap(relation), figures)}。"


def _share_total(relation: Relation, figures: Sequence[Figure]) -> str:
    total = grouped(_known(relation.computed), max(map(_rate_places, figures)))
    return f"各项占比相加为{total}%，不等于100%。"


def _count(relation: Relation, figures: Sequence[Figure]) -> str:
    listed, gap = (grouped(v) for v in (_known(relation.computed), _gap(relation)))
    return f"{_label(figures[0]) or '写明'}{figures[0].raw}，列举的是{listed}项，相差{gap}。"


def _agreement(relation: Relation, figures: Sequence[Figure]) -> str:
    first, second = figures[0], figures[1]
    _, _, gap = _values(relation, figures)
    return f"同一指标前后不一：前为{name(first)}，后为{name(second)}，相差{gap}。"


def _difference(relation: Relation, figures: Sequence[Figure]) -> str:
    change = figures[0]
    _, right, gap = _values(relation, figures)
    subject = _label(change) or f"{_label(figures[1])}增减额"
    return f"{subject}写明相差{with_unit(change)}，按前后两数计算为{right}，差{gap}。"


def _order(relation: Relation, figures: Sequence[Figure]) -> str:
    signs = {">": "大于", "<": "小于", "=": "持平", "≤": "未超过"}
    word = next(word for sign, word in signs.items() if f" {sign} " in relation.expression)
    return f"文字写“{word}”，金额为{name(figures[0])}与{with_unit(figures[1])}，方向不符。"


def _score(relation: Relation, figures: Sequence[Figure]) -> str:
    if len(figures) == 1:
        grade, _, band = relation.expression.partition("：")[2].rstrip("）").partition("（")
        return f"得分{number(figures[0])}分，等级写“{grade}”，不在该等级的分数段（{band}）之内。"
    return f"得分{number(figures[0])}分，高于分值{number(figures[1])}分。"


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
