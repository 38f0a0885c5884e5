"""Long and recurring work, done by the worker outside of any citizen's request."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "guichet.jobs"
    verbose_name = "Travaux"

    def ready(self) -> None:
        """Let each app register its kinds of jobs in its module ``tasks``."""
        autodiscover_modules("tasks")
