"""Every text of a release is read before it is released, and a fault is named by its file."""

from pathlib import Path

from tests.builders.design import form, known, lay_out, three_tasks, tree_files, visit_files
from workflows.design.check import check, judge
from workflows.design.tree import read_part
from workflows.engine.lint import Level


def _errors(files: dict[str, bytes]) -> list[tuple[str, str]]:
    return [(one.file, one.rule) for one in judge(files, known(tree_files())) if one.level is Level.ERROR]


def test_a_whole_tree_is_accepted():
    """Processes, policies, calendars, people and scenarios as they ship."""
    assert _errors(tree_files()) == []


def test_a_foreign_process_is_accepted_by_itself(tmp_path: Path):
    """Three tasks with forms and no process.toml: house rules are advice only."""
    found = check([read_part(lay_out(tmp_path, visit_files()) / "visit")], known(tree_files()))
    assert [one.rule for one in found if one.level is Level.ERROR] == []
    assert {one.file for one in found} <= {str(tmp_path / "visit" / name) for name in ("visit.bpmn",)}


def test_a_broken_text_is_named_by_its_file():
    """Policy, calendar, scenario, message, paper and table each have their reader."""
    files = tree_files() | {
        "policies/xinbei.toml": b"key = 'xinbei'\nname = 'x'\nkind = 'layer'\n",
        "calendars/2026.toml": b"year = 2026\n",
        "receipt/scenarios/01-accepted.yaml": b"title: x\n",
        "receipt/messages/told.toml": b"code = ",
        "receipt/papers/receipt.html": b"{% if x %}",
        "receipt/papers/receipt.toml": "标题".encode("gb18030"),
        "exchange/penalties.toml": "[[category]]\nname = '罚款'\nclass = '重'\n".encode(),
    }
    assert {(file, rule) for file, rule in _errors(files)} == {
        ("policies/xinbei.toml", "policy-unusable"),
        ("calendars/2026.toml", "calendar-unusable"),
        ("receipt/scenarios/01-accepted.yaml", "scenario-unreadable"),
        ("receipt/messages/told.toml", "text-unreadable"),
        ("receipt/papers/receipt.html", "paper-unreadable"),
        ("receipt/papers/receipt.toml", "text-unreadable"),
        ("exchange/penalties.toml", "table-unusable"),
    }


def test_each_fault_of_a_policy_is_told():
    """A layer is checked against the laws it lies on."""
    text = tree_files()["policies/xinbei.toml"].decode() + "\n[[rule]]\nkey = 'no.such'\namount = 3\nunit = '年月'\n"
    found = judge(tree_files() | {"policies/xinbei.toml": text.encode()}, known())
    assert len([one for one in found if one.rule == "policy-unusable"]) >= 2


def test_only_the_paths_that_were_asked_for_are_told(tmp_path: Path):
    """A fault elsewhere in the tree does not stop whoever works on another process."""
    files = tree_files() | visit_files() | {"visit/forms/look.json": b"{"}
    tree = lay_out(tmp_path / "bpmn", files)
    assert not [one for one in check([read_part(tree / "receipt")], known()) if one.level is Level.ERROR]
    found = check([read_part(tree / "receipt"), read_part(tree / "visit")], known())
    assert str(tree / "visit" / "forms" / "look.json") in {one.file for one in found}


def test_a_foreign_process_may_call_one_of_the_office(tmp_path: Path):
    """What it calls is looked for among the office's own, when it does not bring it along."""
    own = three_tasks("office").replace(
        "<laneSet", "<ioSpecification><inputSet/><outputSet/></ioSpecification><laneSet"
    )
    calling = three_tasks().replace(
        '<endEvent id="went_out"', '<callActivity id="ask" name="请" calledElement="office"/><endEvent id="went_out"'
    )
    calling = calling.replace('targetRef="went_out"', 'targetRef="ask"').replace(
        "</process>", '<sequenceFlow id="f9" sourceRef="ask" targetRef="went_out"/></process>'
    )
    calling = calling.replace("<flowNodeRef>look", "<flowNodeRef>ask</flowNodeRef><flowNodeRef>look")
    part = read_part(lay_out(tmp_path, visit_files() | {"visit/visit.bpmn": calling.encode()}) / "visit")
    base = (
        tree_files()
        | {"office/office.bpmn": own.encode()}
        | {f"office/forms/{name}.json": form("x") for name in ("look", "think", "write")}
    )
    assert "call-missing" in {one.rule for one in check([part], known(tree_files()))}
    assert "call-missing" not in {one.rule for one in check([part], known(base))}


def test_a_rule_that_nothing_starts_is_named():
    """A deadline counts from a fact: a diagram, an action, a record or the service of a paper must bring it about."""
    drawn = tree_files()
    drawn["receipt/receipt.bpmn"] = drawn["receipt/receipt.bpmn"].replace(b"repair.accept", b"rectify.report")
    served = {"receipt/papers/order.toml": 'title = "责令改正通知书"\nserved_fact = "order.served"\n'.encode()}
    assert "rule-never-starts" in {one.rule for one in judge(drawn, known(tree_files()))}
    assert "rule-never-starts" not in {one.rule for one in judge(drawn | served, known(tree_files()))}
