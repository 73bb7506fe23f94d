"""`casepath workshop`: a folder on a shared screen, changed by a room of people."""

from __future__ import annotations

from pathlib import Path

import click

_HERE = "127.0.0.1"


@click.command(
    epilog="""\b
Examples:
  casepath workshop councils/my_council
  casepath workshop . --port 8080 --no-open

Ends with Ctrl-C. It is for this machine alone, and knows no real case."""
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=str))
@click.option("--port", default=8010, show_default=True, type=click.IntRange(1, 65535), help="Where to listen.")
@click.option("--no-open", is_flag=True, help="Print the address only; do not open a browser.")
def workshop(folder: str, port: int, no_open: bool) -> None:
    """Change the definitions in FOLDER together, and see at once what they mean.

    Opens one page with the files, the text, what is wrong with it, and what it comes to. What is typed is seen by every
    browser that looks on, and stands in the files once somebody presses Keep.
    """
    try:
        import uvicorn
        import watchfiles  # noqa: F401 - asked for here, so that its absence is told before anything is opened

        from engine.web.workshop.app import Keys, create_workshop
        from engine.web.workshop.desk import Desk
    except ImportError:
        raise click.ClickException("The pages are an extra. Run: pip install 'casepath[web]'") from None
    from engine.service.ports import RandomIds

    ids = RandomIds()
    keys = Keys(way_in=ids.new(), token=ids.new(), cookie=f"casepath-workshop-{port}")
    desk = Desk(Path(folder))
    address = f"http://{_HERE}:{port}/?key={keys.way_in}"
    click.echo(f"Open {address} in a browser. Ctrl-C ends it.")
    if not no_open:
        click.launch(address)
    try:
        uvicorn.run(create_workshop(desk, keys), host=_HERE, port=port, log_level="warning", server_header=False)
    finally:
        desk.end()
