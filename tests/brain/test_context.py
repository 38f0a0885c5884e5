"""Follow-ups, on understood messages written by hand: what the parser gives is tests/understanding's."""

from __future__ import annotations

from typing import Any

from brain.context.resolve import kept, resolve

SNAPSHOT = {
    "cards": {
        "carte_identite": {"competent_service": "population", "short_title": "Carte d’identité"},
        "kids_id": {"competent_service": "population", "short_title": "Kids-ID"},
        "passeport": {"competent_service": "population"},
        "sport": {},
    },
    "places": [{"id": "piscine-des-brumes", "kind": "piscine"}],
}


def entity(name: str, value: Any) -> dict[str, Any]:
    return {"entity": name, "value": value, "text": str(value), "start": 0, "end": 1}


def said(
    *entities: dict[str, Any], topic: str | None = None, facet: str | None = None, bare: bool = True
) -> dict[str, Any]:
    return {
        "decision": "answer" if topic else "fallback",
        "topic": topic,
        "confidence": 0.95 if topic else 0.2,
        "candidates": [],
        "facet": facet,
        "entities": list(entities),
        "bare": bare,
    }


async def never(text: str) -> dict[str, Any]:
    raise AssertionError(f"parsed again: {text}")


def values(understood: dict[str, Any]) -> dict[str, Any]:
    return {e["entity"]: e["value"] for e in understood["entities"]}


async def test_and_on_saturday() -> None:
    context = {"topic": "horaires", "place": "recyparc"}
    got = await resolve(said(entity("date", "sat"), topic="marche"), "et le samedi ?", context, SNAPSHOT, never)
    assert (got["topic"], values(got)) == ("horaires", {"date": "sat", "place": "recyparc"})


async def test_and_at_the_library() -> None:
    context = {"topic": "horaires", "place": "recyparc", "service": None, "date": "sat"}
    got = await resolve(said(entity("place", "bibliotheque")), "et à la bibliothèque ?", context, SNAPSHOT, never)
    assert (got["topic"], values(got)) == ("horaires", {"date": "sat", "place": "bibliotheque"})


async def test_and_their_number() -> None:
    context = {"topic": "horaires", "place": "recyparc"}
    got = await resolve(said(topic="contact_service"), "et leur numéro ?", context, SNAPSHOT, never)
    assert (got["topic"], values(got)) == ("contact_service", {"place": "recyparc"})


async def test_their_number_after_a_card_is_the_services_that_handles_it() -> None:
    got = await resolve(said(topic="contact_service"), "et leur numéro ?", {"topic": "carte_identite"}, SNAPSHOT, never)
    assert values(got) == {"service": "population"}


async def test_and_for_my_son_of_eight() -> None:
    context = {"topic": "carte_identite", "facet": "price"}
    got = await resolve(said(entity("age", 8)), "et pour mon fils de 8 ans ?", context, SNAPSHOT, never)
    assert (got["topic"], got["facet"]) == ("kids_id", "price")
    older = await resolve(said(entity("age", 14)), "et pour mon fils de 14 ans ?", context, SNAPSHOT, never)
    assert older["topic"] != "kids_id"


async def test_no_i_meant_the_cpas() -> None:
    async def parse(text: str) -> dict[str, Any]:
        assert text == "le cpas"
        return said(entity("service", "cpas"), topic="cpas")

    context = {"topic": "contact_service", "service": "population"}
    got = await resolve(said(topic="cpas", bare=False), "non, je voulais dire le CPAS", context, SNAPSHOT, parse)
    assert (got["topic"], values(got)) == ("contact_service", {"service": "cpas"})


async def test_a_correction_to_another_question() -> None:
    async def parse(text: str) -> dict[str, Any]:
        return said(topic="passeport", bare=False)

    got = await resolve(said(), "non je voulais dire passeport", {"topic": "carte_identite"}, SNAPSHOT, parse)
    assert got["topic"] == "passeport"


async def test_how_much_after_a_card() -> None:
    got = await resolve(
        said(facet="price", topic="sacs_poubelle"), "c'est combien ?", {"topic": "passeport"}, SNAPSHOT, never
    )
    assert (got["topic"], got["facet"], got["decision"]) == ("passeport", "price", "answer")


async def test_a_street_that_was_asked_for() -> None:
    context = {"topic": "collecte_dechets", "asked": "street", "fraction": "pmc"}
    got = await resolve(said(bare=False), "rue des Tilleuls", context, SNAPSHOT, never)
    assert (got["topic"], values(got)) == ("collecte_dechets", {"street": "rue des Tilleuls", "fraction": "pmc"})


async def test_another_question_instead_of_the_street() -> None:
    context = {"topic": "collecte_dechets", "asked": "street"}
    other = said(topic="passeport", bare=False)
    assert await resolve(other, "comment avoir un passeport ?", context, SNAPSHOT, never) is other


async def test_a_whole_question_stands_by_itself() -> None:
    whole = said(entity("date", "sat"), topic="passeport", bare=False)
    assert (
        await resolve(whole, "un passeport pour samedi", {"topic": "horaires", "place": "x"}, SNAPSHOT, never) is whole
    )


async def test_without_context_nothing_is_invented() -> None:
    alone = said(entity("date", "sat"))
    assert await resolve(alone, "et le samedi ?", {}, SNAPSHOT, never) is alone


async def test_danger_is_never_reinterpreted() -> None:
    danger = said(topic="urgence")
    assert await resolve(danger, "au feu", {"topic": "feu", "asked": "street"}, SNAPSHOT, never) is danger


async def test_an_object_with_other_words_around_it() -> None:
    message = said(entity("object", "gsm"), bare=False)
    got = await resolve(message, "et un vieux gsm", {"topic": "ou_jeter", "object": "matelas"}, SNAPSHOT, never)
    assert (got["topic"], values(got)) == ("ou_jeter", {"object": "gsm"})


async def test_a_street_alone_after_another_streets_collections() -> None:
    context = {"topic": "collecte_dechets", "street": "Rue du Moulin", "fraction": "pmc"}
    got = await resolve(said(entity("street", "rue du four"), topic="adresse"), "rue du four", context, SNAPSHOT, never)
    assert (got["topic"], values(got)) == ("collecte_dechets", {"street": "rue du four", "fraction": "pmc"})


async def test_a_long_message_with_an_object_is_its_own_question() -> None:
    text = "et sinon mon voisin a laissé un vieux gsm dans la haie devant chez moi depuis hier"
    message = said(entity("object", "gsm"), topic="depot_sauvage", bare=False)
    assert await resolve(message, text, {"topic": "ou_jeter"}, SNAPSHOT, never) is message


async def test_another_fraction_instead_of_the_street_asks_for_the_street_again() -> None:
    context = {"topic": "collecte_dechets", "asked": "street", "street": "rue du moulin"}
    got = await resolve(said(entity("fraction", "pmc")), "et les sacs bleus ?", context, SNAPSHOT, never)
    assert (got["topic"], values(got)) == ("collecte_dechets", {"street": "rue du moulin", "fraction": "pmc"})


async def test_a_day_instead_of_the_street() -> None:
    context = {"topic": "collecte_dechets", "asked": "street", "fraction": "pmc"}
    got = await resolve(said(entity("date", "sat")), "demain", context, SNAPSHOT, never)
    assert (got["topic"], values(got)) == ("collecte_dechets", {"date": "sat", "fraction": "pmc"})


async def test_a_street_named_after_a_day_is_a_street() -> None:
    context = {"topic": "collecte_dechets", "asked": "street"}
    got = await resolve(said(entity("date", "1/5")), "rue du Premier Mai", context, SNAPSHOT, never)
    assert values(got)["street"] == "rue du Premier Mai"


def test_what_was_asked_about_is_kept_while_it_is_not_answered() -> None:
    asked = {"topic": "horaires", "asked": "place"}
    assert kept({}, asked, said(entity("place", "bibliotheque")), [])["place"] == "bibliotheque"
    assert "place" not in kept({}, asked, said(), [])
    street = said(entity("street", "rue du moulin"))
    waste = {"topic": "collecte_dechets", "asked": "street"}
    assert kept({}, waste, street, ['/collecte_dechets{"street":"Rue du Moulin, Rivelette"}'])["street"]
    assert "street" not in kept(
        {}, waste, street, ["/parler_humain"]
    )  # nothing looks like it: not to be asked about again


async def test_the_price_after_the_hours_asked_of_a_cards_service() -> None:
    hours = await resolve(
        said(topic="horaires", facet="hours"), "et c'est ouvert ?", {"topic": "passeport"}, SNAPSHOT, never
    )
    context = kept({"topic": "passeport"}, {"topic": "horaires", "service": "population"}, hours, [])
    got = await resolve(said(facet="price"), "et le prix ?", context, SNAPSHOT, never)
    assert (got["topic"], got["facet"]) == ("passeport", "price")


async def test_the_price_of_the_place_talked_of() -> None:
    context = {"topic": "horaires", "place": "piscine-des-brumes"}
    got = await resolve(said(facet="price", topic="hors_sujet"), "et le prix ?", context, SNAPSHOT, never)
    assert (got["topic"], got["facet"]) == ("sport", "price")


async def test_a_price_without_a_subject_guesses_none() -> None:
    got = await resolve(said(facet="price", topic="hors_sujet"), "et le prix ?", {}, SNAPSHOT, never)
    assert (got["decision"], got["topic"], got["candidates"]) == ("clarify", None, [])


async def test_a_card_called_by_its_title_is_that_card() -> None:
    unsure = {**said(topic="carte_identite_perte", bare=False), "confidence": 0.9}
    got = await resolve(unsure, "Une carte d’identité ?", {}, SNAPSHOT, never)
    assert (got["decision"], got["topic"]) == ("answer", "carte_identite")


async def test_what_is_asked_after_a_courtesy() -> None:
    async def parse(text: str) -> dict[str, Any]:
        assert text == "et le prix ?"
        return said(facet="price")

    thanks = said(topic="merci", facet="price", bare=False)
    got = await resolve(thanks, "Merci, et le prix ?", {"topic": "passeport"}, SNAPSHOT, parse)
    assert (got["topic"], got["facet"]) == ("passeport", "price")


async def test_thanks_for_something_is_only_thanks() -> None:
    thanks = said(topic="merci", bare=False)
    assert await resolve(thanks, "merci pour votre réponse", {"topic": "passeport"}, SNAPSHOT, never) is thanks


async def test_and_for_my_wife() -> None:
    context = {"topic": "passeport", "facet": "price"}
    got = await resolve(said(bare=False), "et pour ma femme ?", context, SNAPSHOT, never)
    assert (got["topic"], got["facet"]) == ("passeport", "price")


async def test_and_for_a_child_of_unknown_age_asks_which_document() -> None:
    got = await resolve(said(bare=False), "et pour ma fille ?", {"topic": "carte_identite"}, SNAPSHOT, never)
    assert got["decision"] == "clarify"
    assert [candidate["topic"] for candidate in got["candidates"]] == ["kids_id", "carte_identite"]


async def test_a_place_named_by_ear_and_nothing_else() -> None:
    got = await resolve(said(entity("place", "piscine-des-brumes")), "pissine", {}, SNAPSHOT, never)
    assert (got["decision"], got["topic"]) == ("answer", "horaires")


async def test_in_a_long_story_what_follows_the_verb_is_what_to_throw() -> None:
    message = said(entity("object", "matelas"), entity("object", "velo"), topic="encombrants", bare=False)
    text = "Le matelas gêne mon velo. Où puis-je jeter ce matelas ?"
    got = await resolve(message, text, {}, SNAPSHOT, never)
    assert (got["topic"], [e["value"] for e in got["entities"]]) == ("ou_jeter", ["matelas"])


async def test_the_hour_of_a_collection_is_no_office_hour() -> None:
    context = {"topic": "collecte_dechets", "street": "Rue du Four"}
    got = await resolve(said(facet="hours", topic="horaires"), "et c'est à quelle heure ?", context, SNAPSHOT, never)
    assert (got["topic"], values(got)) == ("collecte_dechets", {"street": "Rue du Four"})


async def test_another_object_after_the_recyparc() -> None:
    message = said(entity("object", "pneu"), topic="depot_sauvage")
    got = await resolve(message, "et des pneus ?", {"topic": "recyparc"}, SNAPSHOT, never)
    assert (got["topic"], values(got)) == ("ou_jeter", {"object": "pneu"})


async def test_what_is_brought_to_the_recyparc() -> None:
    message = said(entity("object", "frigo"), topic="recyparc", bare=False)
    got = await resolve(message, "je peux y déposer un frigo ?", {}, SNAPSHOT, never)
    assert (got["decision"], got["topic"]) == ("answer", "ou_jeter")


async def test_a_telephone_to_call_is_no_waste() -> None:
    message = {**said({**entity("object", "gsm"), "text": "téléphone"}, facet="who"), "decision": "clarify"}
    message["candidates"] = [{"topic": "contact_service", "confidence": 0.3}]
    got = await resolve(message, "téléphone ?", {}, SNAPSHOT, never)
    assert (got["topic"], got["entities"]) == ("contact_service", [])


async def test_a_day_alone_is_no_weather() -> None:
    got = await resolve(said(entity("date", "sat"), topic="meteo"), "demain ?", {}, SNAPSHOT, never)
    assert (got["decision"], got["topic"]) == ("clarify", None)


async def test_from_the_child_to_the_adult() -> None:
    got = await resolve(said(bare=False), "et pour moi ?", {"topic": "kids_id"}, SNAPSHOT, never)
    assert got["topic"] == "carte_identite"
