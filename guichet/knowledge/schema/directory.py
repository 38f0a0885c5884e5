"""What a commune is and whom and where it has: commune.yml, services.yml, places.yml, closures.yml, streets.yml, prices.yml, people.yml."""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from guichet.knowledge.schema.fields import (
    Amount,
    Boolean,
    ClosureHours,
    Date,
    Email,
    Entry,
    Id,
    Latitude,
    Line,
    Longitude,
    Name,
    Names,
    OpeningHours,
    PostalCode,
    Telephone,
    Text,
    TopicId,
    Url,
    ZoneId,
    one_of,
    refused,
)
from guichet.knowledge.schema.vocabulary import (
    APPOINTMENT_NEEDS,
    PAYMENT_METHODS,
    PERSON_ROLES,
    PLACE_KINDS,
    SERVICE_ROLES,
)

PaymentMethod = Annotated[str, one_of(PAYMENT_METHODS)]
ServiceRole = Annotated[str, one_of(SERVICE_ROLES)]
PlaceKind = Annotated[str, one_of(PLACE_KINDS)]


def _euro(currency: str) -> str:
    if currency != "EUR":
        raise refused("attendu : EUR")
    return currency


def _french(language: str) -> str:
    if language != "fr":
        raise refused("attendu : fr, la seule langue des réponses pour l’instant")
    return language


class Link(Entry):
    """A page, and the words to click on."""

    title: Line
    url: Url


class CommuneFacts(Entry):
    """commune.yml: the commune itself. ``with_de`` and ``with_a`` are its name after « de » and « à »."""

    slug: Id
    name: Name
    with_de: Name
    with_a: Name
    postal_codes: Annotated[list[PostalCode], Field(min_length=1, max_length=40)]
    localities: Annotated[list[Name], Field(min_length=1, max_length=60)]
    province: Name
    language: Annotated[str, AfterValidator(_french)] = "fr"
    website: Url
    telephone: Telephone
    email: Email
    emergency_note: Text | None = None
    online_desk: Link | None = None
    payment_methods: Annotated[list[PaymentMethod], Field(max_length=10)] = Field(default_factory=list)
    person_service: Id


class Appointment(Entry):
    """Whether a service receives on appointment, and how to make one."""

    needed: Annotated[str, one_of(APPOINTMENT_NEEDS)] = "none"
    url: Url | None = None
    telephone: Telephone | None = None
    note: Text | None = None


class Service(Entry):
    """services.yml: a service of the commune; ``place`` is where it sits, ``handles`` its topics."""

    id: Id
    role: ServiceRole
    name: Name
    aliases: Names = Field(default_factory=list)
    place: Id | None = None
    telephone: Telephone | None = None
    email: Email | None = None
    url: Url | None = None
    opening_hours: OpeningHours | None = None
    hours_note: Text | None = None
    handles: Annotated[list[TopicId], Field(max_length=200)] = Field(default_factory=list)
    appointment: Appointment = Appointment()
    description: Text | None = None


class Place(Entry):
    """places.yml: a place with an address; ``closed_on_holidays``: on Belgium's public holidays and 27 September."""

    id: Id
    kind: PlaceKind
    name: Name
    aliases: Names = Field(default_factory=list)
    street: Line | None = None
    postal_code: PostalCode | None = None
    locality: Name | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    telephone: Telephone | None = None
    email: Email | None = None
    url: Url | None = None
    opening_hours: OpeningHours | None = None
    closed_on_holidays: Boolean = True
    hours_note: Text | None = None

    @model_validator(mode="after")
    def _both_coordinates(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise refused("donnez latitude et longitude, ou aucune des deux")
        return self


class Closure(Entry):
    """closures.yml: days when places or services are closed or keep other hours; ``*`` targets all of them."""

    start: Annotated[Date, Field(alias="from")]
    end: Annotated[Date, Field(alias="to")]
    hours: ClosureHours = "closed"
    targets: Annotated[list[Name], Field(min_length=1, max_length=200)]
    reason: Line

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise refused("la fin (to) est avant le début (from)")
        if (self.end - self.start).days > 400:
            raise refused("une fermeture dure 400 jours au plus")
        return self


class Street(Entry):
    """streets.yml: a street and the zone of its collections."""

    name: Name
    aliases: Names = Field(default_factory=list)
    locality: Name
    zone: ZoneId | None = None


class Price(Entry):
    """prices.yml: what the commune charges. Without ``amount``, the price is not known here."""

    id: Id
    topic: TopicId
    label: Line
    amount: Amount | None = None
    currency: Annotated[str, AfterValidator(_euro)] = "EUR"
    note: Text | None = None
    valid_from: Date


class Person(Entry):
    """people.yml: an office holder; the office is always given, the name only if the commune publishes it."""

    role: Annotated[str, one_of(PERSON_ROLES)]
    title: Line
    name: Name | None = None
    duties: Text | None = None
    email: Email | None = None
    telephone: Telephone | None = None
    appointment: Text | None = None


class Texts(Entry):
    """texts.yml: sentences that the commune says in its own way."""

    greeting: Text | None = None


def dump(entry: Entry) -> dict[str, Any]:
    """The entry as the snapshot has it: every field, dates as ISO 8601 strings, public names."""
    return entry.model_dump(mode="json", by_alias=True)
