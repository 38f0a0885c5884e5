"""The comment at the head of each file: what an officer can write there. It is written again at each export."""

_HOURS = """
Heures : format opening_hours, par exemple « Mo-Fr 09:00-12:00; We 09:00-12:00,14:00-16:00 » (Mo Tu We Th Fr Sa Su).
Une règle après « ; » remplace les précédentes ces jours-là. Sans PH : les jours fériés viennent du calendrier."""
_FORM = """
Un champ absent veut dire « personne ne l’a encore donné » : l’assistant dira où demander, il n’invente rien."""

HEADERS = {
    "commune": "La commune : noms, localités, coordonnées générales." + _FORM,
    "services": """\
Les services. role : leur métier ; place : un lieu de places.yml ; handles : les thèmes traités (data/topics.tsv)."""
    + _HOURS
    + _FORM,
    "places": "Les lieux ouverts aux citoyens." + _HOURS + _FORM,
    "closures": """\
Fermetures et horaires exceptionnels. targets : des identifiants de lieux ou de services, ou "*" pour tous.
Sans hours, c’est fermé ; sinon, hours donne les heures de ces jours-là.
Les jours fériés légaux et le 27 septembre sont déjà connus.""",
    "streets": "Les rues et leur zone de collecte (waste.yml). Une rue par ligne.",
    "prices": "Les prix que la commune fixe, en euros. Sans amount, l’assistant dit où demander.",
    "people": "Les mandataires et les fonctions dirigeantes. Le nom n’est donné que si la commune le publie.",
    "waste": """\
Les collectes : fractions, zones (un calendrier waste/<zone>.ics par zone) et collecteur.
Dans un calendrier, CATEGORIES donne l’identifiant de la fraction.""",
    "feeds": """\
L’agenda (iCalendar) et les nouvelles (RSS ou Atom) : une adresse (url) ou un fichier du dossier feeds/ (file).""",
    "texts": "Les phrases que la commune dit à sa façon. Sans elles, l’assistant a les siennes.",
}
CARD = "Ce que la commune change ou ajoute à la fiche partagée (library/)."
LIBRARY_CARD = "Fiche valable dans toute commune wallonne. La première phrase de answer est le fait demandé."
OBJECTS = """\
Où jeter cet objet ? Un objet par ligne : fraction (collecte à domicile), place_kinds (lieux qui le prennent), note."""
