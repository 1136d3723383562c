"""How a subject is written down and found."""

import pytest

from workflows.errors import BadInput
from workflows.registry.subjects import grams, initials, new_subject


def test_a_name_is_cut_into_pairs_of_characters():
    """Pairs, each once; brackets and spaces are not typed by anybody."""
    assert grams("云岫云岫（演示）") == ("云岫", "岫云", "岫演", "演示")
    assert grams("Ａ b") == ("ab",)
    assert grams("岫") == ()


def test_a_name_has_initials():
    """常州云岫 is found by czyx."""
    assert initials("常州云岫3（演示）") == "czyxys"


def test_a_wrong_code_makes_no_subject():
    """The code is the key of the credit file, so a wrong one is refused at the door."""
    assert new_subject("xinbei", " 91320411maxy00112k", "云岫 ").uscc == "91320411MAXY00112K"
    with pytest.raises(BadInput):
        new_subject("xinbei", "91320411MAXY00112X", "云岫")
