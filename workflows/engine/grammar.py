"""Decides which texts belong to the small language of conditions, scripts, timers and decision cells."""

from __future__ import annotations

import ast
import io
import re
import textwrap
import tokenize
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from workflows.engine.faults import Fault, Problem, problem

LONGEST = 10_000
DEEPEST = 60
BIGGEST = 2**53
BUILT_IN = frozenset(
    {"len", "min", "max", "sum", "any", "all", "abs", "round", "str", "int", "float", "bool", "sorted"}
)

_EXPRESSIONS: tuple[type[ast.AST], ...] = (
    ast.BoolOp, ast.And, ast.Or, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.UnaryOp, ast.Not, ast.USub, ast.UAdd,
    ast.IfExp, ast.Dict, ast.List, ast.Tuple, ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE,
    ast.In, ast.NotIn, ast.Is, ast.IsNot, ast.Call, ast.keyword, ast.Constant, ast.Attribute, ast.Subscript,
    ast.Name, ast.Load, ast.Expression,
)  # fmt: skip
_STATEMENTS: tuple[type[ast.AST], ...] = (ast.Module, ast.Assign, ast.AugAssign, ast.If, ast.Store)
_CONSTRUCTS = {
    "Lambda": "匿名函数 lambda", "ListComp": "推导式", "SetComp": "推导式", "DictComp": "推导式", "GeneratorExp": "推导式",
    "JoinedStr": "格式化字符串", "NamedExpr": "赋值表达式 :=", "Await": "await", "Yield": "yield", "YieldFrom": "yield",
    "Starred": "星号展开", "Slice": "切片", "Set": "集合", "Pow": "乘方 **", "Div": "除法", "FloorDiv": "除法", "Mod": "取余 %",
    "LShift": "移位", "RShift": "移位", "BitOr": "位运算", "BitAnd": "位运算", "BitXor": "位运算", "Invert": "位运算", "MatMult": "矩阵乘法",
    "Import": "import", "ImportFrom": "import", "While": "循环", "For": "循环", "AsyncFor": "循环", "With": "with",
    "FunctionDef": "函数定义", "AsyncFunctionDef": "函数定义", "ClassDef": "类定义", "Delete": "del", "Try": "try", "Raise": "raise",
    "Global": "global", "Nonlocal": "nonlocal", "Assert": "assert", "AnnAssign": "类型标注", "Match": "match", "Return": "return",
    "Expr": "没有赋值的语句", "Pass": "pass", "Break": "循环", "Continue": "循环",
}  # fmt: skip
_BLANK = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class Kind(Enum):
    """What a text of a diagram is for."""

    EXPRESSION = "表达式"
    SCRIPT = "脚本"
    CELL = "决策表输入单元格"
    OUTPUT = "决策表输出单元格"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text, read: its tree when nothing is wrong with it, and the problems otherwise."""

    problems: tuple[Problem, ...]
    value: ast.expr | None = None
    statements: tuple[ast.stmt, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class _Source:
    """The text as the parser sees it: an expression in brackets, so that it may run over lines, a script without its margin."""

    text: str
    script: bool
    margin: int = 0

    def place(self, node: ast.AST) -> tuple[int, int]:
        line, start = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        before = self.text.splitlines()[line - 1].encode()[:start].decode(errors="ignore")
        return self.at(line, len(before))

    def at(self, line: int, column: int) -> tuple[int, int]:
        """Line and column as the writer of the text counts them, from 1."""
        bracket = 0 if self.script or line > 1 else 1
        return line, max(1, column + 1 - bracket + self.margin)


def _source(text: str, script: bool) -> _Source:
    if not script:
        return _Source(f"({text}\n)", script)
    body = textwrap.dedent(text)
    first = next(number for number, line in enumerate(body.splitlines()) if line.strip())
    margin = len(text.splitlines()[first]) - len(body.splitlines()[first])
    return _Source(body, script, margin)


@lru_cache(maxsize=2048)
def parsed(text: str, script: bool = False) -> Parsed:
    """Read a text; the answer is shared, so nobody may change the tree."""
    early = _unreadable(text)
    if early:
        return Parsed((early,))
    source = _source(text, script)
    found = _bad_token(source)
    if found:
        return Parsed((found,))
    try:
        tree = ast.parse(source.text, mode="exec" if script else "eval")
    except SyntaxError as mistake:
        return Parsed((_syntax(source, mistake),))
    except (ValueError, MemoryError, RecursionError, OverflowError):
        return Parsed((problem(Fault.DEEP, limit=DEEPEST),))
    problems = tuple(_objections(tree, source, script))
    if problems:
        return Parsed(problems)
    return Parsed((), value=tree.body) if isinstance(tree, ast.Expression) else Parsed((), statements=_body(tree))


def _body(tree: ast.AST) -> tuple[ast.stmt, ...]:
    return tuple(tree.body) if isinstance(tree, ast.Module) else ()


def _unreadable(text: str) -> Problem | None:
    if not text.strip():
        return problem(Fault.EMPTY)
    if len(text) > LONGEST:
        return problem(Fault.TOO_LONG, limit=LONGEST)
    for index, letter in enumerate(text):
        if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and letter not in "\t\n\r":
            line = text.count("\n", 0, index) + 1
            return problem(Fault.CONTROL, (line, index - text.rfind("\n", 0, index)), shown=f"U+{ord(letter):04X}")
    return None


def _syntax(source: _Source, mistake: SyntaxError) -> Problem:
    line, column = mistake.lineno or 1, max(0, (mistake.offset or 1) - 1)
    lines = source.text.splitlines()
    letter = lines[line - 1][column : column + 1] if line <= len(lines) else ""
    if letter and "invalid character" in str(mistake.msg):
        return problem(Fault.PUNCTUATION, source.at(line, column), shown=letter)
    return problem(Fault.SYNTAX, source.at(line, column))


def _bad_token(source: _Source) -> Problem | None:
    """What the parser would swallow with a shrug: altered letters, odd strings, numbers glued to words, stray brackets."""
    depth, before = 0, None
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source.text).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    last = max((i for i, t in enumerate(tokens) if t.type == tokenize.OP), default=-1)
    if not source.script and all(t.type in _BLANK for t in tokens[1:last]):
        return problem(Fault.EMPTY)
    for index, token in enumerate(tokens):
        fault = _token_fault(token, before)
        if fault:
            return problem(fault[0], source.at(*token.start), shown=fault[1])
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
            if not source.script and depth == 0 and index != last:
                return problem(Fault.BRACKETS, source.at(*token.start))
        before = token
    return None


def _token_fault(token: tokenize.TokenInfo, before: tokenize.TokenInfo | None) -> tuple[Fault, str] | None:
    if token.type == tokenize.NAME:
        if unicodedata.normalize("NFKC", token.string) != token.string:
            return Fault.LETTER, token.string
        if before is not None and before.type == tokenize.NUMBER and before.end == token.start:
            return Fault.GLUED, token.string
    if token.type == tokenize.STRING:
        prefix = token.string[: min(token.string.find(quote) % 1000 for quote in "'\"")]
        if prefix:
            return Fault.PREFIX, prefix
        odd = next((m.group(0) for m in _ESCAPE.finditer(token.string) if m.group(1) not in "\\'\"nt"), None)
        if odd:
            return Fault.ESCAPE, odd
    return None


def _objections(tree: ast.AST, source: _Source, script: bool) -> Iterator[Problem]:
    """Everything in the tree that the language does not have; the walk keeps its own stack, so depth cannot hurt it."""
    allowed = _EXPRESSIONS + _STATEMENTS if script else _EXPRESSIONS
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)]
    if script and isinstance(tree, ast.Module) and not tree.body:
        yield problem(Fault.EMPTY)
    while waiting:
        node, depth = waiting.pop()
        if depth > DEEPEST:
            yield problem(Fault.DEEP, source.place(node), limit=DEEPEST)
            return
        if not isinstance(node, allowed):
            kind = type(node).__name__
            yield problem(Fault.CONSTRUCT, source.place(node), shown=_CONSTRUCTS.get(kind, kind))
            continue
        fault = _node_fault(node)
        if fault:
            yield problem(fault[0], source.place(node), shown=fault[1])
        waiting.extend((child, depth + 1) for child in reversed(list(ast.iter_child_nodes(node))))


def _node_fault(node: ast.AST) -> tuple[Fault, str] | None:
    match node:
        case ast.Name(id="true" | "false" | "null" as word):
            return Fault.WORD, word
        case ast.Constant():
            return _constant_fault(node.value)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return (Fault.HIDDEN, name) if name.startswith("__") or name.endswith("__") else None
        case ast.Call():
            return _call_fault(node)
        case ast.Compare():
            return _identity_fault(node)
        case ast.Assign() | ast.AugAssign():
            return _assignment_fault(node)
        case ast.Dict():
            return _dict_fault(node)
    return None


def _dict_fault(node: ast.Dict) -> tuple[Fault, str] | None:
    if None in node.keys:
        return Fault.CONSTRUCT, "星号展开"
    hidden = [str(k.value) for k in node.keys if isinstance(k, ast.Constant) and is_hidden_key(k.value)]
    return (Fault.KEY, hidden[0]) if hidden else None


def is_hidden_key(key: object) -> bool:
    """`typename` makes the engine library unable to restore a case; double underscores belong to Python."""
    return isinstance(key, str) and (key == "typename" or key.startswith("__"))


def _constant_fault(value: object) -> tuple[Fault, str] | None:
    if value is None or isinstance(value, str | bool):
        return None
    if isinstance(value, int | float):
        return (Fault.NUMBER, "") if not -BIGGEST <= value <= BIGGEST else None
    return Fault.CONSTANT, type(value).__name__


def _call_fault(node: ast.Call) -> tuple[Fault, str] | None:
    if not isinstance(node.func, ast.Name):
        return Fault.CALL, ""
    if any(k.arg is None for k in node.keywords):
        return Fault.CONSTRUCT, "星号展开"
    return (Fault.KEYWORD, node.func.id) if node.keywords and node.func.id in BUILT_IN else None


def _identity_fault(node: ast.Compare) -> tuple[Fault, str] | None:
    sides = [node.left, *node.comparators]
    for index, operator in enumerate(node.ops):
        right = sides[index + 1]
        if isinstance(operator, ast.Is | ast.IsNot) and not (isinstance(right, ast.Constant) and right.value is None):
            return Fault.IDENTITY, ""
    return None


def _assignment_fault(node: ast.Assign | ast.AugAssign) -> tuple[Fault, str] | None:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if len(targets) != 1 or not isinstance(targets[0], ast.Name):
        return Fault.TARGET, ""
    name = targets[0].id
    if is_hidden_key(name):
        return Fault.HIDDEN, name
    return (Fault.TAKEN, name) if name in BUILT_IN else None
