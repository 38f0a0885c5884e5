"""Addresses of the front desk."""

from django.contrib import admin
from django.urls import include, path

from guichet.messenger.views import receipt
from guichet.webchat.api import api
from guichet.widget.api import router as widget_router

handler404 = "guichet.site.views.not_found"

api.add_router("/widget", widget_router)

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    path("", include("guichet.widget.urls")),
    path("messenger/", include("guichet.messenger.urls")),
    path("effacement/<slug:code>", receipt, name="erasure-receipt"),
    path("", include("guichet.site.urls")),
]
