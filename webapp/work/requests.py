"""What a person of the office may ask of a case beside its tasks: the messages that its process declares for the office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webapp import asking, refusals
from webapp.access import STAFF, may_call
from webapp.forms import Bound, Form
from webapp.uploads import own_drawer
from workflows.casework import messages
from workflows.engine.definition import Asking
from workflows.errors import BadAnswers, NotFound
from workflows.queries import case, visible
from workflows.queries.case import CasePage
from workflows.store import idempotency
from workflows.store.database import Open


@dataclass(frozen=True, slots=True)
class Request:
    """A message that the reader may send to a case, with its form."""

    page: CasePage
    asking: Asking
    form: Form


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/cases/<number>/request/<name>", "request", ask)
    area.add_url_rule("/cases/<number>/request/<name>", "request_send", send, methods=["POST"])


def list_possible(connection: Open, page: CasePage) -> list[Asking]:
    """What the case waits for that is the reader's to say."""
    declared = g.office.definition(connection, page.release_id, page.process).messages.values()
    return [
        one for one in declared if f"{one.sender}@{page.unit}" in current_user.groups and page.may_be_asked(one.name)
    ]


def _read(number: str, name: str) -> Request:
    """Raises NotFound for a case out of sight, and for what it does not wait for."""
    with g.office.database.reading() as connection:
        page = case.get_by_number(connection, number)
        if not visible.may_see(connection, asking.sight(), page.id):
            raise NotFound(f"没有案件 {number}", english=f"There is no case {number}.")
        found = next((one for one in list_possible(connection, page) if one.name == name), None)
        if found is None:
            raise NotFound("本件现在不能提出这一请求", english="The case does not wait for this.")
        definition = g.office.definition(connection, page.release_id, page.process)
        schema = g.office.bundle(connection, page.release_id).form_named(definition.folder, found.form)
    return Request(page, found, Form(schema))


@may_call(*STAFF)
def ask(number: str, name: str) -> Any:
    """The form, with what follows."""
    asked = _read(number, name)
    return _page(asked, asked.form.show())


def _page(asked: Request, bound: Bound, status: int = 200) -> Any:
    return render_template("work/request.html", page=asked.page, asking=asked.asking, form=bound), status


@may_call(*STAFF)
def send(number: str, name: str) -> Any:
    """Sends it to the case; sent twice it is sent once."""
    key = f"ask:{current_user.id}:{number}:{name}:{request.form.get('key', '')}"
    with g.office.database.reading() as connection:
        earlier = idempotency.find_answer(connection, g.office.district, key)
    if earlier is not None:
        return redirect(url_for("work.case", number=number), 303)
    asked = _read(number, name)
    bound = asked.form.read(request.form, request.files, own_drawer(asked.page.id))
    refusals.remember(bound.typed)
    if bound.reshaped:
        return _page(asked, bound)
    if bound.checked().errors:
        return _page(asked, bound.checked(), 422)
    try:
        messages.send(g.office, asked.page.id, name, bound.answers, doer=current_user.doer(), key=key)
    except BadAnswers as refusal:
        return _page(asked, bound.with_errors({"": refusal.sentence}), 422)
    flash(_("已提交：%(title)s。", title=asked.asking.title), "success")
    return redirect(url_for("work.case", number=number), 303)
