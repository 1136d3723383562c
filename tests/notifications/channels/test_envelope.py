"""A mail is addressed, readable in Chinese, and the same sending is recognised as the same."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP

import pytest

from notifications.channels import envelope
from notifications.channels.envelope import Sender
from notifications.refusals import BadText, Undeliverable
from tests.notifications.samples import AGENT, MESSAGE, NOW, SENDER, sending


def test_a_mail_survives_its_journey():
    """Names, subject and text are Chinese on the other side; the wire sees ASCII only."""
    wire = envelope.write_mail(sending(), SENDER).as_bytes()
    assert wire.isascii()
    read = message_from_bytes(wire, policy=SMTP)
    assert read["From"].addresses[0].display_name == "信复"
    assert read["To"].addresses[0].addr_spec == "shenfang@mail.example"
    assert read["Subject"] == "信用修复申请已受理（XF2026-R-000038）"
    assert read["Date"].datetime == NOW
    assert read["Auto-Submitted"] == "auto-generated"
    assert read.get_content().split() == [MESSAGE.body, SENDER.foot]
    assert read.get_content_charset() == "utf-8"


def test_the_same_sending_has_the_same_id():
    """A mail tried again an hour later is the same mail to a mailbox; it tells nothing about the case."""
    first = envelope.message_id(sending(), SENDER)
    assert first == envelope.message_id(sending(at=NOW + timedelta(hours=1)), SENDER)
    assert first != envelope.message_id(sending(key="38:tell:8"), SENDER)
    assert first != envelope.message_id(sending(replace(AGENT, person_id=14)), SENDER)
    assert "38" not in first.partition("@")[2]
    assert first.endswith("@xinbei.example>")


@pytest.mark.parametrize(
    "address", ["", "shenfang", "a@b c.example", "a\r\nBcc: x@y.example", "沈芳@mail.example", "a@@b.example", "a@b."]
)
def test_an_address_that_is_none_is_refused_for_good(address):
    """Nothing of it reaches a server, least of all another header."""
    assert not envelope.is_address(address)
    with pytest.raises(Undeliverable):
        envelope.write_mail(sending(replace(AGENT, email=address)), SENDER)


def test_a_sender_is_read_as_settings_write_it():
    """With a name or without; a wrong one is found at the start."""
    assert envelope.read_sender("信复 <xinfu@xinbei.example>") == Sender("xinfu@xinbei.example", "信复")
    assert envelope.read_sender("xinfu@xinbei.example", "脚注").foot == "脚注"
    with pytest.raises(BadText):
        envelope.read_sender("信复")


def test_a_name_with_breaks_adds_no_header():
    """The name of a company is data."""
    mail = envelope.write_mail(sending(replace(AGENT, name="沈芳\r\nBcc: x@y.example")), SENDER)
    assert mail["Bcc"] is None
