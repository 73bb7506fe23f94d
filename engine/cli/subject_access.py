"""`casepath subject-access`: all that is held about a person, for the answer to somebody who asks what is kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

import click

from engine.cli.databases import KEYS

if TYPE_CHECKING:
    from engine.cases.access import Actor
    from engine.cases.held import Held
    from engine.service.cases import Cases

_MARKS = ("third_party", "special", "partner")


@click.command(
    "subject-access",
    epilog="""\b
Examples:
  casepath subject-access . child P-10023 --as u-7 --role team_manager --database sqlite:///casepath.db --out all.html
  casepath subject-access . child P-10023 --as u-7 --role team_manager --database sqlite:///casepath.db \\
      --leave-out third_party --leave-out special --out to_send.html

It holds what that person may see and says so, and the look is on record. Somebody else looks at it before it goes out.
Ends with 0 when it was written, 1 when it could not be, 2 when the command itself is wrong.""",
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.argument("kind")
@click.argument("subject")
@click.option("--as", "person", required=True, metavar="PERSON", help="Who draws it up: it is kept that they looked.")
@click.option("--role", "roles", multiple=True, required=True, help="A role that they hold. Repeatable.")
@click.option("--team", "teams", multiple=True, help="A team that they are in. Repeatable.")
@click.option("--database", "url", required=True, envvar="CASEPATH_DATABASE", help="Where: an SQLAlchemy URL.")
@click.option("--council", help="Whose cases, where it is not the configuration's own id.")
@click.option(
    "--leave-out",
    "marks",
    multiple=True,
    type=click.Choice(_MARKS),
    help="Put a word in the place of what has this mark. Repeatable; nothing is left out without it.",
)
@click.option("--to", "shape", type=click.Choice(["html", "json"]), help="What to write; what --out ends in.")
@click.option("--language", default="en", help="The language: en if left out.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=str), help="The file, not yet there.")
@KEYS
def subject_access(  # noqa: PLR0913, PLR0917 - click gives each option by name
    folder: str,
    kind: str,
    subject: str,
    person: str,
    roles: tuple[str, ...],
    teams: tuple[str, ...],
    url: str,
    council: str | None,
    marks: tuple[Literal["third_party", "special", "partner"], ...],
    shape: str | None,
    language: str,
    out: str,
) -> None:
    """Draw up all that is held about SUBJECT, which is of a KIND such as child.

    The record with its history, and every case: questions and answers as they were asked, who wrote them and when,
    letters, what was sent to others, the history, and who looked. What is about somebody else, is kept most closely or
    came from a partner is marked.
    """
    from engine import Actor
    from engine.cases.held import left_out
    from engine.cli.databases import engine_of, opened, with_our_tables
    from engine.errors import EngineError
    from engine.interop.held_data import held_data
    from engine.interop.held_paper import held_paper
    from engine.interop.outline import as_html

    engine = engine_of(folder, council)
    wanted = shape or ("json" if out.endswith(".json") else "html")
    for role in roles:
        if role not in engine.definition.roles.titles:
            raise click.UsageError(f'There is no role "{role}" in this configuration.')
    by = Actor(person, roles=roles, teams=teams)
    try:
        with opened(url) as database, with_our_tables(database):
            cases = engine.cases(database)
            held = cases.held_about(kind, subject, by=by, language=language)
            if not held:
                raise click.ClickException(
                    "There is nothing about them that this person may see. Nothing was written. "
                    "If there should be, ask somebody whose role sees their cases."
                )
            letters = _letters(cases, held, by, language)
    except EngineError as error:
        raise click.ClickException(str(error)) from None
    held, zone = left_out(held, marks, language), engine.definition.zone
    if wanted == "json":
        text = json.dumps(held_data(held, letters, language=language, zone=zone), ensure_ascii=False, indent=2) + "\n"
    else:
        text = as_html(held_paper(held, letters, language=language, zone=zone))
    _write(out, text)
    papers = sum(len(one.papers) for one in held.cases)
    click.echo(f"Wrote {out}, which only you may read. Cases: {len(held.cases)}. Papers: {papers}.")
    if not marks:
        click.echo("Nothing is left out of it. What has a reason in brackets is to be looked at before it goes out.")


def _letters(cases: Cases, held: Held, by: Actor, language: str) -> dict[tuple[str, str], str]:
    """Return the text of every letter; of one that cannot be drawn, that it cannot."""
    from engine.documents.process import NotDrawn

    texts = {}
    for case in held.cases:
        for one in case.letters:
            try:
                drawn = cases.letter(case.id, one.id, by=by, as_="text", language=language)
                texts[case.id, one.id] = drawn.content.decode()
            except NotDrawn as error:
                texts[case.id, one.id] = str(error)
    return texts


def _write(out: str, text: str) -> None:
    """Write a file that nobody else may read. One that is there is not written over: it may have been gone through."""
    import os

    try:
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise click.ClickException("There is such a file already. Name another, or take it away.") from None
    except OSError:
        raise click.ClickException("The file cannot be written there.") from None
