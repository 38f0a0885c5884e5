"""The communes served by this installation and the settings of their channels."""

from django.apps import AppConfig


class CommunesConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "guichet.communes"
    verbose_name = "Communes"
