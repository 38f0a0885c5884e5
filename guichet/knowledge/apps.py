"""The knowledge of the communes: services, places, cards, packs and snapshots."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "guichet.knowledge"
    verbose_name = "Connaissances"
