"""Which stored files an answer may name: one's own, and those of the case that one may see; never another's."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders import registry
from tests.builders.offices import TestOffice
from tests.builders.papers import uploaded
from workflows.registry import enclosures
from workflows.registry.enclosures import Encloser
from workflows.store import people


def _agent(house: TestOffice, login: str, subject_id: int) -> int:
    person = house.person(login, login).actor.id
    values = {"person_id": person, "subject_id": subject_id, "kind": "经办人", "proof": {}}
    with house.office.database.writing() as connection:
        people.add_mandate(connection, values | {"valid_from": date(2026, 1, 5)})
    return person


def _may(house: TestOffice, number: object, by: Encloser) -> bool:
    with house.office.database.reading() as connection:
        return enclosures.find(connection, number, by) is not None


def test_a_subject_names_its_own_files_only(house: TestOffice) -> None:
    """One's own, also for no case yet; a fellow agent's of this case; not the office's, not of another subject or case."""
    with house.office.database.writing() as connection:
        subject, other = (
            registry.a_subject(connection),
            registry.a_subject(connection, "91320411MAXY00331X", "常州青橡食品有限公司（演示）"),
        )
    shen, fellow, foreign = (
        _agent(house, login, of) for login, of in (("shen", subject), ("xu", subject), ("ding", other))
    )
    wang = house.person("wanglei", "王磊", "officer@SJJ").actor.id
    case, second = (house.start(subject_id=subject).case_id for _case in range(2))
    by = Encloser((shen,), case)
    own = [uploaded(house.office, shen), uploaded(house.office, shen, case), uploaded(house.office, fellow, case)]
    not_own = [
        uploaded(house.office, fellow),
        uploaded(house.office, fellow, second),
        uploaded(house.office, foreign),
        uploaded(house.office, foreign, case),
        uploaded(house.office, wang, case),
    ]
    assert [_may(house, number, by) for number in own] == [True] * 3
    assert [_may(house, number, by) for number in not_own] == [False] * 5
    assert not _may(house, own[2], Encloser((shen,)))


def test_an_officer_names_what_lies_in_the_case(house: TestOffice) -> None:
    """What the subject handed in may be named as proof; what lies in another case may not."""
    wang = house.person("wanglei", "王磊", "officer@SJJ").actor.id
    he = house.person("hejing", "何静", "officer@SJJ").actor.id
    case, second = (house.start().case_id for _case in range(2))
    by = Encloser((wang,), case, inside=True)
    assert _may(house, uploaded(house.office, he, case), by)
    assert not _may(house, uploaded(house.office, he, second), by)
    assert not _may(house, uploaded(house.office, he), by)
    assert _may(house, uploaded(house.office, he), Encloser((wang, he), case, inside=True))


@pytest.mark.parametrize("number", [0, -1, 99999, 2**53, 2**63, 10**30, True, "1", 1.0, None, [1], {"file": 1}])
def test_what_is_no_number_of_a_file_finds_none(house: TestOffice, number: object) -> None:
    """Unknown, out of range for the database, or of another type."""
    wang = house.person("wanglei", "王磊", "officer@SJJ").actor.id
    first = uploaded(house.office, wang)
    assert number is not True or _may(house, first, Encloser((wang,)))
    assert not _may(house, number if number != 1.0 else float(first), Encloser((wang,)))


def test_a_file_is_told_as_it_is_kept(house: TestOffice) -> None:
    """Name, size and digest are the store's."""
    wang = house.person("wanglei", "王磊", "officer@SJJ").actor.id
    number = uploaded(house.office, wang)
    with house.office.database.reading() as connection:
        found = enclosures.find(connection, number, Encloser((wang,)))
    assert found is not None
    assert (found["file"], found["name"], found["type"]) == (number, "缴款凭证.pdf", "application/pdf")
    assert len(found["sha256"]) == 64
