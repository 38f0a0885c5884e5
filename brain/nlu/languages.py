"""Languages: those that a message names, and the one that it is written in when that is not French.

Codes are ISO 639-1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from brain.nlu.words import Word
from brain.text import plain

_NAMES = {
    "nl": "neerlandais neerlandaise neerlandophone flamand flamande nederlands hollandais dutch",
    "de": "allemand allemande germanophone deutsch german",
    "en": "anglais anglaise anglophone english engels",
    "es": "espagnol espagnole espanol spanish",
    "it": "italien italienne italiano italian",
    "pt": "portugais portugaise portugues",
    "ar": "arabe arabic",
    "tr": "turc turque turkce turkish",
    "ro": "roumain roumaine romana",
    "pl": "polonais polonaise polski",
    "uk": "ukrainien ukrainienne",
    "ru": "russe",
    "wa": "wallon wallonne",
}
NAMED = {name: code for code, names in _NAMES.items() for name in names.split()}

_COMMON = {
    "nl": """ik je jij u we wij het de een en van voor met naar niet wel geen ook maar waar wanneer hoe wat wie welke kan kunt kan moet mijn uw zijn
        heb hebt heeft ben bent is wordt worden graag gemeente gemeentehuis afval vuilnis huisvuil open dag goedendag goeiedag hallo dank bedankt
        alstublieft
        vraag identiteitskaart rijbewijs aanvragen verhuizen openingsuren spreekt spreken nederlands hier dit dat deze aan op uit bij om te""",
    "de": """ich du sie wir ihr es der die das den dem ein eine einen und oder von fur mit nach nicht kein keine auch aber wo wann wie was wer
        welche kann konnen
        muss mochte mein meine ihre sind bin ist wird haben hat guten tag morgen hallo danke bitte frage gemeinde rathaus personalausweis ausweis
        geoffnet offnungszeiten sprechen deutsch hier diese auf aus bei zu zum zur brauche""",
    "en": """i you he she we they it the an and or of for with to from not no also but where when how what who which can could must should
        my your is are am was have has do does did hello good morning please thank thanks question town hall card open opening hours need want would
        speak english here this that these at by get lost help""",
    "es": (
        "yo tu usted el los las una y o de para con no si pero donde cuando como que quien puedo necesito mi"
        " su es son esta hola gracias buenos dias por favor hablo espanol tarjeta"
    ),
    "it": (
        "io lei il lo gli una e o di per con non si ma dove quando come che chi posso devo mio sua sono ciao"
        " grazie buongiorno prego parlo italiano carta vorrei"
    ),
}
_WORDS = {code: frozenset(words.split()) for code, words in _COMMON.items()}
_FRENCH = frozenset(
    """je tu il elle on nous vous ils le la les un une des du de et ou pour avec dans ne pas mais quand comment que qui quoi quel quelle
    est sont suis ai as a ce cette mon ma mes votre bonjour merci svp sur au aux en y j l d c qu n s m t se sa son par plus faire peut dois""".split()
)
MARGIN = 2
"""How many more common words of its own a language needs than French has."""


def named(words: Sequence[Word]) -> list[tuple[str, int]]:
    """The languages named, with the index of the word."""
    return [(NAMED[word.form], index) for index, word in enumerate(words) if word.form in NAMED]


def written_in(words: Sequence[Word]) -> str | None:
    """The language of the message when it is clearly not French, else None."""
    forms = [word.form for word in words if word.form.isalpha()]
    if len(forms) < 2:
        return None
    french = sum(form in _FRENCH for form in forms)
    counts = {code: sum(form in common and form not in _FRENCH for form in forms) for code, common in _WORDS.items()}
    code = max(counts, key=lambda each: counts[each])
    clear = counts[code] >= french + MARGIN or (french == 0 and counts[code] == len(forms))
    return code if clear and counts[code] * 3 >= len(forms) else None


_SHORT = {
    "nl": "hoeveel kost kosten duur zaterdag zondag maandag dinsdag woensdag donderdag vrijdag morgen vandaag uur documenten telefoonnummer adres",
    "de": "wieviel viel kostet kosten samstag sonntag montag dienstag mittwoch donnerstag freitag heute uhr unterlagen telefonnummer adresse",
    "en": "much many cost costs price saturday sunday monday tuesday wednesday thursday friday today tomorrow documents number address",
}
"""More words of a short question, trusted only once the citizen is known to write in that language."""


def _count(text: str, code: str) -> int:
    """Words that are of the language, less those that are French."""
    forms = re.findall(r"[a-z]+", plain(text))
    known = _WORDS.get(code, frozenset()) | frozenset(_SHORT.get(code, "").split())
    return sum((form in known) - (form in _FRENCH and form not in known) for form in forms)


def goes_on(text: str, code: str) -> bool:
    """Whether a message may be in the language ``code``, in which the one before was: a word of its own, and more than of French."""
    return _count(text, code) > 0


def likely(text: str) -> str | None:
    """The one language that has most of the words of a message that is not French; None when two are as likely."""
    counts = sorted(((_count(text, code), code) for code in _SHORT), reverse=True)
    return counts[0][1] if counts[0][0] > max(counts[1][0], 0) else None
