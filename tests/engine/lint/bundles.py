"""Bundles of the house in which the linter finds nothing; each shows some of what our diagrams may do."""

from __future__ import annotations

from dataclasses import dataclass

from tests.engine.lint.builder import Build, bundle, caught, io, properties, timer

LANES = ("经办人", "审批人", "系统")


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter or an offset, as the linter asks for it."""

    name: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """An action of the catalogue."""

    parameters: tuple[Named, ...]
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A policy row."""

    start: str
    scoped: bool = False
    offsets: tuple[Named, ...] = ()


ACTIONS = {
    "fact.record": Act((Named("kind", required=True), Named("on"))),
    "paper.issue": Act((Named("kind", required=True),)),
    "policy.number": Act((Named("key", required=True),)),
}
RULES = {
    "repair.accept": Row("application.received", offsets=(Named("remind_1"), Named("second"))),
    "repair.supplement": Row("supplement.served", offsets=(Named("remind_1"),)),
    "lift.confirm": Row("lift.ordered", scoped=True),
    "never": Row("nobody.says"),
}
FACTS = frozenset({"application.received", "supplement.served", "lift.ordered"})
WITHDRAWAL = '<message id="withdrawal_message" name="withdrawal"/>\n'


def spine() -> dict[str, str]:
    """A task with a reminder, a choice, two ends."""
    build = Build("repair", "信用修复", LANES)
    build.node("startEvent", "received", "收到申请", (0, 0))
    build.user("formal_check", "审查申请材料", (1, 0), deadline="repair.accept", apartFrom="propose")
    build.node(
        "boundaryEvent", "check_late", "审查将满", (1, 0.285), timer("check_late", 'before("repair.accept", "remind_1")'),
        'attachedToRef="formal_check" cancelActivity="false"',
    )  # fmt: skip
    build.service("note_late", "登记临期", (1, 2), "fact.record", kind="'check.late'")
    build.node("endEvent", "noted", "已登记", (2, 2))
    build.node("exclusiveGateway", "is_accepted", "是否受理？", (2, 0), "", 'default="is_accepted_to_refused"')
    build.user("propose", "提出处理意见", (3, 0))
    build.node(
        "scriptTask",
        "sum_up",
        "汇总意见",
        (4, 0),
        "<script>total = len(propose.decision)</script>",
        'scriptFormat="python"',
    )
    build.node("endEvent", "accepted", "已受理", (5, 0))
    build.node("endEvent", "refused", "不予受理", (3, 1))
    build.chain("received", "formal_check", "is_accepted").chain("check_late", "note_late", "noted")
    build.flow("is_accepted", "propose", "受理", "formal_check.decision == 'accept'")
    build.flow("is_accepted", "refused", "不予受理").chain("propose", "sum_up", "accepted")
    return _quiet(bundle(build))


def _quiet(files: dict[str, str]) -> dict[str, str]:
    """Bundles without a withdrawal do not declare one."""
    settings = files["repair/process.toml"]
    return files | {"repair/process.toml": settings[: settings.index("[messages")]}


def waiting() -> dict[str, str]:
    """A wait for a message or a timer, a signal thrown, a message sent and received."""
    build = Build("repair", "信用修复", ("系统", "信用主体"), WITHDRAWAL + '<signal id="stop" name="stop"/>\n')
    build.node("startEvent", "received", "收到申请", (0, 0))
    build.node("eventBasedGateway", "what_comes", "等待补正", (1, 0))
    build.node(
        "intermediateCatchEvent",
        "withdrawn",
        "收到撤回",
        (2, 0),
        caught("withdrawn", "withdrawal_message", "withdrawal"),
    )
    build.node("intermediateCatchEvent", "overdue", "补正期满", (2, 1), timer("overdue", 'due("repair.supplement")'))
    build.node(
        "intermediateThrowEvent",
        "told",
        "发出信号",
        (3, 0),
        '<signalEventDefinition id="told_signal" signalRef="stop"/>',
    )
    build.node("receiveTask", "confirm", "等待再次确认", (4, 0), "", 'messageRef="withdrawal_message"')
    build.node("endEvent", "closed", "已撤回", (5, 0), '<terminateEventDefinition id="closed_terminate"/>')
    build.user("late_answer", "补交材料", (3, 1), deadline="repair.supplement", afterDue="refuse")
    build.node("endEvent", "answered", "已补交", (4, 1))
    build.chain("received", "what_comes", "withdrawn", "told", "confirm", "closed")
    build.flow("what_comes", "overdue").chain("overdue", "late_answer", "answered")
    return bundle(build)


def paper() -> dict[str, str]:
    """A paper issued, awaited and served by a called process whose error is caught."""
    build = Build(
        "repair",
        "信用修复",
        ("系统", "经办人"),
        '<message id="ready" name="paper.ready"/><error id="unserved" name="无法送达" errorCode="unserved"/>\n',
    )
    build.node("startEvent", "decided", "已决定", (0, 0))
    build.service("issue_decision", "印发决定书", (1, 0), "paper.issue", kind="'decision'")
    scope = properties(scope="'decision'")
    build.node(
        "intermediateCatchEvent", "decision_ready", "决定书已用印", (2, 0), scope + caught("decision_ready", "ready")
    )
    build.node("callActivity", "serve_decision", "送达决定书", (3, 0), "", 'calledElement="service"')
    build.node(
        "boundaryEvent", "not_served", "无法送达", (3, 0.285), '<errorEventDefinition id="not_served_error" errorRef="unserved"/>',
        'attachedToRef="serve_decision"',
    )  # fmt: skip
    build.node("endEvent", "served", "已送达", (4, 0))
    build.user("look_for_subject", "查找下落", (3, 1))
    build.node("endEvent", "found", "已查明", (4, 1))
    build.chain("decided", "issue_decision", "decision_ready", "serve_decision", "served")
    build.chain("not_served", "look_for_subject", "found")
    return _quiet(bundle(build, _service()))


def _service() -> Build:
    build = Build(
        "service",
        "送达",
        ("经办人",),
        '<error id="lost" name="无法送达" errorCode="unserved"/>\n',
        io(("paper",), ("served_on",)),
    )
    build.node("startEvent", "begun", "开始送达", (0, 0))
    build.user("serve_paper", "送达文书", (1, 0))
    build.node(
        "scriptTask", "note_day", "记下送达日", (2, 0), "<script>served_on = paper + serve_paper.decision</script>"
    )
    build.node("exclusiveGateway", "is_served", "是否送达？", (3, 0), "", 'default="is_served_to_done"')
    build.node("endEvent", "done", "已送达", (4, 0))
    build.node("endEvent", "lost_end", "无法送达", (3, 1), '<errorEventDefinition id="lost_error" errorRef="lost"/>')
    build.chain("begun", "serve_paper", "note_day", "is_served")
    build.flow("is_served", "done", "是").flow("is_served", "lost_end", "否", "serve_paper.decision == 'lost'")
    build.lanes = ("经办人", "系统")
    return build


def fork() -> dict[str, str]:
    """Two branches at once, each with its own variable."""
    build = Build("repair", "信用修复", ("经办人", "审批人"))
    build.node("startEvent", "received", "收到申请", (0, 0))
    build.node("parallelGateway", "both", "同时办理", (1, 0))
    build.user("ask_unit", "询问认定单位", (2, 0))
    build.user("ask_court", "询问法院", (2, 1))
    build.node("parallelGateway", "all_in", "都已答复", (3, 0))
    build.node("endEvent", "finished", "已完成", (4, 0))
    build.chain("received", "both", "ask_unit", "all_in", "finished").chain("both", "ask_court")
    build.flow("ask_court", "all_in")
    text = _quiet(bundle(build))
    # The way back up: across in the lower row, then up into the join.
    way = '<di:waypoint x="620" y="290"/><di:waypoint x="750" y="290"/><di:waypoint x="750" y="175"/>'
    old = text["repair/repair.bpmn"]
    head, _, rest = old.partition('bpmnElement="ask_court_to_all_in">')
    return text | {
        "repair/repair.bpmn": head
        + 'bpmnElement="ask_court_to_all_in">'
        + way
        + rest[rest.index("</bpmndi:BPMNEdge>") :]
    }


def rework() -> dict[str, str]:
    """Rounds counted against a bound of the policy; the overflow goes to the manager."""
    build = Build("repair", "信用修复", ("经办人", "审批人"))
    build.node("startEvent", "received", "收到申请", (0, 0))
    build.node("scriptTask", "begin", "开始计轮次", (1, 0), "<script>rounds = 0</script>")
    build.service("look_up", "查轮次上限", (2, 0), "policy.number", key="'repair.rounds'")
    build.user("check_again", "审查补正材料", (3, 0))
    build.node("scriptTask", "count_round", "计一轮", (4, 0), "<script>rounds = rounds + 1</script>")
    build.node("exclusiveGateway", "is_complete", "是否齐全？", (5, 0), "", 'default="is_complete_to_is_enough"')
    build.node("endEvent", "complete", "材料齐全", (6, 0))
    build.node("exclusiveGateway", "is_enough", "是否还能补正？", (5, 1), "", 'default="is_enough_to_decide"')
    build.user("decide", "决定如何处理", (6, 1))
    build.node("endEvent", "decided", "已决定", (7, 1))
    build.chain("received", "begin", "look_up", "check_again", "count_round", "is_complete")
    build.flow("is_complete", "complete", "齐全", "check_again.decision == 'complete'").flow(
        "is_complete", "is_enough", "不齐全"
    )
    build.flow("is_enough", "decide", "不能").chain("decide", "decided")
    build.flow("is_enough", "check_again", "还能", "rounds < look_up_result")
    text = _quiet(bundle(build))
    head, mark, rest = text["repair/repair.bpmn"].partition('bpmnElement="is_enough_to_check_again">')
    way = '<di:waypoint x="1085" y="290"/><di:waypoint x="750" y="290"/><di:waypoint x="750" y="190"/>'
    return text | {"repair/repair.bpmn": head + mark + way + rest[rest.index("</bpmndi:BPMNEdge>") :]}


MANY = (
    "<multiInstanceLoopCharacteristics><loopDataInputRef>units</loopDataInputRef><loopDataOutputRef>opinions</loopDataOutputRef>"
    '<inputDataItem id="unit" name="unit"/><outputDataItem id="opinion" name="opinion"/>'
    "<completionCondition xsi:type=\"tFormalExpression\">opinion.decision == 'stop'</completionCondition></multiInstanceLoopCharacteristics>"
)


def many() -> dict[str, str]:
    """One task for each unit, its term counted for that unit."""
    build = Build("repair", "信用修复", ("经办人",))
    build.node("startEvent", "received", "收到申请", (0, 0))
    build.node("scriptTask", "list_units", "列出单位", (1, 0), "<script>units = ['SJJ', 'ZJJ']</script>")
    build.user("ask_units", "征求单位意见", (2, 0), MANY, deadline="lift.confirm(unit)")
    build.node("endEvent", "asked", "已征求", (3, 0))
    build.chain("received", "list_units", "ask_units", "asked")
    text = _quiet(bundle(build))
    kept = "</spiffworkflow:variableName><spiffworkflow:postScript>opinion = ask_units</spiffworkflow:postScript>"
    return text | {"repair/repair.bpmn": text["repair/repair.bpmn"].replace("</spiffworkflow:variableName>", kept)}


def embedded() -> dict[str, str]:
    """A transaction that can be cancelled, a subprocess with a wait that can be interrupted."""
    inner = (
        '<startEvent id="inner_start" name="开始"/><intermediateCatchEvent id="rest" name="补正期满">' + timer("rest", 'due("repair.supplement")')
        + '</intermediateCatchEvent><endEvent id="inner_end" name="结束"/>'
        '<sequenceFlow id="i1" sourceRef="inner_start" targetRef="rest"/><sequenceFlow id="i2" sourceRef="rest" targetRef="inner_end"/>'
    )  # fmt: skip
    trade = (
        '<startEvent id="t_start" name="开始"/><endEvent id="t_cancel" name="取消"><cancelEventDefinition id="t_c"/></endEvent>'
        '<sequenceFlow id="t1" sourceRef="t_start" targetRef="t_cancel"/>'
    )
    build = Build("repair", "信用修复", ("系统", "经办人"), WITHDRAWAL)
    build.node("startEvent", "received", "收到申请", (0, 0))
    build.node("subProcess", "wait_inside", "等候期满", (1, 0), inner)
    build.node(
        "boundaryEvent",
        "taken_back",
        "收到撤回",
        (1, 0.285),
        caught("taken_back", "withdrawal_message"),
        'attachedToRef="wait_inside"',
    )
    build.node("endEvent", "taken", "已撤回", (1, 1))
    build.node("transaction", "trade", "登记变更", (2, 0), trade)
    build.node(
        "boundaryEvent", "broken", "变更取消", (2, 0.285), '<cancelEventDefinition id="b_c"/>', 'attachedToRef="trade"'
    )
    build.node("endEvent", "broken_end", "未变更", (2, 1))
    build.node("endEvent", "finished", "已变更", (3, 0))
    build.chain("received", "wait_inside", "trade", "finished").chain("taken_back", "taken").chain(
        "broken", "broken_end"
    )
    return bundle(build)


TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="class_definitions" name="类别" namespace="xinfu">
<decision id="class_of_record" name="判定失信类别"><decisionTable id="class_table" hitPolicy="UNIQUE">
<input id="i1" label="金额"><inputExpression id="i1e"><text>amount</text></inputExpression></input>
<input id="i2" label="情形"><inputExpression id="i2e" typeRef="string"><text>kind</text></inputExpression></input>
<output id="o1" name="record_class"/>
<rule id="r1"><inputEntry id="r1a"><text>&lt; 1000</text></inputEntry><inputEntry id="r1b"><text>'轻微'</text></inputEntry><outputEntry id="r1o"><text>'minor'</text></outputEntry></rule>
<rule id="r2"><inputEntry id="r2a"><text>&gt;= 1000</text></inputEntry><inputEntry id="r2b"><text>'轻微'</text></inputEntry><outputEntry id="r2o"><text>'plain'</text></outputEntry></rule>
<rule id="r3"><inputEntry id="r3a"><text>-</text></inputEntry><inputEntry id="r3b"><text>-</text></inputEntry><outputEntry id="r3o"><text>'grave'</text></outputEntry></rule>
</decisionTable></decision>
</definitions>"""


def table() -> dict[str, str]:
    """A decision asked by a business rule task."""
    build = Build("repair", "信用修复", ("系统",), io=io(("amount", "kind"), ("record_class",)))
    build.node("startEvent", "received", "收到申请", (0, 0))
    called = "<extensionElements><spiffworkflow:calledDecisionId>class_of_record</spiffworkflow:calledDecisionId></extensionElements>"
    build.node("businessRuleTask", "classify", "判定类别", (1, 0), called)
    build.node("endEvent", "classified", "已判定", (2, 0))
    build.chain("received", "classify", "classified")
    return _quiet(bundle(build, class__dmn=TABLE))


BUNDLES = {made.__name__: made() for made in (spine, waiting, paper, fork, rework, many, embedded, table)}
