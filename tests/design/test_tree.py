"""A path on disk stands for the whole tree, a process of it, or files of it; and replaces that and nothing else."""

from pathlib import Path

import pytest

from tests.builders.design import lay_out, tree_files, visit_files
from workflows.design.tree import read_part, refuse_strangers
from workflows.errors import BadDiagram, BadInput, NotFound

BASE = {
    "receipt/receipt.bpmn": b"old",
    "receipt/forms/gone.json": b"old",
    "visit/visit.bpmn": b"old",
    "policies/a.toml": b"",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A whole tree on disk."""
    return lay_out(tmp_path / "bpmn", tree_files())


def test_the_whole_tree_replaces_everything(tree: Path):
    """What is not in it any more is gone."""
    part = read_part(tree)
    assert part.is_whole
    assert part.over(BASE) == tree_files()
    assert part.shown["receipt/receipt.bpmn"] == str(tree / "receipt" / "receipt.bpmn")


def test_a_process_of_a_tree_replaces_its_folder(tree: Path):
    """A form that was dropped goes with it; the rest of the release stays."""
    part = read_part(tree / "receipt")
    over = part.over(BASE)
    assert "receipt/forms/gone.json" not in over
    assert over["visit/visit.bpmn"] == b"old"
    assert over["receipt/receipt.bpmn"] == tree_files()["receipt/receipt.bpmn"]
    assert "policies/cn-2026.toml" in part.in_place


def test_one_file_replaces_itself(tree: Path):
    """A policy or a diagram alone can be released."""
    over = read_part(tree / "policies" / "xinbei.toml").over(BASE)
    assert set(over) == {*BASE, "policies/xinbei.toml"}


def test_policies_alone_replace_the_policies(tree: Path):
    """The law of the office changes without its processes."""
    over = read_part(tree / "policies").over(BASE)
    assert "policies/a.toml" not in over
    assert over["receipt/receipt.bpmn"] == b"old"


def test_a_process_from_elsewhere_goes_by_the_name_of_its_folder(tmp_path: Path):
    """As diagram tools leave it: a folder with a diagram and its forms, no tree around it."""
    part = read_part(lay_out(tmp_path, visit_files()) / "visit")
    assert sorted(part.files) == sorted(visit_files())
    assert part.over(BASE)["receipt/receipt.bpmn"] == b"old"


def test_several_processes_from_elsewhere_replace_only_themselves(tmp_path: Path):
    """A folder of folders is not a whole tree when it holds no policies."""
    part = read_part(lay_out(tmp_path, visit_files() | {"other/other.bpmn": b"new"}))
    assert part.replaces == ("other", "visit")
    assert "policies/a.toml" in part.over(BASE)


def test_a_single_diagram_from_elsewhere_takes_its_forms_along(tmp_path: Path):
    """It is judged with what lies beside it, and called as the user called it."""
    folder = lay_out(tmp_path, visit_files()) / "visit"
    part = read_part(folder / "visit.bpmn")
    assert (set(part.files), part.shown) == ({"visit/visit.bpmn"}, {"visit/visit.bpmn": str(folder / "visit.bpmn")})
    assert "visit/forms/look.json" in part.in_place
    lone = lay_out(tmp_path / "x", {"call.bpmn": b"<a/>", "other.bpmn": b"<b/>"}) / "call.bpmn"
    assert set(read_part(lone).in_place) == {"call/call.bpmn"}


def test_what_is_not_there_or_not_for_a_release_is_refused(tree: Path, tmp_path: Path):
    """Nothing is left out silently, nothing comes from outside the folder."""
    with pytest.raises(NotFound, match="没有文件或文件夹"):
        read_part(tmp_path / "none")
    (tree / "receipt" / "notes.docx").write_bytes(b"x")
    with pytest.raises(BadInput, match=r"receipt/notes\.docx"):
        refuse_strangers(tree)
    (tmp_path / "link").symlink_to(tree)
    with pytest.raises(BadInput, match="符号链接"):
        read_part(tmp_path / "link")
    (tree / "receipt" / "other.toml").symlink_to(tree / "policies" / "xinbei.toml")
    with pytest.raises(BadDiagram, match="符号链接"):
        read_part(tree)
    with pytest.raises(BadInput, match="没有流程图"):
        read_part(lay_out(tmp_path / "empty", {"notes/a.md": b"x"}))
