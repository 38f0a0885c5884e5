"""Addresses of the front desk."""

from django.contrib import admin
from django.urls import include, path

from guichet.webchat.api import api

handler404 = "guichet.site.views.not_found"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    path("messenger/", include("guichet.messenger.urls")),
    path("", include("guichet.site.urls")),
]
