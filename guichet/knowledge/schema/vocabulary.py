"""The closed vocabularies of docs/architecture.md §4, with the French label that staff see."""

PLACE_KINDS = {
    "maison_communale": "Maison communale",
    "recyparc": "Recyparc",
    "bibliotheque": "Bibliothèque",
    "piscine": "Piscine",
    "hall_sportif": "Hall sportif",
    "cpas": "CPAS",
    "police": "Police",
    "ecole": "École",
    "creche": "Crèche",
    "cimetiere": "Cimetière",
    "salle": "Salle",
    "musee": "Musée",
    "parc": "Parc",
    "office_tourisme": "Office du tourisme",
    "bulle_verre": "Bulle à verre",
    "bulle_vetements": "Bulle à vêtements",
    "maison_de_repos": "Maison de repos",
    "marche": "Marché",
    "poste": "Poste",
    "autre": "Autre",
}
SERVICE_ROLES = {
    "accueil": "Accueil",
    "population": "Population",
    "etat_civil": "État civil",
    "etrangers": "Étrangers",
    "urbanisme": "Urbanisme",
    "logement": "Logement",
    "travaux": "Travaux",
    "environnement": "Environnement",
    "finances": "Finances",
    "cpas": "CPAS",
    "police": "Police",
    "enfance": "Enfance",
    "enseignement": "Enseignement",
    "culture": "Culture",
    "sports": "Sports",
    "economie": "Économie",
    "secretariat": "Secrétariat",
    "communication": "Communication",
}
PERSON_ROLES = {
    "bourgmestre": "Bourgmestre",
    "echevin": "Échevin ou échevine",
    "president_cpas": "Président ou présidente du CPAS",
    "president_conseil": "Président ou présidente du Conseil",
    "directeur_general": "Directeur ou directrice générale",
    "directeur_financier": "Directeur ou directrice financière",
}
PAYMENT_METHODS = {
    "cash": "Espèces",
    "bancontact": "Bancontact",
    "credit_card": "Carte de crédit",
    "mobile": "Paiement par téléphone",
    "transfer": "Virement",
}
APPOINTMENT_NEEDS = {"none": "Sans rendez-vous", "possible": "Possible sur rendez-vous", "required": "Obligatoire"}
CARD_STATUSES = {"verified": "Vérifiée", "partial": "Vérifiée en partie", "local": "Propre à chaque commune"}
#: What a commune may fix on a shared card.
LOCAL_FIELDS = {
    "answer": "Réponse",
    "evidence": "Documents à apporter",
    "cost": "Prix",
    "processing_time": "Délai",
    "where": "Où",
    "online": "En ligne",
    "conditions": "Conditions",
    "note": "Remarque",
}
FEED_KINDS = {"agenda": "Agenda (iCalendar)", "news": "Nouvelles (RSS ou Atom)"}
#: The fractions that `library/objets.yml` may name; a commune that collects one uses the same id in its waste.yml.
FRACTIONS = {
    "omr": "Ordures ménagères résiduelles",
    "organique": "Déchets organiques",
    "pmc": "PMC",
    "papiers-cartons": "Papiers et cartons",
    "encombrants": "Encombrants",
    "sapins": "Sapins de Noël",
}
