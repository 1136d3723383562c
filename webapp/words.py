"""Names that every template may use: labels of roles, states and moments."""

from __future__ import annotations

from flask import Flask

from workflows.law.roles import Role
from workflows.store.base import FAR


def role_label(group: str) -> str:
    """`officer@SJJ` as a person says it."""
    role, _, _unit = group.partition("@")
    return Role(role).label


def install(app: Flask) -> None:
    app.jinja_env.globals.update(role_label=role_label, FAR=FAR)
