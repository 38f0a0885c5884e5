"""The situations of danger around things, and the end of an alarm (see :mod:`brain.nlu.danger`).

Wires, ammunition, fuel, water, the road, dogs; a neighbour who gives no sign of life; and what is said once the danger is over.
"""

from __future__ import annotations

_ELDER = (
    r"(?:(?:vieux|vieille) )?(?:voisine?|grand (?:mere|pere)|mere|pere|maman|papa|mamie?|mamy|papie?|papy|bonne ?maman|bon ?papa|tante|oncle|soeur"
    r"|frere|amie?|dame|monsieur|homme|femme|marraine|parrain)"
)
_AGED = r"(?:agee?|vieux|vieille|aine|malade|octogenaire|de \d\d ans|(?:qui )?vit seule?|seule?)"
_DAYS = r"(?:depuis|(?:ca|sa|cela) fait|voila) (?:\w+ ){0,3}?(?:jours?|heures?|nuits?|semaine|matin|hier|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_SILENT = r"(?:repond\w*|repon|ouvr\w*|decroche\w*)"
_ROAD = r"(?:route|rue|chaussee|voie|voirie|passage|circulation|carrefour|nationale|autoroute|ravel|chemin|trottoir|n ?\d{2,3})"
_CABLE = r"(?:cables?|fils?|lignes?)"
_DOWN = r"(?:par terre|a terre|au sol|tombee?s?|arrachee?s?|pend\w*|etincelle\w*|traine\w*|denudee?s?|a nu|dans l eau)"
_BITES = r"(?:mord\w*|attaqu\w*|saut\w* dessus|saut\w* (?:a|sur) (?:la )?gorge|dechiquet\w*)"
_WHOM = (
    r"(?:moi|(?:mon|ma|mes|notre|nos|un|une|l|le|la|les|des|quelqu) (?:\w+ )?(?:fils|filles?|fillette|enfants?|gamine?s?|petite?|bebe|mari|femme"
    r"|mere|pere|voisine?|dame|gens|facteur|homme|joggeu\w+|un|garcon|passante?s?|monsieur|personne|soeur|frere))"
)
_COMING = r"(?:pompiers?|ambulance|ambulanciers?|police|secours|samu|smur|policiers?|medecin)"

THINGS: dict[str, list[str]] = {
    "electric": [
        rf"{_CABLE} (?:\w+ )?(?:electriques?|haute tension|de courant|a haute tension|du courant) (?:\w+ ){{0,5}}?(?:{_DOWN}|sur la {_ROAD})",
        rf"(?:pylone|poteau|lampadaire|armoire|coffret|cabine) (?:electrique )?(?:\w+ ){{0,4}}?(?:avec |et )?(?:des |les |ses )?fils (?:\w+ )?{_DOWN}",
        r"(?:pylone|poteau) electrique (?:\w+ ){0,3}?(?:tombe\w*|par terre|couche\w*|casse\w*|arrache\w*)",
        (
            rf"{_CABLE} (?:qui |a |est |sont |s est )*(?:{_DOWN}) (?:\w+ ){{0,3}}?(?:dans|sur|en travers de|au milieu de|devant|"
            rf"au dessus d\w*) (?:la |le |l |notre |ma )?(?:{_ROAD}|ecole|maison|jardin)"
        ),
        r"fils? (?:\w+ ){0,2}?(?:pend\w*|tombe\w*) (?:du|d un|des) (?:poteaux?|pylones?|lampadaires?)|(?:fils?|cables?) (?:\w+ ){0,8}?etincelles?",
        r"ligne a? ?haute tension (?:\w+ ){0,4}?(?:tombe\w*|sol|terre)",
    ],
    "ammunition": [
        r"(?:trouve|deterre|decouvert) une (?:bombe|mine)(?! (?:de|a|d|en|aerosol|insecticide|lacrymo\w*|desodorisante|usagee|vide|anti)\b)",
        r"(?:grenades?|obus|munitions?|bombes?|mines?|ogives?|torpilles?|engins? (?:explosifs?|"
        r"de guerre)) (?:\w+ ){0,3}?(?:de (?:la )?(?:guerre|14|40|premiere|seconde)"
        r"|non explos\w*|pas explos\w*|rouill\w*|enterree?s?|allemande?s?|(?:dans|sous|en) (?:mon|le|la|notre|un|ma|creusant|bechant|labourant|retournant)"
        r" ?(?:jardin|champ|cave|grenier|bois|foret|terrain|potager|riviere|prairie|pature|remise|abri|maison|etang|bac|sac|poubelle|garage)?)",
        (
            r"(?:trouve|deterre|decouvert|ramasse|sorti|tombe sur) (?:\w+ ){0,3}?(?:grenade|obus|munitions|(?<!boule de )bombe de|engin explosif|"
            r"engin de guerre)"
        ),
    ],
    "fuel": [
        (
            r"essence (?:\w+ )?(?:partout|par terre|sur la route|dans la rue)|odeur (?:\w+ )?de (?:mazout|essence|fuel) (?:\w+ ){0,2}?(?:forte|"
            r"partout|insupportable)"
        ),
        (
            r"(?:fuites?|fuit|coule|perd|s ecoule|deborde|renverse\w*|flaques?|nappe|deverse\w*|sort|ecoulement|repandue?) (?:\w+ ){0,4}?(?:mazout|"
            r"fuel|fioul|gasoil|petrole)"
        ),
        r"(?:fuites?|flaques?|nappe|deverse\w*|ecoulement) (?:\w+ ){0,4}?(?:essence|diesel|hydrocarbures?|produits? chimiques?)",
        (
            r"(?:mazout|fuel|fioul|gasoil|petrole) (?:\w+ ){0,3}?(?:fuit|coule|s echappe|deborde|se deverse|se repand|partout|par terre|"
            r"dans (?:la riviere|le ruisseau|l egout|les egouts))"
        ),
        r"(?:cuve|citerne|reservoir|tank) (?:a |de |d )?(?:mazout|fuel|fioul|gasoil|petrole) (?:\w+ ){0,3}?(?:fuit|fuite|coule|perd|deborde|se vide)",
    ],
    "flood": [
        (
            r"(?:riviere|ruisseau|meuse|sambre|ourthe|lesse|semois|eau) (?:\w+ ){0,3}?(?:deborde\w*|arrive|entre|"
            r"rentre) (?:\w+ ){0,5}?(?:a la porte|dans (?:la|ma|notre) (?:maison|cuisine))"
        ),
        r"l eau monte(?! en pression| t )",
        r"(?:l eau|eau) (?:envahit|est en train de monter|arrive dans la maison|rentre (?:\w+ ){0,2}?(?:partout|vite))",
    ],
    "welfare": [
        (
            rf"{_ELDER} (?:\w+ ){{0,3}}?(?:ne |n )?{_SILENT} (?:plus (?:\w+ ){{0,4}}?(?:porte|sonnette|sonne|volets?|coups|fenetre)|"
            rf"pas (?:\w+ ){{0,4}}?(?:sonne|coups))"
        ),
        rf"{_ELDER} (?:\w+ ){{0,2}}?{_AGED} (?:\w+ ){{0,3}}?(?:{_SILENT} (?:plus|pas)|pas (?:ouvrir|repondre)|sort plus|plus sorti\w*)",
        (
            rf"{_ELDER} (?:\w+ ){{0,3}}?(?:{_SILENT} (?:plus|pas)|pas (?:ouvrir|repondre))(?: au telephone| du tout|"
            rf" plus)? (?:\w+ )?{_DAYS}(?! (?:\w+ ){{0,3}}(?:courriers?|mails?|lettres?))"
        ),
        rf"(?:pas|plus|jamais) (?:re)?vue? (?:\w+ )?(?:ma|mon|la|le|notre) {_ELDER} (?:\w+ )?(?:{_AGED} )?{_DAYS}",
        rf"(?:ma|mon|notre|la|le) {_ELDER} (?:\w+ ){{0,3}}?(?:volets?|lumiere|boite aux lettres|courrier|odeur) (?:\w+ ){{0,6}}?(?:inquiet\w*|morte?|peur)",
        rf"{_ELDER} (?:\w+ ){{0,2}}?donne\w* (?:plus|pas|aucun) (?:de )?signes?",
        r"(?:personne|dame|monsieur|homme|femme|papy|mamy|mamie) (?:\w+ ){0,3}?(?:desorientee?|erre |egaree?|en pyjama|en chemise de nuit)",
        rf"(?:plus|pas|sans) (?:de |aucune )?nouvelles? d(?:e|u) (?:ma|mon|la|notre) (?:\w+ )?{_ELDER} (?:\w+ )?(?:{_AGED} )?(?:et |elle |il )?{_DAYS}",
    ],
    "road": [
        (
            r"(?:(?:plaques?|couvercles?|grilles?|tampons?|trappes?) (?:d |de |des |du )?(?:egouts?|regard|chambre|fonte|visite)"
            r"|taques?(?: d egouts?)?|avaloirs?) (?:\w+ ){0,4}?"
            r"(?:ouverte?s?|manqu\w*|absente?s?|enlevee?s?|disparue?s?|volee?s?|n est plus|plus la|effondree?s?|basculee?s?)"
            r"(?: (?:\w+ ){0,9}?(?:danger\w*|tomb\w*|enfants?|pietons?|velos?|cyclistes?|accident|au milieu)"
            r"|$| rue| sur (?:le|la)| dans (?:la|ma|notre)| devant| !)"
        ),
        r"(?:egout|trou|puits|regard|bouche d egout) (?:\w+ ){0,8}?(?:tomb\w*|chut\w*) dedans",
        r"(?:bouche d egout|egout|regard d egout) (?:\w+ )?(?:ouverte?|sans (?:plaque|couvercle|grille))",
        r"(?:enfants?|gamins?|quelqu un|gens|pieton|on|personne) (?:\w+ ){0,3}?(?:pourrai\w*|va|vont|risque\w* de|peut|peuvent) (?:\w+ )?tomber dedans",
        (
            rf"(?:arbres?|branches?|troncs?|poteau|pylone|rochers?|mur|lampadaire|eboulement) (?:\w+ ){{0,4}}?(?:tombee?s?|couchee?s?|effondree?|"
            rf"ecroulee?|en travers|bloqu\w*|barr\w*) (?:\w+ ){{0,4}}?(?:toute la|en travers|sur la|au milieu de la|la|sur l|"
            rf"bloque\w*) ?(?:\w+ ){{0,1}}?(?:{_ROAD})"
        ),
        (
            r"(?:arbres?|branches?|troncs?|poteau) (?:\w+ ){0,3}?tombee?s? sur (?:ma|une|la|notre|le|mon|des) (?:\w+ )?(?:voitures?|maison|toit|"
            r"garage|ecole|abribus|cables?|fils?)"
        ),
        r"(?:route|chaussee|carrefour|tunnel) (?:\w+ ){0,3}?(?:inondee?|sous (?:l |les )eaux?)",
        rf"(?:arbres?|branches?|troncs?) en travers (?:\w+ ){{0,2}}?(?:{_ROAD})",
        r"menac\w* (?:de |d )?(?:tomber|s ecrouler|s effondrer) sur (?:les|des|un|une) (?:passants?|gens|enfants?|pietons?|ecoliers?)",
        (
            r"contresens sur|(?:erre|marche|enfants? (?:joue\w*|seule?s?)) (?:\w+ ){0,3}?(?:sur la nationale|sur l autoroute|sur la voie rapide|"
            r"au milieu de la route|au milieu de la chaussee)"
        ),
        (
            r"(?:chevaux|(?<!a )cheval|vaches?|betes|moutons|sangliers?|chevres?) (?!peu)(?:\w+ ){0,4}?(?:sur|au milieu de|traverse\w*) (?:la |"
            r"l )?(?:route|nationale|chaussee|autoroute)"
        ),
    ],
    "bite": [
        (
            rf"(?:chiens?|molosse|malinois|pitbull|rottweiler|berger|vipere|renard|rat|"
            rf"serpent)(?! \w+ (?:\w+ )?chien) (?:\w+ ){{0,4}}?{_BITES} (?:a |sur |de )?{_WHOM}"
        ),
        rf"(?:chiens?|molosse|malinois|pitbull|vipere|serpent) (?:\w+ ){{0,4}}?m (?:a|ont) (?:\w+ )?{_BITES}",
        r"(?:fils|fille|enfant|mari|femme|promeneur|facteur|voisine?|dame|garcon|je|gamine?|petite?|mere|pere|suis|ai|etre|ete|vient d etre|viens d etre)"
        r" (?:\w+ ){0,4}?(?:mordue?s?|faire? mordre|fait mordre) (?:par|au|a la)",
    ],
    "over": [
        r"^(?:\w+ ){0,4}?(?:je|on) (?:plaisant\w*|rigol\w*|deconn\w*|blagu\w*)(?! pas| plus| jamais)(?: \w+){0,2}(?: !)*$",
        (
            r"^(?:\w+ ){0,4}?(?:c etait|ct|cetait) (?:juste )?(?:une|pour|un) (?:blague|rire|plaisanterie|rigoler|test|erreur|tester|"
            r"deconner)(?: \w+){0,2}(?: !)*$"
        ),
        r"^(?:\w+ ){0,3}?fausses? (?:alerte|alarme)s?(?: desole\w*| pardon| merci| tout va bien)*(?: !)*$",
        r"(?:l|les|le|la|tout|ont|ai|a) recrach\w*",
        (
            rf"^(?:\w+ ){{0,5}}?(?:les |la |l |le ){_COMING} (?:est |sont |arrive\w* ?|vien\w* )(?:d arriver|la|arrivee?s?|en route|en chemin|"
            rf"sur place|intervenue?s?)?(?: merci| maintenant)*(?: !)*$"
        ),
        (
            rf"^(?:\w+ ){{0,3}}?(?:j ai|on a|mon \w+ a|nous avons) (?:deja |bien )?appele (?:le (?:112|101|100)|les |la |l |"
            rf"une )(?:{_COMING})?(?: merci| deja| ils arrivent)*(?: !)*$"
        ),
        (
            r"c est bon (?:\w+ ){0,5}?(?:respire\w*|va mieux|vont mieux|reveillee?|revenue?s?|rentree?|retrouvee?|eteint|calmee?|partie?s?|"
            r"sauve\w*|passe)(?: \w+){0,2}$"
        ),
        r"^(?:\w+ ){0,3}?(?:plus|pas) (?:de|en) danger(?: maintenant| merci)?(?: !)*$",
    ],
}
"""Kind of danger → situations."""
