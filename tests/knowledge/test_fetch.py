"""Fetching: no address of an inner network, by any spelling or detour, and certificates that are checked."""

import datetime as dt
import functools
import socket
import ssl
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from guichet.knowledge.feeds import fetch as fetching
from guichet.knowledge.feeds.fetch import FeedError, fetch

from feed_server import FeedServer

GOOD = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:t\r\nEND:VCALENDAR\r\n"


def name_means(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """From now on, agenda.exemple.be means these addresses; once only, as a name whose meaning changes."""
    real, answers = (
        socket.getaddrinfo,
        [[(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]],
    )

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        return answers.pop() if host == "agenda.exemple.be" else real(host, *args, **kwargs)

    monkeypatch.setattr(fetching.socket, "getaddrinfo", getaddrinfo)


class TestInnerNetwork:
    """Server-side request forgery: no address of a private network, by any spelling or detour."""

    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1:{port}/x.ics",
            "http://localhost:{port}/x.ics",
            "http://127.1:{port}/x.ics",
            "http://2130706433:{port}/x.ics",
            "http://0.0.0.0:{port}/x.ics",
            "http://[::1]:{port}/x.ics",
            "http://[::ffff:127.0.0.1]:{port}/x.ics",
            "http://10.0.0.8/x.ics",
            "http://192.168.1.1/x.ics",
            "http://172.16.3.4/x.ics",
            "http://169.254.169.254/latest/meta-data",
            "http://[fe80::1]/x.ics",
            "http://[fd00::1]/x.ics",
            "http://100.64.0.1/x.ics",
            "http://224.0.0.1/x.ics",
        ],
    )
    def test_it_is_refused(self, url: str, web: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("GUICHET_FEEDS_ALLOW_LOOPBACK")
        web.serve("/x.ics", GOOD)
        with pytest.raises(FeedError, match="réseau privé"):
            fetch(url.format(port=web.port), "agenda")
        assert web.asked == []

    @pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://exemple.be/x.ics", "gopher://127.0.0.1/", "http:///x", "http://a:b@127.0.0.1/x"])  # fmt: skip
    def test_other_schemes_are_refused(self, url: str, web: FeedServer) -> None:
        with pytest.raises(FeedError, match="adresse refusée"):
            fetch(url, "agenda")

    def test_loopback_allowed_is_not_the_private_network_allowed(self, web: FeedServer) -> None:
        with pytest.raises(FeedError, match="réseau privé"):
            fetch("http://10.0.0.8/x.ics", "agenda")

    def test_a_redirection_does_not_lead_inside(self, web: FeedServer) -> None:
        web.pages["/out"] = (302, {"Location": "http://192.168.1.1/x.ics"}, b"")
        with pytest.raises(FeedError, match="réseau privé"):
            fetch(f"http://127.0.0.1:{web.port}/out", "agenda")

    def test_a_name_with_one_inner_address_is_refused(self, web: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
        name_means(monkeypatch, "93.184.216.34", "10.0.0.8")
        with pytest.raises(FeedError, match="réseau privé"):
            fetch("http://agenda.exemple.be/x.ics", "agenda")

    def test_the_connection_goes_to_the_address_that_was_checked(
        self, web: FeedServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The name has no second meaning: asking for it again would fail."""
        name_means(monkeypatch, "127.0.0.1")
        web.serve("/x.ics", GOOD)
        assert fetch(f"http://agenda.exemple.be:{web.port}/x.ics", "agenda") == GOOD.decode()

    def test_the_next_address_is_tried_when_the_first_is_deaf(
        self, web: FeedServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        name_means(monkeypatch, "127.0.0.9", "127.0.0.1")
        web.serve("/x.ics", GOOD)
        assert fetch(f"http://agenda.exemple.be:{web.port}/x.ics", "agenda") == GOOD.decode()


class TestCertificates:
    """The connection goes to an address, the certificate is checked against the name."""

    @pytest.fixture
    def site(self, request: Any, web: FeedServer, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> str:
        """A feed over TLS at agenda.exemple.be, whose certificate is trusted and for this name, or for another."""
        certificate = self_signed(request.param, tmp_path / "site.pem")
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(certificate)
        web.server.socket = server.wrap_socket(web.server.socket, server_side=True)
        trusted = ssl.create_default_context(cafile=str(certificate))
        monkeypatch.setattr(fetching.httpx, "Client", functools.partial(httpx.Client, verify=trusted))
        name_means(monkeypatch, "127.0.0.1")
        web.serve("/x.ics", GOOD)
        return f"{web.port}/x.ics"

    @pytest.mark.parametrize("site", ["agenda.exemple.be"], indirect=True)
    def test_the_right_name(self, site: str) -> None:
        assert fetch(f"https://agenda.exemple.be:{site}", "agenda") == GOOD.decode()

    @pytest.mark.parametrize("site", ["autre.exemple.be"], indirect=True)
    def test_another_name(self, site: str, web: FeedServer) -> None:
        with pytest.raises(FeedError, match="ne répond pas"):
            fetch(f"https://agenda.exemple.be:{site}", "agenda")
        assert web.asked == []


def self_signed(name: str, file: Any) -> Any:
    """A key and its certificate for ``name``."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return file
