"""Which side of a topic is asked: its price, its documents, its delay … (architecture §5)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from brain.nlu.words import Word

FACETS = ("price", "documents", "delay", "hours", "online", "conditions", "where", "who")
"""In order of preference when a message asks for several."""
FACET_AS_TOPIC = {"hours": "horaires", "where": "adresse", "who": "contact_service"}
"""Of a place or a service, these sides are topics."""
STORY = 25
"""Words from which a message is a story: what it asks comes at its end, and its beginning may speak of anything."""

_PATTERNS: dict[str, list[str]] = {
    "price": [
        (
            r"combien (?:\w+ )?(?:ca |cela |c )?(?:va |vais |vont |peut |faut |faudra |dois |doit |devra )?(?:me |m |te |nous )?(?:il"
            r" )?(?:couter|coute\w*|payer|paye|paie|debourser|est ce)"
        ),
        r"c est combien(?! (?:de (?:temps|jours|semaines|mois)|d heures))",
        r"combien (?:c est|c etait|c|est ce que c est|est ce) (?!de temps)",
        r"ca (?:coute|fait|revient a) combien",
        r"ca fai combien",
        r"(?:pour |et |a |il faut payer |payer |paie |paye |doit payer |coute |il coute |elle coute )combien(?! (?:de|d|temps|jour))",
        r"(?:le |quel |quels |au |du |les |un |son |leur |des |de )?(?:prix|tarifs?|couts?|montants?)(?: est| sont)?",
        r"coute\w*",
        r"couter[a-z]*",
        r"payants?\w*",
        r"gratuit\w*",
        r"gratos",
        r"pas cher",
        r"trop cher",
        r"(?:\d+ )?€",
        r"euros?",
        r"combien d euros?",
        r"^combien(?= \?|$)",
        r"quelle somme",
        r"redevance due",
        r"frais(?: de)?",
        r"(?:on|je|doit|dois|faut|il) (?:doit |dois |va |faut )?(?:paie|paye|payer|debourser)",
    ],
    "documents": [
        (
            r"(?:quels?|quelles?|les|des|ces) (?:sont les |sont |autres )?(?:documents?|papiers|pieces|justificatifs?"
            r"|attestations?)(?: a (?:fournir|apporter|amener|prendre|presenter|donner|joindre|remettre))?"
        ),
        (
            r"(?:documents?|papiers|pieces|justificatifs?) (?:a |necessaires?|requis\w*|demandes?|utiles?|justificatives?|qu il faut"
            r"|qu on doit)\w*"
        ),
        (
            r"(?:faut|dois|doit|devons) (?:je |on |il |nous |t il )?(?:apporter|amener|prendre|ramener|fournir|montrer|presenter"
            r"|emmener|joindre|avoir|emporter|emener|aporter)(?: avec| quoi)?"
        ),
        r"qu est ce qu (?:il faut|on doit|il fo) (?:prendre|apporter|amener|fournir|avoir|ramener|comme)",
        r"(?:il )?faut quoi(?: comme)?",
        r"faut il quoi",
        r"quoi (?:prendre|apporter|amener|fournir|ramener|comme (?:papiers?|documents?))",
        r"(?:prendre|apporter|amener|ramener) quoi",
        r"photos? d identite",
        r"une photo",
        r"combien de photos?",
        r"documents(?! (?:de|d|du|des|en|officiel\w*|administrati\w*|perdus?|voles?|provisoires?|speciaux)(?: |$))",
    ],
    "delay": [
        r"combien de (?:temps|jours|semaines|mois|tps)",
        r"combien d (?:heures|annees)",
        r"(?:quel |quels |le |les |un |des |dans quel |dans quels )?delais?",
        r"(?:ca|cela|il|elle) (?:prend|met|dure|prendra|mettra|durera)(?: (?:combien|longtemps))?(?! de | les? | la | des | du | un )",
        r"c est long",
        r"est ce long",
        r"combien temps",
        r"quand est ce (?:que )?(?:je|j|on) (?:recois|recevrai|aurai|pourrai|l aurai)\w*",
        r"(?:sera|est|seront|serait) (?:t il |t elle )?(?:pret|prete|prets|pretes|disponible)",
        r"avant combien",
        r"sous combien",
        r"temps d attente",
        r"valable combien",
        r"valable (?:jusque|pendant|combien)\w*",
        r"duree(?: de)?(?: validite)?",
        r"longtemps",
        r"jours ouvrables",
        r"plus vite",
        r"en combien de",
        r"a partir de quand",
        r"(?<=prix )temps",
        r"(?<=prix et )temps",
        r"temps(?= (?:et )?(?:prix|quoi apporter|quoi prendre|documents|papiers)(?: |$))",
        r"jusqu a quand",
        r"jusque quand",
    ],
    "online": [
        r"en ligne",
        r"on line",
        r"online",
        (
            r"(?:par|sur|via) (?:le |l )?(?:internet|net|web|site|mail|e mail|email|courriel|appli\w*|itsme|ordinateur|ordi|gsm"
            r"|smartphone)"
        ),
        r"a distance",
        r"sans (?:me |se |devoir |avoir a )?(?:deplacer|venir|passer)",
        r"depuis (?:chez moi|la maison|mon canape|mon gsm|mon ordinateur)",
        r"(?<!sortir )(?<!loin )(?<!pres )(?<!debarrasser )de chez moi",
        r"formulaire(?: electronique| web)?",
        r"telecharg\w*",
        r"imprimer moi meme",
        r"itsme",
        r"numerique",
    ],
    "conditions": [
        r"(?:quelles? |les |sous quelles? |a quelles? |des )?conditions?",
        r"(?:ai je |j ai |a t on |on a |avons nous |avoir |y a |ait |est ce que j ai |nous avons )(?:le )?droit",
        r"qui (?:peut|a droit|est concerne)",
        r"qui y a droit",
        r"a partir de (?:quel|quelle) (?:age|superficie|taille|hauteur)",
        r"jusqu a quel age",
        r"quel age",
        r"(?:est ce |c est |est il |est elle )?obligatoire",
        r"suis je oblige\w*",
        r"(?<!ou )(?<!comment )(?<!quand )(?<!quoi )(?<!qui )est ce que je (?:peux|remplis|rentre)\w*",
        r"criteres?",
        r"(?:faut|doit) (?:il|on) (?:etre|avoir|habiter)",
        r"plafonds?",
        r"revenus? maxim\w*",
        r"autorise\w*",
        r"interdit\w*",
        r"dans les conditions",
    ],
    "hours": [
        r"horaires?",
        r"heures? d ouverture",
        r"(?<=adresse et )heures",
        r"(?<=numero et )heures",
        r"(?<=telephone et )heures",
        r"heures(?= (?:et |ou )?(?:l )?(?:adresse|numero|telephone)(?: |$))",
        r"heures? de fermeture",
        r"(?:les|leurs?|ses|vos) heures",
        r"quelles heures",
        r"ouvert\w*",
        r"ferm(?:e|ee|es|ees|er|eture|ez|ent)",
        r"ouvre\w*",
        r"ouvrir(?! (?:un|une|mon|ma|des|son|sa|ce|cette|notre) )",
        r"ouverture(?! d un)\w*",
        r"a quelle heure",
        r"quelle heure",
        r"(?:jusqu |jusque )(?:a )?quelle heure",
        r"permanences?",
        r"quels? jours?",
    ],
    "where": [
        (
            r"(?:c est |est ce |on va |je vais |je dois aller |aller |s adresser |dois je |il faut aller |ca se trouve |se trouve "
            r"|trouve )?(?:a quel|dans quel|vers quel|a quelle|dans quelle) (?:endroit|bureau|guichet|adresse|etage|local|porte"
            r"|batiment)"
        ),
        (
            r"ou(?= (?:est|sont|se|s|dois|puis|peut|on|je|j|aller|faut|trouve|c|ca|acheter|va|demander|deposer|retirer|il|est ce|m"
            r"|pourrais|peux|faire|exactement|introduire|envoyer|puis je|cela|recuperer|chercher|s adresser)(?: |$))"
        ),
        r"c est ou(?! non| pas| bien)",
        r"^(?:et |mais |alors )?ou(?= (?:le|la|les|l|en) \w+(?:er|ir|re)(?: |$))",
        r"ou ca",
        r"ou exactement",
        r"ou(?= \?|$)",
        r"(?:l |quelle |leur |son |votre |une |d )?adresse(?: exacte)?(?! (?:mail|e mail|email|electronique))",
        r"(?:situe|situee|localisation|itineraire|plan d acces|quel coin)\w*",
    ],
    "who": [
        r"(?:quel|quelle) (?:est le )?(?:service|bureau|personne|departement|instance|administration|echevin)",
        r"a qui",
        r"chez qui",
        r"avec qui",
        (
            r"qui (?:dois je |faut il |puis je |peut me |peut nous )?(?:contacter|appeler|appelle|joindre|s occupe|gere|delivre"
            r"|renseigne|aider|est responsable|est le responsable|voir|prevenir|s en occupe|contact)\w*"
        ),
        r"vers qui",
        r"(?:le |un |leur |son |quel |votre |ton |l )?numeros?(?: de telephone| de tel| d appel| de gsm)?",
        r"(?:leur |le |un |par |quel )?telephone",
        r"(?:leur |l |une |quelle )?(?:adresse (?:mail|e mail|email|electronique)|mail|courriel|email)",
        r"contact\w*",
        r"coordonnees?",
        r"joindre",
    ],
}
_COMPILED = {
    name: re.compile(r"(?<![a-z0-9])(?:" + "|".join(patterns) + r")(?![a-z0-9])")
    for name, patterns in _PATTERNS.items()
}
_BETWEEN = re.compile(
    r"(?:\s|\b(?:et|ou|puis|plus|ainsi que|aussi|le|la|les|l|des|du|de|quels?|quelles?|leurs?|son|sa|ses|votre|vos|c est)\b|[?!])*"
)

_ADDED = re.compile(r" et (?:(?:le|la|l|son|sa|ses|leur) )?$")
"""After two sides and the name that they are of, a third one: "heures et adresse de la piscine et son numéro"."""


def _line(words: Sequence[Word]) -> tuple[str, list[int]]:
    """The words joined by spaces, and the place where each begins in that line."""
    starts: list[int] = []
    position = 0
    for word in words:
        starts.append(position)
        position += len(word.form) + 1
    return " ".join(word.form for word in words), starts


class Asked(NamedTuple):
    """What a message asks for: the ``facet``, the indexes of the words that ask, and the facets asked in one breath ("prix et documents"), two or more."""

    facet: str | None
    covered: set[int]
    listed: tuple[str, ...]


def find(words: Sequence[Word]) -> Asked:
    """The facet asked, or None; of several in a story, the last."""
    line, starts = _line(words)
    spans = [(match.span(), name) for name in FACETS for match in _COMPILED[name].finditer(line)]
    covered = {index for index, start in enumerate(starts) for (begin, end), _ in spans if begin <= start < end}
    if len(words) >= STORY:
        last = max(spans, key=lambda span: span[0][1], default=None)
        return Asked(last[1] if last else None, covered, ())
    return Asked(spans[0][1] if spans else None, covered, _listed(line, spans))


def _listed(line: str, spans: Sequence[tuple[tuple[int, int], str]]) -> tuple[str, ...]:
    """The first facets that stand one beside the other, with nothing but small words between them."""
    listed: list[str] = []
    reached = 0
    for (begin, end), name in sorted(spans):
        between = line[reached:begin]
        if end <= reached or (name == "delay" and listed[-1:] == ["hours"] and between == " "):
            continue  # "ouvert jusqu'à quand" asks for one thing
        if listed and (
            begin < reached or not (_BETWEEN.fullmatch(between) or (len(listed) > 1 and _ADDED.search(between)))
        ):
            if len(listed) > 1:
                break
            listed = []
        listed += [name] if name not in listed else []
        reached = end
    return tuple(listed) if len(listed) > 1 else ()
