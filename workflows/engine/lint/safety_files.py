"""Safety: which files and ids of a bundle can be used at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from workflows.engine.grammar import is_hidden_key
from workflows.engine.lint.bundle import place_of
from workflows.engine.lint.findings import Hit, Rule, Severity, hit
from workflows.engine.lint.model import Model, Node, Place
from workflows.engine.lint.texts import assigned, multiple


def _troubles(kind: str, model: Model) -> Iterator[Hit]:
    for trouble in model.troubles:
        if trouble.kind == kind:
            yield hit(trouble.place, said=trouble.said, english=trouble.english)


def _unreadable_files(model: Model) -> Iterator[Hit]:
    yield from _troubles("file", model)


def _unreadable_forms(model: Model) -> Iterator[Hit]:
    yield from _troubles("form", model)


def _unusable_settings(model: Model) -> Iterator[Hit]:
    yield from _troubles("settings", model)


def _repeated_ids(model: Model) -> Iterator[Hit]:
    yield from _troubles("id", model)


def _ids_shared_by_files(model: Model) -> Iterator[Hit]:
    """The engine keeps processes, embedded subprocesses and decisions of a bundle under their bare ids."""
    owners: dict[str, list[Place]] = defaultdict(list)
    for scope in model.drawn_scopes:
        owners[scope.id].append(scope.place)
    for table in model.tables:
        for decision in table.root.iter("{*}decision"):
            key = decision.get("id") or ""
            owners[key].append(replace(table.place, element=key, name=decision.get("name") or ""))
    for places in owners.values():
        for place in places[1:]:
            yield hit(place, other=places[0].file)


def _conflicting_definitions(model: Model) -> Iterator[Hit]:
    """Messages, errors and signals are looked up by id over all files, so one id must mean one thing."""
    meaning: dict[tuple[str, str], tuple[str, str]] = {}
    for diagram in model.diagrams:
        for kind, names in diagram.names.items():
            for key, name in names.items():
                known = meaning.setdefault((kind, key), (name, diagram.place.file))
                if known[0] != name:
                    yield hit(replace(diagram.place, element=key, name=name), other=known[1])


def _missing_ids(model: Model) -> Iterator[Hit]:
    for scope in model.scopes:
        places = [scope.place, *(n.place for n in scope.nodes), *(f.place for f in scope.flows)]
        yield from (hit(place) for place in places if not place.element)


def _library_ids(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        if node.id in {"Start", "End"}:
            yield hit(node.place)


def _reserved_names(model: Model) -> Iterator[Hit]:
    for node in model.nodes:
        for name in sorted(_names(model, node)):
            if is_hidden_key(name):
                yield hit(node.place, word=name)
    for scope in model.scopes:
        for name in (*scope.inputs, *scope.outputs):
            if is_hidden_key(name):
                yield hit(scope.place, word=name)


def _names(model: Model, node: Node) -> frozenset[str]:
    items = {multiple(node, "inputDataItem"), multiple(node, "outputDataItem")}
    return frozenset() if node.is_subprocess else assigned(model, node) | items


def _empty_bundle(model: Model) -> Iterator[Hit]:
    if not any(path.endswith(".bpmn") for path in model.files):
        yield hit(place_of(min(model.files, default="")))


RULES = (
    Rule(
        "file-unreadable", Severity.ERROR, "{said}", "{english}",
        "用支持 BPMN 2.0 的编辑器打开并另存后再检查", "Open the file in a BPMN 2.0 editor and save it again.", _unreadable_files,
    ),
    Rule(
        "form-unreadable", Severity.ERROR, "{said}", "{english}",
        "表单是一个自成一体的 JSON Schema（2020-12）对象", "A form is one JSON Schema (2020-12) object, closed in itself.", _unreadable_forms,
    ),
    Rule(
        "settings-unusable", Severity.ERROR, "流程设置不能用：{said}", "the settings cannot be used: {english}",
        "改正文件夹里的 process.toml", "Correct process.toml in the folder.", _unusable_settings,
    ),
    Rule(
        "duplicate-id", Severity.ERROR, "编号“{id}”用在了 {said}上", "the id {id} is used by {english}",
        "每个元素用自己的编号", "Give each element an id of its own.", _repeated_ids,
    ),
    Rule(
        "shared-id", Severity.ERROR, "“{name}”的编号“{id}”在 {other} 里已经用过", "the id {id} of {name} is already used in {other}",
        "流程、子流程和决策的编号在整个发布里不能重复", "Ids of processes, subprocesses and decisions are unique in a release.", _ids_shared_by_files,
    ),
    Rule(
        "conflicting-definition", Severity.ERROR, "“{id}”在这里叫“{name}”，在 {other} 里不是", "{id} is {name} here and something else in {other}",
        "同一编号的消息、信号或错误在各文件里要一致，否则换一个编号", "A message, signal or error with one id means one thing in all files.", _conflicting_definitions,
    ),
    Rule(
        "missing-id", Severity.ERROR, "“{name}”没有编号", "{name} has no id",
        "给每个节点和每条线一个编号", "Give each node and each flow an id.", _missing_ids,
    ),
    Rule(
        "library-id", Severity.ERROR, "“{name}”的编号“{id}”不能用", "the id {id} of {name} may not be used",
        "Start 和 End 由引擎自用，请换一个编号", "Start and End belong to the engine; choose another id.", _library_ids,
    ),
    Rule(
        "reserved-name", Severity.ERROR, "“{name}”用了变量名“{word}”", "{name} uses the variable name {word}",
        "typename 会使案件无法再打开，双下划线开头的名称也不能用", "typename makes a case unreadable; names with double underscores are not allowed.", _reserved_names,
    ),
    Rule(
        "empty-bundle", Severity.ERROR, "这里没有流程图", "there is no diagram here",
        "至少要有一个 .bpmn 文件", "There must be a .bpmn file.", _empty_bundle,
    ),
)  # fmt: skip
