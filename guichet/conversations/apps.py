"""Conversations, their messages and the turn loop that has them answered."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "guichet.conversations"
    verbose_name = "Conversations"
