"""Publicity holds whatever happens in whatever order: repair, its revocation, court, expiry, revoked listing, re-import."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders.circumstances import on
from tests.builders.registry import a_case, a_subject, new_record
from workflows.errors import Conflict
from workflows.registry import publicity, records
from workflows.registry.publicity import StopReason
from workflows.store import registry

DECIDED = date(2026, 6, 1)
LATER = timedelta(days=40)

REASONS = {
    "repair": StopReason.REPAIRED,
    "court": StopReason.COURT,
    "listing revoked": StopReason.REVOKED,
    "expiry": StopReason.EXPIRED,
}
ACTS = [*REASONS, *(f"undo {name}" for name in REASONS), "import", "import later dates", "accept later dates"]


@dataclass
class Model:
    """What a person with pen and paper would know."""

    open: set[str] = field(default_factory=set)
    decided_on: date = DECIDED
    ended: bool = False

    @property
    def last_day(self) -> date:
        """One year for the class 一般."""
        return self.decided_on.replace(year=self.decided_on.year + 1)

    def shows(self, day: date) -> bool:
        return not self.open and not self.ended and day <= self.last_day


@contextmanager
def rolled_back(database) -> Iterator:
    """Each example starts from the same empty database."""
    with database.engine.connect() as connection:
        connection.info["writes"] = True
        with connection.begin() as transaction:
            yield connection
            transaction.rollback()


def act(connection, record_id: int, name: str, day: date, cases: dict[str, int]) -> None:
    """One act on the registry, on that day."""
    record = registry.lock_and_get(connection, record_id)
    later = replace(
        new_record(record.subject_id, document_number=record.document_number),
        decided_on=record.decided_on + LATER,
        published_on=day,
    )
    if name in REASONS:
        publicity.stop(connection, [record], REASONS[name], cases[name], on(day))
    elif name.startswith("undo "):
        undone = name.removeprefix("undo ")
        publicity.restore(connection, [record], REASONS[undone], [cases[undone]], on(day))
    elif name == "accept later dates":
        records.accept(connection, record_id, later, on(day))
    else:
        records.enter(
            connection, [later if name == "import later dates" else replace(later, published_on=None)], on(day)
        )


def expect(model: Model, name: str, day: date) -> None:
    """The same act with pen and paper."""
    if name in REASONS:
        model.open.add(name)
    elif name.startswith("undo "):
        model.open.discard(name.removeprefix("undo "))
    elif name == "accept later dates":
        model.ended = model.ended or day > model.last_day
        model.decided_on += LATER


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from([0, 1, 30, 120, 370])), max_size=12))
def test_no_order_of_acts_shows_what_should_be_hidden(database, acts):
    """After every act, and on the days after it, the rows say what pen and paper say."""
    with rolled_back(database) as connection:
        new = new_record(a_subject(connection), decided_on=DECIDED, published_on=DECIDED)
        record_id = records.enter(connection, [new], on(DECIDED))[0].record_id
        row = registry.get_record(connection, record_id)
        cases = {name: a_case(connection, (row,), process=name) for name in REASONS}
        model, day = Model(), DECIDED
        for name, passing in acts:
            day += timedelta(days=passing)
            try:
                act(connection, record_id, name, day, cases)
            except Conflict:
                assert name.startswith("undo ")
                assert name.removeprefix("undo ") not in model.open
            expect(model, name, day)
            agree(connection, record_id, model, day)


def agree(connection, record_id: int, model: Model, day: date) -> None:
    """The rows and the model show the record on the same days."""
    record = registry.get_record(connection, record_id)
    stops = registry.list_stops(connection, [record_id])
    until = publicity.terms(record, on(day))
    for later in (day, day + timedelta(days=1), model.last_day, model.last_day + timedelta(days=1)):
        if later >= day:
            assert publicity.is_public(record, stops, until, later) == model.shows(later), (later, stops)
