"""The command line: finds the command, says refusals in one sentence, and ends with 0 good, 1 refused, 2 wrong usage."""

from __future__ import annotations

import os
import sys

import click

from webapp.commands import bench, importing, law, office, processes, serving
from workflows.errors import Refusal


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=os.environ.get("XINFU_LANG", "zh"), help="语言 / language"
)
@click.pass_context
def xinfu(context: click.Context, lang: str) -> None:
    """信复：区级信用修复办理系统。"""
    context.obj = lang


for _topic in (law, processes, importing, office, serving, bench):
    for _command in _topic.COMMANDS:
        xinfu.add_command(_command)


def main() -> int:
    """Runs one command and returns its exit status."""
    try:
        status = xinfu.main(prog_name="xinfu", standalone_mode=False)
    except click.exceptions.Abort:
        return 1
    except click.ClickException as usage:
        usage.show()
        return usage.exit_code
    except Refusal as refusal:
        lang = os.environ.get("XINFU_LANG", "zh")
        if "--lang" in sys.argv[1:-1]:
            lang = sys.argv[sys.argv.index("--lang") + 1]
        click.echo(refusal.said_in(lang), err=True)
        return 1
    return int(status or 0)


if __name__ == "__main__":
    sys.exit(main())
