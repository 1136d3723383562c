"""What was answered in a case so far, form by form, with the questions as their forms ask them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from flask_babel import gettext as _

from webapp.fields import Kind
from webapp.forms import Bound, Control, Form
from workflows.engine.definition import Bundle, Definition
from workflows.law.roles import Role
from workflows.queries.case import Happening
from workflows.store.database import Open


@dataclass(frozen=True, slots=True)
class Given:
    """One form as somebody handed it in."""

    title: str
    who: str
    at: datetime
    form: Bound
    role: Role | None
    place: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Demand:
    """A list that the office gave to the subject: what is to be done, row by row."""

    title: str
    name: str
    rows: tuple[Mapping[str, Any], ...]
    controls: tuple[tuple[Control, ...], ...]


def list_given(
    connection: Open, release_id: int, definition: Definition, happenings: Iterable[Happening]
) -> list[Given]:
    """Oldest first: the application, then every completed task that had a form."""
    bundle = g.office.bundle(connection, release_id)
    told = [_given(bundle, definition, entry) for entry in sorted(happenings, key=lambda entry: entry.seq)]
    return [one for one in told if one is not None and one.form.typed]


def _given(bundle: Bundle, definition: Definition, entry: Happening) -> Given | None:
    answers = entry.body.get("answers")
    if not isinstance(answers, Mapping):
        return None
    if entry.kind == "case.opened":
        name = str(definition.settings.get("start", {}).get("form", ""))
        schema = bundle.form_named(definition.folder, name)
        return _bound(schema, answers, entry, _("申请"), (Role.SUBJECT, (definition.key, "start")))
    if entry.kind == "message.sent":
        asking = definition.messages.get(str(entry.body.get("message")))
        schema = bundle.form_named(definition.folder, asking.form) if asking else {}
        title = str(entry.body.get("title", ""))
        return _bound(schema, answers, entry, title, (asking.sender if asking else None, (definition.key, "")))
    if entry.kind != "task.completed":
        return None
    place = (str(entry.body["element"][0]), str(entry.body["element"][1]))
    node = definition.nodes.get(place)
    schema = bundle.form(node) if node else {}
    return _bound(schema, answers, entry, str(entry.body.get("title", "")), (node.role if node else None, place))


def _bound(
    schema: Mapping[str, Any],
    answers: Mapping[str, Any],
    entry: Happening,
    title: str,
    told: tuple[Role | None, tuple[str, str]],
) -> Given | None:
    if not schema:
        return None
    return Given(title, entry.actor, entry.at, Form(schema).show(answers), *told)


def find_demand(given: Iterable[Given]) -> Demand | None:
    """The newest list that the office wrote; the subject sees its rows and nothing else of that form."""
    for one in reversed(list(given)):
        if one.role is Role.SUBJECT:
            continue
        for control in one.form.controls:
            if control.field.kind is Kind.ROWS and control.value:
                return Demand(control.field.title, control.field.name, tuple(control.value), control.rows)
    return None


def list_files(controls: Iterable[Control]) -> Iterator[Mapping[str, Any]]:
    """Every file in answers, with the question that it answers."""
    for control in controls:
        for row in control.rows:
            yield from list_files(row)
        if control.field.kind is Kind.FILES:
            for file in control.files:
                yield {**file, "note": control.field.title}
