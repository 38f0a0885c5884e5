"""The demonstration site of a commune, with a chat on it."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "guichet.site"
    verbose_name = "Site de démonstration"
