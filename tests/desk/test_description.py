"""The API against its own OpenAPI description, with generated requests (schemathesis)."""

from typing import Any

import schemathesis
from guichet.urls import api  # with what other apps add to it
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode

from made import Chat
from servers import Server

few = settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def described(mode: GenerationMode) -> Any:
    """The description, to generate requests that keep it or that break it."""
    schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    schema.config.generation.update(modes=[mode])
    # An endless stream is no case for this; test_web_api.py has its own tests of it.
    return schema.exclude(path_regex="/events$|photo|widget")


@described(GenerationMode.POSITIVE).parametrize()
@few
def test_requests_as_described_on_a_real_conversation(case: Any, desk: Server, client: Any, unlimited: None) -> None:
    """Documented statuses, types and shapes, and never a 5xx."""
    conversation = Chat(client)
    if "conversation" in case.path_parameters:
        case.path_parameters["conversation"] = conversation.id
    case.call_and_validate(base_url=desk.url, headers=conversation.headers)


@described(GenerationMode.NEGATIVE).parametrize()
@few
def test_requests_that_break_the_description_are_refused(case: Any, desk: Server, unlimited: None) -> None:
    """As above; and what the description forbids is refused."""
    case.call_and_validate(base_url=desk.url)
