"""我的记录: each record with the day from which repair may be asked for, and why."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template, request
from flask_login import current_user

from webapp.access import may_call
from webapp.asking import circumstances
from workflows.law.roles import Role
from workflows.queries import portal

REPAIR = "repair"


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/records", "records", show)
    area.add_url_rule("/records/<int:record_id>", "record", detail)


@may_call(Role.SUBJECT)
def show() -> Any:
    """The records of one subject; with several, the one that is chosen."""
    with g.office.database.reading() as connection:
        subjects = portal.list_subjects(connection, current_user.subjects)
        asked = request.args.get("subject", type=int)
        chosen = next((subject for subject in subjects if subject.id == asked), subjects[0])
        records = portal.list_records(connection, chosen.id, circumstances(connection))
    return render_template("portal/records.html", subjects=subjects, chosen=chosen, records=records, process=REPAIR)


@may_call(Role.SUBJECT)
def detail(record_id: int) -> Any:
    """One record: the eligibility card, the decision, the measures."""
    with g.office.database.reading() as connection:
        asked = circumstances(connection)
        mine = portal.get_record(connection, current_user.subjects, record_id, asked)
        measures = portal.list_measures(connection, record_id)
        subject = portal.subject_of_record(connection, record_id)
    return render_template(
        "portal/record.html", mine=mine, measures=measures, subject=subject, today=asked.today, process=REPAIR
    )
