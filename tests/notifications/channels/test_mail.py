"""Mail goes to a real server; one that is down or slow is tried again, an address it refuses is not."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from typing import Any

import pytest

from notifications.channels.mail import MailChannel, MailServer, Security, read_server
from notifications.refusals import BadText, NotSent, Undeliverable, Unreachable
from tests.builders.mailbox import Mailbox, free_port, serving
from tests.notifications.samples import AGENT, MESSAGE, SENDER, sending

TIMEOUT = 5.0


@pytest.fixture
def mailbox() -> Mailbox:
    """What the server received."""
    return Mailbox()


@pytest.fixture
def server(mailbox) -> Iterator[MailServer]:
    """A real SMTP server on this machine."""
    with serving(mailbox) as port:
        yield MailServer("127.0.0.1", port, timeout=TIMEOUT)


def send(server: MailServer, **over: Any) -> str:
    """Hands the sample over."""
    return MailChannel(server, SENDER).send(sending(**over))


def refused(server: MailServer) -> NotSent:
    """How handing it over fails."""
    with pytest.raises(NotSent) as caught:
        send(server)
    return caught.value


def test_a_mail_arrives(server, mailbox):
    """Envelope, subject and text as they were written; the proof is the id of the mail."""
    proof = send(server)
    (envelope,) = mailbox.got
    read = message_from_bytes(envelope.content, policy=SMTP)
    assert (envelope.mail_from, envelope.rcpt_tos) == ("xinfu@xinbei.example", ["shenfang@mail.example"])
    assert read["Subject"] == MESSAGE.subject
    assert MESSAGE.body in read.get_content()
    assert read["Message-ID"] == proof


def test_the_same_key_is_the_same_mail(server, mailbox):
    """Sent again after a crash it carries the same id; another errand carries another."""
    ids = [send(server), send(server), send(server, key="38:tell:8")]
    arrived = [message_from_bytes(envelope.content, policy=SMTP)["Message-ID"] for envelope in mailbox.got]
    assert ids == arrived
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    ("answers", "kind", "said"),
    [
        (
            {"to_recipient": "550 5.1.1 no such mailbox"},
            Undeliverable,
            "收件人 沈芳 被邮件服务器拒绝（550 5.1.1 no such mailbox）",
        ),
        ({"to_recipient": "450 4.2.1 mailbox busy"}, Unreachable, "收件人 沈芳 被邮件服务器拒绝（450"),
        ({"to_data": "554 5.7.1 refused as spam"}, Undeliverable, "邮件服务器不接受这封邮件（554"),
        ({"to_data": "451 4.3.0 try later"}, Unreachable, "邮件服务器不接受这封邮件（451"),
        ({"to_sender": "550 5.7.1 sender unknown"}, Unreachable, "邮件服务器不接受发件人（550"),
    ],
)
def test_what_the_server_says_decides_whether_to_try_again(server, mailbox, answers, kind, said):
    """Final is only what concerns this receiver or this mail; a wrong setting of ours is mended and tried again."""
    for name, answer in answers.items():
        setattr(mailbox, name, answer)
    refusal = refused(server)
    assert type(refusal) is kind
    assert said in refusal.sentence
    assert mailbox.got == []


def test_a_server_that_is_down_is_tried_again():
    """Nobody listens; the sentence says so."""
    refusal = refused(MailServer("127.0.0.1", free_port(), timeout=TIMEOUT))
    assert refusal.again
    assert "无法连接邮件服务器" in refusal.sentence


def test_a_server_that_does_not_answer_is_left_in_time():
    """It accepts the connection and says nothing; the worker does not wait for ever."""
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        refusal = refused(MailServer("127.0.0.1", mute.getsockname()[1], timeout=0.2))
    assert refusal.again
    assert "没有及时应答" in refusal.sentence


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_server_without_encryption_gets_nothing_in_clear(server, mailbox, security):
    """When encryption is asked for, a server that cannot is no reason to do without."""
    assert refused(replace(server, security=security)).again
    assert mailbox.got == []


def test_a_password_that_the_server_does_not_take_is_a_setting_to_mend(server, mailbox):
    """The mail waits until it is mended, and the password stands in no log."""
    strict = replace(server, user="xinfu", password="word-of-the-office")
    assert refused(strict).again
    assert "word-of-the-office" not in repr(strict)
    assert mailbox.got == []


def test_a_receiver_without_address_cannot_be_reached(server):
    """Known before the server is asked."""
    channel = MailChannel(server, SENDER)
    assert not channel.can_reach(replace(AGENT, email=""))
    with pytest.raises(Undeliverable):
        channel.send(sending(replace(AGENT, email="nobody")))


def test_a_server_is_read_as_settings_write_it():
    """host:port, also of the sixth version; a wrong one is found at the start."""
    assert read_server("mail.unit.example:587", Security.STARTTLS).port == 587
    assert read_server("[::1]:25").host == "::1"
    for wrong in ("mail.unit.example", "mail:smtp", ":25", "mail:0", "mail:70000", ""):
        with pytest.raises(BadText):
            read_server(wrong)
