"""Carries mails into a folder instead of a server, for trying the office out; and reads them back for the page of sent mail."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from notifications.channels.channel import Sending
from notifications.channels.envelope import Sender, digest, write_mail
from notifications.receiver import Receiver, Way
from notifications.refusals import Unreachable


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail as it lies in the folder."""

    name: str
    at: datetime
    sender: str
    to: str
    subject: str
    body: str


class FileChannel:
    """Writes each mail as an .eml file that any mail program opens; the same sending is written once."""

    way = Way.MAIL

    def __init__(self, folder: Path, sender: Sender) -> None:
        self._folder = folder
        self._sender = sender

    def can_reach(self, receiver: Receiver) -> bool:
        return bool(receiver.email)

    def send(self, sending: Sending) -> str:
        mail = write_mail(sending, self._sender)
        name = digest(sending)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not any(self._folder.glob(f"*-{name}.eml")):
                _write_whole(self._folder / f"{sending.at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{name}.eml", mail.as_bytes())
        except OSError as problem:
            raise Unreachable(
                f"邮件无法写入文件夹：{problem}", english=f"The mail cannot be written: {problem}"
            ) from problem
        return str(mail["Message-ID"])


def list_sent(folder: Path, limit: int = 100) -> Sequence[SentMail]:
    """The mails in the folder, latest first."""
    names = sorted((path.name for path in folder.glob("*.eml")), reverse=True)[:limit]
    return tuple(_read(folder / name) for name in names)


def find_sent(folder: Path, name: str) -> SentMail | None:
    """One mail of the folder by its name; a name with a path in it is none."""
    path = folder / name
    return _read(path) if path.parent == folder and path.suffix == ".eml" and path.is_file() else None


def _read(path: Path) -> SentMail:
    mail: EmailMessage = message_from_bytes(path.read_bytes(), policy=SMTP)
    return SentMail(
        name=path.name,
        at=mail["Date"].datetime,
        sender=str(mail["From"]),
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        body=mail.get_content().replace("\r\n", "\n").rstrip("\n"),
    )


def _write_whole(place: Path, content: bytes) -> None:
    """Written beside the place, flushed, renamed: nobody reads half a mail."""
    handle, written = tempfile.mkstemp(dir=place.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(written, place)
    except OSError:
        Path(written).unlink(missing_ok=True)
        raise
