"""Addresses of the demonstration site."""

from typing import Any

urlpatterns: list[Any] = []
