"""申请延期: the page on which a subject asks for more time, with the terms on which it may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import asking, refusals
from webapp.access import may_call
from webapp.forms import Bound, Form
from webapp.keys import page_key
from webapp.portal import chosen
from webapp.portal.extending import PROCESS, Standing, list_standings
from webapp.uploads import own_drawer
from workflows.casework.start import start_beside
from workflows.errors import BadAnswers, NotFound
from workflows.law.roles import Role
from workflows.queries import case as case_queries
from workflows.queries import portal
from workflows.store import idempotency


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/cases/<number>/extension/<rule>", "extension", show)
    area.add_url_rule("/cases/<number>/extension/<rule>", "extension_ask", send, methods=["POST"])


@dataclass(frozen=True, slots=True)
class _Request:
    """One term of a case of one's own, and the questions of the request; which term it is the address says."""

    mine: portal.MyCase
    standing: Standing
    scope: str
    form: Form


def _request(number: str, rule: str) -> _Request:
    """Raises NotFound for another's case, and for a term that cannot be extended."""
    with g.office.database.reading() as connection:
        mine = portal.get_case(connection, current_user.subjects, number)
        page = case_queries.get_by_number(connection, number)
        chosen.turn_to(page.subject_id)
        found = [one for one in list_standings(connection, page) if one.rule == rule]
        if not found:
            raise NotFound("本件没有可以申请延期的这项期限", english="There is no such term to extend.")
        bundle = g.office.bundle(connection, g.office.live_release(connection, g.received_at))
        definition = bundle.definition(PROCESS)
    start = definition.settings["start"]
    scope = str(start["scope"])
    return _Request(mine, found[0], scope, Form(_without(bundle.form_named(definition.folder, start["form"]), scope)))


def _without(schema: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The form without a question whose answer is known."""
    return {
        **schema,
        "required": [one for one in schema.get("required", ()) if one != name],
        "properties": {key: part for key, part in schema["properties"].items() if key != name},
    }


@may_call(Role.SUBJECT)
def show(number: str, rule: str) -> Any:
    """Until when one may ask, what happens until it is answered; when it is not possible, why not."""
    asked = _request(number, rule)
    return _page(asked, asked.form.show())


def _page(asked: _Request, bound: Bound, status: int = 200) -> Any:
    with g.office.database.reading() as connection:
        today = asking.circumstances(connection).today
    shown = {"mine": asked.mine, "standing": asked.standing, "form": bound, "today": today}
    return render_template("portal/extension.html", **shown), status


@may_call(Role.SUBJECT)
def send(number: str, rule: str) -> Any:
    """Opens the request beside the case; sent twice it is one request."""
    asked = _request(number, rule)
    key = page_key("extension", asked.mine.id, rule)
    with g.office.database.reading() as connection:
        earlier = idempotency.find_answer(connection, g.office.district, key)
    if earlier is not None:
        return redirect(url_for("portal.case", number=number), 303)
    drawer = own_drawer(asked.mine.id)
    bound = asked.form.read(request.form, request.files, drawer)
    refusals.remember(bound.typed)
    if bound.reshaped:
        return _page(asked, bound)
    if bound.checked().errors:
        return _page(asked, bound.checked(), 422)
    answers = {**bound.answers, asked.scope: rule}
    try:
        start_beside(g.office, asked.mine.id, PROCESS, answers, doer=current_user.doer(), key=key)
    except BadAnswers as refusal:
        return _page(asked, bound.with_errors({"": refusals.said(refusal)}), 422)
    flash(_("延期申请已提交，答复之前期满的后果暂缓。"), "success")
    return redirect(url_for("portal.case", number=number), 303)
