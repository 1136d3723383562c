"""A message lies in the box of exactly the one it is for."""

from notifications.channels.site import SiteLetter, letter_of
from tests.notifications.samples import AGENT, COMPANY, sending


def test_a_letter_is_for_its_receiver_and_knows_its_case():
    """Title and text are those of the message; the key is the errand's and the receiver's."""
    letter = letter_of(sending(COMPANY))
    assert letter == SiteLetter(
        key="38:tell:7:subject/1",
        title="信用修复申请已受理",
        body="贵单位申请（XF2026-R-000038）已于2026-11-23受理，将在2026-12-07前作出决定。",
        person_id=None,
        subject_id=1,
        unit="",
        case_id=38,
    )
    assert letter_of(sending(AGENT)).key != letter.key
