"""我的记录: each record with the day from which repair may be asked for, and why."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template
from flask_login import current_user

from webapp import asking
from webapp.access import may_call
from webapp.portal import chosen
from workflows.law.roles import Role
from workflows.queries import cases, portal

REPAIR = "repair"


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/records", "records", show)
    area.add_url_rule("/records/<int:record_id>", "record", detail)


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
        shown = {
            "measures": portal.list_measures(connection, record_id),
            "record_kinds": asking.record_kinds(circumstances),
            "unit_names": cases.unit_names(connection),
            "about": portal.subject_of_record(connection, record_id),
            "begun": portal.find_draft(connection, current_user.id, f"apply:{REPAIR}:{record_id}") is not None,
        }
    return render_template("portal/record.html", mine=mine, today=circumstances.today, process=REPAIR, **shown)
