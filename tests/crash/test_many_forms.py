"""Sixty people have forms of one case open, and all of them hand in: a form carries its task, never the case's revision."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from bench import audit
from bench.browser import Browser, Page, Wire
from bench.databases import KINDS, fresh_place
from bench.served import serving
from bench.web import LOGIN, PASSWORD, admit, fill_in
from tests.builders.offices import MONDAY, TestOffice, open_office
from workflows.store import changes
from workflows.store.database import Database

MANY, AT_ONCE = 60, 8
TASK = """<userTask id="say_{0}" name="说明 {0}"><extensionElements><spiffworkflow:properties>
<spiffworkflow:property name="formJsonSchemaFilename" value="say.json"/><spiffworkflow:property name="deadline" value="none"/>
</spiffworkflow:properties><spiffworkflow:variableName>say_{0}</spiffworkflow:variableName></extensionElements></userTask>
<sequenceFlow id="to_{0}" sourceRef="part" targetRef="say_{0}"/><sequenceFlow id="from_{0}" sourceRef="say_{0}" targetRef="meet"/>"""
DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"
 id="sixty_definitions" targetNamespace="xinfu"><process id="sixty" name="六十份说明" isExecutable="true">
<laneSet id="lanes"><lane id="lane" name="经办人">{lane}</lane></laneSet>
<startEvent id="begin"/><parallelGateway id="part"/>{tasks}<parallelGateway id="meet"/><endEvent id="finished"/>
<sequenceFlow id="f1" sourceRef="begin" targetRef="part"/><sequenceFlow id="f2" sourceRef="meet" targetRef="finished"/>
</process></definitions>"""
SETTINGS = """key = "sixty"
name = "六十份说明"
letter = "X"
[lanes]
"经办人" = "officer"
[start]
from = "officer"
records = "none"
"""
FORM = """{"type": "object", "title": "说明", "additionalProperties": false, "required": ["note"],
 "properties": {"note": {"type": "string", "title": "说明", "maxLength": 200}}}"""


def _files() -> Mapping[str, str]:
    numbers = range(MANY)
    lane = "".join(f"<flowNodeRef>say_{number}</flowNodeRef>" for number in numbers)
    diagram = DIAGRAM.format(lane=lane, tasks="".join(TASK.format(number) for number in numbers))
    return {"sixty.bpmn": diagram, "process.toml": SETTINGS, "forms/say.json": FORM}


def _open(database: Database, folder: Path) -> TestOffice:
    """An office with the process of sixty tasks and an officer."""
    (folder / "processes" / "sixty" / "forms").mkdir(parents=True)
    for name, text in _files().items():
        (folder / "processes" / "sixty" / name).write_text(text, encoding="utf-8")
    changes.upgrade(database)
    house = open_office(database, folder, processes=folder / "processes")
    house.person(LOGIN, "王磊", "officer@SJJ")
    admit(house.office)
    return house


@pytest.mark.crash
@pytest.mark.parametrize("kind", KINDS)
def test_sixty_open_forms_on_one_case_are_sixty_successes(kind: str) -> None:
    """All forms are opened first, over HTTP; then all are handed in, eight at a time: each counts, once."""
    with fresh_place(kind) as (url, folder), closing(Database(url)) as database:
        house = _open(database, folder)
        case_id = house.start("sixty", {}).case_id
        tasks = [task.id for task in house.tasks(case_id)]
        assert len(tasks) == MANY
        with serving(url, folder, MONDAY, 1) as (server,):
            officer = Browser(Wire(server.base))
            assert officer.sign_in(LOGIN, PASSWORD).is_sent_on
            forms = {task: officer.get(f"/w/tasks/{task}") for task in tasks}
            assert all(form.is_shown for form in forms.values())

            def hand_in(task: int) -> Page:
                browser = Browser(Wire(server.base), cookies=dict(officer.cookies))
                return fill_in(browser, f"/w/tasks/{task}", forms[task], f"key-{task}", {"note": f"说明 {task}"})

            with ThreadPoolExecutor(AT_ONCE) as pool:
                sent = list(pool.map(hand_in, tasks))
        assert [page.status for page in sent if not page.is_sent_on] == []
        assert [entry.kind for entry in house.journal(case_id)].count("task.completed") == MANY
        assert house.tasks(case_id) == []
        assert audit.look(house.office) == []
