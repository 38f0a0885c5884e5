"""Answer cards (docs/architecture.md §6): library/<domaine>/<topic>.yml and communes/<slug>/cards/<topic>.yml."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from guichet.knowledge.schema.directory import Link, ServiceRole
from guichet.knowledge.schema.fields import Date, Entry, Line, Name, Telephone, Text, TopicId, Url, one_of, refused
from guichet.knowledge.schema.vocabulary import CARD_STATUSES, LOCAL_FIELDS

#: One to three sentences, which Messenger shows without cutting.
Answer = Annotated[Text, Field(max_length=420)]
Evidence = Annotated[list[Line], Field(max_length=20)]


class Authority(Entry):
    """Another administration that handles the matter."""

    name: Name
    url: Url | None = None
    telephone: Telephone | None = None


class Card(Entry):
    """A card of the library: what is true in every Walloon commune; ``local_fields`` are for each commune to fix."""

    topic: TopicId
    title: Annotated[Line, Field(max_length=60)]
    short_title: Annotated[Line, Field(max_length=20)]
    status: Annotated[str, one_of(CARD_STATUSES)]
    answer: Answer
    evidence: Evidence = Field(default_factory=list)
    cost: Text | None = None
    processing_time: Text | None = None
    competent_service: ServiceRole | None = None
    authority: Authority | None = None
    where: Text | None = None
    online: Link | None = None
    conditions: Text | None = None
    local_fields: Annotated[list[Annotated[str, one_of(LOCAL_FIELDS)]], Field(max_length=8)] = Field(
        default_factory=list
    )
    related: Annotated[list[TopicId], Field(max_length=12)] = Field(default_factory=list)
    source: Annotated[list[Link], Field(max_length=20)] = Field(default_factory=list)
    verified_on: Date
    review_by: Date

    @model_validator(mode="after")
    def _can_be_trusted(self) -> Self:
        if self.status != "local" and not self.source:
            raise refused("une fiche vérifiée cite au moins une source")
        if self.review_by <= self.verified_on:
            raise refused("la date de relecture (review_by) doit suivre celle de vérification (verified_on)")
        return self


class LocalCard(Entry):
    """What a commune says in place of the shared card, field by field; ``note`` is added to it."""

    topic: TopicId
    answer: Answer | None = None
    evidence: Annotated[Evidence, Field(min_length=1)] | None = None
    cost: Text | None = None
    processing_time: Text | None = None
    where: Text | None = None
    online: Link | None = None
    conditions: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if all(getattr(self, name) is None for name in LOCAL_FIELDS):
            raise refused("cette fiche ne change rien : donnez au moins un de {fields}", fields=", ".join(LOCAL_FIELDS))
        return self
