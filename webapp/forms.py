"""Decides how a form is shown and read back: questions, typed answers, faults beside their fields, nothing typed lost.

form = Form(schema)
bound = form.show(draft)                                  # GET
bound = form.read(request.form, request.files, drawer)    # POST
if bound.reshaped: show it again (a row or file was added or taken away, nothing is submitted)
if bound.checked().errors: show that, 422
bound.answers                                             # what goes to casework
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage, MultiDict

from webapp.answers import ADD, REMOVE, Drawer, Reading, without_blanks
from webapp.faults import find_faults, in_form_order
from webapp.fields import Choice, Field, Kind, posted, read_fields
from webapp.formats import listed

NO_FILES: MultiDict[str, FileStorage] = MultiDict()


@dataclass(frozen=True, slots=True)
class Control:
    """One question on the page: where it stands, what was answered, what is wrong."""

    field: Field
    path: str
    value: Any
    error: str
    rows: tuple[tuple[Control, ...], ...] = ()

    @property
    def id(self) -> str:
        """The anchor of the field; the error summary leads here."""
        return anchor(self.path)

    @property
    def shown(self) -> str:
        """The value as the box of the page holds it."""
        if self.value is None:
            return ""
        if isinstance(self.value, list):
            return "\n".join(str(one) for one in self.value)
        return str(self.value)[:16] if self.field.kind is Kind.MOMENT else posted(self.value)

    @property
    def said(self) -> str:
        """The answer in the words of the form, for check pages and read-only views."""
        if self.field.choices or self.field.kind in {Kind.YES_NO, Kind.CONFIRM}:
            chosen = self.value if isinstance(self.value, list) else [self.value]
            return listed(self._title(one) for one in chosen if one is not None)
        if isinstance(self.value, Mapping) or self.field.kind is Kind.FILES:
            return listed(str(one.get("name", one.get("file", ""))) for one in self.files)
        return f"{self.shown} {self.field.suffix}".strip() if self.shown else ""

    @property
    def files(self) -> tuple[Mapping[str, Any], ...]:
        """The files kept for this field."""
        if isinstance(self.value, Mapping):
            return (self.value,)
        return tuple(one for one in self.value or () if isinstance(one, Mapping))

    def has(self, choice: Choice) -> bool:
        return choice.value in self.value if isinstance(self.value, list) else choice.value == self.value

    def _title(self, value: Any) -> str:
        titles = {choice.posted: choice.title for choice in self.field.choices} or {"true": _("是"), "false": _("否")}
        return titles.get(posted(value), posted(value))


def anchor(path: str) -> str:
    return "f-" + path.replace(".", "-") if path else "form"


@dataclass(frozen=True)
class Form:
    """A form, from its JSON Schema (2020-12)."""

    schema: Mapping[str, Any]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return read_fields(self.schema)

    @property
    def title(self) -> str:
        return str(self.schema.get("title", ""))

    @property
    def has_files(self) -> bool:
        return any(one.has_files for one in self.fields)

    def show(self, answers: Mapping[str, Any] | None = None) -> Bound:
        """The form with what was answered before, or with the defaults of its schema."""
        defaults = {one.name: one.default for one in self.fields if one.default is not None}
        return Bound(self, dict(answers) if answers else defaults)

    def read(
        self,
        posted_values: MultiDict[str, str],
        files: MultiDict[str, FileStorage] = NO_FILES,
        drawer: Drawer | None = None,
    ) -> Bound:
        """What a page sent, in the types of the form. Uploads need a drawer that keeps them."""
        reading = Reading(posted_values, files, drawer)
        values = reading.read(self.fields)
        pressed = {ADD, REMOVE} & set(posted_values)
        return Bound(self, values, reading.faults, upload_faults=dict(reading.faults), reshaped=bool(pressed))


@dataclass(frozen=True)
class Bound:
    """A form with answers: what a template shows and what a view hands on.

    `reshaped` is set when the person pressed "add" or "remove": the page is shown again and nothing is submitted.
    """

    form: Form
    values: Mapping[str, Any]
    errors: Mapping[str, str] = field(default_factory=dict)
    upload_faults: Mapping[str, str] = field(default_factory=dict)
    reshaped: bool = False

    @cached_property
    def answers(self) -> dict[str, Any]:
        """The answers without blank rows."""
        pruned: dict[str, Any] = without_blanks(dict(self.values))
        return pruned

    @property
    def title(self) -> str:
        return self.form.title

    @property
    def has_files(self) -> bool:
        return self.form.has_files

    def checked(self) -> Bound:
        """The same with every fault of the answers, all at once; no errors means that the form accepts them."""
        faults = {**find_faults(self.form.schema, self.form.fields, self.answers), **self.upload_faults}
        return self._with(faults)

    def with_errors(self, fields: Mapping[str, Any]) -> Bound:
        """The same with errors that casework found, by path; where the form has a sentence of its own, that one."""
        own = find_faults(self.form.schema, self.form.fields, self.answers)
        found = {str(path): own.get(str(path), str(sentence)) for path, sentence in fields.items()}
        return self._with({**found, **self.upload_faults})

    def _with(self, faults: Mapping[str, str]) -> Bound:
        return replace(self, values=self.answers, errors=in_form_order(self.form.fields, faults))

    @cached_property
    def controls(self) -> tuple[Control, ...]:
        """The questions of the page, in order."""
        return self._controls(self.form.fields, self.values, "")

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Anchor and sentence of every error, as the eye meets them; an error of no field leads to the form."""
        known = self._anchors(self.controls)
        return [
            (anchor(path) if anchor(path) in known else anchor(""), sentence) for path, sentence in self.errors.items()
        ]

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Question and answer of everything filled in: for pages that must not lose it."""
        return [(one.field.title, one.said) for one in _leaves(self.controls) if one.said]

    def _anchors(self, controls: tuple[Control, ...]) -> set[str]:
        inner = (self._anchors(row) for control in controls for row in control.rows)
        return {control.id for control in controls}.union(*inner)

    def _controls(self, fields: tuple[Field, ...], values: Any, prefix: str) -> tuple[Control, ...]:
        given = values if isinstance(values, Mapping) else {}
        return tuple(self._control(one, given.get(one.name), f"{prefix}{one.name}") for one in fields)

    def _control(self, asked: Field, value: Any, path: str) -> Control:
        error = self.errors.get(path, "")
        if asked.kind is Kind.GROUP:
            return Control(asked, path, value, error, (self._controls(asked.parts, value, f"{path}."),))
        if asked.kind is not Kind.ROWS:
            return Control(asked, path, value, error)
        given = value if isinstance(value, list) else []
        blank = max(0, int(asked.least or (1 if asked.required else 0)) - len(given))
        rows = [*given, *({} for _ in range(blank))]
        shown = tuple(self._controls(asked.parts, row, f"{path}.{number}.") for number, row in enumerate(rows))
        return Control(asked, path, value, error, shown)


def _leaves(controls: tuple[Control, ...]) -> list[Control]:
    found = []
    for control in controls:
        inner = [leaf for row in control.rows for leaf in _leaves(row)]
        found += inner if control.field.kind in {Kind.ROWS, Kind.GROUP} else [control]
    return found
