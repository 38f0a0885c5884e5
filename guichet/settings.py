"""Django settings. Every value comes from an environment variable or is fixed here; the README has the table."""

from pathlib import Path
from typing import Any

import dj_database_url

from guichet.environment import Environment, Misconfigured
from guichet.logs import configuration as log_configuration

ROOT = Path(__file__).resolve().parent.parent
env = Environment()

GUICHET_ENV = env.choice("GUICHET_ENV", ("development", "production"), "development")
PRODUCTION = GUICHET_ENV == "production"
DEBUG = env.flag("GUICHET_DEBUG")
if PRODUCTION and DEBUG:
    raise Misconfigured("GUICHET_DEBUG must be off in production: its error pages show settings.")

SECRET_KEY = env.secret("GUICHET_SECRET_KEY", production=PRODUCTION)
#: Where citizens reach the front desk; links in messages (privacy page) start with it.
GUICHET_PUBLIC_URL = env.text(
    "GUICHET_PUBLIC_URL", f"http://localhost:{env.number('GUICHET_PORT', 8000, least=1)}"
).rstrip("/")
#: A fixed clock for tests and demonstrations (``guichet.clock``).
GUICHET_NOW = env.moment("GUICHET_NOW")
if PRODUCTION and GUICHET_NOW:
    raise Misconfigured("GUICHET_NOW must not be set in production: citizens would get the answers of another day.")
#: The commune whose site is shown at ``/``.
GUICHET_DEMO_COMMUNE = env.text("GUICHET_DEMO_COMMUNE", "val-de-brume")

# The brain (docs/architecture.md §2).
GUICHET_BRAIN_URL = env.text("GUICHET_BRAIN_URL", "http://127.0.0.1:5005").rstrip("/")
GUICHET_BRAIN_SECRET = env.secret("GUICHET_BRAIN_SECRET", production=PRODUCTION)
#: Seconds that one turn may take; a median turn takes some milliseconds.
GUICHET_BRAIN_TIMEOUT = env.number("GUICHET_BRAIN_TIMEOUT", 10, least=1)

# Messenger: on as soon as an app secret is given; in development always on, with the published secrets.
GUICHET_MESSENGER = env.flag(
    "GUICHET_MESSENGER", default=not PRODUCTION or bool(env.text("GUICHET_MESSENGER_APP_SECRET"))
)
_messenger_production = PRODUCTION and GUICHET_MESSENGER
GUICHET_MESSENGER_APP_SECRET = env.secret("GUICHET_MESSENGER_APP_SECRET", production=_messenger_production)
GUICHET_MESSENGER_VERIFY_TOKEN = env.secret("GUICHET_MESSENGER_VERIFY_TOKEN", production=_messenger_production)
#: The app's id in Meta's dashboard (not a secret): tells our own echoes and handovers from other apps'.
GUICHET_MESSENGER_APP_ID = env.text("GUICHET_MESSENGER_APP_ID")
#: Days without any event after which a page is shown as silent.
GUICHET_MESSENGER_SILENT_DAYS = env.number("GUICHET_MESSENGER_SILENT_DAYS", 7, least=1)
#: Encrypts the page tokens at rest.
GUICHET_ENCRYPTION_KEY = env.secret("GUICHET_ENCRYPTION_KEY", production=_messenger_production)
GUICHET_GRAPH_URL = env.text("GUICHET_GRAPH_URL", "https://graph.facebook.com").rstrip("/")
GUICHET_GRAPH_VERSION = env.text("GUICHET_GRAPH_VERSION", "v26.0")

# Manners towards citizens.
#: Days after its last message when a conversation is erased.
GUICHET_RETENTION_DAYS = env.number("GUICHET_RETENTION_DAYS", 30, least=1)
#: Minutes a web token lives after its last use.
GUICHET_TOKEN_MINUTES = env.number("GUICHET_TOKEN_MINUTES", 120, least=1)
#: Hours of silence after which the assistant says again that it is automatic.
GUICHET_SILENCE_HOURS = env.number("GUICHET_SILENCE_HOURS", 24, least=1)
#: Messages a minute in one conversation, and requests a minute from one address; 0 lifts the limit.
GUICHET_RATE_CONVERSATION = env.number("GUICHET_RATE_CONVERSATION", 30)
GUICHET_RATE_ADDRESS = env.number("GUICHET_RATE_ADDRESS", 300)

ALLOWED_HOSTS = env.words("GUICHET_ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
if PRODUCTION and not ALLOWED_HOSTS:
    raise Misconfigured("GUICHET_ALLOWED_HOSTS is not set: give the host names citizens use, separated by commas.")
CSRF_TRUSTED_ORIGINS = [GUICHET_PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "guichet.communes",
    "guichet.knowledge",
    "guichet.conversations",
    "guichet.webchat",
    "guichet.widget",
    "guichet.messenger",
    "guichet.jobs",
    "guichet.site",
]

# Django's own middleware is not async: each of its hooks would cost a thread hop on every message of a citizen.
# `staff_only` runs it for the staff's pages, the only ones with a session (guichet/middleware.py).
MIDDLEWARE = [
    "guichet.middleware.security_headers",
    "guichet.webchat.origins.cors",
    "guichet.middleware.static_files",
    "guichet.middleware.staff_only",
]
STAFF_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
# The admin looks for its middleware in MIDDLEWARE; it is there, behind `staff_only`.
SILENCED_SYSTEM_CHECKS = ["admin.E408", "admin.E409", "admin.E410"]

ROOT_URLCONF = "guichet.urls"
ASGI_APPLICATION = "guichet.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def database() -> dict[str, Any]:
    """The database of ``DATABASE_URL``, SQLite in ``var/`` by default.

    SQLite: write-ahead log; IMMEDIATE transactions, so that two writers wait for each other instead of failing.
    PostgreSQL: a short connection time-out, so that a database away gives a clear answer instead of a hanging page.
    """
    url = env.text("DATABASE_URL", f"sqlite:///{ROOT / 'var' / 'guichet.sqlite3'}")
    parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    options = parsed.setdefault("OPTIONS", {})
    if parsed["ENGINE"].endswith("sqlite3"):
        Path(parsed["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        options.update(
            transaction_mode="IMMEDIATE",
            timeout=5,
            init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        )
    else:
        options.setdefault("connect_timeout", 3)
    return parsed


DATABASES = {"default": database()}
#: Threads that talk to the database for citizens' requests. SQLite has one writer at a time: queueing in one thread
#: is quicker and fairer than its busy-wait.
DATABASE_THREADS = (
    1 if DATABASES["default"]["ENGINE"].endswith("sqlite3") else env.number("GUICHET_DATABASE_THREADS", 6, least=1)
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Brussels"
USE_TZ = True

STATIC_URL = "/static/"
# Files are served from the apps themselves: nothing to collect at installation.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = not PRODUCTION
WHITENOISE_MAX_AGE = 3600 if PRODUCTION else 0

SECURE_HTTPS = GUICHET_PUBLIC_URL.startswith("https://")
if PRODUCTION and not SECURE_HTTPS:
    raise Misconfigured("GUICHET_PUBLIC_URL must begin with https:// in production: citizens’ messages travel on it.")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

LOGGING = log_configuration(
    env.choice("GUICHET_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"), plain=not PRODUCTION
)
