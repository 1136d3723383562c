"""For every rule of the linter one change in a clean bundle that breaks it."""

from __future__ import annotations

from tests.engine.lint.builder import Pair, caught, io, properties, timer
from tests.engine.lint.bundles import TABLE

DMN, SERVICE, TOML, FORM = "repair/class.dmn", "repair/service.bpmn", "repair/process.toml", "repair/forms/answers.json"
REMIND = 'before("repair.accept", "remind_1")'
FREE_FORM = '<spiffworkflow:property name="formJsonSchemaFilename" value="answers.json"/>\n'
FREE = FREE_FORM + '<spiffworkflow:property name="deadline" value="none"/>'
DEADLINE = 'name="deadline" value="repair.accept"'
KIND = """<spiffworkflow:parameter id="kind" type="str" value="'check.late'"/>"""
CONDITION = (
    "<conditionExpression xsi:type=\"tFormalExpression\">formal_check.decision == 'accept'</conditionExpression>"
)
TOLD = '<signalEventDefinition id="told_signal" signalRef="stop"/>'
WITHDRAWN = caught("withdrawn", "withdrawal_message", "withdrawal")
CLOSED = '<terminateEventDefinition id="closed_terminate"/>'
LINE = 'bpmnElement="propose_to_sum_up"><di:waypoint x="800" y="150"/>'
REFUSED = 'bpmnElement="refused"><dc:Bounds x="732" y="272"'
GATE = 'bpmnElement="is_accepted"><dc:Bounds x="545"'
TWO_CONDITIONS = {
    ' default="is_accepted_to_refused"': "",
    'sourceRef="is_accepted" targetRef="refused">': 'sourceRef="is_accepted" targetRef="refused">'
    "<conditionExpression xsi:type=\"tFormalExpression\">formal_check.decision == 'refuse'</conditionExpression>",
}


def _way(*points: tuple[int, int]) -> str:
    return 'bpmnElement="propose_to_sum_up">' + "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)


FILES = [
    Pair("file-unreadable", "spine", "<definitions xmlns=", "<!DOCTYPE d><definitions xmlns="),
    Pair("form-unreadable", "spine", '"type": "string"', '"type": "money"', FORM),
    Pair("settings-unusable", "spine", '"经办人" = "officer"', '"经办人" = "officr"', TOML),
    Pair("duplicate-id", "spine", '<endEvent id="noted"', '<endEvent id="refused"'),
    Pair("shared-id", "paper", '<process id="service"', '<process id="repair"', SERVICE),
    Pair(
        "conflicting-definition",
        "paper",
        '<error id="lost"',
        '<error id="unserved" errorCode="x"/><error id="lost"',
        SERVICE,
    ),
    Pair("missing-id", "spine", '<sequenceFlow id="check_late_to_note_late" ', "<sequenceFlow "),
    Pair("library-id", "spine", "noted", "End"),
    Pair("reserved-name", "spine", "variableName>propose<", "variableName>typename<"),
    Pair("empty-bundle", "spine", "repair/repair.bpmn", "repair/repair.xml", ""),
]
ELEMENTS = [
    Pair("complex-gateway", "spine", "exclusiveGateway", "complexGateway"),
    Pair("ad-hoc", "embedded", "subProcess", "adHocSubProcess"),
    Pair("choreography", "spine", '<process id="repair"', '<choreography id="dance" name="编排"/><process id="repair"'),
    Pair(
        "data-element",
        "spine",
        '<startEvent id="received"',
        '<dataObject id="data" name="材料"/><startEvent id="received"',
    ),
    Pair("link-event", "waiting", TOLD, '<linkEventDefinition id="told_link" name="x"/>'),
    Pair("compensation", "waiting", TOLD, '<compensateEventDefinition id="told_back"/>'),
    Pair(
        "conditional-event",
        "waiting",
        WITHDRAWN,
        '<conditionalEventDefinition id="c"><condition xsi:type="tFormalExpression">True</condition></conditionalEventDefinition>',
    ),
    Pair("signal-end", "waiting", CLOSED, '<signalEventDefinition id="closed_signal" signalRef="stop"/>'),
    Pair(
        "event-subprocess",
        "embedded",
        '<subProcess id="wait_inside"',
        '<subProcess triggeredByEvent="true" id="wait_inside"',
    ),
    Pair("triggered-start", "spine", 'name="收到申请">', 'name="收到申请">' + timer("received", '"P1D"')),
    Pair("odd-event", "waiting", TOLD, timer("told", '"P1D"')),
    Pair("cancel-outside-transaction", "waiting", CLOSED, '<cancelEventDefinition id="closed_cancel"/>'),
    Pair("script-language", "spine", 'scriptFormat="python"', 'scriptFormat="javascript"'),
]
FLOW = [
    Pair(
        "implicit-split",
        "spine",
        '<sequenceFlow id="propose_to_sum_up"',
        '<sequenceFlow id="more" sourceRef="propose" targetRef="refused"/><sequenceFlow id="propose_to_sum_up"',
    ),
    Pair("conditional-flow", "spine", 'targetRef="sum_up">', f'targetRef="sum_up">{CONDITION}'),
    Pair("branch-without-condition", "spine", CONDITION, ""),
    Pair("no-default", "spine", ' default="is_accepted_to_refused"', ""),
    Pair("start-count", "spine", '<endEvent id="noted"', '<startEvent id="again" name="再来"/><endEvent id="noted"'),
    Pair(
        "unreachable",
        "spine",
        '<sequenceFlow id="check_late_to_note_late" sourceRef="check_late" targetRef="note_late"></sequenceFlow>',
        "",
    ),
    Pair(
        "dead-end",
        "spine",
        '<sequenceFlow id="note_late_to_noted" sourceRef="note_late" targetRef="noted"></sequenceFlow>',
        "",
    ),
    Pair(
        "border-crossed", "embedded", 'sourceRef="rest" targetRef="inner_end"', 'sourceRef="rest" targetRef="finished"'
    ),
    Pair(
        "wrong-way",
        "spine",
        'sourceRef="is_accepted" targetRef="refused"',
        'sourceRef="is_accepted" targetRef="received"',
    ),
    Pair("event-gateway-timers", "waiting", WITHDRAWN, timer("withdrawn", '"P1D"')),
    Pair(
        "event-gateway-target",
        "waiting",
        'sourceRef="what_comes" targetRef="overdue"',
        'sourceRef="what_comes" targetRef="late_answer"',
    ),
    Pair(
        "starved-join",
        "fork",
        '<parallelGateway id="both" name="同时办理"></parallelGateway>',
        '<exclusiveGateway id="both" name="问谁？"/>',
    ),
]
CALLS = [
    Pair("call-missing", "paper", 'calledElement="service"', 'calledElement="deliver"'),
    Pair("call-not-executable", "paper", 'isExecutable="true"', 'isExecutable="false"', SERVICE),
    Pair("call-without-io", "paper", io(("paper",), ("served_on",)), "", SERVICE),
    Pair("io-unlisted", "paper", "<dataInputRefs>paper</dataInputRefs>", "", SERVICE),
    Pair(
        "call-circle",
        "paper",
        '<endEvent id="done"',
        '<callActivity id="again" name="再来" calledElement="repair"/><endEvent id="done"',
        SERVICE,
    ),
    Pair("error-uncaught", "paper", 'errorCode="unserved"', 'errorCode="another"'),
    Pair("message-unnamed", "waiting", ' messageRef="withdrawal_message"></receiveTask>', "></receiveTask>"),
    Pair("reference-missing", "paper", 'errorRef="unserved"', 'errorRef="nothing"'),
    Pair("table-missing", "table", "calledDecisionId>class_of_record<", "calledDecisionId>class_of_case<"),
    Pair("nothing-to-run", "spine", 'isExecutable="true"', 'isExecutable="false"'),
]
TASKS = [
    Pair("task-without-lane", "spine", "<flowNodeRef>propose</flowNodeRef>", ""),
    Pair("task-without-form", "spine", FREE, FREE.removeprefix(FREE_FORM)),
    Pair("form-missing", "spine", FREE, FREE.replace("answers.json", "../answers.json")),
    Pair("action-unknown", "spine", 'id="fact.record"', 'id="fact.recrd"'),
    Pair("parameter-unknown", "spine", KIND, KIND + KIND.replace("kind", "sort")),
    Pair("parameter-missing", "spine", KIND, ""),
    Pair("apart-unknown", "spine", 'name="apartFrom" value="propose"', 'name="apartFrom" value="proposal"'),
]
TIME = [
    Pair("timer-without-time", "spine", timer("check_late", REMIND), '<timerEventDefinition id="check_late_timer"/>'),
    Pair("timer-unquoted", "spine", REMIND, "P3D"),
    Pair("timer-unreadable", "spine", REMIND, '"P3X"'),
    Pair("timer-word", "spine", REMIND, 'before("repair.accept")'),
]
DATA = [
    Pair("bad-text", "spine", "total = len(propose.decision)", "total = open(propose.decision)"),
    Pair("name-unset", "paper", "served_on = paper +", "served_on = papers +", SERVICE),
    Pair("output-unset", "paper", "served_on = paper +", "served_at = paper +", SERVICE),
    Pair("branches-overwrite", "fork", "variableName>ask_court<", "variableName>ask_unit<"),
    Pair("loop-without-counter", "rework", "rounds = rounds + 1", "rounds = 1"),
    Pair("completion-by-result", "many", "opinion.decision == 'stop'", "opinions == []"),
    Pair("repetition-without-result", "many", "<loopDataOutputRef>opinions</loopDataOutputRef>", ""),
    Pair("item-taken", "many", '<inputDataItem id="unit"', '<inputDataItem id="units"'),
]
TABLES = [
    Pair("table-decisions", "table", "</decision>", '</decision><decision id="two" name="二"/>', DMN),
    Pair("table-none", "table", TABLE[TABLE.index("<decisionTable") : TABLE.index("</decision>")], "", DMN),
    Pair("table-hit-policy", "table", 'hitPolicy="UNIQUE"', 'hitPolicy="FIRST"', DMN),
    Pair("table-aggregation", "table", 'hitPolicy="UNIQUE"', 'hitPolicy="COLLECT" aggregation="SUM"', DMN),
    Pair(
        "table-part",
        "table",
        '<output id="o1" name="record_class"/>',
        '<output id="o1" name="record_class"/><annotation name="说明"/>',
        DMN,
    ),
    Pair("table-column", "table", 'name="record_class"', 'name=""', DMN),
    Pair(
        "table-row",
        "table",
        '<outputEntry id="r1o">',
        '<outputEntry id="r1p"><text>1</text></outputEntry><outputEntry id="r1o">',
        DMN,
    ),
    Pair("table-cell", "table", "<text>'minor'</text>", "<text>date('2026-01-01')</text>", DMN),
    Pair("table-bare-word", "table", "<inputEntry id=\"r1b\"><text>'轻微'", '<inputEntry id="r1b"><text>轻微', DMN),
    Pair("table-overlap", "table", "&gt;= 1000", "&gt;= 900", DMN),
    Pair("table-gap", "table", '<inputEntry id="r3b"><text>-', "<inputEntry id=\"r3b\"><text>'严重'", DMN),
]
ENGINE = [
    Pair("extension-incomplete", "spine", KIND, KIND.replace(' type="str"', "")),
    Pair("repetition-unclear", "many", "<loopDataInputRef>units</loopDataInputRef>", ""),
    Pair("table-without-id", "table", '<rule id="r1">', "<rule>", DMN),
    Pair(
        "engine-refuses",
        "waiting",
        "<spiffworkflow:messageVariable>withdrawal</spiffworkflow:messageVariable>",
        "<spiffworkflow:processVariableCorrelation/>",
    ),
]
HOUSE_TIME = [
    Pair("deadline-missing", "spine", DEADLINE, 'name="deadline" value=""'),
    Pair("deadline-unreadable", "spine", DEADLINE, 'name="deadline" value="repair accept"'),
    Pair("rule-unknown", "spine", DEADLINE, 'name="deadline" value="repair.acept"'),
    Pair("offset-unknown", "spine", REMIND, 'before("repair.accept", "remind_9")'),
    Pair("offset-not-written", "spine", REMIND, 'before("repair.accept", offset)'),
    Pair("rule-scope-missing", "many", "lift.confirm(unit)", "lift.confirm"),
    Pair("rule-scope-superfluous", "spine", DEADLINE, 'name="deadline" value="repair.accept(unit)"'),
    Pair("timer-not-by-rule", "spine", REMIND, '"P3D"'),
    Pair("timer-repeats", "spine", timer("check_late", REMIND), timer("check_late", '"R3/P1D"', "timeCycle")),
    Pair(
        "timer-only-way",
        "embedded",
        'attachedToRef="wait_inside"',
        'attachedToRef="wait_inside" cancelActivity="false"',
    ),
    Pair("rule-never-starts", "spine", DEADLINE, 'name="deadline" value="never"'),
    Pair("after-due", "waiting", 'name="afterDue" value="refuse"', 'name="afterDue" value="perhaps"'),
]
HOUSE_FLOW = [
    Pair(
        "open-choice", "spine", "formal_check.decision == 'refuse'", "received_by == 'refuse'", accepted=TWO_CONDITIONS
    ),
    Pair(
        "overlapping-choice",
        "spine",
        "formal_check.decision == 'refuse'",
        "formal_check.decision == 'accept' and 1 == 1",
        accepted=TWO_CONDITIONS,
    ),
    Pair("rework-unbounded", "rework", "rounds &lt; look_up_result", "rounds &lt; 3"),
    Pair("paper-not-awaited", "paper", 'name="paper.ready"', 'name="paper.sealed"'),
    Pair("message-undeclared", "waiting", "[messages.withdrawal]", "[messages.withdrawn]", TOML),
    Pair("message-unheard", "waiting", 'name="withdrawal"/>', 'name="case.stopped"/>'),
    Pair("message-scope", "paper", properties(scope="'decision'"), ""),
]
HOUSE_NAMES = [
    Pair("name-missing", "spine", 'name="提出处理意见"', 'name=""'),
    Pair("event-unnamed", "spine", 'name="已登记"', 'name=""'),
    Pair("question-missing", "spine", 'name="是否受理？"', 'name=""'),
    Pair("question-mark", "spine", 'name="是否受理？"', 'name="审查结论"'),
    Pair("branch-unnamed", "spine", ' name="受理" sourceRef', " sourceRef"),
    Pair("name-not-chinese", "spine", 'name="提出处理意见"', 'name="Propose"'),
    Pair("name-is-noun", "spine", 'name="提出处理意见"', 'name="处理意见环节"'),
    Pair("odd-id", "spine", "noted", "Noted"),
    Pair("plain-task", "waiting", "userTask", "manualTask"),
    Pair("other-variable", "spine", "variableName>propose<", "variableName>proposal<"),
    Pair("node-without-lane", "spine", "<flowNodeRef>sum_up</flowNodeRef>", ""),
    Pair("lane-unmapped", "spine", '<lane id="lane_1" name="审批人">', '<lane id="lane_1" name="领导">'),
    Pair("settings-incomplete", "spine", 'name = "信用修复"', "", TOML),
    Pair("other-key", "spine", 'key = "repair"', 'key = "repairs"', TOML),
    Pair("form-open", "spine", '"additionalProperties": false', '"additionalProperties": true', FORM),
    Pair("form-untitled", "spine", '"title": "结论"', '"title": "Decision"', FORM),
]
DRAWING = [
    Pair("not-drawn", "spine", 'bpmnElement="noted"', 'bpmnElement="nothing"'),
    Pair("shapes-overlap", "spine", REFUSED, 'bpmnElement="refused"><dc:Bounds x="690" y="180"'),
    Pair("outside-lane", "spine", REFUSED, 'bpmnElement="refused"><dc:Bounds x="732" y="352"'),
    Pair("flow-through-shape", "spine", LINE, _way((750, 190), (750, 330), (850, 330), (850, 150))),
    Pair("flows-cross", "spine", LINE, _way((750, 190), (750, 230), (540, 230), (540, 240), (850, 240), (850, 150))),
    Pair("oblique-flow", "spine", LINE, _way((800, 140))),
    Pair("long-winded-flow", "spine", LINE, _way(*((x, 150) for x in range(800, 860, 10)))),
    Pair("crooked-line", "spine", 'bpmnElement="sum_up"><dc:Bounds x="880" y="110"', 'bpmnElement="sum_up"><dc:Bounds x="880" y="115"'),
    Pair("runs-backwards", "spine", 'bpmnElement="received"><dc:Bounds x="192"', 'bpmnElement="received"><dc:Bounds x="2500"', accepted={GATE: GATE.replace("545", "2000")}),
    Pair("crowded-page", "spine", '<endEvent id="noted"', "".join(f'<endEvent id="more_{n}" name="更多"/>' for n in range(16)) + '<endEvent id="noted"'),
]  # fmt: skip
PAIRS = [
    *FILES,
    *ELEMENTS,
    *FLOW,
    *CALLS,
    *TASKS,
    *TIME,
    *DATA,
    *TABLES,
    *ENGINE,
    *HOUSE_TIME,
    *HOUSE_FLOW,
    *HOUSE_NAMES,
    *DRAWING,
]
