"""Addresses of the demonstration site."""

from django.urls import path

from guichet.site import views

urlpatterns = [
    path("", views.home, name="home"),
    path("c/<slug:slug>/", views.home, name="commune-home"),
    path("vie-privee/<slug:slug>", views.privacy, name="privacy"),
    path("healthz", views.health, name="health"),
]
