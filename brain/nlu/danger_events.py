"""The situations of danger around people: fire, gas, poison, injuries, crimes, and plain calls for help (see :mod:`brain.nlu.danger`)."""

from __future__ import annotations

from brain.nlu.danger_words import PERSON

EVENTS: dict[str, list[str]] = {
    "fire": [
        r"(?:^|\b)(?:au )?feu (?:a |dans |de )?(?:ma|la|notre|sa) (?:maison|baraque|cuisine|chambre|grange|voiture|cave)",
        r"appeler pour le feu|numero (?:des |de |d |du )?pompiers?",
        (
            r"(?:ca|sa|il y a) (?:\w+ ){0,3}?(?:sent|odeur de) (?:fort )?(?:le )?brule (?:\w+ ){0,3}?(?:immeuble|maison|appart\w*|partout|prise|"
            r"couloir|fort|chez moi)"
        ),
        r"feu a la (?:baraque|maison|cuisine|ferme|cheminee)|l feu|feu maison",
        r"il faut (?:les|des) pompiers|depecher les pompiers",
        r"incendie s est declare",
        r"fumee (?:passe|entre|monte) (?:sous|dans|par)|cheminee ronfle|etincelles jaillissent",
        r"(?:en|a pris|prend|prends|pris|prit) (?:en )?feu",
        r"(?:il )?y a (?:le |du |un |des )?(?:feux?|flammes?|incendie)",
        (
            r"(?:le |un )(?:feu|fe) (?:dans|au|chez|se propage|s etend|qui (?:se|prend|gagne))(?! (?:le |mon |son"
            r" |notre |ton |un |les )?(?:jardin\w*|rouge|cheminee|carrefour|rond|vert|poele|coin|barbecue|prairie"
            r"|fond))"
        ),
        (
            r"(?:a|ont) mis le feu (?:a (?:ma|la|sa|mon|une?|notre) )?(?:maison|voiture|porte|appart\w*|poubelle"
            r"|grange|immeuble|chez|cave|garage)"
        ),
        r"(?:^|\b)au feu(?:$| (?:!|la|chez|vite|dans|au|svp|aide|venez))",
        r"(?:un |gros |grand |l )?incendie (?:en cours|chez|dans|a cote|maintenant|rue|vite|juste)",
        r"^(?:un )?incendie(?: \w+)?$",
        r"(?:il y a|y a|ya) (?:un |le )?(?:gros |debut d |depart d )?(?:incendie|feu)(?! rouge| vert| tricolore)",
        (
            r"(?:maison|cuisine|appart\w*|appartement|toit|toiture|grange|voiture|auto|cheminee|chambre|cave"
            r"|garage|friteuse|immeuble"
            r"|batiment|foret|bois|poubelle|champ|buanderie|ecole|hangar|haie|rideaux?|salon|poele|canape|bus"
            r"|camion|four|seche linge|lave"
            r" linge|tableau electrique|prise) (?:\w+ ){0,3}?(?:(?<! a )brule|brulent|bruler|est en flammes?|en flammes?"
            r"|flambe|crame|en feu|a"
            r" pris feu|prend feu|est en train de bruler)"
        ),
        r"(?:ca|ici|tout|sa|elle|il) (?:est en train de )?(?:brule|bruler|crame|flambe|flamber)(?! les| un| des| mes| ses)",
        r"flammes? (?:qui sortent|sortent|dans|chez|partout|au (?:toit|premier)|sort)",
        (
            r"(?:grosse|beaucoup de|plein de|epaisse|de la|une) fumees? (?:noire |epaisse |blanche )?(?:qui"
            r" )?(?:sort|sortent|s echappe|envahit)\w* (?:du|de|dans|d|la|le|ma|mon)"
        ),
        (
            r"(?:grosse|beaucoup de|plein de|epaisse|de la|une) fumees? (?:noire |epaisse |blanche )?(?:sort|qui"
            r" sort|sortent|partout|dans"
            r"|s echappe|noire|chez|de (?:la maison|chez|l appart\w*)|du toit|envahit|epaisse|au dessus)\w*"
        ),
        r"feu chez",
        r"feu de (?:friteuse|maison|voiture|cuisine|foret|cheminee (?:en cours|chez|la|maintenant|vite))",
        r"(?:pompiers?|ponpier|ponpiers|pompié) (?:vite|svp|au secours|urgent|maintenant|d urgence|\!)",
        r"(?:appel\w*|envoy\w*) (?:vite |d urgence |tout de suite )(?:les |des )?pompiers",
    ],
    "gas": [
        r"(?:conduites?|tuyaux?|canalisations?|flexible) (?:de |du |d )?gaz (?:\w+ ){0,3}?(?:arrach|perce|casse|coupe|fui|touche|abime)\w*",
        r"(?:bouteilles?|bonbonnes?) (?:de |a )?(?:gaz|butane|propane) (?:[\w#]+ ){0,4}?(?:fui\w*|siffl\w*|perc\w*|perd)",
        r"citerne (?:de |a )?(?:gaz|propane) (?:\w+ ){0,3}?(?:fuit|fuite|perd)|(?:butane|propane) (?:\w+ ){0,2}?(?:fuit|s echappe)",
        r"bonbonne (?:de gaz )?siffle|odeur d ?oeuf pourri|odeur suspecte (?:\w+ ){0,3}compteur",
        r"(?:arrache|saute|perce)\w* (?:une |la )?(?:conduite|canalisation)(?! d eau)",
        (
            r"(?:mal de tete|maux de tete|tete qui tourne|vertiges?|nausees?) (?:\w+ ){0,6}?(?:chaudiere|chauffe eau|poele|convecteur)|"
            r"chaudiere (?:\w+ ){0,6}?tete qui tourne"
        ),
        r"gaz dans (?:le|la|ma) maison",
        (
            r"(?:chauffe eau|chaudiere|chauffe bain) (?:\w+ ){0,5}?(?:nausee|vertiges?|mal a la tete|malades?)|co"
            r" intoxication|melange deux produits"
        ),
        (
            r"(?:odeurs?|sent|sens|senteur|fuites?|pue|fuit|fuyte|renifle|parfum|ca sent|sa sent|sentons|sentir)"
            r" (?:\w+ ){0,3}?(?:gaz|gas"
            r"|mazout dans(?! le noir)|monoxyde)\b"
        ),
        r"gaz (?:\w+ ){0,2}?(?:fuit|s echappe|fuite|qui fuit|partout|odeur)",
        r"monoxyde",
        r"intoxi\w* au (?:co|monoxyde|gaz)",
        r"co2? dans (?:la|ma) (?:maison|salle de bain)",
        r"alarme (?:co|gaz|monoxyde)",
        r"detecteur (?:de )?(?:co|gaz|monoxyde)(?: de carbone)? (?:\w+ ){0,2}?(?:sonne|bipe|hurle)",
        r"arrache\w* (?:la |une |le )?(?:conduite|tuyau|canalisation) de gaz",
        r"coup\w* (?:la |une )?conduite de gaz",
    ],
    "poison": [
        (
            r"(?:aval\w*|bu|boit|boire|mang\w*|inger\w*|ingur\w*|suce\w*|bus|buvait|lecher?) (?:\w+"
            r" ){0,5}?(?:javel|eau de javel|detergent"
            r"|produit\w*|lessive|capsules? de|pile\w*|medicament\w*|comprimes?|cachets?|somniferes?|antigel"
            r"|white spirit|deboucheur|mort"
            r" aux rats|raticide|soude|acide|essence|mazout|pesticide|herbicide|roundup|champignon\w*|baies?"
            r"|liquide vaisselle|pastille\w*"
            r"|alcool a bruler|huile essentielle|aspirine|dafalgan|muguet|if|if toxique|digitale|insecticide"
            r"|poison|anti ?limaces?"
            r"|nettoyant|chlore|vernis|parfum|dissolvant|desinfectant|methadone|drogue|cannabis)"
        ),
        r"empoisonn\w* (?!l |les |aux )| intoxi(?:que\w*|cation\w*|cassion)",
        r"anti ?poisons?",
        r"(?:produit|substance|plante) toxique (?:aval|dans|bu)\w*",
        r"(?:pris|avale) (?:\d\d+|plein de|une boite de) (?:dafalgan\w*|paracetamol|cachets?|comprimes?|medicament\w*|xanax|somniferes?|pilules?)",
        r"(?:a|ai|as) pris trop de (?:medicament\w*|cachets?|comprimes?|somniferes?)",
        r"overdose",
        r"(?:javel|produit|soude|acide) (?:dans|sur) (?:les |l |ses |mes )?(?:yeux|oeil|visage)",
    ],
    "injury": [
        r"(?:bebe|enfant|fils|fille|bouche|levres?) (?:\w+ ){0,2}?(?:bleue?s?|bleu fonce)(?! (?:clair|marine|ciel))",
        r"(?:se|me) noi(?:e|ent)(?! dans (?:les |mes |la |ses |une |un )?(?:factures?|papiers?|dettes?|paperass\w*|demarches?|document\w*))",
        r"(?:est|va) (?:en train de )?se noyer",
        r"(?:respire|respirer) (?:plu|drolement)|cesse de respirer|coeur ne bat plus|levres bleues|est tout bleu",
        r"(?:tombe|tombee) raide|tourne de l oeil|gorge (?:ki|qui) gonfle|(?:langue|gorge|visage) gonfle",
        r"sa bouche est (?:tordu|tordue|de travers|pleine)",
        r"accident (?:grav|grave|route|sang)|accident (?:\w+ ){0,6}?sang|sang (?:beaucoup|partout|route)",
        (
            r"(?:conducteur|automobiliste|chauffeur|passager\w*|quelqu un) (?:\w+ ){0,3}?(?:coince|prisonnier"
            r"|bloque)\w* (?:dans|de) (?:son|sa|la|le|l|une)"
        ),
        r"(?:fauche|renverse)\w* (?:par |un |une )",
        r"ne sent plus ses jambes|parle plus$|plus parler d un coup",
        r"(?:suffoqu|setouff|etouff)\w*(?! sous)",
        r"brul\w+ (?:\w+ ){0,3}?(?:huile|eau|soupe)(?: bouillante)?",
        r"recu le courant|electrocut\w*",
        r"donne signe de vie",
        r"tombee? (?:de l echafaudage|du toit|dans (?:le|la) riviere|d une echelle)",
        r"git inconscient|couche sur la route|qui bouge pas|dort pas reveille",
        r"ne repond presque plus|presque plus conscient\w*",
        r"vient de (?:s effondrer|chuter)",
        r"(?:crises?|arrets?|attaques?|malaises?) (?:cardia\w*|du coeur|au coeur)",
        r"(?<!eu un )(?<!fait un )(?<!apres un )(?<!son )infarctus",
        (
            r"(?:fait|fais|faire|eu|a|en train de faire|serait) (?:un |une )?(?:crise d epilepsie"
            r"|hemorragie|embolie|oedeme"
            r"|convulsions?)"
        ),
        r"(?:en train de |entrain de |est en |fait une )?(?:convulse|convulsions?|convulser)",
        r"(?:respir\w*) (?:plus|pas|presque plus|mal|tres mal|a peine|difficilement)",
        r"(?:plus|pas|arrive pas a|peine a|difficulte a|mal a|du mal a|n arrive plus a) (?:bien )?respir\w*",
        (
            r"(?:est|elle|il|homme|femme|personne|dame|monsieur|toujours|tombee?|trouve\w*|mere|pere|mari|fils"
            r"|fille|bebe) inconscient\w*"
        ),
        (
            r"(?:evanoui\w*|sans connaissance|perdu connaissance|perd connaissance|ne (?:se )?reveille (?:pas"
            r"|plus)|reagit plus|bouge plus)"
        ),
        rf"{PERSON} (?:ne |n )?repond plus(?! (?:a mes|au telephone|aux messages))",
        r"(?:tombee? dans les pommes|perte de connaissance|inanime\w*|se reveille (?:pas|plus))",
        (
            r"(?:saign\w*|seigne|pisse le sang|perd (?:\w+ )?(?:beaucoup de |du |plein de )?sang|hemorragi\w*"
            r"|sang partout|vomit du sang"
            r"|crache du sang|plein de sang|baigne dans son sang|mare de sang)"
        ),
        (
            r"(?:grave|gros|terrible|violent|un) accident (?:de (?:voiture|moto|velo|roulage|la route|tracteur"
            r"|bus|train|chasse)"
            r" )?(?:vient|grave|avec|devant|sur (?:la|l|le)|ici|il y a|a l instant|au carrefour|sur n\d|la"
            r"|maintenant|blesse\w*|est arrive"
            r"|dans ma rue|en face|entre|mortel)\w*"
        ),
        r"accident (?:\w+ ){0,4}?(?:bless\w*|mort\w?|coinc\w*|incarcer\w*|grave|ambulance|mourant)",
        r"vient d (?:avoir|y avoir) un accident",
        (
            r"(?:bless\w*|amoch\w*) (?:\w+ ){0,2}?(?:grave\w*|par balle|au couteau|a la tete|par terre|sur la"
            r" route|tres|mortel\w*)"
        ),
        (
            r"(?:grave\w*|quelqu un est|personne est|des|un|plusieurs|il y a (?:un|une|des|\d)|homme|dame|enfant"
            r"|cycliste|pieton) (?:est "
            r"|sont |personnes? )?bless\w*"
        ),
        (
            r"(?:renvers\w*|ecras\w*|fauch\w*|percut\w*|heurt\w*) (?:par|un|une|une? \w+ par) (?:une?"
            r" )?(?:voiture|auto|camion|bus|train"
            r"|moto|tracteur|enfant|pieton|cycliste|vieille|dame|velo|gamine?|garcon|fille|bagnole|tram|homme|femme|ecolier)"
        ),
        r"(?:s est|se|est en train de se|vient de se|va se|risque de se) noy\w+",
        r"noyade(?! en| des| prevention)",
        (
            r"tombee? (?:a l eau|dans (?:l eau|la meuse|le canal|la sambre|la riviere|l etang|la piscine|le puits"
            r"|l ourthe|le lac|la semois|la lesse))"
        ),
        (
            r"(?:en train de couler|s etouff\w+|s etrangle|avale de travers|electrocut\w+|defenestr\w+"
            r"|poignard\w+|coups? de couteau|ecrase sous)"
        ),
        r"(?:coinc\w+ sous|enseveli\w*|empal\w+|brul\w+ (?:grave\w*|au (?:2|3|second|deuxieme|troisieme)))",
        r"s est (?:brulee?|ebouillante\w*) (?:grave\w*|fort|tres)",
        r"(?:mal|douleurs?|serre|point) (?:\w+ ){0,3}?(?:poitrine|thora\w*|au coeur|bras gauche)",
        r"perd\w* les eaux",
        (
            r"(?:(?<!a )(?<!ai )accouche|va accoucher|en train d accoucher|bebe arrive|bebe sort) (?:maintenant"
            r"|ici|en ce moment|dans la voiture|la|tout de suite|vite)"
        ),
        r"contractions? (?:toutes|rapproch\w*|fortes)",
        r"(?:choc|reaction) (?:allergique|anaphylactique)",
        (
            r"(?:appel\w*|envoy\w*|besoin d|il faut|faut|vite|urgent|demande|venir) (?:\w+ )?(?:une |l |d une"
            r" )?ambulance(?! pour l hopital)"
        ),
        r"ambulance (?:vite|svp|urgen\w*|maintenant|chez|s il)",
        r"samu",
        r"smur",
        r"(?:bouche|visage|bras) (?:\w+ )?(?:de travers|paralys\w*|tombant\w*)(?! (?:\w+ ){0,2}?depuis (?:son|l|un|des|la naissance|\d))",
        r"entre la vie et la mort",
        r"en train de mourir",
        r"il va mourir",
        r"elle va mourir",
        r"\w+ va(?:s|is)? mourir(?! un jour| de)",
        (
            r"(?:tombee?|chut\w*|glissee?) (?:\w+ ){0,6}?(?:bouge plus|se releve (?:pas|plus)|peut plus se (?:relever|lever)"
            r"|inconscient\w*|saign\w*|saigne|tete ouverte|du toit|d une echelle|de l echelle|du (?:2|3|4|premier"
            r"|deuxieme|troisieme)\w*"
            r"|par la fenetre|dans (?:l|les) escaliers? et|fracture|jambe cassee)"
        ),
        (
            rf"{PERSON} (?:est )?(?:tombee?|ecroulee?|s est ecroule\w*|effondree?|s effondre|git) (?:\w+"
            rf" ){{0,3}}?(?:rue|trottoir|sol|par"
            rf" terre|inanime\w*) (?:\w+ ){{0,4}}?(?:bouge|repond|secours|vite|reagit|aide|saign\w*)"
        ),
    ],
    "police": [
        r"(?:menace|menacent|jure|promis) (?:\w+ ){0,2}?(?:de )?(?:tuer|me tuer|la tuer|egorger|abattre)",
        r"(?:agression|attaque) au couteau|homme (?:avec|av) (?:un |une )?(?:couteau|arme|fusil)|sorti le fusil|barre de fer",
        r"on (?:me|nous) (?:poursuit|sequestre|tire dessus|suit)|(?:inconnu|homme|type) me suit",
        r"(?:pas|bruits?) (?:\w+ ){0,4}?(?:alors que|et) je suis seule",
        r"fracture (?:la|une) (?:fenetre|porte)|en train de forcer",
        r"m ont menace\w* avec une arme|menacee? avec une arme",
        r"menace (?:\w+ ){0,3}?mal a (?:mon|ma|notre) (?:enfant|fils|fille)|s en prendre aux eleves",
        r"crie qu on la tue|frapper? (?:a )?la porte avec",
        r"(?:cambriol\w*|voleurs?|intrus|rodeurs?|quelqu un|un homme|des hommes|des gens|on|un type|un"
        r" inconnu|des types|un individu|un gars)"
        r" (?:\w+ ){0,4}?(?:en train (?:de|d) (?:cambriol\w*|voler|entrer|forcer|fracturer|s introduire|m agresser)"
        r"|(?:essaye?|essaie|tente) (?:d|de) (?:entrer|forcer|rentrer|ouvrir ma porte|defoncer|s introduire)"
        r"|force (?:ma|la|notre) (?:porte|serrure|fenetre)|est entre (?:chez|dans)|me (?:poursuit|braque|menace))",
        r"(?:voleurs?|intrus|rodeurs?|cambrioleurs?|un homme|un inconnu|un type|un individu|quelqu un) (?:\w+"
        r" ){0,3}?(?:dans (?:ma|notre) (?:maison|cave|garage|chambre|cuisine)"
        r"|dans mon (?:jardin|garage|appart\w*)|chez moi (?:la|maintenant|en ce moment))",
        (
            r"(?:un homme|quelqu un|il|type|individu|gars|voisin|homme|jeune) (?:\w+ ){0,4}?(?:avec une? (?:arme"
            r"|couteau|fusil|pistolet|hache|machette|cagoule)|nous menace|m agresse|menace (?:tout|les gens|de"
            r" tirer))"
        ),
        r"(?:on|quelqu un|un homme|une voiture|un type|il) me suit(?: depuis| dans la rue| en|$)",
        (
            r"(?:arme|couteau|fusil|pistolet|machette|hache|flingue|revolver|kalach\w*) (?:a la main|braque\w*"
            r"|pointe\w*|et (?:il )?menace"
            r"|contre moi|sur moi|dans la rue|sorti)"
        ),
        r"coups? de (?:feu|fusil|couteau|pistolet)",
        (
            r"(?:tire|tirent|tirer|tirs?) (?:\w+ )?(?:sur (?:les gens|moi|nous|quelqu|des|la foule|tout)|des"
            r" coups de feu|dans la rue|avec"
            r" (?:un fusil|une arme))"
        ),
        r"fusillade",
        r"tireur",
        r"prise d otages?",
        r"attentat",
        r"terroris\w*",
        r"alerte a la bombe",
        r"colis suspect",
        r"bombe (?:dans|a|sous|artisanale|qui|de la guerre|non)",
        (
            r"(?:on|il|ils|quelqu un|un homme|elle|type|gars) (?:\w+ )?(?:m|me|nous|l|la) (?:agress\w*|attaqu\w*"
            r"|braqu\w*|menac\w* (?:avec"
            r"|de mort|d un)|suit(?! dans)|poursui\w*|vol\w* a l instant|sequestr\w*|bat|frappe|tabasse)"
        ),
        (
            r"(?:suis|est) (?:en train de (?:me|se) faire )?(?:poursuivie?|agressee?|braquee?|attaquee?|menacee?"
            r" de mort|sequestree?)(?! hier| la semaine| au | aux )"
        ),
        r"je suis suivie? par (?:un (?:homme|type|inconnu|gars|mec)|une voiture|quelqu un|des)",
        r"agress\w* (?:en cours|maintenant|dans ma rue|devant|la|en ce moment)",
        r"(?:bagarre|rixe|baston) (?:en cours|devant|dans (?:la|ma) rue|maintenant|violente|au couteau|generale)",
        r"(?:ils|elles|gens|jeunes|hommes|types|gars|voisins) (?:se battent|se tapent dessus|se tabassent|se tirent dessus)",
        (
            r"(?:me|m|se) fai(?:t|s|re) (?:agress\w*|attaqu\w*|braqu\w*|poursui\w*|cambriol\w*|frapp\w*"
            r"|tabass\w*)(?! hier| la semaine| l"
            r" an)"
        ),
        (
            r"(?:cambriolage|vol|braquage|agression|effraction|home ?jacking|car ?jacking) (?:en cours|maintenant"
            r"|en ce moment|chez (?:le"
            r"|la|mon|ma) vois\w*|chez moi la|est en train)"
        ),
        r"hold up",
        r"braquage",
        r"on (?:nous|me|m) (?:cambriole|vole|braque|agresse|attaque)(?: en ce moment| la| maintenant|$)",
        r"(?:police|flics?|policiers?) (?:vite|d urgence|maintenant|tout de suite|au secours)",
        (
            r"(?:appel\w*|envoy\w*|besoin de) (?:vite |d urgence |tout de suite )?(?:la |une patrouille de"
            r" )?police (?:vite|d urgence"
            r"|maintenant|svp|tout de suite|!|chez)"
        ),
        r"(?:quelqu un|il|homme|voisin|type) (?:\w+ ){0,3}?(?:crie|hurle)\w* (?:\w+ ){0,3}?(?:au secours|a l aide|secours)",
        (
            r"(?:a|ont|vient d|essaye d|essaie d) (?:enleve\w*|emmene\w*) (?:de force|une? (?:fille|fillette"
            r"|enfant|gamine?)|(?:ma|mon) (?:fille|fils|enfant|petite?))"
        ),
        r"force une (?:fillette|fille|gamine|femme) a monter",
        r"kidnapp\w*",
        r"(?:viens|vient) de (?:me|se) faire (?:agress\w*|attaqu\w*|braqu\w*|cambriol\w*|voler mon sac|arracher)",
    ],
    "other": [
        r"(?:je|on|il|elle) (?:vais|va|vas|allons) mourir de (?:froid|soif|chaud)",
        r"urgence vitale",
        r"^(?:\w+ ){0,2}aidez moi(?: vite| svp| \w+)?$|besoin de secours|prevenir les secours|relation avec les secours",
        r"(?:112|100) ou (?:100|112)|appel 112",
        (
            r"(?:plafond|mur|toit|branche|arbre|plancher) (?:\w+ ){0,5}?(?:tombee?s?|vient de tomber|effondre\w*"
            r"|ecroule\w*) sur (?:mon|ma|une?|le|la|des) (?:fils|fille|dame|homme|personne|enfants?|gens"
            r"|passants?)"
        ),
        r"sous les gravats|des gens (?:sont )?(?:encore )?dedans",
        r"menace de s (?:ecrouler|effondrer) sur",
        r"a travers la glace|voie ferree (?:\w+ ){0,3}train|bateau a chavire",
        r"au ?se?cour[st]?e?",
        r"o secour[st]?",
        r"oskour",
        r"ausecour\w*",
        r"a l aide(?! d| a| de| du| des| aux)(?= |$)",
        r"^(?:alaide|help|help me)(?: please| svp| vite)?$",
        r"sos",
        r"(?:danger|peril) (?:de mort|imminent|immediat|grave|mortel)",
        r"(?:suis|sommes|est|sont|vie|vies) (?:\w+ )?en (?:grand )?(?:danger|peril)",
        r"c est une urgence",
        r"(?:vite|urgent) (?:c est|quelqu un|une|qqun) (?:grave|va mourir|en danger|meurt|aide)\w*",
        r"(?:cas|cas d) urgence vitale",
        r"electricite (?:\w+ ){0,2}?(?:etincelles?|dans l eau)",
        (
            r"(?:explos\w+|(?<!apres l )effondre\w*|ecroule\w*|ecroul\w*|eboul\w*) (?:\w+ ){0,4}?(?:maison|mur|toit|immeuble"
            r"|facade|gens|quelqu un"
            r"|personne|plafond|pont|batiment|chez)| (?:maison|mur|toit|immeuble|facade|plafond|pont|batiment"
            r"|grue|echafaudage|arbre)"
            r" (?:\w+ ){0,4}?(?:effondre\w*|ecroule\w*|explos\w*|sur (?:quelqu un|des gens|une personne|une voiture avec))"
        ),
        r"explosion",
        (
            r"(?:bloque\w*|coinc\w*|prisonni\w*|piege\w*|enferme\w*) (?:\w+ ){0,5}?(?:l eau monte|inond\w*"
            r"|ascenseur|sur le toit|dans l"
            r" eau|dans (?:la|ma|sa) voiture|par l eau|etage|sous (?:les?|la|une?|des|l|son|sa)|flammes?|fumee|par les eaux|sur les rails|passage a niveau)"
        ),
        (
            r"(?:l eau|eau) (?:monte|arrive|envahit|entre) (?:\w+ ){0,6}?(?:bloque\w*|coinc\w*|etage|vite"
            r"|secour\w*|toit|sortir|pas sortir"
            r"|nager|bebe|vieille|enfant\w*|danger)"
        ),
        r"emport\w* par (?:l eau|le courant|la riviere|les flots)",
        (
            r"(?:numero|appeler|appelle|compose\w*|faire le|le) (?:le )?(?:112|101|100)(?! euro| eur| m| ans|"
            r" jour| k| km| \d| gr| l|"
            r" personnes)(?= |$)"
        ),
        r"numeros? (?:d urgences?|des secours|de secours|des urgences|d appel urgent)| les secours",
        r"(?:deraill\w*|voiture (?:\w+ ){0,3}?(?:dans le canal|dans la meuse|dans l eau|sur les rails|voie ferree))",
        r"produits? chimiques? (?:\w+ ){0,3}?(?:fuit|renvers\w*|nuage|deverse\w*)",
    ],
}
"""Kind of danger → situations."""
