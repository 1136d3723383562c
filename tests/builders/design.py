"""Trees of processes on disk, as designers have them: three tasks in a row, a receipt, policies, a scenario."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

from tests.builders.offices import PROCESSES, ROOT, law_files
from tests.builders.registry import TODAY
from workflows import actions
from workflows.actions.catalogue import list_words
from workflows.design.check import Known
from workflows.engine.folder import read_folder

DECLARED = actions.__all__
"""Importing the package declares the words of diagrams."""
SCENARIO = """\
title: 收件并受理
given:
  now: 2026-11-23 09:00
  subject: {name: 常州云岫精密机械有限公司（演示）, uscc: 91320411MAXY00112K}
  records: [{ref: r1, unit: SJJ, gravity: 一般, decided_on: 2026-01-10, number: 常市监处〔2026〕1号}]
when:
  - {at: 2026-11-23 09:30, who: shenfang, starts: receipt, records: [r1], answers: {matter: 修复申请}}
  - {at: 2026-11-24 10:00, who: wanglei, does: review, answers: {decision: accept, opinion: 材料齐全}}
then:
  state: 已受理
  facts: {application.received: 2026-11-23, application.accepted: 2026-11-24}
  running: []
"""


def three_tasks(key: str = "visit", names: tuple[str, ...] = ("看一看", "想一想", "写一写")) -> str:
    """A process as a foreign tool draws it: three user tasks in one lane, no rule, no process.toml."""
    ids = ("look", "think", "write")[: len(names)]
    nodes = ["came_in", *ids, "went_out"]
    tasks = "".join(
        f'<userTask id="{i}" name="{n}"><extensionElements><spiffworkflow:properties>'
        f'<spiffworkflow:property name="formJsonSchemaFilename" value="{i}.json"/></spiffworkflow:properties>'
        f"</extensionElements></userTask>"
        for i, n in zip(ids, names, strict=True)
    )
    flows = "".join(
        f'<sequenceFlow id="f{number}" sourceRef="{a}" targetRef="{b}"/>'
        for number, (a, b) in enumerate(pairwise(nodes))
    )
    shapes = "".join(
        f'<bpmndi:BPMNShape id="s_{node}" bpmnElement="{node}"><dc:Bounds x="{200 + at * 180}" y="{y}" width="{w}" '
        f'height="{h}"/></bpmndi:BPMNShape>'
        for at, node in enumerate(nodes)
        for y, w, h in [(142, 36, 36) if node in {"came_in", "went_out"} else (120, 120, 80)]
    )
    edges = "".join(
        f'<bpmndi:BPMNEdge id="e{at}" bpmnElement="f{at}"><di:waypoint x="{200 + at * 180 + (36 if at == 0 else 120)}" '
        f'y="160"/><di:waypoint x="{380 + at * 180}" y="160"/></bpmndi:BPMNEdge>'
        for at in range(len(nodes) - 1)
    )
    refs = "".join(f"<flowNodeRef>{node}</flowNodeRef>" for node in nodes)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
 xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
 xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d_{key}" targetNamespace="elsewhere">
<process id="{key}" name="走访" isExecutable="true"><laneSet id="lanes"><lane id="lane" name="经办人">{refs}</lane></laneSet>
<startEvent id="came_in" name="开始"/>{tasks}<endEvent id="went_out" name="办完"/>{flows}</process>
<bpmndi:BPMNDiagram id="drawing"><bpmndi:BPMNPlane id="plane" bpmnElement="{key}">
<bpmndi:BPMNShape id="s_lane" bpmnElement="lane" isHorizontal="true"><dc:Bounds x="150" y="80" width="1000" height="160"/>
</bpmndi:BPMNShape>{shapes}{edges}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"""


def form(title: str, *required: str) -> bytes:
    """One question with its title."""
    said = {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": {"note": {"type": "string", "title": title}},
    }
    return json.dumps(said, ensure_ascii=False).encode()


def visit_files(folder: str = "visit", **over: bytes) -> dict[str, bytes]:
    """The foreign process with its three forms."""
    files = {f"forms/{name}.json": form("情况", "note") for name in ("look", "think", "write")}
    return {
        f"{folder}/{name}": content for name, content in {"visit.bpmn": three_tasks().encode(), **files, **over}.items()
    }


def receipt_files() -> dict[str, bytes]:
    """The receipt of the test processes, with a scenario."""
    files = {f"receipt/{name}": content for name, content in read_folder(PROCESSES / "receipt").items()}
    return {**files, "receipt/scenarios/01-accepted.yaml": SCENARIO.encode()}


def tree_files() -> dict[str, bytes]:
    """A whole tree: the receipt, the policies and calendars that ship, the people of scenarios."""
    cast = (ROOT / "bpmn" / "demo" / "people.toml").read_bytes()
    return {**receipt_files(), **law_files(), "demo/people.toml": cast}


def lay_out(folder: Path, files: Mapping[str, bytes]) -> Path:
    """The files on disk."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def known(base: Mapping[str, bytes] | None = None, today: date = TODAY) -> Known:
    """What the office knows besides the files."""
    return Known(list_words(), base or {}, today)
