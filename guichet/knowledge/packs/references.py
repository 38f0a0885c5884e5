"""What one file of a pack says about another: places, services, zones, localities, fractions."""

from collections.abc import Sequence

from guichet.knowledge.packs.document import Document, Location, Problem
from guichet.knowledge.packs.pack import FILES, Pack
from guichet.knowledge.schema.waste import Objects, plain


def check_references(pack: Pack, files: dict[str, Document]) -> None:
    """Note in ``files`` every reference that leads nowhere and every name given twice."""
    places = {place.id for place in pack.places}
    services = {service.id for service in pack.services}
    localities = set(pack.commune.localities)
    if pack.commune.person_service not in services:
        files["commune"].problem(
            ("person_service",), f"aucun service n’a l’identifiant « {pack.commune.person_service} »"
        )
    for index, service in enumerate(pack.services):
        if service.place and service.place not in places:
            files["services"].problem((index, "place"), f"aucun lieu n’a l’identifiant « {service.place} »")
        if service.id in places:
            files["services"].problem((index, "id"), "un lieu a déjà cet identifiant")
    for index, place in enumerate(pack.places):
        if place.locality and place.locality not in localities:
            files["places"].problem((index, "locality"), _not_a_locality(place.locality))
    for index, closure in enumerate(pack.closures):
        for number, target in enumerate(closure.targets):
            if target != "*" and target not in places | services:
                message = f"aucun lieu ni service n’a l’identifiant « {target} » (« * » : tous)"
                files["closures"].problem((index, "targets", number), message)
    _check_streets(pack, files.get("streets"), localities)
    if "waste" in files:
        _check_waste(pack, files["waste"])
    if "feeds" in files:
        _once(
            files["feeds"],
            [((index, "file"), source.file or "") for index, source in enumerate(pack.feeds)],
            "ce fichier",
        )


def problems_of(pack: Pack) -> list[Problem]:
    """As ``check_references``, for a pack that comes from rows: without lines."""
    files = {name: Document(f"{name}.yml") for name in FILES}
    check_references(pack, files)
    return [
        Problem(problem.file, 0, problem.field, problem.message) for file in files.values() for problem in file.problems
    ]


def check_objects(objects: Objects, document: Document) -> None:
    """Note every object that another one already names: « où jeter une boîte ? » must have one answer."""
    named: list[tuple[Location, str]] = []
    for index, item in enumerate(objects.objects):
        named.append((("objects", index, "name"), plain(item.name)))
        named += [(("objects", index, "synonyms", number), plain(word)) for number, word in enumerate(item.synonyms)]
    _once(
        document, [(("objects", index, "id"), item.id) for index, item in enumerate(objects.objects)], "cet identifiant"
    )
    _once(document, named, "ce nom")


def _check_streets(pack: Pack, document: Document | None, localities: set[str]) -> None:
    if document is None:
        return
    for index, street in enumerate(pack.streets):
        if street.locality not in localities:
            document.problem((index, "locality"), _not_a_locality(street.locality))
        if street.zone and street.zone not in pack.waste.zones:
            document.problem((index, "zone"), f"waste.yml n’a pas de zone « {street.zone} »")
    names = [
        ((index, "name"), f"{plain(street.name)} ({street.locality})") for index, street in enumerate(pack.streets)
    ]
    _once(document, names, "cette rue de cette localité")


def _check_waste(pack: Pack, document: Document) -> None:
    # Two zones that differ by case alone would be one file on some disks.
    _once(document, [(("zones", index), zone.lower()) for index, zone in enumerate(pack.waste.zones)], "cette zone")
    fractions = pack.waste.fractions
    _once(
        document,
        [(("fractions", index, "id"), fraction.id) for index, fraction in enumerate(fractions)],
        "cet identifiant",
    )


def _once(document: Document, named: Sequence[tuple[Location, str]], what: str) -> None:
    seen: set[str] = set()
    for location, name in named:
        if name and name in seen:
            document.problem(location, f"« {name} » : {what} est déjà donné plus haut")
        seen.add(name)


def _not_a_locality(name: str) -> str:
    return f"« {name} » n’est pas une localité de commune.yml"
