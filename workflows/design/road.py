"""The designers' road: files are merged, checked, played, compared, proposed by one person and approved by another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workflows.casework import newlaw
from workflows.casework.newlaw import Shift
from workflows.casework.office import Office
from workflows.clock import china_day, china_instant
from workflows.design import publish, season
from workflows.design.cast import Cast
from workflows.design.check import Known, judge
from workflows.design.compare import Change, compare
from workflows.design.season import Played
from workflows.design.tree import Part
from workflows.engine.lint import Finding, is_refused
from workflows.errors import BadDiagram, BadInput, NotAllowed
from workflows.law.roles import Role
from workflows.store import people, releases, standing
from workflows.store.database import Open

PUBLISHERS = frozenset({Role.DESIGNER, Role.ADMIN})
_LAW = ("policies/", "calendars/")


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that would be live: the files, what is found in them, and what differs from what is live then."""

    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    live_from: datetime
    overtaken_by: tuple[int, ...] = ()

    @property
    def is_refused(self) -> bool:
        return is_refused(self.findings)

    @property
    def changes_law(self) -> bool:
        return any(change.file.startswith(_LAW) for change in self.changes)

    def scenarios(self) -> dict[str, bytes]:
        """Those of the folders that change; all of them when the law changes, or what several processes share."""
        files = [change.file for change in self.changes if not change.file.endswith(".md")]
        folders = {file.rpartition("/")[0] for file in files}
        if any(file.startswith((*_LAW, "shared/", "demo/")) for file in files):
            return season.scenarios_in(self.files)
        every = {path.partition("/scenarios/")[0] for path in season.scenarios_in(self.files)}
        touched = [home for home in every if any(f"{folder}/".startswith(f"{home}/") for folder in folders)]
        return season.scenarios_in(self.files, touched)


@dataclass(frozen=True, slots=True)
class Effects:
    """What the release does to what is under way: cases that stay on theirs, deadlines that move."""

    running: tuple[tuple[str, int], ...]
    shifts: tuple[Shift, ...]


def draft(office: Office, parts: Sequence[Part], known: Known, since: date | None = None) -> Draft:
    """The parts over what will be live on that day, checked as a whole. Raises BadInput for a day that is over."""
    now = office.clock.now()
    live_from = now if since is None or since == china_day(now) else china_instant(since)
    if live_from < now:
        raise BadInput(f"{since} 已经过去，不能从那天起生效", english=f"{since} is over.")
    with office.database.reading() as connection:
        live = releases.find_live(connection, live_from)
        base = releases.get_files(connection, live) if live is not None else {}
        overtaken_by = _later(connection, live_from)
    files = dict(base)
    for part in parts:
        files = part.over(files)
    changes = compare(base, files)
    return Draft(files, _new_findings(base, files, changes, known), changes, live_from, overtaken_by)


def _new_findings(
    base: Mapping[str, bytes], files: Mapping[str, bytes], changes: Sequence[Change], known: Known
) -> tuple[Finding, ...]:
    """Everything in the files that change, and elsewhere what the change brings about; what is live is live."""
    changed = {change.file for change in changes}
    found = judge(files, known) if changes else ()
    if all(one.file in changed for one in found):
        return found
    standing_before = frozenset(judge(base, known))
    return tuple(one for one in found if one.file in changed or one not in standing_before)


def _later(connection: Open, live_from: datetime) -> tuple[int, ...]:
    """Releases approved for a later day: they do not hold what is released now."""
    rows = releases.list_releases(connection, publish.MOST_RELEASES)
    return tuple(sorted(row.id for row in rows if row.live_from is not None and row.live_from > live_from))


def play(written: Draft, people_at_hand: Cast) -> Iterator[Played]:
    """Plays the scenarios that the changes concern; by the people of the release, or those at hand."""
    scenarios = written.scenarios()
    if scenarios:
        company = None if season.CAST in written.files else people_at_hand
        yield from season.play_all(written.files, scenarios, company)


def foresee(office: Office, written: Draft) -> Effects:
    """What would happen to open cases. Raises BadInput when a rule in use would be lost."""
    with office.database.reading() as connection:
        publish.refuse_lost_rules(connection, office, written.files)
        counted = standing.count_running(connection, office.district)
        law = publish.law_with(connection, office, written.files)
    running: dict[str, int] = {}
    for one in counted:
        running[one.process] = running.get(one.process, 0) + one.cases
    shifts = tuple(newlaw.foresee(office, law)) if written.changes_law else ()
    return Effects(tuple(sorted(running.items())), shifts)


def propose(office: Office, written: Draft, played: Sequence[Played], *, by: str, note: str) -> int:
    """Keeps the draft as a proposal of this person. Raises BadDiagram when it was refused or a scenario failed."""
    if written.is_refused or not all(one.passed for one in played):
        raise BadDiagram("检查或场景没有通过，不能提出发布", english="The check or a scenario failed.")
    with office.database.reading() as connection:
        _refuse_others(connection, by)
    return publish.propose(office, written.files, by=by, note=note)


def approve(office: Office, release_id: int, *, by: str, live_from: datetime) -> int:
    """A second person puts the proposal live; returns how many open cases had deadlines that moved.

    Raises NotAllowed for the same person and for who may not publish, BadInput when a rule in use would be lost.
    """
    with office.database.reading() as connection:
        _refuse_others(connection, by)
        before = office.law(connection)
    publish.approve(office, release_id, by=by, live_from=live_from)
    with office.database.reading() as connection:
        after = office.law(connection)
    if after is before:
        return 0
    newlaw.recount_registry(office, newlaw.concerned(before, after))
    return newlaw.recount_cases(office)


def recount(office: Office) -> int:
    """Counts everything under way anew, whatever changed; may be run again at any time."""
    newlaw.recount_registry(office, newlaw.REGISTRY)
    return newlaw.recount_cases(office)


def _refuse_others(connection: Open, login: str) -> None:
    """Raises NotAllowed for whoever is unknown, may not sign in any more, or does not publish processes."""
    person = people.find_by_login(connection, login)
    roles = {role for role, _unit in people.list_roles(connection, person.id)} if person else set()
    if person is None or person.disabled or not roles & PUBLISHERS:
        names = "或".join(role.label for role in sorted(PUBLISHERS))
        raise NotAllowed(
            f"账号“{login}”不能发布流程（须是在用的{names}账号）",
            english=f"The account {login!r} may not publish processes.",
            login=login,
        )
