"""A real SMTP server on this machine that keeps what it gets."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """What the server received; it answers as the test tells it."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.to_recipient = "250 OK"
        self.to_data = "250 OK"
        self.to_sender = "250 OK"

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:  # noqa: N802  named by the library
        envelope.mail_from = address
        return self.to_sender

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802  named by the library
        envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802  named by the library
        if self.to_data.startswith("250"):
            self.got.append(envelope)
        return self.to_data

    @property
    def mails(self) -> list[EmailMessage]:
        """What it received, in order."""
        return [message_from_bytes(one.content, policy=SMTP) for one in self.got]


@contextmanager
def serving(mailbox: Mailbox) -> Iterator[int]:
    """Serves it, and says at which port."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield int(controller.port)
    controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
