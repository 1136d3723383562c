"""Clause 13: some subjects are served first, as a dated fact."""

from datetime import date

import pytest

from tests.builders.circumstances import on
from tests.builders.law import POLICIES
from tests.builders.registry import TODAY, a_subject
from workflows.errors import BadInput
from workflows.registry import priority


def test_the_credit_office_enters_a_declared_kind(database):
    """By its key or its Chinese name, from a day on."""
    with database.writing() as connection:
        subject_id = a_subject(connection)
        priority.grant(connection, subject_id, "重大项目实施单位", date(2026, 11, 23), on(by="吴昊"))
        profile = POLICIES.on(TODAY)
        assert priority.list_names(connection, subject_id, TODAY, profile) == ("重大项目实施单位",)
        assert priority.list_names(connection, subject_id, date(2026, 11, 22), profile) == ()


def test_an_undeclared_kind_is_refused(database):
    """Being served first is a matter of policy, not of free text."""
    with database.writing() as connection, pytest.raises(BadInput):
        priority.grant(connection, a_subject(connection), "熟人", TODAY, on())
