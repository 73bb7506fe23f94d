"""Parts of the page as HTML, with the words of the workshop's own in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.web.pages import asset_version, environment
from engine.web.workshop.snapshot import Fragment


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks at a page: their language, and what their page sends with whatever it changes."""

    language: str
    token: str = field(repr=False)


def rendered(looking: Looking, fragment: Fragment) -> str:
    """Return a part of the page, or the whole of it. Whatever a folder says is escaped."""
    about = {**fragment.about, "visit": looking, "token": looking.token, "asset": _asset}
    return environment().get_template(f"workshop/{fragment.file}").render(about)


def _asset(name: str) -> str:
    return f"assets/{name}?v={asset_version(name)}"
