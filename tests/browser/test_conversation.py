"""A conversation that lasts: over reloads, tabs, cuts and kills; and its end."""

import json
import re
from typing import Any

from playwright.sync_api import expect


def test_it_is_there_after_a_reload_and_on_another_page(widget: Any) -> None:
    w = widget().begin().ask("flou")
    said = w.said()
    w.page.reload()
    expect(w.bubbles).to_have_count(3)
    assert w.said() == said
    w.page.goto(w.host + "/autre")
    expect(w.bubbles).to_have_count(3)
    w.ask("deux questions")


def test_on_a_phone_it_does_not_cover_the_next_page(widget: Any) -> None:
    w = widget(viewport={"width": 320, "height": 640}).begin().ask("flou")
    w.page.goto(w.host + "/autre")
    expect(w.launcher).to_be_visible()
    expect(w.panel).to_be_hidden()


def test_two_tabs_stay_in_step(widget: Any) -> None:
    one = widget().begin()
    two = widget(beside=one).visit()
    two.open()
    expect(two.bubbles).to_have_count(1)
    one.ask("flou")
    expect(two.bubbles).to_have_count(3)
    two.ask("deux questions")
    expect(one.bubbles).to_have_count(6)
    assert one.said() == two.said()


def test_a_conversation_begun_in_one_tab_is_there_in_the_other(widget: Any) -> None:
    one = widget().visit()
    two = widget(beside=one).visit()
    two.open()
    one.open().button("J’accepte et je commence").click()
    expect(two.bubbles).to_have_count(1)


def test_what_arrives_while_it_is_closed_is_counted_until_it_is_seen(widget: Any, commune: Any) -> None:
    one = widget().begin()
    one.page.keyboard.press("Escape")
    _person_says("Bonjour, ici l’accueil.")
    expect(one.launcher.locator("b")).to_have_text("1")
    assert "(messages non lus : 1)" in str(one.launcher.get_attribute("aria-label"))
    one.page.reload()
    expect(one.launcher.locator("b")).to_have_text("1")
    one.open()
    expect(one.bubbles.last).to_have_text("Bonjour, ici l’accueil.")
    one.page.keyboard.press("Escape")
    expect(one.launcher.locator("b")).to_have_count(0)


def test_a_person_is_marked_as_such(widget: Any, commune: Any) -> None:
    w = widget().begin()
    _person_says("Bonjour, je reprends votre question.")
    expect(w.panel.locator(".person .bubble")).to_have_text("Bonjour, je reprends votre question.")
    expect(w.panel.locator(".person .who")).to_contain_text("Une personne de l’administration")


def _person_says(text: str) -> None:
    from guichet.conversations.models import Author, Conversation

    conversation = Conversation.objects.order_by("-created_at").first()
    assert conversation
    conversation.outgoing(Author.PERSON, text=text).save()
    conversation.save(update_fields=["next_seq", "last_message_at"])


def test_killed_in_mid_conversation_everything_is_there_once(widget: Any, desk: Any) -> None:
    w = widget().begin().ask("flou")
    desk.kill()
    w.say("deux questions").say("composition de ménage")
    expect(w.panel.locator(".warn")).to_contain_text("L’assistant ne répond pas")
    assert len(w.panel.locator(".leaving").all()) == 2
    w.page.reload()
    desk.start()
    w.page.reload()
    expect(w.panel.locator(".warn")).to_have_count(0, timeout=40_000)
    expect(w.bubbles).to_have_count(8, timeout=40_000)
    said = w.said()
    assert [text.split("\n")[0] for text in said[1:6]] == [
        "flou",
        "Je ne suis pas sûr d’avoir compris. Vous parlez de :",
        "deux questions",
        "Première réponse.",
        "Deuxième réponse.",
    ]
    assert said[6] == "composition de ménage"
    w.page.wait_for_timeout(2500)
    assert w.said() == said


def test_killed_while_a_message_is_on_its_way_it_is_said_once(widget: Any, desk: Any, fake_brain: Any) -> None:
    w = widget().begin()
    fake_brain.delay = 1.0
    try:
        w.say("deux questions")
        w.page.wait_for_timeout(400)
        desk.kill()
    finally:
        fake_brain.delay = 0
    desk.start()
    expect(w.panel.locator(".assistant .bubble:not(.typing)")).to_have_count(3, timeout=60_000)
    w.page.wait_for_timeout(3000)
    # The front desk may have said in between that it must wait for the dead process's turn.
    said = w.panel.locator(".m:not(.system) > .bubble").all_inner_texts()
    assert said[1:] == ["deux questions", "Première réponse.", "Deuxième réponse."]


def test_offline_it_says_so_and_sends_when_the_connection_is_back(widget: Any) -> None:
    w = widget().begin()
    w.page.context.set_offline(True)
    w.say("flou")
    expect(w.panel.locator(".warn")).to_contain_text("Pas de connexion. Vos messages partiront à son retour.")
    w.page.context.set_offline(False)
    expect(w.button("Kids-ID")).to_be_visible(timeout=20_000)
    expect(w.panel.locator(".warn")).to_have_count(0)
    assert w.said()[1:2] == ["flou"]


def test_a_slow_answer_shows_that_one_is_coming(widget: Any, fake_brain: Any) -> None:
    w = widget().begin()
    fake_brain.delay = 1.5
    try:
        w.say("flou")
        expect(w.panel.get_by_role("img", name="L’assistant écrit…")).to_be_visible()
        expect(w.button("Kids-ID")).to_be_visible()
        expect(w.panel.locator(".typing")).to_have_count(0)
    finally:
        fake_brain.delay = 0


def test_messages_sent_in_a_row_are_answered_in_order(widget: Any) -> None:
    w = widget().begin()
    for number in range(5):
        w.say(f"message {number}")
    expect(w.bubbles).to_have_count(11)
    assert [text for text in w.said() if text.startswith("message")] == [f"message {number}" for number in range(5)]


def test_a_refused_message_can_be_taken_back_and_the_next_one_leaves(widget: Any) -> None:
    w = widget().begin().ask("flou")
    # As if the button had been offered by a conversation that was erased since.
    w.page.route(re.compile("/messages$"), lambda route: route.continue_(post_data=json.dumps({"payload": "/inventé"})))
    w.button("Kids-ID").click()
    expect(w.panel.locator(".failed")).to_contain_text("Non envoyé. Ce bouton n’est plus valable.")
    w.page.unroute(re.compile("/messages$"))
    w.ask("deux questions")
    w.button("Retirer").click()
    expect(w.panel.locator(".failed")).to_have_count(0)


def test_erased_it_is_gone_everywhere(widget: Any) -> None:
    from guichet.conversations.models import Conversation

    one = widget().begin().ask("flou")
    two = widget(beside=one).visit().open()
    expect(two.bubbles).to_have_count(3)
    kept = json.loads(one.page.evaluate("localStorage['guichet:val-de-brume']"))
    one.button("Options").click()
    one.button("Effacer la conversation").click()
    expect(one.panel).to_contain_text("Effacer toute la conversation\u202f?")
    one.button("Effacer").click()
    for w in (one, two):
        expect(w.panel).to_contain_text("La conversation est effacée.")
        expect(w.button("J’accepte et je commence")).to_be_visible()
        assert w.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert not Conversation.objects.filter(pk=kept["id"]).exists()


def test_what_could_not_be_erased_is_not_called_erased(widget: Any) -> None:
    """The server refuses the token: the conversation may still be there, and the citizen must not believe otherwise."""
    from guichet.conversations.models import Conversation
    from guichet.webchat import tokens

    w = widget().begin().ask("flou")
    w.button("Options").click()
    w.button("Effacer la conversation").click()
    Conversation.objects.update(token_hash=tokens.digest("un autre"))
    w.button("Effacer").click()
    expect(w.panel).to_contain_text("s’est fermée après un long silence")
    expect(w.panel).not_to_contain_text("La conversation est effacée.")


def test_a_token_that_died_meanwhile_still_erases(widget: Any) -> None:
    from django.utils import timezone

    from guichet.conversations.models import Conversation

    w = widget().begin().ask("flou")
    w.button("Options").click()
    w.button("Effacer la conversation").click()
    before = Conversation.objects.update(token_expires_at=timezone.now())
    w.button("Effacer").click()
    expect(w.panel).to_contain_text("La conversation est effacée.")
    assert Conversation.objects.count() == before - 1


def test_cancelling_the_erasure_keeps_everything(widget: Any) -> None:
    w = widget().begin().ask("flou")
    w.button("Options").click()
    w.button("Effacer la conversation").click()
    w.button("Annuler").click()
    w.page.reload()
    expect(w.bubbles).to_have_count(3)


def test_an_expired_conversation_says_so_and_keeps_the_words(widget: Any) -> None:
    from django.utils import timezone

    from guichet.conversations.models import Conversation

    w = widget().begin().ask("flou")
    Conversation.objects.update(token_expires_at=timezone.now())
    w.say("ma question de ce matin")
    expect(w.panel).to_contain_text("s’est fermée après un long silence")
    w.button("J’accepte et je commence").click()
    expect(w.bubbles).to_have_count(1)
    assert w.text.input_value() == "ma question de ce matin"


def test_the_opinion_is_kept_with_its_reason(widget: Any) -> None:
    from guichet.widget.models import Feedback

    Feedback.objects.all().delete()
    w = widget().begin().ask("flou")
    w.button("Oui").click()
    expect(w.panel).to_contain_text("Merci pour votre avis.")
    assert Feedback.objects.values_list("useful", "reason").get() == (True, "")
    w.button("Non").click()
    w.button("Pas clair").click()
    expect(w.panel).to_contain_text("Merci pour votre avis.")
    w.page.wait_for_timeout(200)
    assert Feedback.objects.values_list("useful", "reason").get() == (False, "unclear")
    w.page.reload()
    expect(w.button("Non")).to_have_attribute("aria-pressed", "true")


def test_it_can_be_copied(widget: Any) -> None:
    w = widget(permissions=["clipboard-read", "clipboard-write"]).begin().ask("le recyparc est ouvert samedi ?")
    w.button("Options").click()
    w.button("Copier la conversation").click()
    expect(w.panel).to_contain_text("La conversation est copiée.")
    copied = w.page.evaluate("navigator.clipboard.readText()")
    assert "Vous (" in copied
    assert "le recyparc est ouvert samedi ?" in copied
    assert "Samedi 28 novembre, le Recyparc de Brumagne est ouvert de 9 h à 17 h." in copied


def test_only_the_conversation_is_printed(widget: Any) -> None:
    w = widget().begin().ask("composition de ménage")
    w.button("Options").click()
    # Chromium without a screen prints nothing: what is done around the call is looked at, then the page as paper shows it.
    w.page.evaluate(
        """() => { window.print = () => { window.sheets = document.adoptedStyleSheets.map((sheet) => sheet.cssRules[0].cssText) } }"""
    )
    w.button("Imprimer la conversation").click()
    assert "body > :not(guichet-widget)" in w.page.evaluate("window.sheets")[0]
    assert w.page.evaluate("document.adoptedStyleSheets.length") == 0
    w.page.emulate_media(media="print")
    shown = w.panel.evaluate(
        "(panel) => [panel.querySelector('form'), panel.querySelector('.log')].map((part) => getComputedStyle(part).display)"
    )
    assert shown == ["none", "block"]
