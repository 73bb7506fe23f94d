"""`casepath serve`: the worker's pages, for a demonstration on one's own machine or for a council's staff."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from engine.cli.databases import KEYS

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from engine.service.engine import Engine
    from engine.service.ports import Ports
    from engine.store.transaction import Database
    from engine.web.signing_in import Names, SignIn
    from engine.web.visit import Settings

_HERE = ("127.0.0.1", "localhost", "::1")
_SECRET = "CASEPATH_OIDC_SECRET"  # noqa: S105 - the name of a variable


@click.command(
    epilog="""\b
Examples:
  casepath serve . --demo
  casepath serve councils/westmarch --demo --port 8080
  casepath serve . --database sqlite:///casepath.db --oidc-issuer https://login.example/ --oidc-client casepath \\
    --address https://casepath.example

Ends with Ctrl-C. The secret of --oidc-client is read from CASEPATH_OIDC_SECRET."""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Where to listen.")
@click.option("--host", default=_HERE[0], show_default=True, help="On which address: your own machine's, if left out.")
@click.option("--database", "--db", "url", envvar="CASEPATH_DATABASE", help="Where the cases are: an SQLAlchemy URL.")
@click.option("--council", help="Whose cases, where it is not the configuration's own id.")
@click.option("--demo", is_flag=True, help="Anybody can be anyone of a few fictional people. Never with real cases.")
@click.option("--oidc-issuer", help="Who signs people in: the address of an OpenID Connect provider.")
@click.option("--oidc-client", help="What the provider calls these pages.")
@click.option("--oidc-roles", default="roles", show_default=True, help="The claim that lists somebody's roles.")
@click.option("--oidc-teams", default="teams", show_default=True, help="The claim that lists somebody's teams.")
@click.option("--address", default="", help="The address that people type, where the provider sends them back to.")
@click.option("--name", default="", help="The council's name, on top of every page.")
@click.option("--brand-colour", default="#1d4f6f", show_default=True, help="Of the bar on top, as #rrggbb.")
@click.option("--link-colour", default="#1a65a6", show_default=True, help="Of links, as #rrggbb.")
@click.option("--button-colour", default="#0f7a52", show_default=True, help="Of buttons, as #rrggbb.")
@click.option("--merged-by", multiple=True, help="A role that may make two records one; may be given several times.")
@click.option("--contact", default="", help="Whom to tell that a page cannot be used, for the accessibility statement.")
@KEYS
def serve(  # noqa: PLR0913, PLR0917 - a command has its options
    folder: str,
    port: int,
    host: str,
    url: str | None,
    council: str | None,
    demo: bool,
    oidc_issuer: str | None,
    oidc_client: str | None,
    oidc_roles: str,
    oidc_teams: str,
    address: str,
    name: str,
    brand_colour: str,
    link_colour: str,
    button_colour: str,
    merged_by: tuple[str, ...],
    contact: str,
) -> None:
    """Open the worker's pages of the configuration in FOLDER, until Ctrl-C.

    With --demo everybody in it is made up: two fictional cases are begun in casepath-demo.db, unless there are cases.
    Without it people sign in with their own accounts, and the pages are for HTTPS, behind whatever ends it.
    """
    if demo == bool(oidc_issuer):
        raise click.UsageError("Say how people sign in: --demo, or --oidc-issuer with --oidc-client and --address.")
    if oidc_issuer and not (oidc_client and address and url):
        raise click.UsageError("Beside --oidc-issuer name --oidc-client, --address and --database.")
    if demo and host not in _HERE:
        raise click.UsageError("A demonstration is for your own machine: anybody who reaches it can be anyone.")
    try:
        import uvicorn

        from engine.web.theme import PoorTheme, Theme
        from engine.web.visit import Settings
    except ImportError:
        raise click.ClickException("The pages are an extra. Run: pip install 'casepath[web]'") from None
    try:
        theme = Theme(name, brand_colour, link_colour, button_colour)
    except PoorTheme as fault:
        raise click.UsageError(str(fault)) from None
    settings = Settings(theme=theme, address=address, secure=not demo, contact=contact, merged_by=frozenset(merged_by))
    from engine.cli.databases import opened

    with opened(url or "sqlite:///casepath-demo.db") as database:
        app = _pages(folder, council, database, settings, oidc_issuer, oidc_client or "", oidc_roles, oidc_teams)
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"Open http://{shown}:{port} in a browser. Ctrl-C ends it.")
        uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


def _pages(
    folder: str,
    council: str | None,
    database: Database,
    settings: Settings,
    issuer: str | None,
    client: str,
    roles: str,
    teams: str,
) -> Starlette:
    from dataclasses import replace

    from engine.cli.databases import engine_of, with_our_tables
    from engine.web.app import create_app
    from engine.web.demo import DemoPeople
    from engine.web.openid import OpenIdSignIn
    from engine.web.signing_in import NoNames

    engine = engine_of(folder, council)
    sign_in: SignIn
    names: Names = NoNames()
    if issuer is None:
        sign_in = people = DemoPeople(engine.definition)
        engine.ports, names = replace(engine.ports, people=people), people
        _begin_demonstration(engine, database)
    else:
        secret = os.environ.get(_SECRET)
        if not secret:
            raise click.UsageError(f"The environment variable {_SECRET} is not set: it is to have the client's secret.")
        sign_in = OpenIdSignIn(issuer, client, secret, roles_claim=roles, teams_claim=teams)
    with with_our_tables(database):
        engine.runner(database).next_due()
    return create_app(
        engine, database, sign_in=sign_in, names=names, settings=settings, also=_welsh(folder, engine, engine.ports)
    )


def _welsh(folder: str, engine: Engine, ports: Ports) -> dict[str, Engine]:
    """Return the engine that speaks Welsh: a council's own words as far as they are translated."""
    from engine.service.engine import Engine as Made

    if "cy" in engine.definition.languages:
        return {}
    return {"cy": Made.from_folder(folder, ports=ports, council=engine.council, language="cy")}


def _begin_demonstration(engine: Engine, database: Database) -> None:
    """Make the tables, and begin two fictional cases where there are none, as of the last days."""
    from datetime import timedelta

    from engine.cli.story import BEGINS, Look, Teller, canal_street, jamie
    from engine.errors import EngineError
    from engine.service.engine import Engine as Made
    from engine.service.ports import Ports
    from engine.store.migrate import upgrade
    from engine.testing.fakes import FakeClock

    with database.connection() as connection:
        upgrade(connection)
    known = "child_front_door" in engine.definition.workflows
    actor = engine.actor("Amy") if known else None
    if actor is None or engine.cases(database).find(by=actor, limit=1):
        return
    days = (engine.ports.clock.now() - BEGINS).days
    shift, clock = timedelta(weeks=max(0, days // 7 - 1)), FakeClock(BEGINS)
    teller = Teller(Made(engine.definition, engine.files, ports=Ports(clock=clock)).cases(database), clock, shift=shift)
    for story in (jamie, canal_street):
        try:
            for moment in story(teller):
                if isinstance(moment, Look):
                    break  # what comes next is for whoever tries it out
        except EngineError:
            continue  # a council that asks other things begins with no cases
