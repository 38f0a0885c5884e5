"""Erasures: the citizen's own words, and Meta's signed callback, with a receipt and its page."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.db import OperationalError
from django.utils import timezone
from guichet.conversations.models import Conversation, ErasureReceipt, Message, Report
from guichet.jobs.models import Job
from guichet.messenger import deletion
from made import eventually, make_commune
from servers import Server

from graph import APP_SECRET, Graph, Page
from meta import PAGE, Meta, body_of, entry, wrote


def signed(content: Any, secret: str = APP_SECRET) -> str:
    """Meta's signed request: base64url without padding, signature first."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    payload = base64.urlsafe_b64encode(raw).rstrip(b"=")
    signature = base64.urlsafe_b64encode(hmac.new(secret.encode(), payload, hashlib.sha256).digest()).rstrip(b"=")
    return f"{signature.decode()}.{payload.decode()}"


def request(user: Any = "10158", **more: Any) -> dict[str, Any]:
    """The content of Meta's request."""
    return {"algorithm": "HMAC-SHA256", "expires": 1291840400, "issued_at": 1291836800, "user_id": user, **more}


def ask(client: httpx.Client, value: str) -> httpx.Response:
    return client.post("/messenger/suppression", data={"signed_request": value})


def page_of(client: httpx.Client, answer: httpx.Response) -> httpx.Response:
    """The status page that an answer names."""
    return client.get(f"/effacement/{answer.json()['url'].rsplit('/', 1)[1]}")


# In the conversation.


def test_a_citizen_asks_in_words(meta: Meta, graph: Graph, fake_brain: Any, client: httpx.Client) -> None:
    fake_brain.script["supprimez mes données"] = lambda turn: {
        "messages": [{"text": "C’est fait."}],
        "effects": [{"kind": "erase"}],
        "state": None,
    }
    meta.tell(wrote("mon secret"))
    eventually(lambda: len(graph.sent) == 2)
    conversation = Conversation.objects.get()
    Report.objects.create(
        commune=conversation.commune,
        conversation=conversation,
        reference="AAA-AAA",
        what="Un trou",
        contact="a@b.example",
    )
    meta.tell(wrote("supprimez mes données"))
    eventually(lambda: len(graph.sent) == 4)
    [receipt] = ErasureReceipt.objects.all()
    assert receipt.done_at is not None
    assert graph.texts()[2] == "C’est fait."
    assert receipt.code in graph.texts()[3]
    [button] = graph.sent[3].body["message"]["attachment"]["payload"]["buttons"]
    assert button["url"].endswith(f"/effacement/{receipt.code}")
    assert not Message.objects.filter(author="citizen").exists()
    report = Report.objects.get()
    assert (report.contact, report.conversation) == ("", None)
    shown = client.get(f"/effacement/{receipt.code}")
    assert (shown.status_code, "Vos données sont effacées" in shown.text) == (200, True)


# Meta's callback.


def test_metas_callback_erases_and_gives_a_receipt(meta: Meta, graph: Graph, client: httpx.Client) -> None:
    make_commune("roche", "Roche", page="1002")
    graph.pages["1002"] = Page("page-token-1002")
    meta.tell(wrote("un", psid="2002"), wrote("deux", psid="4004", page="1002"), wrote("trois", psid="3003"))
    graph.scoped_ids["10158"] = [(PAGE, "2002"), ("1002", "4004")]
    answer = ask(client, signed(request()))
    assert answer.status_code == 200
    code = answer.json()["confirmation_code"]
    assert code.isalnum()
    assert answer.json()["url"].endswith(f"/effacement/{code}")
    assert "en cours" in page_of(client, answer).text
    assert Job.objects.filter(kind=deletion.JOB).count() == 1
    assert deletion.run(timezone.now()) == {"done": 1, "left": 0}
    assert list(Conversation.objects.values_list("page_scoped_id", flat=True)) == ["3003"]
    assert "Vos données sont effacées" in page_of(client, answer).text
    assert ErasureReceipt.objects.get().subject == ""


@pytest.mark.parametrize("user", ["10158", "2002"])
def test_what_waits_in_a_webhook_is_erased_too(
    meta: Meta, graph: Graph, client: httpx.Client, monkeypatch: Any, user: str
) -> None:
    """What the citizen wrote before the request must not come back from a backlog after it."""

    def away(*_: Any, **__: Any) -> Any:
        raise OperationalError("database is locked")

    graph.scoped_ids["10158"] = [(PAGE, "2002")]
    graph.wrote(PAGE, "2002")
    with monkeypatch.context() as patch:
        patch.setattr("guichet.messenger.posts.sort", away)
        assert meta.post(body_of(entry(wrote("un", psid="2002")))).status_code == 200
        answer = ask(client, signed(request(user)))
        assert deletion.run(timezone.now()) == {"done": 0, "left": 1}
        assert "en cours" in page_of(client, answer).text
    meta.sorted()
    assert Conversation.objects.count() == 1
    assert deletion.run(timezone.now()) == {"done": 1, "left": 0}
    assert not Conversation.objects.exists()
    assert not Message.objects.exists()


def test_an_id_that_is_already_page_scoped_is_erased_at_once(meta: Meta, client: httpx.Client) -> None:
    meta.tell(wrote("un", psid="2002"), wrote("deux", psid="3003"))
    assert ask(client, signed(request("2002"))).status_code == 200
    assert list(Conversation.objects.values_list("page_scoped_id", flat=True)) == ["3003"]


def test_somebody_unknown_gets_a_receipt_too(client: httpx.Client, graph: Graph) -> None:
    answer = ask(client, signed(request("777")))
    deletion.run(timezone.now())
    assert "Vos données sont effacées" in page_of(client, answer).text


def test_the_id_is_kept_encrypted_and_only_until_it_is_done(client: httpx.Client, graph_server: Server) -> None:
    graph_server.stop()
    ask(client, signed(request("10158")))
    receipt = ErasureReceipt.objects.get()
    assert receipt.subject
    assert "10158" not in receipt.subject
    assert deletion.run(timezone.now()) == {"done": 0, "left": 1}
    assert ErasureReceipt.objects.get().done_at is None
    graph_server.start()
    assert deletion.run(timezone.now()) == {"done": 1, "left": 0}


@pytest.mark.parametrize(
    "value",
    [
        "",
        ".",
        "x.y",
        signed(request(), "another secret"),
        signed(request())[:-2],
        "A" * 4 + signed(request()),
        signed(request(algorithm="none")),
        signed(request(algorithm=None)),
        signed(request(user=None)),
        signed(request(user={"$ne": 1})),
        signed(request(user="../me")),
        signed([]),
        signed(b"\xff"),
        signed(request(filler="x" * 5000)),
        "é.é",
    ],
)
def test_a_request_that_meta_did_not_sign_erases_nothing(
    meta: Meta, client: httpx.Client, value: str, logged: Callable[[], str]
) -> None:
    meta.tell(wrote("un", psid="10158"))
    answer = ask(client, value)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert Conversation.objects.count() == 1
    assert not ErasureReceipt.objects.exists()
    assert "data deletion refused" in logged()


def test_the_callback_takes_posts_only(client: httpx.Client) -> None:
    assert client.get("/messenger/suppression").status_code == 405
    assert (
        client.post("/messenger/suppression", content=b"\xff", headers={"content-type": "text/plain"}).status_code
        == 403
    )


@pytest.mark.parametrize("code", ["INCONNU", "x" * 500, "a-b_c"])
def test_an_unknown_receipt(client: httpx.Client, code: str) -> None:
    answer = client.get(f"/effacement/{code}")
    assert (answer.status_code, "ne trouvons pas" in answer.text) == (404, True)


def test_the_page_says_nothing_of_whom(meta: Meta, client: httpx.Client) -> None:
    answer = ask(client, signed(request("10158")))
    assert "10158" not in page_of(client, answer).text
