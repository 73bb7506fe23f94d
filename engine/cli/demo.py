"""`casepath demo`: two fictional cases, through the real engine, into a real database file."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from engine.cases.access import Actor
    from engine.cli.story import Look, Teller, Told
    from engine.errors import EngineError
    from engine.service.cases import Cases

_MOST_REASONS = 4
_SPREAD = timedelta(days=21)
"""Over how long made-up cases are spread, up to now."""


@click.command(
    epilog="""\b
Examples:
  casepath demo
  casepath demo --database my-demo.db
  casepath demo --cases 200        made-up cases at all stages, to see worklists and pages with something on them"""
)
@click.option(
    "--database",
    "path",
    default="casepath-demo.db",
    type=click.Path(dir_okay=False, writable=True, path_type=str),
    help="The SQLite file to write to. Cases are added; nothing in it is changed. Default: casepath-demo.db",
)
@click.option(
    "--cases",
    "number",
    type=click.IntRange(1, 5_000),
    help="Instead of the two: so many made-up cases, of the last three weeks, each at some stage.",
)
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Other people for --cases.")
def demo(path: str, number: int | None, seed: int) -> None:
    """Play two fictional cases through the real engine, or fill a database with made-up ones.

    A child's contact (Jamie) and a worry about a place (the Canal Street steps) go from the first call to the decision:
    what each person did, what each could not do and why, and the history that stays.
    """
    if number is not None:
        _fill(path, number, seed)
        return

    from rich.console import Console

    from engine.cli.databases import opened
    from engine.cli.story import BEGINS, Teller, canal_street, jamie
    from engine.service.engine import Engine
    from engine.service.ports import Ports
    from engine.shipped import shipped_configuration
    from engine.store.migrate import upgrade
    from engine.testing.fakes import FakeClock

    # Piped, the width is ours to choose: a sentence should not be cut for a terminal that is not there.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 110)
    clock = FakeClock(BEGINS)
    engine = Engine.from_folder(shipped_configuration(), ports=Ports(clock=clock))
    with opened(f"sqlite:///{path}") as database:
        with database.connection() as connection:
            upgrade(connection)
        console.print(f"[bold]{engine.definition.edition}[/], into {path}")
        console.print("Amy is a MASH officer, Max and Mia are MASH managers, Sol is a social worker,")
        console.print("Lea is a context lead, Sue a service manager. All people and places are made up.")
        cases = engine.cases(database)
        _play(console, "A. Jamie, 15: a bus route and a group of friends", Teller(cases, clock), jamie)
        _play(console, "B. The Canal Street steps: a place, and no child", Teller(cases, clock), canal_street)
    console.print()
    console.print(f"Both cases are in {path}. Next: casepath check . and casepath test .", soft_wrap=True)


def _fill(path: str, number: int, seed: int) -> None:
    from engine.cli.databases import opened
    from engine.service.engine import Engine
    from engine.service.ports import Ports, SystemClock
    from engine.shipped import shipped_configuration
    from engine.store.migrate import upgrade
    from engine.testing.fakes import FakeClock
    from engine.testing.fictional import Fictional, Players, play_cases

    clock = FakeClock(SystemClock().now() - _SPREAD)
    engine = Engine.from_folder(shipped_configuration(), ports=Ports(clock=clock))
    with opened(f"sqlite:///{path}") as database:
        with database.connection() as connection:
            upgrade(connection)
        players = Players(engine.cases(database), clock, engine.ports.ids, Fictional(seed))
        stand = play_cases(players, number, over=_SPREAD)
    click.echo(f"{engine.definition.edition}, into {path}. All people and places are made up.")
    for (workflow, state), count in sorted(stand.items()):
        flow = engine.definition.workflows[workflow]
        click.echo(f"{count:>6}  {flow.definition.title}: {flow.states[state].definition.title}")
    click.echo(
        f"{number:>6}  in all. Amy, Bea and Cal are MASH officers, Max and Mia MASH managers, Lea a context lead."
    )


def _play(console: Console, title: str, teller: Teller, story: Callable[[Teller], Iterator[Told | Look]]) -> None:
    from engine.cli.story import Told

    console.print()
    console.rule(f"[bold]{title}[/]", align="left")
    for moment in story(teller):
        if isinstance(moment, Told):
            _print_moment(console, moment)
        else:
            _print_next(console, teller)
    _print_history(console, teller)


def _print_moment(console: Console, told: Told) -> None:
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, width=16)
    grid.add_column(no_wrap=True, width=7)
    grid.add_column(no_wrap=True, width=3, style="bold")
    grid.add_column()
    result = "[green]done[/]" if told.refusal is None else "[red]refused[/]"
    grid.add_row(f"{told.at:%a} {told.at.day} {told.at:%b %H:%M}", result, told.who, told.tries)
    for text in _reasons(told.refusal):
        grid.add_row("", "", "", f"[dim]{text}[/]")
    console.print(grid)


def _reasons(refusal: EngineError | None) -> list[str]:
    from rich.markup import escape

    from engine.errors import Refused

    if refusal is None:
        return []
    if not isinstance(refusal, Refused):
        return [escape(str(refusal))]
    # What was sent wrongly before what is still missing: the list is cut short here.
    texts = [one.text for one in sorted(refusal.reasons, key=lambda one: one.code in ("required", "confirm"))]
    rest = len(texts) - _MOST_REASONS
    return [escape(text) for text in texts[:_MOST_REASONS]] + ([f"and {rest} more"] if rest > 0 else [])


def _print_next(console: Console, teller: Teller) -> None:
    """Say what each person can do now, and for the rest, why not."""
    from rich.table import Table

    from engine.cli.story import PEOPLE

    assert teller.case is not None
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, width=3, style="bold")
    grid.add_column()
    for person in PEOPLE:
        grid.add_row(person.id, _can(teller.cases, teller.case.id, person))
    console.print()
    console.print("What each person can do now", style="bold")
    console.print(grid)
    console.print()


def _can(cases: Cases, case_id: str, person: Actor) -> str:
    from rich.markup import escape

    from engine.errors import NotFound

    try:
        steps = cases.next(case_id, by=person)
    except NotFound as unseen:
        return f"[dim]{unseen}[/]"
    can = [escape(step.title) for step in steps if step.allowed]
    because = [f"[dim]{escape(step.unmet[0].text)}[/]" for step in steps if not step.allowed]
    return "\n".join([*can, *because])


def _print_history(console: Console, teller: Teller) -> None:
    from rich.box import SIMPLE
    from rich.table import Table

    from engine.cli.story import AMY, LONDON

    assert teller.case is not None
    table = Table(title=f"History of {teller.case.reference}", title_justify="left", box=SIMPLE, title_style="bold")
    for heading in ("When", "Who", "What"):
        table.add_column(heading, no_wrap=heading != "What", vertical="top")
    for entry in teller.cases.timeline(teller.case.id, by=AMY):
        at = entry.at.astimezone(LONDON)
        table.add_row(f"{at:%a} {at.day} {at:%b} {at:%H:%M}", entry.by, "\n".join(entry.lines))
    console.print()
    console.print(table)
