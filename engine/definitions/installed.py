"""Templates that installed packages bring: looked for by id when a council's configuration extends one.

A package names its folder under the entry point group `casepath.configurations`: `national = "a_package"`, a package
that has casepath.yaml beside its modules. The template that travels with Casepath is always among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from engine.shipped import shipped_configuration

GROUP = "casepath.configurations"


def installed_configurations(name: str) -> Iterator[Path]:
    """Yield the folders of the installed configurations called *name*. No module of a package is run for it."""
    for one in entry_points(group=GROUP, name=name):
        try:
            spec = find_spec(one.value)
        except (ImportError, ValueError):
            continue  # a package that is half there has no folder to read
        if spec is not None and spec.submodule_search_locations:
            yield from (Path(place) for place in spec.submodule_search_locations)
    try:
        yield shipped_configuration()
    except FileNotFoundError:
        return  # an incomplete installation says so where the template itself is asked for


def installed_names() -> list[str]:
    """Return the ids under which installed packages bring configurations, sorted."""
    return sorted({one.name for one in entry_points(group=GROUP)})
