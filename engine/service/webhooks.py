"""Sending what happens over HTTPS, signed as Standard Webhooks says, and nowhere but where it was meant to go.

The address of a receiver is the operator's, and still it is not trusted: its host must be on a list, its name is
looked up once and the connection goes to what was found, never to an address inside the council's own network, and a
redirect is a failure. Source: Standard Webhooks 1.0 (the `standardwebhooks` library, extra `security`).
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from http.client import HTTPException, HTTPSConnection
from typing import TypeAlias
from urllib.parse import urlsplit

from standardwebhooks import Webhook as Signer

from engine.errors import DeliveryFailed, EngineError
from engine.interop.cloud_events import CloudEvent
from engine.service.ports import Clock, SystemClock

SECONDS = 10
_OK = range(200, 300)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SHORTEST_SECRET = 24
"""Bytes."""

LookUp: TypeAlias = Callable[[str, int], Sequence[str]]
"""Returns the addresses of a host's name."""


class BadWebhook(EngineError, ValueError):
    """The operator's turn: a receiver that nothing is sent to. Says what is wrong with it."""


class Webhook:
    """A receiver of events at an HTTPS address; call it with an event.

    Every request is signed with each of *secrets*, so that one can be replaced by another while both are good.
    """

    def __init__(
        self,
        url: str,
        secrets: Sequence[str],
        *,
        hosts: Collection[str],
        clock: Clock | None = None,
        look_up: LookUp | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """Send to *url*, whose host must be one of *hosts*. Raises BadWebhook."""
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
            raise BadWebhook("A receiver's address begins with https:// and holds no name or password.")
        if parts.hostname not in hosts:
            raise BadWebhook(f'The host "{parts.hostname}" is not on the list of hosts that events may be sent to.')
        if not 1 <= len(secrets) <= 2 or not all(map(_is_secret, secrets)):
            raise BadWebhook("Give one secret or two, each whsec_ and at least 24 bytes in base64.")
        self._host, self._port = parts.hostname, parts.port or 443
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._signers = [Signer(one) for one in secrets]
        self._clock, self._look_up = clock or SystemClock(), look_up or _look_up
        self._trust = trust or ssl.create_default_context()

    def __repr__(self) -> str:
        return f"Webhook({self._host!r})"

    def __call__(self, event: CloudEvent) -> None:
        """Send *event*. Raises DeliveryFailed where it was not taken."""
        body, now = event.as_json(), self._clock.now()
        signed = " ".join(one.sign(event.id, now, body.decode()) for one in self._signers)
        headers = {
            "content-type": "application/cloudevents+json",
            "webhook-id": event.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signed,
        }
        connection = _Pinned(self._host, self._port, self._address(), self._trust)
        # A receiver that sends a letter now and then would never be too slow for a socket.
        cut = threading.Timer(SECONDS, connection.cut)
        cut.start()
        try:
            connection.request("POST", self._path, body, headers)
            answer = connection.getresponse()
        except (OSError, HTTPException) as error:
            raise DeliveryFailed(f"It could not be reached ({type(error).__name__}).") from error
        finally:
            cut.cancel()
            connection.close()
        if answer.status not in _OK:
            raise DeliveryFailed(f"It answered {answer.status}.")

    def _address(self) -> str:
        """Look the host up, once; return an address of it that lies outside."""
        try:
            found = self._look_up(self._host, self._port)
        except OSError as error:
            raise DeliveryFailed("Its name could not be looked up.") from error
        # One address inside is enough to refuse: which of them a connection takes is not ours to say.
        if not found or not all(map(_is_outside, found)):
            raise DeliveryFailed("Its name leads to an address inside.")
        return found[0]


class _Pinned(HTTPSConnection):
    """A connection to one address, whose certificate must be that of the host it was looked up for."""

    def __init__(self, host: str, port: int, address: str, trust: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=SECONDS, context=trust)
        self._address, self._trust = address, trust

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), SECONDS)
        try:
            self.sock = self._trust.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise

    def cut(self) -> None:
        """End whatever goes on; called by another thread."""
        if self.sock is not None:
            with suppress(OSError):
                # The socket's own: that of TLS changes what the thread that reads is in the middle of.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _look_up(host: str, port: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def _is_outside(address: str) -> bool:
    """Whether an address is one of the public internet: not of this machine, its network, or dressed up as another."""
    try:
        one = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(one, ipaddress.IPv6Address):
        inner = one.ipv4_mapped or one.sixtofour or (one.teredo[1] if one.teredo else None)
        if inner is not None:
            one = inner
        elif one in _NAT64:
            one = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
    return one.is_global and not one.is_multicast and not one.is_reserved


def _is_secret(secret: str) -> bool:
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return False
    return secret.startswith("whsec_") and len(key) >= _SHORTEST_SECRET
