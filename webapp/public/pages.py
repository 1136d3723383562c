"""The pages that everybody may see: what is public, whether a paper is real, how far a case is."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for

from webapp import asking, situations
from webapp.access import may_call
from workflows.errors import NotFound
from workflows.queries import case as case_queries
from workflows.queries import public

area = Blueprint("public", __name__)
LARGEST_PAPER = 20 * 1024 * 1024


@area.route("/")
@may_call(everybody=True)
def home() -> Any:
    """The front door is what the public comes for."""
    return redirect(url_for("public.listings"))


@area.route("/public/listings")
@may_call(everybody=True)
def listings() -> Any:
    """公示查询: records that are public today."""
    asked = request.args.get("q", "").strip()[:100]
    after = request.args.get("after", 0, type=int)
    with g.office.database.reading() as connection:
        found, following = public.list_public(connection, asking.circumstances(connection), asked, after)
    return render_template("public/listings.html", asked=asked, found=found, following=following)


@area.route("/public/records/<int:record_id>")
@may_call(everybody=True)
def listing(record_id: int) -> Any:
    """One public record. Raises NotFound when it is not public today."""
    with g.office.database.reading() as connection:
        circumstances = asking.circumstances(connection)
        found = public.find_public(connection, circumstances, record_id)
    if found is None:
        raise NotFound("没有公示中的这条记录", english="There is no such public record.")
    return render_template("public/listing.html", found=found, record_kinds=asking.record_kinds(circumstances))


@area.route("/public/verify", methods=["GET", "POST"])
@may_call(everybody=True)
def verify() -> Any:
    """验真: by code, or by the file itself."""
    code = request.values.get("code", "").strip()[:40]
    if request.method == "GET":
        return redirect(url_for("public.verified", code=code)) if code else render_template("public/verify.html")
    upload = request.files.get("paper")
    if upload is None or not upload.filename:
        return render_template("public/verify.html", missing=True), 422
    digest = hashlib.sha256(upload.stream.read(LARGEST_PAPER + 1)).hexdigest()
    with g.office.database.reading() as connection:
        paper = public.find_paper_by_digest(connection, digest)
    return render_template("public/verified.html", paper=paper, digest=digest, by_file=True)


@area.route("/v/<code>")
@may_call(everybody=True)
def verified(code: str) -> Any:
    """Where the QR code of a paper leads."""
    with g.office.database.reading() as connection:
        paper = public.find_paper(connection, code)
    return render_template("public/verified.html", paper=paper, code=code[:40], by_file=False)


@area.route("/public/progress", methods=["GET", "POST"])
@may_call(everybody=True)
def progress() -> Any:
    """进度查询: by case number and code, without signing in; the answer never tells which of the two was wrong."""
    if request.method == "GET":
        return render_template("public/progress.html")
    with g.office.database.reading() as connection:
        found = public.find_progress(connection, request.form.get("number", ""), request.form.get("code", ""))
        if found is None:
            return render_template("public/progress.html", wrong=True), 422
        page = case_queries.get_by_number(connection, found.number)
        tasks = case_queries.list_open_tasks(connection, found.id)
        told = situations.tell(connection, situations.look(connection, page, tasks), to_subject=True)
        kind = g.office.definition(connection, page.release_id, page.process).name
    return render_template("public/progress.html", found=found, next_steps=told, kind=kind)
