"""Model fields that staff fill in without knowing JSON."""

from typing import Any

from django import forms
from django.db import models


class LinesFormField(forms.CharField):
    """A list of short texts, typed one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        """The list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """The lines as a list, without the empty ones."""
        lines = (super().to_python(value) or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the lines differ, other line ends apart."""
        return bool(self.to_python(self.prepare_value(initial) or "") != self.to_python(data or ""))


class LinesField(models.JSONField):
    """A list of short texts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:  # type: ignore[override]
        """A text area, one item a line."""
        return models.Field.formfield(self, **{"form_class": LinesFormField, **kwargs})


class LinksFormField(LinesFormField):
    """Pages, typed one a line as « title | address »."""

    def prepare_value(self, value: Any) -> Any:
        """The pages as lines."""
        return "\n".join(f"{link['title']} | {link['url']}" for link in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The lines as ``{"title", "url"}``; the schema checks both."""
        links = []
        for line in super().to_python(value):
            title, bar, url = line.rpartition("|")
            if not bar:
                raise forms.ValidationError("Écrivez « titre | adresse », une page par ligne.")
            links.append({"title": title.strip(), "url": url.strip()})
        return links


class LinksField(LinesField):
    """A list of pages: ``{"title", "url"}``."""

    def formfield(self, **kwargs: Any) -> Any:
        """A text area, one page a line."""
        return super().formfield(**{"form_class": LinksFormField, **kwargs})
