"""A folder yields the plain files of a bundle and nothing that lies outside it."""

import pytest

from workflows.engine.folder import BIGGEST_FILE, read_folder
from workflows.errors import BadDiagram


def test_the_files_of_a_folder_are_read_by_their_path(tmp_path):
    """Hidden files and files of other kinds are left out."""
    (tmp_path / "repair" / "forms").mkdir(parents=True)
    (tmp_path / "repair" / "repair.bpmn").write_bytes(b"<a/>")
    (tmp_path / "repair" / "forms" / "a.json").write_bytes(b"{}")
    (tmp_path / "repair" / ".draft.bpmn").write_bytes(b"x")
    (tmp_path / "repair" / "picture.png").write_bytes(b"x")
    assert read_folder(tmp_path) == {"repair/repair.bpmn": b"<a/>", "repair/forms/a.json": b"{}"}
    assert read_folder(tmp_path / "repair" / "repair.bpmn") == {"repair.bpmn": b"<a/>"}


def test_links_are_refused(tmp_path):
    """Neither a linked file nor a linked folder is followed."""
    (tmp_path / "a").mkdir()
    (tmp_path / "secret.json").write_bytes(b"{}")
    (tmp_path / "a" / "b.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(BadDiagram, match="符号链接"):
        read_folder(tmp_path / "a")
    (tmp_path / "c").symlink_to(tmp_path / "a")
    with pytest.raises(BadDiagram, match="符号链接"):
        read_folder(tmp_path / "c")


def test_a_big_file_and_a_missing_folder_are_refused(tmp_path):
    """Each with its sentence."""
    with pytest.raises(BadDiagram, match="没有这个文件"):
        read_folder(tmp_path / "nowhere")
    (tmp_path / "a.bpmn").write_bytes(b" " * (BIGGEST_FILE + 1))
    with pytest.raises(BadDiagram, match="2 MB"):
        read_folder(tmp_path)
