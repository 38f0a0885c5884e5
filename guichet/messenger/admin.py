"""Staff's page about Facebook pages; a token goes in and never comes out."""

from django import forms
from django.contrib import admin

from guichet.messenger.models import MessengerPage


class PageForm(forms.ModelForm):  # type: ignore[type-arg]
    """The page, and a field to enter its token."""

    token = forms.CharField(
        label="jeton d’accès",
        required=False,
        widget=forms.PasswordInput,
        help_text="Gardé chiffré, jamais montré. Laissez vide pour garder celui qui est là.",
    )

    class Meta:
        model = MessengerPage
        fields = ["page_id", "commune", "name", "active"]

    def save(self, commit: bool = True) -> MessengerPage:
        """Encrypt a token that was entered."""
        if self.cleaned_data["token"]:
            self.instance.set_token(self.cleaned_data["token"])
        page: MessengerPage = super().save(commit)
        return page


@admin.register(MessengerPage)
class MessengerPageAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = PageForm
    list_display = ["name", "page_id", "commune", "active", "has_token"]

    @admin.display(description="jeton", boolean=True)
    def has_token(self, page: MessengerPage) -> bool:
        """Whether a token was entered."""
        return bool(page.encrypted_token)
