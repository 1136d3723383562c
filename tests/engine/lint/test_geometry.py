"""Boxes and lines meet where an eye would say so."""

import pytest

from workflows.engine.lint.geometry import Box, cross, is_oblique, run_together

BOX = Box(100, 100, 100, 80)


@pytest.mark.parametrize(
    ("line", "enters"),
    [
        (((0, 140), (300, 140)), True),
        (((150, 0), (150, 120)), True),
        (((0, 0), (300, 300)), True),
        (((0, 90), (300, 90)), False),
        (((0, 101), (300, 101)), False),
        (((0, 140), (100, 140)), False),
        (((210, 0), (210, 300)), False),
    ],
)
def test_a_line_enters_a_box_only_through_its_inner_part(line, enters):
    """Touching the border, as every flow does at its ends, is no entering."""
    assert BOX.is_entered_by(line) is enters


def test_boxes_overlap_or_contain_each_other():
    """Neighbours that share a border do not overlap."""
    assert BOX.overlaps(Box(150, 150, 100, 80))
    assert not BOX.overlaps(Box(200, 100, 100, 80))
    assert BOX.contains(Box(110, 110, 20, 20))
    assert not BOX.contains(Box(190, 110, 20, 20))


def test_lines_cross_in_an_inner_point_only():
    """A line that ends on another one does not cross it."""
    assert cross(((0, 0), (10, 10)), ((0, 10), (10, 0)))
    assert not cross(((0, 0), (10, 0)), ((5, 0), (5, 10)))
    assert not cross(((0, 0), (10, 0)), ((0, 5), (10, 5)))


def test_lines_that_lie_on_each_other_run_together():
    """Side by side or end to end they do not."""
    assert run_together(((0, 5), (100, 5)), ((200, 5), (50, 5)))
    assert run_together(((5, 0), (5, 100)), ((5, 20), (5, 60)))
    assert not run_together(((0, 5), (100, 5)), ((100, 5), (200, 5)))
    assert not run_together(((0, 5), (100, 5)), ((0, 9), (100, 9)))


def test_only_slanting_lines_are_oblique():
    """A pixel off is still level."""
    assert is_oblique(((0, 0), (50, 20)))
    assert not is_oblique(((0, 0), (50, 1)))
