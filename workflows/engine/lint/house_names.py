"""House rules: whether names, ids, lanes and forms speak the language of the office."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from workflows.engine.lint.bundle import BPMN, place_of
from workflows.engine.lint.findings import Hit, Rule, Severity, hit
from workflows.engine.lint.model import Model, Node
from workflows.engine.lint.safety_flow import DECIDING
from workflows.engine.lint.texts import variable
from workflows.law.roles import ROLE_OF_LABEL

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_NOUNS = ("任务", "节点", "步骤", "环节", "流程", "阶段")


def _is_activity(node: Node) -> bool:
    return not node.is_event and not node.is_gateway


def _decides(node: Node) -> bool:
    return node.kind in DECIDING and len(node.outgoing) > 1


def _nameless(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if not node.name and (_is_activity(node) or node.kind == "boundaryEvent"):
            yield hit(node.place)


def _nameless_events(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if not node.name and node.is_event and node.kind != "boundaryEvent":
            yield hit(node.place)


def _no_question(model: Model) -> Iterator[Hit]:
    yield from (hit(node.place) for node in model.nodes if _decides(node) and not node.name)


def _no_question_mark(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if _decides(node) and node.name and not node.name.rstrip().endswith(("？", "?")):
            yield hit(node.place)


def _nameless_branches(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if _decides(node):
            yield from (hit(flow.place, gateway=node.name or node.id) for flow in node.outgoing if not flow.name)


def _not_chinese(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if node.name and not _CHINESE.search(node.name):
            yield hit(node.place)
    for diagram in model.diagrams:
        for lane in diagram.root.iter(f"{BPMN}lane"):
            name = lane.get("name") or ""
            if not _CHINESE.search(name):
                yield hit(replace(diagram.place, element=lane.get("id") or "", name=name))


def _nouns(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if _is_activity(node) and node.name.endswith(_NOUNS):
            yield hit(node.place)


def _odd_ids(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if node.id and not _SNAKE.fullmatch(node.id):
            yield hit(node.place)


def _plain_tasks(model: Model) -> Iterator[Hit]:
    yield from (hit(node.place) for node in model.nodes if node.kind in {"task", "manualTask"})


def _other_variables(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if node.kind == "userTask" and variable(node, "variableName") != node.id:
            yield hit(node.place)


def _outside_all_lanes(model: Model) -> Iterator[Hit]:
    """Where a process has lanes, everything stands in one of them."""
    for scope in model.scopes:
        if scope.is_process and scope.element.find(f"{BPMN}laneSet") is not None:
            yield from (hit(node.place) for node in scope.nodes if not node.lane)


def _unmapped_lanes(model: Model) -> Iterator[Hit]:
    for diagram in model.diagrams:
        known = set(model.folder(diagram.place).lanes) | set(ROLE_OF_LABEL)
        for lane in diagram.root.iter(f"{BPMN}lane"):
            name = lane.get("name") or ""
            if name not in known and lane.find(f"{BPMN}childLaneSet") is None:
                yield hit(replace(diagram.place, element=lane.get("id") or "", name=name))


def _incomplete_settings(model: Model) -> Iterator[Hit]:
    for folder in model.folders.values():
        lacking = [key for key in ("key", "name") if not str(folder.settings.get(key) or "").strip()]
        if lacking:
            yield hit(folder.place, lacking="、".join(lacking))


def _other_keys(model: Model) -> Iterator[Hit]:
    for folder in model.folders.values():
        key = folder.settings.get("key")
        own = {s.id for s in model.scopes if s.is_process and s.place.folder == folder.path}
        if key and own and key not in own:
            yield hit(folder.place, key=key, own="、".join(sorted(own)))


def _open_forms(model: Model) -> Iterator[Hit]:
    for path, form in model.forms.items():
        for where, part in _objects(form, "/"):
            if part.get("additionalProperties") is not False and part.get("format") != "x-file":
                yield hit(place_of(path), where=where)


def _untitled_forms(model: Model) -> Iterator[Hit]:
    for path, form in model.forms.items():
        for where, part in _objects(form, "/"):
            for name, question in part.get("properties", {}).items():
                if (
                    isinstance(question, dict)
                    and "$ref" not in question
                    and not _CHINESE.search(str(question.get("title", "")))
                ):
                    yield hit(place_of(path), where=f"{where}{name}")


def _objects(part: object, where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The object schemas of a form, by their path."""
    if isinstance(part, dict) and part.get("type") == "object" and isinstance(part.get("properties", {}), dict):
        yield where, part
    if isinstance(part, dict):
        inner = {**_schemas(part, "properties"), **_schemas(part, "$defs"), "[]": part.get("items")}
        for name, item in inner.items():
            yield from _objects(item, f"{where}{name}/")


def _schemas(part: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = part.get(key, {})
    return found if isinstance(found, dict) else {}


RULES = (
    Rule(
        "name-missing", Severity.HOUSE, "“{id}”没有名称", "{id} has no name",
        "写一个动词短语，如“审查申请材料”", "Give it a verb phrase for a name.", _nameless,
    ),
    Rule(
        "event-unnamed", Severity.WARNING, "事件“{id}”没有名称", "the event {id} has no name",
        "写明发生了什么，如“已受理”", "Say what has happened.", _nameless_events,
    ),
    Rule(
        "question-missing", Severity.HOUSE, "网关“{id}”没有写所问的问题", "the gateway {id} asks no question",
        "用问题作名称，如“是否受理？”", "Name it by a question.", _no_question,
    ),
    Rule(
        "question-mark", Severity.WARNING, "网关“{name}”的名称不是问题", "the name of the gateway {name} is no question",
        "用问题作名称，如“是否受理？”", "Name it by a question.", _no_question_mark,
    ),
    Rule(
        "branch-unnamed", Severity.HOUSE, "网关“{gateway}”的分支“{id}”没有名称", "the branch {id} of {gateway} has no name",
        "写上这条分支的回答，如“受理”", "Write the answer on the branch.", _nameless_branches,
    ),
    Rule(
        "name-not-chinese", Severity.HOUSE, "“{name}”不是中文名称", "the name {name} is not Chinese",
        "名称用中文，编号用英文", "Names are Chinese, ids are English.", _not_chinese,
    ),
    Rule(
        "name-is-noun", Severity.WARNING, "“{name}”说的是东西，不是要做的事", "{name} names a thing, not an act",
        "用动词短语，如“审查申请材料”", "Use a verb phrase.", _nouns,
    ),
    Rule(
        "odd-id", Severity.HOUSE, "“{name}”的编号“{id}”不是小写英文加下划线", "the id {id} of {name} is not lower_snake English",
        "如 formal_check", "For example formal_check.", _odd_ids,
    ),
    Rule(
        "plain-task", Severity.HOUSE, "“{name}”没有说明由人还是系统办理", "{name} does not say whether a person or the system does it",
        "人办的用用户任务，自动的用服务任务", "Use a user task or a service task.", _plain_tasks,
    ),
    Rule(
        "other-variable", Severity.HOUSE, "“{name}”的答案没有放在变量“{id}”里", "the answers of {name} do not land in the variable {id}",
        "variableName 写成任务自己的编号", "Let variableName be the id of the task.", _other_variables,
    ),
    Rule(
        "node-without-lane", Severity.HOUSE, "“{name}”不在任何泳道里", "{name} is in no lane",
        "放进负责者的泳道，自动步骤可放“系统”", "Put it into the lane of whoever is responsible.", _outside_all_lanes,
    ),
    Rule(
        "lane-unmapped", Severity.HOUSE, "泳道“{name}”没有对应的角色", "the lane {name} maps to no role",
        "在 process.toml 的 [lanes] 里写明，或用角色的名称", "Map it in [lanes] of process.toml, or use the name of a role.", _unmapped_lanes,
    ),
    Rule(
        "settings-incomplete", Severity.HOUSE, "process.toml 缺少 {lacking}", "process.toml lacks {lacking}",
        "写上流程的 key 和 name", "Write key and name of the process.", _incomplete_settings,
    ),
    Rule(
        "other-key", Severity.HOUSE, "process.toml 的 key“{key}”不是这里的流程（{own}）", "the key {key} of process.toml is no process here ({own})",
        "key 写主流程的编号", "Let key be the id of the main process.", _other_keys,
    ),
    Rule(
        "form-open", Severity.HOUSE, "表单的“{where}”接受没有列出的项", "the form accepts unlisted entries at {where}",
        "写上 \"additionalProperties\": false", "Add \"additionalProperties\": false.", _open_forms,
    ),
    Rule(
        "form-untitled", Severity.HOUSE, "表单的“{where}”没有中文标题", "{where} of the form has no Chinese title",
        "给每一项写 title", "Give every entry a title.", _untitled_forms,
    ),
)  # fmt: skip
