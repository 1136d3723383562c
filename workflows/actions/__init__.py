"""The words a diagram may use; importing the package declares them all."""

from workflows.actions import (
    cases,
    disputes,
    imposing,
    interviews,
    listing,
    measures,
    paper,
    publicity,
    records,
    repair,
    service,
    tell,
    time,
)

__all__ = [
    "cases",
    "disputes",
    "imposing",
    "interviews",
    "listing",
    "measures",
    "paper",
    "publicity",
    "records",
    "repair",
    "service",
    "tell",
    "time",
]
