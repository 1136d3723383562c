"""Safety: where a token would be lost, split in silence, or stand for ever."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.engine.lint.bundle import local
from workflows.engine.lint.findings import Hit, Rule, Severity, hit
from workflows.engine.lint.graph import Steps, backwards, reached, steps
from workflows.engine.lint.model import Model, Node

DECIDING = {"exclusiveGateway", "inclusiveGateway"}
_CATCHING = {"intermediateCatchEvent", "receiveTask"}


def _implicit_splits(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if len(node.outgoing) > 1 and not node.is_gateway and node.kind != "startEvent":
            yield hit(node.place, count=len(node.outgoing))


def _conditions_elsewhere(model: Model) -> Iterator[Hit]:
    """Only deciding gateways look at conditions; elsewhere they are read over in silence."""
    for node in model.nodes:
        for flow in node.outgoing:
            if flow.condition is not None and node.kind not in DECIDING:
                yield hit(flow.place, node=node.name or node.id)


def _branches_without_condition(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if node.kind in DECIDING and len(node.outgoing) > 1:
            for flow in node.outgoing:
                if flow.condition is None and flow.id != node.default:
                    yield hit(flow.place, node=node.name or node.id)


def _no_default(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        known = {flow.id for flow in node.outgoing}
        if node.kind in DECIDING and len(node.outgoing) > 1 and node.default not in known:
            yield hit(node.place)


def _starts(model: Model) -> Iterator[Hit]:
    for scope in model.scopes:
        count = sum(node.kind == "startEvent" for node in scope.nodes)
        if count != 1 and local(scope.element) != "adHocSubProcess":
            yield hit(scope.place, count=count)


def _unreachable(model: Model) -> Iterator[Hit]:
    for scope in model.scopes:
        ways = steps(scope)
        starts = [node.id for node in scope.nodes if node.kind == "startEvent" or _begins_by_itself(node)]
        alive = reached(ways, starts)
        yield from (hit(node.place) for node in scope.nodes if node.id not in alive)


def _begins_by_itself(node: Node) -> bool:
    """Event subprocesses and compensation handlers are refused for their own reason."""
    return node.element.get("triggeredByEvent") == "true" or node.element.get("isForCompensation") == "true"


def _dead_ends(model: Model) -> Iterator[Hit]:
    for scope in model.scopes:
        ways = steps(scope)
        ends = [node.id for node in scope.nodes if node.kind == "endEvent" or _begins_by_itself(node)]
        leaving = reached(backwards(ways), ends)
        yield from (hit(node.place) for node in scope.nodes if node.id not in leaving)


def _crossing_borders(model: Model) -> Iterator[Hit]:
    for scope in model.scopes:
        own = {node.id for node in scope.nodes}
        for flow in scope.flows:
            if flow.source not in own or flow.target not in own:
                yield hit(flow.place)
        for node in scope.nodes:
            if node.attached_to and node.attached_to not in own:
                yield hit(node.place)


def _into_starts_and_out_of_ends(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        wrong = (
            node.outgoing
            if node.kind == "endEvent"
            else node.incoming
            if node.kind in {"startEvent", "boundaryEvent"}
            else ()
        )
        yield from (hit(flow.place, node=node.name or node.id) for flow in wrong)


def _several_timers(model: Model) -> Iterator[Hit]:
    for gateway, targets in _event_gateways(model):
        count = sum(target.definition("timer") is not None for target in targets)
        if count > 1:
            yield hit(gateway.place, count=count)


def _odd_targets(model: Model) -> Iterator[Hit]:
    for gateway, targets in _event_gateways(model):
        for target in targets:
            if target.kind not in _CATCHING or len(target.incoming) > 1:
                yield hit(target.place, gateway=gateway.name or gateway.id)


def _event_gateways(model: Model) -> Iterator[tuple[Node, list[Node]]]:
    for scope in model.scopes:
        for node in scope.nodes:
            if node.kind == "eventBasedGateway":
                yield node, [t for f in node.outgoing if (t := scope.node(f.target)) is not None]


def _waiting_for_a_choice(model: Model) -> Iterator[Hit]:
    """A parallel join waits for all its branches; behind a choice only one of them will ever come."""
    for scope in model.scopes:
        ways = steps(scope)
        for split in scope.nodes:
            if split.kind != "exclusiveGateway" or len(split.outgoing) < 2:
                continue
            for join in scope.nodes:
                if join.kind == "parallelGateway" and len(join.incoming) > 1 and _starves(ways, split, join):
                    yield hit(join.place, split=split.name or split.id)


def _starves(ways: Steps, split: Node, join: Node) -> bool:
    """Whether two branches of the choice enter the join by different flows, each by one that the other cannot use."""
    entries = []
    for flow in split.outgoing:
        side = reached(ways, [flow.target], stop=lambda key: key in {join.id, split.id})
        entries.append({f.id for f in join.incoming if f.source in side - {split.id} or f.id == flow.id})
    return any(a and b and not a & b for number, a in enumerate(entries) for b in entries[number + 1 :])


RULES = (
    Rule(
        "implicit-split", Severity.ERROR, "“{name}”有 {count} 条流出的线，会默默分叉", "{count} flows leave {name}: a silent split",
        "用网关分叉", "Split by a gateway.", _implicit_splits,
    ),
    Rule(
        "conditional-flow", Severity.ERROR, "从“{node}”出来的线带条件，不会生效", "a condition on a flow out of {node} has no effect",
        "条件只写在排他或包容网关之后的线上", "Conditions belong on flows out of exclusive or inclusive gateways.", _conditions_elsewhere,
    ),
    Rule(
        "branch-without-condition", Severity.ERROR, "网关“{node}”的一条分支“{name}”没有条件，也不是默认分支", "the branch {name} of {node} has no condition and is not the default",
        "写上条件，或设为默认分支", "Give it a condition, or make it the default.", _branches_without_condition,
    ),
    Rule(
        "no-default", Severity.WARNING, "网关“{name}”没有默认分支，条件都不成立时案件会停住", "the gateway {name} has no default; a case stops when no condition holds",
        "把其中一条设为默认分支", "Make one of the branches the default.", _no_default,
    ),
    Rule(
        "start-count", Severity.ERROR, "“{name}”有 {count} 个开始事件", "{name} has {count} start events",
        "每个流程和子流程恰有一个开始事件", "Each process and subprocess has exactly one start event.", _starts,
    ),
    Rule(
        "unreachable", Severity.ERROR, "“{name}”从开始走不到", "{name} cannot be reached from the start",
        "把它连上，或删除", "Connect it or delete it.", _unreachable,
    ),
    Rule(
        "dead-end", Severity.ERROR, "“{name}”走不到结束", "no end can be reached from {name}",
        "让每条路通到一个结束事件", "Let every path lead to an end event.", _dead_ends,
    ),
    Rule(
        "border-crossed", Severity.ERROR, "“{name}”连到了另一个流程或子流程里", "{name} connects to another process or subprocess",
        "线不能穿过子流程的边界", "A flow stays within its process or subprocess.", _crossing_borders,
    ),
    Rule(
        "wrong-way", Severity.ERROR, "线“{name}”不能这样接在“{node}”上", "the flow {name} may not be connected to {node} like this",
        "开始事件和边界事件只有流出的线，结束事件只有流入的线", "Nothing enters a start or boundary event, nothing leaves an end event.", _into_starts_and_out_of_ends,
    ),
    Rule(
        "event-gateway-timers", Severity.ERROR, "事件网关“{name}”后面有 {count} 个定时，会一起到期", "{count} timers follow the event gateway {name}; they would share one due time",
        "最多一个定时，其他的画成边界事件", "At most one timer; draw the others as boundary events.", _several_timers,
    ),
    Rule(
        "event-gateway-target", Severity.ERROR, "“{name}”不能接在事件网关“{gateway}”后面", "{name} may not follow the event gateway {gateway}",
        "事件网关之后只接等待消息、定时或信号的事件，每个只有这一条流入的线", "Only catch events with this one incoming flow follow an event gateway.", _odd_targets,
    ),
    Rule(
        "starved-join", Severity.WARNING, "并行汇合“{name}”等的分支由“{split}”二选一，永远等不齐", "the parallel join {name} waits for branches of which {split} takes only one",
        "用排他网关汇合", "Join by an exclusive gateway.", _waiting_for_a_choice,
    ),
)  # fmt: skip
