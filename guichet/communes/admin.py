"""Staff's pages about communes."""

from django.contrib import admin

from guichet.communes.models import Commune
from guichet.knowledge import snapshots

admin.site.site_header = "Guichet"
admin.site.site_title = "Guichet"
admin.site.index_title = "Administration"


@admin.register(Commune)
class CommuneAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "slug", "active"]
    search_fields = ["name", "slug"]
    fieldsets = [
        (None, {"fields": ["slug", "name", "with_de", "with_a", "languages", "active"]}),
        ("Canaux", {"fields": ["allowed_origins", "privacy_url", "display"]}),
    ]

    def get_readonly_fields(self, request, obj=None):  # type: ignore[no-untyped-def]
        """The slug is in addresses and packs: it does not change afterwards."""
        return ["slug"] if obj else []

    def save_model(self, request, obj, form, change):  # type: ignore[no-untyped-def]
        """Its names are part of what the assistant says; a new commune has nothing to publish yet."""
        super().save_model(request, obj, form, change)
        if change:
            snapshots.publish_on_commit([obj])
