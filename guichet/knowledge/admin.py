"""Staff's pages about knowledge. An edit is checked as a pack is, and published at once; a shared row's by the worker."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db import models, transaction
from django.http import HttpRequest
from pydantic import ValidationError

from guichet.communes.models import Commune
from guichet.knowledge import snapshots
from guichet.knowledge.models import (
    AgendaItem,
    Card,
    Closure,
    CommuneProfile,
    Feed,
    LocalCard,
    NewsItem,
    ObjectsSource,
    Person,
    Place,
    Price,
    Service,
    Snapshot,
    Street,
    ThrowObject,
    WasteFraction,
    WasteZone,
)
from guichet.knowledge.packs.export import export_pack
from guichet.knowledge.packs.references import problems_of
from guichet.knowledge.tasks import publish_everywhere

#: Warnings shown after one edit; more would hide each other.
_MOST_WARNINGS = 5


class PublishingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Publishes the communes that a change touches, once the change is stored."""

    def communes_of(self, rows: Iterable[Any]) -> list[Commune] | None:
        """The communes whose snapshot has these rows; None, for all of them, when a row is shared."""
        rows = list(rows)
        if any(not hasattr(row, "commune_id") for row in rows):
            return None
        return list(Commune.objects.filter(pk__in={row.commune_id for row in rows}))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The last step of an addition or a change."""
        super().save_related(request, form, formsets, change)
        self._publish_on_commit(request, self.communes_of([form.instance]))

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        """One row."""
        communes = self.communes_of([obj])
        super().delete_model(request, obj)
        self._publish_on_commit(request, communes)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """The rows ticked in a list."""
        communes = self.communes_of(queryset)
        super().delete_queryset(request, queryset)
        self._publish_on_commit(request, communes)

    def _publish_on_commit(self, request: HttpRequest, communes: list[Commune] | None) -> None:
        def publish() -> None:
            if communes is None:
                publish_everywhere()
                messages.info(
                    request, "La modification est enregistrée. Chaque commune la recevra dans quelques instants."
                )
            for commune in communes or ():
                _publish(request, commune)

        transaction.on_commit(publish)


def _publish(request: HttpRequest, commune: Commune) -> None:
    try:
        snapshots.publish(commune)
    except (snapshots.NotPublished, CommuneProfile.DoesNotExist):
        messages.warning(request, f"{commune} : rien n’est publié tant que le profil de la commune manque.")
        return
    except ValidationError:
        messages.error(
            request,
            f"{commune} : la modification est enregistrée mais pas publiée, car une autre ligne n’est pas en ordre. "
            "Corrigez-la, puis enregistrez à nouveau.",
        )
        return
    for problem in problems_of(export_pack(commune))[:_MOST_WARNINGS]:
        messages.warning(request, f"{commune}, à corriger : {problem}")


class CommuneRowAdmin(PublishingAdmin):
    """A row of one commune, which it keeps."""

    list_filter = ["commune"]
    search_fields = ["name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A row does not change commune: relations would lead out of it."""
        return [*super().get_readonly_fields(request, obj), *(["commune"] if obj else [])]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the places and zones of the row's own commune."""
        row_id = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        row = self.get_object(request, row_id) if row_id else None
        if row is not None and db_field.name in {"place", "zone"}:
            kwargs["queryset"] = db_field.related_model.objects.filter(commune=row.commune_id)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(CommuneProfile)
class CommuneProfileAdmin(CommuneRowAdmin):
    list_display = ["commune", "telephone", "website"]
    list_filter = []
    search_fields = ["commune__name"]


@admin.register(Service)
class ServiceAdmin(CommuneRowAdmin):
    list_display = ["name", "role", "place", "telephone", "opening_hours", "commune"]
    list_filter = ["commune", "role"]
    list_select_related = ["place", "commune"]


@admin.register(Place)
class PlaceAdmin(CommuneRowAdmin):
    list_display = ["name", "kind", "locality", "opening_hours", "commune"]
    list_filter = ["commune", "kind"]


@admin.register(Closure)
class ClosureAdmin(CommuneRowAdmin):
    list_display = ["reason", "start", "end", "hours", "commune"]
    search_fields = ["reason"]
    date_hierarchy = "start"


@admin.register(Street)
class StreetAdmin(CommuneRowAdmin):
    list_display = ["name", "locality", "zone", "commune"]
    list_filter = ["commune", "locality"]
    list_select_related = ["zone", "commune"]


@admin.register(Price)
class PriceAdmin(CommuneRowAdmin):
    list_display = ["label", "amount", "topic", "valid_from", "commune"]
    search_fields = ["label", "topic"]


@admin.register(Person)
class PersonAdmin(CommuneRowAdmin):
    list_display = ["title", "role", "name", "commune"]
    search_fields = ["title", "name"]


@admin.register(WasteFraction)
class WasteFractionAdmin(CommuneRowAdmin):
    list_display = ["name", "key", "container", "commune"]


@admin.register(WasteZone)
class WasteZoneAdmin(CommuneRowAdmin):
    list_display = ["key", "commune"]
    search_fields = ["key"]


@admin.register(LocalCard)
class LocalCardAdmin(CommuneRowAdmin):
    list_display = ["topic", "commune"]
    search_fields = ["topic"]


@admin.register(Feed)
class FeedAdmin(CommuneRowAdmin):
    list_display = ["key", "kind", "url", "error", "tried_at", "last_good_at", "commune"]
    list_filter = ["commune", "kind"]
    search_fields = ["key"]
    readonly_fields = ["error", "tried_at", "last_good_at"]


@admin.register(Card)
class CardAdmin(PublishingAdmin):
    list_display = ["title", "topic", "status", "verified_on", "review_by"]
    list_filter = ["status", "competent_service"]
    search_fields = ["title", "topic", "answer"]
    date_hierarchy = "review_by"


@admin.register(ThrowObject)
class ThrowObjectAdmin(PublishingAdmin):
    list_display = ["name", "fraction", "note"]
    list_filter = ["fraction"]
    search_fields = ["name", "synonyms"]


@admin.register(ObjectsSource)
class ObjectsSourceAdmin(PublishingAdmin):
    list_display = ["verified_on", "review_by"]


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What the machine writes: staff may look."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(AgendaItem)
class AgendaItemAdmin(ReadOnlyAdmin):
    list_display = ["summary", "start", "location", "feed"]
    list_filter = ["feed__commune"]


@admin.register(NewsItem)
class NewsItemAdmin(ReadOnlyAdmin):
    list_display = ["title", "published", "feed"]
    list_filter = ["feed__commune"]


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnlyAdmin):
    list_display = ["version", "commune", "published_at"]
    list_filter = ["commune"]
    fields = ["commune", "version", "created_at", "published_at"]
