"""Every word of a diagram is declared with what it takes, and says in Chinese what it does."""

import pytest

from tests.builders.desks import a_desk
from workflows.actions.catalogue import list_words
from workflows.errors import BadDiagram

PROMISED = {
    "fact.record",
    "fact.prove",
    "hold.begin",
    "hold.end",
    "extension.ask",
    "extension.grant",
    "extension.refuse",
    "loop.count",
    "eligibility.weigh",
    "ways.check",
    "commitment.register",
    "commitment.result",
    "commitment.promise",
    "interview.offer",
    "interview.move",
    "interview.held",
    "interview.missed",
    "interview.drop",
    "records.describe",
    "records.corrected",
    "records.dispute",
    "records.settle",
    "records.amend",
    "repair.revoke",
    "bar.record",
    "paper.issue",
    "service.begin",
    "service.record",
    "publicity.stop",
    "publicity.restore",
    "measures.order_lift",
    "measures.lift",
    "measures.standing",
    "measures.plan",
    "measures.impose",
    "measures.expire",
    "measures.confirm_end",
    "class.no_heavier",
    "record.enter",
    "publicity.draft",
    "publicity.publish",
    "persons.mark",
    "consequence.note",
    "case.open",
    "case.open_per_unit",
    "case.open_linked",
    "case.tell_parent",
    "tell.subject",
    "tell.unit",
    "tell.officer",
    "tell.role",
    "tell.credit_office",
    "tell.upstream",
}
STANDING = {
    "paper.issue",
    "service.begin",
    "service.record",
    "publicity.stop",
    "publicity.restore",
    "measures.order_lift",
    "measures.lift",
    "measures.impose",
    "measures.expire",
    "measures.confirm_end",
    "record.enter",
    "publicity.publish",
    "persons.mark",
    "consequence.note",
    "case.open_per_unit",
    "case.open_linked",
    "commitment.result",
    "commitment.promise",
    "interview.offer",
    "interview.move",
    "interview.held",
    "interview.missed",
    "records.corrected",
    "records.dispute",
    "records.settle",
    "records.amend",
    "repair.revoke",
    "bar.record",
}


def test_every_promised_word_is_there():
    """Importing the package declares them all."""
    assert list_words().keys() == PROMISED


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_every_word_explains_itself_in_chinese(name):
    """A designer reads the help beside the diagram."""
    word = list_words()[name]
    assert word.help.endswith("。")
    assert sum("\u4e00" <= sign <= "\u9fff" for sign in word.help) >= 15


def test_acts_that_cannot_be_taken_back_are_marked():
    """Sending a case back never crosses a signed paper, a changed registry or another unit that was asked."""
    assert {name for name, word in list_words().items() if word.stands} == STANDING


def test_parameters_are_plain_types():
    """The linter compares what a diagram writes with what the word takes."""
    words = list_words()
    lift = {p.name: (p.type, p.required) for p in words["measures.lift"].parameters}
    opened = {p.name: (p.type, p.required) for p in words["case.open"].parameters}
    assert lift == {"unit": (str, True), "rows": (list, True)}
    assert opened == {
        "process": (str, True),
        "scope": (str, False),
        "names": (dict, False),
        "unit": (str, False),
    }


def test_a_wrong_call_is_a_fault_of_the_diagram(database):
    """An unknown word, a parameter left out, one too many."""
    with database.writing() as connection:
        at = a_desk(connection)
        for word, given in (("measure.gone", {}), ("fact.record", {}), ("measures.standing", {"unit": "SJJ"})):
            with pytest.raises(BadDiagram):
                at.call(word, **given)
