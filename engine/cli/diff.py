"""`casepath diff`: what one configuration changes in another, in sentences."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.interop.differences.change import Change
    from engine.interop.differences.edition import Edition
    from engine.interop.differences.report import Comparison

SAME, DIFFERENT = 0, 1
"""How the command ends, as `diff` does; 2 says that nothing was compared."""


def _side(context: click.Context, parameter: click.Parameter, name: str | None) -> str | None:
    """Return the name of a folder that is there, or of a release, which is looked for later."""
    from engine.cli.editions import is_release

    if name is None or is_release(name):
        return name
    return str(click.Path(exists=True, file_okay=False, path_type=str).convert(name, parameter, context))


@click.command(
    epilog="""\b
Examples:
  casepath diff councils/northshire        against the template that it extends
  casepath diff before after --format html --out what_changed.html
  casepath diff before after --format json
  casepath diff before after --database sqlite:///casepath.db
  casepath diff release:3 councils/northshire --database sqlite:///casepath.db
  casepath diff release:3 release:4 --council northshire --database sqlite:///casepath.db

Ends with 0 when nothing differs, 1 when something does, 2 when there was nothing to compare."""
)
@click.argument("old", callback=_side)
@click.argument("new", callback=_side, required=False)
@click.option(
    "--format", "how", type=click.Choice(["text", "html", "json"]), default="text", help="Text; a page; or JSON."
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=str), help="The file to write. Left out, it is printed."
)
@click.option(
    "--language", default="en", metavar="CODE", help="The language of Casepath's own words: en or cy; en if left out."
)
@click.option("--database", "url", help="Count what that touches of the live cases in it: an SQLAlchemy URL.")
@click.option("--council", help="Whose releases and cases, where it is not the configuration's own id.")
def diff(
    old: str, new: str | None, how: str, out: str | None, language: str, url: str | None, council: str | None
) -> None:
    """Say in sentences what the configuration in NEW changes in that of OLD.

    With one alone, which extends a template: what it changes in that. Each is a folder, or a release by its version in
    the database: release:4.

    Changes are grouped: what the law or a lock has a say in, what a council decides, and what only reads differently.
    Each names the line to look at.
    """
    from engine.cli.editions import NothingCompared, known_language
    from engine.cli.reading import give
    from engine.interop.differences.report import Comparison, edition_said
    from engine.interop.differences.whole import differences

    known_language(language)
    before, after = _sides(old, new, language, url, council)
    changes = differences(before, after)
    impact = _impact(url, council, before, after, changes) if url else ()
    found = Comparison(edition_said(before), edition_said(after), changes, language, impact)
    made = _made(found, how)
    try:
        give(made, out)
    except click.ClickException as trouble:
        raise NothingCompared(trouble.message) from None
    sys.exit(DIFFERENT if changes else SAME)


def _sides(old: str, new: str | None, language: str, url: str | None, council: str | None) -> tuple[Edition, Edition]:
    """Return what is compared. A release is the council's whose folder stands on the other side, if none is named."""
    from engine.cli.editions import edition_named, edition_released, is_release, template_of

    names = [old] if new is None else [old, new]
    found = {name: edition_named(name, language) for name in names if not is_release(name)}
    whose = council or next((one.configuration.manifest.configuration for one in found.values()), None)
    found |= {name: edition_released(name, language, url, whose) for name in names if is_release(name)}
    after = found[names[-1]]
    return (found[old], after) if new is not None else (template_of(after), after)


def _impact(
    url: str, council: str | None, before: Edition, after: Edition, changes: tuple[Change, ...]
) -> tuple[str, ...]:
    """Return what the changes would touch of the live cases in the database at *url*."""
    from engine.cli.databases import opened, with_our_tables
    from engine.cli.editions import NothingCompared
    from engine.interop.differences.touched import touched
    from engine.service.impact import impact

    whose = council or after.configuration.manifest.configuration
    try:
        with opened(url) as database, with_our_tables(database):
            return impact(database.of(whose), whose, touched(changes, before), before)
    except click.UsageError:
        raise
    except click.ClickException as trouble:
        raise NothingCompared(trouble.message) from None


def _made(found: Comparison, how: str) -> str:
    import json

    from engine.interop.differences import report

    match how:
        case "html":
            return report.as_html(found)
        case "json":
            return json.dumps(report.as_data(found), indent=2, ensure_ascii=False) + "\n"
    return report.as_text(found)
