"""What leaves the house: each kind of effect with the function that carries it out, safely repeatable by its key."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.boot import Installation
from webapp.outgoing import feeds, papers, reminding, telling
from workflows.casework import serving
from workflows.casework.effects import BETWEEN_CASES, Handler

__all__ = ["handlers_of"]


def handlers_of(installation: Installation) -> Mapping[str, Handler]:
    """Every kind of effect that this installation can carry out."""
    return {
        **BETWEEN_CASES,
        "feed": feeds.writing_to(installation.settings.data / "feed"),
        "letter": serving.put_into_box,
        "tell": telling.telling(installation.settings),
        "print": papers.printing(installation.settings.base_url),
        "remind": reminding.reminding(installation.settings),
        "render": papers.rendering(installation.settings.base_url),
    }
