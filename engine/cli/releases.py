"""`casepath releases`: what was proposed, approved and published for a council, by whom and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from engine.cases.access import Actor
    from engine.service.release_states import Release
    from engine.service.releases import Releases
    from engine.store.release_steps import ReleaseStep

_Command = TypeVar("_Command", bound=Callable[..., object])

STATES = {
    "kept": "not proposed",
    "draft": "draft",
    "approved": "approved",
    "scheduled": "published",
    "in_force": "in force",
    "replaced": "was in force",
    "withdrawn": "withdrawn",
}
_DONE = {
    "proposed": "proposed",
    "approved": "approved",
    "published": "published",
    "withdrawn": "withdrawn",
    "rolled_back": "rolled back to",
}

DATABASE = click.option(
    "--database", "url", required=True, envvar="CASEPATH_DATABASE", help="Where: an SQLAlchemy URL."
)
KEY = click.option(
    "--key", type=click.Path(exists=True, dir_okay=False, path_type=str), help="The key that this is signed with."
)
AS = click.option("--as", "person", required=True, metavar="PERSON", help="Who does this: it is kept.")
REASON = click.option("--reason", default="", help="Why: it is kept.")
FROM = click.option(
    "--from", "from_day", metavar="DAY", help="From which day it is in force, 2026-05-01. Left out: now."
)
_NEEDED = click.option("--reason", required=True, help="Why: it is kept.")
_COUNCIL = click.option("--council", required=True, help="Whose releases: the configuration's own id, if no other.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")


def _where(command: _Command) -> _Command:
    return DATABASE(_COUNCIL(command))


def _doing(command: _Command) -> _Command:
    """Add what every verb asks that does something about one release."""
    return click.argument("release")(DATABASE(_COUNCIL(AS(KEY(command)))))


@click.group(
    epilog="""\b
A release is named by its version, by what it is called, or by the beginning of its hash.
A folder is proposed with `casepath publish`."""
)
def releases() -> None:
    """See what is published for a council, approve what somebody proposed, and put it in force."""


@releases.command(
    "list",
    epilog="""\b
Example:
  casepath releases list --council northshire --database sqlite:///casepath.db""",
)
@_where
@_JSON
def list_(url: str, council: str, as_json: bool) -> None:
    """List every release as it stands now.

    With who proposed and approved it, and from when it is in force.
    """
    with at(url, council) as (book, _):
        found = book.all()
    if as_json:
        click.echo(json.dumps([as_data(one) for one in found], indent=2))
        return
    if not found:
        click.echo(f'Nothing is kept for "{council}" here. Propose a folder: casepath publish FOLDER.')
        return
    rows = [
        (
            one.edition,
            STATES[one.state],
            f"from {minute(one.starts_at)}" if one.starts_at else "",
            f"proposed by {one.proposal.by}" if one.proposal else "",
            f"approved by {one.approval.by}" if one.approval else "",
            one.release[:12],
            "signed" if one.is_signed else "",
        )
        for one in found
    ]
    for line in columns(rows):
        click.echo(line)


@releases.command(
    epilog="""\b
Example:
  casepath releases show 4 --council northshire --database sqlite:///casepath.db"""
)
@click.argument("release")
@_where
@_JSON
def show(release: str, url: str, council: str, as_json: bool) -> None:
    """Show what was done about one release.

    With who, when and why, and the exceptions that were approved in it.
    """
    with at(url, council) as (book, _):
        found, steps = book.find(release), book.history(release)
        whole = book.read(release).configuration
    exceptions = whole.manifest.approved_exceptions if whole is not None else ()
    if as_json:
        data = as_data(found) | {
            "exceptions": [
                {"path": str(one.path), "who": one.who, "when": str(one.when), "why": one.why} for one in exceptions
            ],
            "history": [_step_as_data(one) for one in steps],
        }
        click.echo(json.dumps(data, indent=2))
        return
    click.echo(f"{found.edition}: {STATES[found.state]}")
    click.echo(f"  content {found.release}")
    for one in steps:
        click.echo(f"  {_told(one)}")
    for each in exceptions:
        click.echo(f"  exception {each.path}: {each.why} ({each.who}, {each.when})")


@releases.command(
    epilog="""\b
Example:
  casepath releases approve 4 --council northshire --as ben --database sqlite:///casepath.db"""
)
@_doing
@REASON
def approve(release: str, url: str, council: str, person: str, key: str | None, reason: str) -> None:
    """Approve RELEASE, which somebody else proposed."""
    with at(url, council, key) as (book, _):
        made = book.approve(release, by=actor_named(person), reason=reason)
    click.echo(f"Approved {made.edition}. It is in force once it is published: casepath releases publish.")


@releases.command(
    epilog="""\b
Examples:
  casepath releases publish 4 --council northshire --as ann --database sqlite:///casepath.db
  casepath releases publish 4 --from 2026-05-01 --council northshire --as ann --database sqlite:///casepath.db

Cases that are open stay under the release that they were opened under."""
)
@_doing
@FROM
@REASON
def publish(
    release: str, url: str, council: str, person: str, key: str | None, from_day: str | None, reason: str
) -> None:
    """Put an approved RELEASE in force for new cases.

    Now, or with --from from the beginning of a day where the council is.
    """
    day = day_of(from_day)
    with at(url, council, key) as (book, _):
        click.echo(published(book.publish(release, by=actor_named(person), from_day=day, reason=reason)))


@releases.command()
@_doing
@_NEEDED
def withdraw(release: str, url: str, council: str, person: str, key: str | None, reason: str) -> None:
    """Take RELEASE out before it is in force.

    A draft, an approved one, or one that is published for a later day.
    """
    with at(url, council, key) as (book, _):
        made = book.withdraw(release, by=actor_named(person), reason=reason)
    click.echo(f"Withdrew {made.edition}. It stays on record.")


@releases.command(
    "roll-back",
    epilog="""\b
Example:
  casepath releases roll-back 3 --council northshire --as ann --reason "Sign-off is broken" --database sqlite:///casepath.db

Nothing is deleted, and cases that are open stay under the release that they were opened under.""",
)
@_doing
@_NEEDED
def roll_back(release: str, url: str, council: str, person: str, key: str | None, reason: str) -> None:
    """Put an earlier RELEASE in force again, now.

    For new cases; it has been in force before.
    """
    with at(url, council, key) as (book, _):
        made = book.roll_back(release, by=actor_named(person), reason=reason)
        waiting = [one for one in book.all() if one.state == "scheduled"]
    click.echo(published(made))
    for one in waiting:
        click.echo(f"{one.edition} still comes into force {minute(one.starts_at)}, unless it is withdrawn.")


@releases.command(
    epilog="""\b
Example:
  casepath releases verify --council northshire --key releases.key.pub --database sqlite:///casepath.db

Ends with 0 when everything is as it was written, else with 1."""
)
@_where
@KEY
def verify(url: str, council: str, key: str | None) -> None:
    """Find what was changed by hand.

    In the history of the releases, and in what they say.
    """
    with at(url, council, key) as (book, _):
        faults, many = book.verify(), len(book.history())
    for one in faults:
        click.echo(one.text)
    if faults:
        raise SystemExit(1)
    click.echo(f"All {many:,} steps are as they were written{', and signed with this key' if key else ''}.")


# --- what these verbs share -------------------------------------------------------------------------------------------


@contextmanager
def at(url: str, council: str, key: str | None = None, templates: str = "") -> Iterator[tuple[Releases, datetime]]:
    """Open a council's releases, with the present moment; whatever is refused becomes one sentence."""
    from engine.cli.databases import key_in, opened, with_our_tables
    from engine.errors import DefinitionRejected, EngineError, NotFound
    from engine.findings import render_all
    from engine.service.ports import Ports
    from engine.service.releases import Releases

    ports = Ports(release_key=key_in(key) if key else None)
    with opened(url) as database, with_our_tables(database):
        try:
            yield Releases(database, council, ports=ports, templates=templates), ports.clock.now()
        except DefinitionRejected as error:
            told = render_all(error.findings)
            raise click.ClickException(f"The definitions have mistakes, so nothing was kept.\n\n{told}") from None
        except NotFound:
            raise click.ClickException(
                f'There is no such release of "{council}" here. `casepath releases list` shows those that there are.'
            ) from None
        except EngineError as error:
            raise click.ClickException(str(error)) from None


def actor_named(person: str) -> Actor:
    """Return whoever acts, or end the command for what is no person's id."""
    from engine.cases.access import Actor

    try:
        return Actor(person)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def day_of(text: str | None) -> date | None:
    """Return a day as it is written, 2026-05-01, or end the command."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.UsageError("This is no day. Write year, month and day: --from 2026-05-01.") from None


def published(one: Release) -> str:
    """Return what to tell of a release that was published."""
    if one.state == "scheduled":
        return f"Published {one.edition}: in force from {minute(one.starts_at)}. Open cases stay as they are."
    return f"Published {one.edition}: in force now, for new cases. Open cases stay as they are."


def minute(moment: datetime | None) -> str:
    """Return a moment where the council is."""
    from engine.cases.compiling.workshop import UK_TIME

    return "" if moment is None else f"{moment.astimezone(UK_TIME):%Y-%m-%d %H:%M}"


def columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield rows with their columns under each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True) if width)
        yield "  ".join(cells).rstrip()


def as_data(one: Release) -> dict[str, object]:
    return {
        "release": one.release,
        "version": one.version,
        "edition": one.edition,
        "state": one.state,
        "starts_at": _instant(one.starts_at),
        "proposed_by": one.proposal.by if one.proposal else None,
        "approved_by": one.approval.by if one.approval else None,
        "signed": one.is_signed,
    }


def _step_as_data(one: ReleaseStep) -> dict[str, object]:
    return {
        "number": one.number,
        "what": one.what,
        "at": _instant(one.at),
        "by": one.by,
        "on_behalf_of": one.on_behalf_of,
        "reason": one.reason,
        "starts_at": _instant(one.starts_at),
        "signed": bool(one.signature),
    }


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _told(one: ReleaseStep) -> str:
    who = f"{one.by} for {one.on_behalf_of}" if one.on_behalf_of else one.by
    when = f", in force from {minute(one.starts_at)}" if one.starts_at else ""
    why = f": {one.reason}" if one.reason else ""
    return f"{minute(one.at)}  {_DONE[one.what]} by {who}{when}{why}"
