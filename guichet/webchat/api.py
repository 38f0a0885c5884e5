"""The public web API, ``/api/v1/`` (docs/architecture.md §8)."""

import asyncio
import hashlib
import re
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Header, NinjaAPI, Query
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from guichet.conversations import bell, service
from guichet.conversations.intake import Incoming
from guichet.conversations.models import Channel, Message, Status
from guichet.database import UNAVAILABLE, in_database
from guichet.problems import TYPE, Problem, unavailable
from guichet.webchat import limits, steps, stream, tokens
from guichet.webchat.origins import communes_of
from guichet.webchat.schemas import History, ProblemOut, Send, Sent, Start, Started, message_out

#: Longest ``Prefer: wait``, in seconds.
LONGEST_WAIT = 20
#: The largest ``seq`` a database integer holds.
_LARGEST = 2_147_483_647


class Api(NinjaAPI):
    """Ninja's API whose errors are described as the problem details they are."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """The OpenAPI 3.1 description."""
        schema = super().get_openapi_schema(**options)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400 and "application/json" in response.get("content", {}):
                        response["content"] = {TYPE: response["content"]["application/json"]}
        return schema


class ConversationToken(HttpBearer):
    """The conversation's token; whether it is right is checked with the conversation, in one query."""

    async def __call__(self, request: HttpRequest) -> str | None:
        """The token, or None when the header is missing."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return await self.authenticate(request, token.strip()) if scheme.lower() == "bearer" else None

    async def authenticate(self, request: HttpRequest, token: str) -> str | None:
        """The token itself."""
        return token or None


api = Api(
    title="Guichet",
    version="1",
    description="Converser avec l’assistant automatique d’une commune. Les erreurs suivent la RFC 9457.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
TOKEN = ConversationToken()


def errors(*statuses: int) -> dict[int, Any]:
    """The errors an operation describes; 404 also for an identifier that is none."""
    return dict.fromkeys((*statuses, 400, 404, 413, 422, 429, 503), ProblemOut)


@api.post("/conversations", response={201: Started, **errors(403)}, summary="Commencer une conversation")
async def start(request: HttpRequest, body: Start) -> HttpResponse:
    """Donne le jeton de la conversation et son premier message : qui répond est un assistant automatique."""
    limits.check_address(request)
    token = tokens.new_token()
    conversation, messages = await in_database(steps.start, body.commune, await communes_of(request), token)
    expires = conversation.token_expires_at
    started = {
        "id": str(conversation.id),
        "token": token,
        "expires_at": expires.isoformat(timespec="seconds") if expires else None,
        "commune": body.commune,
        "messages": [message_out(message) for message in messages],
    }
    return JsonResponse(started, status=201)


@api.post(
    "/conversations/{uuid:conversation}/messages",
    auth=TOKEN,
    response={200: Sent, 202: Sent, **errors(401, 403, 409)},
    summary="Envoyer un message",
)
async def send(
    request: HttpRequest,
    conversation: UUID,
    body: Send,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", max_length=255, pattern=r"^[\x21-\x7e]*$")] = "",
    prefer: Annotated[str, Header(alias="Prefer", max_length=255)] = "",
) -> HttpResponse:
    """Garde le message, puis y fait répondre. 202 : la réponse viendra ; 200 : elle est là (avec `Prefer: wait=5`)."""
    limits.check_address(request)
    limits.check_conversation(conversation)
    incoming = Incoming(
        text=body.text,
        payload=body.payload or None,
        attachments=[attachment.model_dump() for attachment in body.attachments],
        idempotency_key=idempotency_key,
        body_hash=hashlib.sha256(request.body).hexdigest() if idempotency_key else "",
    )
    loop = service.turn_loop
    owner = loop.owner if loop and loop.available else None
    communes = await communes_of(request)
    received = await in_database(steps.receive, conversation, token_of(request), communes, incoming, owner)
    bell.ring(conversation, Channel.WEB)
    with bell.listen(conversation) as queue:
        if loop and received.turn:
            loop.begin(received.turn)
        status, answers = await answered(received, queue, wait_seconds(prefer))
    sent = {
        "status": status,
        "message": message_out(received.message),
        "messages": [message_out(message) for message in answers],
    }
    done = status in (Status.ANSWERED, Status.REFUSED)
    headers = {"Preference-Applied": f"wait={wait_seconds(prefer)}"} if wait_seconds(prefer) else {}
    return JsonResponse(sent, status=200 if done else 202, headers=headers)


@api.get(
    "/conversations/{uuid:conversation}/messages",
    auth=TOKEN,
    response={200: History, **errors(401, 403)},
    summary="Relire",
)
async def history(
    request: HttpRequest, conversation: UUID, after: Annotated[int, Query(ge=0, le=_LARGEST)] = 0
) -> HttpResponse:
    """Les messages après le numéro `after`, dans l’ordre, cent à la fois."""
    limits.check_address(request)
    communes = await communes_of(request)
    messages, more = await in_database(steps.history, conversation, token_of(request), communes, after)
    return JsonResponse({"messages": [message_out(message) for message in messages], "more": more})


@api.get(
    "/conversations/{uuid:conversation}/events",
    auth=TOKEN,
    response={200: None, **errors(401, 403)},
    summary="Suivre en direct",
    openapi_extra={"responses": {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}}},
)
async def events(
    request: HttpRequest,
    conversation: UUID,
    after: Annotated[int, Query(ge=0, le=_LARGEST)] = 0,
    last_event_id: Annotated[str, Header(alias="Last-Event-ID", max_length=10, pattern=r"^[0-9]*$")] = "",
) -> HttpResponseBase:
    """Les messages à mesure qu’ils arrivent (server-sent events), après `Last-Event-ID` ou `after`."""
    limits.check_address(request)
    after = min(int(last_event_id), _LARGEST) if last_event_id else after
    communes = await communes_of(request)
    await in_database(tokens.holder, conversation, token_of(request), communes)
    stream.check_room(conversation)
    response = StreamingHttpResponse(stream.events(conversation, after), content_type="text/event-stream")
    # Proxies such as nginx would otherwise keep the events back.
    response.headers["X-Accel-Buffering"] = "no"
    return response


@api.delete(
    "/conversations/{uuid:conversation}",
    auth=TOKEN,
    response={204: None, **errors(401, 403)},
    summary="Effacer la conversation",
)
async def delete(request: HttpRequest, conversation: UUID) -> HttpResponse:
    """Efface la conversation et tous ses messages, tout de suite et pour toujours.

    Un signalement déjà transmis reste, pour que le problème soit réparé, mais sans contact, sans photo et sans lien
    avec la conversation.
    """
    limits.check_address(request)
    await in_database(steps.delete, conversation, token_of(request), await communes_of(request))
    bell.ring(conversation, Channel.WEB)
    return HttpResponse(status=204)


async def answered(
    received: steps.Received, queue: "asyncio.Queue[bell.Ring]", seconds: int
) -> tuple[str, list[Message]]:
    """The message's status and answers, waited for at most ``seconds``.

    While the brain is away, the notice that says so ends the wait: there is nothing more to come for now.
    """
    message, said = received.message, received.said
    if message.status == Status.RECEIVED and received.turn and seconds:
        # The common case: this process answers at once, and says so without a query.
        ring = await _next(queue, min(seconds, 2))
        if ring and ring.message == message.id:
            return Status.ANSWERED, said + ring.answers
    end = asyncio.get_running_loop().time() + seconds
    while True:
        current, answers = await in_database(steps.answers, message.id)
        if current is None:
            return Status.ANSWERED, said
        left = end - asyncio.get_running_loop().time()
        away = service.turn_loop is not None and not service.turn_loop.available
        if current.status != Status.RECEIVED or (current.notified_at and away) or left <= 0:
            return current.status, answers
        await _next(queue, left)


async def _next(queue: "asyncio.Queue[bell.Ring]", seconds: float) -> bell.Ring:
    try:
        return await asyncio.wait_for(queue.get(), seconds)
    except TimeoutError:
        return None


def wait_seconds(prefer: str) -> int:
    """The seconds of ``Prefer: wait=N`` (RFC 7240), 0 without, 20 at most."""
    found = re.search(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})\"?(?:$|[,;\s])", prefer, re.IGNORECASE)
    return min(int(found[1]), LONGEST_WAIT) if found else 0


def token_of(request: HttpRequest) -> str:
    """The token that ``ConversationToken`` found."""
    return str(request.auth)  # type: ignore[attr-defined]


@api.exception_handler(Problem)
def on_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem as it is."""
    return problem.response()


@api.exception_handler(AuthenticationError)
def on_missing_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No token came with the request."""
    return Problem(401, tokens.GONE, {"WWW-Authenticate": "Bearer"}).response()


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A body, header or parameter of another shape: where, never the value."""
    places = sorted({".".join(str(part) for part in item["loc"] if part != "body") for item in error.errors})
    detail = "Cette demande n’a pas la forme attendue. Vérifiez : " + ", ".join(place for place in places[:5] if place)
    return Problem(422, detail.removesuffix(" Vérifiez : ")).response()


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja's own refusal: a body that is not JSON."""
    return Problem(error.status_code, "Cette demande n’est pas lisible : le corps doit être du JSON valide.").response()


for unavailable_error in UNAVAILABLE:

    @api.exception_handler(unavailable_error)
    def on_database(request: HttpRequest, error: Exception) -> HttpResponse:
        """The database is away, full or locked: nothing was stored, the client comes again."""
        return unavailable().response()
