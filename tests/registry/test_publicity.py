"""Whether the public sees a record: published, within its term, and no stop open."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.builders.circumstances import on
from tests.builders.registry import TODAY, a_case, a_record, new_record
from workflows.errors import Conflict
from workflows.registry import publicity, records
from workflows.registry.publicity import StopReason, Terms
from workflows.store import registry

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("gravity", "decided_on", "minimum", "maximum"),
    [
        ("轻微", date(2026, 9, 1), None, date(2026, 12, 1)),
        ("一般", date(2026, 9, 29), date(2026, 12, 29), date(2027, 9, 29)),
        ("一般", date(2025, 11, 30), date(2026, 2, 28), date(2026, 11, 30)),
        ("严重", date(2026, 9, 29), date(2027, 9, 29), date(2029, 9, 29)),
        ("未知", date(2026, 9, 29), None, None),
    ],
)
def test_terms_count_from_the_decision_document(database, gravity, decided_on, minimum, maximum):
    """Both end on the day itself; the month's last day stands for a day that the month does not have."""
    with database.writing() as connection:
        record = a_record(connection, gravity=gravity, decided_on=decided_on)
    assert publicity.terms(record, on()) == Terms(minimum, maximum)


def test_a_record_is_public_from_its_publication_to_the_last_day_of_its_term(database):
    """The day of publication and the last day are shown, the days around them are not."""
    with database.writing() as connection:
        record = a_record(connection, published_on=date(2026, 6, 3), decided_on=date(2026, 6, 1))
    until = publicity.terms(record, on())
    shown = [publicity.is_public(record, (), until, day) for day in (date(2026, 6, 2), date(2026, 6, 3))]
    ends = [publicity.is_public(record, (), until, day) for day in (date(2027, 6, 1), date(2027, 6, 2))]
    assert (shown, ends) == ([False, True], [True, False])
    assert not publicity.is_public(replace(record, published_on=None), (), until, date(2026, 7, 1))


def test_a_stop_hides_from_its_day_and_its_end_shows_again(database):
    """Stopped publicity ends with the decision, on the same day."""
    with database.writing() as connection:
        record = a_record(connection)
        case_id = a_case(connection, (record,))
        (stopped,) = publicity.stop(connection, [record], StopReason.REPAIRED, case_id, on())
        assert (stopped.was_public, stopped.is_public) == (True, False)
        (restored,) = publicity.restore(connection, [record], StopReason.REPAIRED, [case_id], on(TODAY + 9 * DAY))
        assert (restored.was_public, restored.is_public) == (False, True)
        stops = registry.list_stops(connection, [record.id])
        until = publicity.terms(record, on())
        days = [TODAY - DAY, TODAY, TODAY + 8 * DAY, TODAY + 9 * DAY]
        assert [publicity.is_public(record, stops, until, day) for day in days] == [True, False, False, True]


def test_an_act_closes_only_its_own_stop(database):
    """What the court hides stays hidden when a repair is revoked, and the other way round."""
    with database.writing() as connection:
        record = a_record(connection)
        repair, court = a_case(connection, (record,)), a_case(connection, (record,), process="revocation")
        publicity.stop(connection, [record], StopReason.REPAIRED, repair, on())
        publicity.stop(connection, [record], StopReason.COURT, court, on())
        with pytest.raises(Conflict):
            publicity.restore(connection, [record], StopReason.REPAIRED, [court], on())
        (change,) = publicity.restore(connection, [record], StopReason.REPAIRED, [repair, court], on())
        assert (change.was_public, change.is_public) == (False, False)
        open_stops = [row.reason for row in registry.list_stops(connection, [record.id]) if row.closed_on is None]
        assert open_stops == [StopReason.COURT]


def test_the_same_stop_is_not_opened_twice(database):
    """A step that is repeated changes nothing."""
    with database.writing() as connection:
        record = a_record(connection)
        case_id = a_case(connection, (record,))
        publicity.stop(connection, [record], StopReason.REPAIRED, case_id, on())
        (again,) = publicity.stop(connection, [record], StopReason.REPAIRED, case_id, on())
        assert (again.was_public, again.is_public) == (False, False)
        assert len(registry.list_stops(connection, [record.id])) == 1


def test_restoring_does_not_lengthen_the_term(database):
    """The maximum counts from the decision document, however long a record was hidden."""
    with database.writing() as connection:
        record = a_record(connection, decided_on=date(2026, 6, 1))
        case_id = a_case(connection, (record,))
        publicity.stop(connection, [record], StopReason.REPAIRED, case_id, on())
        (change,) = publicity.restore(connection, [record], StopReason.REPAIRED, [case_id], on(date(2027, 6, 2)))
        assert not change.is_public


def test_coming_in_again_does_not_reopen_what_was_stopped(database):
    """An import knows nothing of stops."""
    with database.writing() as connection:
        record = a_record(connection)
        publicity.stop(connection, [record], StopReason.REPAIRED, a_case(connection, (record,)), on())
        again = new_record(record.subject_id, document_number=record.document_number, published_on=TODAY)
        records.enter(connection, [again], on())
        records.accept(connection, record.id, again, on())
        stops = registry.list_stops(connection, [record.id])
        now = registry.get_record(connection, record.id)
        assert not publicity.is_public(now, stops, publicity.terms(now, on()), TODAY + DAY)
