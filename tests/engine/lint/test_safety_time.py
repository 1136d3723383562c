"""Each timer says a time that can be read on the day it is entered."""

import pytest

from tests.engine.lint.builder import timer
from tests.engine.lint.judging import assert_judged, changed, rules
from tests.engine.lint.pairs import REMIND, TIME


@pytest.mark.parametrize("pair", TIME, ids=lambda pair: pair.rule)
def test_one_change_breaks_the_rule(pair):
    """The clean diagram is accepted; the one that differs in one place is told why it is not."""
    assert_judged(pair)


def _timed(text: str, kind: str = "timeDuration") -> set[str]:
    return {
        rule
        for rule in rules(changed("spine", (timer("check_late", REMIND), timer("check_late", text, kind))))
        if rule.startswith("timer-")
    }


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('"P3D"', "timeDuration"),
        ('"P1Y2M3DT4H"', "timeDuration"),
        ('"PT0.5H"', "timeDuration"),
        ('"2026-12-01T09:00:00+08:00"', "timeDate"),
        ('"2030-01-01"', "timeDate"),
        ('"R3/PT1H"', "timeCycle"),
        ('"R/P1D"', "timeCycle"),
        ("when", "timeDate"),
        ('\n    due("repair.accept")\n  ', "timeDuration"),
    ],
)
def test_times_that_the_engine_can_read_are_safe(text, kind):
    """Literals of foreign diagrams, variables and rules; the house alone asks for rules."""
    assert _timed(text, kind) <= {"timer-not-by-rule", "timer-repeats"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("P3D", "timeDuration"),
        ("R3/PT1H", "timeCycle"),
        ("2026-12-01", "timeDate"),
        ('"-P3D"', "timeDuration"),
        ('"P-3D"', "timeDuration"),
        ('"P0.5M"', "timeDuration"),
        ('"tomorrow"', "timeDate"),
        ('"R3/P1D"', "timeDuration"),
        ('"P1D"', "timeCycle"),
        ('due("repair.accept")', "timeCycle"),
        ("5", "timeDuration"),
        ("None", "timeDate"),
        ("due()", "timeDuration"),
        ('"0 9 * * *"', "timeCycle"),
        ("", "timeDate"),
    ],
)
def test_times_that_would_fail_when_entered_are_refused(text, kind):
    """The mistake is found at the desk, not on the day."""
    assert _timed(text, kind) & {"timer-unquoted", "timer-unreadable", "timer-word", "timer-without-time"}
