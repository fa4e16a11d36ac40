"""The equations of forms: `p = a / t` read once, evaluated with exact fractions."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

Values = Mapping[str, Fraction]
_NAME = re.compile(r"\b[a-z]\w*\b")
_BINARY: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
_FUNCTIONS: Mapping[str, Callable[..., Fraction]] = {"abs": abs, "min": min, "max": max}


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression over slots; `names` in order of their first mention."""

    source: str
    tree: ast.expr
    names: tuple[str, ...]

    def __call__(self, values: Values) -> Fraction:
        """Return the value. Raises ZeroDivisionError."""
        return _value(self.tree, values)

    @property
    def bare(self) -> str:
        """The name of the only slot, where the expression is nothing else."""
        return self.source if isinstance(self.tree, ast.Name) else ""

    @property
    def base(self) -> Formula | None:
        """What the expression divides by, where it is a quotient."""
        tree = self.tree
        divides = isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div)
        return formula(ast.unparse(tree.right)) if divides and isinstance(tree, ast.BinOp) else None


@cache
def formula(source: str) -> Formula:
    """Read an expression of slots, numbers, + - * / and abs, min, max. Raises ValueError for anything else."""
    source = source.strip()
    tree = ast.parse(source, mode="eval").body
    names = tuple(n for n in dict.fromkeys(_NAME.findall(source)) if n not in _FUNCTIONS)
    if not names and _NAME.search(source):
        raise ValueError(f"no slot in {source!r}")
    return Formula(source, tree, names)


def _value(tree: ast.expr, values: Values) -> Fraction:
    match tree:
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.Name(id=name):
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, values)
        case ast.BinOp(left=left, op=operator, right=right):
            return _BINARY[type(operator)](_value(left, values), _value(right, values))
        case ast.Call(func=ast.Name(id=name), args=args):
            return _FUNCTIONS[name](*(_value(argument, values) for argument in args))
    raise ValueError(f"not an expression of slots: {ast.unparse(tree)}")
