"""Long and recurring work, done by the worker outside of any citizen's request."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "guichet.jobs"
    verbose_name = "Travaux"
