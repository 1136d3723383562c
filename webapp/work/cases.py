"""案件: the list of cases in sight, narrowed by what the address says, fifty a page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for

from webapp import asking, words
from webapp.access import WATCHING, may_call
from workflows.queries import case, cases
from workflows.queries.cases import PAGE, Wanted


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/cases", "cases", show)


@may_call(*WATCHING)
def show() -> Any:
    """The newest first; an exact number opens its case."""
    wanted = _wanted()
    sight = asking.sight()
    with g.office.database.reading() as connection:
        number = cases.find_number(connection, sight, wanted.asked)
        if number:
            return redirect(url_for("work.case", number=number))
        rows = cases.list_cases(connection, sight, g.office.district, wanted, request.args.get("before", type=int))
        ids = [row.id for row in rows]
        kinds = words.kinds(connection)
        shown = {
            "rows": rows,
            "waiting": cases.list_waiting(connection, ids),
            "deadlines": case.newest_deadlines(connection, ids),
            "clocks": asking.clocks(connection),
            "kinds": kinds.names,
            "states": cases.list_states(connection, g.office.district, wanted.process) if wanted.process else [],
        }
    following = rows[-1].id if len(rows) == PAGE else None
    return render_template(
        "work/cases.html",
        wanted=wanted,
        everything=sight.everything,
        following=following,
        chips=_chips(wanted),
        **shown,
    )


def _wanted() -> Wanted:
    return Wanted(
        asked=request.args.get("q", "").strip()[:100],
        process=request.args.get("kind", "")[:60],
        state=request.args.get("state", "")[:30] if request.args.get("kind") else "",
        open_only=request.args.get("which", "open") != "all",
    )


def _chips(wanted: Wanted) -> list[tuple[str, str]]:
    """Each filter that is on, with the address without it."""
    kept = {"q": wanted.asked, "kind": wanted.process, "state": wanted.state}
    found = []
    for name, value in kept.items():
        if value:
            others: dict[str, Any] = {key: said for key, said in kept.items() if said and key != name}
            which = None if wanted.open_only else "all"
            found.append((value, url_for("work.cases", which=which, **others)))
    return found
