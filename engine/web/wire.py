"""What stands between the network and the pages: sizes, headers that bind the browser, and forms as plain texts."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote

from starlette.datastructures import MutableHeaders
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.errors import EngineError

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""What a page may load: what we serve, and nothing that is written into the page itself."""
_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
KEPT_LONG: Mapping[str, str] = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For what never changes under its address."""
_MOST_FIELDS = 5_000
_MOST_FILES = 20


class TooLarge(EngineError):
    """The user's turn: more was sent at once than is taken."""


class Malformed(EngineError):
    """The user's turn: what was sent is no form."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came with a form: the input that it was chosen in, what it was called, and what it holds."""

    input: str
    name: str = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent: texts by name, several under one name in their order, and the files of a door for them."""

    fields: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    files: tuple[SentFile, ...] = ()

    def get(self, name: str, otherwise: str = "") -> str:
        """Return the last text under a name."""
        return next((text for known, text in reversed(self.fields) if known == name), otherwise)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every text under a name."""
        return tuple(text for known, text in self.fields if known == name)


class BoundBrowser:
    """Adds to every answer what a browser is to be held to; pages with anybody's data are kept by nobody."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def bound(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=_raw(message))
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, bound)


def _raw(message: Message) -> MutableMapping[str, Any]:
    message.setdefault("headers", [])
    return message


async def sent_by(request: Request, most: int, *, files: bool = False) -> Sent:
    """Return the form that came with a request. Raises TooLarge, and Malformed for anything but a form of texts.

    With *files* it may bring some, as browsers send them.
    """
    if request.method != "POST":
        return Sent()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await _body(request, most)
    if files and kind == "multipart/form-data":
        return await _with_files(request, body)
    if kind != "application/x-www-form-urlencoded" and body:
        raise Malformed
    try:
        found = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except (UnicodeDecodeError, ValueError):
        raise Malformed from None
    return Sent(tuple((name, text.replace("\r\n", "\n")) for name, text in found))


async def _with_files(request: Request, body: bytes) -> Sent:
    async def whole() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(
        request.headers, whole(), max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=len(body) + 1
    )
    texts: list[tuple[str, str]] = []
    found: list[SentFile] = []
    try:
        parts = await parser.parse()
        for name, part in parts.multi_items():
            if isinstance(part, str):
                texts.append((name, part.replace("\r\n", "\n")))
            elif part.filename:
                found.append(SentFile(name, part.filename, await part.read()))
        await parts.close()
    except (MultiPartException, ValueError, KeyError):
        raise Malformed from None
    return Sent(tuple(texts), tuple(found))


async def _body(request: Request, most: int) -> bytes:
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > most:
        raise TooLarge
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise TooLarge
    return bytes(body)


def comes_from_elsewhere(request: Request) -> bool:
    """Whether the browser itself says that another site made it send this."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def saved_as(name: str) -> str:
    """Return the header with which a browser saves what it is sent under *name*, whatever letters that has."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"
