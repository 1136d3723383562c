"""Safety: what the engine library itself would stumble over when it reads the bundle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser

from workflows.engine.lint.bundle import BPMN, SPIFF, local
from workflows.engine.lint.findings import Hit, Rule, Severity, hit
from workflows.engine.lint.model import Model, Scope
from workflows.engine.lint.texts import multiple

_NEEDED = {
    "property": ("name", "value"),
    "parameter": ("id", "type", "value"),
    "serviceTaskOperator": ("id",),
    "unitTest": ("id",),
}
_STUMBLES = (
    ValidationException,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    NotImplementedError,
)
"""What the library raises for input that it did not expect."""


def _incomplete_extensions(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if node.is_subprocess:
            continue
        for element in node.element.iter(*(f"{SPIFF}{kind}" for kind in _NEEDED)):
            lacking = [a for a in _NEEDED[local(element)] if element.get(a) is None]
            if lacking:
                yield hit(node.place, what=local(element), lacking="、".join(lacking))


def _unclear_repetitions(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        marker = node.element.find(f"{BPMN}multiInstanceLoopCharacteristics")
        loop = node.element.find(f"{BPMN}standardLoopCharacteristics")
        if marker is not None and bool(multiple(node, "loopDataInputRef")) is (
            marker.find(f"{BPMN}loopCardinality") is not None
        ):
            yield hit(node.place)
        if loop is not None and loop.get("loopMaximum") is None and loop.find(f"{BPMN}loopCondition") is None:
            yield hit(node.place)


def _tables_without_ids(model: Model) -> Iterator[Hit]:
    for table in model.tables:
        parts = table.root.iter(
            "{*}decision", "{*}decisionTable", "{*}input", "{*}output", "{*}rule", "{*}inputEntry", "{*}outputEntry"
        )
        missing = [local(part) for part in parts if not part.get("id")]
        if missing:
            yield hit(table.place, part=missing[0])


def _refused_by_engine(model: Model) -> Iterator[Hit]:
    """The last look: the library reads everything once; told only when no rule has said it better."""
    parser = SpiffBpmnParser(validator=None)
    try:
        for table in model.tables:
            parser.add_dmn_xml(table.root, table.place.file)
        for diagram in model.diagrams:
            parser.add_bpmn_xml(diagram.root, diagram.place.file)
    except _STUMBLES as problem:
        place = model.diagrams[0].place if model.diagrams else model.tables[0].place
        yield hit(replace(place, element="", name=""), said=_said(problem))
        return
    for scope in model.scopes:
        if scope.is_process:
            yield from _parsed(parser, scope)


def _parsed(parser: SpiffBpmnParser, scope: Scope) -> Iterator[Hit]:
    try:
        parser.get_spec(scope.id)
        parser.get_subprocess_specs(scope.id)
    except _STUMBLES as problem:
        yield hit(scope.place, said=_said(problem))


def _said(problem: Exception) -> str:
    return str(problem).splitlines()[0][:200] if str(problem) else type(problem).__name__


RULES = (
    Rule(
        "extension-incomplete", Severity.ERROR, "“{name}”的 {what} 缺少 {lacking}", "{what} of {name} lacks {lacking}",
        "补上属性；参数的 type 写 str 即可", "Add the attributes; str will do as the type of a parameter.", _incomplete_extensions,
    ),
    Rule(
        "repetition-unclear", Severity.ERROR, "“{name}”重复几次说不清", "it is not clear how often {name} repeats",
        "多实例写 loopDataInputRef 或 loopCardinality 之一，循环写 loopMaximum 或 loopCondition", "Give loopDataInputRef or loopCardinality, one of them; for a loop loopMaximum or loopCondition.", _unclear_repetitions,
    ),
    Rule(
        "table-without-id", Severity.ERROR, "决策文件里有 {part} 没有编号", "a {part} of the decision file has no id",
        "给每一列、每一行、每一格编号，编辑器会自动写上", "Give every column, row and cell an id; editors do so by themselves.", _tables_without_ids,
    ),
    Rule(
        "engine-refuses", Severity.ERROR, "引擎读不了“{name}”：{said}", "the engine cannot read {name}: {said}",
        "按引擎的说明改正，或改用本手册列出的元素", "Correct what the engine names, or use the elements of the manual.", _refused_by_engine,
    ),
)  # fmt: skip
LAST = "engine-refuses"
