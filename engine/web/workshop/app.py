"""The workshop as one ASGI application, for one's own machine alone.

Whoever asks names this machine, was given the key that the command printed, and is no page of another site.
"""

from __future__ import annotations

import hmac
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from anyio import to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from engine.errors import NotFound
from engine.sentences.languages import LANGUAGES
from engine.sentences.say import say
from engine.web.pages import KINDS, assets
from engine.web.visit import Served
from engine.web.wire import KEPT_LONG, BoundBrowser, Malformed, Sent, TooLarge, comes_from_elsewhere, saved_as, sent_by
from engine.web.workshop.all_doors import DOORS
from engine.web.workshop.buttons import WRITES
from engine.web.workshop.desk import Desk
from engine.web.workshop.doors import Answer, Declined, Show
from engine.web.workshop.keeping import read_drafts
from engine.web.workshop.listening import MOST_BROWSERS
from engine.web.workshop.rendering import Looking, rendered
from engine.web.workshop.screen import screen, viewed
from engine.web.workshop.snapshot import Fragment
from engine.web.workshop.typing import READS

_LOG = logging.getLogger("engine.web.workshop")
_MOST_BYTES = 7_000_000
"""A file of definitions is at most 1 MB, and what is typed may be three times as long on its way, and more."""
_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True)
class Keys:
    """What a browser shows to be let in, and what the page sends with whatever changes something."""

    way_in: str = field(repr=False)
    token: str = field(repr=False)
    cookie: str = "casepath-workshop"
    """Browsers share cookies between the ports of a machine, so every workshop's has a name of its own."""


def create_workshop(desk: Desk, keys: Keys) -> Starlette:
    """Return the pages of a workshop over *desk*."""
    read_drafts(desk)
    return Starlette(routes=list(_Workshop(desk, keys).routes()), middleware=[Middleware(BoundBrowser)])


class _Workshop:
    def __init__(self, desk: Desk, keys: Keys) -> None:
        self._desk, self._keys = desk, keys

    def routes(self) -> list[Route]:
        return [
            Route("/", self._guarded(self._page)),
            Route("/assets/{name}", self._guarded(self._asset)),
            Route("/events", self._events),
            Route("/view/{name}", self._guarded(self._view)),
            Route("/desk/{name}", self._guarded(self._read)),
            Route("/desk/{name}", self._guarded(self._written), methods=["POST"]),
            Route("/do/{name}", self._guarded(self._done), methods=["POST"]),
            Route("/{path:path}", self._guarded(self._nowhere), methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
        ]

    # --- who is let in -----------------------------------------------------------------------------------------------

    def _refusal(self, request: Request) -> Response | None:
        """Return why a request is not answered, where it is not."""
        language = self._desk.snapshot.language
        if not _names_this_machine(request.headers.get("host", "")):
            return _told(421, say(language, "This page is open at an address of this machine only."))
        shown = request.cookies.get(self._keys.cookie, "") or request.query_params.get("key", "")
        if not hmac.compare_digest(shown.encode(), self._keys.way_in.encode()):
            return _told(403, say(language, "Open the address that the command printed: it has the key of this page."))
        if request.method not in ("GET", "HEAD") and (comes_from_elsewhere(request) or not _is_own_page(request)):
            return _told(403, say(language, "Another page sent this, so nothing was done."))
        return None

    def _guarded(self, answers: Callable[[Request, Sent], Response]) -> Callable[[Request], object]:
        async def guarded(request: Request) -> Response:
            refusal = self._refusal(request)
            if refusal is not None:
                return refusal
            try:
                sent = await sent_by(request, _MOST_BYTES)
                return await to_thread.run_sync(answers, request, sent)
            except NotFound:
                return self._failed(404)
            except (TooLarge, Malformed):
                return self._failed(413)
            except Exception as error:  # noqa: BLE001 - whatever it is is answered, and a bug is on the log
                _LOG.error("%s at %s\n%s", type(error).__name__, request.url.path, _where(error))
                return self._failed(500)

        return guarded

    def _failed(self, status: int) -> Response:
        language = self._desk.snapshot.language
        if status == 404:
            return _told(404, say(language, "There is nothing here."))
        if status == 413:
            return _told(413, say(language, "This is more than is taken at once. Nothing was changed."))
        return _told(
            500, say(language, "Something went wrong here. What was typed is still there: load the page again.")
        )

    # --- what is answered --------------------------------------------------------------------------------------------

    def _looking(self, request: Request) -> Looking:
        wanted = request.query_params.get("language", "")
        language = wanted if wanted in LANGUAGES else self._desk.snapshot.language
        return Looking(language, self._keys.token)

    def _page(self, request: Request, sent: Sent) -> Response:
        if "key" in request.query_params:
            made: Response = RedirectResponse("./", status_code=303)
            made.set_cookie(self._keys.cookie, self._keys.way_in, httponly=True, samesite="strict")
            return made
        looking = self._looking(request)
        return Response(rendered(looking, screen(self._desk, looking)), media_type="text/html")

    def _asset(self, request: Request, sent: Sent) -> Response:
        name = request.path_params["name"]
        if name not in assets():
            raise NotFound
        # What a script loads has no version in its address.
        headers = dict(KEPT_LONG) if "v" in request.query_params else {}
        return Response(assets()[name], media_type=KINDS[name[name.rindex(".") :]], headers=headers)

    def _view(self, request: Request, sent: Sent) -> Response:
        looking = self._looking(request)
        return self._shown(looking, Show(request.path_params["name"], request.query_params))

    def _read(self, request: Request, sent: Sent) -> Response:
        reads = READS.get(request.path_params["name"])
        if reads is None:
            raise NotFound
        return JSONResponse(reads(self._desk, dict(request.query_params)))

    def _written(self, request: Request, sent: Sent) -> Response:
        writes = WRITES.get(request.path_params["name"])
        if writes is None:
            raise NotFound
        if not self._is_from_page(sent):
            return _told(403, say(self._desk.snapshot.language, "Another page sent this, so nothing was done."))
        return JSONResponse(writes(self._desk, sent))

    def _done(self, request: Request, sent: Sent) -> Response:
        door = DOORS.get(request.path_params["name"])
        if door is None:
            raise NotFound
        if not self._is_from_page(sent):
            return _told(403, say(self._desk.snapshot.language, "Another page sent this, so nothing was done."))
        with self._desk.one_door:
            answer = door(self._desk, sent)
        return self._shown(self._looking(request), answer)

    def _is_from_page(self, sent: Sent) -> bool:
        return hmac.compare_digest(sent.get("token").encode(), self._keys.token.encode())

    def _shown(self, looking: Looking, answer: Answer) -> Response:
        match answer:
            case Served(content, media_type, save_as, headers):
                made = Response(content, media_type=media_type, headers=dict(headers))
                if save_as:
                    made.headers["Content-Disposition"] = saved_as(save_as)
                return made
            case Show(view, asked):
                made = self._shown(looking, viewed(self._desk.snapshot, looking, view, asked))
                # What the page is to ask for again when the texts have changed.
                made.headers["Casepath-View"] = f"view/{view}?{urlencode(asked)}"
                return made
            case Declined(sentence):
                return self._shown(looking, Fragment("declined.html", {"sentence": sentence}))
            case Fragment():
                return Response(rendered(looking, answer), media_type="text/html")

    def _nowhere(self, request: Request, sent: Sent) -> Response:
        raise NotFound

    async def _events(self, request: Request) -> Response:
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        if self._desk.listeners.count >= MOST_BROWSERS:
            return _told(503, say(self._desk.snapshot.language, "Too many browsers look on already."))
        return StreamingResponse(self._desk.listeners.listen(), media_type="text/event-stream")


def _told(status: int, sentence: str) -> Response:
    return Response(f"{sentence}\n", status_code=status, media_type="text/plain; charset=utf-8")


def _names_this_machine(host: str) -> bool:
    """Whether the browser was given an address of this machine: no name that somebody else could let lead here."""
    name, _, port = host.rpartition(":")
    return name in _NAMES and port.isdecimal() if name else host in _NAMES


def _is_own_page(request: Request) -> bool:
    """Whether what is sent comes from a page of ours, where the browser says from which."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def _where(error: Exception) -> str:
    """Return the places that an error came through, without its words: they could repeat what was typed."""
    return "".join(f"  {one.filename}:{one.lineno} {one.name}\n" for one in traceback.extract_tb(error.__traceback__))
