"""Signing in and out; who the viewer is and what that lets them do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask import Blueprint, Flask, g, redirect, render_template, request, session, url_for
from flask_babel import lazy_gettext
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from webapp import face
from webapp.access import may_call
from webapp.boot import Installation
from webapp.refusals import TooManyTries
from workflows.actions.catalogue import Actor
from workflows.casework.office import Office
from workflows.casework.tasks import Doer
from workflows.clock import china_day
from workflows.errors import NotAllowed
from workflows.law.roles import Role
from workflows.queries import viewer
from workflows.queries.viewer import ViewerRow
from workflows.store import people
from workflows.store.people import PersonRow

TRIES = 10
LOCKED_FOR = timedelta(minutes=10)

door = Blueprint("door", __name__)
_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")


class Viewer(UserMixin):  # type: ignore[misc]
    """The person signed in, with roles, groups and the subjects they act for."""

    def __init__(self, row: ViewerRow) -> None:
        self.id = row.id
        self.name = row.name
        self.login = row.login
        self.unit = row.unit or ""
        self.unit_name = row.unit_name
        self.subjects = row.subjects
        own, lent = row.roles, [role for one in row.absent for role in one.roles]
        self.absent = tuple(one.id for one in row.absent)
        self.roles = frozenset(Role(role) for role, _unit in (*own, *lent)) | (
            {Role.SUBJECT} if row.subjects else set()
        )
        self._own = _groups(own) | {f"{Role.SUBJECT}@{subject}" for subject in row.subjects}
        self._lent = {one.id: (one.name, _groups(one.roles)) for one in row.absent}
        self.groups = self._own | _groups(lent)

    @property
    def people_ids(self) -> tuple[int, ...]:
        """Oneself, and whom one stands in for."""
        return (self.id, *self.absent)

    def stands_in(self, group: str, assignee_id: int | None = None) -> tuple[int | None, str]:
        """For whom they would do a task: its holder when absent, or whose role it is when it is not their own."""
        if assignee_id in self._lent:
            return assignee_id, self._lent[assignee_id][0]
        lenders = ((number, name) for number, (name, groups) in self._lent.items() if group in groups)
        return (None, "") if group in self._own else next(lenders, (None, ""))

    def acting(self, group: str) -> tuple[int, ...]:
        """Whose earlier parts would count against them in that group."""
        for_id, _name = self.stands_in(group)
        return (self.id,) if for_id is None else (self.id, for_id)

    def doer(self, group: str = "", assignee_id: int | None = None) -> Doer:
        """Who acts on a task of that group, with the rights that count for it: their own, or those lent by the absent."""
        for_id, for_name = self.stands_in(group, assignee_id)
        rights = self._own if for_id is None else self._own | self._lent[for_id][1]
        return Doer(Actor(self.id, self.name, self.unit, for_id, for_name), rights)


def _groups(roles: Iterable[tuple[str, str]]) -> frozenset[str]:
    return frozenset(f"{role}@{unit}" for role, unit in roles)


def install(app: Flask, installation: Installation) -> None:
    """Lets flask-login find the viewer."""
    manager = LoginManager(app)
    manager.login_view = "door.login"
    manager.session_protection = "strong"
    manager.localize_callback = str
    manager.login_message = lazy_gettext("登录后可继续，已填写的内容不会丢失。")

    def _load(person_id: str) -> Viewer | None:
        return find_viewer(installation.office, int(person_id))

    manager.user_loader(_load)
    app.register_blueprint(door)


@door.route("/login", methods=["GET", "POST"])
@may_call(everybody=True)
def login() -> Any:
    """The one page to sign in, for the portal and for the office."""
    if request.method == "GET":
        return render_template("login.html", next=request.args.get("next", ""))
    name, password = request.form.get("login", "").strip(), request.form.get("password", "")
    person = check_password(g.office, name, password)
    if person is None:
        return render_template("login.html", next=request.form.get("next", ""), login=name, wrong=True), 422
    found = find_viewer(g.office, person.id)
    if found is None:
        raise NotAllowed
    login_user(found)
    session.permanent = True
    return redirect(_safe_next(request.form.get("next", "")) or url_for(home_of(found)))


def find_viewer(office: Office, person_id: int) -> Viewer | None:
    """The person with their rights of today; None when they may not sign in any more."""
    with office.database.reading() as connection:
        row = viewer.find_viewer(connection, person_id, china_day(office.clock.now()))
    return Viewer(row) if row is not None else None


def check_password(office: Office, name: str, password: str) -> PersonRow | None:
    """The person, when the password is theirs. Raises TooManyTries while too many tries lock the account.

    An unknown name costs the same time as a wrong password.
    """
    now = office.clock.now()
    with office.database.reading() as connection:
        person = people.find_by_login(connection, name)
    if person is not None and person.locked_until is not None and person.locked_until > now:
        raise TooManyTries(seconds=int((person.locked_until - now).total_seconds()) + 1)
    right = verify(person.password if person else _NOBODY, password) and person is not None and not person.disabled
    if person is None:
        return None
    failures = 0 if right else person.failed_logins + 1
    if failures or person.failed_logins:
        locked_until = now + LOCKED_FOR if failures >= TRIES else None
        with office.database.writing() as connection:
            people.note_login(connection, person.id, 0 if locked_until else failures, locked_until)
    return person if right else None


def verify(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def home_of(who: Viewer) -> str:
    """Where a person begins: at the first entry of their rail, in the portal, or on the public page."""
    if who.unit:
        return next((place.endpoint for place in face.places("work", who.roles)), "public.listings")
    return "portal.home" if who.subjects else "public.listings"


def _safe_next(target: str) -> str:
    """Only a path of this site."""
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) else ""


@door.post("/logout")
@may_call(signed_in=True)
def logout() -> Any:
    """Ends the session."""
    if current_user.is_authenticated:
        logout_user()
    return redirect(url_for("public.listings"))
