"""Reads everything that a task page needs, and decides what its reader may do with the task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from flask_login import current_user

from webapp import asking, refusals, weighings
from webapp.badges import Badge
from webapp.fields import Field, Kind
from webapp.formats import day, noted
from webapp.forms import Bound, Form
from webapp.given import Given, list_given
from webapp.weighings import Comparison
from webapp.work import fitting
from workflows.engine.definition import Definition, Node
from workflows.errors import AlreadyDone, NotFound
from workflows.law.roles import Role
from workflows.law.separation import Barred
from workflows.queries import case, measures, visible
from workflows.queries import task as queries
from workflows.queries.case import DeadlineLine, SideCase
from workflows.queries.measures import Standing
from workflows.queries.task import TaskPage
from workflows.registry import apart
from workflows.registry.apart import Matter
from workflows.store import cases, papers, registry
from workflows.store import tasks as drafts
from workflows.store.database import Open
from workflows.store.papers import PaperRow
from workflows.store.registry import RecordRow

_DECIDING = {Kind.RADIO, Kind.SELECT, Kind.YES_NO}


@dataclass(frozen=True)
class Work:
    """A task as its reader finds it."""

    page: TaskPage
    node: Node
    definition: Definition
    form: Form
    measures: list[Standing]
    barred: Barred | None

    @property
    def is_mine_to_do(self) -> bool:
        """The reader's role may do it."""
        return self.page.role_group in current_user.groups

    @property
    def is_held_by_other(self) -> bool:
        return self.page.assignee_id not in {None, *current_user.people_ids}

    @property
    def may_do(self) -> bool:
        return self.is_mine_to_do and not self.is_held_by_other and self.barred is None

    @property
    def is_free(self) -> bool:
        return self.page.assignee_id is None

    @cached_property
    def decides(self) -> bool:
        """Whether its form makes a choice: then its answers are looked at once more before they count."""
        return any(_chooses(one) for one in self.form.fields)

    @property
    def measure_cells(self) -> list[list[str]]:
        """The measures of the unit as rows of a table."""
        return [
            [
                noted(one.name, one.code),
                one.field,
                one.basis,
                one.document_number,
                day(one.started_on),
                _("已解除") if one.lifted_on else _("待确认"),
            ]
            for one in self.measures
        ]

    def first_answers(self) -> Mapping[str, Any]:
        """What stands in a form that nobody has touched.

        A task that is done again begins with what was said before; a measure to confirm has its row; a question may
        say where in the case its first answer comes from.
        """
        before = self.page.names.get(self.page.element)
        if isinstance(before, Mapping):
            return before
        found = fitting.first_answers(self.form.schema, self.page.names)
        rows = next((one for one in self.form.fields if fitting.is_about_measures(one)), None)
        standing = [one for one in self.measures if one.lifted_on is None]
        if rows is None or not standing:
            return found
        return {**found, rows.name: [{fitting.MEASURE: one.id} for one in standing]}

    def shown(self) -> Bound:
        return self.form.show(self.page.draft or self.first_answers())

    def consequences(self, form: Bound) -> list[tuple[str, str, str]]:
        """Each choice that was made and says what follows from it: question, answer, consequence."""
        chosen = [(one, choice) for one in form.controls for choice in one.field.choices if one.has(choice)]
        return [(one.field.title, choice.title, choice.consequence) for one, choice in chosen if choice.consequence]


@dataclass(frozen=True, slots=True)
class Background:
    """What stands around the form: until when, and what was said in the case so far."""

    deadline: DeadlineLine | None
    badge: Badge
    given: list[Given]
    records: tuple[RecordRow, ...]
    record_kinds: Mapping[str, str]
    weighed: Comparison
    main_case: SideCase | None
    papers: tuple[PaperRow, ...]


def background(connection: Open, work: Work) -> Background:
    """Read only for pages, not when something is handed in."""
    page = work.page
    deadline = None
    if page.rule:
        deadline = case.newest_deadlines(connection, [page.case_id]).get((page.case_id, page.rule, page.scope))
    happenings = case.list_happenings(connection, page.case_id)
    main = _main_case(connection, page)
    return Background(
        deadline=deadline,
        badge=asking.clocks(connection).badge(deadline),
        given=list_given(connection, page.release_id, work.definition, happenings),
        records=registry.list_records(connection, cases.list_records(connection, page.case_id)),
        record_kinds=asking.record_kinds(asking.circumstances(connection)),
        weighed=weighings.compare(page.names),
        main_case=main,
        papers=papers.list_of_case(connection, main.id if main else page.case_id),
    )


def _main_case(connection: Open, page: TaskPage) -> SideCase | None:
    """The case that this side case was started by."""
    _scope, parent = measures.list_scopes(connection, [page.case_id]).get(page.case_id, ("", None))
    listed = case.list_side_cases(connection, page.case_id, parent) if parent else []
    return next((one for one in listed if one.id == parent), None)


def read(connection: Open, task_id: int) -> Work:
    """The task, for whoever may do it or may see its case. Raises NotFound, AlreadyDone."""
    try:
        page = queries.get_page(connection, task_id, current_user.id)
    except AlreadyDone as gone:
        raise _told(connection, task_id, gone) from gone
    if page.role_group.startswith(f"{Role.SUBJECT}@") or not (
        page.role_group in current_user.groups or visible.may_see(connection, asking.sight(), page.case_id)
    ):
        raise NotFound("没有这个任务，或不由本单位办理", english="There is no such task.", task=task_id)
    definition = g.office.definition(connection, page.release_id, page.case_process)
    node = definition.node(page.process, page.element)
    form = Form(g.office.bundle(connection, page.release_id).form(node))
    found = _measures(connection, page) if any(fitting.is_about_measures(one) for one in form.fields) else []
    return Work(
        page=page,
        node=node,
        definition=definition,
        form=Form(fitting.fit(form.schema, page.names, found)),
        measures=found,
        barred=_barred(connection, page, node),
    )


def _told(connection: Open, task_id: int, gone: AlreadyDone) -> AlreadyDone | NotFound:
    """By whom, when and how it was done, for those who may see the case; their own draft is shown with it."""
    done = queries.find_done(connection, task_id)
    if done is None or not visible.may_see(connection, asking.sight(), done.case_id):
        return NotFound("没有这个任务，或不由本单位办理", english="There is no such task.", task=task_id)
    definition = g.office.definition(connection, done.release_id, done.case_process)
    node = definition.nodes.get(done.place)
    if node is None:
        return gone
    form = Form(g.office.bundle(connection, done.release_id).form(node))
    draft = drafts.find_draft(connection, current_user.id, f"task:{task_id}")
    sent = form.read(request.form).typed
    if sent or draft:
        refusals.remember(sent or form.show(draft).typed)
    choices = [one.said for one in form.show(done.body.get("answers", {})).controls if one.field.choices and one.said]
    return done.told(choices[0] if choices else "")


def matter_of(page: TaskPage, node: Node) -> Matter:
    """What four eyes are asked about."""
    return Matter(page.case_id, page.case_number, page.role_group, node.apart)


def _barred(connection: Open, page: TaskPage, node: Node) -> Barred | None:
    """Told before anything is typed."""
    for_whom = current_user.stands_in(page.role_group, page.assignee_id)
    actor = apart.actor_of(current_user.id, current_user.name, *for_whom)
    return apart.find_barred(connection, matter_of(page, node), actor)


def _measures(connection: Open, page: TaskPage) -> list[Standing]:
    """Those of the unit that works here, when the case is about one unit's measures."""
    scope, _parent = measures.list_scopes(connection, [page.case_id]).get(page.case_id, ("", None))
    found = measures.list_of_cases(connection, [page.case_id]).get(page.case_id, [])
    return [one for one in found if scope and one.unit == scope]


def _chooses(one: Field) -> bool:
    return one.kind in _DECIDING or any(_chooses(part) for part in one.parts)
