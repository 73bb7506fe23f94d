"""Webhooks: signed with two secrets at once, and sent nowhere but to the host that they were meant for."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import standardwebhooks
import trustme

from engine.errors import DeliveryFailed
from engine.interop.cloud_events import CloudEvent
from engine.service.ports import SystemClock
from engine.service.webhooks import BadWebhook, Webhook

OLD, NEW = "whsec_b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xk", "whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3"
HOST = "cases.example.org"
EVENT = CloudEvent("c-1.2", "casepath:little", "c-1", datetime(2026, 3, 12, 12, tzinfo=UTC), 7, {"case": "c-1"})
OUTSIDE = "93.184.216.34"


@dataclass
class Receiver:
    """An HTTPS server that notes what it is sent and answers as it is told."""

    authority: trustme.CA
    status: int = 204
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0
    dawdles: float = 0
    """Seconds between two letters of its answer."""

    def trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context


@contextmanager
def receiving(named: str = HOST) -> Iterator[Receiver]:
    receiver = Receiver(trustme.CA())

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            if receiver.dawdles:
                with suppress(OSError):
                    for letter in f"HTTP/1.1 204 {60 * 'x'}\r\n\r\n":
                        self.wfile.write(letter.encode())
                        time.sleep(receiver.dawdles)
                return
            self.send_response(receiver.status)
            self.send_header("location", "https://elsewhere.example.org/")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.port = server.server_address[1]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    receiver.authority.issue_cert(named).configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Lead the one address outside to this machine, and note where connections were made to."""
    made: list[tuple[str, int]] = []
    really = socket.create_connection

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        made.append(address)
        return really(("127.0.0.1", address[1]), timeout)

    monkeypatch.setattr(socket, "create_connection", connect)
    return made


def webhook(receiver: Receiver, found: Sequence[str] = (OUTSIDE,), secrets: Sequence[str] = (OLD, NEW)) -> Webhook:
    url = f"https://{HOST}:{receiver.port}/events?from=casepath"
    return Webhook(url, secrets, hosts=[HOST], look_up=lambda _host, _port: found, trust=receiver.trust())


def test_an_event_arrives_signed_with_both_secrets_so_that_one_can_be_replaced(wire: list[tuple[str, int]]) -> None:
    with receiving() as receiver:
        webhook(receiver)(EVENT)

    headers, body = receiver.got[0]
    assert body == EVENT.as_json()
    assert (headers["host"], headers["content-type"]) == (f"{HOST}:{receiver.port}", "application/cloudevents+json")
    assert headers["webhook-id"] == EVENT.id
    for secret in (OLD, NEW):
        standardwebhooks.Webhook(secret).verify(body, headers)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(NEW).verify(body.replace(b"c-1", b"c-2"), headers)
    assert wire == [(OUTSIDE, receiver.port)]


@pytest.mark.parametrize("status", [301, 302, 307, 400, 410, 500, 503])
def test_what_is_not_taken_and_every_redirect_is_a_failure_and_is_not_followed(
    wire: list[tuple[str, int]], status: int
) -> None:
    with receiving() as receiver:
        receiver.status = status
        with pytest.raises(DeliveryFailed, match=f"It answered {status}."):
            webhook(receiver)(EVENT)

    assert len(wire) == 1


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address to refuse, not one to listen at
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fd00::1",
        "fe80::1%eth0",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "not an address",
    ],
)
def test_nothing_is_sent_to_an_address_inside_however_it_is_written(wire: list[tuple[str, int]], inside: str) -> None:
    with receiving() as receiver:
        for found in ([inside], [OUTSIDE, inside]):
            with pytest.raises(DeliveryFailed, match="address inside"):
                webhook(receiver, found)(EVENT)

    assert wire == []


def test_a_name_is_looked_up_once_and_the_connection_goes_to_what_was_found(wire: list[tuple[str, int]]) -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return [OUTSIDE] if len(asked) == 1 else ["127.0.0.1"]

    with receiving() as receiver:
        url = f"https://{HOST}:{receiver.port}/"
        Webhook(url, [OLD], hosts=[HOST], look_up=rebinding, trust=receiver.trust())(EVENT)

    assert asked == [HOST]
    assert wire == [(OUTSIDE, receiver.port)]


@pytest.mark.usefixtures("wire")
def test_a_receiver_that_answers_a_letter_at_a_time_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.service.webhooks.SECONDS", 0.3)
    with receiving() as receiver:
        receiver.dawdles = 0.05
        with pytest.raises(DeliveryFailed, match="could not be reached"):
            webhook(receiver)(EVENT)


@pytest.mark.usefixtures("wire")
def test_a_receiver_that_is_not_who_it_should_be_gets_nothing() -> None:
    with receiving("other.example.org") as receiver:
        with pytest.raises(DeliveryFailed, match="could not be reached"):
            webhook(receiver)(EVENT)
        assert receiver.got == []


@pytest.mark.parametrize(
    ("url", "secrets", "says"),
    [
        (f"http://{HOST}/", [OLD], "https://"),
        (f"https://pat:word@{HOST}/", [OLD], "no name or password"),
        ("https://elsewhere.example.org/", [OLD], "not on the list"),
        (f"https://{HOST}.example.org/", [OLD], "not on the list"),
        (f"https://{HOST}/", [], "one secret or two"),
        (f"https://{HOST}/", [OLD, NEW, OLD], "one secret or two"),
        (f"https://{HOST}/", ["whsec_c2hvcnQ="], "24 bytes"),
        (f"https://{HOST}/", ["a password"], "24 bytes"),
    ],
)
def test_a_receiver_that_is_not_safe_is_refused_before_anything_is_sent(
    url: str, secrets: list[str], says: str
) -> None:
    with pytest.raises(BadWebhook, match=says) as refusal:
        Webhook(url, secrets, hosts=[HOST], clock=SystemClock())
    assert not any(secret in str(refusal.value) for secret in secrets)


def test_a_webhook_says_nothing_of_its_secrets() -> None:
    made = Webhook(f"https://{HOST}/in?token=hidden", [OLD], hosts=[HOST])

    assert repr(made) == f"Webhook('{HOST}')"
