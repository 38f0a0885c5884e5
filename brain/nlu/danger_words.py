"""Who and what the rules of danger are about, as patterns over folded words joined by single spaces (:mod:`brain.nlu.danger`).

What looks like danger and is not comes first; the situations are in
:mod:`brain.nlu.danger_people` and :mod:`brain.nlu.danger_events`.
"""

from __future__ import annotations

PERSON = (
    r"(?:mon |ma |mes |son |sa |le |la |un |une |l |quelqu |sa )?(?:(?:petit|petite|grand|beau|belle|vieux|vieille) )?(?:mari"
    r"|femme|epou\w+|compagnon|compagne|copain|copine|conjoint\w*|ex|mec|homme|pere|papa|mere|maman|frere|soeur|fils|fille"
    r"|enfants?|bebe|gamine?|voisine?|ami\w?|monsieur|dame|personne|gosse|gars|jeune|ado|mamy|mamie|papy|papi|bonne?maman"
    r"|bonpapa|oncle|tante|cycliste|pieton|ouvrier|collegue|un|garcon|petit|petite|fillette)"
)
PARTNER = r"(?:mari|femme|epou\w+|compagnon|compagne|copain|copine|conjoint\w*|ex|mec|homme|amoureux|concubin|jules|partenaire)"
PARENT = (
    r"(?:pere|papa|mere|maman|beau pere|belle mere|parents?|beaux? parents?|tonton|oncle|grand pere|papy|educateur|prof\w*"
    r"|instit\w*)"
)
HITS = (
    r"(?:frapp\w*|frape\w*|bat|batt\w*|(?<!la )bas|tap\w*|cogn\w*|etrangl\w*|gifl\w*|brutalis\w*|viol\w*|violent\w*|menac\w*"
    r"|maltrait\w*|tabass\w*|sequestr\w*|agress\w*|tuer?|poignard\w*|rou\w+ de coups)"
)
CHILD = (
    r"(?:enfants?|fils|fille|fillette|garcon|petits?|petites?|bebe|gamine?s?|gosses?|ado|niece|neveu|eleve|mineur\w*)"
)
ANIMAL = (
    r"(?:chats?|chiens?|chatons?|chiots?|oiseaux?|pigeons?|herissons?|poules?|animal|animaux|bete|chevreuil|vache|cheval"
    r"|canard|cygne|renard|lapin|rapace|chouette|hibou|merle|corneille|biche|sanglier|blaireau|mouton|tortue|perroquet"
    r"|ecureuil)"
)
PAST = (
    r"(?:hier|avant hier|(?:la |cette )?(?:semaine|annee) (?:passee|derniere)|(?:le |l )?(?:mois|an|ete|week end|hiver)"
    r" (?:passe|dernier)|il y a (?:\w+ ){1,3}(?:jours?|semaines?|mois|ans?|annees?)|en \d{4}|apres (?:l |mon |un |notre |son"
    r" |une |sa |ma )(?:incendie|accident|cambriolage|agression|infarctus|avc|crise cardiaque|operation|hospitalisation)|suite a (?:l |un |mon |notre |son"
    r" )\w+|depuis (?:l |mon |un |son )(?:incendie|accident|cambriolage|agression|avc|infarctus))"
)

REPORTED = (
    r"(?:(?:la |cette )?(?:nuit|soiree) (?:passee|derniere)|cette nuit|ce matin|(?:pendant|durant) (?:\w+ )?(?:absence|vacances|courses|conges|"
    r"travail|nuit)|en mon absence|a mon retour"
    r"|est plus la|sont partis|est reparti\w*|(?:porter|deposer|depose|porte) (?:une )?plainte|faire acter|acter|declarer (?:le|un) (?:vol|"
    r"cambriolage)|proces verbal|inspecteur\w*"
    r"|assurance|attestation)"
)
"""What is said of a burglary that is over: whoever asks for a report is not at the window."""

HARMLESS: list[str] = [
    (
        r"feux? (?:rouges?|verts?|orange|tricolores?|clignotants?|de signalisation|d artifices?|de la saint\w*|de (?:joie|camp|jardin"
        r"|bois|pneus|stop|circulation|croisement|position|poele)|de dechets|de branches|pieton\w*|ouvert|saint\w*|avant"
        r"|arriere)"
    ),
    (
        r"(?:grands?|couvre|plein|coup de|pot au|vieux|arret au|au|aux|les) feux?(?= (?:rouge|tricolore|du carrefour|du rond|de la n"
        r"|sont|reste|ne (?:fonctionne|marche)|en panne|clignote))"
    ),
    (
        r"grands? feux?|couvre feu|pot au feu"
        r"|feu (?:mon|ma|son|sa|notre|leur) (?:pere|mere|mari|femme|epou\w+|frere|soeur|oncle|tante|grand|beau|belle|fils|fille)\w*"
        r"|feu (?:monsieur|madame|mr|mme) \w+|brasero\w*|barbec\w+|bbq"
        r"|feu vert|permis de feu|lutte contre l incendie|dans le feu de l action"
    ),
    (
        r"(?:faire|allumer|fer|brule|bruler|autorise|autoriser|interdit|droit|interdiction|faire un|faire du|autorises|permis|un petit"
        r"|organiser) (?:\w+ ){0,3}?(?:feux?|dechets?|branch\w*|feuilles?|papiers?|bois|herbes?|vegetaux|tailles|cartons?|sapins?"
        r"|pneus|palettes?)"
    ),
    r"(?:peut on|puis je|on peut|je peux|a t on|ai je|j ai) (?:\w+ ){0,4}?(?:bruler|feux?)(?: \w+){0,3}",
    (
        r"(?:voisins?|voisine|quelqu un|gens) (?:\w+ ){0,3}?(?:brul\w+|fait|font|allume\w*)(?: \w+){0,2} (?:feux?|dechets?|branch\w*"
        r"|feuilles?|plastique\w*|crasses?|herbes?|pneus?|ordures?|vegetaux|jardin|saletes?|tailles?|cochonneries?|palettes?"
        r"|poubelles?)"
    ),
    (
        r"(?:alarmes?|assurances?|preventions?|detecteurs?|normes?|securite|rapport|attestations?|certificats?|controle|consignes?"
        r"|exercice|porte|prime|dossier|camion|visite|risques?|reglement|mesures?|extincteur\w*|bouches?|bornes?) (?:d |anti |en cas d"
        r" |coupe )?incendies?"
    ),
    (
        r"(?:caserne|bal|calendriers?|souper|fete|jpo|porte\w? ouverte\w?|journee|devenir|volontaire|metier|formation|camion|arsenal"
        r"|cadets?|marchent|service|zone|avis|rapport|facture|attestation|redevance|intervention) (?:des |de |du |d |les |chez les "
        r"|aux |chez |jeunes )*(?:sapeurs )?pompiers?|pompiers? (?:volontaires?|volontariat|de service|passent|sont passes|ont facture"
        r"|sont venus|viennent|vendent|m ont|pour|etaient|enlev\w+|detruis\w+|nid\w*)"
    ),
    (
        r"(?:compteur|chaudiere|facture|fournisseur|prime|raccord\w*|chauffage|cuisiniere|(?:bouteilles?|bonbonnes?)(?= (?:de |"
        r"a )?gaz(?! (?:\w+ ){0,3}?(?:fui|siffl|perc|perd|chauff|explos|sent\b)))|prix|tarif social"
        r"|tarif|poele|convecteur|budget|index|releve) (?:\w+ ){0,3}?gaz|gaz (?:naturel|et electricite|de"
        r" ville|a effet|d echappement|propane|butane)|lacrymo\w*|masque a gaz"
    ),
    (
        r"(?:me|m|nous|te|vous|se) (?:tue|tuent|tuer|tuez|tues|tueront|crev\w*)(?= (?:a petit feu|a la tache|au travail|le dos|les"
        r" yeux|les oreilles|avec|de rire|tellement|de fatigue|les nerfs))"
    ),
    *(
        r"(?:factures?|dettes?|charges|impots?|taxes?|loyers?|prix|credits?|frais|chaleur|paperasse|administration|travail) (?:\w+ ){0,2}?(?:m|nous|me|l|les)"
        r" (?:etouff|noi|asphyxi|tu)\w*",
        (
            r"(?:etouff|noye|asphyxi|ecrase)\w* (?:par|sous|dans|avec|de) (?:\w+ ){0,2}?(?:factures?|dettes?|charges|impots?|taxes?|loyers?|"
            r"credits?|frais|travail|paperasse|papiers)"
        ),
        r"(?:commune|etat|gouvernement|region|banque|fisc) (?:\w+ )?(?:m|nous|les|l) etouff\w*",
        r"(?:on|ca|c est|allons nous|allez vous|on va) etouff\w*|etouffante?s?",
        r"autour (?:des|du|de|d un) (?:feux?|flammes?)|(?:plus|pas) de flamme|feux? au milieu|(?:coups? de )?fusil a blanc|code morse sos",
        (
            r"(?:permis|carte|gsm|telephone|cles?|clefs?|portefeuille|papiers?|lunettes|demande|autorisation|dossier|passeport|"
            r"cohab\w*)(?: \w+){0,4}? tomb\w+ (?:a l eau|dans (?:la|le|l) \w+)"
        ),
        (
            r"pas besoin (?:d|de|des|de l|d une|de la) (?:ambulance|pompiers?|police|secours)|personne n est en danger|(?:sans passer par|deranger|"
            r"encombrer) le (?:112|101)"
        ),
        (
            r"au secours (?:lol|mdr|haha)|au secours pour (?:le|la|les|un|une) \w+|en cas de peril|en finir sans (?:son|sa|l|leur)|"
            r"sous le numero \d+|en parle plus|pas kidnapp\w*"
        ),
        r"(?:manteaux?|pull|gilet|veste|cartable|sac|velo|bonnet|yeux|badge|casquette|echarpe|maillot|pantalon)s? bleu\w*|fumee passe par ma hotte",
        (
            r"menac\w+ de (?:me |m |nous |le |la |les )?(?:rayer|radier|couper|expulser|virer|licencier|retirer|saisir|sanctionner|poursuivre|"
            r"mettre (?:dehors|une amende))"
        ),
        (
            r"saign\w* (?:encore |toujours )?(?:un peu|legerement)|frappee?s? (?:par|d) (?:la |une |un )?(?:maladie|cancer|alzheimer|sclerose|"
            r"interdiction|amende|deuil)"
        ),
        (
            r"(?:borne|poteau|panneau|barriere|murets?|potelet|poubelle|lampadaire|banc|cloture|haie|abribus|boite|conteneur|bac|"
            r"mur)s? (?:\w+ ){0,3}?(?:renvers|percut|heurt|ecras|fauch)\w* par"
        ),
    ),
    (
        r"(?:fils|fille|enfants?|gamins?|gosses?|ados?|chef|patron|boulot|travail|prix|chaleur|commune|administration|paperasse"
        r"|formulaires?|facture|bruit|ca|cela|dos|attente|voisin|chien) (?:va |vont |vas )?(?:me|m|nous) (?:tue|tuent|tuer|crev\w+"
        r"|acheve\w*|rend\w* fou)(?! avec un)"
    ),
    (
        r"(?:mort|morte|morts|meurs|mourir|mourrai|creve|crever|mourant\w*) (?:de|d) (?:rire|faim|soif|froid|chaud|fatigue|honte|peur"
        r"|ennui|envie|trouille|impatience|curiosite|vieillesse|sa belle)"
    ),
    (
        r"(?:bat|battre|battu\w*) (?:\w+ ){0,2}?(?:aux?|le record|des records|en|son plein|la campagne|froid|tapis|monnaie) ?(?:echecs"
        r"|jeux?|cartes|foot|ps\d|tennis|score|petanque)?"
    ),
    (
        r"(?:tuer|tue|exterminer|eliminer|empoisonner) (?:\w+ ){0,3}?(?:rats?|souris|guepes?|frelons?|mauvaises herbes|fourmis"
        r"|limaces?|taupes?|nid|moustiques|cafards|pucerons|herbes?|orties?|mousse|temps|ronces|blattes|chenilles|mites|punaises"
        r"|pigeons?|plantes?)"
    ),
    (
        r"(?:frapp\w+|frape) (?:\w+ ){0,2}?(?:porte|guichet|fenetre|vitre|mur)|coups? (?:de fil|de main|de pouce|de pinceau|d oeil|de"
        r" telephone|de frein|de gueule|de vent|de chaud|de balai|de soleil|de coeur|de peinture)"
    ),
    (
        r"en finir (?:avec|une fois|pour de bon|au plus vite|rapidement|vite)(?! la vie| tout ca| ma vie| l existence| mes jours|"
        r" cette vie)"
    ),
    (
        r"(?:mourir|partir|mort|mourrir) (?:\w+ ){0,3}?(?:digne\w*|dignite|chez moi|a la maison|a domicile|de facon)|euthana\w*"
        r"|(?:declaration|testament|acte|certificat) (?:\w+ ){0,2}?(?:deces|mort)|soins palliatifs|fin de vie"
    ),
    (
        r"a l aide (?:d\b|du|de|des|a domicile|sociale|au|familiale|menagere|alimentaire|juridique|a la)|besoin d aide (?:pour|a|au"
        r"|avec|dans)|droit a l aide|appel a l aide (?:sociale|familiale)"
    ),
    r"sos (?:pc|ordi\w*|plomb\w*|depann\w*|serrur\w*|informatique|devoirs?|animaux|electro\w*|seniors?|administratif)",
    (
        r"(?:poste|medecin|dentiste|pharmaci\w+|veto|veterinaire|procedure|passeport|carte\w*|logement|demande|document\w*"
        r"|kids id|dossier|travaux|hebergement|traduction|reparation|aide|plan) (?:d|en|de|tres|assez) (?:extreme )?urgen\w+"
    ),
    (
        r"(?:accidents?) (?:de|du) travail|(?:sans|aucun|jamais (?:eu )?d|pas eu d) accidents?"
        r"|accident (?:sans|materiel|de parcours|pas grave)|accident\w* (?:\w+ )?(?:l an|il y a)"
        r"|declaration d accident|zone d accidents?|risque\w? d accidents?|avant (?:qu|un|l)\w* ?(?:il y ait |y ait )?(?:un )?accident"
        r"|eviter (?:un |les |des )?accidents?|assurance accidents?"
    ),
    (
        r"(?:chanson|film|livre|jeu|serie|conference|soiree|prevention|cours|formation|brevet|stage|exercice|theatre|spectacle|expo\w*"
        r"|documentaire|campagne|atelier) (?:\w+ ){0,4}?(?:suicide|violences?|secour\w+|harcelement|maltraitance|monoxyde|incendies?"
        r"|feu|premiers soins)"
    ),
    (
        r"fils? (?:electriques?|de fer|barbeles?)(?! (?:\w+ ){0,4}?(?:par terre|a terre|au sol|pend|tomb|traine|denude|arrache|a nu))"
        r"|charbon de bois brule"
    ),
    (
        r"(?:c|ca|cela|ce|tout|projets?|fetes?|plans?|activites?|sorties?|rendez vous|mariage|vacances|soiree|marche) (?:\w+ ){0,3}?"
        r"tomb\w+ a l eau"
    ),
    r"secourisme|premiers secours|gestes? qui sauvent|croix rouge|defibrillateur (?:le plus|ou|public)?",
    (
        r"(?:je (?:vous |te )?|j |serais? |suis )(?:etouffe|noie|noye|noyee|coule|creve) (?:sous|dans) (?:\w+ ){0,2}?(?:dettes?"
        r"|papiers?|travail|factures?|paperasse|formulaires?|administratif|boulot|demarches?)"
    ),
]
"""What looks like danger and is not: taken out of the message first."""
