"""Decision tables: whether the engine answers as the table reads, for every input."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from workflows.engine import language
from workflows.engine.language import Kind
from workflows.engine.lint.bundle import local
from workflows.engine.lint.findings import Hit, Rule, Severity, hit
from workflows.engine.lint.model import Model, Place, Table
from workflows.engine.lint.table_logic import Grid, Sample, gap, overlaps

_POLICIES = {"UNIQUE", "COLLECT"}
_PARTS = {"input", "output", "rule"}


def _decisions(model: Model) -> Iterator[tuple[Table, etree._Element]]:
    for table in model.tables:
        yield from ((table, decision) for decision in table.root.iter("{*}decision"))


def _tables(model: Model) -> Iterator[tuple[Place, etree._Element]]:
    for table, decision in _decisions(model):
        for found in decision.iter("{*}decisionTable"):
            yield _spot(table, decision), found


def _spot(table: Table, decision: etree._Element) -> Place:
    return replace(table.place, element=decision.get("id") or "", name=decision.get("name") or "")


def _policy(table: etree._Element) -> str:
    return (table.get("hitPolicy") or "UNIQUE").upper()


def _several_decisions(model: Model) -> Iterator[Hit]:
    for table in model.tables:
        count = sum(1 for _ in table.root.iter("{*}decision"))
        if count != 1:
            yield hit(table.place, count=count)


def _no_table(model: Model) -> Iterator[Hit]:
    for table, decision in _decisions(model):
        if sum(1 for _ in decision.iter("{*}decisionTable")) != 1:
            yield hit(_spot(table, decision))


def _other_policies(model: Model) -> Iterator[Hit]:
    for place, table in _tables(model):
        if _policy(table) not in _POLICIES:
            yield hit(place, policy=_policy(table))


def _aggregations(model: Model) -> Iterator[Hit]:
    yield from (hit(place, how=table.get("aggregation")) for place, table in _tables(model) if table.get("aggregation"))


def _other_parts(model: Model) -> Iterator[Hit]:
    for place, table in _tables(model):
        odd = [local(part) for part in table if local(part) not in _PARTS]
        odd += [local(part) for rule in table.iter("{*}rule") for part in rule if local(part).startswith("annotation")]
        if odd:
            yield hit(place, part=odd[0])


def _nameless_columns(model: Model) -> Iterator[Hit]:
    for place, table in _tables(model):
        for output in table.findall("{*}output"):
            if not (output.get("name") or "").strip():
                yield hit(place, what="输出列没有变量名", english="an output has no variable name")
        for column in table.findall("{*}input"):
            if not _text(column.find("{*}inputExpression")).strip():
                yield hit(place, what="输入列没有表达式", english="an input has no expression")


def _text(element: etree._Element | None) -> str:
    return "" if element is None else str(element.findtext("{*}text") or "")


def _bad_cells(model: Model) -> Iterator[Hit]:
    for place, table in _tables(model):
        for column in table.findall("{*}input"):
            text = _text(column.find("{*}inputExpression"))
            yield from _problems(place, "输入列", text, Kind.EXPRESSION) if text.strip() else ()
        for row, rule in enumerate(table.findall("{*}rule"), 1):
            for cell in rule.findall("{*}inputEntry"):
                yield from _problems(place, f"第 {row} 行的条件", _text(cell), Kind.CELL)
            for cell in rule.findall("{*}outputEntry"):
                yield from _problems(place, f"第 {row} 行的结果", _text(cell), Kind.OUTPUT)


def _problems(place: Place, where: str, text: str, kind: Kind) -> Iterator[Hit]:
    if kind is Kind.OUTPUT and not text:
        yield hit(place, where=where, text="", said="这里是空的", english="there is nothing here")
        return
    for problem in language.check(text, kind, functions=())[:1]:
        yield hit(place, where=where, text=text.strip(), said=problem.message, english=problem.english)


def _bare_words(model: Model) -> Iterator[Hit]:
    """`accept` without quotes is read as a variable; people who know other tables write it and mean the text."""
    for place, table in _tables(model):
        for row, rule in enumerate(table.findall("{*}rule"), 1):
            for cell in rule.findall("{*}inputEntry"):
                found = language.nodes(_text(cell))
                if found and isinstance(found[0], ast.Name):
                    yield hit(place, row=row, text=_text(cell).strip())


def _grid(table: etree._Element) -> Grid | None:
    columns = table.findall("{*}input")
    rows = tuple(tuple(_text(c) for c in rule.findall("{*}inputEntry")) for rule in table.findall("{*}rule"))
    if not columns or any(len(row) != len(columns) for row in rows):
        return None
    return Grid(rows, tuple(_allowed(column) for column in columns))


def _allowed(column: etree._Element) -> tuple[Sample, ...]:
    """The values listed for a column, or both truths where it is declared to be one."""
    expression = column.find("{*}inputExpression")
    if expression is not None and (expression.get("typeRef") or "").lower().endswith("boolean"):
        return (True, False)
    text = _text(column.find("{*}inputValues"))
    found = language.nodes(text) if text.strip() else ()
    if found and isinstance(found[0], ast.Tuple | ast.Constant):
        values = [n.value for n in found if isinstance(n, ast.Constant)]
        return tuple(v for v in values if v is None or isinstance(v, str | int | float))
    return ()


def _overlapping_rows(model: Model) -> Iterator[Hit]:
    for place, table in _tables(model):
        grid = _grid(table)
        if grid and _policy(table) == "UNIQUE":
            yield from (hit(place, one=one + 1, other=other + 1) for one, other in overlaps(grid))


def _gaps(model: Model) -> Iterator[Hit]:
    for place, table in _tables(model):
        grid = _grid(table)
        missing = gap(grid) if grid else ()
        if missing is not None:
            labels = [c.get("label") or _text(c.find("{*}inputExpression")) for c in table.findall("{*}input")]
            shown = "，".join(f"{label}={value!r}" for label, value in zip(labels, missing, strict=False))
            yield hit(place, example=f"例如 {shown}" if shown else "无法逐一证明", shown=shown or "not provable")


def _uneven_rows(model: Model) -> Iterator[Hit]:
    for place, table in _tables(model):
        wanted = (len(table.findall("{*}input")), len(table.findall("{*}output")))
        for row, rule in enumerate(table.findall("{*}rule"), 1):
            if (len(rule.findall("{*}inputEntry")), len(rule.findall("{*}outputEntry"))) != wanted:
                yield hit(place, row=row)


RULES = (
    Rule(
        "table-decisions", Severity.ERROR, "文件里有 {count} 个决策", "there are {count} decisions in the file",
        "一个文件只放一个决策", "Keep one decision per file.", _several_decisions,
    ),
    Rule(
        "table-none", Severity.ERROR, "决策“{name}”不是一张决策表", "the decision {name} is not one decision table",
        "每个决策恰有一张表", "Each decision is exactly one table.", _no_table,
    ),
    Rule(
        "table-hit-policy", Severity.ERROR, "决策“{name}”的命中策略 {policy} 不支持", "the hit policy {policy} of {name} is not supported",
        "用 UNIQUE（唯一）或 COLLECT（收集）", "Use UNIQUE or COLLECT.", _other_policies,
    ),
    Rule(
        "table-aggregation", Severity.ERROR, "决策“{name}”的汇总 {how} 不会生效", "the aggregation {how} of {name} has no effect",
        "删去 aggregation，收集之后另行计算", "Drop the aggregation; work on the collected list.", _aggregations,
    ),
    Rule(
        "table-part", Severity.ERROR, "决策“{name}”里的 {part} 不支持", "{part} in the decision {name} is not supported",
        "表里只有输入、输出和行；说明写在行的 description 里", "A table has inputs, outputs and rules; remarks go into a rule's description.", _other_parts,
    ),
    Rule(
        "table-column", Severity.ERROR, "决策“{name}”的{what}", "the decision {name}: {english}",
        "输入列写表达式，输出列写变量名", "Give inputs an expression and outputs a name.", _nameless_columns,
    ),
    Rule(
        "table-row", Severity.ERROR, "决策“{name}”第 {row} 行的格数与列数不符", "row {row} of {name} has not one cell per column",
        "每列一格", "One cell per column.", _uneven_rows,
    ),
    Rule(
        "table-cell", Severity.ERROR, "决策“{name}”{where}“{text}”：{said}", "the decision {name}: {text}: {english}",
        "用本语言写：'文字'、< 3、1 <= ? <= 5、? in ['甲', '乙']、-", "Write 'text', < 3, 1 <= ? <= 5, ? in ['a', 'b'] or -.", _bad_cells,
    ),
    Rule(
        "table-bare-word", Severity.WARNING, "决策“{name}”第 {row} 行的“{text}”没有引号，会当作变量", "row {row} of {name}: {text} has no quotes and is read as a variable",
        "文字写成 '{text}'", "Write text as '{text}'.", _bare_words,
    ),
    Rule(
        "table-overlap", Severity.HOUSE, "决策“{name}”的第 {one} 行和第 {other} 行会同时命中", "rows {one} and {other} of {name} can both match",
        "使各行互不重叠；末行全写“-”作为其他", "Keep rows apart; a last row of dashes stands for the rest.", _overlapping_rows,
    ),
    Rule(
        "table-gap", Severity.HOUSE, "决策“{name}”有输入没有对应的行（{example}）", "some input of {name} matches no row ({shown})",
        "在末尾加一行全是“-”的行", "Close the table with a row of dashes.", _gaps,
    ),
)  # fmt: skip
