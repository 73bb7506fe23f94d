"""Pages as HTML: GOV.UK Frontend's macros, our own words in the reader's language, a council's words as they are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, PackageLoader, PrefixLoader, pass_context
from jinja2.loaders import ChoiceLoader
from jinja2.runtime import Context

from engine.expressions.browser import evaluator_source
from engine.sentences.say import Part, say
from engine.web.visit import Visit
from engine.web.words import FILTERS

_HERE = Path(__file__).resolve().parent
STATIC = _HERE / "static"
KINDS: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@cache
def assets() -> Mapping[str, bytes]:
    """Return what pages load beside themselves, by name."""
    found = {one.name: one.read_bytes() for one in sorted(STATIC.iterdir()) if one.suffix in KINDS}
    return {**found, "evaluator.js": evaluator_source().encode()}


@cache
def asset_version(name: str) -> str:
    """Return what changes when something that pages load does."""
    return sha256(assets()[name]).hexdigest()[:12]


@cache
def environment() -> Environment:
    """Return what templates are read with: everything in them that is not markup of ours is escaped."""
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(_HERE / "templates"), macros]),
        autoescape=True,
        # GOV.UK's macros read what they may not have been given.
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
        auto_reload=False,
    )
    made.globals.update(say=_say)
    made.filters.update(FILTERS)
    return made


class _Reader(Protocol):
    """Whoever looks at a page."""

    @property
    def language(self) -> str: ...


@pass_context
def _say(context: Context, template: str, **parts: Part) -> str:
    visit: _Reader = context["visit"]
    return say(visit.language, template, **parts)


def html(visit: Visit, file: str, about: Mapping[str, object]) -> str:
    """Return a page as a whole document."""
    return environment().get_template(file).render({**about, "visit": visit, "asset": lambda name: asset(visit, name)})


def asset(visit: Visit, name: str) -> str:
    """Return the address of something that pages load; another when it changes, so that browsers may keep it."""
    return f"{visit.url('asset', name=name)}?v={asset_version(name)}"
