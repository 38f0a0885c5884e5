"""Addresses of the Messenger channel."""

from django.urls import path

from guichet.messenger.views import data_deletion, webhook

urlpatterns = [
    path("webhook", webhook, name="messenger-webhook"),
    path("suppression", data_deletion, name="messenger-data-deletion"),
]
