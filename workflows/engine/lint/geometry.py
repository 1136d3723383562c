"""Decides where drawn boxes and lines meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Segment = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Box:
    """A drawn shape."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    def overlaps(self, other: Box, slack: float = 1) -> bool:
        across = self.x + slack < other.right and other.x + slack < self.right
        return across and self.y + slack < other.bottom and other.y + slack < self.bottom

    def contains(self, other: Box, slack: float = 2) -> bool:
        across = self.x - slack <= other.x and other.right <= self.right + slack
        return across and self.y - slack <= other.y and other.bottom <= self.bottom + slack

    def is_entered_by(self, line: Segment, margin: float = 3) -> bool:
        """Whether a line comes into the inner part of the box (clipping by Liang and Barsky)."""
        (ax, ay), (bx, by) = line
        dx, dy = bx - ax, by - ay
        first, last = 0.0, 1.0
        walls = (
            (-dx, ax - self.x - margin),
            (dx, self.right - margin - ax),
            (-dy, ay - self.y - margin),
            (dy, self.bottom - margin - ay),
        )
        for slope, room in walls:
            if slope == 0:
                if room < 0:
                    return False
            elif slope < 0:
                first = max(first, room / slope)
            else:
                last = min(last, room / slope)
        return first < last


def segments(points: Sequence[Point]) -> list[Segment]:
    return list(pairwise(points))


def cross(one: Segment, other: Segment) -> bool:
    """Whether two lines cross in one inner point; touching is no crossing."""
    return _divides(one, other) and _divides(other, one)


def _divides(line: Segment, other: Segment) -> bool:
    return _side(line, other[0]) * _side(line, other[1]) < 0


def _side(line: Segment, point: Point) -> float:
    (ax, ay), (bx, by) = line
    return (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)


def run_together(one: Segment, other: Segment, least: float = 10) -> bool:
    """Whether two upright or level lines lie on each other for some length."""
    for axis in (0, 1):
        level = {round(p[axis]) for line in (one, other) for p in line}
        if len(level) == 1:
            spans = [sorted(p[1 - axis] for p in line) for line in (one, other)]
            return min(spans[0][1], spans[1][1]) - max(spans[0][0], spans[1][0]) > least
    return False


def is_oblique(line: Segment) -> bool:
    return abs(line[0][0] - line[1][0]) > 1 and abs(line[0][1] - line[1][1]) > 1
