"""Staff's pages about Facebook pages: a token goes in and never comes out; each check says what to do."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guichet.conversations.models import ErasureReceipt
from guichet.messenger import setup
from guichet.messenger.checks import webhook_url
from guichet.messenger.failures import Failure
from guichet.messenger.models import ICE_BREAKER_LIMIT, MOST_ICE_BREAKERS, EventCount, MessengerPage, PageState


class Questions(forms.CharField):
    """A list of questions, one a line: nobody at a counter writes JSON."""

    widget = forms.Textarea(attrs={"rows": MOST_ICE_BREAKERS, "cols": ICE_BREAKER_LIMIT})

    def prepare_value(self, value: Any) -> Any:
        """One a line."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """The lines that say something."""
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the questions, not their spacing, are others."""
        return bool((initial or []) != self.to_python(data))


class PageForm(forms.ModelForm):  # type: ignore[type-arg]
    """The page, and a field to enter its token."""

    token = forms.CharField(
        label="jeton d’accès",
        required=False,
        max_length=1000,
        widget=forms.PasswordInput,
        help_text="Gardé chiffré, jamais montré. Laissez vide pour garder celui qui est là.",
    )
    ice_breakers = Questions(
        label="questions de départ",
        required=False,
        help_text=f"Montrées avant le premier message\u202f: une par ligne, {MOST_ICE_BREAKERS} au plus, de {ICE_BREAKER_LIMIT} caractères au plus. "
        "Vide\u202f: celles de l’assistant. Choisissez ensuite l’action «\u202fÉcrire l’abonnement et le profil\u202f» dans la liste.",
    )

    class Meta:
        model = MessengerPage
        fields = ["page_id", "commune", "name", "active", "ice_breakers"]

    def save(self, commit: bool = True) -> MessengerPage:
        """Encrypt a token that was entered."""
        if self.cleaned_data["token"]:
            self.instance.set_token(self.cleaned_data["token"].strip())
        page: MessengerPage = super().save(commit)
        return page


@admin.register(MessengerPage)
class MessengerPageAdmin(ModelAdmin):  # type: ignore[type-arg]
    form = PageForm
    list_display = ["__str__", "page_id", "commune", "health", "last_event_at", "checked_at", "active"]
    list_select_related = ["commune"]
    readonly_fields = ["health", "webhook", "last_event_at", "checked_at", "results"]
    fields = ["page_id", "commune", "name", "active", "token", "ice_breakers", *readonly_fields]
    actions = ["check_pages", "write_pages"]

    @admin.display(description="état")
    def health(self, page: MessengerPage) -> str:
        """In one sentence, the worst that is known of the page."""
        if not page.pk:
            return "–"
        if not page.active:
            return "Désactivée"
        if not page.encrypted_token:
            return "Jeton à entrer"
        if page.state != PageState.WORKING:
            return f"{page.get_state_display()}. {page.problem}"
        if page.silent_since():
            return "Silencieuse\u202f: aucun événement reçu depuis longtemps"
        failed = sum(not one["ok"] for one in page.checks)
        return f"À vérifier\u202f: {failed} point(s)" if failed else page.get_state_display()

    @admin.display(description="adresse du webhook")
    def webhook(self, page: MessengerPage) -> str:
        """What to copy into Meta's dashboard."""
        return webhook_url()

    @admin.display(description="vérifications")
    def results(self, page: MessengerPage) -> SafeString | str:
        """The last checks, each with what to do."""
        if not page.checks:
            return "Pas encore vérifiée\u202f: enregistrez le jeton, ou choisissez l’action « Vérifier »."
        rows = format_html_join(
            "", "<li><strong>{} {}</strong><br>{}{}</li>",
            (("✓" if one["ok"] else "✗", one["title"], one["seen"], f" → {one['fix']}" if one["fix"] else "")
             for one in page.checks),
        )  # fmt: skip
        return format_html("<ul>{}</ul>", rows)

    def save_model(self, request: Any, obj: MessengerPage, form: Any, change: bool) -> None:
        """A new token is checked at once."""
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("token"):
            self._check(request, obj)

    @admin.action(description="Vérifier")
    def check_pages(self, request: Any, queryset: Any) -> None:
        """Check the pages chosen."""
        for page in queryset.select_related("commune"):
            self._check(request, page)

    @admin.action(description="Écrire l’abonnement et le profil")
    def write_pages(self, request: Any, queryset: Any) -> None:
        """Subscribe the pages chosen and write their profile, then check them."""
        for page in queryset.select_related("commune"):
            try:
                setup.write_page(page)
            except Failure as failure:
                self.message_user(request, f"{page}\u202f: {setup.explain(failure)}", messages.ERROR)
            else:
                self.message_user(request, f"{page}\u202f: l’abonnement et le profil sont écrits.", messages.SUCCESS)
            self._check(request, page)

    def _check(self, request: Any, page: MessengerPage) -> None:
        failed = [one for one in setup.check_page(page) if not one.ok]
        if not failed:
            self.message_user(request, f"{page}\u202f: tout est en ordre.", messages.SUCCESS)
        for one in failed:
            self.message_user(request, f"{page}, {one.title}\u202f: {one.seen} {one.fix}", messages.WARNING)


class Shown(ModelAdmin):  # type: ignore[type-arg]
    """What was counted is not rewritten by hand."""

    def has_add_permission(self, request: Any) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(EventCount)
class EventCountAdmin(Shown):
    list_display = ["day", "page", "kind", "known", "count", "last_at"]
    list_filter = ["known", "day"]
    date_hierarchy = "day"


@admin.register(ErasureReceipt)
class ErasureReceiptAdmin(Shown):
    list_display = ["code", "asked_at", "done_at"]
    search_fields = ["code"]
