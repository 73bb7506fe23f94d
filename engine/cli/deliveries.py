"""`casepath deliveries`: what receivers would not take, and what is to become of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine.service.deliveries import Target

SECRETS = "CASEPATH_WEBHOOK_SECRETS_{name}"
HOSTS = "CASEPATH_WEBHOOK_HOSTS"


@click.command(
    epilog="""\b
Examples:
  casepath deliveries . --database sqlite:///casepath.db
  casepath deliveries . --database sqlite:///casepath.db --again returns 0c1f5b9e
  casepath deliveries . --database sqlite:///casepath.db --pass-over returns 0c1f5b9e

Ends with 1 while there is something that no receiver took."""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.option("--database", "url", required=True, envvar="CASEPATH_DATABASE", help="Where: an SQLAlchemy URL.")
@click.option("--council", help="Whose cases, where it is not the configuration's own id.")
@click.option("--again", nargs=2, metavar="RECEIVER CASE", help="Let the worker try a case's steps again.")
@click.option("--pass-over", nargs=2, metavar="RECEIVER CASE", help="Give them up for good, and go on with the next.")
def deliveries(
    folder: str, url: str, council: str | None, again: tuple[str, str] | None, pass_over: tuple[str, str] | None
) -> None:
    """List the steps that a receiver would not take for three days, for the configuration in FOLDER."""
    from engine.cli.databases import engine_of, opened, with_our_tables

    engine = engine_of(folder, council)
    with opened(url) as database, with_our_tables(database):
        for chosen, do in ((again, engine.deliver_again), (pass_over, engine.pass_over)):
            if chosen and not do(database, *chosen):
                raise click.ClickException(f'"{chosen[0]}" has nothing that was given up of case "{chosen[1]}".')
        letters = engine.dead_letters(database)
    if not letters:
        click.echo("Every receiver took what it was given, or is still being asked.")
        return
    click.echo("RECEIVER  CASE  STEP  TRIES  WHAT WENT WRONG")
    for one in letters:
        click.echo(f"{one.target}  {one.case_id}  {one.version}  {one.tries}  {one.fault}")
    raise SystemExit(1)


def receivers(webhooks: Sequence[str]) -> list[Target]:
    """Return the receivers that `--webhook NAME=URL` names, with their secrets from the environment."""
    import os

    if not webhooks:
        return []
    try:
        from engine.service.webhooks import BadWebhook, Webhook
    except ImportError:
        raise click.UsageError("Webhooks need one package more: pip install 'casepath[security]'.") from None
    from engine.service.deliveries import Target

    hosts = [one for one in os.environ.get(HOSTS, "").replace(",", " ").split() if one]
    made = []
    for one in webhooks:
        name, _, url = one.partition("=")
        if not name.isidentifier() or not url:
            raise click.UsageError("Write each webhook as NAME=URL: returns=https://cases.example.org/events.")
        secrets = os.environ.get(SECRETS.format(name=name.upper()), "").split()
        try:
            made.append(Target(name, Webhook(url, secrets, hosts=hosts)))
        except BadWebhook as error:
            where = f"Secrets are read from {SECRETS.format(name=name.upper())}, allowed hosts from {HOSTS}."
            raise click.UsageError(f'The webhook "{name}": {error} {where}') from None
    return made
