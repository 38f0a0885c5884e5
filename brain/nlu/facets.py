"""Which side of a topic is asked: its price, its documents, its delay … (architecture §5)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from brain.nlu.words import Word

FACETS = ("price", "documents", "delay", "hours", "online", "conditions", "where", "who")
"""In order of preference when a message asks for several."""

_PATTERNS: dict[str, str] = {
    "price": r"""
        combien (?:\w+ )?(?:ca |cela |c )?(?:va |vais |vont |peut |faut |faudra |dois |doit |devra )?(?:me |m |te |nous )?(?:il )?(?:couter|coute\w*|payer|paye|paie|debourser|est ce)
        | c est combien | combien (?:c est|c etait|c|est ce que c est|est ce) (?!de temps) | ca (?:coute|fait|revient a) combien | ca fai combien
        | (?:pour |et |a |il faut payer |payer |paie |paye |doit payer |coute |il coute |elle coute )combien(?! de | d | temps | jour)
        | (?:le |quel |quels |au |du |les |un |son |leur |des |de )?(?:prix|tarifs?|couts?|montants?)(?: est| sont)? | coute\w* | couter[a-z]* | payants?\w* | gratuit\w* | gratos | pas cher | trop cher
        | (?:\d+ )?€ | euros? | combien d euros? | quelle somme | redevance due | frais(?: de)? | (?:on|je|doit|dois|faut|il) (?:doit |dois |va |faut )?(?:paie|paye|payer|debourser)
    """,
    "documents": r"""
        (?:quels?|quelles?|les|des|ces) (?:sont les |sont |autres )?(?:documents?|papiers|pieces|justificatifs?|attestations?)(?: a (?:fournir|apporter|amener|prendre|presenter|donner|joindre|remettre))?
        | (?:documents?|papiers|pieces|justificatifs?) (?:a |necessaires?|requis\w*|demandes?|utiles?|justificatives?|qu il faut|qu on doit)\w*
        | (?:faut|dois|doit|devons) (?:je |on |il |nous |t il )?(?:apporter|amener|prendre|ramener|fournir|montrer|presenter|emmener|joindre|avoir|emporter|emener|aporter)(?: avec| quoi)?
        | qu est ce qu (?:il faut|on doit|il fo) (?:prendre|apporter|amener|fournir|avoir|ramener|comme)
        | (?:il )?faut quoi(?: comme)? | faut il quoi | quoi (?:prendre|apporter|amener|fournir|ramener|comme (?:papiers?|documents?))
        | (?:prendre|apporter|amener|ramener) quoi | photos? d identite | une photo | combien de photos?
    """,
    "delay": r"""
        combien de (?:temps|jours|semaines|mois|tps) | combien d (?:heures|annees) | (?:quel |quels |le |les |un |des |dans quel |dans quels )?delais?
        | (?:ca|cela|il|elle) (?:prend|met|dure|prendra|mettra|durera) (?:combien|longtemps)? | c est long | est ce long | combien temps | quand est ce (?:que )?(?:je|j|on) (?:recois|recevrai|aurai|pourrai|l aurai)\w*
        | (?:sera|est|seront|serait) (?:t il |t elle )?(?:pret|prete|prets|pretes|disponible) | avant combien | sous combien | temps d attente | valable combien | valable (?:jusque|pendant|combien)\w* | duree(?: de)?(?: validite)?
        | longtemps | jours ouvrables | plus vite | en combien de | a partir de quand | jusqu a quand | jusque quand
    """,
    "online": r"""
        en ligne | on line | online | (?:par|sur|via) (?:le |l )?(?:internet|net|web|site|mail|e mail|email|courriel|appli\w*|itsme|ordinateur|ordi|gsm|smartphone)
        | a distance | sans (?:me |se |devoir |avoir a )?(?:deplacer|venir|passer) | depuis (?:chez moi|la maison|mon canape|mon gsm|mon ordinateur) | de chez moi | formulaire(?: electronique| web)? | telecharg\w* | imprimer moi meme
        | itsme | numerique
    """,
    "conditions": r"""
        (?:quelles? |les |sous quelles? |a quelles? |des )?conditions? | (?:ai je |j ai |a t on |on a |avons nous |avoir |y a |ait |est ce que j ai |nous avons )(?:le )?droit
        | qui (?:peut|a droit|est concerne) | qui y a droit | a partir de (?:quel|quelle) (?:age|superficie|taille|hauteur) | jusqu a quel age | quel age | (?:est ce |c est |est il |est elle )?obligatoire | suis je oblige\w*
        | est ce que je (?:peux|remplis|rentre)\w* | criteres? | (?:faut|doit) (?:il|on) (?:etre|avoir|habiter) | plafonds? | revenus? maxim\w* | autorise\w* | interdit\w* | dans les conditions
    """,
    "hours": r"""
        horaires? | heures? d ouverture | heures? de fermeture | les heures | quelles heures | ouvert\w* | ferm(?:e|ee|es|ees|er|eture|ez|ent) | ouvre\w* | ouvrir | ouverture\w* | a quelle heure | quelle heure | (?:jusqu |jusque )(?:a )?quelle heure | permanences?
        | quels? jours?
    """,
    "where": r"""
        (?:c est |est ce |on va |je vais |je dois aller |aller |s adresser |dois je |il faut aller |ca se trouve |se trouve |trouve )?(?:a quel|dans quel|vers quel|a quelle|dans quelle) (?:endroit|bureau|guichet|adresse|etage|local|porte|batiment)
        | ou(?= (?:est|sont|se|s|dois|puis|peut|on|je|j|aller|faut|trouve|c|ca|acheter|va|demander|deposer|retirer|il|est ce|m|pourrais|peux|faire|exactement|introduire|envoyer|puis je|cela|recuperer|chercher|s adresser)(?: |$))
        | c est ou(?! non| pas| bien) | ou ca | ou exactement | ou(?= \?|$) | (?:l |quelle |leur |son |votre |une |d )?adresse(?: exacte)? | (?:situe|situee|localisation|itineraire|plan d acces|quel coin)\w*
    """,
    "who": r"""
        (?:quel|quelle) (?:est le )?(?:service|bureau|personne|departement|instance|administration|echevin) | a qui | chez qui | avec qui | qui (?:dois je |faut il |puis je |peut me |peut nous )?(?:contacter|appeler|appelle|joindre|s occupe|gere|delivre|renseigne|aider|est responsable|est le responsable|voir|prevenir|s en occupe|contact)\w*
        | vers qui | (?:le |un |leur |son |quel |votre |ton |l )?numeros?(?: de telephone| de tel| d appel| de gsm)? | (?:leur |le |un |par |quel )?telephone | (?:leur |l |une |quelle )?(?:adresse (?:mail|e mail|email|electronique)|mail|courriel|email)
        | contact\w* | coordonnees? | joindre
    """,
}
_COMPILED = {name: re.compile(r"(?<![a-z0-9])(?:" + re.sub(r"\s*\n\s*", " ", pattern).strip().replace(" | ", "|") + r")(?![a-z0-9])") for name, pattern in _PATTERNS.items()}


def _line(words: Sequence[Word]) -> tuple[str, list[int]]:
    """The words joined by spaces, and the place where each begins in that line."""
    starts: list[int] = []
    position = 0
    for word in words:
        starts.append(position)
        position += len(word.form) + 1
    return " ".join(word.form for word in words), starts


def find(words: Sequence[Word]) -> tuple[str | None, set[int]]:
    """The facet asked, or None, and the indexes of the words that ask for facets."""
    line, starts = _line(words)
    asked: str | None = None
    covered: set[int] = set()
    for name in FACETS:
        for match in _COMPILED[name].finditer(line):
            asked = asked or name
            covered |= {index for index, start in enumerate(starts) if match.start() <= start < match.end()}
    return asked, covered
