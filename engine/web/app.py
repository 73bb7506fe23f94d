"""The pages as one ASGI application, to be run by itself or mounted by a host at any path.

A request is read here, at most so many bytes of it. All else is done in a thread of its own, as every call of the
engine is: who asks, may they send this, the page. Whatever goes wrong becomes a page that says what to do.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from dataclasses import replace

from anyio import to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route, Router

from engine.errors import NotFound, Unavailable
from engine.service.engine import Engine
from engine.service.gateways import gateway_to
from engine.store.transaction import Database
from engine.web.doors import DOORS
from engine.web.faults import Forged, as_page
from engine.web.pages import html
from engine.web.sessions import Session, Sessions
from engine.web.signing_in import Names, NoNames, SignIn
from engine.web.visit import Absent, Answer, Door, GoTo, Page, Served, Settings, Site, Visit, own_place
from engine.web.wire import BoundBrowser, Sent, comes_from_elsewhere, saved_as, sent_by

_LOG = logging.getLogger("engine.web")
_RETRY_SECONDS = "10"


def create_app(
    engine: Engine,
    database: Database,
    *,
    sign_in: SignIn,
    names: Names | None = None,
    settings: Settings | None = None,
    also: Mapping[str, Engine] | None = None,
) -> Starlette:
    """Return the pages of a council, over its cases in *database*.

    *sign_in* finds out who somebody is, and *names* what colleagues are called. The pages are in every language that
    the definitions are translated into; *also* has engines of the same council that speak others.
    """
    usual, held = settings or Settings(), gateway_to(database, engine.council)
    sessions = Sessions(held, engine.council, engine.ports.clock, engine.ports.ids, usual.idle, usual.longest)
    spoken = {one: engine.in_language(one) for one in engine.definition.languages}
    engines = {engine.definition.language: engine, **spoken, **(also or {})}
    router = Router()
    site = Site(engines, database, sessions, sign_in, names or NoNames(), usual, router)
    router.routes.extend(_Behind(site, door).route() for door in DOORS)
    anywhere = _Behind(site, Door("/{path:path}", "nowhere", _nowhere))
    router.routes.append(anywhere.route(("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")))
    return Starlette(routes=router.routes, middleware=[Middleware(BoundBrowser)])


def _nowhere(visit: Visit) -> Answer:
    raise NotFound


class _Behind:
    """What is behind one door."""

    def __init__(self, site: Site, door: Door) -> None:
        self._site, self._door = site, door

    def route(self, methods: tuple[str, ...] = ()) -> Route:
        return Route(self._door.path, self._answer, methods=list(methods or (self._door.method,)), name=self._door.name)

    async def _answer(self, request: Request) -> Response:
        visit = Visit(
            site=self._site,
            path=request.scope["path"].removeprefix(request.scope.get("root_path", "")),
            root=request.scope.get("root_path", ""),
            method=request.method,
            params=request.path_params,
            query=dict(request.query_params),
            session=None,
            sent=Sent(),
        )
        token = request.cookies.get(self._cookie, "")
        try:
            sent = await sent_by(
                request, self._door.most_bytes or self._site.settings.most_bytes, files=self._door.files
            )
        except Exception as error:  # noqa: BLE001 - whatever it is becomes a page, and a bug is on the log
            return await to_thread.run_sync(self._failed, visit, error)
        return await to_thread.run_sync(self._worked_out, visit, token, sent, comes_from_elsewhere(request))

    def _worked_out(self, visit: Visit, token: str, sent: Sent, forged: bool) -> Response:
        known = visit
        try:
            session = self._site.sessions.find(token) if token else None
            known = replace(visit, session=session, sent=sent)
            if not self._door.is_open:
                known.by  # noqa: B018 - raises Absent
            self._raise_if_forged(known, forged)
            return self._response(known, self._door.answers(known))
        except Absent:
            return self._kept(known) or self._signing_in(known)
        except Forged as error:
            return (None if forged else self._kept(known)) or self._failed(known, error)
        except Exception as error:  # noqa: BLE001 - whatever it is becomes a page, and a bug is on the log
            return self._failed(known, error)

    def _kept(self, visit: Visit) -> Response | None:
        """Return the page that keeps what was typed while a session ended, where this door has one."""
        answer = self._door.keeps(visit) if self._door.keeps is not None else None
        return self._response(visit, answer) if answer is not None else None

    def _raise_if_forged(self, visit: Visit, elsewhere: bool) -> None:
        """Whatever changes something is sent by a page of this session's own, and by no other site."""
        if visit.method in ("GET", "HEAD"):
            return
        if visit.session is None:
            raise Absent
        if elsewhere or not visit.session.gave(visit.sent.get("form_token")):
            raise Forged

    def _response(self, visit: Visit, answer: Answer) -> Response:
        match answer:
            case GoTo(url, session, ends):
                made: Response = RedirectResponse(url, status_code=303)
                if session is not None or ends:
                    self._keep(visit, made, session)
                return made
            case Served(content, media_type, save_as, headers, status):
                made = Response(content, status_code=status, media_type=media_type, headers=dict(headers))
                if save_as:
                    made.headers["Content-Disposition"] = saved_as(save_as)
                return made
            case Page(file, about, status, begun):
                shown = visit if begun is None else replace(visit, session=begun)
                made = Response(html(shown, file, about), status_code=status, media_type="text/html")
                if begun is not None:
                    self._keep(visit, made, begun)
                return made

    def _failed(self, visit: Visit, error: Exception) -> Response:
        page = as_page(visit, error)
        if page.status == 500:
            _LOG.error("%s at %s\n%s", type(error).__name__, self._door.path, _where(error))
        made = self._response(visit, page)
        if isinstance(error, Unavailable):
            made.headers["Retry-After"] = _RETRY_SECONDS
        return made

    def _signing_in(self, visit: Visit) -> Response:
        to = own_place(visit.path) if visit.method == "GET" else ""
        target = visit.url("sign_in")
        made = RedirectResponse(f"{target}?to={to}" if to.strip("/") else target, status_code=303)
        if visit.session is not None and visit.session.person is not None:
            self._keep(visit, made, None)  # somebody whom the host does not know any more
        return made

    @property
    def _cookie(self) -> str:
        return "__Secure-casepath" if self._site.settings.secure else "casepath"

    def _keep(self, visit: Visit, made: Response, session: Session | None) -> None:
        made.set_cookie(
            self._cookie,
            session.token if session is not None else "",
            max_age=None if session is not None else 0,
            path=visit.root or "/",
            secure=self._site.settings.secure,
            httponly=True,
            samesite="lax",
        )


def _where(error: Exception) -> str:
    """Return the places that an error came through, without its words: they could repeat an answer."""
    return "".join(f"  {one.filename}:{one.lineno} {one.name}\n" for one in traceback.extract_tb(error.__traceback__))
