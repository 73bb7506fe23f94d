"""`casepath keeping`: erasing answers that were kept long enough, once two people agree on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, TypeVar

import click

from engine.cli.databases import KEYS

if TYPE_CHECKING:
    from engine.service.carrying_out import Ran
    from engine.service.keeping import Due, Keeping
    from engine.store.keeping import Counted
    from engine.store.transaction import Database

_Command = TypeVar("_Command", bound=Callable[..., object])
_SHOWN = 200
_FOLDER = click.Path(file_okay=False, path_type=str)


def _where(command: _Command) -> _Command:
    """Add what every verb here asks: the configuration, the database and the council."""
    for option in (
        KEYS,
        click.option("--council", help="Whose cases, where it is not the configuration's own id."),
        click.option("--database", "url", required=True, envvar="CASEPATH_DATABASE", help="Where: an SQLAlchemy URL."),
        click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str)),
    ):
        command = option(command)
    return command


_AS = click.option("--as", "person", required=True, metavar="PERSON", help="Who does this: it is kept.")
_FORMS = click.option("--form", "forms", multiple=True, metavar="FORM", help="Only answers to this form. Repeatable.")
_ERASED = click.option(
    "--erased", required=True, type=_FOLDER, help="Where to note what is erased: outside the database and its backups."
)
_FILES = click.option("--files", type=_FOLDER, help="Where files are kept, if that is a folder (`FolderFiles`).")


@click.group()
def keeping() -> None:
    """Find answers that were kept long enough, and erase them once two people agree on it."""


@keeping.command(
    epilog="""\b
Example:
  casepath keeping preview . --database sqlite:///casepath.db

Nothing is changed. It names cases and counts answers, and shows none."""
)
@_where
@_FORMS
def preview(folder: str, url: str, council: str | None, forms: tuple[str, ...]) -> None:
    """Show what was kept long enough, by the rules (`keep`) of the forms in FOLDER, and what is held."""
    with _keeping(folder, url, council) as (work, _):
        found = work.preview(forms=forms)
    for one in sorted(found.due, key=lambda due: (due.reference, due.form, due.kind))[:_SHOWN]:
        click.echo(_line(one))
    if len(found.due) > _SHOWN:
        click.echo(f"and {len(found.due) - _SHOWN:,} more")
    for (form, kind, then), many in sorted(found.counts.items()):
        click.echo(f"{form}, {kind}: {then} {many:,}")
    click.echo(
        f"Due: {sum(found.counts.values()):,}. Held: {found.held:,}. "
        f"No date known to keep them until: {found.undated:,}."
    )


def _line(one: Due) -> str:
    when = f"since {one.due_on}" if one.due_on is not None else "no date known"
    return f"{one.reference}  {one.form}  {one.kind}  {one.then}  {when}  ({one.rule}){'  held' if one.held else ''}"


@keeping.command()
@_where
@_FORMS
@_AS
@click.option("--case", "cases", multiple=True, metavar="REFERENCE", help="Only this case. Repeatable.")
@click.option(
    "--reviewed",
    type=click.Choice(["erase", "anonymise"]),
    help="What is due for review was reviewed, and this is what is to become of it.",
)
def propose(
    folder: str,
    url: str,
    council: str | None,
    forms: tuple[str, ...],
    person: str,
    cases: tuple[str, ...],
    reviewed: str | None,
) -> None:
    """Propose to erase what is due. Nothing happens before somebody else approves it."""
    from engine.cases.access import Actor

    chosen: Literal["erase", "anonymise"] | None = None
    if reviewed is not None:
        chosen = "erase" if reviewed == "erase" else "anonymise"
    with _keeping(folder, url, council) as (work, _):
        made = work.propose(by=Actor(person), forms=forms, cases=cases, reviewed=chosen)
        counts = work.counts(made.id)
    click.echo(f"Proposed {made.id}: {_told(counts)}. Somebody else has to approve it.")


@keeping.command()
@_where
@click.argument("erasure")
@_AS
def approve(folder: str, url: str, council: str | None, erasure: str, person: str) -> None:
    """Approve what somebody else proposed."""
    from engine.cases.access import Actor

    with _keeping(folder, url, council) as (work, _):
        counts = work.counts(erasure)
        work.approve(erasure, by=Actor(person))
    click.echo(f"Approved {erasure}: {_told(counts)}. `casepath keeping run` carries it out.")


@keeping.command(
    epilog="""\b
Example:
  casepath keeping run . 0c1f5b9e --database sqlite:///casepath.db --erased /mnt/erased

It can be stopped at any moment: run it again, and it goes on."""
)
@_where
@click.argument("erasure")
@_ERASED
@_FILES
@click.option("--limit", type=click.IntRange(min=1), help="Stop after so many answers.")
@click.option("--no-sweep", is_flag=True, help="Leave what was deleted in the database's free pages and its log.")
def run(
    folder: str,
    url: str,
    council: str | None,
    erasure: str,
    erased: str,
    files: str | None,
    limit: int | None,
    no_sweep: bool,
) -> None:
    """Carry out what was approved, case by case, and keep the proof."""
    from engine.store.sweeping import sweep

    with _keeping(folder, url, council, erased=erased, files=files) as (work, database):
        ran = work.run(erasure, limit=limit)
        clean = no_sweep or sweep(database)
        done = next(one for one in work.erasures() if one.id == erasure)
    click.echo(_of(ran))
    if done.proof:
        click.echo(f"Proof {done.hash}\n{done.proof}")
    if not clean:
        click.echo("Somebody was reading, so the log still has what was erased. Run this again when it is quiet.")


@keeping.command()
@_where
@_ERASED
@_FILES
def replay(folder: str, url: str, council: str | None, erased: str, files: str | None) -> None:
    """Erase again, in a database that was restored, all that was erased since the backup was made."""
    from engine.store.sweeping import sweep

    with _keeping(folder, url, council, erased=erased, files=files) as (work, database):
        ran = work.replay()
        sweep(database)
    click.echo(f"Erased again: {ran.done:,}.")


@keeping.command()
@_where
@click.option("--case", default="", metavar="REFERENCE", help="The case to hold.")
@click.option("--subject", nargs=2, metavar="KIND REFERENCE", help="Whose cases to hold, all of them.")
@click.option("--reason", required=True, help="Why: it is kept.")
@_AS
def hold(
    folder: str, url: str, council: str | None, case: str, subject: tuple[str, str] | None, reason: str, person: str
) -> None:
    """Let nothing be erased of a case, or of anything about a subject, until the hold is ended."""
    from engine.cases.access import Actor

    with _keeping(folder, url, council) as (work, _):
        made = work.hold(reason, by=Actor(person), case=case, subject=dict([subject]) if subject else None)
    click.echo(f"Held: {made.id}")


@keeping.command()
@_where
@click.argument("hold")
@_AS
def end(folder: str, url: str, council: str | None, hold: str, person: str) -> None:
    """End a hold."""
    from engine.cases.access import Actor

    with _keeping(folder, url, council) as (work, _):
        work.end(hold, by=Actor(person))
    click.echo(f"No longer held: {hold}")


@contextmanager
def _keeping(
    folder: str, url: str, council: str | None, *, erased: str | None = None, files: str | None = None
) -> Iterator[tuple[Keeping, Database]]:
    from engine.cli.databases import engine_of, opened, with_our_tables
    from engine.errors import EngineError

    engine = engine_of(folder, council, erased=erased, files=files)
    with opened(url) as database, with_our_tables(database):
        try:
            yield engine.keeping(database), database
        except EngineError as error:
            raise click.ClickException(str(error)) from None


def _told(counts: list[Counted]) -> str:
    return ", ".join(f"{one.many:,} of {one.form} ({one.kind}) to {one.then}" for one in counts)


def _of(ran: Ran) -> str:
    return f"Done: {ran.done:,}. Held: {ran.held:,}. Not due any more: {ran.not_due:,}. Still to do: {ran.left:,}."
