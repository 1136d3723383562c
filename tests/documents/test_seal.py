"""The seal shows the unit's name, and shows that it is no real one."""

import re

from workflows.documents import seal
from workflows.documents.seal import DEMO


def test_the_seal_is_a_picture_of_its_real_size():
    """42 mm across, ring and star in red, and no text in it that a reader of the PDF would stumble over."""
    drawn = seal.draw("常州市新北区财政局")
    assert 'width="42mm"' in drawn
    assert drawn.count("#d7000f") == 3
    assert "<text" not in drawn


def test_every_character_of_the_name_and_of_the_warning_is_drawn():
    """A longer name has more outlines; 演示专用章 is always below the star."""
    assert DEMO.startswith("演示")
    assert _strokes(seal.draw("财政局")) < _strokes(seal.draw("常州市新北区财政局"))
    assert _strokes(seal.draw("")) > len(DEMO)


def test_a_long_name_stays_within_the_ring():
    """Twenty characters are narrower, none leaves the seal."""
    drawn = seal.draw("常州市新北区社会信用体系建设领导小组办公室")
    signs = re.findall(r' d="([^"]+)"', drawn)[-1]
    points = re.findall(r"(-?[\d.]+)[ ,](-?[\d.]+)", signs.replace("-", " -"))
    assert points
    assert all(float(x) ** 2 + float(y) ** 2 < 21**2 for x, y in points)


def _strokes(drawn: str) -> int:
    return drawn.count("M")
