"""Talking to the brain (docs/architecture.md §2 and §3)."""

import logging
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlsplit

import httpx
from django.conf import settings
from pydantic import AwareDatetime, BaseModel, Field, ValidationError, field_validator

logger = logging.getLogger(__name__)

#: Schemes a citizen may be sent to.
SAFE_SCHEMES = {"https", "http", "tel", "mailto"}


class BrainAway(Exception):
    """The brain cannot be reached or refuses to work for now; no turn was begun."""


class TurnFailed(Exception):
    """A turn was begun and gave nothing usable. ``away``: the connection broke, the brain may be gone with it."""

    def __init__(self, reason: str, *, away: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.away = away


class UnknownSnapshot(Exception):
    """The brain wants the commune's snapshot first."""


class Choice(BaseModel):
    """A button."""

    title: str = Field(min_length=1, max_length=300)
    payload: str = Field(pattern=r"^/", max_length=1000)


class Link(BaseModel):
    """A link."""

    title: str = Field(max_length=200)
    url: str = Field(max_length=2000)


class Reply(BaseModel):
    """One message to the citizen."""

    text: str = Field(max_length=20_000)
    choices: list[Choice] = Field(default_factory=list, max_length=13)
    links: list[Link] = Field(default_factory=list)
    card: dict[str, Any] | None = None

    @field_validator("links")
    @classmethod
    def only_safe(cls, links: list[Link]) -> list[Link]:
        """Drop a link that a browser would run: the sentence is worth more than its link."""
        return [link for link in links if urlsplit(link.url).scheme in SAFE_SCHEMES]


class ReportEffect(BaseModel):
    """A street problem to store."""

    kind: Literal["report"]
    reference: str = Field(max_length=12)
    what: str
    where: str | None = None
    location: dict[str, float] | None = None
    photo: str | None = None
    contact: str | None = None


class PersonRequestEffect(BaseModel):
    """The citizen asked for a person."""

    kind: Literal["person_request"]
    reason: str = ""
    expected: AwareDatetime | None = None


class EraseEffect(BaseModel):
    """The citizen confirmed: erase this conversation."""

    kind: Literal["erase"]


type Effect = Annotated[ReportEffect | PersonRequestEffect | EraseEffect, Field(discriminator="kind")]


class TurnAnswer(BaseModel):
    """The brain's answer to one turn. ``timing_ms`` are milliseconds."""

    messages: list[Reply]
    understood: dict[str, Any] | None = None
    effects: list[Effect] = Field(default_factory=list)
    state: Any = None
    model: str = Field("", max_length=100)
    timing_ms: dict[str, float] = Field(default_factory=dict)


class Brain:
    """One keep-alive HTTP client; to be closed."""

    def __init__(self) -> None:
        self._http = httpx.AsyncClient(
            base_url=settings.GUICHET_BRAIN_URL,
            headers={"Authorization": f"Bearer {settings.GUICHET_BRAIN_SECRET}"},
            timeout=httpx.Timeout(settings.GUICHET_BRAIN_TIMEOUT, connect=2, pool=settings.GUICHET_BRAIN_TIMEOUT),
            limits=httpx.Limits(max_connections=8, max_keepalive_connections=8, keepalive_expiry=30),
            trust_env=False,
        )

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def healthy(self) -> bool:
        """Whether the brain answers ``GET /health`` with 200."""
        try:
            return (await self._http.get("/health", timeout=2)).status_code == 200
        except httpx.HTTPError:
            return False

    async def turn(self, body: dict[str, Any]) -> TurnAnswer:
        """One turn.

        :raises UnknownSnapshot: 409.
        :raises BrainAway: no connection, or 401, 429, 502, 503, 504.
        :raises TurnFailed: 400, 413, 500; an answer of another shape; a time-out or a connection cut in the middle.
        """
        response = await self._send("POST", "/turn", body)
        if response.status_code == 409:
            raise UnknownSnapshot
        if response.status_code != 200:
            raise TurnFailed(f"brain status {response.status_code}")
        try:
            return TurnAnswer.model_validate_json(response.content)
        except ValidationError as error:
            # The places only: a pydantic message quotes the values.
            places = ", ".join(".".join(map(str, item["loc"])) for item in error.errors()[:3])
            raise TurnFailed(f"brain answer of another shape at {places}") from None

    async def put_snapshot(self, commune: str, version: str, document: dict[str, Any]) -> None:
        """Give the brain a commune's knowledge.

        :raises BrainAway: as ``turn``.
        :raises TurnFailed: the brain refuses the snapshot.
        """
        response = await self._send("PUT", f"/snapshots/{quote(commune, safe='')}/{quote(version, safe='')}", document)
        if response.status_code != 204:
            raise TurnFailed(f"snapshot refused with status {response.status_code}")

    async def _send(self, method: str, path: str, body: dict[str, Any]) -> httpx.Response:
        try:
            response = await self._http.request(method, path, json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise BrainAway(type(error).__name__) from None
        except httpx.HTTPError as error:
            raise TurnFailed(type(error).__name__, away=True) from None
        if response.status_code in {401, 429, 502, 503, 504}:
            if response.status_code == 401:
                logger.error("the brain refuses our secret: GUICHET_BRAIN_SECRET differs between the two processes")
            raise BrainAway(f"status {response.status_code}")
        return response
