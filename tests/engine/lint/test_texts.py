"""Every text of the small language in a diagram is found, and what a step sets is known."""

from tests.engine.lint.bundles import ACTIONS, BUNDLES, RULES
from workflows.engine.lint.bundle import model_of
from workflows.engine.lint.model import Model, Node
from workflows.engine.lint.texts import Use, assigned, texts


def _model(name: str) -> Model:
    return model_of({path: text.encode() for path, text in BUNDLES[name].items()}, ACTIONS, RULES)


def _node(model: Model, key: str) -> Node:
    return next(node for node in model.nodes if node.id == key)


def test_conditions_scripts_timers_and_parameters_are_texts():
    """Each with its use and the element it stands in."""
    found = {
        (text.use, text.place.element): text.text for diagram in _model("spine").diagrams for text in texts(diagram)
    }
    assert found == {
        (Use.CONDITION, "is_accepted_to_propose"): "formal_check.decision == 'accept'",
        (Use.TIMER, "check_late"): 'before("repair.accept", "remind_1")',
        (Use.PARAMETER, "note_late"): "'check.late'",
        (Use.SCRIPT, "sum_up"): "total = len(propose.decision)",
    }


def test_loops_scopes_and_scripts_after_a_task_are_texts():
    """Also where they hide in extensions and markers."""
    many = {text.use for diagram in _model("many").diagrams for text in texts(diagram)}
    assert many == {Use.SCRIPT, Use.AFTER, Use.LOOP}
    paper = [text.text for d in _model("paper").diagrams for text in texts(d) if text.use is Use.SCOPE]
    assert paper == ["'decision'"]


def test_a_step_sets_what_its_kind_says():
    """Forms, scripts, actions, messages, decisions, called processes and embedded ones."""
    assert assigned(_model("spine"), _node(_model("spine"), "propose")) == {"propose"}
    assert assigned(_model("spine"), _node(_model("spine"), "sum_up")) == {"total"}
    assert assigned(_model("spine"), _node(_model("spine"), "note_late")) == {"note_late_result"}
    assert assigned(_model("waiting"), _node(_model("waiting"), "withdrawn")) == {"withdrawal"}
    assert assigned(_model("table"), _node(_model("table"), "classify")) == {"record_class"}
    assert assigned(_model("paper"), _node(_model("paper"), "serve_decision")) == {"served_on"}
    assert assigned(_model("many"), _node(_model("many"), "ask_units")) == {"ask_units", "opinion", "opinions"}
