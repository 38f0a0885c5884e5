"""Run the custom actions inside the brain's process.

``rasa_sdk``'s own executor runs the actions, as its action server would; only HTTP is left out. An action's exception
reaches :class:`ActionFailed` of the turn through :data:`failures`, because Rasa logs it and goes on as if nothing had to be said.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from rasa.core.actions.action import ActionExecutionRejection
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection as SdkRejection

PACKAGE = "actions"
failures: ContextVar[list[BaseException]] = ContextVar("failures")


class InProcessActions(EndpointConfig):
    """An action endpoint that calls ``rasa_sdk``'s executor instead of an action server."""

    def __init__(self, package: str = PACKAGE) -> None:
        super().__init__(url="in-process", enable_selective_domain=True)
        self.executor = ActionExecutor()
        self.executor.register_package(package)

    async def request(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Run the action that ``json`` names.

        Returns: ``{"events": [...], "responses": [...]}``, Rasa's answer format of an action server.

        Raises:
            ActionExecutionRejection: a form has nothing to do with this message.
        """
        call = kwargs["json"]
        try:
            answer = await self.executor.run(call)
        except SdkRejection as rejection:
            raise ActionExecutionRejection(rejection.action_name) from rejection
        except Exception as error:
            failures.get().append(error)
            raise
        return answer or {"events": [], "responses": []}
