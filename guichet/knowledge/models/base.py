"""What every row of knowledge shares: it is an entry of a pack, in columns.

A column has the name of the schema's field; a nested entry's columns are prefixed (``online_desk_title``). Empty text
stands for null. The row is checked by the schema of its file, in the admin as in a pack.
"""

import types
from collections.abc import Iterator
from typing import Any, ClassVar, Self, Union, get_args, get_origin

from django.core.exceptions import ValidationError
from django.db import models
from pydantic import ValidationError as SchemaError

from guichet.communes.models import Commune
from guichet.knowledge.packs.messages import in_french
from guichet.knowledge.schema.fields import Entry


class Row(models.Model):
    """An entry of ``SCHEMA``. ``COLUMNS`` renames fields whose name a column cannot have or that belong to a relation."""

    SCHEMA: ClassVar[type[Entry]]
    COLUMNS: ClassVar[dict[str, str]] = {}

    class Meta:
        abstract = True

    @classmethod
    def of_entry(cls, entry: Entry, **fields: Any) -> Self:
        """A new unsaved row with the entry's values; ``fields`` are the others (commune, position, relations)."""
        row = cls(**fields)
        row.fill(entry)
        return row

    def fill(self, entry: Entry) -> None:
        """Take the entry's values, but those of relations (``COLUMNS`` naming another model's)."""
        for name, value in _flat(entry):
            column = self.COLUMNS.get(name, name)
            if column:
                field = self._meta.get_field(column)
                text = isinstance(field, models.CharField | models.TextField)
                setattr(self, column, "" if value is None and text and not field.null else value)

    def values(self) -> dict[str, Any]:
        """The columns' values in the schema's shape, not yet checked."""
        return _nested(self.SCHEMA, self._value)

    def entry(self) -> Any:
        """The row as an entry of ``SCHEMA``.

        :raises pydantic.ValidationError: a column holds what the schema refuses.
        """
        return self.SCHEMA.model_validate(self.values())

    def clean(self) -> None:
        """Refuse, field by field and in French, what the schema of packs refuses."""
        super().clean()
        try:
            self.entry()
        except SchemaError as error:
            found: dict[str, list[str]] = {}
            for item in error.errors(include_url=False):
                column = self._column(item["loc"])
                found.setdefault(column, []).append(in_french(item))
            raise ValidationError(found) from None  # type: ignore[arg-type]

    def _value(self, name: str) -> Any:
        column = self.COLUMNS.get(name, name)
        value = getattr(self, column) if column else self.kept_elsewhere(name)
        return None if value == "" else value

    def kept_elsewhere(self, name: str) -> Any:
        """The value of a field that is kept in another row."""
        raise NotImplementedError(name)

    def _column(self, location: tuple[int | str, ...]) -> str:
        words = [word for word in location if isinstance(word, str)]
        for length in range(len(words), 0, -1):
            name = _by_alias(self.SCHEMA).get("_".join(words[:length]), "_".join(words[:length]))
            column = self.COLUMNS.get(name, name)
            if column and any(field.name == column for field in self._meta.fields):
                return column
        return "__all__"


class CommuneRow(Row):
    """A row of one commune, at a place in its file."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="+", verbose_name="commune")
    position = models.PositiveIntegerField("ordre", default=0, help_text="Les plus petits d’abord.")

    class Meta(Row.Meta):
        abstract = True
        ordering: ClassVar[list[str]] = ["position", "id"]


def _entry_type(annotation: Any) -> type[Entry] | None:
    """The nested entry of a field's annotation (``Link | None``), if it is one."""
    options = get_args(annotation) if get_origin(annotation) in {Union, types.UnionType} else (annotation,)
    return next((option for option in options if isinstance(option, type) and issubclass(option, Entry)), None)


def _flat(entry: Entry) -> Iterator[tuple[str, Any]]:
    for name, field in type(entry).model_fields.items():
        value, nested = getattr(entry, name), _entry_type(field.annotation)
        if nested is None:
            yield (
                name,
                [item.model_dump(mode="json") if isinstance(item, Entry) else item for item in value]
                if isinstance(value, list)
                else value,
            )
        else:
            for sub in nested.model_fields:
                yield f"{name}_{sub}", None if value is None else getattr(value, sub)


def _nested(schema: type[Entry], value_of: Any) -> dict[str, Any]:
    values = {}
    for name, field in schema.model_fields.items():
        nested = _entry_type(field.annotation)
        if nested is None:
            values[name] = value_of(name)
        else:
            parts = {sub: value_of(f"{name}_{sub}") for sub in nested.model_fields}
            values[name] = parts if any(part is not None for part in parts.values()) else None
    return values


def _by_alias(schema: type[Entry]) -> dict[str, str]:
    return {field.alias: name for name, field in schema.model_fields.items() if field.alias}
