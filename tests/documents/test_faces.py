"""Papers are set in the faces of the standard, and say by name which one is missing."""

import pytest

from workflows.documents import faces
from workflows.documents.faces import FONTS, Face
from workflows.errors import NotAvailable


def test_set_up_provides_every_face():
    """仿宋, 黑体, 楷体, 小标宋 and 宋体 are there after set-up."""
    assert faces.list_missing() == ()
    faces.require()


def test_a_missing_face_is_named(tmp_path):
    """Who has to install it reads which one, in Chinese and by its file."""
    for face in Face:
        if face is not Face.FANGSONG:
            (tmp_path / face.file).symlink_to(FONTS / face.file)
    with pytest.raises(NotAvailable, match=r"仿宋（FandolFang-Regular\.otf）") as refused:
        faces.require(tmp_path)
    assert refused.value.details["faces"] == ("仿宋",)
    assert "FandolFang-Regular.otf" in refused.value.said_in("en")


def test_the_fallback_is_looked_for_in_the_folders_of_the_system(tmp_path):
    """It comes with the system and may be missing."""
    assert faces.find_fallback((tmp_path, tmp_path / "nowhere")) is None
    (tmp_path / "noto").mkdir()
    (tmp_path / "noto" / "NotoSerifCJK-Regular.ttc").touch()
    assert faces.find_fallback((tmp_path,)) == tmp_path / "noto" / "NotoSerifCJK-Regular.ttc"
