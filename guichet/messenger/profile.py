"""The Messenger profile of a commune's page: what citizens see before and beside the conversation.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/messenger-profile-api
(greeting: 160 characters; menu: titles of 30 characters; ice breakers: 4 questions of 80 characters).
"""

from typing import Any

from django.conf import settings

from guichet.communes.models import Commune
from guichet.messenger.events import GREETING, QUESTION
from guichet.messenger.models import MessengerPage
from guichet.messenger.payloads import shortened

GREETING_LIMIT = 160
#: Asked by most citizens of any commune; each is answered from the commune's own knowledge.
ICE_BREAKERS = [
    "Quand la maison communale est-elle ouverte\u202f?",
    "Quand passent les poubelles dans ma rue\u202f?",
    "Comment demander une carte d’identité\u202f?",
    "Je veux signaler un problème dans ma rue",
]
#: The names of the profile that Guichet writes; it leaves the others alone.
FIELDS = ("get_started", "greeting", "persistent_menu", "ice_breakers")


def profile(page: MessengerPage) -> dict[str, Any]:
    """The whole profile of a page, as the API takes it and gives it back."""
    commune = page.commune
    questions = page.ice_breakers or ICE_BREAKERS
    return {
        "get_started": {"payload": GREETING},
        "greeting": [{"locale": "default", "text": greeting(commune)}],
        "persistent_menu": [
            {
                "locale": "default",
                "composer_input_disabled": False,
                "call_to_actions": [
                    {"type": "postback", "title": "Menu", "payload": "/menu"},
                    # The title is what the assistant is asked, as if it were typed.
                    {"type": "postback", "title": "Parler à quelqu’un", "payload": QUESTION},
                    {"type": "postback", "title": "Supprimez mes données", "payload": QUESTION},
                    {"type": "web_url", "title": "Vie privée", "url": privacy_url(commune)},
                ],
            }
        ],
        "ice_breakers": [
            {
                "locale": "default",
                "call_to_actions": [{"question": question, "payload": QUESTION} for question in questions],
            }
        ],
    }


def greeting(commune: Commune) -> str:
    """The words above the « Démarrer » button."""
    text = (
        f"Bonjour\u202f! Je suis l’assistant automatique {commune.of}. "
        "Posez-moi vos questions\u202f: heures, démarches, déchets, signalements."
    )
    return shortened(text, GREETING_LIMIT)


def privacy_url(commune: Commune) -> str:
    """The commune's page on private life, or this installation's."""
    return commune.privacy_url or f"{settings.GUICHET_PUBLIC_URL}/vie-privee/{commune.slug}"
