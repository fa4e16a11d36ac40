"""Formulas written in words: 预算完成率=（上年结转+年初预算-年末结余）/（上年结转+年初预算）×100%=95.3%.

Each name is that of one figure printed before in the passage; where one is missing or named twice, nothing is said.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, DivisionByZero, InvalidOperation

from extractor.claims.operands import amount_of, rate_relation
from extractor.claims.written import apply
from extractor.decide import HUNDRED, decide_sum
from extractor.document import Document
from extractor.mentions import ASIDE, CHANGE, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import printed, relation, sum_text, with_unit

_FORMULA = re.compile(r"=\s*(?P<formula>[^=，。；;\n]{5,160})=\s*$")
_HUNDRED = re.compile(r"[×xX*]\s*100\s*%")
_NAME = re.compile(r"[一-鿿“”][一-鿿“”\d]*")
_SHAPE = re.compile(r"[v\d+\-*/()]+")
_TAIL = re.compile(r"(?:为|是|共|计|约|达|的|数|额|金额|总额|\s|[\"“”:])+$")
_LONGEST, _MOST, _REACH = 200, 8, 40


def worded_relations(document: Document, passage: Passage) -> Iterator[Relation]:
    """Yield a relation for each result behind a formula in words whose names are all printed with their figures."""
    plain = document.plain
    for mention in passage.mentions:
        end = mention.figure.span.start
        if not plain[max(0, end - 4) : end].rstrip().endswith("="):
            continue
        found = _FORMULA.search(plain, max(passage.block.span.start, end - _LONGEST), end)
        if found is None or not _NAME.search(found["formula"]):
            continue
        before = [
            m for m in passage.mentions[: passage.order.place(mention)] if m.figure.span.end <= found.start()
        ]
        made = _relation(plain, passage, mention, found["formula"], before[-_REACH:])
        if made is not None:
            yield made


def _relation(
    plain: str, passage: Passage, result: Mention, words: str, before: Sequence[Mention]
) -> Relation | None:
    text = _HUNDRED.sub("", words).replace("×", "*").replace("÷", "/").replace("−", "-").replace("—", "-")
    names = list(dict.fromkeys(_NAME.findall(text)))
    bound = [_called(plain, before, name) for name in names]
    operands = [m for m in bound if m is not None]
    if (
        not 2 <= len(names) <= _MOST
        or len(operands) < len(names)
        or len({id(m) for m in operands}) < len(names)
    ):
        return None
    if not all(addable(operands[0], m) for m in operands):
        return None
    for place, name in sorted(enumerate(names), key=lambda item: -len(item[1])):
        text = text.replace(name, f"v{place}")
    text = re.sub(r"\s", "", text)
    tree = _tree(text) if _SHAPE.fullmatch(text) else None
    if tree is None:
        return None
    if result.figure.kind == "percent":
        return _rate(passage, result, operands, tree, text)
    return _sum(result, operands, tree)


def _tree(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        return None


def _called(plain: str, before: Sequence[Mention], name: str) -> Mention | None:
    """Return the one figure that a name of a formula means: the words right before it end in the name."""
    wanted = name.strip("“”")
    found = [m for m in before if m.role != ASIDE and _TAIL.sub("", m.chunk.of(plain)).endswith(wanted)]
    found = found or [m for m in before if m.role not in (ASIDE, CHANGE) and wanted in m.chunk.of(plain)]
    return found[0] if len(found) == 1 else None


def _rate(
    passage: Passage, rate: Mention, operands: Sequence[Mention], tree: ast.expr, text: str
) -> Relation | None:
    if not (isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div)):
        return None
    base = tree.right
    try:
        return rate_relation(
            "rate",
            passage,
            rate,
            operands,
            lambda v: _value(tree, v) * HUNDRED,
            lambda v: _value(base, v),
            f"{_shown(text, operands)} = {printed(rate.figure)}%",
        )
    except (DivisionByZero, InvalidOperation, ValueError):
        return None


def _shown(text: str, operands: Sequence[Mention]) -> str:
    shown: Mapping[str, str] = {f"v{n}": with_unit(m.figure) for n, m in enumerate(operands)}
    return re.sub(r"v\d+", lambda m: shown[m.group()], text).replace("*", " × ").replace("/", " ÷ ")


def _sum(result: Mention, operands: Sequence[Mention], tree: ast.expr) -> Relation | None:
    """Return the relation of a formula that only adds and takes away: 可用资金=年初预算+追加-收回=40万元."""
    if not addable(result, operands[0]):
        return None
    signs = [_sign(tree, n) for n in range(len(operands))]
    if 0 in signs:
        return None
    decision = decide_sum(amount_of(result), [amount_of(m) for m in operands], None, signs)
    figures = [result.figure, *(m.figure for m in operands)]
    return relation("sum", "written-formula", "sentence", sum_text(figures, signs), decision, figures)


def _sign(node: ast.expr, place: int, sign: int = 1) -> int:
    """Return with which sign a name stands in a chain of additions; 0 where it does not."""
    if isinstance(node, ast.Name):
        return sign if node.id == f"v{place}" else 0
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        right = sign if isinstance(node.op, ast.Add) else -sign
        return _sign(node.left, place, sign) or _sign(node.right, place, right)
    return 0


def _value(node: ast.expr, values: Sequence[Decimal]) -> Decimal:
    if isinstance(node, ast.Name):
        return values[int(node.id[1:])]
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return Decimal(node.value)
    if isinstance(node, ast.BinOp):
        return apply(type(node.op), _value(node.left, values), _value(node.right, values))
    raise ValueError("no formula")
