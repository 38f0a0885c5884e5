"""Checking a page's connection to Messenger, step by step: what is seen and, for each failure, what a clerk can do.

Permissions are checked by using them: Meta's ``debug_token`` would put the token in an address.
https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps and
https://developers.facebook.com/docs/graph-api/reference/app/subscriptions
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from guichet.messenger.failures import Behaviour, Failure
from guichet.messenger.graph import Graph, app_token
from guichet.messenger.profile import FIELDS as PROFILE_FIELDS

#: What the webhook must be told of; the page and the app must both ask for it.
WEBHOOK_FIELDS = (
    "messages", "messaging_postbacks", "messaging_referrals", "message_echoes", "message_deliveries", "message_reads",
    "message_reactions", "messaging_handovers", "messaging_policy_enforcement", "standby",
)  # fmt: skip
_WRITE = "choisissez l’action «\u202fÉcrire l’abonnement et le profil\u202f» (ou la commande messenger_page write)."


@dataclass(frozen=True)
class Check:
    """One step: ``seen`` says in French what was found, ``fix`` what to do (empty when ``ok``)."""

    name: str
    title: str
    ok: bool
    seen: str
    fix: str = ""


@dataclass(frozen=True)
class Connection:
    """What is checked of a page: its token, the profile it should have, when something last came, and since when it is
    silent (None: it is not).
    """

    page: str
    token: str
    profile: dict[str, Any]
    last_event_at: datetime | None
    silent_since: datetime | None


def webhook_url() -> str:
    """Where Meta must post."""
    return f"{settings.GUICHET_PUBLIC_URL}/messenger/webhook"


async def check(graph: Graph, connection: Connection) -> list[Check]:
    """Every step; those that need the token are left out when it does not work."""
    checks = [await _guarded("token", "Jeton de la page", _token, graph, connection)]
    if checks[0].ok:
        checks += [
            await _guarded("messaging", "Autorisation d’écrire (pages_messaging)", _messaging, graph, connection),
            await _guarded("reading", "Autorisation de relire (pages_read_engagement)", _reading, graph, connection),
            await _guarded("subscription", "Abonnement de la page", _subscription, graph, connection),
            await _guarded("profile", "Profil Messenger", _profile, graph, connection),
        ]
    checks.append(await _guarded("webhook", "Webhook de l’application", _webhook, graph, connection))
    checks.append(_silence(connection))
    return checks


async def write(graph: Graph, connection: Connection) -> None:
    """Subscribe the page to the webhook's fields and write its profile.

    :raises Failure: Graph refuses.
    """
    fields = {"subscribed_fields": list(WEBHOOK_FIELDS)}
    await graph.post(f"{connection.page}/subscribed_apps", connection.token, fields)
    await graph.post(f"{connection.page}/messenger_profile", connection.token, connection.profile)


async def _guarded(
    name: str, title: str, step: Callable[[Graph, Connection], Awaitable[tuple[str, str]]], graph: Graph, on: Connection
) -> Check:
    """The step's check; a refusal of Graph is one more way to fail."""
    try:
        seen, fix = await step(graph, on)
    except Failure as failure:
        seen, fix = _refused(failure)
    return Check(name, title, not fix, seen, fix)


def _refused(failure: Failure) -> tuple[str, str]:
    if problem := failure.problem():
        return f"Meta refuse\u202f: {failure.reason}.", problem
    if failure.behaviour in {Behaviour.AGAIN, Behaviour.DOUBT, Behaviour.RATE}:
        return f"Meta ne répond pas comme prévu\u202f: {failure.reason}.", "Réessayez dans quelques minutes."
    return f"Meta refuse\u202f: {failure.reason}.", (
        "Vérifiez que l’identifiant de la page est le bon, que le jeton est celui de cette page, et que "
        "GUICHET_MESSENGER_APP_ID et GUICHET_MESSENGER_APP_SECRET sont ceux de l’application qui l’a créé."
    )


async def _token(graph: Graph, on: Connection) -> tuple[str, str]:
    if not on.token:
        return (
            "Aucun jeton lisible n’est enregistré.",
            "Créez un jeton de page dans l’application Meta et enregistrez-le.",
        )
    answer = await graph.get("me", on.token, {"fields": "id,name"})
    if str(answer.get("id")) != on.page:
        return (
            f"Le jeton est celui d’une autre page ({answer.get('id')}).",
            f"Créez un jeton pour la page {on.page}, ou corrigez l’identifiant de la page.",
        )
    return f"Le jeton est valable\u202f: page «\u202f{answer.get('name', '')}\u202f».", ""


async def _messaging(graph: Graph, on: Connection) -> tuple[str, str]:
    await graph.get(f"{on.page}/messenger_profile", on.token, {"fields": "greeting"})
    return "L’assistant peut écrire au nom de la page.", ""


async def _reading(graph: Graph, on: Connection) -> tuple[str, str]:
    await graph.get(f"{on.page}/conversations", on.token, {"platform": "messenger", "fields": "id", "limit": "1"})
    return "L’assistant peut vérifier qu’un message est bien parti.", ""


async def _subscription(graph: Graph, on: Connection) -> tuple[str, str]:
    answer = await graph.get(f"{on.page}/subscribed_apps", on.token)
    apps = [app for app in _rows(answer) if str(app.get("id")) == settings.GUICHET_MESSENGER_APP_ID]
    if not apps:
        return "La page n’envoie rien à l’application.", f"Pour abonner la page, {_WRITE}"
    missing = [name for name in WEBHOOK_FIELDS if name not in (apps[0].get("subscribed_fields") or [])]
    if missing:
        return f"Il manque à l’abonnement\u202f: {', '.join(missing)}.", f"Pour compléter l’abonnement, {_WRITE}"
    return "La page est abonnée à tout ce qu’il faut.", ""


async def _profile(graph: Graph, on: Connection) -> tuple[str, str]:
    answer = await graph.get(f"{on.page}/messenger_profile", on.token, {"fields": ",".join(PROFILE_FIELDS)})
    there = (_rows(answer) or [{}])[0]
    names = {
        "get_started": "bouton Démarrer", "greeting": "message d’accueil", "persistent_menu": "menu",
        "ice_breakers": "questions de départ",
    }  # fmt: skip
    different = [names[name] for name in PROFILE_FIELDS if not _contains(there.get(name), on.profile[name])]
    if different:
        return f"À écrire ou à mettre à jour\u202f: {', '.join(different)}.", f"Pour écrire le profil, {_WRITE}"
    return "Le profil est celui de la commune.", ""


async def _webhook(graph: Graph, on: Connection) -> tuple[str, str]:
    app = settings.GUICHET_MESSENGER_APP_ID
    if not app:
        return (
            "GUICHET_MESSENGER_APP_ID n’est pas réglé.",
            "Demandez à l’opérateur d’y mettre l’identifiant de l’application Meta.",
        )
    answer = await graph.get(f"{app}/subscriptions", app_token())
    found = [one for one in _rows(answer) if one.get("object") == "page"]
    how = f"Dans l’application Meta, produit Messenger, réglez le webhook de l’objet «\u202fPage\u202f» sur {webhook_url()}"
    if not found or found[0].get("active") is False:
        return "L’application n’a pas de webhook actif pour les pages.", f"{how}, avec GUICHET_MESSENGER_VERIFY_TOKEN."
    if found[0].get("callback_url") != webhook_url():
        return f"Le webhook mène à une autre adresse\u202f: {found[0].get('callback_url')}.", f"{how}."
    given = [one.get("name") if isinstance(one, dict) else one for one in found[0].get("fields") or []]
    missing = [name for name in WEBHOOK_FIELDS if name not in given]
    if missing:
        return f"Il manque au webhook\u202f: {', '.join(missing)}.", f"{how} et cochez {', '.join(missing)}."
    return "Le webhook de l’application est complet.", ""


def _silence(on: Connection) -> Check:
    title = "Événements reçus"
    if on.silent_since is None:
        if on.last_event_at is None:
            return Check("silence", title, True, "Rien n’est encore arrivé\u202f: la page vient d’être ajoutée.")
        last = timezone.localtime(on.last_event_at)
        return Check("silence", title, True, f"Le dernier est arrivé le {last:%d/%m/%Y à %H:%M}.")
    since = timezone.localtime(on.silent_since)
    return Check(
        "silence", title, False, f"Rien n’est arrivé de cette page depuis le {since:%d/%m/%Y à %H:%M}.",
        "Écrivez un message à la page depuis un compte Facebook. S’il n’est pas répondu, corrigez d’abord les autres points "
        "de cette liste, puis vérifiez que l’application Meta est en mode «\u202fActif\u202f».",
    )  # fmt: skip


def _rows(answer: dict[str, Any]) -> list[dict[str, Any]]:
    data = answer.get("data")
    return [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []


def _contains(there: Any, wanted: Any) -> bool:
    """Whether what Graph gives back holds what was written; it may add fields of its own."""
    if isinstance(wanted, dict):
        return isinstance(there, dict) and all(_contains(there.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(there, list) and len(there) == len(wanted) and all(map(_contains, there, wanted))
    return bool(there == wanted)
