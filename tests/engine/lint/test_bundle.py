"""The linter reads foreign bundles as they are, and knows what will never run."""

from tests.engine.lint.builder import HEAD, form
from tests.engine.lint.bundles import ACTIONS, RULES, TABLE
from tests.engine.lint.judging import judged
from workflows.engine.lint import Level, lint
from workflows.engine.lint.bundle import model_of, place_of

TASK = """<userTask id="Activity_{0}" name="Step {0}"><extensionElements><spiffworkflow:properties>
<spiffworkflow:property name="formJsonSchemaFilename" value="step.json"/></spiffworkflow:properties></extensionElements>
<incoming>Flow_{0}</incoming><outgoing>Flow_{1}</outgoing></userTask>
<sequenceFlow id="Flow_{1}" sourceRef="Activity_{0}" targetRef="{2}"/>"""

FOREIGN = (
    HEAD.format(key="leave")
    + """<collaboration id="Collaboration_1"><participant id="Pool_1" name="HR" processRef="Process_leave"/>
<participant id="Pool_2" name="Employee" processRef="Process_other"/>
<messageFlow id="Message_1" sourceRef="Pool_2" targetRef="Pool_1"/></collaboration>
<process id="Process_leave" isExecutable="true">
<laneSet id="Lanes"><lane id="Lane_1" name="Clerk"><flowNodeRef>StartEvent_1</flowNodeRef><flowNodeRef>Activity_1</flowNodeRef>
<flowNodeRef>Activity_2</flowNodeRef><flowNodeRef>Activity_3</flowNodeRef><flowNodeRef>Event_1</flowNodeRef></lane></laneSet>
<startEvent id="StartEvent_1"><outgoing>Flow_1</outgoing></startEvent>
<sequenceFlow id="Flow_1" sourceRef="StartEvent_1" targetRef="Activity_1"/>"""
    + TASK.format(1, 2, "Activity_2")
    + TASK.format(2, 3, "Activity_3")
    + TASK.format(3, 4, "Event_1")
    + """<endEvent id="Event_1"><incoming>Flow_4</incoming></endEvent></process>
<process id="Process_other" isExecutable="false"><task id="Activity_9" name="Ask"/></process></definitions>"""
)


def test_a_foreign_process_of_plain_tasks_with_forms_is_accepted():
    """Three user tasks with lanes and forms pass; what the house asks of itself is told as advice."""
    found = judged({"leave/leave.bpmn": FOREIGN, "leave/forms/step.json": form()})
    assert [f for f in found if f.level is Level.ERROR] == []
    assert {"deadline-missing", "name-not-chinese", "not-drawn"} <= {f.rule for f in found}


def test_a_bundle_without_any_folder_is_judged_the_same():
    """A file given by itself stands in the folder it is in."""
    found = judged({"leave.bpmn": FOREIGN, "forms/step.json": form()})
    assert [f for f in found if f.level is Level.ERROR] == []


def test_a_process_that_is_only_drawn_is_not_held_to_the_rules():
    """The other party of a collaboration runs nowhere."""
    assert not [
        f
        for f in judged({"leave.bpmn": FOREIGN, "forms/step.json": form()})
        if f.element == "Activity_9" and f.rule != "not-drawn"
    ]
    missing = judged(
        {"leave.bpmn": FOREIGN.replace('isExecutable="false"', 'isExecutable="true"'), "forms/step.json": form()}
    )
    assert {f.rule for f in missing if f.element == "Activity_9"} >= {"task-without-lane", "unreachable"}


def test_files_of_all_encodings_and_kinds_are_judged():
    """UTF-16 is read; something that is no text at all is a finding."""
    files = {
        "a/a.bpmn": FOREIGN.replace("UTF-8", "UTF-16").encode("utf-16"),
        "a/forms/step.json": b"\xff\x00",
        "a/process.toml": b"\xff",
    }
    found = {f.rule for f in lint(files, ACTIONS, RULES)}
    assert {"form-unreadable", "settings-unusable"} <= found
    assert "file-unreadable" not in found
    assert {f.rule for f in lint({}, ACTIONS, RULES)} == {"empty-bundle"}


def test_a_form_belongs_to_the_folder_above_it():
    """Settings of the folder weigh its forms too."""
    assert place_of("bpmn/repair/forms/a.json").folder == "bpmn/repair"
    assert place_of("bpmn/repair/repair.bpmn").folder == "bpmn/repair"


def test_lanes_and_properties_are_those_of_the_drawing():
    """An element inside an embedded subprocess stands in the lane of the subprocess."""
    model = model_of({"leave.bpmn": FOREIGN.encode()}, ACTIONS, RULES)
    assert {node.lane for node in model.nodes} == {"Clerk"}
    assert model.nodes[1].properties == {"formJsonSchemaFilename": "step.json"}


def test_a_file_too_big_to_read_is_not_judged_for_hours():
    """Thousands of nodes, rows or values end in a finding at once."""
    nodes = "".join(f'<endEvent id="e{n}" name="完"/>' for n in range(400))
    crowded = FOREIGN.replace('<endEvent id="Event_1">', nodes + '<endEvent id="Event_1">')
    assert "file-unreadable" in {f.rule for f in judged({"leave.bpmn": crowded})}
    rows = "".join(
        f'<rule id="x{n}"><inputEntry id="y{n}"/><inputEntry id="z{n}"/><outputEntry id="w{n}"/></rule>'
        for n in range(400)
    )
    assert "file-unreadable" in {
        f.rule
        for f in judged({"leave.bpmn": FOREIGN, "a.dmn": TABLE.replace("</decisionTable>", rows + "</decisionTable>")})
    }


def test_a_table_full_of_values_is_judged_in_a_moment():
    """What cannot be tried in time asks for a closing row instead."""
    cells = [f"? in {list(range(n, n + 200))}" for n in range(0, 6_000, 200)]
    rows = "".join(
        f'<rule id="x{n}"><inputEntry id="y{n}"><text>{cell}</text></inputEntry><inputEntry id="z{n}"><text>{"?" * 2_000}</text></inputEntry>'
        f'<outputEntry id="w{n}"><text>1</text></outputEntry></rule>'
        for n, cell in enumerate(cells)
    )
    table = TABLE[: TABLE.index('<rule id="r1">')] + rows + "</decisionTable></decision></definitions>"
    assert {"table-cell", "table-gap"} <= {f.rule for f in judged({"leave.bpmn": FOREIGN, "a.dmn": table})}
