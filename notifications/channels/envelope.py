"""Decides how a message looks as an e-mail: addresses, subject, text, and an id that a repeated sending shares."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from notifications.channels.channel import Sending
from notifications.refusals import BadText, Undeliverable

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,253}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""Absence notes are not answered to a machine (RFC 3834)."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: "信复 <xinfu@xinbei.example>", or the address alone; `foot` stands below every text."""

    address: str
    name: str = ""
    foot: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def read_sender(said: str, foot: str = "") -> Sender:
    """Reads a sender as settings write it. Raises BadText."""
    name, address = parseaddr(said)
    if not is_address(address):
        raise BadText(f"发件人“{said}”不是邮件地址", english=f"Not a mail address: {said!r}")
    return Sender(address, name, foot)


def is_address(address: str) -> bool:
    """Whether mail can be addressed to it; addresses beyond ASCII are not, for most servers refuse them."""
    return _ADDRESS.fullmatch(address) is not None


def write_mail(sending: Sending, sender: Sender) -> EmailMessage:
    """The mail of a sending. Raises Undeliverable when the receiver's address is none."""
    receiver, message = sending.receiver, sending.message
    if not is_address(receiver.email):
        raise Undeliverable(
            f"{receiver.name}的邮件地址“{receiver.email}”无效",
            english="The mail address is not valid.",
            to=receiver.key,
        )
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _named(sender.name, sender.address)
    mail["To"] = _named(receiver.name, receiver.email)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(sending.at.astimezone(UTC))
    mail["Message-ID"] = message_id(sending, sender)
    for name, value in _AUTOMATIC.items():
        mail[name] = value
    mail["X-Xinfu-Message"] = message.code
    mail.set_content("\n\n".join(part for part in (message.body, sender.foot) if part), charset="utf-8", cte="base64")
    return mail


def message_id(sending: Sending, sender: Sender) -> str:
    """The same for every try of a sending: a mailbox that gets it twice shows it once."""
    return f"<{digest(sending)}@{sender.domain}>"


def digest(sending: Sending) -> str:
    """A name for the sending that tells nothing about it."""
    return hashlib.sha256(f"{sending.key}:{sending.receiver.key}".encode()).hexdigest()[:32]


def _named(name: str, address: str) -> Address:
    return Address(" ".join(name.split()), addr_spec=address)
