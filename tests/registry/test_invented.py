"""Invented enterprises: codes that pass every check, names that say what they are."""

from datetime import date
from random import Random

from tests.builders.exchange import E1
from workflows.law import uscc
from workflows.registry.invented import Issuer, invent, invent_code, organisation_sign

ISSUERS = [Issuer("甲局", "甲"), Issuer("乙局", "乙")]


def test_an_invented_code_is_right_in_both_of_its_checks():
    """The credit code by its last character, the organisation code in it by GB 11714."""
    random = Random(5)  # noqa: S311  nothing here is secret
    for _ in range(300):
        code = invent_code(random)
        assert uscc.find_fault(code) is None
        assert code[16] == organisation_sign(code[8:16])
    assert E1[16] == organisation_sign(E1[8:16])


def test_the_same_seed_gives_the_same_records():
    """A demonstration can be repeated; another seed is another town."""
    until = date(2026, 11, 20)
    assert invent(50, 1, until, ISSUERS) == invent(50, 1, until, ISSUERS)
    assert invent(50, 1, until, ISSUERS) != invent(50, 2, until, ISSUERS)


def test_every_record_is_marked_as_invented_and_stands_alone():
    """Names carry 「（演示）」; no two records share their number."""
    rows = invent(200, 1, date(2026, 11, 20), ISSUERS)
    assert all(row["CF_XDR_MC"].endswith("（演示）") for row in rows)
    assert len({(row["CF_CFJG"], row["CF_WSH"]) for row in rows}) == 200
    assert max(row["CF_JDRQ"] for row in rows) <= "2026-11-20"
    assert len({row["CF_XDR_SHXYM"] for row in rows}) > 50
