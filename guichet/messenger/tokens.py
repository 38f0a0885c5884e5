"""Page access tokens at rest: Fernet (AES-128-CBC with HMAC-SHA256), the key from ``GUICHET_ENCRYPTION_KEY``."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class UnreadableToken(Exception):
    """The stored token was encrypted with another key: it must be entered again."""


def _fernet() -> Fernet:
    # A digest turns any long random secret into the 32 bytes that Fernet asks for.
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.GUICHET_ENCRYPTION_KEY.encode()).digest()))


def encrypt(token: str) -> str:
    """The token as printable ciphertext."""
    return _fernet().encrypt(token.encode()).decode()


def decrypt(ciphertext: str) -> str:
    """The token again.

    :raises UnreadableToken: the key is not the one it was encrypted with.
    """
    try:
        return _fernet().decrypt(ciphertext.encode()).decode()
    except InvalidToken:
        raise UnreadableToken(
            "The page token was encrypted with another GUICHET_ENCRYPTION_KEY; enter it again."
        ) from None
