"""The web widget: its built file, each commune's settings for it, and what it sends beside messages (photos, opinions)."""

from django.apps import AppConfig


class WidgetConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "guichet.widget"
    verbose_name = "Widget des sites communaux"
