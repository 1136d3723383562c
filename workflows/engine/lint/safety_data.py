"""Safety: whether every text can be read, and whether data survive branches, loops and repetition."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from workflows.engine import language
from workflows.engine.language import Kind
from workflows.engine.lint.bundle import BPMN
from workflows.engine.lint.findings import Hit, Rule, Severity, hit
from workflows.engine.lint.graph import branches, cycles, steps
from workflows.engine.lint.model import Model, Node, Scope
from workflows.engine.lint.texts import Use, assigned, multiple, scripts, texts
from workflows.engine.timers import TIMER_WORDS

_COUNTS = {"nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances", "nrOfTerminatedInstances", "loopCounter"}


def _bad_texts(model: Model) -> Iterator[Hit]:
    for diagram in model.diagrams:
        for text in texts(diagram):
            words: Collection[str] = TIMER_WORDS if text.use is Use.TIMER else ()
            if text.use is Use.TIMER and not text.text.strip():
                continue
            for found in language.check(text.text, text.kind, words):
                yield hit(text.place, use=text.use.value, said=found.sentence, english=found.english, line=found.line)


def _unset_names(model: Model) -> Iterator[Hit]:
    """In a called process everything that a text reads is an input, or set by some node of it."""
    for scope in model.scopes:
        if not scope.has_io:
            continue
        inner = list(_within(model, scope))
        known = set(scope.inputs) | {name for s in inner for node in s.nodes for name in assigned(model, node)}
        known |= {multiple(node, "inputDataItem") for s in inner for node in s.nodes}
        keys = {s.id for s in inner}
        for text in texts(model.diagram(scope)):
            owner = text.node.scope if text.node else _owner(inner, text.place.element)
            if owner in keys and text.use is not Use.PAYLOAD:
                for name in sorted(language.names_used(text.text, text.kind) - known):
                    yield hit(text.place, variable=name)


def _within(model: Model, scope: Scope) -> Iterator[Scope]:
    yield scope
    for node in scope.nodes:
        inner = model.inner(node) if node.is_subprocess else None
        if inner is not None and inner is not scope:
            yield from _within(model, inner)


def _owner(scopes: Collection[Scope], flow: str) -> str:
    return next((s.id for s in scopes if any(f.id == flow for f in s.flows)), "")


def _unset_outputs(model: Model) -> Iterator[Hit]:
    for scope in model.scopes:
        known = set(scope.inputs) | {
            n for s in _within(model, scope) for node in s.nodes for n in assigned(model, node)
        }
        for name in scope.outputs:
            if name not in known:
                yield hit(scope.place, variable=name)


def _branches_that_overwrite(model: Model) -> Iterator[Hit]:
    for scope in model.scopes:
        for split in scope.nodes:
            if split.kind not in {"parallelGateway", "inclusiveGateway"} or len(split.outgoing) < 2:
                continue
            sets = [_set_in(model, scope, side) for side in branches(scope, split)]
            twice = {
                name for number, names in enumerate(sets) for other in sets[number + 1 :] for name in names & other
            }
            for name in sorted(twice):
                yield hit(split.place, variable=name)


def _set_in(model: Model, scope: Scope, side: frozenset[str]) -> frozenset[str]:
    return frozenset(name for node in scope.nodes if node.id in side for name in assigned(model, node))


def _loops_without_counter(model: Model) -> Iterator[Hit]:
    for scope in model.scopes:
        for ring in cycles(steps(scope)):
            nodes = [node for node in scope.nodes if node.id in ring]
            if not counters(model, nodes) & set(exits(nodes)):
                first = next((n for n in nodes if n.is_gateway), nodes[0])
                yield hit(
                    first.place, nodes="、".join(n.name or n.id for n in nodes if not n.is_gateway and not n.is_event)
                )
    for node in model.nodes:
        loop = node.element.find(f"{BPMN}standardLoopCharacteristics")
        if loop is not None and loop.get("loopMaximum") is None:
            yield hit(node.place, nodes=node.name or node.id)


def counters(model: Model, nodes: Collection[Node]) -> set[str]:
    """Variables that change on each round: added to or ticked off by a script, or answered by an action."""
    found = {node.operator.result for node in nodes if node.operator and node.operator.result}
    return found | {name for node in nodes for script in scripts(node) for name in _counted(script)}


def _counted(script: str) -> Iterator[str]:
    for node in language.nodes(script, Kind.SCRIPT):
        match node:
            case (
                ast.AugAssign(target=ast.Name(id=name))
                | ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=True | False))
            ):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(value)):
                    yield name


def exits(nodes: Collection[Node]) -> Iterator[str]:
    """Variables that decide at the gateways of a loop whether it goes on."""
    for node in nodes:
        for flow in node.outgoing:
            yield from language.names_used(flow.condition or "") if flow.condition else ()


def _completion_by_result(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        for found in node.element.findall(f"{BPMN}multiInstanceLoopCharacteristics/{BPMN}completionCondition"):
            wrong = language.names_used(found.text or "") & (_COUNTS | {multiple(node, "loopDataOutputRef")})
            if wrong:
                yield hit(node.place, variable=min(wrong))


def _repetition_without_result(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        marker = node.element.find(f"{BPMN}multiInstanceLoopCharacteristics")
        if marker is not None and not multiple(node, "loopDataOutputRef") and assigned(model, node):
            yield hit(node.place, variable=min(assigned(model, node)))


def _items_taken(model: Model) -> Iterator[Hit]:
    for scope in model.scopes:
        known = set(scope.inputs) | {n for node in scope.nodes if not node.is_subprocess for n in assigned(model, node)}
        for node in scope.nodes:
            for part in ("inputDataItem", "outputDataItem"):
                item = multiple(node, part)
                others = known - (assigned(model, node) if part == "outputDataItem" else frozenset())
                if item and item in others:
                    yield hit(node.place, variable=item)


RULES = (
    Rule(
        "bad-text", Severity.ERROR, "“{name}”的{use}：{said}", "{name}: {english} (line {line})",
        "只能写条件、算式和赋值，见语言说明", "Conditions, sums and assignments only; see the language reference.", _bad_texts,
    ),
    Rule(
        "name-unset", Severity.HOUSE, "“{name}”用到的变量“{variable}”既不是输入，也没有步骤给它赋值", "{name} reads {variable}, which is no input and which no step sets",
        "把它列为输入，或改正名称", "List it as an input, or correct the name.", _unset_names,
    ),
    Rule(
        "output-unset", Severity.ERROR, "“{name}”声明的输出“{variable}”没有步骤给它赋值，返回时会出错", "no step of {name} sets its output {variable}; the return would fail",
        "给它赋值，或删去这个输出", "Set it, or drop the output.", _unset_outputs,
    ),
    Rule(
        "branches-overwrite", Severity.WARNING, "“{name}”之后的并行分支都给“{variable}”赋值，后完成的会覆盖先完成的", "parallel branches after {name} both set {variable}; the last one wins",
        "每个分支用自己的变量名", "Use a variable of its own in each branch.", _branches_that_overwrite,
    ),
    Rule(
        "loop-without-counter", Severity.WARNING, "循环（{nodes}）没有计数，可能永远转下去", "the loop ({nodes}) has no counter and may turn for ever",
        "在循环里给一个变量加一，并在出口的条件里用它", "Add to a variable on each round, and ask for it at the exit.", _loops_without_counter,
    ),
    Rule(
        "completion-by-result", Severity.ERROR, "“{name}”的完成条件用了“{variable}”，这里看不到汇总结果", "the completion condition of {name} uses {variable}, which it cannot see",
        "完成条件只能用单个实例自己的数据", "A completion condition sees the data of one instance only.", _completion_by_result,
    ),
    Rule(
        "repetition-without-result", Severity.WARNING, "“{name}”重复多次，但结果“{variable}”只留下最后一份", "{name} repeats, but only the last {variable} remains",
        "用 loopDataOutputRef 收集，并把键写进每份结果", "Collect by loopDataOutputRef, with the key inside each result.", _repetition_without_result,
    ),
    Rule(
        "item-taken", Severity.ERROR, "“{name}”的单项变量“{variable}”已有同名数据，运行时会出错", "the item variable {variable} of {name} is already taken and would fail",
        "换一个没有用过的名称", "Choose a name that nothing else uses.", _items_taken,
    ),
)  # fmt: skip
