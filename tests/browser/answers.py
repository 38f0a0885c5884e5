"""What the fake brain answers: one question for each thing the widget can show."""

from typing import Any

from fake_brain import FakeBrain

HOURS = [
    {"label": "Lundi 23 novembre", "text": "9 h – 12 h, 13 h – 16 h"},
    {"label": "Mardi 24 novembre", "text": "9 h – 12 h"},
]
PLACE = {
    "type": "place",
    "title": "Recyparc de Brumagne",
    "status": "open",
    "status_text": "Ouvert jusqu’à 17 h",
    "hours": HOURS,
    "address": "Rue du Four 12, 5999 Brumagne",
    "telephone": "081 00 00 12",
    "email": "recyparc@val-de-brume.example",
    "url": "https://www.val-de-brume.example/recyparc",
    "map_url": "https://www.openstreetmap.org/?mlat=50.1&mlon=4.9",
}
CLOSED = {
    **PLACE,
    "type": "service",
    "title": "Service Population",
    "status": "closed",
    "status_text": "Fermé, ouvre demain à 9 h",
}
DOCUMENT = {
    "type": "document",
    "title": "Composition de ménage",
    "facts": [{"label": "Prix", "text": "5 €"}, {"label": "Délai", "text": "Tout de suite au guichet"}],
    "url": "https://www.val-de-brume.example/composition",
}
COLLECTIONS = {
    "type": "collections",
    "title": "Rue de la Station",
    "days": [
        {"date": "2026-11-24", "label": "Mardi 24 novembre", "fractions": ["Sacs bleus PMC", "Papiers-cartons"]},
        {"date": "2026-12-01", "label": "Mardi 1er décembre", "fractions": ["Déchets ménagers"]},
    ],
}
HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
MESSAGES: dict[str, list[dict[str, Any]]] = {
    "le recyparc est ouvert samedi ?": [
        {
            "text": "Samedi 28 novembre, le Recyparc de Brumagne est ouvert de 9 h à 17 h.",
            "card": PLACE,
            "choices": [
                {"title": "Adresse", "payload": '/adresse{"place":"recyparc"}'},
                {"title": "Que puis-je y déposer ?", "payload": "/recyparc_regles"},
            ],
        }
    ],
    "le service population ?": [{"text": "Le service Population est fermé pour aujourd’hui.", "card": CLOSED}],
    "composition de ménage": [
        {
            "text": "La composition de ménage coûte 5 €.\n\nApportez :\n• votre carte d’identité\n• **rien d’autre**\n\n"
            "Tout est sur https://www.val-de-brume.example/composition, ou écrivez à population@val-de-brume.example.",
            "card": DOCUMENT,
        }
    ],
    "quand passe le camion ?": [{"text": "Prochaine collecte : mardi 24 novembre.", "card": COLLECTIONS}],
    "flou": [
        {
            "text": "Je ne suis pas sûr d’avoir compris. Vous parlez de :",
            "choices": [
                {"title": "Carte d’identité", "payload": "/carte_identite"},
                {"title": "Kids-ID", "payload": "/kids_id"},
                {"title": "Autre chose", "payload": "/autre_chose"},
            ],
        }
    ],
    "attaque": [
        {
            "text": HOSTILE,
            "choices": [{"title": HOSTILE[:70], "payload": "/menu"}],
            "links": [{"title": "Voir", "url": "https://www.val-de-brume.example/"}],
            "card": {
                **PLACE,
                "title": HOSTILE,
                "url": "javascript:window.hacked=1",
                "map_url": "data:text/html,x",
                "email": "x",
            },
        }
    ],
    "un trou dans la rue": [
        {"text": "Où est-ce ? Donnez la rue et le numéro.", "card": {"type": "ask", "attachment": "location"}}
    ],
    "rue du Four 3": [
        {
            "text": "Avez-vous une photo ?",
            "card": {"type": "ask", "attachment": "image"},
            "choices": [{"title": "Sans photo", "payload": "/non"}],
        }
    ],
    "deux questions": [{"text": "Première réponse."}, {"text": "Deuxième réponse."}],
}


def teach(brain: FakeBrain) -> FakeBrain:
    """Give a fake brain these answers."""
    for question, messages in MESSAGES.items():
        brain.script[question] = lambda turn, messages=messages: {"messages": messages}
    return brain
