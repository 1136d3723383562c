"""授权: who acts for the subject, until when, by what paper; given and ended by its legal representative."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import refusals
from webapp.access import may_call
from webapp.forms import Bound, Form
from webapp.portal import chosen
from webapp.uploads import own_drawer
from workflows.clock import china_day
from workflows.errors import BadAnswers
from workflows.law.roles import Role
from workflows.registry import agents
from workflows.registry.agents import Authorisation
from workflows.store import mandates


def _form() -> Form:
    """Who is to act, until when, by what paper; its questions in the reader's language."""
    return Form(
        {
            "type": "object",
            "title": _("新增授权"),
            "additionalProperties": False,
            "required": ["login", "name", "valid_until", "proof"],
            "properties": {
                "login": {
                    "type": "string",
                    "title": _("受托人的账号"),
                    "description": _("受托人登录企业服务所用的账号"),
                    "maxLength": 60,
                },
                "name": {
                    "type": "string",
                    "title": _("受托人的姓名"),
                    "description": _("与账号登记的姓名一致"),
                    "maxLength": 40,
                },
                "valid_until": {
                    "type": "string",
                    "format": "date",
                    "title": _("有效期至"),
                    "description": _("最长一年，当日仍然有效；可以随时撤销"),
                },
                "proof": {
                    "type": "array",
                    "title": _("授权委托书"),
                    "description": _("加盖公章，写明受托人、事项和期限"),
                    "minItems": 1,
                    "maxItems": 5,
                    "items": {"type": "object", "format": "x-file", "title": _("文件")},
                },
            },
        }
    )


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/agents", "agents", show)
    area.add_url_rule("/agents", "agents_give", give, methods=["POST"])
    area.add_url_rule("/agents/<int:mandate_id>/end", "agents_end", end, methods=["POST"])


@may_call(Role.SUBJECT)
def show() -> Any:
    """Everybody who may act for the subject in view; the form for who may let others act."""
    return _page(_form().show())


def _page(bound: Bound, status: int = 200) -> Any:
    today = china_day(g.received_at)
    with g.office.database.reading() as connection:
        rows = mandates.list_of_subject(connection, chosen.subject_id())
    may_give = agents.may_give(rows, current_user.id, today)
    return render_template("portal/agents.html", rows=rows, may_give=may_give, form=bound, today=today), status


@may_call(Role.SUBJECT)
def give() -> Any:
    """Lets somebody act; the same person again gets the new day."""
    bound = _form().read(request.form, request.files, own_drawer())
    refusals.remember(bound.typed)
    if bound.reshaped:
        return _page(bound)
    if bound.checked().errors:
        return _page(bound.checked(), 422)
    said = bound.answers
    asked = Authorisation(said["login"], said["name"], date.fromisoformat(said["valid_until"]), said["proof"])
    try:
        with g.office.database.writing() as connection:
            agents.give(connection, chosen.subject_id(), asked, current_user.id, china_day(g.received_at))
    except BadAnswers as refusal:
        return _page(bound.with_errors(dict(refusal.details["fields"])), 422)  # type: ignore[call-overload]
    flash(_("已授权%(name)s办理，至 %(day)s。", name=asked.name, day=asked.valid_until.isoformat()), "success")
    return redirect(url_for("portal.agents"), 303)


@may_call(Role.SUBJECT)
def end(mandate_id: int) -> Any:
    """Ends one at once; what the person did before stands."""
    with g.office.database.writing() as connection:
        ended = agents.end(connection, chosen.subject_id(), mandate_id, current_user.id, china_day(g.received_at))
    flash(_("已撤销对%(name)s的授权。", name=ended.name), "success")
    return redirect(url_for("portal.agents"), 303)
