"""Staff's pages about conversations, in Django's admin until the console comes."""

from typing import Any

from django.contrib import admin

from guichet.conversations import erasure
from guichet.conversations.models import Conversation, Message, PersonRequest, Report


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """What the assistant wrote down is not rewritten by hand."""

    def has_add_permission(self, request: Any) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Nobody: erasing goes by the conversation."""
        return False


class MessageInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Message
    fields = ["seq", "created_at", "author", "text", "status", "error"]
    readonly_fields = ["seq", "created_at", "author", "text", "status", "error"]
    ordering = ["seq"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(Conversation)
class ConversationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Only who answers can be changed: « une personne » holds the assistant back."""

    list_display = ["__str__", "commune", "channel", "handling", "last_message_at"]
    list_filter = ["commune", "channel", "handling"]
    date_hierarchy = "last_message_at"
    fields = ["commune", "channel", "handling", "created_at", "last_message_at"]
    readonly_fields = ["commune", "channel", "created_at", "last_message_at"]
    inlines = [MessageInline]

    def has_add_permission(self, request: Any) -> bool:
        """Only citizens begin conversations."""
        return False

    def save_model(self, request: Any, obj: Conversation, form: Any, change: bool) -> None:
        """Only that column: the turn loop may be writing the others."""
        obj.save(update_fields=["handling"])

    def get_deleted_objects(self, objs: Any, request: Any) -> Any:
        """Its messages go with it, though nobody deletes one alone."""
        names, counts, _, protected = super().get_deleted_objects(objs, request)
        return names, counts, set(), protected

    def delete_model(self, request: Any, obj: Conversation) -> None:
        """Erase it as the citizen would."""
        erasure.erase(obj.pk)

    def delete_queryset(self, request: Any, queryset: Any) -> None:
        """Erase them as the citizens would."""
        for pk in queryset.values_list("pk", flat=True):
            erasure.erase(pk)


@admin.register(Message)
class MessageAdmin(ReadOnly):
    """To find what needs a look: messages given up, not delivered, badly understood."""

    list_display = ["created_at", "conversation", "author", "status", "needs_attention", "error", "model"]
    list_filter = ["needs_attention", "status", "author", "conversation__commune"]
    list_select_related = ["conversation"]
    exclude = ["idempotency_key", "body_hash", "page", "external_id"]


@admin.register(Report)
class ReportAdmin(ReadOnly):
    list_display = ["reference", "commune", "what", "where", "created_at"]
    list_filter = ["commune"]
    search_fields = ["reference", "what", "where"]


@admin.register(PersonRequest)
class PersonRequestAdmin(ReadOnly):
    list_display = ["created_at", "conversation", "reason", "expected_at", "done_at"]
    list_filter = ["conversation__commune"]
    list_select_related = ["conversation"]
    fields = ["conversation", "message", "reason", "expected_at", "created_at", "done_at"]

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """To tick off a request."""
        return bool(admin.ModelAdmin.has_change_permission(self, request, obj))

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        """All but when it was done."""
        return ["conversation", "message", "reason", "expected_at", "created_at"]
