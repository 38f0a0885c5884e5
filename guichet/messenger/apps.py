"""Facebook Messenger: Meta's webhook in, the Graph Send API out."""

from django.apps import AppConfig


class MessengerConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "guichet.messenger"
    verbose_name = "Messenger"
