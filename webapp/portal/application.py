"""An application in the making: what it is about, its form by topics, what was filled in, and how far each topic is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from flask_babel import gettext as _

from webapp.answers import is_empty
from webapp.fields import Field, Kind
from webapp.forms import Bound, Form
from workflows.engine.definition import Definition
from workflows.errors import NotFound
from workflows.queries.portal import MyRecord
from workflows.store.people import PersonRow
from workflows.store.registry import SubjectRow

SIGNER, SIGNED_ON = "signer", "signed_on"
"""Questions that are answered with who is signed in and with today, until somebody says otherwise."""


class Stage(StrEnum):
    """How far a topic is."""

    NEW = "new"
    BEGUN = "begun"
    WRONG = "wrong"
    DONE = "done"

    @property
    def label(self) -> str:
        return {
            Stage.NEW: _("未开始"),
            Stage.BEGUN: _("进行中"),
            Stage.WRONG: _("有问题"),
            Stage.DONE: _("已完成"),
        }[self]


@dataclass(frozen=True)
class Topic:
    """One page of the wizard: an object of the form, or plain questions that stand together."""

    key: str
    title: str
    hint: str
    schema: Mapping[str, Any]
    names: tuple[str, ...]
    nested: bool

    @cached_property
    def form(self) -> Form:
        return Form(self.schema)

    def taken_from(self, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.nested:
            found: Mapping[str, Any] = answers.get(self.key) or {}
            return found
        return {name: answers[name] for name in self.names if name in answers}

    def put_into(self, answers: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        if self.nested:
            return {**answers, self.key: dict(given)}
        others = {name: value for name, value in answers.items() if name not in self.names}
        return {**others, **given}


def read_topics(schema: Mapping[str, Any]) -> tuple[Topic, ...]:
    """The pages of a form, in its order."""
    return tuple(_topics(schema))


def _topics(schema: Mapping[str, Any]) -> Iterator[Topic]:
    plain: list[str] = []
    properties: Mapping[str, Any] = schema.get("properties", {})
    for name, part in properties.items():
        if part.get("type") != "object":
            plain.append(name)
            continue
        if plain:
            yield _plain_topic(schema, plain)
            plain = []
        title = str(part.get("title") or name)
        yield Topic(name, title, str(part.get("description", "")), part, (name,), nested=True)
    if plain:
        yield _plain_topic(schema, plain)


def _plain_topic(schema: Mapping[str, Any], names: list[str]) -> Topic:
    """Plain questions that follow each other, with the rules that concern them alone."""
    properties = {name: schema["properties"][name] for name in names}
    rules = [rule for rule in schema.get("allOf", ()) if set(rule.get("if", {}).get("properties", {})) <= set(names)]
    whole = len(names) == len(schema["properties"])
    title = str(schema.get("title") if whole else properties[names[0]].get("title") or names[0])
    part = {
        "type": "object",
        "title": title,
        "additionalProperties": False,
        "required": [name for name in schema.get("required", ()) if name in names],
        "properties": properties,
        "$defs": schema.get("$defs", {}),
        **({"allOf": rules} if rules else {}),
    }
    hint = "" if whole else _("、").join(str(properties[name].get("title", "")) for name in names[1:])
    return Topic(names[0], title, hint, part, tuple(names), nested=False)


@dataclass(frozen=True)
class Application:
    """What somebody fills in about one record."""

    process: str
    mine: MyRecord
    subject: SubjectRow
    person: PersonRow
    mandate: str
    definition: Definition
    schema: Mapping[str, Any]
    answers: Mapping[str, Any]
    seen: frozenset[str]
    saved_at: datetime | None
    today: date

    @property
    def place(self) -> str:
        return f"apply:{self.process}:{self.mine.record.id}"

    @property
    def at(self) -> dict[str, Any]:
        """Where its pages are."""
        return {"process": self.process, "record_id": self.mine.record.id}

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        return read_topics(self.schema)

    def topic(self, key: str) -> Topic:
        """Raises NotFound."""
        found = next((topic for topic in self.topics if topic.key == key), None)
        if found is None:
            raise NotFound("申请中没有这一步", english="There is no such step.")
        return found

    def after(self, topic: Topic) -> Topic | None:
        """The topic that follows."""
        following = self.topics[self.topics.index(topic) + 1 :]
        return following[0] if following else None

    def bound(self, topic: Topic) -> Bound:
        given = topic.taken_from(self.answers)
        return topic.form.show(given if topic.key in self.seen else {**self._known(topic), **given})

    def stage(self, topic: Topic) -> Stage:
        """How far a topic is; one without a required question is done when it was looked at."""
        if topic.key not in self.seen:
            return Stage.NEW
        given = topic.taken_from(self.answers)
        if not topic.form.show(given).checked().errors:
            return Stage.DONE
        return Stage.BEGUN if is_empty(given) else Stage.WRONG

    @property
    def done(self) -> int:
        return sum(self.stage(topic) is Stage.DONE for topic in self.topics)

    @property
    def open_topics(self) -> list[Topic]:
        return [topic for topic in self.topics if self.stage(topic) is not Stage.DONE]

    def complete_answers(self) -> dict[str, Any]:
        """What is handed in: a topic without answers is handed in empty."""
        return {**{topic.key: {} for topic in self.topics if topic.nested}, **self.answers}

    def with_topic(self, topic: Topic, given: Mapping[str, Any]) -> dict[str, Any]:
        """What the draft keeps when a topic was filled in."""
        return {"answers": topic.put_into(self.answers, given), "seen": sorted(self.seen | {topic.key})}

    def _known(self, topic: Topic) -> dict[str, Any]:
        """What the office knows already is not asked again; it can be changed."""
        found = {one.name: self._answer(one) for one in topic.form.fields}
        return {name: value for name, value in found.items() if not is_empty(value)}

    def _answer(self, one: Field) -> Any:
        if one.name == SIGNED_ON and one.kind is Kind.DATE:
            return self.today.isoformat()
        if one.autocomplete == "name" or one.name == SIGNER:
            return self.person.name
        if one.kind is Kind.TEL:
            return self.person.phone or self.subject.phone
        if one.kind is Kind.EMAIL:
            return self.person.email
        fitting = [choice.value for choice in one.choices if self.mandate and choice.title.endswith(self.mandate)]
        return fitting[0] if fitting else one.default
