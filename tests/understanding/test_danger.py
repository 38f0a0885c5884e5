"""Danger to life is found before anything else, and what only looks like it is not. None of these messages is a training phrase."""

from __future__ import annotations

import pytest

from brain.nlu import danger
from brain.nlu.words import Reader

READER = Reader({})

DANGERS = {
    "fire": [
        "au feu ma maison",
        "feu la maison brule",
        "Au feu !",
        "il y a le feu dans la cuisine",
        "ma maison est en feu",
        "la grange du voisin brûle, venez vite",
        "ya le feu ché mon voisin",
        "Ma friteuse a pris feu",
        "des flammes sortent du toit d'en face",
        "y a un incendie dans l'immeuble",
        "appelez vite les pompiers",
        "feu de cheminée en cours chez nous",
    ],
    "gas": [
        "une conduite de gaz est arrachée",
        "fuite de gaz depuis hier",
        "ça sent le gaz dans la cave",
        "odeur de gaz dans l'escalier",
        "fuite de gaz rue du Moulin",
        "jai une odeur de gas ché moi",
        "le détecteur de CO sonne sans arrêt",
        "je crois que c'est une intoxication au monoxyde",
    ],
    "injury": [
        "mon mari fait une crise cardiaque",
        "ma mère ne respire plus",
        "il saigne beaucoup, aidez-nous",
        "un cycliste renversé par une voiture",
        "mon père est inconscient par terre",
        "elle fait un AVC je crois",
        "le petit s'étouffe avec un bonbon",
        "quelqu'un est en train de se noyer dans la Meuse",
        "il faut une ambulance tout de suite",
        "ma voisine est tombée et ne bouge plus",
        "envoyez une ambulance rue Haute",
        "accident grave au carrefour, il y a des blessés",
        "mon fils est tombé à l'eau dans le canal",
        "un accident hier et il saigne encore de la tête, il respire mal",
    ],
    "police": [
        "il y a un voleur dans ma maison",
        "quelqu'un essaie de forcer ma porte",
        "un homme avec un couteau menace les gens",
        "j'entends des coups de feu dans la rue",
        "on m'agresse",
        "un type me suit depuis la gare",
        "cambriolage en cours chez la voisine",
        "je suis en train de me faire agresser",
        "bagarre au couteau devant le café",
    ],
    "poison": [
        "ma fille a bu de la javel",
        "mon fils a avalé une pile bouton",
        "le petit a mangé des baies du jardin",
        "mon bébé a avalé une capsule de lessive",
        "quel est le numéro du centre antipoisons",
        "il a mangé un champignon et il vomit",
    ],
    "suicide": [
        "j'ai envie de mourir",
        "je veux en finir avec la vie",
        "mon frère veut se suicider",
        "je n'ai plus envie de vivre",
        "g envi de me tué et je pense au suicide",
        "je vais me jeter sous un train",
        "je vais mettre fin à mes jours",
        "je vous ai laissé ma lettre d'adieu",
        "elle a avalé toute la boîte de somnifères",
    ],
    "violence": [
        "mon mari me frappe",
        "mon ex me menace de mort",
        "mon compagnon m'a étranglée hier",
        "je suis victime de violences conjugales",
        "il me bat tous les soirs",
        "j'ai été violée",
        "le voisin frappe sa femme",
        "j'ai peur que mon mari me tue",
        "mon copin me tape dessus, mon copain me frappe",
    ],
    "child": [
        "mon enfant a disparu",
        "les voisins battent leur enfant",
        "un bébé enfermé dans une voiture en plein soleil",
        "ma fille de 9 ans n'est pas rentrée de l'école",
        "mon père me frappe et j'ai douze ans",
        "mon beau-père me touche",
        "je pense que cet enfant est maltraité",
        "inceste dans la famille d'une amie",
    ],
    "other": [
        "Au secours !",
        "à l'aide",
        "ausecour",
        "SOS",
        "je suis en danger de mort",
        "un câble électrique est tombé sur la route",
        "le mur s'est effondré sur quelqu'un",
        "l'eau monte et nous sommes bloqués à l'étage",
        "quel est le numéro d'urgence",
        "c'est une urgence vitale",
    ],
}

HARMLESS = [
    "le feu rouge de la chaussée ne fonctionne plus",
    "puis-je faire un feu dans mon jardin",
    "peut-on brûler ses branches",
    "mon voisin brûle ses déchets verts",
    "barbecue autorisé au parc ?",
    "feu d'artifice du 21 juillet à quelle heure",
    "le grand feu du village c'est quand",
    "permis de feu pour une fête",
    "prime pour une alarme incendie",
    "assurance incendie obligatoire pour louer",
    "les pompiers passent pour les calendriers quand",
    "devenir pompier volontaire",
    "un nid de guêpes, les pompiers viennent-ils encore",
    "facture de gaz trop chère",
    "raccorder ma maison au gaz",
    "prime pour une chaudière au gaz naturel",
    "mon fils me tue avec ses questions",
    "ce prix me tue",
    "je suis mort de rire",
    "je meurs de faim, la cantine c'est quand",
    "mon fils me bat aux échecs",
    "produit pour tuer les rats",
    "tuer des mauvaises herbes sur le trottoir",
    "où frapper à la porte, quel guichet",
    "un coup de main pour mon déménagement",
    "un coup de fil au CPAS",
    "en finir avec ce dossier",
    "je veux mourir dignement, euthanasie",
    "déclaration de décès de mon père",
    "besoin d'aide pour remplir le formulaire",
    "aide à domicile pour ma mère",
    "un numéro d'appel pour l'aide sociale",
    "passeport en procédure d'urgence",
    "médecin de garde",
    "logement d'urgence",
    "pharmacie de garde ce soir",
    "accident de travail, quel papier",
    "risque d'accident à ce carrefour, il manque un panneau",
    "cours de premiers secours",
    "formation secourisme à la Croix-Rouge",
    "dix ans de conduite sans accident au Maroc, mon permis est-il valable ici",
    "un accident de moto il y a trois ans lui a pris une jambe, on cherche toujours une place devant chez nous",
    "il a été renversé par une voiture en 2019 et il marche encore mal, quelle aide",
    "la brocante de dimanche, c'est tombé à l'eau ?",
    "mon chien est blessé à la patte",
    "hérisson blessé dans mon jardin",
    "mon chat a disparu depuis hier",
    "la carte d'identité de mon fils est introuvable",
    "vélo d'enfant disparu au parc",
    "j'ai été cambriolé la semaine passée, où porter plainte",
    "un arbre est tombé dans mon jardin",
    "je me noie dans les factures",
    "abattre un vieux noyer",
    "le chantier est à l'arrêt",
    "numéro de la maison 112",
    "SOS plombier",
    "on m'a volé mon portefeuille il y a deux jours",
    "prix de l'eau bouillante sur les herbes",
    "louer la salle pour un concert",
    "chauffage en panne, prime ?",
    "quand passent les poubelles",
    "carte d'identité",
    "bonjour",
    "",
]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in DANGERS.items() for text in texts])
def test_danger_is_found(kind: str, text: str) -> None:
    found = danger.find(READER.read(text))
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_danger_raises_no_alarm(text: str) -> None:
    assert danger.find(READER.read(text)) is None


def test_every_kind_is_tested_and_known() -> None:
    assert set(DANGERS) == set(danger.KINDS)


def test_danger_is_found_within_a_long_message() -> None:
    story = "Bonjour, je vous écris à propos de la carte d'identité de ma maman, " * 5 + "mais là elle ne respire plus"
    found = danger.find(READER.read(story))
    assert found is not None
    assert found.kind == "injury"


def test_the_words_of_the_danger_are_shown() -> None:
    text = "Bonjour, il y a le feu chez moi"
    words = READER.read(text)
    found = danger.find(words)
    assert found is not None
    assert "le feu" in text[words[found.first].start : words[found.last].end]
