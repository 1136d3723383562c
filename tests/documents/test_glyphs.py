"""A character that no face can draw is found before the paper gets its number."""

import pytest

from workflows.documents import glyphs
from workflows.errors import NotAvailable


def test_common_and_rare_names_can_be_drawn():
    """What the faces of the standard lack, the fallback draws: names of companies hold rare characters."""
    assert glyphs.lacking("常州云岫精密机械有限公司（演示）〔2026〕12号—1—\n《·》") == frozenset()
    assert glyphs.lacking("龘䶮㐂𠮷") == frozenset()


@pytest.mark.parametrize("sign", ["\ue000", "\x07", "\ud800", "\uffff", "🙂", "\U000e0001"])
def test_what_no_face_draws_is_found(sign):
    """Private characters of old systems, control characters and pictures would leave a hole in the paper."""
    assert glyphs.lacking(f"常州{sign}公司") == {sign}


def test_they_are_named_so_that_they_can_be_found():
    """An invisible character is told by its number."""
    assert glyphs.named(frozenset("\ue000\x07")) == "（U+0007）、（U+E000）"
    assert glyphs.named(frozenset("龘")) == "龘（U+9F98）"


def test_without_faces_there_is_no_answer(tmp_path):
    """A machine without the faces refuses instead of guessing."""
    with pytest.raises(NotAvailable):
        glyphs.lacking("常州", tmp_path)
