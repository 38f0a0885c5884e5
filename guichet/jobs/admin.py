"""Staff's page about jobs."""

from django.contrib import admin

from guichet.jobs.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read-only: the worker alone moves jobs."""

    list_display = ["kind", "commune", "status", "progress", "note", "attempts", "created_at", "finished_at"]
    list_filter = ["status", "kind"]
    exclude = ["lease_owner", "lease_until", "key"]

    def has_add_permission(self, request):  # type: ignore[no-untyped-def]
        """Nobody."""
        return False

    def has_change_permission(self, request, obj=None):  # type: ignore[no-untyped-def]
        """Nobody."""
        return False
