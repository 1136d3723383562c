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

APPROVAL = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
 xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
 xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="approval_definitions" targetNamespace="xinfu">
  <process id="repair-approval" name="审批并复核" isExecutable="true">
    <ioSpecification>
      <dataInput id="case" name="case"/><dataInput id="start" name="start"/>
      <dataInput id="check_conditions" name="check_conditions"/><dataInput id="propose" name="propose"/>
      <dataInput id="eligibility_application" name="eligibility_application"/>
      <dataInput id="eligibility_acceptance" name="eligibility_acceptance"/>
      <dataInput id="eligibility_decision" name="eligibility_decision"/>
      <dataOutput id="approval_said" name="approval_said"/><dataOutput id="grounds" name="grounds"/>
      <inputSet><dataInputRefs>case</dataInputRefs><dataInputRefs>start</dataInputRefs>
        <dataInputRefs>check_conditions</dataInputRefs><dataInputRefs>propose</dataInputRefs>
        <dataInputRefs>eligibility_application</dataInputRefs><dataInputRefs>eligibility_acceptance</dataInputRefs>
        <dataInputRefs>eligibility_decision</dataInputRefs></inputSet>
      <outputSet><dataOutputRefs>approval_said</dataOutputRefs><dataOutputRefs>grounds</dataOutputRefs></outputSet>
    </ioSpecification>
    <laneSet id="approval_lanes">
      <lane id="approval_sys" name="系统"><flowNodeRef>approval_begun</flowNodeRef>
        <flowNodeRef>approval_done</flowNodeRef></lane>
      <lane id="approval_manager" name="审批人"><flowNodeRef>approve</flowNodeRef>
        <flowNodeRef>second_review</flowNodeRef></lane>
    </laneSet>
    <startEvent id="approval_begun" name="送交审批"/>
    APPROVE
    <userTask id="second_review" name="复核审批意见"><extensionElements><spiffworkflow:properties>
      <spiffworkflow:property name="formJsonSchemaFilename" value="second-review.json"/>
      <spiffworkflow:property name="deadline" value="repair.decide"/>
      <spiffworkflow:property name="apartFrom" value="check_conditions,propose,approve"/>
      <spiffworkflow:property name="part" value="reviewed"/></spiffworkflow:properties>
      <spiffworkflow:instructionsForEndUser>由另一名审批人复核审批意见。</spiffworkflow:instructionsForEndUser>
      <spiffworkflow:variableName>second_review</spiffworkflow:variableName></extensionElements></userTask>
    <endEvent id="approval_done" name="已经复核"/>
    <sequenceFlow id="a1" sourceRef="approval_begun" targetRef="approve"/>
    <sequenceFlow id="a2" sourceRef="approve" targetRef="second_review"/>
    <sequenceFlow id="a3" sourceRef="second_review" targetRef="approval_done"/>
  </process>
  <bpmndi:BPMNDiagram id="approval_drawing"><bpmndi:BPMNPlane id="approval_plane" bpmnElement="repair-approval">
    <bpmndi:BPMNShape id="as" bpmnElement="approval_sys" isHorizontal="true">
      <dc:Bounds x="130" y="80" width="800" height="138"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="am" bpmnElement="approval_manager" isHorizontal="true">
      <dc:Bounds x="130" y="218" width="800" height="138"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="ab" bpmnElement="approval_begun"><dc:Bounds x="232" y="131" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="aa" bpmnElement="approve"><dc:Bounds x="354" y="249" width="124" height="76"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="ar" bpmnElement="second_review"><dc:Bounds x="554" y="249" width="124" height="76"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="ad" bpmnElement="approval_done"><dc:Bounds x="782" y="131" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="e1" bpmnElement="a1"><di:waypoint x="268" y="149"/><di:waypoint x="416" y="149"/>
      <di:waypoint x="416" y="249"/></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="e2" bpmnElement="a2"><di:waypoint x="478" y="287"/><di:waypoint x="554" y="287"/></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="e3" bpmnElement="a3"><di:waypoint x="678" y="287"/><di:waypoint x="800" y="287"/>
      <di:waypoint x="800" y="167"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</definitions>"""
CALL = (
    '<callActivity id="approval" name="审批并复核" calledElement="repair-approval">'
    "<extensionElements><spiffworkflow:postScript>approve = approval_said</spiffworkflow:postScript></extensionElements>"
    "<incoming>f_weigh_decision__approve</incoming><outgoing>f_approve__judge</outgoing></callActivity>"
)
FORM = """{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object", "title": "复核审批意见", "additionalProperties": false, "required": ["opinion"],
  "properties": {"opinion": {"type": "string", "title": "复核意见", "minLength": 2, "maxLength": 500}}
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
    diagram = tree / "repair" / "repair-review.bpmn"
    review, approval = _with_second_reviewer(diagram.read_text("utf-8"))
    diagram.write_text(review, encoding="utf-8")
    (tree / "repair" / "repair-approval.bpmn").write_text(approval, encoding="utf-8")
    (tree / "repair" / "forms" / "second-review.json").write_text(FORM, encoding="utf-8")
    for path in sorted((tree / "repair" / "scenarios").glob("*.yaml")):
        path.write_text(_with_second_act(path.read_text("utf-8")), encoding="utf-8")


def _with_second_reviewer(text: str) -> tuple[str, str]:
    """The page of the review is full: approval and second review become a process of their own, which it calls."""
    found = re.search(r'<userTask id="approve".*?</userTask>', text, re.DOTALL)
    assert found is not None
    task = re.sub(r"<(incoming|outgoing)>[^<]*</\1>", "", found[0])
    task = task.replace("</spiffworkflow:postScript>", "\napproval_said = approve</spiffworkflow:postScript>")
    text = text.replace(found[0], CALL)
    for old, new in (
        ("<flowNodeRef>approve</flowNodeRef>", "<flowNodeRef>approval</flowNodeRef>"),
        ('sourceRef="weigh_decision" targetRef="approve"', 'sourceRef="weigh_decision" targetRef="approval"'),
        ('sourceRef="approve" targetRef="judge"', 'sourceRef="approval" targetRef="judge"'),
        ('bpmnElement="approve"', 'bpmnElement="approval"'),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text, APPROVAL.replace("APPROVE\n", f"{task}\n")


def _with_second_act(text: str) -> str:
    """The other manager of the unit reviews at the same time of the same day."""
    pattern = re.compile(r"(- at: (?P<at>[^\n]+)\n  who: (?P<who>\w+)\n  does: approve\n(?:  [^\n]*\n)*)")

    def add(found: re.Match[str]) -> str:
        other = "zhangmin" if found["who"] == "lihong" else "lihong"
        act = f"- at: {found['at']}\n  who: {other}\n  does: second_review\n  answers: {{opinion: 复核无异议}}\n"
        return found[1] + act

    return pattern.sub(add, text)
