"""Reading the environment, the only source of configuration, and refusing what would be unsafe in production."""

import os
from collections.abc import Mapping
from datetime import datetime

#: Secrets of a first start on somebody's own machine. They are public, so production refuses them.
DEVELOPMENT_SECRETS = {
    "GUICHET_SECRET_KEY": "development-only-secret-key-that-everybody-knows-and-production-refuses",
    "GUICHET_BRAIN_SECRET": "development-only-brain-secret",
    "GUICHET_MESSENGER_APP_SECRET": "development-only-messenger-app-secret",
    "GUICHET_MESSENGER_VERIFY_TOKEN": "development-only-messenger-verify-token",
    "GUICHET_ENCRYPTION_KEY": "development-only-encryption-key",
}
#: A secret shorter than this can be guessed; `openssl rand -hex 16` already gives 32.
SHORTEST_SECRET = 24


class Misconfigured(Exception):
    """The environment cannot be accepted; the message names the variable and what to do."""


class Environment:
    """Typed access to environment variables.

    :param variables: the variables, ``os.environ`` by default.
    Every method raises :class:`Misconfigured`, naming the variable, for a value that cannot be read.
    """

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self.variables = os.environ if variables is None else variables

    def text(self, name: str, default: str = "") -> str:
        """The value without surrounding space; an empty one counts as absent."""
        return self.variables.get(name, "").strip() or default

    def number(self, name: str, default: int, *, least: int = 0) -> int:
        """A whole number not below ``least``."""
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or int(value) < least:
            raise Misconfigured(f"{name} must be a whole number, {least} or more; it is “{value}”.")
        return int(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """``1``/``true``/``yes``/``on`` or ``0``/``false``/``no``/``off``."""
        value = self.text(name, "yes" if default else "no").lower()
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"0", "false", "no", "off"}:
            return False
        raise Misconfigured(f"{name} must be yes or no; it is “{value}”.")

    def words(self, name: str, default: str = "") -> list[str]:
        """Items separated by commas."""
        return [item.strip() for item in self.text(name, default).split(",") if item.strip()]

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """One of ``allowed``."""
        value = self.text(name, default)
        if value not in allowed:
            raise Misconfigured(f"{name} must be one of {', '.join(allowed)}; it is “{value}”.")
        return value

    def moment(self, name: str) -> datetime | None:
        """An ISO 8601 instant with its offset, or None when absent."""
        value = self.text(name)
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise Misconfigured(
                f"{name} must be ISO 8601 with an offset, as 2026-11-23T16:15:00+01:00; it is “{value}”."
            )
        return moment

    def secret(self, name: str, *, production: bool) -> str:
        """A secret: in development a published default, in production the operator's own or a refusal."""
        default = DEVELOPMENT_SECRETS[name]
        value = self.text(name, default)
        if production and value == default:
            raise Misconfigured(
                f"{name} is not set: production needs a secret of its own (openssl rand -hex 32 makes one)."
            )
        if production and len(value) < SHORTEST_SECRET:
            raise Misconfigured(f"{name} is too short: {SHORTEST_SECRET} characters or more (openssl rand -hex 32).")
        return value
