"""Danger as people tell it who know no name for it: a stroke, somebody trying to get in, grief that takes the will to live (see :mod:`brain.nlu.danger`)."""

from __future__ import annotations

from brain.nlu.danger_words import CHILD, PERSON

_STRANGER = (
    r"(?:(?:un|le|des|les|deux|trois) (?:\w+ )?(?:mecs?|keums?|types?|gars|hommes?|inconnus?|individus?|etrangers?|ivrognes?|jeunes|bonhomme|voleurs?"
    r"|rodeurs?|cambrioleurs?|intrus|personnes?|ombre)|quelqu un|qqn|qqun|quelqun|kelkun|qelqun|mon ex(?: \w+)?|un voisin)"
)
_THEY = r"(?:on|ils|il|elle|des gens)"
_GETS_IN = (
    r"(?:r?entrer?|forcer|fracturer|defoncer|s introduire|penetrer|casser|ouvrir) (?:de force |par la fenetre |la nuit )?"
    r"(?:chez? (?:moi|nous|ma|mon|la|le|l|un|une)|dans (?:ma|notre|la|mon|l) (?:maison|appart\w*|chambre|cave|garage|immeuble|voiture)|(?:ma|"
    r"notre|la|mes|le|mon|nos) (?:porte|fenetre|serrure|volet|chassis|garage|baie)s?)"
)
_FACE = r"(?:visage|figure|bouche|levre|coin de la bouche|joue|paupiere)"
_LIMB = r"(?:bras|jambe|main|cote|cotes|moitie du corps|membres?)"
_SPEAKS_ODDLY = (
    r"(?:parl\w*|cause|s exprime|articule) (?:\w+ ){0,2}?(?:bizar\w*|drole\w*|de travers|plus droit|pateu\w*|mal d un coup"
    r"|comme (?:si|un) (?:\w+ ){0,3}?(?:saoule?|ivre|bu)|charabia|plus clair\w*|n importe comment)"
)
_CANNOT_SPEAK = (
    r"(?:n |ne )?(?:arriv\w*|sait|sai|peut|peu) (?:plus|pas) (?:a )?(?:parler|articuler|dire un mot|trouver ses mots)"
)
_DIES = r"(?:mort|morte|parti|partie|decede|decedee|mort\w*|disparu|disparue|deces|enterrement)"
_NO_WILL = (
    r"(?:me lever|se lever(?! (?:tot|de bonne))|rien(?! \w+er\b)|avancer|me battre|me reveiller|continuer(?! (?:avec|"
    r"a payer|mes|les|le|la|ce|cette|mon|effac\w*))"
    r"|manger|sortir (?:de mon|du) lit|vivre)"
)

PLAIN: dict[str, list[str]] = {
    "injury": [
        (
            rf"(?:{_FACE}|moitie (?:de sa |du )?{_FACE}|un cote (?:de son |du )?{_FACE}) (?:\w+ ){{0,4}}?(?:tombe\w*|pend\w*|de travers|tordue?|"
            rf"affaiss\w*|paralys\w*|deform\w*|descendue?|qui descend|tire d un cote|asymetri\w*)(?! (?:\w+ ){{0,2}}?depuis (?:son|l|un|des|la naissance|\d))"
        ),
        rf"{_FACE} (?:est |qui est )?(?:tout |toute )?(?:bizarre|drole) (?:\w+ ){{0,6}}?(?:parl\w*|bras|mots)",
        (
            rf"(?:drole de tete|tete (?:bizarre|de travers)|sourire (?:\w+ )?de travers|tete toute de travers) (?:\w+ ){{0,5}}?(?:{_SPEAKS_ODDLY}|"
            rf"{_CANNOT_SPEAK})"
        ),
        (
            rf"{PERSON} (?:\w+ ){{0,4}}?{_SPEAKS_ODDLY} (?:\w+ ){{0,5}}?(?:depuis|d un coup|soudain\w*|tete|bras|visage|bouche|jambe|quel docteur|"
            rf"quel medecin|marche\w* (?:plus|pas)|que faire|tout a coup|ce matin|maintenant)"
        ),
        (
            rf"(?:d un coup|soudain\w*|tout a coup|brusquement|subitement) (?:\w+ ){{0,4}}?(?:{_SPEAKS_ODDLY}|{_CANNOT_SPEAK}|(?:ne |n )?(?:voit|"
            rf"marche|tient debout|parle) (?:plus|pas)|dit n importe quoi|raconte n importe quoi)"
        ),
        (
            rf"(?:{_CANNOT_SPEAK}|parle plus) (?:\w+ ){{0,2}}?(?:d un coup|soudain\w*|tout a coup|depuis (?:ce matin|tout a l heure|\w+ minutes?)|"
            rf"et (?:son|sa|le|la) (?:bras|bouche|visage|jambe|main))"
        ),
        rf"(?:leve\w*|bouge\w*|sent\w*|remu\w*|lever|bouger|sentir) (?:plus|pas) (?:\w+ )?(?:son|sa|ses|le|la|les|un) {_LIMB}",
        (
            rf"(?:son|sa|le|un) {_LIMB} (?:gauche |droite? )?(?:\w+ ){{0,2}}?(?:pend\w*|ne bouge plus|bouge plus|est paralys\w*|paralys\w*|"
            rf"repond plus|tombe tout seul|est (?:toute? )?(?:mou|molle))"
        ),
        r"(?:^|\b(?:un|1|d|l) )avc (?:en cours|vite|au secours|la|maintenant|aide|svp|que faire|quoi faire|chez)",
        r"^(?:c est )?(?:un )?avc(?: !)*$",
        r"(?<!a )(?:fait|fais|fai|faire|serait|soit|fasse) (?:\w+ )?(?:un|1|une|l) avc(?! (?:en \d|l an|il y a|plus tard))",
        (
            r"(?:il|elle|mari|femme|pere|mere|papa|maman|voisine?|papy|mamy|mamie) (?:est en train de |en train de )?(?:fait|faire|a fait) avc(?: |"
            r"$)(?!ma |mon |ca )"
        ),
        r"(?:vient|viens) de faire (?:un|une|1)? ?(?:avc|infarctus|malaise|attaque|crise)",
        (
            r"(?:a|as|ai) (?:fait|eu) (?:un|1) (?:avc|infarctus)(?= *(?:$|!|\?|vite|que faire|quoi faire|on fait|je fais|qui appeler|quel numero|"
            r"au secours|aide|la$|la |maintenant|a l instant|ce matin|cette nuit|svp))"
        ),
        r"(?:tombee? raide|se raidit|les yeux (?:\w+ ){0,2}(?:partent|revulse\w*)|plus de pouls|bave et|(?:il|elle) convulse)",
        (
            r"(?:bebe|nourrisson|enfant|fils|fille) (?:\w+ ){0,3}?(?:mou|molle)|(?:bebe|enfant|fils|fille|mari|femme|mere|pere|maman|"
            r"papa) (?:\w+ ){0,4}?reagit (?:pas|plus)"
        ),
        r"(?:plantee?|enfoncee?) dans (?:le|la|l|son|sa|mon|ma) (?:oeil|ventre|jambe|bras|main|cou|dos|tete|pied)",
        r"tomb\w* (?:\w+ ){0,6}?repond plus|(?:chute|tombee?) (?:\w+ ){0,6}?(?:sait|peut|arrive|peu) (?:plus|pas) (?:a )?se (?:re)?lever",
        (
            r"(?:monsieur|homme|dame|femme|personne|quelqu un|vieux|vieille|enfant|sdf|jeune|fille|garcon) (?:\w+ ){0,2}?(?:couchee?|allongee?|"
            r"etendue?|evanouie?|inanimee?)"
            r" (?:\w+ )?(?:par terre|sur (?:le (?:trottoir|sol)|la (?:route|chaussee))|dans (?:la|le) (?:rue|neige|fosse|hall|herbe))"
        ),
        (
            r"(?:voiture|auto|camion|camionnette|bus|bagnole|moto) (?:\w+ ){0,8}?(?:fosse|poteau|arbre|ravin|tonneaux?|"
            r"mur) (?:\w+ ){0,8}?(?:dedans|avec des gens"
            r"|quelqu un|conducteur|blesse\w*)"
        ),
        r"voit (?:plus|pas) (?:\w+ ){0,4}?(?:tout a coup|d un coup|soudain\w*)|souri\w* (?:\w+ )?de travers|dit des mots (?:bizarres?|incomprehensibles?)",
        rf"{PERSON} (?:ne )?tient plus debout|bafouille (?:d un coup|soudain\w*|depuis ce matin)|glace (?:a |s est )?(?:cede|rompue)",
        r"(?<!a )accouche (?:dans (?:le|la) (?:bus|voiture|rue|train|magasin|couloir)|a l instant|en ce moment)",
        (
            r"la main sur le coeur|(?:bras|jambe|doigts?|main) (?:\w+ ){0,3}?(?:prise?|coincee?|arrachee?|sectionnee?|coupee?) (?:dans|par|"
            r"net)(?! la porte (?:du|d))"
        ),
        r"(?:fond|sang) (?:\w+ )?(?:part(?:out|t)|a grosses gouttes)|serviette (?:\w+ )?(?:deja )?rouge",
        r"(?:chute|tombee?|cogne\w*) (?:\w+ ){0,9}?(?:et (?:il |elle )?vomit|dit des betises|mal au crane)",
    ],
    "police": [
        (
            rf"(?:{_STRANGER} (?:qui |(?:est |sont )?(?:encore |la )?)?(?:est en train d(?:e)? )?(?:essa\w+|tente\w*|cherche\w*|veu\w*|"
            rf"voulai\w*|force\w* pour)"
            rf"|{_THEY} (?:est en train d(?:e)? )?(?:essa\w+|tente\w*)) (?:de |d |a |encore de )?{_GETS_IN}(?! de repos| communale| que )"
        ),
        (
            r"(?:un|le|des|deux) (?:\w+ )?(?:mecs?|types?|gars|hommes?|inconnus?|individus?) (?:\w+ ){0,3}?(?:devant|derriere|a) (?:ma|"
            r"notre) (?:porte|fenetre) (?:\w+ ){0,3}?(?:entrer|forcer|part pas|partir|menac\w*|frapp\w*|cogn\w*)"
        ),
        (
            r"(?:il|on|quelqu un|un homme|mec|type|ex) (?:\w+ ){0,4}?(?:tambourine|cogne|donne des coups|tape comme un fou) (?:\w+ ){0,2}?(?:a|sur|"
            r"dans|contre) (?:la|ma|notre) porte"
        ),
        (
            r"(?:il|ils|on|quelqu un|un homme|mec|type|ex) (?:a |ont |est en train de |vient de )?(?:casse\w*|defonc\w*|forc\w*|enfonc\w*) (?:la|"
            r"ma|notre) (?:porte|fenetre) (?:\w+ ){0,3}?(?:et|il|elle|je|maintenant|dans)"
        ),
        (
            r"(?:je suis|suis|on est|me suis|sommes) (?:\w+ )?(?:cache|caches|cachee|enferme|enfermee|enfermes|barricade|"
            r"barricadee) (?:\w+ ){0,6}?(?:il|entrer|peur|couteau|dehors|escalier)"
        ),
        (
            r"(?:quelqu un|un homme|un inconnu|un type|un mec|on) (?:monte|marche|est) (?:\w+ ){0,3}?(?:escalier|grenier|cave|salon|etage|cuisine|"
            r"jardin) (?:et )?(?:je (?:vis|suis|dors) seule?|cette nuit|en pleine nuit|en ce moment|la|maintenant)"
        ),
        (
            r"(?:hurle|crie|gueule)\w* (?:et |il |elle )*(?:casse|brise|frappe|detruit|tape|cogne)(?:nt)? (?:tout|sur|sa|son|les|dans)|(?:casse|"
            r"brise|detruit)(?:nt)? tout (?:et )?(?:il |elle )?(?:hurle|crie|gueule|menace)\w*"
        ),
        r"(?:est en train de|entrain de|il|elle) (?:\w+ )?(?:aiguise|brandit|agite|sort) (?:un|son|le) (?:\w+ )?(?:couteau|fusil|hache|machette|pistolet)",
        (
            r"(?:mon ex|un homme|quelqu un|il|mec|type) (?:\w+ ){0,2}?(?:derriere|devant|a) (?:la|ma|notre) porte (?:\w+ ){0,4}?(?:entrer|forc\w*|"
            r"menac\w*|cri\w*|hurl\w*)"
        ),
        r"(?:quelqu un|un homme|un inconnu|un type|un mec|un intrus|un voleur) (?:est |qui est |est entre |cache )?dans la maison",
        r"(?:il|elle|mari|fils|voisin|compagnon|copain) (?:est en train de )?casser? tout (?:chez|dans|a la|et)",
        (
            r"(?:ex|mari|fils|frere|copain|compagnon|voisin|pere) (?:\w+ ){0,4}?avec (?:un|une|son) (?:couteau|fusil|arme|hache|machette|pistolet|"
            r"carabine|batte)"
        ),
        (
            r"(?:homme|type|mec|gars|individu|inconnu) (?:\w+ ){0,4}?(?:tout nu|nu|bonbons? aux? enfants?|se masturbe|aborde (?:les|des) enfants|"
            r"suit (?:les|des) enfants)"
        ),
        (
            r"(?:ils|types?|jeunes|gars|mec|mecs|il|elle|hommes?) (?:\w+ ){0,2}?(?:est|sont) en train de (?:voler|cambrioler|forcer|fracturer|"
            r"agresser|frapper|tabasser)"
        ),
        r"(?<!a )(?<!ont )(?:casse|cassent|brise|brisent) (?:la|les|une|des) (?:vitres?|portieres?) (?:d|de|du|des)|je vois le voleur",
        (
            r"(?:quelqu un|homme|type|individu|mec|inconnu|voiture|gens) (?:qui )?(?:rode\w*) (?:\w+ )?(?:autour|devant|dans|pres)|"
            r"tire\w* avec (?:une|un|sa) (?:carabine|pistolet|arme)"
        ),
        (
            r"(?:mon|ma|mes|notre) (?:pere|mere|mari|femme|papa|maman|papy|mamy|mamie|frere|soeur|oncle|tante) (?:\w+ ){0,8}?(?:a disparu|est introuvable|"
            r"(?:on (?:ne )?l[ea]? ?|je (?:ne )?l[ea]? ?)(?:re)?trouve plus"
            r"|est pas rentree?)"
        ),
        r"homme (?:dehors |au |avec )*(?:couteau|fusil)|(?:on m a|m a ete|ete) droguee?",
        r"(?:en train d attaquer|attaque en ce moment) (?:un|une|mon|ma|des) \w+",
    ],
    "suicide": [
        rf"(?:plus|aucune?|pas la) (?:\w+ )?(?:envie|force|courage|gout|energie) (?:de |d |a |pour )(?:{_NO_WILL})",
        (
            rf"(?:depuis (?:\w+ ){{0,6}}?{_DIES}|sans (?:elle|lui|mon mari|ma femme|maman|papa)) (?:\w+ ){{0,8}}?(?:n en peux plus|plus envie|"
            rf"plus la force|plus le courage|plus gout|je sombre|me laisse aller|veux le rejoindre|veux la rejoindre)"
        ),
        (
            r"(?:n en peux plus|plus envie|plus la force|je sombre|tout est (?:trop )?(?:lourd|noir|"
            r"vide)) (?:\w+ ){0,4}?depuis (?:\w+ ){0,6}?(?:mort|morte|parti|partie|deces|decede)"
        ),
        r"(?:veux|envie de|vais|aimerais|voudrais) (?:le|la|les) rejoindre (?:la haut|au ciel|dans la mort)",
        (
            r"a quoi bon (?:vivre|continuer|me lever|se lever)|(?:suis|serais|me sens) (?:de trop|un poids pour)|la vie (?:est trop lourde|"
            r"n a plus (?:de|aucun) (?:sens|gout)|me pese)"
        ),
        (
            r"(?:veux|veut|voudrais|voudrait|envie de|aimerais|aimerait|reve de|parle de|prefere) (?:\w+ )?(?:disparaitre|dormir et ne (?:plus|"
            r"jamais))(?! (?:d|de|du|des|dans|en|pendant|avec|sur|quelques|un)\b)"
        ),
        (
            rf"{CHILD} (?:\w+ ){{0,8}}?(?:veut|voudrait|envie de|parle de|dit) (?:\w+ ){{0,4}}?(?:plus vivre|plus etre la|mourir|plus exister|"
            rf"se faire du mal|que tout s arrete|plus se reveiller)"
        ),
        (
            r"(?<!ca )(?<!cela )(?<!compteur )(?<!fusible )(?<!disjoncteur )(?<!ils )(?:je|elle|il|homme|femme|fils|fille|pere|mere|mari|ami|amie|"
            r"frere|soeur|personne|quelqu un|ado) (?:va|vais|veut|veux) sauter(?! (?:le|la|les|un|une|des|de (?:joie|classe)|dans (?:un|le|"
            r"la) (?:train|bus|avion|piscine|voiture)|si|d une))"
        ),
        r"(?:va|veut|menace de|vais|veux|en train de) sauter (?:du|d un|dans le vide|par la fenetre|depuis|sous)",
        r"bout du rouleau (?:[\w#]+ ){0,8}?n en peux(?: vraiment)? plus|n en peux(?: vraiment)? plus de (?:vivre|la vie|cette vie)",
        r"enferme\w* (?:\w+ ){0,6}?avec (?:\w+ ){0,2}?(?:medicament\w*|couteau|rasoir|lame)",
        r"plus (?:continuer|tenir) (?:a vivre|comme ca a vivre)|ne plus jamais me reveiller|moi plus vivre|passerai pas la nuit",
        r"(?:sorti|prepare|achete|emporte) (?:la|une|sa) corde|les cachets? devant moi|j ai les cachets",
    ],
}
"""Kind of danger → situations."""
