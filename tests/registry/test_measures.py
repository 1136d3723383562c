"""What a unit says about its measures, and what that means."""

from datetime import date

import pytest

from tests.builders.circumstances import on
from tests.builders.registry import TODAY, a_measure, a_record, a_unit
from workflows.errors import BadAnswers
from workflows.registry import measures
from workflows.registry.measures import Answer, Confirmation, MeasureState, Ordered
from workflows.store import registry


def _said(measure_id, answer=Answer.LIFTED, day=TODAY, proof=(1,), reason="") -> Confirmation:
    return Confirmation(measure_id, answer, day, proof, reason)


def test_every_standing_measure_is_ordered_to_be_lifted(database):
    """Each unit once; those without an account here are named apart."""
    with database.writing() as connection:
        record, other = a_record(connection), a_record(connection)
        a_unit(connection, "BANK", outside=True)
        for unit in ("ZJJ", "CZJ", "CZJ", "BANK"):
            a_measure(connection, record, unit)
        a_measure(connection, other, "RSJ")
        assert measures.order_lift(connection, [record.id]) == Ordered(("CZJ", "ZJJ"), ("BANK",))
        assert {row.state for row in registry.list_measures(connection, [record.id])} == {MeasureState.ORDERED}
        assert measures.units_with_standing(connection, [record.id]) == ("BANK", "CZJ", "ZJJ")
        assert measures.order_lift(connection, []) == Ordered((), ())


@pytest.mark.parametrize(
    ("answer", "proof", "state", "stands"),
    [
        (Answer.LIFTED, (7,), MeasureState.LIFTED, False),
        (Answer.LIFTED, (), MeasureState.DECLARED, False),
        (Answer.ABSENT, (), MeasureState.ABSENT, False),
        (Answer.KEPT, (), MeasureState.KEPT, True),
    ],
)
def test_a_word_without_proof_is_a_declaration(database, answer, proof, state, stands):
    """Lifted with proof, declared without, not there, or kept with a reason."""
    with database.writing() as connection:
        record = a_record(connection)
        number = a_measure(connection, record)
        said = [_said(number, answer, proof=proof, reason="另案查封，依法暂不解除")]
        lifted = measures.lift(connection, "CZJ", [record.id], said, on())
        (row,) = registry.list_measures(connection, [record.id])
        assert (lifted.states, lifted.is_complete) == ({number: state}, not stands)
        assert (row.state, row.lifted_on) == (state, None if stands else TODAY)
        assert row.proof is not None
        assert (row.proof["files"], row.proof["by"]) == (list(proof), "王磊")


def test_each_standing_measure_of_the_unit_gets_one_answer(database):
    """One left out, one twice, and one of another unit are refused."""
    with database.writing() as connection:
        record = a_record(connection)
        first, second = a_measure(connection, record), a_measure(connection, record)
        foreign = a_measure(connection, record, "ZJJ")
        for said in ([_said(first)], [_said(first), _said(first)], [_said(first), _said(second), _said(foreign)]):
            with pytest.raises(BadAnswers):
                measures.lift(connection, "CZJ", [record.id], said, on())
        measures.lift(connection, "CZJ", [record.id], [_said(first), _said(second)], on())
        assert measures.units_with_standing(connection, [record.id]) == ("ZJJ",)


@pytest.mark.parametrize(
    "said",
    [
        {"answer": Answer.KEPT},
        {"day": date(2026, 11, 24)},
        {"day": date(2026, 5, 31)},
    ],
)
def test_an_impossible_answer_is_refused(database, said):
    """Kept without a reason, lifted tomorrow, lifted before it began."""
    with database.writing() as connection:
        record = a_record(connection)
        number = a_measure(connection, record)
        with pytest.raises(BadAnswers):
            measures.lift(connection, "CZJ", [record.id], [_said(number, **said)], on())


def test_a_kept_measure_can_be_lifted_later(database):
    """It still stands, so the unit is asked again."""
    with database.writing() as connection:
        record = a_record(connection)
        number = a_measure(connection, record)
        measures.lift(connection, "CZJ", [record.id], [_said(number, Answer.KEPT, reason="另案查封")], on())
        measures.lift(connection, "CZJ", [record.id], [_said(number)], on())
        assert measures.units_with_standing(connection, [record.id]) == ()


def test_a_row_of_the_form_is_read():
    """The day is today when the form leaves it out; nonsense is refused."""
    said = {"measure": 3, "result": "lifted", "proof": [{"file": 1}], "reason": " 已在系统解除 "}
    assert measures.read_confirmation(said, TODAY) == Confirmation(
        3, Answer.LIFTED, TODAY, ({"file": 1},), "已在系统解除"
    )
    assert measures.read_confirmation({**said, "on": "2026-11-20"}, TODAY).on == date(2026, 11, 20)
    for bad in ({}, {"measure": "x", "result": "lifted"}, {"measure": 1, "result": "gone"}, {**said, "on": "soon"}):
        with pytest.raises(BadAnswers):
            measures.read_confirmation(bad, TODAY)
