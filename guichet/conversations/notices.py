"""What the front desk itself says to citizens, in French. The assistant's answers come from the brain."""

from datetime import timedelta

from django.conf import settings

from guichet.communes.models import Commune

#: Longest text of a citizen that is read, in characters (docs/architecture.md §2).
TEXT_LIMIT = 1000
#: A message without an answer for so long is told that it waits (the promise is five seconds).
PATIENCE = timedelta(seconds=3)

CUT = "Votre message était long : j’ai lu ses 1 000 premiers caractères. Si l’essentiel venait après, écrivez-le-moi en quelques mots."
EMPTY = "Votre message est arrivé vide. Écrivez-moi votre question en quelques mots, par exemple : « Quand la maison communale est-elle ouverte ? »"
WAITING = (
    "Je ne peux pas vous répondre tout de suite. Votre message est bien gardé : la réponse arrivera ici dès que possible. "
    "Si quelqu’un est en danger, appelez le 112."
)
UNANSWERABLE = (
    "Je n’ai pas réussi à traiter ce message, et je vous prie de m’en excuser. "
    "Essayez avec d’autres mots, ou contactez l’administration communale. Si quelqu’un est en danger, appelez le 112."
)
TOO_MANY = "Vous m’avez envoyé beaucoup de messages à la fois. Je réponds d’abord aux premiers ; renvoyez les derniers dans une minute."


def receipt(code: str) -> tuple[str, list[dict[str, str]]]:
    """The proof of an erasure, and the page that shows it."""
    text = f"Votre numéro de reçu : {code}. Gardez-le si vous voulez vérifier plus tard que tout est effacé."
    return text, [{"title": "Voir le reçu", "url": f"{settings.GUICHET_PUBLIC_URL}/effacement/{code}"}]


def disclosure(commune: Commune) -> tuple[str, list[dict[str, str]]]:
    """The first words of every conversation, with the link to the privacy page.

    Said at the latest at the first exchange, clearly: Regulation (EU) 2024/1689 (AI Act), article 50(1) and (5).
    """
    text = (
        f"Bonjour ! Je suis l’assistant automatique {commune.of} : un programme vous répond, pas une personne. "
        "Je peux me tromper : pour une démarche importante, vérifiez auprès de l’administration."
    )
    url = commune.privacy_url or f"{settings.GUICHET_PUBLIC_URL}/vie-privee/{commune.slug}"
    return text, [{"title": "Vie privée", "url": url}]
