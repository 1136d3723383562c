"""Subjects are found by their code, its end, or two characters of their name."""

from datetime import date

import pytest

from tests.builders.registry import DISTRICT, TODAY, USCC, a_subject
from workflows.errors import NotFound
from workflows.registry.subjects import grams
from workflows.store import registry

OTHER = "91320411MAXY00227R"


def test_a_subject_is_found_by_code_and_by_number(database):
    """The code is the key of the credit file."""
    with database.writing() as connection:
        subject_id = a_subject(connection)
        found = registry.find_subject_by_uscc(connection, DISTRICT, USCC)
        assert found == registry.get_subject(connection, subject_id)
        assert registry.find_subject_by_uscc(connection, "another", USCC) is None
        assert registry.find_subjects_by_uscc(connection, DISTRICT, [USCC, OTHER]).keys() == {USCC}
        with pytest.raises(NotFound):
            registry.get_subject(connection, subject_id + 1)


def test_a_subject_is_found_by_the_end_of_its_code(database):
    """People remember the last characters."""
    with database.writing() as connection:
        first, _ = a_subject(connection), a_subject(connection, OTHER, "江苏砚池建设工程有限公司（演示）")
        assert [row.id for row in registry.find_subjects_by_tail(connection, DISTRICT, "0112K")] == [first]
        assert registry.find_subjects_by_tail(connection, DISTRICT, "0112X") == ()


def test_a_subject_is_found_by_two_characters_of_its_name(database):
    """Two characters are the usual search; every pair must occur."""
    with database.writing() as connection:
        first = a_subject(connection)
        second = a_subject(connection, OTHER, "江苏砚池建设工程有限公司（演示）")
        find = registry.find_subjects_by_grams
        assert [row.id for row in find(connection, DISTRICT, grams("云岫"))] == [first]
        assert [row.id for row in find(connection, DISTRICT, grams("砚池建设"))] == [second]
        assert [row.id for row in find(connection, DISTRICT, grams("有限公司"))] == [first, second]
        assert find(connection, DISTRICT, ["%%"]) == ()


def test_priority_is_a_dated_fact(database):
    """A subject is served first from a day on and no longer than until its last day."""
    with database.writing() as connection:
        subject_id = a_subject(connection)
        one = registry.add_priority(connection, subject_id, "listed-reserve", date(2026, 1, 1), "吴昊")
        registry.add_priority(connection, subject_id, "star", date(2026, 12, 1), "吴昊")
        assert [row.id for row in registry.list_priorities(connection, subject_id, TODAY)] == [one]
        registry.end_priority(connection, one, date(2026, 11, 22))
        assert registry.list_priorities(connection, subject_id, TODAY) == ()


def test_contact_and_consent_may_change(database):
    """A new address for service is written over the old one."""
    with database.writing() as connection:
        subject_id = a_subject(connection)
        registry.save_subject(connection, subject_id, {"email": "new@xinbei.example", "service_consent_on": TODAY})
        row = registry.get_subject(connection, subject_id)
        assert (row.email, row.service_consent_on) == ("new@xinbei.example", TODAY)
