"""Addresses of the widget's files."""

from django.urls import path, re_path

from guichet.widget import views

urlpatterns = [
    path("widget.js", views.current, name="widget"),
    re_path(r"^widget/(?P<version>[0-9a-f]{12})/widget\.js$", views.versioned, name="widget-version"),
    re_path(
        r"^widget/avatar/(?P<slug>[a-z0-9-]{1,60})/(?P<version>[0-9a-f]{16})\.png$", views.avatar, name="widget-avatar"
    ),
]
