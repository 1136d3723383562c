"""The one environment in which the engine evaluates anything: our small language and our actions, nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from SpiffWorkflow.bpmn.script_engine import BasePythonScriptEngineEnvironment, PythonScriptEngine

from workflows.engine import language
from workflows.engine.timers import TIMER_WORDS


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the case an action is called: the engine's task, the element it draws, the branch it stands in.

    The branch is the engine's task of the enclosing call, or empty on the main path.
    """

    task_id: str
    process: str
    element: str
    branch: str
    names: Mapping[str, Any]


class Actions(Protocol):
    """What a diagram may call; given by casework for the length of one step."""

    def call(self, operator: str, parameters: Mapping[str, Any], place: Place) -> Any:
        """Carries out one word of the catalogue inside the open step and answers with JSON types."""

    def stands(self, operator: str) -> bool:
        """True when the act cannot be taken back by sending the case back over it."""


class _Environment(BasePythonScriptEngineEnvironment):
    """Conditions, scripts, timers, table cells and parameters all come here."""

    def evaluate(self, expression: str, context: Mapping[str, Any], external_context: Any = None) -> Any:
        return language.evaluate(expression, context, functions=TIMER_WORDS)

    def execute(self, script: str, context: dict[str, Any], external_context: Any = None) -> bool:
        context.update(language.execute(script, context))
        return True

    def call_service(self, context: Any, **_: Any) -> str:
        raise NotImplementedError("services are called through SafeEngine.call_service")


class SafeEngine(PythonScriptEngine):
    """The library's script engine with its exception wrapping taken out: a refusal stays a refusal."""

    def __init__(self) -> None:
        super().__init__(_Environment())
        self.actions: Actions | None = None

    def validate(self, expression: str) -> None:
        """The table engine asks whether a cell is an expression by itself or wants the input put before it."""
        if not language.is_expression(expression):
            raise SyntaxError(expression)

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        names = {**task.data, **external_context} if external_context else task.data
        return self.environment.evaluate(expression, names)

    def execute(self, task: Any, script: str, external_context: Any = None) -> Any:
        return self.environment.execute(script, task.data)

    def call_service(self, task: Any, **said: Any) -> str:
        if self.actions is None:
            raise RuntimeError("an action was called outside a step")
        branch = str(task.workflow.parent_task_id or "")
        place = Place(str(task.id), task.workflow.spec.name, task.task_spec.bpmn_id, branch, task.data)
        given = {name: value["value"] for name, value in said["operation_params"].items()}
        answer = json.dumps(self.actions.call(said["operation_name"], given, place), ensure_ascii=False)
        language.fit_to_keep(json.loads(answer))
        return answer
