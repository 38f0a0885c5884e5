"""The ASGI application: Django, within bounds, with the background services of ``guichet.conversations.service``.

``uvicorn guichet.asgi:application --port 8000``
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guichet.settings")

from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

# These import models, which need Django set up.
from guichet.bounds import Bounds
from guichet.lifespan import Lifespan

application = Lifespan(Bounds(django_application))
