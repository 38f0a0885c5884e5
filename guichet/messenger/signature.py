"""Meta's signature of a webhook body: ``X-Hub-Signature-256: sha256=<hex>``, HMAC-SHA256 with the app secret.

https://developers.facebook.com/docs/messenger-platform/webhooks#validate-payloads
"""

import hashlib
import hmac


def valid(body: bytes, header: str | None, secret: str) -> bool:
    """Whether ``header`` signs the raw ``body``; compared in constant time, before anything is parsed."""
    if not header or not header.startswith("sha256="):
        return False
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    # Bytes: a header may hold any character, and compare_digest takes only ASCII text.
    return hmac.compare_digest(header.removeprefix("sha256=").encode(), expected.encode())
