"""Counting terms: what holds for every start, length and hold, year ends included."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.law.terms import Span, Term, Unit, add_months, back, count

MODEST = settings(max_examples=60, deadline=None)
DAYS = st.dates(date(2024, 11, 1), date(2028, 3, 1))
TERMS = st.one_of(
    st.builds(Term, st.integers(0, 60), st.sampled_from([Unit.WORKING_DAYS, Unit.DAYS])),
    st.builds(Term, st.integers(0, 14), st.just(Unit.MONTHS)),
    st.builds(Term, st.integers(0, 3), st.just(Unit.YEARS)),
)
HOLDS = st.lists(
    st.builds(lambda first, length: Span(first, first + timedelta(days=length)), DAYS, st.integers(0, 25)), max_size=4
)


@MODEST
@given(term=TERMS, start=DAYS, holds=HOLDS, roll=st.booleans())
def test_a_later_start_never_ends_earlier(calendar, term, start, holds, roll):
    """Monotonic in the start day, with and without holds."""
    early = count(term, start, calendar, holds, roll)
    late = count(term, start + timedelta(days=1), calendar, holds, roll)
    if term.unit in (Unit.WORKING_DAYS, Unit.DAYS) or not holds:
        assert early.on <= late.on
    assert early.on >= start


@MODEST
@given(term=TERMS, start=DAYS, roll=st.booleans())
def test_a_longer_term_never_ends_earlier(calendar, term, start, roll):
    """Monotonic in the amount."""
    longer = Term(term.amount + 1, term.unit)
    assert count(term, start, calendar, roll=roll).on <= count(longer, start, calendar, roll=roll).on


@MODEST
@given(term=TERMS, start=DAYS, holds=HOLDS, more=HOLDS, roll=st.booleans())
def test_another_hold_never_makes_it_earlier(calendar, term, start, holds, more, roll):
    """Who is made to wait never loses days by it."""
    assert count(term, start, calendar, holds, roll).on <= count(term, start, calendar, holds + more, roll).on


@MODEST
@given(term=TERMS, start=DAYS, holds=HOLDS, roll=st.booleans())
def test_overlapping_holds_count_once(calendar, term, start, holds, roll):
    """The same hold written twice, or cut in pieces, takes out the same days."""
    pieces = [
        Span(hold.first + timedelta(days=n), hold.first + timedelta(days=n))
        for hold in holds
        for n in range((hold.last - hold.first).days + 1)
    ]
    once = count(term, start, calendar, holds, roll).on
    assert count(term, start, calendar, holds + holds, roll).on == once
    assert count(term, start, calendar, pieces, roll).on == once


@MODEST
@given(term=TERMS, start=DAYS, holds=HOLDS, gap=st.integers(1, 30), length=st.integers(0, 30), roll=st.booleans())
def test_a_hold_outside_the_term_changes_nothing(calendar, term, start, holds, gap, length, roll):
    """Days up to the start and after the due day are not part of the term."""
    due = count(term, start, calendar, holds, roll).on
    before = Span(start - timedelta(days=length), start)
    after = Span(due + timedelta(days=gap), due + timedelta(days=gap + length))
    assert count(term, start, calendar, [*holds, before, after], roll).on == due


@MODEST
@given(start=DAYS, holds=HOLDS, amount=st.integers(1, 40))
def test_working_days_end_on_the_nth_worked_day(calendar, start, holds, amount):
    """The definition itself: exactly that many worked, unheld days lie in the term, across year ends too."""
    due = count(Term(amount, Unit.WORKING_DAYS), start, calendar, holds)
    days = [start + timedelta(days=n) for n in range(1, (due.on - start).days + 1)]
    worked = [day for day in days if calendar.is_working_day(day) and not any(hold.covers(day) for hold in holds)]
    assert len(worked) == amount
    assert worked[-1] == due.on
    assert due.provisional == any(
        calendar.is_provisional(day) for day in days if not any(hold.covers(day) for hold in holds)
    )


@MODEST
@given(day=DAYS, amount=st.integers(1, 40))
def test_backward_undoes_forward(calendar, day, amount):
    """From a worked day n back and n on is the same day."""
    day = calendar.next_working_day(day)
    term = Term(amount, Unit.WORKING_DAYS)
    assert count(term, back(term, day, calendar), calendar).on == day


@MODEST
@given(day=DAYS, months=st.integers(-40, 40))
def test_months_keep_the_day_number_or_clip(day, months):
    """03-31 less one month is the last day of February, and never a day of March."""
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)
