"""搜索: case number, social credit code, enterprise, document number, colleague; an exact number opens it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for

from webapp import asking, words
from webapp.access import WATCHING, may_call
from workflows.queries import cases, search


def add_routes(area: Blueprint) -> None:
    area.add_url_rule("/search", "search", show)


@may_call(*WATCHING)
def show() -> Any:
    """What was found, by kind; one exact number leads on to its case."""
    asked, sight = request.args.get("q", "").strip()[:100], asking.sight()
    with g.office.database.reading() as connection:
        number = cases.find_number(connection, sight, asked)
        if number:
            return redirect(url_for("work.case", number=number))
        number = search.find_case_of_paper(connection, sight, g.office.district, asked)
        if number:
            return redirect(url_for("work.case_tab", number=number, tab="papers"))
        found = search.search(connection, sight, g.office.district, asked)
        kinds = words.kinds(connection).names
    return render_template("work/search.html", asked=asked, found=found, kinds=kinds, shortest=search.SHORTEST)
