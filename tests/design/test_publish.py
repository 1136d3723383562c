"""A release is proposed by one person and approved by another; the law of the office never loses a rule in use."""

from datetime import timedelta

import pytest

from tests.builders.design import receipt_files, tree_files, visit_files
from tests.builders.offices import TestOffice, law_files
from workflows.design import publish
from workflows.design.rules_used import rules_used
from workflows.errors import BadInput, NotAllowed
from workflows.store import releases


def _without(rule: str) -> dict[str, bytes]:
    """The policies that ship, one rule taken out everywhere."""
    files = law_files()
    for path, content in files.items():
        head, *rows = content.decode().split("\n[[")
        kept = [row for row in rows if f'key = "{rule}"' not in row.splitlines()[1:2]]
        files[path] = "\n[[".join([head, *kept]).encode()
    return files


def test_the_rules_that_a_release_names_are_known():
    """Deadlines, timers, parameters of actions, and the days that papers fix."""
    files = receipt_files() | {"receipt/papers/a.toml": b'sets = ["repair.supplement"]', "receipt/papers/b.toml": b"="}
    assert rules_used(files) == {"repair.accept", "repair.supplement"}
    assert rules_used(visit_files()) == frozenset()


def test_a_policy_that_lacks_a_rule_in_use_is_refused(house: TestOffice):
    """The live release and every open case name their rules; none of them may be lost."""
    release_id = publish.propose(house.office, _without("repair.accept") | visit_files(), by="a", note="")
    with pytest.raises(BadInput, match=r"仍在使用规则 repair\.accept"):
        publish.approve(house.office, release_id, by="b", live_from=house.clock.now())
    with house.office.database.reading() as connection:
        row = releases.find_release(connection, release_id)
    assert row is not None
    assert row.live_from is None


def test_a_rule_that_nobody_uses_may_go(house: TestOffice):
    """Only what is named is kept."""
    release_id = publish.propose(house.office, _without("complaint.reply") | receipt_files(), by="a", note="")
    publish.approve(house.office, release_id, by="b", live_from=house.clock.now())


def test_a_release_in_use_is_live_to_come_or_under_way(house: TestOffice):
    """An old release counts as long as one open case keeps it."""
    taken = house.start()
    now = house.clock.now()
    numbers = []
    for days in (0, 3):
        files = tree_files() | {"note.md": str(days).encode()}
        numbers.append(publish.propose(house.office, files, by="a", note=""))
        publish.approve(house.office, numbers[-1], by="b", live_from=now + timedelta(days=days))
    with house.office.database.reading() as connection:
        first = house.page(taken.number).release_id
        assert publish.list_in_use(connection, house.office, now) == {first, *numbers}


def test_nobody_approves_the_own_proposal(house: TestOffice):
    """Four eyes on every change of law and process."""
    release_id = publish.propose(house.office, tree_files(), by="zhengyu", note="")
    with pytest.raises(NotAllowed, match="另一人"):
        publish.approve(house.office, release_id, by="zhengyu", live_from=house.clock.now())
