"""`casepath letter`: a letter as it would be drawn, with made up or given answers, for a workshop to read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.cases.compiled import CompiledLetter, Definition
    from engine.cases.values import Json
    from engine.documents.letter import Shape


@click.command(
    epilog="""\b
Examples:
  casepath letter . missing_episode
  casepath letter . missing_episode --out letter.pdf
  casepath letter . missing_episode --answers answers.json --out letter.docx
  casepath letter . missing_episode --language cy --out letter.html

The answers stand by form, record or case: {"missing_episode": {"summary": "Home by ten"}}""",
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.argument("letter", required=False)
@click.option(
    "--answers",
    type=click.Path(exists=True, dir_okay=False, path_type=str),
    metavar="FILE",
    help="What it quotes, in a JSON file. Left out, each answer is its question in brackets.",
)
@click.option("--to", "how", type=click.Choice(["text", "html", "pdf", "docx"]), help="Left out, what --out ends in.")
@click.option("--language", default="en", metavar="CODE", help="The language: en if left out.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=str),
    help="The file to write. Left out, text is printed.  Example: --out letter.pdf",
)
def letter(
    folder: str, letter: str | None, answers: str | None, how: Shape | None, language: str, out: str | None
) -> None:
    """Draw LETTER of the configuration in FOLDER as text, HTML, PDF or DOCX.

    It is drawn as for a case, in a process that is capped. What its readers may not read is not in it, whatever the
    answers hold.
    """
    from engine.cases.letters import names_in, sample
    from engine.cli.reading import checked, letter_named, spoken
    from engine.documents.letter import Draft, drawn, written
    from engine.documents.process import NotDrawn

    definition = spoken(checked(folder), language)
    one = definition.letters[letter_named(definition, letter)]
    shape = how or _by_ending(out)
    if out is None and shape in ("pdf", "docx"):
        raise click.UsageError("A PDF or DOCX is not for a terminal. Name a file: --out letter.pdf")
    says = sample(definition, one, answered=True) if answers is None else _given(definition, one, answers)
    draft = Draft(one.definition.title, one.language, one.definition.body, names_in(definition, one), says)
    try:
        content = written(drawn(draft), shape)
    except NotDrawn as wrong:
        raise click.ClickException(str(wrong)) from None
    if out is None:
        click.echo(content.decode(), nl=False)
        return
    try:
        Path(out).write_bytes(content)
    except OSError:
        raise click.ClickException(f"{out} cannot be written. Is its folder there, and may you write to it?") from None
    click.echo(f"Wrote {out}.")


def _by_ending(out: str | None) -> Shape:
    from engine.documents.letter import ENDINGS

    endings = {**{ending: shape for shape, ending in ENDINGS.items()}, ".htm": "html"}
    return endings.get(Path(out or "").suffix.lower(), "text")


def _given(definition: Definition, letter: CompiledLetter, path: str) -> dict[str, Json]:
    """Return what the letter says of the answers in a file, as if they stood on a case of today."""
    from engine.cases.letters import Said, says
    from engine.cases.state import Case
    from engine.cli.answers import answers_in
    from engine.service.ports import SystemClock

    given = answers_in(path)
    by_name: Mapping[str, Mapping[str, Json]] = {name: one for name, one in given.items() if isinstance(one, dict)}
    now = SystemClock().now()
    about = {name: str(one) for name, one in by_name.get("case", {}).items()}
    case = Case(
        id="",
        council="",
        workflow="",
        release=definition.release,
        reference=about.get("reference", ""),
        subject_kind="",
        subject=about.get("subject", ""),
        team="",
        version=1,
        states=(),
        opened_at=now,
        opened_on=definition.counting.local_day(now),
        holders=about,
    )
    facts = {name: value for record in definition.records for name, value in by_name.get(record, {}).items()}
    by = str(by_name.get("letter", {}).get("by", ""))
    return says(definition, letter, Said(case, now, by, by_name, facts))
