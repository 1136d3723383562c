"""House rules: how we draw choices, rework, papers and messages."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from workflows.engine.language import names_used
from workflows.engine.lint.bundle import BPMN
from workflows.engine.lint.conditions import are_disjoint, numbers
from workflows.engine.lint.findings import Hit, Rule, Severity, hit
from workflows.engine.lint.graph import Steps, cycles, reached, steps
from workflows.engine.lint.house_time import role_of
from workflows.engine.lint.model import Flow, Model, Node, Scope
from workflows.engine.lint.safety_data import counters, exits
from workflows.law.roles import Role

ISSUE, READY, SERVICE, ALL_DONE = "paper.issue", "paper.ready", "service", "children.all_done"
_DECIDERS = {Role.MANAGER, Role.HEAD}


def _choices(model: Model) -> Iterator[tuple[Node, bool, list[str]]]:
    """Exclusive gateways that split: whether there is a default, and the conditions of the other branches."""
    for node in model.nodes:
        if node.kind == "exclusiveGateway" and len(node.outgoing) > 1:
            has_default = any(flow.id == node.default for flow in node.outgoing)
            yield (
                node,
                has_default,
                [f.condition for f in node.outgoing if f.condition is not None and f.id != node.default],
            )


def _open_choices(model: Model) -> Iterator[Hit]:
    for node, has_default, conditions in _choices(model):
        if not has_default and not are_disjoint(conditions):
            yield hit(node.place)


def _overlapping_choices(model: Model) -> Iterator[Hit]:
    for node, _, conditions in _choices(model):
        if len(conditions) > 1 and not are_disjoint(conditions):
            yield hit(node.place)


def _unbounded_rework(model: Model) -> Iterator[Hit]:
    for scope in model.scopes:
        ways = steps(scope)
        for ring in cycles(ways):
            nodes = [node for node in scope.nodes if node.id in ring]
            if any(node.is_human for node in nodes):
                why = _why_unbounded(model, scope, ways, nodes)
                first = next((n for n in nodes if n.is_human), nodes[0])
                yield from [hit(first.place, why=why[0], reason=why[1])] if why else []


def _why_unbounded(model: Model, scope: Scope, ways: Steps, nodes: Collection[Node]) -> tuple[str, str] | None:
    counting = counters(model, nodes) & set(exits(nodes))
    if not counting:
        return "没有数轮次", "the rounds are not counted"
    conditions = [f.condition for node in nodes for f in node.outgoing if f.condition]
    if any(numbers(text, name) for text in conditions for name in counting):
        return "上限写成了数字，应来自规则", "its bound is a number; it should come from the policy"
    ring = {node.id for node in nodes}
    ends = [flow.target for node in nodes for flow in _overflow(node, counting) if flow.target not in ring]
    beyond = reached(ways, ends, stop=lambda key: key in ring)
    deciders = {node.id for node in scope.nodes if node.is_human and role_of(model, node) in _DECIDERS}
    return None if beyond & deciders else ("超出轮次后没有交给审批人", "the overflow leads to no task of the manager")


def _overflow(node: Node, counting: Collection[str]) -> Iterator[Flow]:
    """The flows out of a gateway that asks for the counter: one of them is the way out."""
    if any(names_used(flow.condition or "") & set(counting) for flow in node.outgoing if flow.condition):
        yield from node.outgoing


def message_of(model: Model, node: Node) -> str:
    """The name of the message that a node waits for or sends."""
    definition = node.definition("message")
    inner = node.element.find(f"{BPMN}messageEventDefinition")
    ref = (
        definition.ref
        if definition
        else node.element.get("messageRef") or ("" if inner is None else inner.get("messageRef") or "")
    )
    return model.diagram(node).called("message", ref)


def _catches(model: Model) -> Iterator[tuple[Node, str]]:
    for node in model.nodes:
        waits = node.kind == "receiveTask" or (
            node.kind in {"intermediateCatchEvent", "boundaryEvent"} and node.definition("message")
        )
        if waits and message_of(model, node):
            yield node, message_of(model, node)


def _papers_not_awaited(model: Model) -> Iterator[Hit]:
    for scope in model.scopes:
        ways = steps(scope)
        ready = {node.id for node, name in _catches(model) if node.scope == scope.id and name == READY}
        for node in scope.nodes:
            if node.operator and node.operator.name == ISSUE:
                beyond = reached(ways, ways[node.id], stop=lambda key, ready=ready: key in ready)  # type: ignore[misc]
                served = [n for n in scope.nodes if n.id in beyond and n.element.get("calledElement") == SERVICE]
                yield from (hit(node.place, service=call.name or call.id) for call in served)


def _undeclared_messages(model: Model) -> Iterator[Hit]:
    """Names with a dot are sent by the house itself; others come from persons and are declared."""
    for node, name in _catches(model):
        if "." not in name and name not in model.folder(node.place).messages:
            yield hit(node.place, message=name)


def _unheard_messages(model: Model) -> Iterator[Hit]:
    heard = {name for _, name in _catches(model)}
    for folder in model.folders.values():
        for name, said in folder.messages.items():
            if name not in heard:
                yield hit(folder.place, message=name, title=said.get("name", "") if isinstance(said, dict) else "")


def _messages_without_scope(model: Model) -> Iterator[Hit]:
    for node, name in _catches(model):
        if name in {READY, ALL_DONE} and not node.properties.get("scope", "").strip():
            yield hit(node.place, message=name)


RULES = (
    Rule(
        "open-choice", Severity.HOUSE, "网关“{name}”的条件没有比较同一个变量，也没有默认分支", "the conditions of {name} do not compare one variable, and there is no default",
        "比较同一变量的不同取值，并设一条默认分支", "Compare one variable with different literals, and make one branch the default.", _open_choices,
    ),
    Rule(
        "overlapping-choice", Severity.WARNING, "网关“{name}”的两个条件可能同时成立，那时画得高的一条先走", "two conditions of {name} may hold at once; the branch drawn higher would win",
        "只比较同一个变量的不同取值", "Compare one variable with different literals only.", _overlapping_choices,
    ),
    Rule(
        "rework-unbounded", Severity.HOUSE, "“{name}”所在的返工没有上限：{why}", "the rework around {name} has no bound: {reason}",
        "每轮计数，上限取自规则，超出后交审批人", "Count the rounds, take the bound from the policy, and lead the overflow to the manager.", _unbounded_rework,
    ),
    Rule(
        "paper-not-awaited", Severity.HOUSE, "“{name}”印发的文书还没有用印就送达（“{service}”）", "{service} serves the paper of {name} before it exists",
        "中间等待消息 paper.ready", "Wait for the message paper.ready in between.", _papers_not_awaited,
    ),
    Rule(
        "message-undeclared", Severity.HOUSE, "“{name}”等待的消息“{message}”没有在 process.toml 里声明", "the message {message} of {name} is not declared in process.toml",
        "在 [messages] 里写明名称、来自谁和表单", "Declare it in [messages] with its name, sender and form.", _undeclared_messages,
    ),
    Rule(
        "message-unheard", Severity.WARNING, "声明的消息“{title}”（{message}）没有任何步骤等待", "nothing waits for the declared message {message} ({title})",
        "画上等待它的事件，或删去声明", "Draw the event that waits for it, or drop the declaration.", _unheard_messages,
    ),
    Rule(
        "message-scope", Severity.HOUSE, "“{name}”等待 {message}，但没有写范围，消息送不到", "{name} waits for {message} without a scope and would never get it",
        "用属性 scope 写明文书种类或子流程的 key", "Give the kind of paper or the key of the child process as property scope.", _messages_without_scope,
    ),
)  # fmt: skip
