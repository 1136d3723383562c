"""A group of commands that are named here and loaded when somebody calls one: `./xinfu term` needs no web server."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """Click's own pattern of lazy subcommands; the list of commands is shown without loading any of them."""

    def __init__(self, *, places: Mapping[str, tuple[str, str]], **settings: Any) -> None:
        """`places`: each command with `module:attribute` and the sentence that the list shows."""
        super().__init__(**settings)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.places:
            return None
        module, _, attribute = self.places[cmd_name][0].partition(":")
        found: click.Command = getattr(import_module(module), attribute)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.places[name][1]) for name in self.list_commands(ctx)])
