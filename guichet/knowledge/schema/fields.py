"""The types of the fields of a pack. A refused value is explained to an officer, in French."""

import calendar
import datetime as dt
import re
import unicodedata
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import urlsplit

from opening_hours import OpeningHours as _OpeningHours
from opening_hours import ParserError  # type: ignore[attr-defined]
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from guichet.knowledge.topics import topics

#: Control characters, surrogates, line and paragraph separators: nothing that a citizen should receive.
_FORBIDDEN_CATEGORIES = {"Cc", "Cs", "Zl", "Zp", "Cn", "Co"}
_INVISIBLE = {"\ufeff", "\ufffe", "\uffff"}
_HOLIDAY_RULE = re.compile(r"\b(PH|SH)\b")


def refused(message: str, **values: Any) -> PydanticCustomError:
    """An error whose French ``message`` says what was expected; ``{name}`` is replaced by ``values``."""
    return PydanticCustomError("guichet", message, values or None)  # type: ignore[arg-type]


class Entry(BaseModel):
    """A part of a pack: unknown fields are refused, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True, populate_by_name=True)


def _printable(text: str) -> str:
    for character in text:
        if character != "\n" and (unicodedata.category(character) in _FORBIDDEN_CATEGORIES or character in _INVISIBLE):
            raise refused("contient un caractère invisible ({code}) : effacez-le", code=f"U+{ord(character):04X}")
    return text


def _one_line(text: str) -> str:
    if "\n" in text:
        raise refused("doit tenir sur une seule ligne")
    return _printable(text)


def _id(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise refused(
            "attendu : un identifiant en minuscules sans accent, chiffres et tirets, comme « maison-communale »"
        )
    return text


def _zone(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", text):
        raise refused("attendu : un nom de zone en lettres sans accent, chiffres et tirets, comme « A » ou « nord-2 »")
    return text


def _topic(text: str) -> str:
    if text not in topics():
        raise refused("« {topic} » n’est pas un thème de data/topics.tsv", topic=text[:60])
    return text


def _telephone(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9][0-9 ./]*[0-9]", text):
        raise refused("attendu : un numéro de téléphone, comme « +32 81 12 34 56 »")
    return text


def _email(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}", text):
        raise refused("attendu : une adresse de courriel, comme « population@macommune.be »")
    return text


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        port_is_read = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_is_read = None, False
    if (
        parts is None
        or not port_is_read
        or parts.scheme not in {"http", "https"}
        or not parts.hostname
        or re.search(r"[\s<>\"\\]", text)
    ):
        raise refused("attendu : une adresse web complète, qui commence par « https:// » ou « http:// »")
    if parts.username or parts.password:
        raise refused("une adresse web ne peut pas contenir de nom d’utilisateur ni de mot de passe")
    return _printable(text)


_SPAN = re.compile(r"((\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2}))")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_DAY = re.compile(rf"\b(({'|'.join(_MONTHS)}) (\d{{1,2}}))\b(?!:)")
LEAP_YEAR = 2028
LATEST_NIGHT = "06:00"
"""A party hall may close at two in the morning; an office that closes at nine the next day is a slip."""


def _hours(text: str) -> str:
    if _HOLIDAY_RULE.search(text):
        raise refused(
            "n’écrivez ni « PH » ni « SH » : les jours fériés viennent du calendrier (voir closed_on_holidays)"
        )
    try:
        _OpeningHours(text)
    except ParserError as error:
        column = re.search(r"--> \d+:(\d+)", str(error))
        raise refused(
            "attendu : des heures au format opening_hours, comme « Mo-Fr 09:00-12:00; We 09:00-12:00,14:00-16:00 » "
            "(jours : Mo Tu We Th Fr Sa Su ; illisible à partir de « {rest} »)",
            rest=text[int(column[1]) - 1 if column else 0 :][:20],
        ) from None
    _possible_times(text)
    _possible_days(text)
    return text


def _possible_times(text: str) -> None:
    """What the format allows and no commune means: hours that end before they begin, never end, or end after midnight of a morning."""
    for span, *ends in _SPAN.findall(text):
        begin, end = (time.zfill(5) for time in ends)
        into_the_night = begin >= "12:00" and end <= LATEST_NIGHT
        if end > "24:00" or begin == end or (end < begin and not into_the_night):
            raise refused("« {span} » : l’heure de fin vient après l’heure de début, au plus tard 24:00", span=span)


def _possible_days(text: str) -> None:
    for day, month, number in _DAY.findall(text):
        if not 1 <= int(number) <= calendar.monthrange(LEAP_YEAR, _MONTHS.index(month) + 1)[1]:
            raise refused("« {day} » : ce jour n’existe pas dans le calendrier", day=day)


def _hours_or_closed(text: str) -> str:
    return text if text == "closed" else _hours(text)


def _date(value: object) -> object:
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise refused("attendu : une date année-mois-jour, comme 2026-11-23")
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise refused("ce jour n’existe pas dans le calendrier") from None


def _amount(text: str) -> str:
    if not re.fullmatch(r"\d{1,6}\.\d{2}", text) or Decimal(text) < 0:
        raise refused("attendu : un montant avec un point et deux décimales, comme 5.00")
    return text


def _boolean(value: object) -> object:
    if not isinstance(value, bool):
        raise refused("attendu : true (oui) ou false (non)")
    return value


def _coordinate(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"-?\d{1,3}(\.\d{1,15})?", value):
        raise refused("attendu : un nombre de degrés avec un point, comme 50.4669")
    return value


def _six_decimals(degrees: float) -> float:
    # 11 cm; and no minus zero, whose sign databases do not all keep.
    return round(degrees, 6) + 0.0


#: A short text on one line; a name; a text of some sentences, with line breaks.
Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_one_line)]
Text = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_printable)]
Names = Annotated[list[Name], Field(max_length=40)]
#: An identifier, which is also a file name or a part of an address: no slash, no dot.
Id = Annotated[str, Field(max_length=60), AfterValidator(_id)]
ZoneId = Annotated[str, Field(max_length=20), AfterValidator(_zone)]
TopicId = Annotated[str, Field(max_length=60), AfterValidator(_topic)]
Telephone = Annotated[str, Field(max_length=30), AfterValidator(_telephone)]
Email = Annotated[str, Field(max_length=254), AfterValidator(_email)]
#: An http(s) address, kept as written.
Url = Annotated[str, Field(max_length=500), AfterValidator(_url)]
#: OpenStreetMap's ``opening_hours``, checked by opening-hours-py; without PH and SH (docs/architecture.md §4).
OpeningHours = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_hours)]
ClosureHours = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_hours_or_closed)]
Date = Annotated[dt.date, BeforeValidator(_date)]
#: Euros as a decimal string with two decimals.
Amount = Annotated[str, AfterValidator(_amount)]
Boolean = Annotated[bool, BeforeValidator(_boolean)]
#: Degrees, WGS 84.
Latitude = Annotated[
    float, BeforeValidator(_coordinate), Field(ge=-90, le=90, allow_inf_nan=False), AfterValidator(_six_decimals)
]
Longitude = Annotated[
    float, BeforeValidator(_coordinate), Field(ge=-180, le=180, allow_inf_nan=False), AfterValidator(_six_decimals)
]
PostalCode = Annotated[str, Field(pattern=r"^[1-9][0-9]{3}$")]


def one_of(vocabulary: dict[str, str]) -> AfterValidator:
    """A validator that accepts the keys of ``vocabulary`` and lists them when it refuses."""

    def check(value: str) -> str:
        if value not in vocabulary:
            raise refused("attendu : {choices}", choices=", ".join(vocabulary))
        return value

    return AfterValidator(check)


def unique(items: list[Any], key: str, what: str) -> list[Any]:
    """Refuse two items with the same ``key``, at the second one."""
    seen: set[object] = set()
    for index, item in enumerate(items):
        value = getattr(item, key)
        if value in seen:
            message = "« {value} » est écrit deux fois : {what} doit être unique"
            raise refused(message, value=str(value), what=what, item=index, key=key)
        seen.add(value)
    return items
