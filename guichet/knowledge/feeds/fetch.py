"""Fetching a feed from an address that somebody typed: bounded in time and size, and never from inside our network.

An address of a private network would let a pack make this server read its neighbours (server-side request forgery).
Each hop's host is resolved here and the connection goes to the very address that was checked, so that a name cannot
mean something else a moment later.
"""

import ipaddress
import os
import socket
import time
from urllib.parse import urljoin

import httpx

#: Bytes of one feed.
LARGEST = 2_000_000
#: Seconds for one connection or read, and for the whole, redirects included.
TIMEOUT = httpx.Timeout(5.0)
WHOLE = 20.0
MOST_REDIRECTS = 3
MOST_ADDRESSES = 3
TYPES = {
    "agenda": {"text/calendar", "application/calendar", "application/ics"},
    "news": {"application/rss+xml", "application/atom+xml", "application/xml", "text/xml", "application/rdf+xml"},
}
#: Servers that do not know a feed's type send these; the parser then decides.
_UNNAMED = {"application/octet-stream", "text/plain", ""}


class FeedError(Exception):
    """A feed that cannot be read; the message says why, in French, without the content."""


def fetch(url: str, kind: str) -> str:
    """The text of the feed at ``url``; ``kind`` is ``agenda`` or ``news``.

    :raises FeedError: refused address, no answer in time, status other than 200, too large, another type of content.
    """
    deadline = time.monotonic() + WHOLE
    with httpx.Client(
        timeout=TIMEOUT, trust_env=False, headers={"User-Agent": "Guichet", "Accept-Encoding": "identity"}
    ) as client:
        for _ in range(MOST_REDIRECTS + 1):
            answer = _get(client, httpx.URL(url), kind, deadline)
            if isinstance(answer, str):
                return answer
            url = urljoin(url, answer.headers["location"])
    raise FeedError(f"plus de {MOST_REDIRECTS} redirections")


def _get(client: httpx.Client, url: httpx.URL, kind: str, deadline: float) -> str | httpx.Response:
    """The feed's text, or the answer that redirects."""
    try:
        response = _connected(client, url)
        try:
            if response.is_redirect and "location" in response.headers:
                return response
            if response.status_code != 200:
                raise FeedError(f"le site a répondu {response.status_code}")
            _check_type(response, kind)
            return _text(response, deadline)
        finally:
            response.close()
    except httpx.TimeoutException:
        raise FeedError("le site n’a pas répondu à temps") from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError):
        raise FeedError("le site ne répond pas") from None


def _connected(client: httpx.Client, url: httpx.URL) -> httpx.Response:
    """The answer of the first of the host's addresses that can be reached."""
    addresses = _public_addresses(url)
    for address in addresses:
        request = client.build_request(
            "GET",
            url.copy_with(host=address),
            headers={"Host": url.netloc.decode()},
            # The certificate is checked against the name, not against the address that we connect to.
            extensions={"sni_hostname": url.host},
        )
        try:
            return client.send(request, stream=True, follow_redirects=False)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            if address == addresses[-1]:
                raise
    raise FeedError("ce nom de site n’existe pas")


def _public_addresses(url: httpx.URL) -> list[str]:
    """The host's addresses, ``MOST_ADDRESSES`` at most; one that is not public refuses them all."""
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo:
        raise FeedError("adresse refusée : attendu http:// ou https://")
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FeedError("ce nom de site n’existe pas") from None
    loopback_allowed = os.environ.get("GUICHET_FEEDS_ALLOW_LOOPBACK") == "1"
    addresses = [ipaddress.ip_address(str(item[4][0]).partition("%")[0]) for item in found]
    for address in addresses:
        inner = getattr(address, "ipv4_mapped", None) or address
        allowed = (inner.is_global and not inner.is_multicast) or (loopback_allowed and inner.is_loopback)
        if not allowed:
            raise FeedError("adresse refusée : elle mène à un réseau privé")
    return list(dict.fromkeys(map(str, addresses)))[:MOST_ADDRESSES]


def _check_type(response: httpx.Response, kind: str) -> None:
    content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type not in TYPES[kind] | _UNNAMED:
        wanted = "un calendrier iCalendar" if kind == "agenda" else "un flux RSS ou Atom"
        raise FeedError(f"attendu {wanted}, reçu {content_type[:60]}")


def _text(response: httpx.Response, deadline: float) -> str:
    if response.headers.get("content-encoding", "identity") != "identity":
        # A compressed body could grow past the limit before it is counted.
        raise FeedError("le site a répondu avec une compression qui n’était pas demandée")
    parts, size = [], 0
    for part in response.iter_raw():
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise FeedError(f"le flux dépasse {LARGEST // 1_000_000} Mo")
        if time.monotonic() > deadline:
            raise FeedError("le site n’a pas répondu à temps")
    return b"".join(parts).decode("utf-8-sig", errors="replace").replace("\0", "")
