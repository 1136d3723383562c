"""Decides what a text of the small language means: walks its tree within a budget and never asks Python for an attribute."""

from __future__ import annotations

import ast
import inspect
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from workflows.engine.faults import Fault
from workflows.engine.functions import BUILT_INS, Wrong
from workflows.engine.grammar import BIGGEST, is_hidden_key

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Function: TypeAlias = Callable[..., object]

STEPS = 100_000
LONGEST_TEXT = 100_000
DEEPEST_VALUE = 40
_KINDS: dict[type, str] = {
    bool: "是非值",
    int: "数字",
    float: "数字",
    str: "文字",
    list: "列表",
    dict: "对象",
    type(None): "空值",
}
_SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in", ast.NotIn: "not in",
    ast.USub: "-", ast.UAdd: "+",
}  # fmt: skip
_ORDER: dict[type[ast.AST], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip


class Stop(Exception):
    """The walk cannot go on: which fault, at which node."""

    def __init__(self, fault: Fault, node: ast.AST | None, **details: object) -> None:
        super().__init__(fault.name)
        self.fault, self.node, self.details = fault, node, details


def kind(value: object) -> str:
    return _KINDS.get(type(value), type(value).__name__)


class Walk:
    """One evaluation: the names and functions it may use, and what is left of its budget."""

    __slots__ = ("functions", "left", "names")

    def __init__(self, names: Mapping[str, object], functions: Mapping[str, Function], steps: int = STEPS) -> None:
        self.names, self.functions, self.left = names, functions, steps

    def value(self, node: ast.expr) -> object:
        self.left -= 1
        if self.left < 0:
            raise Stop(Fault.EXHAUSTED, node)
        return _VISIT[type(node)](self, node)

    def run(self, statements: Sequence[ast.stmt], names: dict[str, object]) -> None:
        """Carry out a script on `names`, which must be the walk's own names."""
        for statement in statements:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=right):
                    names[name] = self.settled(self.value(right), right)
                case ast.AugAssign(target=ast.Name(id=name) as left, op=sign, value=right):
                    old = self.value(ast.copy_location(ast.Name(name, ast.Load()), left))
                    names[name] = self.settled(self.combined(sign, old, self.value(right), right), right)
                case ast.If(test=test, body=body, orelse=orelse):
                    self.run(body if self.value(test) else orelse, names)

    def settled(self, value: object, node: ast.AST | None = None, depth: int = 0) -> Json:
        """A copy of a value made of JSON types only, finite, acyclic and of bounded size; anything else stops the walk."""
        self.left -= 1
        if self.left < 0 or depth > DEEPEST_VALUE:
            raise Stop(Fault.TOO_MUCH, node)
        if value is None or isinstance(value, bool):
            return value
        if type(value) is str:
            return self._text(value, node)
        if type(value) is int or type(value) is float:
            return self._number(value, node)
        if type(value) is list:
            return [self.settled(item, node, depth + 1) for item in value]
        if type(value) is dict:
            return {self._key(key, node): self.settled(item, node, depth + 1) for key, item in value.items()}
        raise Stop(Fault.NOT_A_VALUE, node, shown=type(value).__name__)

    def combined(self, sign: ast.operator, left: object, right: object, node: ast.AST) -> object:
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        if numbers and isinstance(sign, ast.Sub | ast.Mult | ast.Add):
            found = {ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Add: operator.add}[type(sign)](left, right)
            return self._number(found, node)
        if isinstance(sign, ast.Add) and isinstance(left, str) and isinstance(right, str):
            return self._text(left + right, node)
        if isinstance(sign, ast.Add) and isinstance(left, list) and isinstance(right, list):
            self.spend(len(left) + len(right), node)
            return left + right
        raise Stop(Fault.OPERANDS, node, left=kind(left), right=kind(right), shown=_SIGNS[type(sign)])

    def spend(self, steps: int, node: ast.AST | None) -> None:
        self.left -= steps
        if self.left < 0:
            raise Stop(Fault.EXHAUSTED, node)

    def weigh(self, value: object, node: ast.AST) -> None:
        """Charge a comparison for what it may have to look at; a shared part counts as often as it is met."""
        if isinstance(value, list | dict):
            self.settled(value, node)
        elif isinstance(value, str):
            self.spend(len(value) // 100, node)

    def _number(self, value: int | float, node: ast.AST | None) -> int | float:
        if isinstance(value, float) and not math.isfinite(value):
            raise Stop(Fault.NUMBER, node)
        if isinstance(value, int) and not -BIGGEST <= value <= BIGGEST:
            raise Stop(Fault.NUMBER, node)
        return value

    def _text(self, value: str, node: ast.AST | None) -> str:
        if len(value) > LONGEST_TEXT:
            raise Stop(Fault.TOO_MUCH, node)
        self.spend(len(value) // 100, node)
        return value

    def _key(self, key: object, node: ast.AST | None) -> str:
        if type(key) is not str or is_hidden_key(key):
            raise Stop(Fault.KEY, node, shown=key)
        return self._text(key, node)


def _constant(walk: Walk, node: ast.Constant) -> object:
    return node.value


def _name(walk: Walk, node: ast.Name) -> object:
    if node.id not in walk.names:
        raise Stop(Fault.UNKNOWN_NAME, node, shown=node.id)
    return walk.names[node.id]


def _attribute(walk: Walk, node: ast.Attribute) -> object:
    return _part(walk.value(node.value), node.attr, node)


def _subscript(walk: Walk, node: ast.Subscript) -> object:
    return _part(walk.value(node.value), walk.value(node.slice), node)


def _part(whole: object, key: object, node: ast.AST) -> object:
    if isinstance(whole, dict):
        if not isinstance(key, str) or key not in whole:
            raise Stop(Fault.NO_KEY, node, shown=key)
        return whole[key]
    if isinstance(whole, list | str) and isinstance(key, int) and not isinstance(key, bool):
        if not -len(whole) <= key < len(whole):
            raise Stop(Fault.NO_INDEX, node, shown=key)
        return whole[key]
    raise Stop(Fault.NO_PARTS, node)


def _list(walk: Walk, node: ast.List | ast.Tuple) -> object:
    return [walk.value(item) for item in node.elts]


def _dict(walk: Walk, node: ast.Dict) -> object:
    found: dict[object, object] = {}
    for key, item in zip(node.keys, node.values, strict=True):
        name = walk.value(key) if key else None
        if not isinstance(name, str):
            raise Stop(Fault.KEY, node, shown=name)
        found[name] = walk.value(item)
    return found


def _bool_op(walk: Walk, node: ast.BoolOp) -> object:
    wanted, found = isinstance(node.op, ast.Or), None
    for item in node.values:
        found = walk.value(item)
        if bool(found) is wanted:
            return found
    return found


def _unary(walk: Walk, node: ast.UnaryOp) -> object:
    value = walk.value(node.operand)
    if isinstance(node.op, ast.Not):
        return not value
    if not isinstance(value, int | float):
        raise Stop(Fault.ARGUMENTS, node, shown=_SIGNS[type(node.op)])
    return -value if isinstance(node.op, ast.USub) else +value


def _binary(walk: Walk, node: ast.BinOp) -> object:
    return walk.combined(node.op, walk.value(node.left), walk.value(node.right), node)


def _choice(walk: Walk, node: ast.IfExp) -> object:
    return walk.value(node.body if walk.value(node.test) else node.orelse)


def _compare(walk: Walk, node: ast.Compare) -> object:
    left = walk.value(node.left)
    for sign, side in zip(node.ops, node.comparators, strict=True):
        right = walk.value(side)
        if not _holds(walk, sign, left, right, node):
            return False
        left = right
    return True


def _holds(walk: Walk, sign: ast.cmpop, left: object, right: object, node: ast.AST) -> bool:
    walk.weigh(left, node)
    walk.weigh(right, node)
    match sign:
        case ast.Eq():
            return left == right
        case ast.NotEq():
            return left != right
        case ast.Is():
            return left is None
        case ast.IsNot():
            return left is not None
        case ast.In() | ast.NotIn() if _may_contain(right, left):
            return (left in right) is isinstance(sign, ast.In)  # type: ignore[operator]
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    if type(sign) in _ORDER and (numbers or (isinstance(left, str) and isinstance(right, str))):
        return _ORDER[type(sign)](left, right)
    raise Stop(Fault.OPERANDS, node, left=kind(left), right=kind(right), shown=_SIGNS[type(sign)])


def _may_contain(whole: object, part: object) -> bool:
    return isinstance(whole, list) or (isinstance(whole, str | dict) and isinstance(part, str))


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _call(walk: Walk, node: ast.Call) -> object:
    name = _called(node)
    arguments = [walk.value(a) for a in node.args]
    if name in walk.functions:
        named = {str(k.arg): walk.value(k.value) for k in node.keywords}
        function = walk.functions[name]
        try:
            inspect.signature(function).bind(*arguments, **named)
        except TypeError:
            raise Stop(Fault.ARGUMENTS, node, shown=name) from None
        return walk.settled(function(*arguments, **named), node)
    if name not in BUILT_INS:
        raise Stop(Fault.UNKNOWN_FUNCTION, node, shown=name)
    for argument in arguments:
        walk.weigh(argument, node)
    try:
        return walk.settled(BUILT_INS[name](arguments), node)
    except Wrong:
        raise Stop(Fault.ARGUMENTS, node, shown=name) from None


_VISIT: dict[type[ast.AST], Callable[[Walk, Any], object]] = {
    ast.Constant: _constant, ast.Name: _name, ast.Attribute: _attribute, ast.Subscript: _subscript, ast.List: _list, ast.Tuple: _list,
    ast.Dict: _dict, ast.BoolOp: _bool_op, ast.UnaryOp: _unary, ast.BinOp: _binary, ast.IfExp: _choice, ast.Compare: _compare, ast.Call: _call,
}  # fmt: skip
