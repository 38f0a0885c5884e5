"""The Facebook pages of the communes and their access tokens."""

from django.db import models

from guichet.communes.models import Commune
from guichet.messenger.tokens import decrypt, encrypt


class MessengerPage(models.Model):
    """A commune's Facebook page: whatever is written to it belongs to that commune."""

    page_id = models.CharField("identifiant de la page", max_length=64, unique=True)
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="messenger_pages", verbose_name="commune")
    name = models.CharField("nom", max_length=100, blank=True)
    encrypted_token = models.TextField(blank=True, editable=False)
    active = models.BooleanField("active", default=True)

    class Meta:
        ordering = ["commune", "name"]
        verbose_name = "page Facebook"
        verbose_name_plural = "pages Facebook"

    def __str__(self) -> str:
        return self.name or f"Page de {self.commune.name}"

    def set_token(self, token: str) -> None:
        """Keep the page access token, encrypted; the caller saves."""
        self.encrypted_token = encrypt(token)

    def token(self) -> str:
        """The page access token, empty when none was entered.

        :raises UnreadableToken: it was encrypted with another key.
        """
        return decrypt(self.encrypted_token) if self.encrypted_token else ""
