"""A small application that shows every part of the face with invented content: for the style tests and the looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, flash, render_template, request, session
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.datastructures import FileStorage

from tests.builders.style_form import ANSWERS, FORM
from webapp import refusals, words
from webapp.app import POLICY
from webapp.badges import Badge, Standing, counting, deadline_badge
from webapp.fields import Field
from webapp.forms import Form
from workflows.law.calendar import Calendar
from workflows.law.deadlines import State
from workflows.law.eligibility import Answer, Line, Mark, Verdict
from workflows.law.profile import Source
from workflows.law.roles import Role
from workflows.law.rules import Basis, Grade
from workflows.law.terms import Unit

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Reader:
    """A person signed in, as far as a page needs one."""

    name: str
    unit: str
    unit_name: str
    roles: frozenset[Role]
    login: str = "wanglei"


@dataclass(frozen=True)
class Subject:
    """An enterprise in the switcher."""

    id: int
    name: str
    uscc: str


OFFICER = Reader("王磊", "SJJ", "区市场监督管理局", frozenset({Role.OFFICER}))
AGENT = Reader("沈芳", "", "", frozenset({Role.SUBJECT}), "shenfang")
SUBJECTS = (
    Subject(1, "常州云岫精密机械有限公司（演示）", "91320411MAXY00112K"),
    Subject(3, "常州青橡食品有限公司（演示）", "91320411MAXY00331X"),
)
WORK_MENU = [
    {"name": "inbox", "label": "收件箱", "icon": "inbox", "url": "/style/work", "key": "i"},
    {"name": "cases", "label": "案件", "icon": "folder", "url": "/style/case", "key": "c"},
    {"name": "approvals", "label": "审批", "icon": "stamp", "url": "/style/approvals", "key": "a"},
    {"name": "services", "label": "送达", "icon": "send", "url": "/style/services"},
    {"name": "interviews", "label": "约谈", "icon": "calendar", "url": "/style/interviews"},
    {"name": "measures", "label": "解除惩戒", "icon": "unlock", "url": "/style/measures", "key": "m"},
    {"name": "reports", "label": "统计", "icon": "chart", "url": "/style/reports", "key": "r"},
]
PORTAL_MENU = [
    {"name": "home", "label": "首页", "icon": "home", "url": "/style/portal-home"},
    {"name": "records", "label": "我的记录", "icon": "list", "url": "/style/portal"},
    {"name": "cases", "label": "办件", "icon": "folder", "url": "/style/form"},
    {"name": "messages", "label": "消息", "icon": "mail", "url": "/style/messages"},
    {"name": "documents", "label": "文书", "icon": "paper", "url": "/style/documents"},
]
PUBLIC_MENU = [
    {"name": "listings", "label": "公示查询", "icon": "search", "url": "/style/public"},
    {"name": "progress", "label": "进度查询", "icon": "clock", "url": "/style/progress"},
    {"name": "verify", "label": "文书验真", "icon": "shield", "url": "/style/verify"},
]


class Shelf:
    """Keeps nothing: every upload gets a number."""

    def keep(self, upload: FileStorage, asked: Field) -> Mapping[str, Any]:
        return {"file": 8, "name": upload.filename, "size": 1000, "sha256": "cd" * 32, "type": "application/pdf"}

    def find(self, file_id: int) -> Mapping[str, Any] | None:
        return {"file": file_id, "name": "缴款凭证.pdf", "size": 2_400_000, "sha256": "ab" * 32}


def calendar() -> Calendar:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "bpmn" / "calendars").glob("*.toml"))]
    return Calendar.of(texts)


def badges() -> dict[str, Badge]:
    """One badge of each kind."""
    work = counting(calendar(), Unit.WORKING_DAYS)
    days = counting(calendar(), Unit.DAYS)
    hint = "11-12 受理，规则“修复决定 10 个工作日”，跳过 4 个周末日，11-26 17:30 截止。"
    paused = Standing(None, State.ON_HOLD, left=1, waiting_for="等待企业补正")
    return {
        "normal": deadline_badge(Standing(date(2026, 12, 3), total=20), TODAY, work, hint),
        "soon": deadline_badge(Standing(date(2026, 11, 26), total=10), TODAY, work, hint),
        "today": deadline_badge(Standing(TODAY), TODAY, work, hint),
        "overdue": deadline_badge(Standing(date(2026, 11, 19)), TODAY, work, hint),
        "paused": deadline_badge(paused, TODAY, work, hint),
        "days": deadline_badge(Standing(date(2026, 11, 26), unit=Unit.DAYS), TODAY, days),
        "provisional": deadline_badge(Standing(date(2027, 1, 8), provisional=True, total=40), TODAY, work, hint),
        "met": deadline_badge(Standing(date(2026, 11, 26), State.MET, stopped_on=date(2026, 11, 24)), TODAY, work),
        "none": deadline_badge(Standing(None, State.UNSET), TODAY, work),
    }


def answers_of_the_law() -> list[Answer]:
    """The four verdicts, with conditions in each state."""
    basis = Basis("第十一条", "信用修复管理办法", Grade.A)
    lines = (
        Line(
            "minimum",
            "最短公示期届满",
            Mark.FAILED,
            "决定 2026-09-29 + 3 个月，不顺延，至 2026-12-29",
            basis,
            None,
            None,
            True,
        ),
        Line("performed", "已纠正并履行义务", Mark.MET, "认定单位已确认（2026-10-08）", basis, Source.UNIT),
        Line("promise", "公开作出信用承诺", Mark.OPEN, "在申请中签署", basis),
        Line("single", "同一记录无在办申请", Mark.MET, "没有在办的申请", basis, Source.REGISTRY),
    )
    return [
        Answer(False, date(2026, 12, 30), Verdict.FROM, lines),
        Answer(True, TODAY, Verdict.MAY, lines[1:]),
        Answer(False, None, Verdict.NEVER, lines[:1], "对认定有异议的，可以提出异议、申请行政复议或者提起诉讼。"),
    ]


def happenings() -> list[dict[str, Any]]:
    return [
        {"at": NOW, "title": "领取任务：审查修复申请材料", "who": "王磊", "kind": "task.claimed"},
        {
            "at": NOW - timedelta(days=3),
            "title": "签发文书：受理通知书",
            "who": "系统",
            "public": True,
            "details": ["常新信修受〔2026〕12号", "期限至 2026-11-26（修复决定）"],
            "links": [("受理通知书.pdf", "#paper")],
            "kind": "paper",
        },
        {
            "at": NOW - timedelta(days=11),
            "title": "收到申请",
            "who": "沈芳",
            "on_behalf": "许建国",
            "public": True,
            "kind": "case.opened",
        },
    ]


def steps() -> list[dict[str, Any]]:
    return [
        {"name": "提交申请", "lane": "信用主体", "state": "done", "who": "沈芳", "at": NOW - timedelta(days=11)},
        {"name": "审查申请材料", "lane": "经办人", "state": "current", "who": "王磊", "since": NOW - timedelta(days=2)},
        {"name": "审批", "lane": "审批人", "state": "open"},
        {"name": "补正", "lane": "信用主体", "state": "skipped"},
    ]


def create_style_app() -> Flask:
    """Pages /style/<name>, each a template in `style/` beside this file."""
    app = Flask("webapp", root_path=str(ROOT / "webapp"))
    app.config.update(SECRET_KEY="style", TESTING=False, CONTACT_PHONE="0519-85000000")
    app.jinja_loader = ChoiceLoader([app.jinja_loader, FileSystemLoader(HERE / "style")])  # type: ignore[list-item]
    Babel(app, default_locale="zh")
    refusals.install(app)
    words.install(app)

    @app.after_request
    def _strict(response: Any) -> Any:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    @app.route("/style/<name>", methods=["GET", "POST"])
    def style(name: str) -> str:
        return render_template(f"{name}.html", **_context(name))

    _add_drafts(app)
    return app


def _add_drafts(app: Flask) -> None:
    """Where the form page saves its draft: only for whoever is signed in, and anybody may sign in with "right"."""
    app.extensions["drafts"] = {}

    @app.get("/login")
    def door() -> str:
        return "<!doctype html><title>登录</title><input name='csrf_token' value='fresh'>"

    @app.post("/login")
    def sign_in() -> Any:
        if request.form["password"] != "right" or request.form["csrf_token"] != "fresh":
            return "<!doctype html><title>登录</title>", 422
        session["login"] = request.form["login"]
        return f"<!doctype html><title>首页</title><body data-viewer='{request.form['login']}'>"

    @app.post("/style/draft")
    def draft() -> Any:
        if "login" not in session:
            return "", 401
        app.extensions["drafts"][session["login"]] = request.form.to_dict()
        return {"saved": True}

    @app.get("/style/sign-out")
    def sign_out() -> str:
        session.clear()
        return ""


def _context(name: str) -> dict[str, Any]:
    form = Form(FORM).show(ANSWERS)
    if request.method == "POST":
        form = Form(FORM).read(request.form, request.files, Shelf())
        form = form if form.reshaped else form.checked()
    if name == "form":
        session.setdefault("login", AGENT.login)
    if name == "parts":
        flash("已提交。", "success")
        flash("代理 李红 处理至 11-27。", "warning")
        flash("账号或密码不对，请核对后再试。", "error")
    menus = {"public": PUBLIC_MENU, "portal": PORTAL_MENU, "form": PORTAL_MENU}
    return {
        "navigation": menus.get(name, WORK_MENU),
        "viewer": {"portal": AGENT, "form": replace(AGENT, login=session.get("login", "")), "public": None}.get(
            name, OFFICER
        ),
        "subjects": SUBJECTS,
        "subject": SUBJECTS[0],
        "counts": {"inbox": 14, "inbox_overdue": 2, "approvals": 3, "messages": 4},
        "demo": {"now": NOW, "url": "/style/clock"},
        "today": TODAY,
        "search_url": "/style/work",
        "start_url": "/style/new",
        "now": NOW,
        "badge": badges(),
        "answers": answers_of_the_law(),
        "happenings": happenings(),
        "step_list": steps(),
        "empty_form": form if request.method == "POST" else Form(FORM).show({"decision": "refuse"}),
        **({"form": form.checked()} if name == "form-wrong" else {"form": form} if request.method == "POST" else {}),
    }
