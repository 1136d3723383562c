"""Measures are chosen from the catalogue of the office: what is not in it cannot be applied."""

from datetime import date

import pytest

from tests.builders.law import CALENDAR
from tests.builders.offices import ROOT
from workflows.errors import BadAnswers, BadInput
from workflows.registry import catalogue

SHIPPED = (ROOT / "bpmn" / catalogue.PATH).read_text(encoding="utf-8")


def test_the_catalogue_that_ships_is_read():
    """Each measure has a field, an article with its grade, and the units that may apply it."""
    known = catalogue.parse(SHIPPED)
    assert {"M-01", "M-05"} <= known.entries.keys()
    for entry in known.entries.values():
        assert entry.field
        assert entry.article
        assert entry.units
    assert [entry.code for entry in known.entries.values() if entry.permanent] == ["M-05"]


def test_only_the_units_named_may_apply_a_measure():
    """Free text and a unit that has no say are refused in words."""
    known = catalogue.parse(SHIPPED)
    entry = known.get("M-01", "CZJ")
    assert known.basis(entry, "《政府采购法》第七十七条").endswith("；《政府采购法》第七十七条")
    for code, unit in (("限制出境", "CZJ"), ("M-01", "ZJJ")):
        with pytest.raises(BadAnswers):
            known.get(code, unit)


def test_the_longest_term_is_counted_to_the_day():
    """Three years from the day of beginning, never moved to a working day; none where the catalogue sets none."""
    known = catalogue.parse(SHIPPED)
    start = date(2026, 5, 11)
    assert catalogue.latest_end(known.get("M-01", "CZJ"), start, CALENDAR) == date(2029, 5, 11)
    assert catalogue.latest_end(known.get("M-03", "CZJ"), start, CALENDAR) is None


def test_a_faulty_catalogue_says_every_fault():
    """Two measures of one number, an unreadable term, an unknown field."""
    row = "[[measure]]\ncode = 'M-1'\nname = '限制'\nfield = '采购'\nunits = ['CZJ']\narticle = '第（十）条'\n"
    text = f"edition = '一版'\nsource = '某文'\n{row}grade = 'A'\nlongest = '很久'\n{row}grade = 'Z'\nforever = true\n"
    with pytest.raises(BadInput) as refused:
        catalogue.parse(text)
    found = refused.value.details["findings"]
    assert isinstance(found, tuple)
    assert len(found) == 4
