"""The situations of danger between people: suicide, children, violence at home (see :mod:`brain.nlu.danger`)."""

from __future__ import annotations

from brain.nlu.danger_words import CHILD, HITS, PARENT, PARTNER

PEOPLE: dict[str, list[str]] = {
    "suicide": [
        r"(?:je (?:\w+ ){0,3}?|envie de |pense a |besoin de )me faire du mal|je (?:veut|va|vas) me tuer",
        r"(?:marre|assez|fatigue\w*) de (?:vivre|la vie)",
        r"(?:message|lettre) d adieux?",
        r"perdu (?:tout |le )?gout (?:a|de) la vie",
        r"(?:plus|pas) envie d etre la",
        r"si je disparaissais|tout le monde serait mieux sans (?:moi|lui|elle)",
        r"(?:monte|debout|assis\w*) sur (?:le|un) pont|menace de sauter",
        r"(?:s est|est) pendue?",
        r"s entaille|(?:s est|se|me suis|elle|il) scarifi\w*|automutil\w*|(?:se |s est |me |suis )(?:\w+ )?coupe\w* les (?:bras|veines|poignets)|se mutile",
        r"plus de raison de (?:vivre|poursuivre mon existence)",
        r"pris tou(?:t|s) (?:mes|ses) (?:medicament\w*|cachets?)|(?:pilules|medicaments?) (?:\w+ ){0,3}toute la boite",
        r"(?:fais|faire) une betise (?:ce soir|cette nuit)|en train de faire une betise",
        r"(?:parle|envie|idee) d en finir",
        r"s est jetee? (?:dans|du|d un|sous)",
        (
            r"(?:me|m|se|s|nous|va se|veut se) (?:suicid\w*|pendre|pend|flingu\w+|ouvrir les veines|taillader"
            r"|trancher les veines|foutre"
            r" en l air|jeter (?:du|sous|par|dans le vide|d un)\w*|jette (?:du|sous|par|dans le vide|d un)\w*)"
        ),
        r"suicid\w*",
        r"tentative de sui\w*",
        (
            r"(?:mettre|met|mets|mettra) (?:un terme|fin) a (?:mes jours|ma vie|ses jours|sa vie|mon existence"
            r"|tout ca|mes souffrances?|sa souffrance)"
        ),
        (
            r"(?:je )?(?:veux|ve|vx|vais|voudrais|veut|vas|voudrait|souhaite|envie de|prefere|prefererais|pense a"
            r"|j ai envie de) (?:plus"
            r" que )?(?:mourir|mourrir|mourire|crever|en finir|(?<!veut )(?<!va )(?<!vas )(?<!voudrait )me (?:tuer|supprimer)|disparaitre pour toujours|me"
            r" foutre en l air|partir"
            r" pour toujours|se tuer|(?<!veut )(?<!va )(?<!vas )me faire du mal|quitter ce monde)"
        ),
        (
            r"(?:plus|pas|aucune|perdu l|perdu toute) (?:du tout |vraiment |l )?(?:envie|gout|force|raison"
            r"|courage) (?:de |a |la"
            r" )*(?:vivre|la vie|vie|continuer a vivre)"
        ),
        r"(?:ne |n )?(?:veux|veut|ve|ai) (?:plus|pas) (?:envie de |de )?vivre",
        r"vaut (?:mieux|mieu) (?:que je )?(?:meure|mourir|sois morte?)",
        r"serai[st]? mieux (?:morte?|sans moi)",
        r"mieux (?:si j etais|que je sois) morte?",
        r"en finir avec (?:la vie|tout ca|ma vie|l existence|mes jours|cette vie)",
        r"(?:envie|veux|vais|pense|idee|penser|songe) (?:de |a |d )*(?:en finir|me tuer)$",
        r"ma vie (?:n a plus de sens|ne vaut plus)",
        r"envie de tout arreter$",
        r"idees (?:noires|suicidaires|sombres)",
        (
            r"avale\w* (?:\w+ ){0,3}(?:boites?|plaquettes?|tous (?:mes|ses)|trop de) (?:\w+"
            r" ){0,2}(?:medicament\w*|somniferes?|cachets?"
            r"|comprimes?)"
        ),
        r"je (?:me|vais me) (?:tue|tuer|mutile\w*|scarifie\w*)(?! a la tache| au travail)",
        r"(?:sur|au bord d) (?:un |le )?pont (?:\w+ ){0,3}(?:sauter|saute|jeter)",
        r"veut sauter (?:du|d un|dans)",
        r"ne plus (?:etre la|exister|me reveiller)",
        r"m endormir pour toujours",
        r"lettre d adieux?",
    ],
    "child": [
        r"mes parents (?:me |m )\w+ (?:tous les|tt|chaque|dessus)",
        r"(?:pere|oncle|frere|papa|papy|entraineur|beau pere|prof\w*) (?:\w+ ){0,2}?vient dans mon lit",
        r"beau pere me touche|(?:papa|pere|oncle) me touche",
        (
            r"(?:bebe|nourrisson|petit|enfant) (?:\w+ ){0,3}?(?:laisse|enferme)\w* (?:seule?|dans) (?:dans"
            r" )?(?:une|la|sa)? ?(?:voiture|auto|cave|chambre)"
        ),
        r"(?:papa|maman|pere|mere) (?:l attache|la brule|le brule|le bat|la bat|l enferme)",
        r"enfants? (?:crie|hurle)\w* (?:toutes les nuits|a cote)|porte des marques",
        (
            rf"{CHILD} (?:\w+ ){{0,4}}?(?:battue?s?|maltrait\w*|abuse\w*|enferme\w* (?:dans|a la|seul)|kidnappe\w*"
            rf"|enleve\w* (?:par|de force)|violee?s?|martyris\w*|couverte?s? de bleus)"
        ),
        (
            rf"(?<!de )(?<!du )(?<!des )(?:mon|ma|mes|notre|nos|un|une|l|son|sa|le|la|les) (?:\w+ )?{CHILD} (?:de"
            rf" \d+ ans )?(?:ne |est |a |ont |sont |s est |n est )*(?:disparue?s?|introuvables?|fugue\w*|en danger)"
        ),
        (
            rf"(?:bat|bats|battent|battre|frapp\w*|tap\w*|cogn\w*|maltrait\w*|abus\w* d\w*|touch\w*|violent?|secou\w*"
            rf"|brutalis\w*|attouch\w*|brule)"
            rf" (?:sur )?(?:ses|son|sa|leurs?|les|des|un|une|mes|mon|ma|sa petite|l) (?:petite? )?{CHILD}"
        ),
        rf"mon {PARENT} (?:\w+ ){{0,2}}?(?:me |m a |m )(?:{HITS}|touche\w*|fait du mal|fait des choses|enferme\w*)",
        rf"ma {PARENT} (?:\w+ ){{0,2}}?(?:me |m a |m )(?:{HITS}|touche\w*|fait du mal|fait des choses|enferme\w*)",
        rf"mes parents (?:me |m )\w*(?:{HITS}|enferm\w*)",
        r"(?:attouchements?|inceste|pedophil\w*|maltraitance (?:d|sur|infantile)\w*|abus sexuels?)",
        (
            rf"(?<!de )(?<!du )(?:mon|ma|mes|notre|nos|un|une|l|son|sa|le|la) (?:\w+ )?{CHILD} (?:\w+"
            rf" ){{0,4}}?(?:n est (?:pas|jamais|toujours pas) (?:rentre|revenu)\w*|pas rentre\w*|a fugue|a disparu|est perdue? (?:dans|a|au)"
            rf"|s est perdue?)"
        ),
        (
            rf"{CHILD} (?:\w+ ){{0,3}}?seule?s? (?:dans (?:la |une )?(?:voiture|auto|rue)|en rue|au bord|sur (?:la"
            rf" route|un balcon))"
        ),
        rf"{CHILD} (?:\w+ ){{0,4}}?pleure (?:et )?(?:crie|hurle)\w*",
        (
            r"(?<!on )(?:trouve|perdu|retrouve) (?:plus )?(?:un |une |mon |ma |mes )(?:petite? )?(?:enfants?|fils|fille"
            r"|bebe|gamine?)(?! unique)"
        ),
        rf"(?:trouve|retrouve|vois) (?:plus|pas) (?:mon|ma|mes) (?:\w+ )?{CHILD}",
        rf"{CHILD} (?:qu on|que l on|qu il|qu elle) (?:bat|frappe|tape|enferme)",
        r"bebe (?:\w+ ){0,3}?(?:secoue|abandonne)\w*",
        rf"(?:ne|n|pas) (?:\w+ )?retrouve\w* (?:mon|ma|mes|notre) (?:\w+ )?{CHILD}",
        rf"(?:crie|hurle|pleure|frappe)\w* (?:\w+ ){{0,4}}?{CHILD} (?:\w+ ){{0,3}}?(?:coups|bat|tape|frappe|bleus)",
    ],
    "violence": [
        (
            r"(?:il|elle|mari|compagnon|copain|ex) (?:\w+ ){0,2}?(?:leve la main sur|m a serre la gorge|m a foutu"
            r" une raclee|me force quand|l enferme)"
        ),
        r"(?:veut|va|vas|essaie de|cherche a|menace de|voulait) me (?:faire du mal|supprimer)",
        r"(?:encore )?foutu une raclee",
        r"sevices (?:conjugaux|sexuels)",
        r"(?:femmes?|epouses?) maltraitees?",
        r"(?:mari|homme|compagnon|copain) (?:taper|frapper|battre) (?:moi|femme|elle)",
        r"(?:il|elle|ex) (?:\w+ )?me menace de mort|menace de me tuer",
        r"me laisse pas sortir|m empeche de sortir",
        (
            rf"(?:mon|ma|l|son|sa|mn|le|un) (?:\w+ )?{PARTNER} (?:\w+ ){{0,5}}?(?:me |m a |m |la |l a |le |nous |m"
            rf" avait |est en train de"
            rf" (?:me |la )|veut (?:me |la )|va (?:me |la )|vas (?:me |la )|vient de (?:me |m |la ))(?:encore |re|deja )?{HITS}"
        ),
        (
            r"(?:il|elle|kil|on|qui) (?:\w+ ){0,2}?(?:me |m a |la |l a |m |nous )(?:encore |re)?(?:frapp\w*|bat"
            r"|battue?|cogn\w*|tap\w*"
            r" (?:dessus|souvent|encore)|etrangl\w*|viole\w*|tabass\w*|sequestr\w*|rou\w+ de coups|menace de mort"
            r"|menace de me tuer)"
        ),
        (
            r"(?:bat|frappe|cogne|tabasse|tape|tape sur|etrangle|viole|maltraite|violente) (?:sa|son|ma|la|mon)"
            r" (?:\w+ )?(?:femme|mari"
            r"|compagn\w+|copine|copain|epou\w+|conjoint\w*|voisine?|mere|soeur|fille)"
        ),
        (
            r"violences? (?:conjugales?|domestiques?|intrafamiliales?|a la maison|dans (?:mon|le|son) (?:couple"
            r"|menage)|familiales?"
            r"|physiques?|entre partenaires)"
        ),
        r"femmes? (?:battues?|en danger)",
        r"(?:conjoint|mari|compagnon|ex|copain) (?:est |devient |tres |trop )?violent",
        (
            r"(?:ete|etais|etait|suis|est|fait|faite|fais|faire) (?:\w+ )?(?:violee?|battue|frappee|frapper par"
            r"|battre par|etranglee"
            r"|sequestree?|violer|tabassee?|tabasser|taper dessus par|agresser sexuellement|agressee? sexuellement)"
        ),
        r"(?:un |de |mon |le )viol(?:eur)?$",
        r"victime de (?:viol\w*|coups|violences?)",
        r"agression sexuelle",
        (
            rf"(?:peur|trouille) (?:de|d|que) (?:mon|ma|l|son|qu il|qu elle|lui) ?(?:\w+ ){{0,3}}?(?:{PARTNER}|me"
            rf" (?:tue|frappe|batte|tape"
            rf"|fasse)|tue)"
        ),
        (
            r"(?:il|elle|mari|ex|compagnon|copain|homme) (?:\w+ ){0,3}?(?:veut|va|vas|menace de|a dit qu il"
            r" allait|dit qu il va) (?:me "
            r"|nous |la )(?:tuer|buter|faire la peau|crever|egorger|bruler)"
        ),
        r"m enferme (?:a|dans|chez|a clef|a cle)\w*",
        r"refuge pour femmes",
        (
            r"(?:fuir|quitter|partir|echapper) (?:a |de |d )?(?:chez )?(?:mon|un) (?:mari|compagnon|ex|conjoint)"
            r" (?:violent|qui me)"
        ),
        r"couteau (?:sous|sur) (?:la|ma|sa) gorge",
    ],
}
"""Kind of danger → situations."""
