"""A timer waits on a name and fires only when it is told to; literals of foreign diagrams become an instant once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.builders.walks import Walk
from tests.engine.lint.builder import Build, timer
from workflows.clock import CHINA
from workflows.engine.definition import Bundle
from workflows.engine.timers import TimerName, after, before, due, literal_due
from workflows.errors import BadDiagram

NOON = datetime(2026, 11, 23, 12, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (due("repair.accept"), TimerName("due", "repair.accept")),
        (due("lift.confirm", "CZJ"), TimerName("due", "lift.confirm", "", "CZJ")),
        (before("repair.decide", "remind_1"), TimerName("before", "repair.decide", "remind_1")),
        (after("lift.confirm", "escalate", "财政"), TimerName("after", "lift.confirm", "escalate", "财政")),
        ("P3D", TimerName("literal", text="P3D")),
        ("[broken", TimerName("literal", text="[broken")),
        ("12", TimerName("literal", text="12")),
    ],
)
def test_a_name_is_read_as_it_was_written(written: str, name: TimerName):
    """Rule, offset and scope, or the text of a foreign diagram."""
    assert TimerName.read(written) == name
    if name.kind != "literal":
        assert name.written() == written


def test_two_timers_on_one_task_fire_one_at_a_time():
    """Firing the one leaves the other waiting, whatever the clock says; so does completing another task."""
    b = Build("two", "两个", lanes=("经办人", "审批人"))
    b.node("startEvent", "come", "收到", (0, 0)).node("parallelGateway", "split", "分", (1, 0)).user(
        "one", "一", (2, 0)
    )
    b.user("other", "二", (2, 1)).node("parallelGateway", "meet", "合", (3, 0)).node("endEvent", "gone", "办完", (4, 0))
    for number, rule in enumerate(("repair.accept", "repair.decide")):
        hung = 'attachedToRef="one" cancelActivity="false"'
        b.node("boundaryEvent", f"late_{number}", "迟", (2, 0.4), timer(f"late_{number}", f'due("{rule}")'), hung)
        b.user(f"urge_{number}", "催", (3, 1)).node("endEvent", f"urged_{number}", "催毕", (4, 1))
        b.chain(f"late_{number}", f"urge_{number}", f"urged_{number}")
    b.chain("come", "split", "one", "meet", "gone").chain("split", "other", "meet")
    walk = Walk.of("two", Bundle({"two/two.bpmn": b.xml().encode()}))
    walk.do("other")
    assert walk.timers == ["late_0", "late_1"]
    walk.fire("late_1")
    assert (walk.open, walk.timers) == (["one", "urge_1"], ["late_0"])
    walk = walk.restored()
    walk.fire("late_0")
    assert (walk.open, walk.timers) == (["one", "urge_0", "urge_1"], [])


def test_behind_an_event_gateway_the_timer_fires_when_told():
    """Also in a case that was restored, and only in the branch that it is told for."""
    walk = Walk.of("units").restored()
    walk.fire("reply_is_due", scope="SJJ")
    assert walk.open == ["press_unit"]
    assert walk.waits == [("opinion.given", unit) for unit in ("CZJ", "ZJJ")]
    assert walk.restored().timers == ["reply_is_due", "reply_is_due"]


def test_the_scope_of_a_name_is_worked_out_when_the_timer_is_entered():
    """Each branch names its own unit."""
    assert sorted(t.name.scope for t in Walk.of("units").outcome.timers) == ["CZJ", "SJJ", "ZJJ"]


def test_completing_the_host_ends_its_timers():
    """What nobody waits for never fires."""
    walk = Walk.of("handling")
    walk.do("examine", decision="yes")
    assert walk.timers == []


def test_a_repeated_timer_makes_one_round_each_time_it_is_told():
    """Three rounds, three tasks, and then it is over; a late wake-up brings no burst."""
    walk = Walk.of("foreign")
    walk.do("one")
    for number in range(1, 4):
        assert walk.timers == ["every_day"]
        walk.fire("every_day")
        assert walk.open.count("press_two") == number
        walk = walk.restored()
    assert walk.timers == []
    for _ in range(3):
        walk.do("press_two")
    walk.do("two")
    assert walk.timers == ["until_christmas"]


def test_completing_the_host_ends_the_rounds():
    """Those that were begun belong to the host and end with it; the linter warns of repeated timers."""
    walk = Walk.of("foreign")
    walk.do("one")
    walk.fire("every_day")
    walk.do("two")
    assert (walk.open, walk.timers) == ([], ["until_christmas"])


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("P3D", datetime(2026, 11, 26, 12, tzinfo=CHINA)),
        ("PT90M", datetime(2026, 11, 23, 13, 30, tzinfo=CHINA)),
        ("P2W", datetime(2026, 12, 7, 12, tzinfo=CHINA)),
        ("2026-12-24", datetime(2026, 12, 24, tzinfo=CHINA)),
        ("2026-12-24T09:30:00", datetime(2026, 12, 24, 9, 30, tzinfo=CHINA)),
        ("2026-12-24T09:30:00Z", datetime(2026, 12, 24, 9, 30, tzinfo=UTC)),
        ("2026-12-24T09:30:00+09:00", datetime(2026, 12, 24, 0, 30, tzinfo=UTC)),
        ("2020-01-01", datetime(2020, 1, 1, tzinfo=CHINA)),
        ("R3/P1D", datetime(2026, 11, 24, 12, tzinfo=CHINA)),
        ("R/PT1H", datetime(2026, 11, 23, 13, tzinfo=CHINA)),
        ("R3/2026-12-01T08:00:00+08:00/P1D", datetime(2026, 12, 1, 8, tzinfo=CHINA)),
        ("R3/2026-11-20T08:00:00+08:00/P1D", datetime(2026, 11, 24, 8, tzinfo=CHINA)),
    ],
)
def test_a_literal_means_one_instant_from_its_entry_on(text: str, instant: datetime):
    """Days without a zone are days of China, whatever the server's zone."""
    assert literal_due(text, NOON.astimezone(UTC)) == instant


@pytest.mark.parametrize(
    "text", ["", "soon", "3 days", "P", "-P3D", "P0D", "R3", "R3/soon/P1D", "R3/2026-01-01/P0D", "R3/-P1D"]
)
def test_a_literal_that_cannot_be_read_is_refused(text: str):
    """Also one that would never come, or come for ever at once."""
    with pytest.raises(BadDiagram):
        literal_due(text, NOON.astimezone(UTC))


@pytest.mark.parametrize("expression", ["3", "start", "['due']", "None"])
def test_a_timer_must_be_a_text(expression: str):
    """Said where it stands, when it is entered."""
    b = Build("wrong", "错", lanes=("经办人",)).node("startEvent", "come", "收到", (0, 0))
    b.node("intermediateCatchEvent", "until", "等", (1, 0), timer("until", expression))
    b.node("endEvent", "gone", "办完", (2, 0)).chain("come", "until", "gone")
    with pytest.raises(BadDiagram, match="等"):
        Walk.of("wrong", Bundle({"wrong/wrong.bpmn": b.xml().encode()}))
