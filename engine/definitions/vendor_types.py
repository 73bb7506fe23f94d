"""Types of question that vendors add: what one has to do, and how it is found where a form names it.

A type is an object that an installed package names under the entry point group `casepath.field_types`. It is looked
for, and its package imported, only when a form uses a type that is not built in; a built-in type is never replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

from pydantic import BaseModel

from engine.findings import Code

UNUSABLE_TYPE = Code(
    "Y107", "A vendor's type that cannot be used", "Ask the vendor for a version that keeps to the contract."
)
VENDOR_SETTING = Code(
    "Y108", "A setting that a vendor's type does not take", "Look into the vendor's own page about the type."
)
GROUP = "casepath.field_types"
"""The entry points under which a package names its types: `nhs_number = "a_package.a_module:an_object"`."""

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"
Sees = Literal["text", "number", "date", "time", "datetime", "opaque"]
"""What conditions see of an answer; of an opaque one only whether there is one."""

S = TypeVar("S", bound=BaseModel)


class NotTaken(Exception):
    """Raised by a type for an answer that it does not take. *code* is one of its `problems`; nothing else is said."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class FieldType(Protocol[S]):
    """What a type of question has to do. All of it is pure: no clock, no chance, no file, no network, nothing kept."""

    @property
    def settings(self) -> type[S]:
        """The settings that a field of this type may have besides those of every field. They are written as text."""

    @property
    def sees(self) -> Sees:
        """What conditions see of an answer."""

    @property
    def problems(self) -> Mapping[str, Mapping[str, str]]:
        """What people are told by the code of a `NotTaken`, in each language; English (`en`) has to be there."""

    def kind(self, settings: S, language: str) -> str:
        """Return what an answer is, without a full stop: `A number of ten digits`."""

    def read(self, given: Json, settings: S) -> tuple[Json, object]:
        """Return an answer as it is kept and as conditions see it; raise `NotTaken`. What is kept reads as itself."""

    def printed(self, kept: Json, settings: S, language: str) -> str:
        """Return a kept answer as it stands on paper."""

    def json_schema(self, settings: S) -> Mapping[str, object]:
        """Return the JSON Schema of what is kept."""

    def example(self, settings: S) -> Json:
        """Return an answer that is read, and that is nobody's."""


CONTRACT = ("settings", "sees", "problems", "kind", "read", "printed", "json_schema", "example")
"""All that a type has to have."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A type that is installed and cannot be used: the sentence that says why."""

    message: str


@dataclass(slots=True)
class VendorTypes:
    """The types that the installed packages bring, each looked up once, when a definition first names it."""

    _found: dict[str, FieldType[Any] | Unusable | None] = field(default_factory=dict)
    _named: dict[str, list[EntryPoint]] | None = None

    def find(self, name: str) -> FieldType[Any] | Unusable | None:  # Any: each type has settings of its own
        """Return the type called *name*, why it cannot be used, or nothing where no package brings it."""
        if name not in self._found:
            self._found[name] = self._look_up(name)
        return self._found[name]

    def _look_up(self, name: str) -> FieldType[Any] | Unusable | None:
        if self._named is None:
            self._named = {}
            for one in entry_points(group=GROUP):
                self._named.setdefault(one.name, []).append(one)
        # One package that is seen twice, from two places of the path, is one package.
        entries = {(_package(one), one.value): one for one in self._named.get(name, ())}
        if len(entries) > 1:
            packages = " and ".join(sorted({package for package, _ in entries}))
            return Unusable(f'The type "{name}" is there more than once, from {packages}. Uninstall one.')
        return next((_loaded(name, one) for one in entries.values()), None)


def _package(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist is not None else "a package without a name"


def _loaded(name: str, entry: EntryPoint) -> FieldType[Any] | Unusable:
    try:
        found = entry.load()
        missing = missing_from(found)
    except (Exception, SystemExit):  # noqa: BLE001 - a vendor's module may raise anything, and none of it is for people
        return Unusable(f'The type "{name}" comes from the package "{_package(entry)}", which cannot be loaded.')
    if missing:
        return Unusable(f'The type "{name}" of the package "{_package(entry)}" has no {" and no ".join(missing)}.')
    made: FieldType[Any] = found
    return made


def missing_from(found: object) -> list[str]:
    """Return what *found* lacks to be a type, or has in another shape, by its names in the contract."""
    missing = [name for name in CONTRACT if not hasattr(found, name)]
    if missing:
        return missing
    wrong = [name for name in CONTRACT[3:] if not callable(getattr(found, name))]
    settings, sees, problems = (getattr(found, name) for name in CONTRACT[:3])
    if not (isinstance(settings, type) and issubclass(settings, BaseModel)):
        wrong.append("settings")
    if sees not in Sees.__args__:  # type: ignore[attr-defined]  # what a Literal allows
        wrong.append("sees")
    if not (isinstance(problems, Mapping) and all(_says(one) for one in problems.values())):
        wrong.append("problems")
    return wrong


def _says(sentences: object) -> bool:
    return isinstance(sentences, Mapping) and isinstance(sentences.get("en"), str) and _all_text(sentences.values())


def _all_text(values: Iterable[object]) -> bool:
    return all(isinstance(one, str) and one.strip() for one in values)
