"""A broken pack of each kind: the error names the file, the line, the field and what was expected."""

import shutil
from pathlib import Path

import pytest
from guichet.knowledge.packs.document import PackError, Problem
from guichet.knowledge.packs.leftovers import leftovers
from guichet.knowledge.packs.read import read_library, read_pack

R = "roche-sur-ourlette"


def replace(file: Path, old: str, new: str) -> int:
    """Put ``new`` for the first ``old``; returns the 1-based line where it stands."""
    text = file.read_bytes().decode()
    assert old in text
    file.write_bytes(text.replace(old, new, 1).encode())
    return text[: text.index(old)].count("\n") + 1


def problems(pack: Path) -> list[Problem]:
    with pytest.raises(PackError) as caught:
        read_pack(pack)
    return caught.value.problems


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "expected"),
    [
        ("services.yml", "opening_hours: We 09:00-12:00", "opening_hours: mercredi matin", "cpas-roche › opening_hours", "opening_hours"),
        ("services.yml", "opening_hours: We 09:00-12:00", "opening_hours: Mo-Fr 09:00-12:00; PH off", "cpas-roche › opening_hours", "jours fériés"),
        ("services.yml", "opening_hours: We 09:00-12:00", "opening_hours: Lu-Je 9h-12h", "cpas-roche › opening_hours", "illisible à partir de « Lu-Je"),
        ("services.yml", "opening_hours: We 09:00-12:00", "opening_hours: We 12:00-09:00", "cpas-roche › opening_hours", "« 12:00-09:00 »"),
        ("services.yml", "opening_hours: We 09:00-12:00", "opening_hours: We 9:00-9:00", "cpas-roche › opening_hours", "« 9:00-9:00 »"),
        ("services.yml", "opening_hours: We 09:00-12:00", "opening_hours: We 09:00-25:00", "cpas-roche › opening_hours", "au plus tard 24:00"),
        ("services.yml", "opening_hours: We 09:00-12:00", "opening_hours: Feb 30 09:00-12:00", "cpas-roche › opening_hours", "« Feb 30 » : ce jour"),
        ("services.yml", "opening_hours: We 09:00-12:00", "opening_hours: Apr 31-May 2 off", "cpas-roche › opening_hours", "« Apr 31 »"),
        ("services.yml", "place: cpas-ourlette", "place: cpas-de-namur", "cpas-roche › place", "aucun lieu"),
        ("services.yml", "role: cpas", "role: cepeas", "cpas-roche › role", "attendu : accueil, population"),
        ("services.yml", "handles: [cpas, aide_chauffage]", "handles: [cpas, aide_au_chauffage]", "cpas-roche › handles › n° 2", "thème"),
        ("services.yml", "needed: required", "needed: oui", "population-etat-civil › appointment › needed", "none, possible, required"),
        ("services.yml", "email: population@roche", "email: population.roche", "population-etat-civil › email", "courriel"),
        ("services.yml", "telephone: +32 61 00 00 04", "telephone: demandez à l’accueil", "cpas-roche › telephone", "téléphone"),
        ("services.yml", "id: cpas-roche", "id: CPAS de Roche", "CPAS de Roche › id", "minuscules"),
        ("services.yml", "id: cpas-roche", "id: ../../etc", "../../etc › id", "minuscules"),
        ("places.yml", "kind: recyparc", "kind: dechetterie", "recyparc-ourlette › kind", "maison_communale"),
        ("places.yml", "latitude: 49.8203", "latitude: 490.8", "recyparc-ourlette › latitude", "90 au plus"),
        ("places.yml", "latitude: 49.8203", "latitude: 49,82", "recyparc-ourlette › latitude", "avec un point"),
        ("places.yml", "  latitude: 49.8203\n", "", "recyparc-ourlette", "ou aucune des deux"),
        ("places.yml", "locality: Ourlette", "locality: Bastogne", "recyparc-ourlette › locality", "localité de commune.yml"),
        ("places.yml", "postal_code: '6899'", "postal_code: 68990", "maison-communale-roche › postal_code", "quatre chiffres"),
        ("closures.yml", "from: 2026-12-28", "from: 28/12/2026", "n° 1 › from", "année-mois-jour"),
        ("closures.yml", "from: 2026-12-28", "from: 2026-02-30", "n° 1 › from", "n’existe pas"),
        ("closures.yml", "from: 2026-12-28", "from: 2027-12-28", "n° 1", "avant le début"),
        ("closures.yml", "targets: ['*']", "targets: [piscine]", "n° 1 › targets › n° 1", "aucun lieu ni service"),
        ("closures.yml", "hours: 14:00-16:00", "hours: fermé", "n° 2 › hours", "opening_hours"),
        ("streets.yml", "zone: nord", "zone: est", "Grand-Rue › zone", "pas de zone « est »"),
        ("streets.yml", "name: Rue du Rocher", "name: Grand-rue", "Grand-rue › name", "déjà donné"),
        ("prices.yml", "amount: '31.00'", "amount: 31 euros", "carte-identite › amount", "deux décimales"),
        ("prices.yml", "topic: sacs_poubelle", "topic: sacs", "sacs-gris › topic", "thème"),
        ("people.yml", "role: bourgmestre", "role: maire", "Bourgmestre › role", "attendu : bourgmestre"),
        ("waste.yml", "id: pmc", "id: omr", "fractions › omr › id", "déjà donné"),
        ("feeds.yml", "kind: news", "kind: rss", "nouvelles › kind", "agenda, news"),
        ("feeds.yml", "file: news.xml", "url: javascript:alert(1)", "nouvelles › url", "https://"),
        ("feeds.yml", "file: news.xml", "url: https://a:b@exemple.be/", "nouvelles › url", "mot de passe"),
        ("feeds.yml", "file: news.xml", "file: ../commune.yml", "nouvelles › file", "dossier feeds"),
        ("commune.yml", "person_service: guichet-unique", "person_service: accueil", "person_service", "aucun service"),
        ("commune.yml", "website: https://", "website: www.", "website", "https://"),
        ("commune.yml", "province: Luxembourg", "provinces: Luxembourg", "provinces", "n’existe pas ici"),
        ("commune.yml", "slug: roche-sur-ourlette", "slug: val-de-brume", "slug", "nom du dossier"),
        ("texts.yml", "{}", "greeting: true", "greeting", "un texte"),
        ("cards/encombrants.yml", "topic: encombrants", "topic: recyparc", "topic", "nom du fichier"),
    ],
)  # fmt: skip
def test_it_names_file_line_field_and_what_was_expected(
    pack: Path, file: str, old: str, new: str, field: str, expected: str
) -> None:
    line = replace(pack / file, old, new)
    found = [problem for problem in problems(pack) if problem.file == f"{R}/{file}"]
    matching = [problem for problem in found if field in problem.field and expected in problem.message]
    assert matching, [str(problem) for problem in found]
    # An entry's own rule is said at its first line, not at the one of a field.
    assert line - 9 <= matching[0].line <= line
    assert str(matching[0]).startswith(f"{R}/{file}, ligne {matching[0].line}, champ « ")


def test_the_line_is_exact(pack: Path) -> None:
    line = replace(pack / "prices.yml", "amount: '2.50'", "amount: deux euros")
    assert [(problem.file, problem.line, problem.field) for problem in problems(pack)] == [
        (f"{R}/prices.yml", line, "composition-menage › amount")
    ]


def test_everything_wrong_is_said_at_once(pack: Path) -> None:
    replace(pack / "services.yml", "role: cpas", "role: x")
    replace(pack / "places.yml", "kind: recyparc", "kind: x")
    replace(pack / "commune.yml", "province: Luxembourg\n", "")
    (pack / "waste" / "sud.ics").write_text("pas un calendrier")
    (pack / "notes.txt").write_text("à faire")
    assert [problem.file for problem in problems(pack)] == [
        f"{R}/commune.yml",
        f"{R}/notes.txt",
        f"{R}/places.yml",
        f"{R}/services.yml",
    ]


def test_a_missing_field_and_an_empty_one(pack: Path) -> None:
    replace(pack / "commune.yml", "province: Luxembourg\n", "")
    replace(pack / "places.yml", "name: Hall technique", "name: ''")
    messages = {problem.field: problem.message for problem in problems(pack)}
    assert messages["province"] == "ce champ manque"
    assert [problem.line for problem in problems(pack) if problem.field == "province"] == [0]
    assert "vide" in messages["hall-technique › name"]


def test_what_stands_twice_is_named_where_it_stands_again(pack: Path) -> None:
    line = replace(pack / "services.yml", "id: technique", "id: guichet-unique")
    found = [problem for problem in problems(pack) if "deux fois" in problem.message]
    assert [(problem.line, problem.field) for problem in found] == [(line, "guichet-unique › id")]


def test_a_quote_never_closed_is_named_where_it_opens(pack: Path) -> None:
    line = replace(pack / "places.yml", "name: Hall technique", 'name: "Hall technique')
    assert line in [problem.line for problem in problems(pack)]


def test_what_a_copied_pack_still_says_of_its_model(pack: Path) -> None:
    copy = pack.parent / "val-test"
    shutil.copytree(pack, copy)
    replace(copy / "commune.yml", "slug: roche-sur-ourlette", "slug: val-test")
    replace(copy / "commune.yml", "name: Roche-sur-Ourlette", "name: Val-Test")
    line = replace(copy / "services.yml", "telephone: +32 61 00 00 04", "telephone: +32 61 11 11 11")
    found = [(problem.file, problem.line, problem.message) for problem in leftovers(copy)]
    assert ("val-test/commune.yml", 12, "« +32 61 00 00 00 » est aussi de roche-sur-ourlette") in found
    assert any("« Roche-sur-Ourlette »" in message for *_, message in found)
    assert [each for each in found if each[:2] == ("val-test/services.yml", line)] == []
    shutil.rmtree(pack)
    assert leftovers(copy) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- id: [\n", "pas du YAML"),
        ("- id: a\n\tname: b\n", "pas du YAML"),
        ("- id: a\n  id: b\n", "deux fois"),
        ("- &a {id: b}\n- *a\n", "renvois"),
        ("- !!python/object/apply:os.system ['true']\n", "étiquettes"),
        ("- !secret x\n", "étiquettes"),
        ("id: a\n", "une liste"),
        ("texte", "une liste"),
        ("", "une liste"),
        ("- ? [a]\n  : b\n", "nom de champ"),
        ("[" * 5000, "imbriqués"),
        ("- label: \"\\u0007\"\n", "caractère invisible"),
        ("- name: a\x07b\n", "caractère"),
        ("x" * 1_100_000, "dépasse"),
    ],
)  # fmt: skip
def test_yaml_that_is_not_a_list_of_prices(pack: Path, text: str, expected: str) -> None:
    (pack / "prices.yml").write_text(text)
    found = problems(pack)
    assert {problem.file for problem in found} == {f"{R}/prices.yml"}
    assert any(expected in problem.message for problem in found), found


def test_a_file_that_is_not_utf8(pack: Path) -> None:
    (pack / "prices.yml").write_bytes("# une ligne\n- id: écran\n".encode("latin-1"))
    assert [(problem.line, "UTF-8" in problem.message) for problem in problems(pack)] == [(2, True)]


def test_too_many_entries(pack: Path) -> None:
    (pack / "people.yml").write_text("- {role: echevin, title: Échevin}\n" * 61)
    assert "60 éléments au plus, il y en a 61" in problems(pack)[0].message


def test_an_expansion_bomb_stops_at_its_first_anchor(pack: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 12)]
    (pack / "texts.yml").write_text("\n".join(rows))
    assert any("renvois" in problem.message for problem in problems(pack))


@pytest.mark.parametrize("name", ["commune.yml", "services.yml", "places.yml"])
def test_a_pack_without_its_heart(pack: Path, name: str) -> None:
    (pack / name).unlink()
    assert any(problem.file == f"{R}/{name}" and "manque" in problem.message for problem in problems(pack))


def test_an_absent_optional_file_says_nothing(pack: Path) -> None:
    for name in ("prices.yml", "people.yml", "texts.yml", "closures.yml"):
        (pack / name).unlink()
    read = read_pack(pack)
    assert (read.prices, read.people, read.closures, read.texts.greeting) == ([], [], [], None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<html>Oups</html>", "iCalendar"),
        ("", "iCalendar"),
        ("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "au moins une collecte"),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Mystère\nDTSTART;VALUE=DATE:20261124\nEND:VEVENT\nEND:VCALENDAR\n",
            "aucune fraction",
        ),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Papiers\nEND:VEVENT\nEND:VCALENDAR\n", "DTSTART"),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Papiers\nDTSTART:20261124T060000\nRRULE:FREQ=SECONDLY\n"
            "END:VEVENT\nEND:VCALENDAR\n",
            "répétition",
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Papiers\nDTSTART:20261124T060000\nRRULE:FREQ=DAILY;BYSECOND=0,1\n"
            "END:VEVENT\nEND:VCALENDAR\n",
            "répétition",
        ),
    ],
)
def test_a_collection_calendar_that_cannot_be_used(pack: Path, text: str, expected: str) -> None:
    (pack / "waste" / "sud.ics").write_text(text)
    found = problems(pack)
    assert {problem.file for problem in found} == {f"{R}/waste/sud.ics"}
    assert expected in found[0].message


def test_calendars_and_feeds_that_are_missing_or_too_many(pack: Path) -> None:
    (pack / "waste" / "sud.ics").unlink()
    (pack / "feeds" / "agenda.ics").write_bytes(b"x" * 2_000_001)
    (pack / "feeds" / "photo.xml").write_text("<rss/>")
    assert {(problem.file.removeprefix(f"{R}/"), problem.message.split(" ")[0]) for problem in problems(pack)} == {
        ("waste/sud.ics", "ce"),
        ("feeds/agenda.ics", "ce"),
        ("feeds/photo.xml", "aucun"),
    }


def test_links_out_of_the_pack_are_not_followed(pack: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ics"
    secret.write_text((pack / "waste" / "sud.ics").read_text())
    (pack / "waste" / "sud.ics").unlink()
    (pack / "waste" / "sud.ics").symlink_to(secret)
    (pack / "cards" / "encombrants.yml").unlink()
    (pack / "cards" / "encombrants.yml").symlink_to(secret)
    assert {problem.file for problem in problems(pack)} >= {f"{R}/waste/sud.ics", f"{R}/cards/encombrants.yml"}


def test_no_message_says_where_the_machine_keeps_the_pack(pack: Path, tmp_path: Path) -> None:
    (pack / "prices.yml").write_text("- id: [")
    (pack / "places.yml").unlink()
    assert str(tmp_path) not in "\n".join(map(str, problems(pack)))


class TestLibrary:
    CARD = """\
topic: kids_id
title: Kids-ID
short_title: Kids-ID
status: verified
answer: La Kids-ID est la carte d’identité des moins de 12 ans.
source:
- {title: SPF Intérieur, url: https://www.ibz.rrn.fgov.be}
verified_on: 2026-11-23
review_by: 2027-05-23
"""

    def problems(self, folder: Path) -> list[Problem]:
        with pytest.raises(PackError) as caught:
            read_library(folder)
        return caught.value.problems

    def write(self, tmp_path: Path, text: str, name: str = "identite/kids_id.yml") -> Path:
        file = tmp_path / "library" / name
        file.parent.mkdir(parents=True)
        file.write_text(text)
        return tmp_path / "library"

    def test_a_good_card(self, tmp_path: Path) -> None:
        library = read_library(self.write(tmp_path, self.CARD))
        assert list(library.cards) == ["kids_id"]
        assert library.cards["kids_id"].review_by.isoformat() == "2027-05-23"

    @pytest.mark.parametrize(
        ("old", "new", "field", "expected"),
        [
            ("short_title: Kids-ID", "short_title: La carte des moins de 12 ans", "short_title", "20 caractères au plus"),
            ("La Kids-ID est", "La Kids-ID " + "x" * 420, "answer", "420 caractères au plus"),
            ("status: verified", "status: ok", "status", "verified, partial, local"),
            ("source:\n- {title: SPF Intérieur, url: https://www.ibz.rrn.fgov.be}\n", "", "", "au moins une source"),
            ("review_by: 2027-05-23", "review_by: 2026-05-23", "", "doit suivre"),
            ("review_by: 2027-05-23\n", "", "review_by", "manque"),
            ("verified_on", "local_fields: [prix]\nverified_on", "local_fields", "answer, evidence, cost"),
            ("verified_on", "related: [carte]\nverified_on", "related", "thème"),
            ("verified_on", "competent_service: mairie\nverified_on", "competent_service", "attendu : accueil"),
            ("verified_on", "online: https://exemple.be\nverified_on", "online", "des champs"),
        ],
    )  # fmt: skip
    def test_a_bad_card(self, tmp_path: Path, old: str, new: str, field: str, expected: str) -> None:
        assert old in self.CARD
        found = self.problems(self.write(tmp_path, self.CARD.replace(old, new, 1)))
        assert [problem.file for problem in found] == ["library/identite/kids_id.yml"]
        assert field in found[0].field
        assert expected in found[0].message

    def test_a_card_in_another_place(self, tmp_path: Path) -> None:
        assert "identite/" in self.problems(self.write(tmp_path, self.CARD, "permis/kids_id.yml"))[0].message

    def test_a_folder_that_is_no_domain(self, tmp_path: Path) -> None:
        assert "n’est pas attendu" in self.problems(self.write(tmp_path, self.CARD, "divers/kids_id.yml"))[0].message

    OBJECTS = """\
source: [{title: Fost Plus, url: https://www.fostplus.be}]
verified_on: 2026-11-23
objects:
- {id: lange, name: lange, synonyms: [couche], fraction: omr}
- {id: matelas, name: matelas, place_kinds: [recyparc]}
"""

    @pytest.mark.parametrize(
        ("old", "new", "field", "expected"),
        [
            ("id: matelas, name: matelas", "id: matelas, name: Couche", "objects › matelas › name", "déjà donné"),
            ("id: matelas", "id: lange", "objects › lange › id", "déjà donné"),
            ("fraction: omr", "fraction: gris", "objects › lange › fraction", "attendu : omr, organique"),
            ("place_kinds: [recyparc]", "place_kinds: [garage]", "objects › matelas › place_kinds", "maison_communale"),
            (", place_kinds: [recyparc]", "", "objects › matelas", "dites où va"),
        ],
    )
    def test_bad_objects(self, tmp_path: Path, old: str, new: str, field: str, expected: str) -> None:
        found = self.problems(self.write(tmp_path, self.OBJECTS.replace(old, new, 1), "objets.yml"))
        assert field in found[0].field
        assert expected in found[0].message
        assert found[0].line in {4, 5}
