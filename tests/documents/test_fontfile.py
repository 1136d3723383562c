"""Font files are read as they are: what they draw, its outline, a part of them."""

from workflows.documents import faces, fontfile
from workflows.documents.faces import FALLBACK, FONTS, Face

UPRIGHT = (10.0, 0.0, 0.0, 10.0, 0.0, 0.0)


def test_a_collection_is_asked_for_the_right_family():
    """The fallback file holds five countries' shapes; Chinese ones are taken."""
    found = faces.find_fallback()
    assert found is not None
    covered = fontfile.covered(found, FALLBACK)
    assert ord("䶮") in covered
    assert len(covered) > 40_000


def test_outlines_lie_around_their_middle():
    """A character is placed by the middle of its em box, head up."""
    path = fontfile.outlines(FONTS / Face.XIAOBIAOSONG.file, [("章", UPRIGHT)])
    assert path.startswith("M")
    assert path.endswith("Z")
    assert all(abs(float(number)) <= 6 for number in _numbers(path))


def test_a_character_that_the_font_lacks_is_left_out():
    """A seal is drawn even when its name holds a rare character."""
    assert fontfile.outlines(FONTS / Face.XIAOBIAOSONG.file, [("䶮", UPRIGHT)]) == ""


def test_a_part_of_a_font_has_the_heights_of_another(tmp_path):
    """Digits from another face must not push the lines apart."""
    small = tmp_path / "figures.otf"
    small.write_bytes(fontfile.cut_out(FONTS / Face.SONGTI.file, "0123456789", FONTS / Face.FANGSONG.file))
    assert fontfile.covered(small) == frozenset(map(ord, "0123456789"))
    assert small.stat().st_size < 20_000


def _numbers(path: str) -> list[str]:
    plain = "".join(" " if sign.isalpha() or sign == "," else sign for sign in path)
    return plain.replace("-", " -").split()
