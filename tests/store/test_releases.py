"""Releases keep their files, go live by two persons from an instant on; the law is append-only."""

from datetime import timedelta

import pytest

from tests.builders.registry import NOW
from workflows.errors import Conflict, NotAllowed, NotFound
from workflows.store import releases

FILES = {"repair/repair.bpmn": b"<x/>" * 1000, "repair/process.toml": "name = '信用修复'".encode(), "empty": b""}


def test_a_release_keeps_its_files_byte_for_byte(database):
    """What was proposed is what a case will run on, and the same files are kept once."""
    with database.writing() as connection:
        kept = releases.propose(connection, "f1", FILES, by="郑宇", note="第一版", now=NOW)
        again = releases.propose(connection, "f1", FILES, by="郑宇", note="", now=NOW)
        assert again == kept
        assert releases.get_files(connection, kept) == FILES


def test_a_release_is_live_from_its_instant(database):
    """Before its instant the earlier release begins the cases, from it on the new one."""
    with database.writing() as connection:
        assert releases.find_live(connection, NOW) is None
        first = releases.propose(connection, "f1", FILES, by="郑宇", note="", now=NOW)
        second = releases.propose(connection, "f2", FILES, by="郑宇", note="", now=NOW)
        assert releases.find_live(connection, NOW) is None
        releases.approve(connection, first, by="钱进", live_from=NOW)
        releases.approve(connection, second, by="钱进", live_from=NOW + timedelta(days=1))
        assert releases.find_live(connection, NOW) == first
        assert releases.find_live(connection, NOW + timedelta(hours=23)) == first
        assert releases.find_live(connection, NOW + timedelta(days=1)) == second


def test_the_proposer_does_not_approve(database):
    """A release needs a second person, and is approved once."""
    with database.writing() as connection:
        release = releases.propose(connection, "f1", FILES, by="郑宇", note="", now=NOW)
        with pytest.raises(NotAllowed):
            releases.approve(connection, release, by="郑宇", live_from=NOW)
        releases.approve(connection, release, by="钱进", live_from=NOW)
        with pytest.raises(Conflict):
            releases.approve(connection, release, by="李红", live_from=NOW)
        with pytest.raises(NotFound):
            releases.approve(connection, release + 1, by="李红", live_from=NOW)
        row = releases.find_release(connection, release)
        assert row is not None
        assert (row.proposed_by, row.approved_by) == ("郑宇", "钱进")


def test_an_unknown_release_is_refused(database):
    """A number that was never given has no files."""
    with database.reading() as connection, pytest.raises(NotFound):
        releases.get_files(connection, 7)


def test_the_edition_recorded_last_counts(database):
    """Law is appended, never changed; what counted at an earlier instant can still be asked."""
    later = NOW + timedelta(days=1)
    with database.writing() as connection:
        assert releases.latest_edition(connection) == 0
        releases.append_edition(connection, "policy", "cn-2026", "v1", release_id=None, now=NOW)
        releases.append_edition(connection, "calendar", "2026", "days", release_id=None, now=NOW)
        before = releases.latest_edition(connection)
        releases.append_edition(connection, "policy", "cn-2026", "v2", release_id=None, now=later)
        assert releases.latest_edition(connection) > before
        assert releases.current_law(connection, "policy") == {"cn-2026": "v2"}
        assert releases.current_law(connection, "policy", known_at=NOW) == {"cn-2026": "v1"}
        assert releases.current_law(connection, "calendar") == {"2026": "days"}
        editions = releases.list_editions(connection, "policy", "cn-2026")
        assert [edition.body for edition in editions] == ["v2", "v1"]


def test_the_same_law_is_not_published_twice(database):
    """An edition that says what the newest says adds nothing."""
    with database.writing() as connection:
        first = releases.append_edition(connection, "policy", "xinbei", "v1", release_id=None, now=NOW)
        again = releases.append_edition(connection, "policy", "xinbei", "v1", release_id=None, now=NOW)
        assert again == first
