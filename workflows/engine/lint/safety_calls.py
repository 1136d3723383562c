"""Safety: whether everything that a diagram names exists, and whatever is thrown is caught."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from workflows.engine.lint.bundle import BPMN
from workflows.engine.lint.findings import Hit, Rule, Severity, hit
from workflows.engine.lint.graph import cycles
from workflows.engine.lint.model import EventDefinition, Model, Node, Scope

_REFERRING = ("message", "error", "signal", "escalation")


def _calls(model: Model) -> Iterator[tuple[Node, str]]:
    for node in model.nodes:
        if node.kind == "callActivity":
            yield node, node.element.get("calledElement") or ""


def _missing_targets(model: Model) -> Iterator[Hit]:
    for node, called in _calls(model):
        if model.process(called) is None:
            yield hit(node.place, called=called)


def _targets_not_executable(model: Model) -> Iterator[Hit]:
    for node, called in _calls(model):
        process = model.process(called)
        if process is not None and not process.executable:
            yield hit(node.place, called=called)


def _targets_without_io(model: Model) -> Iterator[Hit]:
    for node, called in _calls(model):
        process = model.process(called)
        if process is not None and not process.has_io:
            yield hit(node.place, called=called)


def _unlisted_io(model: Model) -> Iterator[Hit]:
    for scope in model.scopes:
        declared = {
            e.get("id") or ""
            for kind in ("dataInput", "dataOutput")
            for e in scope.element.findall(f"{BPMN}ioSpecification/{BPMN}{kind}")
        }
        for name in sorted(declared - set(scope.inputs) - set(scope.outputs)):
            yield hit(scope.place, variable=name)


def _circles(model: Model) -> Iterator[Hit]:
    ways: dict[str, tuple[str, ...]] = {scope.id: () for scope in model.drawn_scopes}
    for scope in model.scopes:
        ways[scope.id] = tuple(i.id for node in scope.nodes if (i := model.inner(node)) is not None)
    for ring in cycles(ways):
        scope = model.scope_by_id[min(ring)]
        yield hit(scope.place, round="、".join(sorted(ring)))


def _uncaught_errors(model: Model) -> Iterator[Hit]:
    callers: dict[str, list[Node]] = defaultdict(list)
    for node in model.nodes:
        inner = model.inner(node)
        if inner is not None:
            callers[inner.id].append(node)
    for scope in model.scopes:
        for node in scope.nodes:
            thrown = node.definition("error") if node.kind == "endEvent" else None
            if thrown and not _is_caught(model, scope, _code(model, node, thrown), callers, frozenset()):
                yield hit(node.place, code=_code(model, node, thrown))


def _is_caught(model: Model, scope: Scope, code: str, callers: dict[str, list[Node]], seen: frozenset[str]) -> bool:
    """Whether every activity that runs this scope, or one around it, has a boundary for the error."""
    hosts = callers[scope.id]
    if not hosts or scope.id in seen:
        return False
    for host in hosts:
        outer = model.scope_by_id[host.scope]
        codes = [_code(model, b, d) for b in outer.boundaries(host.id) if (d := b.definition("error")) is not None]
        if "" not in codes and code not in codes and not _is_caught(model, outer, code, callers, seen | {scope.id}):
            return False
    return True


def _code(model: Model, node: Node, definition: EventDefinition) -> str:
    return model.diagram(node).called("error", definition.ref)


def _unnamed_messages(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if node.kind in {"sendTask", "receiveTask"}:
            inner = node.element.find(f"{BPMN}messageEventDefinition")
            ref = node.element.get("messageRef") or ("" if inner is None else inner.get("messageRef") or "")
            if not model.diagram(node).called("message", ref):
                yield hit(node.place)
        awaited = node.definition("message")
        if awaited and node.is_event and not model.diagram(node).called("message", awaited.ref):
            yield hit(node.place)


def _dangling_references(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        for definition in node.definitions:
            known = model.diagram(node).names.get(definition.kind, {})
            if definition.kind in _REFERRING and definition.ref and definition.ref not in known:
                yield hit(node.place, ref=definition.ref)


def _missing_tables(model: Model) -> Iterator[Hit]:
    known = {d.get("id") for table in model.tables for d in table.root.iter("{*}decision")}
    for node in model.nodes:
        wanted = node.extensions.get("calledDecisionId", "").strip()
        if node.kind == "businessRuleTask" and wanted not in known:
            yield hit(node.place, wanted=wanted)


def _nothing_to_run(model: Model) -> Iterator[Hit]:
    for diagram in model.diagrams:
        if not any(scope.is_process and scope.executable for scope in diagram.scopes):
            yield hit(diagram.place)


RULES = (
    Rule(
        "call-missing", Severity.ERROR, "“{name}”调用的流程“{called}”不在这次发布里", "{name} calls {called}, which is not in the bundle",
        "写上流程的编号，并把它的文件放进来", "Name a process id, and put its file into the bundle.", _missing_targets,
    ),
    Rule(
        "call-not-executable", Severity.ERROR, "“{name}”调用的流程“{called}”没有设为可执行", "{name} calls {called}, which is not executable",
        "在被调流程上写 isExecutable=\"true\"", "Set isExecutable on the called process.", _targets_not_executable,
    ),
    Rule(
        "call-without-io", Severity.ERROR, "“{name}”调用的流程“{called}”没有声明输入和输出", "{name} calls {called}, which declares no inputs and outputs",
        "在被调流程里写 ioSpecification，否则全部数据会互相覆盖", "Give the called process an ioSpecification, or all data leak both ways.", _targets_without_io,
    ),
    Rule(
        "io-unlisted", Severity.ERROR, "“{name}”声明的变量“{variable}”没有列入 inputSet 或 outputSet，不会传递", "the variable {variable} of {name} is in no inputSet or outputSet and will not pass",
        "把它写进 inputSet 或 outputSet", "List it in the inputSet or outputSet.", _unlisted_io,
    ),
    Rule(
        "call-circle", Severity.ERROR, "流程互相调用成了圈：{round}", "processes call each other in a circle: {round}",
        "改为附带办理，或用循环", "Use a side case or a loop.", _circles,
    ),
    Rule(
        "error-uncaught", Severity.ERROR, "错误结束“{name}”（{code}）没有对应的边界事件，上层会照常继续", "the error end {name} ({code}) has no matching boundary event; the caller would go on as if nothing had happened",
        "在每个调用它的活动上画同一错误的边界事件", "Draw a boundary event for this error on every activity that runs it.", _uncaught_errors,
    ),
    Rule(
        "message-unnamed", Severity.ERROR, "“{name}”没有指明消息", "{name} does not say which message",
        "用 messageRef 指向一个有名称的消息，否则它不会等待", "Refer to a named message by messageRef; otherwise it does not wait.", _unnamed_messages,
    ),
    Rule(
        "reference-missing", Severity.ERROR, "“{name}”指向的“{ref}”不存在", "{name} refers to {ref}, which does not exist",
        "在文件里声明这个消息、错误、信号或升级", "Declare the message, error, signal or escalation in the file.", _dangling_references,
    ),
    Rule(
        "table-missing", Severity.ERROR, "“{name}”要用的决策“{wanted}”不在这次发布里", "{name} asks for the decision {wanted}, which is not in the bundle",
        "在 calledDecisionId 里写决策的编号，并把 .dmn 文件放进来", "Name the decision in calledDecisionId, and put its .dmn file into the bundle.", _missing_tables,
    ),
    Rule(
        "nothing-to-run", Severity.ERROR, "文件里没有可执行的流程", "no process of this file is executable",
        "在流程上写 isExecutable=\"true\"", "Set isExecutable on a process.", _nothing_to_run,
    ),
)  # fmt: skip
