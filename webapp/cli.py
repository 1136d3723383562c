"""The command line: finds the command, says refusals in one sentence, and ends with 0 good, 1 refused, 2 wrong usage."""

from __future__ import annotations

import os
import sys

import click

from webapp.commands.lazily import LazyGroup
from webapp.commands.speech import speak, spoken
from workflows.errors import Refusal

_TOPICS = "webapp.commands"
PLACES = {
    "bench": (f"{_TOPICS}.bench:bench", "性能与可靠性测试，例如：./xinfu bench chaos --kills 25"),
    "check": (f"{_TOPICS}.processes:check_paths", "检查流程图、决策表、表单、规则和文字；有错误则不通过。"),
    "deadline": (
        f"{_TOPICS}.law:deadline",
        "按规则推算期限并说明理由，例如：./xinfu deadline repair.decide --from 2026-11-12",
    ),
    "demo": (f"{_TOPICS}.serving:run_demo", "准备演示数据并启动演示办公室。"),
    "doctor": (f"{_TOPICS}.office:doctor", "检查文书字体和系统库，列出尚未核实原文的规则。"),
    "import": (f"{_TOPICS}.importing:import_", "导入记录。"),
    "invent": (f"{_TOPICS}.importing:invent", "生成虚构的演示数据。"),
    "play": (f"{_TOPICS}.processes:play_scenarios", "演练场景：在独立的办公室里按场景办理，逐项核对法律结果。"),
    "recount": (f"{_TOPICS}.processes:recount_all", "按现行规则和日历重新推算全部在办案件的期限；可以重复执行。"),
    "release": (
        f"{_TOPICS}.processes:release",
        "检查、演练、对比并提出发布；由另一人批准后，新案件按新流程办理，在办案件不变。",
    ),
    "serve": (f"{_TOPICS}.serving:serve", "启动网站和内置的后台任务。"),
    "term": (f"{_TOPICS}.law:term", '推算期间的最后一日，例如：./xinfu term "10 工作日" --from 2026-02-13'),
    "verify": (f"{_TOPICS}.office:verify", "校验日志或文书。"),
    "worker": (f"{_TOPICS}.serving:run_worker", "只启动后台任务（可在多台机器上同时运行）。"),
}
"""Where each command is, and its own first sentence."""


@click.group(cls=LazyGroup, places=PLACES, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default=os.environ.get("XINFU_LANG", "zh"), help="语言 / language"
)
@click.pass_context
def xinfu(context: click.Context, lang: str) -> None:
    """信复：区级信用修复办理系统。"""
    context.obj = lang
    speak(lang)


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
        click.echo(refusal.said_in(spoken()), err=True)
        return 1
    return int(status or 0)


if __name__ == "__main__":
    sys.exit(main())
