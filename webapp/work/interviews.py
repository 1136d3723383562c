"""约谈: the interviews of a week, day by day; the same list is the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, g, render_template, request

from webapp import asking
from webapp.access import WATCHING, may_call
from workflows.clock import china_day, china_instant
from workflows.law.calendar import Calendar
from workflows.queries import interviews as queries
from workflows.queries.interviews import Meeting
from workflows.registry.interviews import Kind, Times

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week: why nobody is invited on it, and who comes."""

    on: date
    off: str
    meetings: tuple[Meeting, ...]


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/interviews", "interviews", show)


@may_call(*WATCHING)
def show() -> Any:
    """This week, or the one of `?week=`; the weeks before and after are a link away."""
    today = china_day(g.received_at)
    monday = _monday(request.args.get("week", ""), today)
    with g.office.database.reading() as connection:
        found = queries.list_between(
            connection, asking.sight(), g.office.district, china_instant(monday), china_instant(monday + WEEK)
        )
        calendar = g.office.law(connection).calendar
    return render_template(
        "work/interviews.html",
        days=_days(monday, found, calendar),
        count=len(found),
        today=today,
        monday=monday,
        before=monday - WEEK,
        after=monday + WEEK,
        kinds={kind.value: kind.label for kind in Kind},
        states={state.value: state.label for state in Times},
        everything=asking.sight().everything,
    )


def _monday(asked: str, today: date) -> date:
    try:
        found = date.fromisoformat(asked)
    except ValueError:
        found = today
    within = max(date(today.year - 5, 1, 1), min(found, date(today.year + 5, 12, 31)))
    return within - timedelta(days=within.weekday())


def _days(monday: date, found: Sequence[Meeting], calendar: Calendar) -> list[Day]:
    days = [monday + timedelta(days=number) for number in range(7)]
    return [Day(on, calendar.why_off(on) or "", tuple(one for one in found if china_day(one.at) == on)) for on in days]
