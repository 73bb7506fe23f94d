"""The way in and out: signing in, signing out, the language, what pages load, and the accessibility statement."""

from __future__ import annotations

from engine.errors import NotFound
from engine.sentences.say import say
from engine.web.pages import KINDS, assets
from engine.web.sessions import Session
from engine.web.signing_in import Away, NotSignedIn, Person
from engine.web.visit import Absent, Answer, Door, GoTo, Page, Served, Visit, own_place
from engine.web.wire import KEPT_LONG


def home(visit: Visit) -> Answer:
    return GoTo(visit.url("work"))


def sign_in(visit: Visit) -> Answer:
    """Show how to sign in, in a session that is only for that."""
    session = visit.session
    if session is not None and session.person is not None:
        return GoTo(visit.url("work"))
    way = visit.site.sign_in
    about = {
        "choices": way.choices(),
        "leads_away": way.leads_away,
        "failed": visit.query.get("why") == "failed",
        "back": own_place(visit.query.get("to", "")),
    }
    return Page("sign_in.html", about, session=None if session else visit.site.sessions.begin(visit.site.language))


def choose(visit: Visit) -> Answer:
    """Sign in as whoever was chosen, where that is all it takes."""
    return _begin(visit, visit.sent.get("choice"), visit.sent.get("to"))


def leave_to_sign_in(visit: Visit) -> Answer:
    """Send the browser to wherever people sign in."""
    if not visit.site.sign_in.leads_away:
        raise NotFound
    return _begin(visit, visit.query.get("choice", ""), visit.query.get("to", ""))


def _begin(visit: Visit, choice: str, to: str) -> Answer:
    if visit.session is None:
        raise Absent
    try:
        begun = visit.site.sign_in.begin(choice, _back_at(visit))
        if isinstance(begun, Away):
            visit.site.sessions.change(visit.session, kept={**begun.kept, "to": own_place(to)})
            return GoTo(begun.url)
        return _signed_in(visit, visit.session, begun, to)
    except NotSignedIn:
        return GoTo(f"{visit.url('sign_in')}?why=failed")


def come_back(visit: Visit) -> Answer:
    """Take whoever comes back from where people sign in."""
    session = visit.session
    if session is None or session.person is not None or not session.row.kept:
        return GoTo(f"{visit.url('sign_in')}?why=failed")
    kept = session.row.kept
    # Whatever comes of it, what was kept is used once.
    session = visit.site.sessions.change(session, kept={})
    try:
        person = visit.site.sign_in.finish(visit.query, kept, _back_at(visit))
        return _signed_in(visit, session, person, kept.get("to", ""))
    except NotSignedIn:
        return GoTo(f"{visit.url('sign_in')}?why=failed")


def _signed_in(visit: Visit, session: Session, person: Person, to: str) -> Answer:
    place = own_place(to)
    return GoTo(
        f"{visit.root}{place}" if place else visit.url("work"), session=visit.site.sessions.sign_in(session, person)
    )


def _back_at(visit: Visit) -> str:
    return f"{visit.site.settings.address.rstrip('/')}{visit.url('come_back')}"


def sign_out(visit: Visit) -> Answer:
    if visit.session is not None:
        visit.site.sessions.end(visit.session)
    return GoTo(visit.url("sign_in"), ends=True)


def change_language(visit: Visit) -> Answer:
    wanted = visit.sent.get("language")
    if visit.session is None or wanted not in visit.site.engines:
        raise NotFound
    visit.site.sessions.change(visit.session, language=wanted)
    place = own_place(visit.sent.get("to"))
    return GoTo(f"{visit.root}{place}" if place else visit.url("home"))


def asset(visit: Visit) -> Answer:
    name = visit.params["name"]
    if name == "theme.css":
        return Served(visit.site.settings.theme.css().encode(), KINDS[".css"], headers={"Cache-Control": "no-cache"})
    content = assets().get(name)
    if content is None:
        raise NotFound
    return Served(content, KINDS[name[name.rindex(".") :]], headers=KEPT_LONG)


def accessibility(visit: Visit) -> Answer:
    contact = visit.site.settings.contact or say(visit.language, "whoever looks after this service in your council")
    return Page("accessibility.html", {"contact": contact})


DOORS = (
    Door("/", "home", home),
    Door("/sign-in", "sign_in", sign_in, is_open=True),
    Door("/sign-in", "choose", choose, "POST", is_open=True),
    Door("/sign-in/away", "leave_to_sign_in", leave_to_sign_in, is_open=True),
    Door("/sign-in/back", "come_back", come_back, is_open=True),
    Door("/sign-out", "sign_out", sign_out, "POST", is_open=True),
    Door("/language", "change_language", change_language, "POST", is_open=True),
    Door("/assets/{name}", "asset", asset, is_open=True),
    Door("/accessibility", "accessibility", accessibility, is_open=True),
)
