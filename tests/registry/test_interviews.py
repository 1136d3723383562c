"""Interviews: which times may be offered, moved once, held by enough people, and never before their hour."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.builders.circumstances import on
from tests.builders.registry import a_case
from workflows.clock import CHINA
from workflows.errors import BadAnswers, Conflict, NotEligible, NotFound
from workflows.registry import interviews
from workflows.registry.interviews import Kind, Minutes, Offer, Times

AT = datetime(2026, 11, 24, 14, 30, tzinfo=CHINA)
OTHERS = tuple(AT + timedelta(days=days) for days in (1, 2, 3))
SAID = {"attendee": "法定代表人", "delegation": False}
PRESENT = Minutes(("陈洁", "赵明"), "方圆", "丁海", delegated=False)


def an_offer(case_id, **over):
    """Tomorrow at half past two, with three other days."""
    return replace(Offer("xinbei", case_id, "SJJ", Kind.SEVERE, AT, OTHERS, "201 室", SAID), **over)


def test_a_time_is_fixed_with_others_to_choose_from(database):
    """What was offered is free until it is taken."""
    with database.writing() as connection:
        case_id = a_case(connection)
        row = interviews.offer(connection, an_offer(case_id), on())
        assert (row.at, row.state, row.round) == (AT, Times.FIXED, 1)
        assert [one.at for one in interviews.list_free(connection, case_id, on().now)] == list(OTHERS)


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"at": datetime(2026, 11, 28, 9, 0, tzinfo=CHINA)}, "最近的工作日是 2026-11-30"),
        ({"at": datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)}, "已经过去"),
        ({"others": OTHERS[:2]}, "至少提供 3 个"),
        ({"others": (AT, *OTHERS[:2])}, "不能重复"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_the_way_out(database, over, said):
    """A day off names the next working day."""
    with database.writing() as connection:
        case_id = a_case(connection)
        with pytest.raises(BadAnswers, match=said):
            interviews.offer(connection, an_offer(case_id, **over), on())


def test_a_room_is_given_once(database):
    """The other case is named."""
    with database.writing() as connection:
        first, second = a_case(connection), a_case(connection)
        interviews.offer(connection, an_offer(first), on())
        with pytest.raises(BadAnswers, match="201 室"):
            interviews.offer(connection, an_offer(second), on())


def test_an_interview_is_moved_once(database):
    """A slot that another case took meanwhile is no longer there; a second change is refused with its reason."""
    with database.writing() as connection:
        mine, other = a_case(connection), a_case(connection)
        interviews.offer(connection, an_offer(mine), on())
        slots = interviews.list_free(connection, mine, on().now)
        later = tuple(AT + timedelta(days=days) for days in (6, 7, 8))
        interviews.offer(connection, an_offer(other, at=OTHERS[0], others=later), on())
        with pytest.raises(BadAnswers, match="刚刚被占用"):
            interviews.move(connection, mine, slots[0].id, on())
        moved = interviews.move(connection, mine, slots[1].id, on())
        assert (moved.at, moved.moved_on) == (OTHERS[1], on().today)
        with pytest.raises(NotEligible, match="改期以一次为限"):
            interviews.move(connection, mine, slots[2].id, on())


def test_nothing_is_noted_before_its_hour_or_twice(database):
    """The hour comes first; what is closed is closed."""
    with database.writing() as connection:
        case_id = a_case(connection)
        interviews.offer(connection, an_offer(case_id), on())
        with pytest.raises(BadAnswers, match="还没有到"):
            interviews.close(connection, case_id, Times.HELD, {}, AT - timedelta(minutes=1))
        assert interviews.close(connection, case_id, Times.HELD, {}, AT).state == Times.HELD
        with pytest.raises(Conflict, match="已约谈"):
            interviews.close(connection, case_id, Times.MISSED, {}, AT)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (replace(PRESENT, officers=("陈洁",)), "至少两名"),
        (replace(PRESENT, officers=("陈洁", "陈洁")), "至少两名"),
        (replace(PRESENT, recorder="赵明"), "至少两名"),
        (replace(PRESENT, delegated=True), "不能委托"),
    ],
)
def test_two_officers_and_a_recorder_meet_who_must_come(database, minutes, said):
    """Three different people; nobody is sent where the invitation excludes it."""
    with database.writing() as connection:
        case_id = a_case(connection)
        current = interviews.offer(connection, an_offer(case_id), on())
    interviews.refuse_minutes(PRESENT, current)
    with pytest.raises(BadAnswers, match=said):
        interviews.refuse_minutes(minutes, current)


def test_what_is_dropped_is_free_again(database):
    """The rectification was found complete: room and hour are somebody else's."""
    with database.writing() as connection:
        first, second = a_case(connection), a_case(connection)
        interviews.offer(connection, an_offer(first), on())
        assert interviews.drop(connection, first)
        assert not interviews.drop(connection, first)
        assert interviews.offer(connection, an_offer(second), on()).state == Times.FIXED
        with pytest.raises(NotFound):
            interviews.get_current(connection, a_case(connection))
