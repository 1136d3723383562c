"""Tells people what a step decided to tell: the text of the case's release, composed and delivered by every way they want."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from notifications.channels.channel import Channel
from notifications.channels.envelope import read_sender
from notifications.channels.file import FileChannel
from notifications.channels.mail import MailChannel, read_server
from notifications.channels.site import SiteChannel, SiteLetter
from notifications.compose import compose
from notifications.deliver import Delivery, Errand, Result, deliver, must_repeat
from notifications.message import read_text
from notifications.receiver import Receiver, Way
from webapp.settings import Settings
from workflows.casework.effects import Handler
from workflows.casework.office import Office
from workflows.clock import china_day
from workflows.store import cases, letters, people, registry
from workflows.store.database import Open
from workflows.store.letters import NewLetter
from workflows.store.outbox import LeasedEffect

SPOOL = "mails"
"""The folder in which mails lie when there is no server."""


class NotAllSent(Exception):
    """Something is still to be sent: the outbox tries again with the same key."""


def telling(settings: Settings) -> Handler:
    """The handler of an installation: in-site always, mail by its server or into the spool."""

    def tell(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
        said = effect.payload
        with office.database.reading() as connection:
            content = _text(office, connection, effect)
            receivers = _receivers(connection, said, china_day(office.clock.now()))
        now = office.clock.now()
        message = compose(read_text(content, said["path"]), said["names"], now=now, base_url=settings.base_url)
        return send(office, settings, Errand(message, effect.key, now, effect.case_id), receivers)

    return tell


def send(office: Office, settings: Settings, errand: Errand, receivers: Iterable[Receiver]) -> Mapping[str, Any]:
    """Tries every way; returns the receipt. Raises NotAllSent when something has to be tried again.

    Every way is safe to repeat by its key: a letter is put once, a mail keeps its Message-ID.
    """
    tried = deliver(errand, receivers, _channels(office, settings))
    if must_repeat(tried):
        raise NotAllSent("；".join(one.reason for one in tried if one.result is Result.WAITS))
    message = errand.message
    return {"code": message.code, "title": message.title, "deliveries": [_kept(one) for one in tried]}


def _text(office: Office, connection: Open, effect: LeasedEffect) -> bytes:
    if effect.case_id is None:
        raise ValueError(f"effect {effect.key} belongs to no case")
    case = cases.get_case(connection, effect.case_id)
    return office.bundle(connection, case.release_id).files[effect.payload["path"]]


def _receivers(connection: Open, said: Mapping[str, Any], today: date) -> list[Receiver]:
    """The person; everybody in a role; the subject with those who act for it; the unit."""
    if said.get("person_id"):
        person = people.find_by_id(connection, said["person_id"])
        return [_person(person)] if person else []
    if said.get("subject_id"):
        return _subject(connection, said["subject_id"], today)
    if said.get("role"):
        return [_person(one) for one in people.list_in_role(connection, said["role"], said.get("unit", ""))]
    unit = people.find_unit(connection, said.get("unit", ""))
    return [Receiver(unit.name, unit=unit.code, email=unit.email, phone=unit.phone)] if unit else []


def _person(row: people.PersonRow) -> Receiver:
    return Receiver(row.name, person_id=row.id, email=row.email, phone=row.phone)


def _subject(connection: Open, subject_id: int, today: date) -> list[Receiver]:
    """One letter for the subject's box; mails to its own address and to each of its agents."""
    row = registry.get_subject(connection, subject_id)
    found = [Receiver(row.name, subject_id=row.id, email=row.email, phone=row.phone)]
    for agent in people.list_agents(connection, subject_id, today):
        by_mail = frozenset({Way.MAIL})
        found.append(Receiver(agent.name, person_id=agent.id, email=agent.email, phone=agent.phone, ways=by_mail))
    return found


def _channels(office: Office, settings: Settings) -> list[Channel]:
    sender = read_sender(settings.mail_from)
    mail: Channel
    if settings.smtp:
        mail = MailChannel(read_server(settings.smtp), sender)
    else:
        mail = FileChannel(settings.data / SPOOL, sender)
    return [SiteChannel(_box(office)), mail]


def _box(office: Office) -> Any:
    def put(letter: SiteLetter, at: datetime) -> int:
        with office.database.writing() as connection:
            return letters.put(connection, NewLetter(**asdict(letter)), at)

    return put


def _kept(one: Delivery) -> dict[str, str]:
    return {
        "to": one.receiver,
        "way": one.way.value,
        "result": one.result.value,
        "proof": one.proof,
        "reason": one.reason,
    }
