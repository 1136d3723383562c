"""An amendment of the repair process as a designer makes it in the files: a shorter term, and a second reviewer."""

from __future__ import annotations

import re
from pathlib import Path

from tests.builders.design import lay_out
from tests.builders.offices import ROOT
from workflows.engine.folder import read_folder

KEPT = ("01-rectification-granted", "02-rectification-refused", "13-withdrawn")
"""The scenarios that the designer of the test keeps: playing all of them is the business of other tests."""

ROW = """
# 自 2026-12-01 起，作出决定的期限缩短为 7 个工作日。
[[rule]]
key = "repair.decide"
amount = 7
unit = "工作日"
valid_from = 2026-12-01
article = "无法定条文"
source = "区信用办演示参数"
grade = "–"
label = "内部目标"
"""

REVIEWER = """    <userTask id="second_review" name="复核审批意见"><extensionElements><spiffworkflow:properties>\
<spiffworkflow:property name="formJsonSchemaFilename" value="second-review.json"/>\
<spiffworkflow:property name="deadline" value="repair.decide"/>\
<spiffworkflow:property name="caseState" value="待审批"/>\
<spiffworkflow:property name="apartFrom" value="check_conditions,propose,approve"/>\
<spiffworkflow:property name="part" value="reviewed"/></spiffworkflow:properties>\
<spiffworkflow:instructionsForEndUser>由另一名审批人复核；不同意修复的，写明理由，按不予修复作出决定。</spiffworkflow:instructionsForEndUser>\
<spiffworkflow:variableName>second_review</spiffworkflow:variableName>\
<spiffworkflow:postScript>grounds = second_review.opinion if second_review.decision == 'disagree' else grounds
verdict = 'refused' if second_review.decision == 'disagree' else verdict</spiffworkflow:postScript></extensionElements>\
<incoming>f_review__second_review</incoming><outgoing>f_second_review__make_decision</outgoing></userTask>
    <boundaryEvent id="withdrawn_again" name="申请人撤回" attachedToRef="second_review">\
<outgoing>f_withdrawn_again__note_withdrawn</outgoing>\
<messageEventDefinition id="withdrawn_again_message" messageRef="message_withdrawal"><extensionElements>\
<spiffworkflow:messageVariable>withdrawal</spiffworkflow:messageVariable></extensionElements>\
</messageEventDefinition></boundaryEvent>
"""
LANE = (
    '<lane id="lane_manager" name="审批人"><flowNodeRef>second_review</flowNodeRef>'
    "<flowNodeRef>withdrawn_again</flowNodeRef></lane>"
)
FLOWS = """    <sequenceFlow id="f_review__second_review" sourceRef="review" targetRef="second_review"/>
    <sequenceFlow id="f_second_review__make_decision" sourceRef="second_review" targetRef="make_decision"/>
    <sequenceFlow id="f_withdrawn_again__note_withdrawn" sourceRef="withdrawn_again" targetRef="note_withdrawn"/>
"""
DRAWN = """\
<bpmndi:BPMNShape id="shape_lane_manager" bpmnElement="lane_manager" isHorizontal="true">\
<dc:Bounds x="130" y="494" width="WIDTH" height="138"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="shape_second_review" bpmnElement="second_review">\
<dc:Bounds x="1018" y="525" width="124" height="76"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="shape_withdrawn_again" bpmnElement="withdrawn_again">\
<dc:Bounds x="1032" y="507" width="36" height="36"/>\
<bpmndi:BPMNLabel><dc:Bounds x="1072" y="507" width="64" height="16"/></bpmndi:BPMNLabel></bpmndi:BPMNShape>
<bpmndi:BPMNEdge id="edge_f_review__second_review" bpmnElement="f_review__second_review">\
<di:waypoint x="914" y="325"/><di:waypoint x="914" y="563"/><di:waypoint x="1018" y="563"/></bpmndi:BPMNEdge>
<bpmndi:BPMNEdge id="edge_f_second_review__make_decision" bpmnElement="f_second_review__make_decision">\
<di:waypoint x="1142" y="563"/><di:waypoint x="1246" y="563"/><di:waypoint x="1246" y="325"/></bpmndi:BPMNEdge>
<bpmndi:BPMNEdge id="edge_f_withdrawn_again__note_withdrawn" bpmnElement="f_withdrawn_again__note_withdrawn">\
<di:waypoint x="1050" y="507"/><di:waypoint x="1050" y="149"/><di:waypoint x="1350" y="149"/></bpmndi:BPMNEdge>
"""
ROOM, BEYOND = 166, 990
"""One column more, right of the review."""
FORM = """{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object", "title": "复核审批意见", "additionalProperties": false, "required": ["decision", "opinion"],
  "properties": {
    "decision": {
      "type": "string", "title": "复核意见",
      "oneOf": [{"const": "agree", "title": "同意审批意见"}, {"const": "disagree", "title": "不同意修复"}]
    },
    "opinion": {"type": "string", "title": "理由", "minLength": 2, "maxLength": 500}
  }
}"""


def shipped_tree(folder: Path) -> Path:
    """The processes that ship, with a few of their scenarios."""
    files = {
        path: content
        for path, content in read_folder(ROOT / "bpmn").items()
        if "/scenarios/" not in path or Path(path).stem in KEPT
    }
    return lay_out(folder, {path: content for path, content in files.items() if not path.startswith("demo/stories/")})


def amend(tree: Path) -> None:
    """Edits the policy, the diagram, its form, and the scenarios that go through the new step."""
    policy = tree / "policies" / "xinbei.toml"
    policy.write_text(policy.read_text("utf-8") + ROW, encoding="utf-8")
    diagram = tree / "repair" / "repair.bpmn"
    diagram.write_text(_with_second_reviewer(diagram.read_text("utf-8")), encoding="utf-8")
    (tree / "repair" / "forms" / "second-review.json").write_text(FORM, encoding="utf-8")
    for path in sorted((tree / "repair" / "scenarios").glob("*.yaml")):
        path.write_text(_with_second_act(path.read_text("utf-8")), encoding="utf-8")


def _with_second_reviewer(text: str) -> str:
    """Room is made between review and decision, and the task stands there in its lane, with a way to withdraw."""
    text = re.sub(r' x="([\d.]+)"', _moved, text)
    lane = re.search(r'(bpmnElement="lane_sys".*? width=")(\d+)(")', text)
    assert lane is not None
    width = str(int(lane[2]) + ROOM)
    for old, new in (
        (lane[0], f"{lane[1]}{width}{lane[3]}"),
        ("    </laneSet>", f"      {LANE}\n    </laneSet>"),
        ("<outgoing>f_review__make_decision</outgoing>", "<outgoing>f_review__second_review</outgoing>"),
        ("<incoming>f_review__make_decision</incoming>", "<incoming>f_second_review__make_decision</incoming>"),
        (
            "<incoming>f_withdrawn_early__note_withdrawn</incoming>",
            "<incoming>f_withdrawn_early__note_withdrawn</incoming><incoming>f_withdrawn_again__note_withdrawn</incoming>",
        ),
        ('    <exclusiveGateway id="outcome_is"', f'{REVIEWER}    <exclusiveGateway id="outcome_is"'),
        ('    <sequenceFlow id="f_review__make_decision" sourceRef="review" targetRef="make_decision"/>\n', FLOWS),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    text = re.sub(r".*edge_f_review__make_decision.*\n", "", text)
    return text.replace("  </bpmndi:BPMNPlane>", f"{DRAWN.replace('WIDTH', width)}  </bpmndi:BPMNPlane>")


def _moved(found: re.Match[str]) -> str:
    x = float(found[1])
    return f' x="{x + ROOM:g}"' if x > BEYOND else found[0]


def _with_second_act(text: str) -> str:
    """The other manager of the unit reviews at the same time of the same day."""
    pattern = re.compile(r"(- at: (?P<at>[^\n]+)\n  who: (?P<who>\w+)\n  does: approve\n(?:  [^\n]*\n)*)")

    def add(found: re.Match[str]) -> str:
        other = "zhangmin" if found["who"] == "lihong" else "lihong"
        act = f"- at: {found['at']}\n  who: {other}\n  does: second_review\n  answers: {{decision: agree, opinion: 复核无异议}}\n"
        return found[1] + act

    return pattern.sub(add, text)
