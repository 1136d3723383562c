"""到期提醒: tells a person on its day that a record may be repaired from now on; asks the law once more before it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from notifications.compose import Message, compose
from notifications.deliver import Errand
from notifications.message import read_text
from notifications.receiver import Receiver, Way
from webapp.outgoing.telling import send
from webapp.settings import Settings
from workflows.casework.effects import Handler, NotYet
from workflows.casework.office import Office
from workflows.clock import china_instant
from workflows.errors import NotFound
from workflows.queries import portal
from workflows.queries.portal import MyRecord
from workflows.registry.circumstances import Circumstances
from workflows.store import people, registry
from workflows.store.database import Open
from workflows.store.outbox import LeasedEffect

TEXT = "office/messages/may-apply.toml"


def reminding(settings: Settings) -> Handler:
    """The handler of an installation."""

    def remind(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
        with office.database.reading() as connection:
            law = office.law(connection)
            asked = Circumstances(office.clock.now(), "", law.policies, law.calendar)
            mine = _find(connection, effect, asked)
            if mine is None or mine.open_case is not None:
                return {"unsent": "记录已有在办申请，或不再由此人代理"}
            if not mine.answer.may:
                return _later(office, mine, asked)
            receivers = _receivers(connection, effect, mine)
            message = _message(office, connection, mine, asked, settings)
        return send(office, settings, Errand(message, f"{effect.key}:{asked.today}", asked.now), receivers)

    return remind


def _find(connection: Open, effect: LeasedEffect, asked: Circumstances) -> MyRecord | None:
    """The record, while the person still acts for its subject."""
    own = people.list_subjects_of(connection, effect.payload["person_id"], asked.today)
    try:
        return portal.get_record(connection, own, effect.payload["record_id"], asked)
    except NotFound:
        return None


def _later(office: Office, mine: MyRecord, asked: Circumstances) -> Mapping[str, Any]:
    """The day has moved since it was set. Raises NotYet when there is another one."""
    from_on = mine.answer.from_on
    if from_on is not None and from_on > asked.today:
        raise NotYet(china_instant(from_on, office.rhythm.opens))
    return {"unsent": mine.answer.spoken(asked.today)}


def _receivers(connection: Open, effect: LeasedEffect, mine: MyRecord) -> list[Receiver]:
    """The box of the subject, and a mail to who asked."""
    subject = registry.get_subject(connection, mine.record.subject_id)
    person = people.find_by_id(connection, effect.payload["person_id"])
    found = [Receiver(subject.name, subject_id=subject.id, ways=frozenset({Way.SITE}))]
    if person is not None:
        ways = frozenset({Way.MAIL, Way.SMS})
        found.append(Receiver(person.name, person_id=person.id, email=person.email, phone=person.phone, ways=ways))
    return found


def _message(office: Office, connection: Open, mine: MyRecord, asked: Circumstances, settings: Settings) -> Message:
    files = office.bundle(connection, office.live_release(connection, asked.now)).files
    names = {
        "number": mine.record.document_number,
        "unit": mine.unit_name,
        "tel": mine.unit_phone or "—",
        "from_on": (mine.answer.from_on or asked.today).isoformat(),
        "page": f"/p/records/{mine.record.id}",
    }
    return compose(read_text(files[TEXT], TEXT), names, now=asked.now, base_url=settings.base_url)
