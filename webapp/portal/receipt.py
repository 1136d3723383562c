"""提交回执: the proof that an application was received, as a page and as a PDF; both stay as they were on that day."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, g, render_template, send_file, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user

from webapp.access import may_call
from webapp.formats import spoken_day
from webapp.forms import Form
from webapp.given import list_files
from webapp.portal import chosen
from workflows.clock import china_day
from workflows.documents import receipt as documents
from workflows.documents.receipt import Receipt, ReceivedFile
from workflows.errors import NotFound
from workflows.law.roles import Role
from workflows.queries import case, portal
from workflows.queries.case import CasePage, Happening
from workflows.store.database import Open


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/cases/<number>/receipt", "receipt", show)
    area.add_url_rule("/cases/<number>/receipt.pdf", "receipt_pdf", download)


@may_call(Role.SUBJECT)
def show(number: str) -> Any:
    """The receipt as a page."""
    return render_template("portal/receipt.html", receipt=_receipt(number))


@may_call(Role.SUBJECT)
def download(number: str) -> Any:
    """The receipt as a PDF, made anew each time from the same first entry of the journal; a paper of the office is Chinese."""
    with force_locale("zh"):
        made = io.BytesIO(documents.render(_receipt(number)))
    return send_file(made, mimetype="application/pdf", download_name=_("提交回执 %(number)s", number=number) + ".pdf")


def _receipt(number: str) -> Receipt:
    """What was received and told on the day of the application. Raises NotFound."""
    with g.office.database.reading() as connection:
        mine = portal.get_case(connection, current_user.subjects, number)
        page = case.get_by_number(connection, number)
        chosen.turn_to(page.subject_id)
        opened = case.first_happening(connection, mine.id)
        if opened is None:
            raise NotFound("本件没有回执", english="This case has no receipt.")
        return Receipt(
            number=page.number,
            query_code=page.query_code,
            kind=g.office.definition(connection, page.release_id, page.process).name,
            applicant=mine.subject_name,
            uscc=page.uscc or "",
            handed_in_by=opened.actor,
            at=mine.opened_at,
            unit_name=mine.unit_name,
            unit_phone=mine.unit_phone,
            next_step=_next_step(connection, page, opened),
            progress_at=g.installation.settings.base_url.rstrip("/") + url_for("public.progress"),
            files=tuple(_files(connection, page, opened)),
        )


def _files(connection: Open, page: CasePage, opened: Happening) -> list[ReceivedFile]:
    """What came with the application; what came later has its own place in the case."""
    definition = g.office.definition(connection, page.release_id, page.process)
    name = str(definition.settings.get("start", {}).get("form", ""))
    schema = g.office.bundle(connection, page.release_id).form_named(definition.folder, name) if name else {}
    answers: Mapping[str, Any] = opened.body.get("answers") or {}
    return [
        ReceivedFile(str(file["name"]), str(file["note"]), int(file.get("size", 0)), str(file.get("sha256", "")))
        for file in list_files(Form(schema).show(answers).controls)
    ]


def _next_step(connection: Open, page: CasePage, opened: Happening) -> str:
    """The first day that the application set for the office."""
    today, policies = china_day(opened.at), g.office.law(connection).policies
    for note in opened.body.get("notes", ()):
        if note.get("note") == "deadline" and note.get("new"):
            rule = policies.rule(str(note["rule"]), on=today)
            day = spoken_day(date.fromisoformat(note["new"]), today)
            if rule is not None:
                return _(
                    "%(unit)s 应在 %(day)s前完成“%(what)s”，结果以消息告知。",
                    unit=page.unit_name,
                    day=day,
                    what=rule.name,
                )
    return _("由%(unit)s审查，结果以消息告知。", unit=page.unit_name)
