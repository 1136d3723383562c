"""我的记录: each record with the day from which repair may be asked for, and why."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import asking
from webapp.access import may_call
from webapp.portal import chosen
from workflows.clock import china_instant
from workflows.errors import Conflict
from workflows.law.roles import Role
from workflows.queries import cases, portal
from workflows.store import reminders
from workflows.store.reminders import Reminder

REPAIR = "repair"


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/records", "records", show)
    area.add_url_rule("/records/<int:record_id>", "record", detail)
    area.add_url_rule("/records/<int:record_id>/remind", "remind", remind, methods=["POST"])
    area.add_url_rule("/records/<int:record_id>/forget", "forget", forget, methods=["POST"])


@may_call(Role.SUBJECT)
def show() -> Any:
    """The records of the subject in view."""
    with g.office.database.reading() as connection:
        circumstances = asking.circumstances(connection)
        records = portal.list_records(connection, chosen.subject_id(), circumstances)
        drafts = portal.list_drafts(connection, current_user.id, f"apply:{REPAIR}:")
    begun = {int(draft.place.rpartition(":")[2]) for draft in drafts}
    return render_template(
        "portal/records.html",
        records=records,
        begun=begun,
        process=REPAIR,
        record_kinds=asking.record_kinds(circumstances),
        today=circumstances.today,
    )


@may_call(Role.SUBJECT)
def detail(record_id: int) -> Any:
    """One record: the eligibility card, the decision, the measures."""
    with g.office.database.reading() as connection:
        circumstances = asking.circumstances(connection)
        mine = portal.get_record(connection, current_user.subjects, record_id, circumstances)
        chosen.turn_to(mine.record.subject_id)
        shown = {
            "measures": portal.list_measures(connection, record_id),
            "record_kinds": asking.record_kinds(circumstances),
            "unit_names": cases.unit_names(connection),
            "about": portal.subject_of_record(connection, record_id),
            "begun": portal.find_draft(connection, current_user.id, f"apply:{REPAIR}:{record_id}") is not None,
            "reminded_at": reminders.find_set(connection, _reminder(record_id)),
        }
    return render_template("portal/record.html", mine=mine, today=circumstances.today, process=REPAIR, **shown)


def _reminder(record_id: int) -> Reminder:
    return Reminder(g.office.district, record_id, current_user.id)


@may_call(Role.SUBJECT)
def remind(record_id: int) -> Any:
    """到期提醒我: a message on the first day on which the record may be repaired; pressed twice it is one."""
    with g.office.database.writing() as connection:
        asked = asking.circumstances(connection)
        from_on = portal.get_record(connection, current_user.subjects, record_id, asked).answer.from_on
        if from_on is None or from_on <= asked.today:
            raise Conflict("这条记录没有将来的可申请日期，不需要提醒", english="There is no day to be reminded of.")
        reminders.set_for(connection, _reminder(record_id), china_instant(from_on, g.office.rhythm.opens), asked.now)
    flash(_("已设提醒：%(day)s 提醒您。", day=from_on.isoformat()), "success")
    return redirect(url_for("portal.record", record_id=record_id), 303)


@may_call(Role.SUBJECT)
def forget(record_id: int) -> Any:
    """Takes the reminder back."""
    with g.office.database.writing() as connection:
        portal.get_record(connection, current_user.subjects, record_id, asking.circumstances(connection))
        reminders.take_back(connection, _reminder(record_id), g.received_at)
    flash(_("提醒已取消。"), "success")
    return redirect(url_for("portal.record", record_id=record_id), 303)
