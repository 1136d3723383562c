"""How a page that saves by itself is answered: when it was kept, or which file could not be."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify
from flask_babel import gettext as _

from webapp.formats import hour
from webapp.forms import Bound


def told(bound: Bound) -> Any:
    """Everything that was typed is kept; a file that is not accepted is named with its reason."""
    faults = "".join(bound.upload_faults.values())
    if not faults:
        return jsonify({"saved": hour(g.received_at)})
    advice = _("已上传的其他文件不受影响。")
    return jsonify({"error": {"code": "wrong_file", "sentence": f"{faults}{advice}"}}), 422
