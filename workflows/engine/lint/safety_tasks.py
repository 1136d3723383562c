"""Safety: whether each task can be found by a person, or by an action, with what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.engine.forms import form_path as safe_form_path
from workflows.engine.lint.findings import Hit, Rule, Severity, hit
from workflows.engine.lint.model import Model, Node
from workflows.engine.lint.texts import form_path
from workflows.errors import BadDiagram
from workflows.law.separation import EARLIER


def _human(model: Model) -> Iterator[Node]:
    return (node for node in model.nodes if node.is_human)


def _without_lane(model: Model) -> Iterator[Hit]:
    for node in _human(model):
        group = node.properties.get("candidateGroup") or node.extensions.get("candidateGroup", "")
        if not node.lane and not group.strip():
            yield hit(node.place)


def _without_form(model: Model) -> Iterator[Hit]:
    for node in _human(model):
        if node.kind == "userTask" and not node.properties.get("formJsonSchemaFilename", "").strip():
            yield hit(node.place)


def _form_missing(model: Model) -> Iterator[Hit]:
    for node in _human(model):
        name = node.properties.get("formJsonSchemaFilename", "").strip()
        if name and (not _is_bare(node.place.folder, name) or form_path(node) not in model.files):
            yield hit(node.place, form=name)
    for folder in model.folders.values():
        asked = {**folder.messages, "start": folder.settings.get("start", {})}
        for key, said in asked.items():
            name = said.get("form", "") if isinstance(said, dict) else ""
            path = f"{folder.path}/forms/{name}" if folder.path != "." else f"forms/{name}"
            if name and (not _is_bare(folder.path, name) or path not in model.files):
                yield hit(folder.place, form=name, name=key)


def _is_bare(folder: str, name: str) -> bool:
    try:
        safe_form_path(folder, name)
    except BadDiagram:
        return False
    return True


def _unknown_actions(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if node.kind == "serviceTask" and (node.operator is None or node.operator.name not in model.actions):
            yield hit(node.place, action=node.operator.name if node.operator else "")


def _unknown_parameters(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        action = model.actions.get(node.operator.name) if node.operator else None
        if node.operator and action:
            known = {p.name for p in action.parameters}
            for name in node.operator.parameters:
                if name not in known:
                    yield hit(
                        node.place, action=node.operator.name, parameter=name, known="、".join(sorted(known)) or "–"
                    )


def _missing_parameters(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        action = model.actions.get(node.operator.name) if node.operator else None
        if node.operator and action:
            given = {name for name, value in node.operator.parameters.items() if value.strip()}
            for parameter in action.parameters:
                if parameter.required and parameter.name not in given:
                    yield hit(node.place, action=node.operator.name, parameter=parameter.name)


def _unknown_colleagues(model: Model) -> Iterator[Hit]:
    """Four eyes that look at a task which does not exist see nothing; the task may stand in another file of the folder."""
    for node in _human(model):
        known = {EARLIER, *(n.id for n in _human(model) if n.place.folder == node.place.folder)}
        for other in filter(None, (part.strip() for part in node.properties.get("apartFrom", "").split(","))):
            if other not in known or other == node.id:
                yield hit(node.place, other=other)


RULES = (
    Rule(
        "task-without-lane", Severity.ERROR, "任务“{name}”不在任何泳道里，没有人会看到它", "the task {name} is in no lane; nobody would see it",
        "把它放进泳道，或写上 candidateGroup", "Put it into a lane or give it a candidateGroup.", _without_lane,
    ),
    Rule(
        "task-without-form", Severity.ERROR, "任务“{name}”没有表单", "the task {name} has no form",
        "在 formJsonSchemaFilename 里写表单文件名", "Name the form's file in formJsonSchemaFilename.", _without_form,
    ),
    Rule(
        "form-missing", Severity.ERROR, "“{name}”的表单“{form}”不在本文件夹的 forms 里", "the form {form} of {name} is not in the forms of this folder",
        "只写文件名，并把文件放进 forms 文件夹", "Write the bare file name, and put the file into forms.", _form_missing,
    ),
    Rule(
        "action-unknown", Severity.ERROR, "自动步骤“{name}”的动作“{action}”没有登记", "the action {action} of {name} is not registered",
        "从动作目录里选一个", "Choose one from the catalogue of actions.", _unknown_actions,
    ),
    Rule(
        "parameter-unknown", Severity.ERROR, "“{name}”给动作 {action} 的参数“{parameter}”不存在", "the action {action} of {name} has no parameter {parameter}",
        "可用的参数：{known}", "It takes: {known}.", _unknown_parameters,
    ),
    Rule(
        "parameter-missing", Severity.ERROR, "“{name}”没有给动作 {action} 必需的参数“{parameter}”", "the action {action} of {name} lacks the parameter {parameter}",
        "补上这个参数", "Add the parameter.", _missing_parameters,
    ),
    Rule(
        "apart-unknown", Severity.ERROR, "“{name}”要求与“{other}”不同人办理，但没有这个任务", "{name} must be done by another person than {other}, but there is no such task",
        "apartFrom 写同一文件夹里别的任务的编号，用逗号分开；earlier 指同一记录以前的案件", "apartFrom names ids of other tasks in this folder, separated by commas; earlier means cases before on the record.", _unknown_colleagues,
    ),
)  # fmt: skip
