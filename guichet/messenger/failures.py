"""What each error of Graph means for the message, the page and the citizen.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/error-codes and
https://developers.facebook.com/docs/graph-api/guides/error-handling
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any


class Behaviour(Enum):
    """What to do next."""

    #: Nothing left: the same request again, later.
    AGAIN = "again"
    #: It may have left: ask Graph before sending the same again.
    DOUBT = "doubt"
    #: Too many calls: the whole page waits.
    RATE = "rate"
    #: The 24 hours are over.
    WINDOW = "window"
    #: Meta restricts the page.
    RESTRICTED = "restricted"
    #: The token or a permission is gone: the page is broken until staff mend it.
    BROKEN = "broken"
    #: The citizen cannot be written to.
    BLOCKED = "blocked"
    #: Graph will never take this message.
    REFUSED = "refused"


#: By (code, subcode), and by code alone.
_BY_SUBCODE = {
    (10, 2018278): Behaviour.WINDOW,
    (10, 2018065): Behaviour.WINDOW,
    (10, 1893063): Behaviour.RESTRICTED,
    (368, None): Behaviour.RESTRICTED,
    (100, 2018001): Behaviour.BLOCKED,
    (10, 2018108): Behaviour.BLOCKED,
    (200, 1545041): Behaviour.BLOCKED,
    # « Received invalid JSON reply »: says Meta, the message was sent although this error comes back.
    (1, 1357046): Behaviour.DOUBT,
}
_BY_CODE = {
    1: Behaviour.DOUBT,
    2: Behaviour.DOUBT,
    1200: Behaviour.DOUBT,
    4: Behaviour.RATE,
    17: Behaviour.RATE,
    32: Behaviour.RATE,
    341: Behaviour.RATE,
    613: Behaviour.RATE,
    80001: Behaviour.RATE,
    80006: Behaviour.RATE,
    # 3 and 10 without a subcode, 200 and 230: a permission is missing. 102, 190: the token.
    3: Behaviour.BROKEN,
    10: Behaviour.BROKEN,
    102: Behaviour.BROKEN,
    190: Behaviour.BROKEN,
    200: Behaviour.BROKEN,
    230: Behaviour.BROKEN,
    551: Behaviour.BLOCKED,
    368: Behaviour.RESTRICTED,
}
#: How long a restricted page is left alone before the next try.
RESTRICTED_FOR = timedelta(hours=1)
RESTRICTED = (
    "Meta bride cette page pour une question de règles\u202f: sur Facebook, ouvrez la page, puis «\u202fQualité de la page\u202f», "
    "et suivez ce qui est demandé. Guichet réessaie toutes les heures."
)
_PROBLEMS = {
    102: "La session du jeton est finie\u202f: créez un nouveau jeton de page et enregistrez-le ici.",
    190: "Le jeton n’est plus valable (mot de passe changé, autorisation retirée ou jeton expiré)\u202f: créez un nouveau jeton de page et enregistrez-le ici.",
}
_PERMISSION = (
    "Une autorisation manque au jeton\u202f: donnez à l’application pages_messaging, pages_manage_metadata et "
    "pages_read_engagement pour cette page, créez un nouveau jeton et enregistrez-le ici."
)


@dataclass(eq=False)
class Failure(Exception):
    """Graph did not confirm a request.

    ``reason`` has no text, no token and no id of a citizen. ``code`` and ``subcode`` are Meta's, 0 when it gave none.
    ``ended``: an answer came, so the request is over (a time-out may still arrive).
    """

    behaviour: Behaviour
    reason: str
    code: int = 0
    subcode: int = 0
    ended: bool = True

    def __str__(self) -> str:
        return self.reason

    def problem(self) -> str:
        """For staff, what happened to the page and what to do; empty when it is not about the page."""
        if self.behaviour is Behaviour.RESTRICTED:
            return RESTRICTED
        if self.behaviour is Behaviour.BROKEN:
            return f"{_PROBLEMS.get(self.code, _PERMISSION)} (erreur {self.code} de Meta)"
        return ""


def of_answer(status: int, answer: Any) -> Failure:
    """The failure that a response of Graph tells of; ``answer`` is its JSON body, if it is JSON."""
    error = answer.get("error") if isinstance(answer, dict) else None
    error = error if isinstance(error, dict) else {}
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    behaviour = _BY_SUBCODE.get((code, subcode)) or _BY_CODE.get(code)
    if behaviour is Behaviour.BROKEN and code in {10, 200} and subcode:
        # A subcode says more than « permission »: it is about this message.
        behaviour = None
    if behaviour is None and status == 429:
        behaviour = Behaviour.RATE
    if behaviour is None and (status >= 500 or error.get("is_transient") is True):
        behaviour = Behaviour.DOUBT
    reason = f"graph status {status} code {code}" + (f"/{subcode}" if subcode else "")
    return Failure(behaviour or Behaviour.REFUSED, reason, code, subcode)


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
