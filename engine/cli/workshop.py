"""`casepath workshop`: a folder on a shared screen, changed by a room of people."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from types import FrameType

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
@click.option(
    "--beside",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=str),
    help="Another council's folder, to be shown beside this one. Left out, those next to this one are.",
)
@click.option("--no-open", is_flag=True, help="Print the address only; do not open a browser.")
def workshop(folder: str, port: int, beside: tuple[str, ...], no_open: bool) -> None:
    """Change the definitions in FOLDER together, and see at once what they mean.

    Opens one page with the files, the text, what is wrong with it, and what it comes to. What is typed is seen by every
    browser that looks on, and stands in the files once somebody presses Keep.
    """
    try:
        import uvicorn

        from engine.web.workshop.app import Keys, create_workshop
        from engine.web.workshop.desk import Desk
        from engine.web.workshop.views.others import COUNCILS
        from engine.web.workshop.watching import watched
    except ImportError:
        raise click.ClickException("The pages are an extra. Run: pip install 'casepath[web]'") from None
    from engine.service.ports import RandomIds

    ids = RandomIds()
    keys = Keys(way_in=ids.new(), token=ids.new(), cookie=f"casepath-workshop-{port}")
    desk = Desk(Path(folder))
    if beside:
        desk.put(COUNCILS, tuple(map(Path, beside)))
    address = f"http://{_HERE}:{port}/?key={keys.way_in}"
    config = uvicorn.Config(
        create_workshop(desk, keys), host=_HERE, port=port, log_level="warning", server_header=False
    )

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            desk.listeners.end()  # browsers that look on would be waited for
            super().handle_exit(sig, frame)

    if _is_taken(port):
        desk.end()
        raise click.ClickException(f"Something else listens on port {port} already. Name another one: --port.")
    click.echo(f"Open {address} in a browser. Ctrl-C ends it.")
    if not no_open:
        click.launch(address)
    try:
        with watched(Path(folder), desk.look_at_disk):
            Server(config).run()
    except KeyboardInterrupt:
        pass
    finally:
        desk.end()


def _is_taken(port: int) -> bool:
    with socket.socket() as tried:
        tried.settimeout(1)
        return tried.connect_ex((_HERE, port)) == 0
