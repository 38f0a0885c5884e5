"""Staff's pages about the widget: its settings and snippet, photos received, opinions given."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from guichet.widget import built
from guichet.widget.forms import WidgetSettingsForm
from guichet.widget.models import Feedback, Photo, WidgetSettings


@admin.register(WidgetSettings)
class WidgetSettingsAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = WidgetSettingsForm
    list_display = ["commune", "title", "colour", "position"]
    autocomplete_fields = ["commune"]
    readonly_fields = ["current_picture", "snippet", "pinned_snippet"]
    fieldsets = [
        (None, {"fields": ["commune"]}),
        (
            "À coller sur le site",
            {
                "fields": ["snippet", "pinned_snippet"],
                "description": "Le site doit figurer dans « sites autorisés » de la commune. "
                "Le mode d’emploi pour WordPress, Drupal et Plone est dans docs/widget.md.",
            },
        ),
        (
            "Apparence",
            {
                "fields": [
                    "title",
                    "first_message",
                    "colour",
                    "colour_dark",
                    "current_picture",
                    "picture",
                    "remove_picture",
                    "position",
                ]
            },
        ),
        ("Pages", {"fields": ["show_on", "hide_on"]}),
        ("Une personne", {"fields": ["person_hours", "person_hours_text"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: WidgetSettings | None = None) -> list[str]:
        """The commune does not change afterwards: it is the row's identity."""
        return [*self.readonly_fields, *(["commune"] if obj else [])]

    @admin.display(description="Version toujours à jour")
    def snippet(self, obj: WidgetSettings) -> str | SafeString:
        """One line for most sites: our corrections reach them by themselves."""
        return _textarea(obj, "widget.js", "")

    @admin.display(description="Version figée, vérifiée par le navigateur")
    def pinned_snippet(self, obj: WidgetSettings) -> str | SafeString:
        """For sites that want to know every byte: this file never changes, and another one would not run."""
        file = built.current()
        return _textarea(
            obj, f"widget/{file.version}/widget.js", f' integrity="{file.integrity}" crossorigin="anonymous"'
        )

    @admin.display(description="Image actuelle")
    def current_picture(self, obj: WidgetSettings) -> str | SafeString:
        """The picture in use."""
        if not obj.avatar:
            return "Aucune"
        from guichet.widget.public import avatar_version

        address = reverse("widget-avatar", args=[obj.commune.slug, avatar_version(bytes(obj.avatar))])
        return format_html('<img src="{}" width="96" height="96" alt="">', address)


def _textarea(obj: WidgetSettings, file: str, extra: str) -> str | SafeString:
    if not obj.pk:
        return "Enregistrez d’abord ces réglages."
    line = (
        f'<script src="{settings.GUICHET_PUBLIC_URL}/{file}"{extra} data-commune="{obj.commune.slug}" defer></script>'
    )
    return format_html('<textarea readonly rows="3" cols="90" aria-label="Code à coller">{}</textarea>', line)


@admin.register(Photo)
class PhotoAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What citizens attached; erased with their conversation."""

    list_display = ["reference", "conversation", "created_at"]
    fields = ["reference", "conversation", "created_at", "picture"]
    readonly_fields = ["reference", "conversation", "created_at", "picture"]
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the pictures themselves, which a list does not show."""
        return super().get_queryset(request).defer("jpeg")

    def has_add_permission(self, request: Any) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def get_urls(self) -> list[Any]:
        """Also the picture itself."""
        view = self.admin_site.admin_view(self.jpeg)
        return [path("<str:reference>/photo.jpg", view, name="widget_photo_jpeg"), *super().get_urls()]

    def jpeg(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The photo, for who may see photos."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        photo = Photo.objects.filter(pk=reference).first()
        if photo is None:
            raise Http404
        return HttpResponse(bytes(photo.jpeg), content_type="image/jpeg", headers={"Cache-Control": "no-store"})

    @admin.display(description="Photo")
    def picture(self, obj: Photo) -> SafeString:
        """Shown at most 600 pixels wide."""
        return format_html(
            '<img src="{}" width="600" alt="Photo envoyée par un citoyen">',
            reverse("admin:widget_photo_jpeg", args=[obj.pk]),
        )


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Where answers miss: filter on « pas utile »."""

    list_display = ["created_at", "useful", "reason", "question", "answer"]
    list_filter = ["useful", "reason", "message__conversation__commune"]
    list_select_related = ["message", "message__in_reply_to"]
    date_hierarchy = "created_at"

    def has_add_permission(self, request: Any) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Nobody."""
        return False

    @admin.display(description="Question")
    def question(self, obj: Feedback) -> str:
        """What the citizen had asked."""
        return obj.question()[:120]

    @admin.display(description="Réponse")
    def answer(self, obj: Feedback) -> str:
        """What was answered."""
        return obj.message.text[:120]
