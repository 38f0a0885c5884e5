"""The ASGI application: Django, within bounds, with the background services of ``guichet.conversations.service``.

``uvicorn guichet.asgi:application --port 8000``
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guichet.settings")

import django

django.setup(set_prefix=False)

# These import models, which need Django set up.
from guichet.bounds import Bounds
from guichet.handler import Handler
from guichet.lifespan import Lifespan

application = Lifespan(Bounds(Handler()))
