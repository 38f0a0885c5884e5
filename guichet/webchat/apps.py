"""The public web API that the widget uses."""

from django.apps import AppConfig


class WebchatConfig(AppConfig):
    name = "guichet.webchat"
    verbose_name = "Widget"
