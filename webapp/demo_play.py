"""Plays the demo office up to the day on which it opens: its year of closed cases, its open cases, what is half done."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from webapp import demo_files
from webapp.boot import Installation
from webapp.commands.speech import gettext as _
from webapp.demo_past import PATH, Past, read_past
from webapp.outgoing import handlers_of
from webapp.outgoing.papers import READY
from webapp.outgoing.telling import telling
from webapp.settings import Settings
from workflows.casework.effects import Handler
from workflows.casework.messages import Message, deliver
from workflows.casework.office import Office
from workflows.clock import StoppedClock
from workflows.design.cast import Cast
from workflows.design.play import House, Story, play_together
from workflows.design.scenarios import Scenario, parse_scenario
from workflows.design.stage import Stage, set_scene
from workflows.law.calendar import Calendar
from workflows.queries import demo as queries
from workflows.store import outbox, papers
from workflows.store import tasks as drafts
from workflows.store.outbox import LeasedEffect, NewEffect

STORIES = "demo/stories/"
DRAFTS = "demo/drafts.toml"
NOBODY_LISTENS = "127.0.0.1:1"
"""The mail server during the outage: nothing answers there."""
PRINT_EVERY = timedelta(seconds=2)
"""The papers of closed cases are printed one by one while the office is open already."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outage:
    """For whom mail cannot be delivered, and how long."""

    login: str
    begins: datetime
    ends: datetime


@dataclass(slots=True)
class Playing:
    """The office being played, with the cast and the numbers of its people."""

    installation: Installation
    clock: StoppedClock
    company: Cast
    ids: Mapping[str, int]
    past_subjects: set[int] = field(default_factory=set)

    @property
    def office(self) -> Office:
        return self.installation.office


def read_stories(files: Mapping[str, bytes]) -> list[Scenario]:
    """The stories of the open cases, in the order of their files."""
    named = ((path, content) for path, content in sorted(files.items()) if path.startswith(STORIES))
    return [parse_scenario(path, content.decode()) for path, content in named]


def read_closed(files: Mapping[str, bytes]) -> Past:
    """The closed cases, written with the calendars that the office is going to have."""
    calendars = [content.decode() for path, content in sorted(files.items()) if path.startswith("calendars/")]
    return read_past(files[PATH].decode(), Calendar.of(calendars))


def begins(files: Mapping[str, bytes]) -> datetime:
    """The first instant at which anything happens."""
    return min(story.now for story in (*read_closed(files).stories, *read_stories(files)))


def play(playing: Playing, files: Mapping[str, bytes], until: datetime, say: Say) -> None:
    """Everything up to that instant; what is refused unexpectedly is said."""
    past, now = read_closed(files), read_stories(files)
    _begin_series(playing.office, past)
    outage = Outage(**tomllib.loads(files[PATH].decode())["outage"])
    house = House(playing.office, playing.clock, _handlers(playing, outage), demo_files.drawer(playing.office))
    stories = [Story(story, _entering(playing, story)) for story in (*past.stories, *now)]
    for failure in play_together(house, stories, until, _progress(len(stories), say)):
        say("  " + _("注意：%(what)s", what=failure))
    _keep_drafts(playing, files)
    _print_later(playing.office)


def _begin_series(office: Office, past: Past) -> None:
    with office.database.writing() as connection:
        for one in past.series:
            papers.begin_series(connection, (office.district, one.unit, one.kind, one.year), one.last)


def _entering(playing: Playing, story: Scenario) -> Callable[[], Stage]:
    def enter() -> Stage:
        stage = set_scene(playing.office, playing.clock, playing.company, playing.ids, story)
        if story.path.startswith(PATH):
            playing.past_subjects.add(stage.subject_id)
        return stage

    return enter


def _progress(number: int, say: Say) -> Callable[[Scenario], None]:
    """Says how far it is, five times at most."""
    done = 0

    def told(_story: Scenario) -> None:
        nonlocal done
        done += 1
        if done % max(1, number // 5) == 0 and done < number:
            say("  " + _("已办理 %(done)s/%(all)s 件 …", done=done, all=number))

    return told


def _handlers(playing: Playing, outage: Outage) -> Mapping[str, Handler]:
    usual = handlers_of(playing.installation)
    broken = telling(_without_mail(playing.installation.settings))

    def tell(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
        is_out = (
            outage.begins <= office.clock.now() < outage.ends
            and effect.payload.get("person_id") == playing.ids[outage.login]
        )
        return (broken if is_out else usual["tell"])(office, effect)

    def render(office: Office, effect: LeasedEffect) -> Mapping[str, Any]:
        with office.database.reading() as connection:
            paper = papers.get_paper(connection, effect.payload["paper_id"])
            is_past = queries.subject_of(connection, paper.case_id) in playing.past_subjects
        if not is_past:
            return usual["render"](office, effect)
        ready = {"paper": paper.id, "number": paper.number, "file": None}
        message = Message(READY, str(effect.payload["ready_scope"]), ready)
        deliver(office, paper.case_id, message, key=f"{effect.key}:ready")
        return {"number": paper.number}

    return {**usual, "tell": tell, "render": render}


def _without_mail(settings: Settings) -> Settings:
    return replace(settings, smtp=NOBODY_LISTENS)


def _keep_drafts(playing: Playing, files: Mapping[str, bytes]) -> None:
    """Applications that somebody has begun."""
    with playing.office.database.writing() as connection:
        for row in tomllib.loads(files[DRAFTS].decode())["draft"]:
            record_id = queries.record_numbered(connection, row["record"])
            place = f"apply:{row['process']}:{record_id}"
            kept = {"answers": row["answers"], "seen": row["seen"]}
            drafts.save_draft(connection, playing.ids[row["login"]], place, kept, row["saved_at"])


def _print_later(office: Office) -> None:
    """The PDFs that the closed cases did not wait for; the worker makes one at a time once the office is open."""
    now = office.clock.now()
    with office.database.writing() as connection:
        waiting = papers.list_without_file(connection, office.district)
        prints = [
            NewEffect("print", f"print:{paper_id}", {"paper_id": paper_id}, not_before=now + PRINT_EVERY * place)
            for place, paper_id in enumerate(waiting, 1)
        ]
        outbox.put(connection, office.district, None, prints, now)
