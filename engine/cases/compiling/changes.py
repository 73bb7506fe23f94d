"""From changes as written, version by version, to one look-up: what each old name and each old code is today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from engine.cases.compiled import Changes, Path
from engine.definitions.changes import Change
from engine.definitions.fields import AnyField, RowsField, own_fields
from engine.definitions.forms import Form
from engine.definitions.versions import version_key

T = TypeVar("T")


def compile_changes(form: Form) -> Changes:
    """Return the changes of *form* joined into one. The text that `other` adds is renamed with its choice."""
    written = {name: one for _, name, one in form.placed_fields()}
    work = _Joining(frozenset(_added(written, ())))
    for change in sorted(form.changes, key=lambda one: version_key(one.since)):
        work.add(change)
    return Changes(work.names, work.codes)


def _added(fields: Mapping[str, AnyField], above: Path) -> Iterator[Path]:
    """Yield the texts that the choices among *fields* add."""
    yield from ((*above, name) for name, _ in own_fields(fields) if name not in fields)
    for name, one in fields.items():
        if isinstance(one, RowsField):
            yield from _added(one.fields, (*above, name))


class _Joining:
    """The changes joined so far, from the oldest version on."""

    def __init__(self, added: frozenset[Path]) -> None:
        self.added = added
        self.names: dict[Path, str | None] = {}
        self.codes: dict[Path, dict[str, str]] = {}

    def add(self, change: Change) -> None:
        match change.kind:
            case "rename":
                self._rename(_path(change.rename), _path(change.to)[-1])
            case "drop":
                self._rename(_path(change.drop), None)
            case "option":
                assert change.option is not None
                assert change.to is not None
                codes = self.codes.setdefault(_path(change.in_field), {})
                codes |= {old: change.to for old, new in codes.items() if new == change.option}
                codes[change.option] = change.to

    def _rename(self, old: Path, new: str | None) -> None:
        above, name = old[:-1], old[-1]
        for path, today in self.names.items():
            if path[:-1] == above and today == name:
                self.names[path] = new
        if new is not None:
            self.names = _moved(self.names, old, (*above, new))
            self.codes = _moved(self.codes, old, (*above, new))
            if (*above, f"{new}_other") in self.added:
                self.names[*above, f"{name}_other"] = f"{new}_other"
        self.names[old] = new


def _moved(by_path: dict[Path, T], old: Path, new: Path) -> dict[Path, T]:
    """Return *by_path* with what stands at or inside the question *old* at *new*."""
    return {(*new, *path[len(old) :]) if path[: len(old)] == old else path: one for path, one in by_path.items()}


def _path(name: str | None) -> Path:
    return tuple((name or "").split("."))
