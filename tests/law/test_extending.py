"""A term is extended when somebody asks before its last day is over, and as often as its rule says."""

from datetime import date

from workflows.errors import Conflict, NotEligible, TooLate
from workflows.law.extending import Extendable, of_rule, refusal_of
from workflows.law.holds import Extension
from workflows.law.roles import Role
from workflows.law.rules import ExtensionRight
from workflows.law.terms import Term, Unit

TEN = Term(10, Unit.WORKING_DAYS)
LAST = date(2026, 11, 27)


def term(*asked: Extension, due_on: date | None = LAST, times: int = 1) -> Extendable:
    """A term whose last day is 11-27."""
    return Extendable("补正材料", ExtensionRight(TEN, times, Role.MANAGER), due_on, asked)


def asked(rule: str = "act", granted: bool = True) -> Extension:
    """A request that was decided on 11-24."""
    on = date(2026, 11, 24)
    return Extension(rule, "", TEN, on if granted else None, refused_on=None if granted else on)


def test_it_may_be_asked_for_until_the_last_day_is_over():
    """On the last day it is in time, on the day after too late; without a running day there is nothing to extend."""
    assert refusal_of(term(), LAST) is None
    assert isinstance(refusal_of(term(), date(2026, 11, 28)), TooLate)
    assert isinstance(refusal_of(term(due_on=None), LAST), Conflict)


def test_what_was_granted_counts_and_what_was_refused_does_not():
    """One right is used up by one grant; a refusal leaves it; a rule may give more than one."""
    assert isinstance(refusal_of(term(asked()), LAST), NotEligible)
    assert refusal_of(term(asked(granted=False)), LAST) is None
    assert refusal_of(term(asked(), times=2), LAST) is None


def test_requests_are_those_of_one_deadline():
    """Another rule's requests do not count."""
    mine, other = asked("act"), asked("other")
    assert of_rule("act", "", (other, mine)) == (mine,)
