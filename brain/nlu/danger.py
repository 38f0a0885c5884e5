"""Danger to life, found by rules before anything else is asked (architecture §1).

High recall: a false alarm costs a sentence, a miss may cost a life. What looks like danger and is not (a barbecue, a red light, "mon fils me tue") is
taken out of the message first, then the rules look at what is left. Kinds and their numbers: fire, gas, injury, other → 112; police → 101;
poison → 070 245 245; suicide → 0800 32 123; violence → 0800 30 030; child → 103.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from brain.nlu.words import Word

KINDS = ("suicide", "child", "violence", "fire", "gas", "poison", "injury", "police", "other")
"""In the order in which they are tried: the most particular number first."""

_PERSON = r"(?:mon |ma |mes |son |sa |le |la |un |une |l |quelqu |sa )?(?:(?:petit|petite|grand|beau|belle|vieux|vieille) )?(?:mari|femme|epou\w+|compagnon|compagne|copain|copine|conjoint\w*|ex|mec|homme|pere|papa|mere|maman|frere|soeur|fils|fille|enfants?|bebe|gamine?|voisine?|ami\w?|monsieur|dame|personne|gosse|gars|jeune|ado|mamy|mamie|papy|papi|bonne?maman|bonpapa|oncle|tante|cycliste|pieton|ouvrier|collegue|un|garcon|petit|petite|fillette)"
_PARTNER = r"(?:mari|femme|epou\w+|compagnon|compagne|copain|copine|conjoint\w*|ex|mec|homme|amoureux|concubin|jules|partenaire)"
_PARENT = r"(?:pere|papa|mere|maman|beau pere|belle mere|parents?|beaux? parents?|tonton|oncle|grand pere|papy|educateur|prof\w*|instit\w*)"
_HITS = r"(?:frapp\w*|frape\w*|bat|batt\w*|bas|tap\w*|cogn\w*|etrangl\w*|gifl\w*|brutalis\w*|viol\w*|violent\w*|menac\w*|maltrait\w*|tabass\w*|sequestr\w*|agress\w*|tuer?|poignard\w*|rou\w+ de coups)"
_CHILD = r"(?:enfants?|fils|fille|fillette|garcon|petits?|petites?|bebe|gamine?s?|gosses?|ado|niece|neveu|eleve|mineur\w*)"
_ANIMAL = r"(?:chats?|chiens?|chatons?|chiots?|oiseaux?|pigeons?|herissons?|poules?|animal|animaux|bete|chevreuil|vache|cheval|canard|cygne|renard|lapin|rapace|chouette|hibou|merle|corneille|biche|sanglier|blaireau|mouton|tortue|perroquet|ecureuil)"
_PAST = r"(?:hier|avant hier|(?:la |cette )?(?:semaine|annee) (?:passee|derniere)|(?:le |l )?(?:mois|an|ete|week end|hiver) (?:passe|dernier)|il y a (?:\w+ ){1,3}(?:jours?|semaines?|mois|ans?|annees?)|en \d{4}|apres (?:l |mon |un |notre |son )(?:incendie|accident|cambriolage|agression|infarctus|avc|operation|hospitalisation)|suite a (?:l |un |mon |notre |son )\w+|depuis (?:l |mon |un |son )(?:incendie|accident|cambriolage|agression|avc|infarctus))"

_HARMLESS = [
    r"feux? (?:rouges?|verts?|orange|tricolores?|clignotants?|de signalisation|d artifices?|de la saint\w*|de (?:joie|camp|jardin|cheminee|bois|pneus|stop|circulation|croisement|position|poele)|de dechets|de branches|pieton\w*|ouvert|saint\w*|avant|arriere)",
    r"(?:grands?|couvre|plein|coup de|pot au|vieux|arret au|au|aux|les) feux?(?= (?:rouge|tricolore|du carrefour|du rond|de la n|sont|reste|ne (?:fonctionne|marche)|en panne|clignote))",
    r"grands? feux?|couvre feu|pot au feu|feu (?:mon|ma|son|sa|le|la|notre|monsieur|madame|mr|mme) \w+|brasero\w*|barbec\w+|bbq|feu vert|permis de feu|lutte contre l incendie|dans le feu de l action",
    r"(?:faire|allumer|fer|brule|bruler|autorise|autoriser|interdit|droit|interdiction|faire un|faire du|autorises|permis|un petit|organiser) (?:\w+ ){0,3}?(?:feux?|dechets?|branch\w*|feuilles?|papiers?|bois|herbes?|vegetaux|tailles|cartons?|sapins?|pneus|palettes?)",
    r"(?:peut on|puis je|on peut|je peux|a t on|ai je|j ai) (?:\w+ ){0,4}?(?:bruler|feux?)(?: \w+){0,3}",
    r"(?:voisins?|voisine|quelqu un|gens) (?:\w+ ){0,3}?(?:brul\w+|fait|font|allume\w*)(?: \w+){0,2} (?:feux?|dechets?|branch\w*|feuilles?|plastique\w*|crasses?|herbes?|pneus?|ordures?|vegetaux|jardin|saletes?|tailles?|cochonneries?|palettes?|poubelles?)",
    r"(?:alarmes?|assurances?|preventions?|detecteurs?|normes?|securite|rapport|attestations?|certificats?|controle|consignes?|exercice|porte|prime|dossier|camion|visite|risques?|reglement|mesures?|extincteur\w*|bouches?|bornes?) (?:d |anti |en cas d |coupe )?incendies?",
    r"(?:caserne|bal|calendriers?|souper|fete|jpo|porte\w? ouverte\w?|journee|devenir|volontaire|metier|formation|camion|arsenal|cadets?|marchent|service|zone|avis|rapport|facture|attestation|redevance|intervention) (?:des |de |du |d |les |chez les |aux |chez |jeunes )*(?:sapeurs )?pompiers?|pompiers? (?:volontaires?|volontariat|de service|passent|sont passes|ont facture|sont venus|viennent|vendent|m ont|pour|etaient|enlev\w+|detruis\w+|nid\w*)",
    r"(?:compteur|chaudiere|facture|fournisseur|prime|raccord\w*|chauffage|cuisiniere|bouteilles?|bonbonnes?|prix|tarif social|tarif|poele|convecteur|budget|index|releve|conduites?|canalisation) (?:\w+ ){0,3}?gaz|gaz (?:naturel|et electricite|de ville|a effet|d echappement|propane|butane)|lacrymo\w*|masque a gaz",
    r"(?:me|m|nous|te|vous|se) (?:tue|tuent|tuer|tuez|tues|tueront|crev\w*)(?= (?:a petit feu|a la tache|au travail|le dos|les yeux|les oreilles|avec|de rire|tellement|de fatigue|les nerfs))",
    r"(?:fils|fille|enfants?|gamins?|gosses?|ados?|chef|patron|boulot|travail|prix|chaleur|commune|administration|paperasse|formulaires?|facture|bruit|ca|cela|dos|attente|voisin|chien) (?:va |vont |vas )?(?:me|m|nous) (?:tue|tuent|tuer|crev\w+|acheve\w*|rend\w* fou)(?! avec un)",
    r"(?:mort|morte|morts|meurs|mourir|mourrai|creve|crever|mourant\w*) (?:de|d) (?:rire|faim|soif|froid|chaud|fatigue|honte|peur|ennui|envie|trouille|impatience|curiosite|vieillesse|sa belle)",
    r"(?:bat|battre|battu\w*) (?:\w+ ){0,2}?(?:aux?|le record|des records|en|son plein|la campagne|froid|tapis|monnaie) ?(?:echecs|jeux?|cartes|foot|ps\d|tennis|score|petanque)?",
    r"(?:tuer|tue|exterminer|eliminer|empoisonner) (?:\w+ ){0,3}?(?:rats?|souris|guepes?|frelons?|mauvaises herbes|fourmis|limaces?|taupes?|nid|moustiques|cafards|pucerons|herbes?|orties?|mousse|temps|ronces|blattes|chenilles|mites|punaises|pigeons?|plantes?)",
    r"(?:frapp\w+|frape) (?:\w+ ){0,2}?(?:porte|guichet|fenetre|vitre|mur)|coups? (?:de fil|de main|de pouce|de pinceau|d oeil|de telephone|de frein|de gueule|de vent|de chaud|de balai|de soleil|de coeur|de peinture)",
    r"en finir (?:avec|une fois|pour de bon|au plus vite|rapidement|vite)(?! la vie| tout ca| ma vie| l existence| mes jours| cette vie)",
    r"(?:mourir|partir|mort|mourrir) (?:\w+ ){0,3}?(?:digne\w*|dignite|chez moi|a la maison|a domicile|de facon)|euthana\w*|(?:declaration|testament|acte|certificat) (?:\w+ ){0,2}?(?:deces|mort)|soins palliatifs|fin de vie",
    r"a l aide (?:d\b|du|de|des|a domicile|sociale|au|familiale|menagere|alimentaire|juridique|a la)|besoin d aide (?:pour|a|au|avec|dans)|droit a l aide|appel a l aide (?:sociale|familiale)",
    r"sos (?:pc|ordi\w*|plomb\w*|depann\w*|serrur\w*|informatique|devoirs?|animaux|electro\w*|seniors?|administratif)",
    r"(?:numeros?|poste|medecin|dentiste|pharmaci\w+|veto|veterinaire|procedure|passeport|carte\w*|logement|demande|document\w*|kids id|dossier|travaux|hebergement|traduction|reparation|aide|plan) (?:d|en|de|tres|assez) (?:extreme )?urgen\w+",
    r"(?:accidents?) (?:de|du) travail|accident (?:sans|materiel|de parcours|pas grave)|accident\w* (?:\w+ )?(?:l an|il y a)|declaration d accident|zone d accidents?|risque\w? d accidents?|avant (?:qu|un|l)\w* ?(?:il y ait |y ait )?(?:un )?accident|eviter (?:un |les |des )?accidents?|assurance accidents?",
    r"(?:chanson|film|livre|jeu|serie|conference|soiree|prevention|cours|formation|brevet|stage|exercice|theatre|spectacle|expo\w*|documentaire|campagne|atelier) (?:\w+ ){0,4}?(?:suicide|violences?|secour\w+|harcelement|maltraitance|monoxyde|incendies?|feu|premiers soins)",
    r"secourisme|premiers secours|gestes? qui sauvent|croix rouge|defibrillateur (?:le plus|ou|public)?",
    r"(?:je (?:vous |te )?|j |serais? |suis )(?:etouffe|noie|noye|noyee|coule|creve) (?:sous|dans) (?:\w+ ){0,2}?(?:dettes?|papiers?|travail|factures?|paperasse|formulaires?|administratif|boulot|demarches?)",
]
_NOT_DANGER = re.compile(r"\b(?:" + "|".join(_HARMLESS) + r")\b")

_RULES: dict[str, str] = {
    "suicide": r"""
        (?:me|m|se|s|nous|va se|veut se) (?:suicid\w*|pendre|pend|flingu\w+|ouvrir les veines|taillader|trancher les veines|foutre en l air|jeter (?:du|sous|par|dans le vide|d un)\w*|jette (?:du|sous|par|dans le vide|d un)\w*)
        | suicid\w* | tentative de sui\w* | (?:mettre|met|mets|mettra) (?:un terme|fin) (?:a (?:mes|ma|ses|sa|tout|la|mon|son|cette)) ?(?:jours?|vie|existence|ca|souffrance\w*)?
        | (?:je )?(?:veux|ve|vx|vais|voudrais|veut|vas|voudrait|souhaite|envie de|prefere|prefererais|pense a|j ai envie de) (?:plus que )?(?:mourir|mourrir|mourire|crever|en finir|me tuer|me supprimer|disparaitre pour toujours|me foutre en l air|partir pour toujours|se tuer|me faire du mal|quitter ce monde)
        | (?:plus|pas|aucune|perdu l|perdu toute) (?:du tout |vraiment |l )?(?:envie|gout|force|raison|courage) (?:de |a |la )*(?:vivre|la vie|vie|continuer a vivre)
        | (?:ne |n )?(?:veux|veut|ve|ai) (?:plus|pas) (?:envie de |de )?vivre | vaut (?:mieux|mieu) (?:que je )?(?:meure|mourir|sois morte?) | serai[st]? mieux (?:morte?|sans moi) | mieux (?:si j etais|que je sois) morte?
        | en finir avec (?:la vie|tout ca|ma vie|l existence|mes jours|cette vie) | (?:envie|veux|vais|pense|idee|penser|songe) (?:de |a |d )*(?:en finir|me tuer)$ | (?:tout|ma vie) (?:arreter|n a plus de sens|ne vaut plus) | idees (?:noires|suicidaires|sombres)
        | avale\w* (?:\w+ ){0,3}(?:boites?|plaquettes?|tous (?:mes|ses)|trop de) (?:\w+ ){0,2}(?:medicament\w*|somniferes?|cachets?|comprimes?) | je (?:me|vais me) (?:tue|tuer|mutile\w*|scarifie\w*)(?! a la tache| au travail)
        | (?:sur|au bord d) (?:un |le )?pont (?:\w+ ){0,3}(?:sauter|saute|jeter) | veut sauter (?:du|d un|dans) | ne plus (?:etre la|exister|me reveiller) | m endormir pour toujours | lettre d adieux?
    """,
    "child": rf"""
        {_CHILD} (?:\w+ ){{0,4}}?(?:battue?s?|maltrait\w*|abuse\w*|enferme\w* (?:dans|a la|seul)|kidnappe\w*|enleve\w* (?:par|de force)|violee?s?|martyris\w*|couverte?s? de bleus|en danger|disparue?s?|introuvable\w*|fugue\w*)
        | (?:bat|bats|battre|frapp\w*|tap\w*|cogn\w*|maltrait\w*|abus\w* d\w*|touch\w*|violent?|secou\w*|brutalis\w*|attouch\w*|brule) (?:sur )?(?:ses|son|sa|leurs?|les|des|un|une|mes|mon|ma|sa petite|l) (?:petite? )?{_CHILD}
        | mon {_PARENT} (?:\w+ ){{0,2}}?(?:me |m a |m )(?:{_HITS}|touche\w*|fait du mal|fait des choses|enferme\w*) | ma {_PARENT} (?:\w+ ){{0,2}}?(?:me |m a |m )(?:{_HITS}|touche\w*|fait du mal|fait des choses|enferme\w*) | mes parents (?:me |m )\w*(?:{_HITS}|enferm\w*)
        | (?:attouchements?|inceste|pedophil\w*|maltraitance (?:d|sur|infantile)\w*|abus sexuels?)
        | {_CHILD} (?:\w+ ){{0,4}}?(?:n est (?:pas|jamais|toujours pas) (?:rentre|revenu|arrive)\w*|pas rentre\w*|a fugue|a disparu|ont disparu|s est perdue?|seule?s? (?:dans (?:la |une )?(?:voiture|auto|rue|maison|appart\w*)|depuis|a la maison|en rue|au bord|sur la route)|pleure (?:et )?(?:crie|hurle)\w*)
        | (?:trouve|perdu|retrouve) (?:plus )?(?:un |une |mon |ma |mes )(?:petite? )?(?:enfants?|fils|fille|bebe|gamine?)(?! unique) | (?:trouve|retrouve|vois) (?:plus|pas) (?:mon|ma|mes) (?:\w+ )?{_CHILD} | {_CHILD} (?:qu on|que l on|qu il|qu elle) (?:bat|frappe|tape|enferme)
        | bebe (?:\w+ ){{0,3}}?(?:secoue|abandonne)\w* | (?:ne|n|pas) (?:\w+ )?retrouve\w* (?:mon|ma|mes|notre) (?:\w+ )?{_CHILD}
        | (?:crie|hurle|pleure|frappe)\w* (?:\w+ ){{0,4}}?{_CHILD} (?:\w+ ){{0,3}}?(?:coups|bat|tape|frappe|bleus)
    """,
    "violence": rf"""
        (?:mon|ma|l|son|sa|mn|le|un) (?:\w+ )?{_PARTNER} (?:\w+ ){{0,5}}?(?:me |m a |m |la |l a |le |nous |m avait |est en train de (?:me |la )|veut (?:me |la )|va (?:me |la )|vas (?:me |la )|vient de (?:me |m |la ))(?:encore |re|deja )?{_HITS}
        | (?:il|elle|kil|on|qui) (?:\w+ ){{0,2}}?(?:me |m a |la |l a |m |nous )(?:encore |re)?(?:frapp\w*|bat|battue?|cogn\w*|tap\w* (?:dessus|souvent|encore)|etrangl\w*|viole\w*|tabass\w*|sequestr\w*|rou\w+ de coups|menace de mort|menace de me tuer)
        | (?:bat|frappe|cogne|tabasse|tape|tape sur|etrangle|viole|maltraite|violente) (?:sa|son|ma|la|mon) (?:\w+ )?(?:femme|mari|compagn\w+|copine|copain|epou\w+|conjoint\w*|voisine?|mere|soeur|fille)
        | violences? (?:conjugales?|domestiques?|intrafamiliales?|a la maison|dans (?:mon|le|son) (?:couple|menage)|familiales?|physiques?|entre partenaires) | femmes? (?:battues?|en danger) | (?:conjoint|mari|compagnon|ex|copain) (?:est |devient |tres |trop )?violent
        | (?:ete|etais|etait|suis|est|fait|faite|fais|faire) (?:\w+ )?(?:violee?|battue|frappee|frapper par|battre par|etranglee|sequestree?|violer|tabassee?|tabasser|taper dessus par|agresser sexuellement|agressee? sexuellement) | (?:un |de |mon |le )viol(?:eur)?$ | victime de (?:viol\w*|coups|violences?) | agression sexuelle
        | (?:peur|trouille) (?:de|d|que) (?:mon|ma|l|son|qu il|qu elle|lui) ?(?:\w+ ){{0,3}}?(?:{_PARTNER}|me (?:tue|frappe|batte|tape|fasse)|tue) | (?:il|elle|mari|ex|compagnon|copain|homme) (?:\w+ ){{0,3}}?(?:veut|va|vas|menace de|a dit qu il allait|dit qu il va) (?:me |nous |la )(?:tuer|buter|faire la peau|crever|egorger|bruler)
        | m enferme (?:a|dans|chez|a clef|a cle)\w* | refuge pour femmes | (?:fuir|quitter|partir|echapper) (?:a |de |d )?(?:chez )?(?:mon|un) (?:mari|compagnon|ex|conjoint) (?:violent|qui me)
        | couteau (?:sous|sur) (?:la|ma|sa) gorge
    """,
    "fire": r"""
        (?:en|a pris|prend|prends|pris|prit) (?:en )?feu | (?:il )?y a (?:le |du |un |des )?(?:feux?|flammes?|incendie) | (?:le |un |au )?(?:feu|fe) (?:dans|a|au|chez|se propage|sur|derriere|est en train|s etend|qui)(?! (?:jardin|rouge|cheminee|carrefour|rond|vert)) | (?:^|\b)au feu(?:$| (?:!|la|chez|vite|dans|au|svp|aide|venez))
        | incendi\w* | (?:maison|cuisine|appart\w*|appartement|toit|toiture|grange|voiture|auto|cheminee|chambre|cave|garage|friteuse|immeuble|batiment|foret|bois|poubelle|champ|buanderie|ecole|hangar|haie|rideaux?|salon|poele|canape|bus|camion|four|seche linge|lave linge|tableau electrique|prise) (?:\w+ ){0,3}?(?:brule|brulent|bruler|est en flammes?|en flammes?|flambe|crame|en feu|a pris feu|prend feu|est en train de bruler)
        | (?:ca|ici|tout|sa|elle|il) (?:est en train de )?(?:brule|bruler|crame|flambe|flamber)(?! les| un| des| mes| ses) | flammes? (?:qui|sortent|dans|chez|sur|partout|au|a|sort) | (?:grosse|beaucoup de|plein de|epaisse|de la|une) fumees? (?:noire |epaisse |blanche )?(?:sort|qui sort|sortent|partout|dans|s echappe|noire|chez|de (?:la maison|chez|l appart\w*)|du toit|envahit|epaisse|au dessus)\w* | feu chez | feu de (?:friteuse|maison|voiture|cuisine|foret|cheminee (?:en cours|chez|la|maintenant|vite))
        | (?:pompiers?|ponpier|ponpiers|pompié) (?:vite|svp|au secours|urgent|maintenant|d urgence|\!) | (?:appel\w*|envoy\w*|besoin|appeler) (?:\w+ ){0,3}?(?:les |des |d )?pompiers?(?! pour (?:un )?(?:nid|guepe|chat|calendrier))
    """,
    "gas": r"""
        (?:odeurs?|sent|sens|senteur|fuites?|pue|fuit|fuyte|renifle|parfum|ca sent|sa sent|sentons|sentir) (?:\w+ ){0,3}?(?:gaz|gas|mazout dans|monoxyde)\b | gaz (?:\w+ ){0,2}?(?:fuit|s echappe|fuite|qui fuit|partout|odeur) | monoxyde | intoxi\w* au (?:co|monoxyde|gaz) | co2? dans (?:la|ma) (?:maison|salle de bain) | alarme (?:co|gaz|monoxyde) | detecteur (?:de )?(?:co|gaz|monoxyde)(?: de carbone)? (?:\w+ ){0,2}?(?:sonne|bipe|hurle)
        | arrache\w* (?:la |une |le )?(?:conduite|tuyau|canalisation) de gaz | coup\w* (?:la |une )?conduite de gaz
    """,
    "poison": r"""
        (?:aval\w*|bu|boit|boire|mang\w*|inger\w*|ingur\w*|suce\w*|bus|buvait|lecher?) (?:\w+ ){0,5}?(?:javel|eau de javel|detergent|produit\w*|lessive|capsules? de|pile\w*|medicament\w*|comprimes?|cachets?|somniferes?|antigel|white spirit|deboucheur|mort aux rats|raticide|soude|acide|essence|mazout|pesticide|herbicide|roundup|champignon\w*|baies?|liquide vaisselle|pastille\w*|alcool a bruler|huile essentielle|aspirine|dafalgan|muguet|if|if toxique|digitale|insecticide|poison|anti ?limaces?|nettoyant|chlore|vernis|parfum|dissolvant|desinfectant|methadone|drogue|cannabis)
        | empoisonn\w* (?!l |les |aux )| intoxi(?:que\w*|cation\w*|cassion) | anti ?poisons? | (?:produit|substance|plante) toxique (?:aval|dans|bu)\w* | (?:a|ai|as) pris trop de (?:medicament\w*|cachets?|comprimes?|somniferes?) | overdose | (?:javel|produit|soude|acide) (?:dans|sur) (?:les |l |ses |mes )?(?:yeux|oeil|visage)
    """,
    "injury": rf"""
        (?:crises?|arrets?|attaques?|malaises?) (?:cardia\w*|du coeur|au coeur) | infarctus | (?:fait|fais|faire|eu|a|en train de faire|serait) (?:un |une )?(?:avc|infarctus|crise d epilepsie|hemorragie|embolie|oedeme|convulsions?|arret) | avc$ | (?:en train de |entrain de |est en |fait une )?(?:convulse|convulsions?|convulser)
        | (?:respir\w*) (?:plus|pas|presque plus|mal|tres mal|a peine|difficilement) | (?:plus|pas|arrive pas a|peine a|difficulte a|mal a|du mal a|n arrive plus a) (?:bien )?respir\w* | (?:inconscient\w*|evanoui\w*|sans connaissance|perdu connaissance|perd connaissance|coma|ne (?:se )?reveille (?:pas|plus)|reagit plus|ne repond plus|bouge plus|tombee? dans les pommes|perte de connaissance|inanime\w*|se reveille (?:pas|plus)|repond plus)
        | (?:saign\w*|seigne|pisse le sang|perd (?:\w+ )?(?:beaucoup de |du |plein de )?sang|hemorragi\w*|sang partout|vomit du sang|crache du sang|plein de sang|baigne dans son sang|mare de sang)
        | (?:grave|gros|terrible|violent|un) accident (?:de (?:voiture|moto|velo|roulage|la route|tracteur|bus|train|chasse) )?(?:vient|grave|avec|devant|sur (?:la|l|le)|ici|il y a|a l instant|au carrefour|sur n\d|la|maintenant|blesse\w*|est arrive|dans ma rue|en face|entre|mortel)\w* | accident (?:\w+ ){{0,4}}?(?:bless\w*|mort\w?|coinc\w*|incarcer\w*|grave|ambulance|mourant) | vient d (?:avoir|y avoir) un accident
        | (?:bless\w*|amoch\w*) (?:\w+ ){{0,2}}?(?:grave\w*|par balle|au couteau|a la tete|par terre|sur la route|tres|mortel\w*) | (?:grave\w*|quelqu un est|personne est|des|un|plusieurs|il y a (?:un|une|des|\d)|homme|dame|enfant|cycliste|pieton) (?:est |sont |personnes? )?bless\w*
        | (?:renvers\w*|ecras\w*|fauch\w*|percut\w*|heurt\w*) (?:par|un|une|une? \w+ par) (?:une? )?(?:voiture|auto|camion|bus|train|moto|tracteur|enfant|pieton|cycliste|vieille|dame|velo|gamine?|garcon|fille|bagnole|tram|homme|femme|ecolier)
        | (?:se noie|noyade|noye\w*|se noyer|tombee? (?:a l eau|dans (?:l eau|la meuse|le canal|la sambre|la riviere|l etang|la piscine|le puits|l ourthe|le lac|la semois|la lesse))|train de couler|etouffe|s etouff\w*|s etrangle|avale de travers|electrocut\w*|foudroy\w*|defenestr\w*|poignard\w*|coup de couteau|ecrase sous|coinc\w* sous|enseveli\w*|empal\w*|amput\w*|brul\w+ (?:grave\w*|au (?:2|3|second|deuxieme|troisieme)|avec de l (?:eau|huile) bouillante)|s est (?:brulee?|ebouillante\w*) (?:grave\w*|fort|tres))
        | (?:mal|douleurs?|serre|point) (?:\w+ ){{0,3}}?(?:poitrine|thora\w*|au coeur|bras gauche) | perd\w* les eaux | (?:accouche|accoucher|bebe arrive|bebe sort|contractions? (?:toutes|rapproch\w*|fortes)) ?(?:maintenant|ici|en ce moment|dans la voiture|la|tout de suite|chez nous|a la maison)? ?(?=vite|$|toutes|rapproch|fortes|dans|maintenant|ici) | (?:choc|reaction) (?:allergique|anaphylactique) | ambulances? | samu | smur | (?:bouche|visage|bras) (?:\w+ )?(?:de travers|paralys\w*|tombant\w*) | urgence vitale | entre la vie et la mort | en train de mourir | il va mourir | elle va mourir | va(?:s|is)? mourir(?! un jour| de)
        | (?:tombee?|chut\w*|glissee?) (?:\w+ ){{0,6}}?(?:bouge plus|se releve (?:pas|plus)|peut plus se (?:relever|lever)|inconscient\w*|saign\w*|saigne|tete ouverte|du toit|d une echelle|de l echelle|du (?:2|3|4|premier|deuxieme|troisieme)\w*|par la fenetre|dans (?:l|les) escaliers? et|fracture|jambe cassee)
        | {_PERSON} (?:est )?(?:tombee?|ecroulee?|s est ecroule\w*|effondree?|s effondre|git) (?:\w+ ){{0,3}}?(?:rue|trottoir|sol|par terre|inanime\w*) (?:\w+ ){{0,4}}?(?:bouge|repond|secours|vite|reagit|aide|saign\w*)
    """,
    "police": r"""
        (?:cambriol\w*|voleurs?|intrus|rodeurs?|quelqu un|un homme|des hommes|des gens|on|un type|un inconnu|des jeunes|des types|un individu|un gars) (?:\w+ ){0,4}?(?:en train (?:de|d) (?:cambriol\w*|voler|entrer|forcer|casser|fracturer|s introduire|escalader|m agresser|frapper|se battre|nous (?:attaquer|cambrioler))|en cours|essaye? (?:d|de) (?:entrer|forcer|rentrer|ouvrir ma porte|defoncer|s introduire)|essaie (?:d|de) (?:entrer|forcer|rentrer|ouvrir ma porte|defoncer|s introduire)|tente (?:d|de) (?:entrer|forcer|rentrer|s introduire|penetrer)|force (?:ma|la|notre) (?:porte|serrure|fenetre)|est entre (?:chez|dans)|rentre chez (?:moi|nous|le voisin)|dans (?:ma|notre|la) (?:maison|cave|garage|cour|chambre|cuisine)|dans mon (?:jardin|garage|appart\w*)|chez (?:moi|nous)(?! demain| lundi| pour)|me (?:suit|poursuit|braque|menace)|avec une? (?:arme|couteau|fusil|pistolet|hache|machette|batte|cagoule)|nous menace\w*|m agresse|menace (?:tout le monde|les gens|de tirer|ma|mon|des))
        | (?:arme|couteau|fusil|pistolet|machette|hache|flingue|revolver|kalach\w*) (?:a la main|braque\w*|pointe\w*|et (?:il )?menace|contre moi|sur moi|dans la rue|sorti) | coups? de (?:feu|fusil|couteau|pistolet) | (?:tire|tirent|tirer|tirs?) (?:\w+ )?(?:sur (?:les gens|moi|nous|quelqu|des|la foule|tout)|des coups de feu|dans la rue|avec (?:un fusil|une arme)) | fusillade | tireur | prise d otages? | attentat | terroris\w* | alerte a la bombe | colis suspect | bombe (?:dans|a|sous|artisanale|qui|de la guerre|non)
        | (?:on|il|ils|quelqu un|un homme|elle|type|gars) (?:\w+ )?(?:m|me|nous|l|la) (?:agress\w*|attaqu\w*|braqu\w*|menac\w* (?:avec|de mort|d un)|suit(?! dans)|poursui\w*|vol\w* a l instant|sequestr\w*|bat|frappe|tabasse) | (?:suis|est) (?:en train (?:de|d) (?:me|se) faire |)(?:suivie?(?! par (?:un|une|le|mon|ma|la) (?:medecin|psy\w*|assistant\w*|docteur|cpas|dermato\w*|service))|poursuivie?|agressee?|braquee?|attaquee?|menacee? de mort|sequestree?)(?! hier| la semaine)
        | agress\w* (?:en cours|maintenant|dans ma rue|devant|la|en ce moment) | (?:bagarre|rixe|baston|ils se battent|se battent|se tapent dessus|se tabassent|castagne|se tirent dessus) | (?:me|m|se) fai(?:t|s|re) (?:agress\w*|attaqu\w*|braqu\w*|poursui\w*|cambriol\w*|frapp\w*|tabass\w*)(?! hier| la semaine| l an) | (?:cambriolage|vol|braquage|agression|effraction|home ?jacking|car ?jacking) (?:en cours|maintenant|en ce moment|chez (?:le|la|mon|ma) vois\w*|chez moi la|est en train) | hold up | braquage
        | on (?:nous|me|m) (?:cambriole|vole|braque|agresse|attaque)(?: en ce moment| la| maintenant|$) | (?:police|flics?|policiers?) (?:vite|d urgence|maintenant|tout de suite|au secours) | (?:appel\w*|envoy\w*|besoin de) (?:vite |d urgence |tout de suite )?(?:la |une patrouille de )?police (?:vite|d urgence|maintenant|svp|tout de suite|!|chez)
        | (?:quelqu un|il|homme|voisin|type) (?:\w+ ){0,3}?(?:crie|hurle)\w* (?:\w+ ){0,3}?(?:au secours|a l aide|secours) | enlev\w+ (?:de force|une fille|un enfant|ma|mon) | kidnapp\w* | (?:viens|vient) de (?:me|se) faire (?:agress\w*|attaqu\w*|braqu\w*|cambriol\w*|voler mon sac|arracher)
    """,
    "other": r"""
        au ?se?cour[st]?e? | o secour[st]? | oskour | ausecour\w* | a l aide(?! d| a| de| du| des| aux)(?= |$) | (?:^|\b)(?:alaide|help me|help)(?:$|\b) | sos | (?:danger|peril) (?:de mort|imminent|immediat|grave|mortel) | (?:suis|sommes|est|sont|vie|vies) (?:\w+ )?en (?:grand )?(?:danger|peril) | c est une urgence | (?:vite|urgent) (?:c est|quelqu un|une|qqun) (?:grave|va mourir|en danger|meurt|aide)\w* | (?:cas|cas d) urgence vitale
        | (?:cable|cables|fil|fils|ligne|pylone|poteau) (?:electriques?|haute tension|de courant|a haute tension|du courant|electrique) (?:\w+ ){0,5}?(?:par terre|a terre|au sol|tombe\w*|arrache\w*|pend\w*|sur la route|etincelle\w*|traine\w*|dans l eau|qui) | electricite (?:\w+ ){0,2}?(?:etincelles?|dans l eau) | (?:explos\w+|effondre\w*|ecroule\w*|ecroul\w*|eboul\w*) (?:\w+ ){0,4}?(?:maison|mur|toit|immeuble|facade|gens|quelqu un|personne|plafond|pont|batiment|chez)| (?:maison|mur|toit|immeuble|facade|plafond|pont|batiment|grue|echafaudage|arbre) (?:\w+ ){0,4}?(?:effondre\w*|ecroule\w*|explos\w*|sur (?:quelqu un|des gens|une personne|une voiture avec)) | explosion
        | (?:bloque\w*|coinc\w*|prisonni\w*|piege\w*|enferme\w*) (?:\w+ ){0,5}?(?:l eau monte|inond\w*|ascenseur|sur le toit|dans l eau|dans (?:la|ma|sa) voiture|par l eau|etage|sous|flammes?|fumee|par les eaux|sur les rails|passage a niveau) | (?:l eau|eau) (?:monte|arrive|envahit|entre) (?:\w+ ){0,6}?(?:bloque\w*|coinc\w*|etage|vite|secour\w*|toit|sortir|pas sortir|nager|bebe|vieille|enfant\w*|danger) | emport\w* par (?:l eau|le courant|la riviere|les flots)
        | (?:numero|appeler|appelle|compose\w*|faire le|le) (?:le )?(?:112|101|100)(?! euro| eur| m| ans| jour| k| km| \d| gr| l| personnes)(?= |$) | numeros? (?:d urgences?|des secours|de secours|des urgences|d appel urgent)| les secours | (?:deraill\w*|voiture (?:\w+ ){0,3}?(?:dans le canal|dans la meuse|dans l eau|sur les rails|voie ferree)) | produits? chimiques? (?:\w+ ){0,3}?(?:fuit|renvers\w*|nuage|deverse\w*)
    """,
}
_COMPILED = {kind: re.compile(r"(?<![a-z0-9])(?:" + re.sub(r"\s*\n\s*", " ", rule).strip().replace(" | ", "|") + r")(?![a-z0-9])") for kind, rule in _RULES.items()}
_ABOUT_AN_ANIMAL = re.compile(rf"\b(?:mon|ma|mes|un|une|le|la|les|des|d un|son|sa|leur|petit|jeune|ce) {_ANIMAL}\b")
_LONG_AGO = re.compile(rf"\b{_PAST}\b")
_NOW = re.compile(r"\b(?:maintenant|en ce moment|en train|vite|au secours|a l instant|tout de suite|toujours|encore|a nouveau|vient de|viens de)\b")

_PASSES_WITH_TIME = frozenset({"fire", "gas", "poison", "injury", "police"})
"""What is no danger any more when it happened in the past; violence, suicide and a child in danger come back."""
_OF_ANIMALS_TOO = frozenset({"injury", "poison", "other"})
"""What may befall an animal, which no emergency number is for."""


@dataclass(frozen=True)
class Danger:
    """A danger to life: one of :data:`KINDS`, and the words that say it."""

    kind: str
    first: int
    last: int


def find(words: Sequence[Word]) -> Danger | None:
    """The danger that a message speaks of, or None."""
    line = " ".join(word.form for word in words)
    left = _NOT_DANGER.sub(lambda match: "#" * len(match.group()), line)
    past = _LONG_AGO.search(line) and not _NOW.search(line)
    animal = _ABOUT_AN_ANIMAL.search(line)
    for kind in KINDS:
        match = _COMPILED[kind].search(left)
        if match and not (past and kind in _PASSES_WITH_TIME) and not (animal and kind in _OF_ANIMALS_TOO):
            return Danger(kind, line[: match.start()].count(" "), line[: match.end()].rstrip().count(" "))
    return None
