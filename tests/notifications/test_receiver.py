"""A receiver is somebody in particular."""

import pytest

from notifications.receiver import Receiver


@pytest.mark.parametrize("who", [{}, {"person_id": 1, "unit": "SJJ"}, {"person_id": 1, "subject_id": 2}])
def test_a_receiver_is_exactly_one(who):
    """Never nobody, never two: a letter lies in one box."""
    with pytest.raises(ValueError, match="exactly one"):
        Receiver("谁", **who)


def test_receivers_are_told_apart():
    """Person 1, subject 1 and a unit share no key; number 0 is a number."""
    keys = {Receiver("甲", person_id=0).key, Receiver("乙", subject_id=0).key, Receiver("丙", unit="SJJ").key}
    assert keys == {"person/0", "subject/0", "unit/SJJ"}
