"""Puts a release live: kept as proposed, approved by a second person, used by new cases from then on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath

from workflows.actions.catalogue import Law
from workflows.casework.office import Office
from workflows.clock import china_day
from workflows.design.check import law_texts, rules_of
from workflows.design.rules_used import rules_used
from workflows.engine.definition import fingerprint
from workflows.errors import BadInput
from workflows.law.calendar import Calendar
from workflows.law.policy import Policies
from workflows.store import releases, standing
from workflows.store.database import Open

KINDS = (("policy", "policies"), ("calendar", "calendars"))
"""How the office's law calls its editions, and the folders of a release that they come from."""

MOST_RELEASES = 200


def propose(office: Office, files: Mapping[str, bytes], *, by: str, note: str) -> int:
    """Keeps the files under their fingerprint; proposing the same files again is the same proposal."""
    with office.database.writing() as connection:
        return releases.propose(connection, fingerprint(files), files, by=by, note=note, now=office.clock.now())


def approve(office: Office, release_id: int, *, by: str, live_from: datetime) -> None:
    """A second person puts the release live; its policies and calendars become the office's.

    Raises NotAllowed when it is the same person, Conflict when it was approved before, BadInput when a policy lacks a
    rule that a release in use names.
    """
    with office.database.writing() as connection:
        files = releases.get_files(connection, release_id)
        refuse_lost_rules(connection, office, files)
        releases.approve(connection, release_id, by=by, live_from=live_from)
        _publish_law(connection, release_id, files, office.clock.now())


def _publish_law(connection: Open, release_id: int, files: Mapping[str, bytes], now: datetime) -> None:
    for kind, folder in KINDS:
        for path, text in law_texts(files, folder).items():
            key = PurePosixPath(path).stem
            releases.append_edition(connection, kind, key, text, release_id=release_id, now=now)


def law_with(connection: Open, office: Office, files: Mapping[str, bytes]) -> Law:
    """The law of the office as it would be with the policies and calendars of these files. Raises BadInput."""
    texts = []
    for kind, folder in KINDS:
        new = {PurePosixPath(path).stem: text for path, text in law_texts(files, folder).items()}
        texts.append({**releases.current_law(connection, kind), **new})
    return Law(Policies.of(texts[0].values(), office.layers), Calendar.of(texts[1].values()))


def refuse_lost_rules(connection: Open, office: Office, files: Mapping[str, bytes]) -> None:
    """Raises BadInput when these policies no longer have a rule that a release in use names."""
    now = office.clock.now()
    in_use = list_in_use(connection, office, now)
    if not in_use or not law_texts(files, "policies"):
        return
    today = china_day(now)
    old = rules_of(office.law(connection).policies, today).keys()
    lost = old - rules_of(law_with(connection, office, files).policies, today).keys()
    for release_id in sorted(in_use) if lost else ():
        wanted = sorted(lost & rules_used(releases.get_files(connection, release_id)))
        if wanted:
            raise BadInput(
                f"发布 {release_id} 仍在使用规则 {'、'.join(wanted)}，新的规则包不能没有",
                english=f"Release {release_id} still uses the rules {', '.join(wanted)}.",
                rules=wanted,
            )


def list_in_use(connection: Open, office: Office, now: datetime) -> frozenset[int]:
    """The releases that anybody works by: those of open cases, the live one, those that are approved for later."""
    found = {running.release_id for running in standing.count_running(connection, office.district)}
    rows = releases.list_releases(connection, MOST_RELEASES)
    found |= {row.id for row in rows if row.live_from is not None and row.live_from > now}
    live = releases.find_live(connection, now)
    return frozenset(found | ({live} if live is not None else set()))
