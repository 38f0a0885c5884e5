"""Addresses of the Messenger channel."""

from django.urls import path

from guichet.messenger.views import webhook

urlpatterns = [path("webhook", webhook, name="messenger-webhook")]
