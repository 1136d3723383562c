"""A bundle is parsed once, tells what its diagrams say, and says clearly what it cannot read."""

from __future__ import annotations

import pytest

from tests.builders.walks import bundle
from tests.engine.lint.builder import Build, properties
from workflows.engine.definition import Bundle, fingerprint
from workflows.errors import BadDiagram
from workflows.law.roles import Role


def _three_tasks() -> Build:
    b = Build("three", "三步", lanes=("经办人", "审批人"))
    b.node("startEvent", "come", "收到", (0, 0))
    b.user("first", "第一步", (1, 0), caseState="办理中").user("second", "第二步", (2, 1))
    b.node("endEvent", "gone", "办完", (3, 0), properties(caseState="已办结"))
    return b.chain("come", "first", "second", "gone")


def _files(folder: str = "three/", **more: str) -> dict[str, bytes]:
    given = {"three.bpmn": _three_tasks().xml(), **more}
    return {folder + name.replace("__", "/").replace("_toml", ".toml"): text.encode() for name, text in given.items()}


def test_a_definition_tells_what_the_diagram_says_of_an_element():
    """Name, lane, role, properties, form and host come from the drawing and its process.toml."""
    nodes = bundle().definition("withdrawable").nodes
    examine, nearly_due = nodes["handling", "examine"], nodes["handling", "nearly_due"]
    assert (examine.name, examine.lane, examine.role) == ("审查材料", "经办人", Role.OFFICER)
    assert examine.says("deadline") == "repair.accept"
    assert examine.says("afterDue") == ""
    assert examine.variable == "examine"
    assert bundle().form(examine)["title"] == "意见"
    assert (nearly_due.attached_to, nearly_due.role) == ("examine", Role.OFFICER)


def test_an_element_inside_an_embedded_part_belongs_to_it_and_stands_in_its_lane():
    """The engine names the place by the part, so the node must be found under it."""
    attempt = bundle().definition("attempts").node("try_it", "attempt")
    assert (attempt.process, attempt.lane) == ("try_it", "系统")


def test_a_definition_holds_what_is_called_and_nothing_else():
    """Nodes of called processes are found from the caller, those of strangers are not."""
    processes = {process for process, _ in bundle().definition("withdrawable").nodes}
    assert processes == {"withdrawable", "handling", "deciding"}
    assert set(bundle().definition("withdrawable").diagrams) == processes


def test_messages_that_a_person_may_send_are_declared():
    """process.toml names them with title, sender and form."""
    (asking,) = bundle().definition("withdrawable").messages.values()
    assert (asking.name, asking.title, asking.sender, asking.form) == (
        "withdrawal",
        "撤回申请",
        Role.OFFICER,
        "answers.json",
    )


def test_a_bundle_is_parsed_once_and_shared():
    """Every case pinned to it uses the same read-only objects."""
    assert bundle().definition("lapse") is bundle().definition("lapse")
    assert "lapse" in bundle().keys


@pytest.mark.parametrize("folder", ["three/", "deep/er/three/", ""])
def test_a_foreign_folder_needs_no_settings(folder: str):
    """Without process.toml the process is known by its own id, wherever in the bundle it lies."""
    given = Bundle(_files(folder))
    assert given.keys == ("three",)
    definition = given.definition("three")
    assert (definition.name, definition.letter, definition.house) == ("三步", "X", False)
    assert definition.node("three", "second").role is Role.MANAGER
    assert definition.diagram == given.files[f"{folder}three.bpmn"]


@pytest.mark.parametrize("folder", ["three/", ""])
def test_settings_and_forms_are_found_beside_the_drawing(folder: str):
    """A bundle may be one folder, or hold many."""
    toml = 'key = "three"\nname = "三步走"\nletter = "T"\nhouse = true\n[lanes]\n"经办人" = "legal"\n'
    given = Bundle(_files(folder, process_toml=toml, **{"forms__answers.json": '{"title": "答"}'}))
    definition = given.definition("three")
    assert (definition.name, definition.letter, definition.house) == ("三步走", "T", True)
    first = definition.node("three", "first")
    assert first.role is Role.LEGAL
    assert given.form(first) == {"title": "答"}


@pytest.mark.parametrize(
    "toml",
    [
        "key = ",
        'key = "three"\n[lanes]\n"经办人" = "emperor"\n',
        'key = "three"\n[messages.stop]\nname = "停"\n',
        'key = "three"\n[messages.stop]\nname = "停"\nfrom = "nobody"\n',
    ],
    ids=["no toml", "unknown role", "message without sender", "message of nobody"],
)
def test_wrong_settings_are_refused_by_name(toml: str):
    """A folder that cannot be understood is refused, it never breaks what only looks at it."""
    with pytest.raises(BadDiagram) as refusal:
        Bundle(_files(process_toml=toml)).definition("three")
    assert "three" in refusal.value.sentence


def test_what_the_library_cannot_parse_is_refused_with_its_name():
    """The reason of the library is handed on."""
    broken = _three_tasks().xml().replace('targetRef="second"', 'targetRef="nowhere"')
    with pytest.raises(BadDiagram, match="three"):
        Bundle({"three/three.bpmn": broken.encode()}).definition("three")


def test_an_unknown_process_is_refused():
    """A case can only be opened with what the bundle has."""
    with pytest.raises(BadDiagram, match="没有名为"):
        bundle().definition("nothing")


def test_the_fingerprint_is_that_of_exactly_these_files():
    """One byte, one name, or a byte that moves between files makes another fingerprint."""
    files = {"a/x": b"12", "a/y": b"3"}
    same = fingerprint({"a/y": b"3", "a/x": b"12"})
    assert fingerprint(files) == same
    others = [{"a/x": b"12", "a/y": b"4"}, {"a/x": b"12", "a/z": b"3"}, {"a/x": b"1", "a/y": b"23"}, {"a/x": b"12"}]
    assert same not in {fingerprint(other) for other in others}
