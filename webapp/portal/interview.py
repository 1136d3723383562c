"""约谈: when and where, who must come and what to bring; to be confirmed, or moved once; with a calendar file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, g, render_template
from flask_babel import gettext as _
from flask_login import current_user

from webapp.access import may_call
from webapp.portal import chosen, tasks
from webapp.portal.slots import SLOT
from workflows.documents.appointment import Appointment, write
from workflows.errors import NotFound
from workflows.law.roles import Role
from workflows.queries import case as cases
from workflows.queries import portal
from workflows.queries.case import CasePage, OpenTask
from workflows.queries.portal import MyCase
from workflows.registry import interviews
from workflows.store.database import Open
from workflows.store.registry import InterviewRow


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/cases/<number>/interview", "interview", show)
    area.add_url_rule("/cases/<number>/interview", "interview_answer", answer, methods=["POST"])
    area.add_url_rule("/cases/<number>/interview.ics", "interview_calendar", calendar)


def _own(connection: Open, number: str) -> tuple[MyCase, CasePage, InterviewRow]:
    """One's own case with its interview. Raises NotFound."""
    mine = portal.get_case(connection, current_user.subjects, number)
    page = cases.get_by_number(connection, number)
    found = interviews.find_current(connection, mine.id)
    if found is None:
        raise NotFound("本件没有安排约谈", english="No interview was fixed in this case.")
    return mine, page, found


def _open_task(connection: Open, page: CasePage) -> OpenTask | None:
    """The task that asks for an answer: its form offers other times."""
    for task in cases.list_open_tasks(connection, page.id):
        node = g.office.definition(connection, page.release_id, page.process).node(task.process, task.element)
        offers = SLOT in g.office.bundle(connection, page.release_id).form(node).get("properties", {})
        if task.role_group in current_user.groups and offers:
            return task
    return None


@may_call(Role.SUBJECT)
def show(number: str) -> Any:
    """The appointment, and the form while an answer is asked for."""
    with g.office.database.reading() as connection:
        mine, page, row = _own(connection, number)
        chosen.turn_to(page.subject_id)
        task = _open_task(connection, page)
        free = interviews.list_free(connection, page.id, g.received_at)
        times = _times(interviews.list_round(connection, page.id), free)
    asked = tasks.get_asked(task.id) if task else None
    shown = {
        "mine": mine,
        "page": page,
        "row": row,
        "times": times,
        "asked": asked,
        "why": interviews.why_not_moved(row),
    }
    form = asked.form.show(asked.page.draft or {}) if asked else None
    return render_template("portal/interview.html", form=form, kind=interviews.Kind(row.kind).label, **shown)


def _times(rows: Sequence[InterviewRow], free: Sequence[InterviewRow]) -> list[Mapping[str, Any]]:
    """Every time of this round with what it is."""
    open_ = {row.id for row in free}
    return [
        {"spoken": interviews.spoken(row.at), "state": interviews.Times(row.state).label, "free": row.id in open_}
        for row in rows
    ]


@may_call(Role.SUBJECT)
def answer(number: str) -> Any:
    """Confirms or moves; afterwards it is said why nothing can be changed any more."""
    with g.office.database.reading() as connection:
        _mine, page, row = _own(connection, number)
        task = _open_task(connection, page)
    if task is None:
        interviews.refuse_change(row)
    return tasks.submit(task.id) if task else None


@may_call(Role.SUBJECT)
def calendar(number: str) -> Any:
    """The appointment for the calendar of a telephone or computer."""
    with g.office.database.reading() as connection:
        mine, _page, row = _own(connection, number)
    said = row.said
    lines = (
        _("请%(who)s参加，携带：%(what)s", who=said.get("attendee", ""), what=said.get("bring", "")),
        _("案号 %(number)s，%(unit)s，电话 %(phone)s", number=number, unit=mine.unit_name, phone=mine.unit_phone),
    )
    appointment = Appointment(
        uid=f"{number}-{row.round}@xinfu",
        at=row.at,
        title=_("%(what)s：%(title)s", what=interviews.Kind(row.kind).label, title=said.get("topic", "")),
        place=row.place,
        text="\n".join(lines),
        turn=0 if row.moved_on is None else 1,
    )
    sent = Response(write(appointment, g.received_at), mimetype="text/calendar")
    sent.headers["Content-Disposition"] = f'attachment; filename="{number}.ics"'
    return sent
