"""feeds.yml: where the agenda and the news come from."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from guichet.knowledge.schema.fields import Entry, Id, Url, one_of, refused
from guichet.knowledge.schema.vocabulary import FEED_KINDS


def _file_name(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.(ics|xml)", text):
        raise refused("attendu : un nom de fichier du dossier feeds/, comme « agenda.ics » ou « news.xml »")
    return text


class FeedSource(Entry):
    """A feed at an address, or in a file of the pack's feeds/ folder."""

    id: Id
    kind: Annotated[str, one_of(FEED_KINDS)]
    url: Url | None = None
    file: Annotated[str, Field(max_length=60), AfterValidator(_file_name)] | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.url is None) == (self.file is None):
            raise refused("donnez une adresse (url) ou un fichier (file), un seul des deux")
        return self
