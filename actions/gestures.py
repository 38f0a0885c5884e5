"""Messages without a word: a thumb, a heart, question marks."""

from __future__ import annotations

import re

from actions.answer import Answer
from actions.turn import Turn, choice

_PLEASED = frozenset("👍❤💙💚💛🧡💜🖤🤍♥💕💖💗🙏👌👏💪🥰😍😘🤗🫶🤝🎉✅")
_DISPLEASED = frozenset("👎😡😠🤬😤😞😟😢😭💔🙄😒❌🖕")
_DRESS = re.compile("[\\s\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff!.]+")
"""Variation signs, skin colours and spaces, which change nothing to what is meant."""
_LOST = re.compile(r"^[?!. ]*\?[?!. ]*$")


def gesture(turn: Turn) -> Answer | None:
    """The answer to a message that is only a sign of contentment, discontent or bewilderment; None when it is something else."""
    signs = set(_DRESS.sub("", turn.text))
    if signs and signs <= _PLEASED:
        return agreeing(turn) or Answer("Avec plaisir ! Avez-vous une autre question ?", remember=None)
    if signs and signs <= _DISPLEASED:
        text = "Je suis désolé de ne pas avoir pu vous aider. Dites-moi ce qui manque, ou parlez à un agent."
        return Answer(text, [choice("Parler à quelqu’un", "parler_humain"), choice("Menu", "menu")], remember=None)
    if _LOST.match(turn.text.strip()):
        text = "Je vous écoute : écrivez votre question avec vos mots, ou voyez le menu."
        return Answer(text, [choice("Menu", "menu"), choice("Parler à quelqu’un", "parler_humain")], remember=None)
    return None


def agreeing(turn: Turn) -> Answer | None:
    """A vague sign of agreement ("ok", a thumb) when a person was offered: nobody is called without a clear yes."""
    if turn.context.get("asked") != "person":
        return None
    text = "Voulez-vous qu’un agent de la commune vous réponde ici ? Répondez « oui » ou choisissez."
    return Answer(
        text, [choice("Oui, quelqu’un", "parler_humain"), choice("Menu", "menu")], remember={"asked": "person"}
    )
