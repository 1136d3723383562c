"""Paths, cycles and branches of a process are found as drawn."""

from tests.engine.lint.bundles import ACTIONS, BUNDLES, RULES
from tests.engine.lint.judging import MAIN
from workflows.engine.lint.bundle import model_of
from workflows.engine.lint.graph import backwards, branches, cycles, reached, steps
from workflows.engine.lint.model import Scope


def _scope(name: str) -> Scope:
    return model_of({MAIN: BUNDLES[name][MAIN].encode()}, ACTIONS, RULES).scopes[0]


def test_an_event_on_the_border_is_reached_from_its_activity():
    """A reminder belongs to the task it reminds of."""
    ways = steps(_scope("spine"))
    assert "check_late" in ways["formal_check"]
    assert "noted" in reached(ways, ["formal_check"])
    assert "formal_check" in backwards(ways)["check_late"]


def test_a_walk_stops_where_it_is_told_to():
    """The node at which it stops is still seen."""
    ways = steps(_scope("spine"))
    assert reached(ways, ["propose"], stop=lambda key: key == "sum_up") == {"propose", "sum_up"}


def test_a_rework_is_one_cycle():
    """What leads round to itself, and nothing else."""
    assert cycles(steps(_scope("rework"))) == (frozenset({"check_again", "count_round", "is_complete", "is_enough"}),)
    assert cycles(steps(_scope("spine"))) == ()
    assert cycles({"a": ("a",), "b": ()}) == (frozenset({"a"}),)


def test_what_follows_the_join_belongs_to_no_branch():
    """Each branch is what only it passes."""
    scope = _scope("fork")
    split = scope.node("both")
    assert split is not None
    assert branches(scope, split) == (frozenset({"ask_unit"}), frozenset({"ask_court"}))
